"""Taking a ticket, and reading it again."""

from __future__ import annotations

import uuid
from typing import Any


def test_a_ticket_has_the_contracts_shape(kiosk: Any) -> None:
    """A kiosk is told number, people ahead, token and address."""
    answer = kiosk.post("/tickets", {"service": "A", "language": "es"})
    told = answer.json
    assert answer.status_code == 201
    assert answer.content_type == "application/json"
    assert uuid.UUID(told["id"]).version == 7
    assert told["url"] == f"https://queue.example/t/{told['token']}"
    assert len(told["token"]) >= 22
    assert told["created_at"] == "2026-11-24T11:00:00.000Z"
    wanted = {
        "number": "A001",
        "service": "A",
        "state": "waiting",
        "ahead": 0,
        "wait": None,
        "language": "es",
    }
    assert wanted.items() <= told.items()


def test_numbers_count_up_for_each_service_alone(kiosk: Any) -> None:
    """A001, A002, B001."""
    assert [kiosk.take(code)["number"] for code in "AAB"] == ["A001", "A002", "B001"]


def test_the_language_is_the_sites_first_unless_told(kiosk: Any) -> None:
    """Without a language, the first one."""
    assert kiosk.take("A")["language"] == "en"


def test_ahead_counts_who_shares_a_counter(kiosk: Any) -> None:
    """Counter 2 serves all: everyone who came before is ahead."""
    assert [kiosk.take(code)["ahead"] for code in "ABA"] == [0, 1, 2]


def test_a_service_is_closed_outside_its_hours(kiosk: Any, clock: Any) -> None:
    """409 with a reason at 14:00, and the kiosk learns when it opens."""
    clock.advance(hours=3)
    answer = kiosk.post("/tickets", {"service": "B"})
    assert (answer.status_code, answer.json["reason"]) == (409, "closed")
    assert answer.content_type == "application/problem+json"
    told = {each["code"]: each for each in kiosk.get("/services").json["services"]}
    assert (told["B"]["open"], told["B"]["reason"]) == (False, "closed")
    assert told["B"]["opens_at"] == "2026-11-25T08:00:00.000Z"
    assert (told["A"]["open"], told["A"]["opens_at"]) == (True, None)


def test_a_daily_limit_ends_the_day(kiosk: Any) -> None:
    """After two tickets of C there are none left, and no number is lost."""
    assert [kiosk.take("C")["number"] for _ in range(2)] == ["C001", "C002"]
    for _ in range(2):
        answer = kiosk.post("/tickets", {"service": "C"})
        assert (answer.status_code, answer.json["reason"]) == (409, "full")
    told = {each["code"]: each for each in kiosk.get("/services").json["services"]}
    assert (told["C"]["open"], told["C"]["reason"]) == (False, "full")


def test_who_may_read_a_ticket(kiosk: Any, as_device: Any, staff: Any) -> None:
    """Its kiosk and the staff; not another kiosk, and in another site it does not exist."""
    taken = kiosk.take("A")
    path = f"/tickets/{taken['id']}"
    assert kiosk.get(path).json["number"] == "A001"
    assert staff.get(path).json["number"] == "A001"
    assert as_device("kiosk two").get(path).status_code == 403
    assert as_device("other kiosk").get(path).status_code == 404


def test_a_ticket_read_again_does_not_tell_its_token(kiosk: Any, staff: Any) -> None:
    """The token is for the answer that took it, and for nobody who reads later."""
    taken = kiosk.take("A")
    for each in (kiosk, staff):
        assert each.get(f"/tickets/{taken['id']}").json["token"] is None
    assert taken["token"] not in staff.get("/queue").text


def test_staff_take_tickets_too(staff: Any) -> None:
    """At the information desk."""
    assert staff.take("A")["number"] == "A001"


def test_without_public_url_there_is_no_address(kiosk: Any, desk: Any, site_id: int) -> None:
    """No QR code then, but the token stays."""
    from server.desk import setup
    from server.sitefile import dump, parse

    site = desk.branch(site_id).site
    text = dump(site).replace("https://queue.example", "")
    setup.apply_site(desk, site_id, parse(text, "test"))
    taken = kiosk.take("A")
    assert taken["url"] is None
    assert taken["token"]


def test_printing_is_told_by_the_kiosk_that_took_it(kiosk: Any, as_device: Any, staff: Any) -> None:
    """Staff see how the paper fared; another kiosk may not say it."""
    taken = kiosk.take("A")
    path = f"/tickets/{taken['id']}/print"
    assert kiosk.post(path, {"result": "failed", "reason": "paper out"}).status_code == 204
    assert staff.get(f"/tickets/{taken['id']}").json["print_result"] == "failed"
    assert kiosk.post(path, {"result": "printed"}, key=None).status_code == 204
    assert staff.get(f"/tickets/{taken['id']}").json["print_result"] == "printed"
    assert as_device("kiosk two").post(path, {"result": "printed"}).status_code == 403
    assert as_device("other kiosk").post(path, {"result": "printed"}).status_code == 404
