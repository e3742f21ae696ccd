"""What a kiosk gave while it was alone comes into the queue, in its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from server.desk import setup
from server.desk.check import check
from server.store.database import Database

Paper = Callable[..., dict[str, Any]]


@pytest.fixture
def paper(clock: Any) -> Paper:
    """What the kiosk sends of a ticket that it printed so many seconds ago."""

    def make(number: int, ago: float = 0, service: str = "A", **more: Any) -> dict[str, Any]:
        at = datetime.fromtimestamp(clock.now / 1000 - ago, UTC).isoformat()
        token = f"{service}-{number}-{'x' * 22}"
        return {"service": service, "number": number, "issued_at": at, "token": token, **more}

    return make


def bands(kiosk: Any) -> dict[str, tuple[int, int, int]]:
    """The kiosk's own numbers: first, last and next, by service."""
    told = kiosk.get("/services").json
    return {each["service"]: (each["first"], each["last"], each["next"]) for each in told["bands"]}


def queue(staff: Any) -> list[str]:
    """The numbers that wait, in calling order."""
    return [each["number"] for each in staff.get("/queue").json["tickets"]]


def away(kiosk: Any, clock: Any, **span: float) -> None:
    """The kiosk is heard, and then not for so long."""
    assert kiosk.post("/devices/heartbeat", {"status": {"unsent": 0}}, key=None).status_code == 204
    clock.advance(**span)


def test_each_kiosk_is_told_its_own_numbers(kiosk: Any, as_device: Any, staff: Any) -> None:
    """The first one the top hundred of each service, the second the hundred below; nobody else is told."""
    assert bands(kiosk) == dict.fromkeys("ABC", (900, 999, 900))
    assert bands(as_device("kiosk two")) == dict.fromkeys("ABC", (800, 899, 800))
    told = kiosk.get("/services").json
    assert told["business_day"] == "2026-11-24"
    assert staff.get("/services").json["bands"] == []
    events = kiosk.get("/events", headers={"Last-Event-ID": "0"}, buffered=False)
    heard = b"".join(next(events.response) for _ in range(2)).decode()
    events.close()
    assert "bands.assigned" in heard
    assert "900" not in heard


def test_a_ticket_handed_in_stands_in_its_place(
    kiosk: Any, as_device: Any, staff: Any, nobody: Any, clock: Any, paper: Paper, database: Database
) -> None:
    """Before those who came after it at another kiosk; its code works, and only its hash is kept."""
    kiosk.take()
    away(kiosk, clock, seconds=600)
    as_device("kiosk two").take()
    clock.advance(seconds=300)
    asked = paper(900, ago=600, language="ar")
    answer = kiosk.post("/tickets", asked, key="a key of its own")
    told = answer.json
    assert (answer.status_code, told["number"], told["state"], told["ahead"]) == (201, "A900", "waiting", 1)
    assert (told["wait"], told["language"]) == (None, "ar")
    assert told["created_at"] == "2026-11-24T11:05:00.000Z"
    assert told["url"] == f"https://queue.example/t/{asked['token']}"
    assert queue(staff) == ["A001", "A900", "A002"]
    assert nobody.get(f"/t/{asked['token']}").json["number"] == "A900"
    assert kiosk.post("/tickets", asked, key="a key of its own").json == told
    assert bands(kiosk)["A"] == (900, 999, 901)
    assert kiosk.take()["number"] == "A003"
    with database.reading() as connection:
        tables = ("tickets", "commands", "events")
        kept = [connection.exec_driver_sql(f"SELECT * FROM {each}").all() for each in tables]
    assert asked["token"] not in str(kept)
    assert check(database) == []


def test_a_kiosks_own_tickets_keep_their_sequence(kiosk: Any, staff: Any, clock: Any, paper: Paper) -> None:
    """Whatever its clock says: back by a day, then far ahead."""
    away(kiosk, clock, hours=2)
    for number, ago in ((900, 3000), (901, 90_000), (902, -90_000), (903, 60)):
        assert kiosk.post("/tickets", paper(number, ago)).status_code == 201
    tickets = {each["number"]: each["created_at"][11:19] for each in staff.get("/queue").json["tickets"]}
    assert tickets == {"A900": "12:10:00", "A901": "12:10:00", "A902": "13:00:00", "A903": "13:00:00"}
    assert list(tickets) == ["A900", "A901", "A902", "A903"]


def test_what_is_not_handed_in_yet_is_no_gap(kiosk: Any, paper: Paper, database: Database) -> None:
    """`check` only notes it, and only between numbers that were."""
    for number in (905, 902):
        assert kiosk.post("/tickets", paper(number)).status_code == 201
    notes: list[str] = []
    assert check(database, notes) == []
    assert notes == ["site main: A903, A904 of 2026-11-24: not handed in yet"]


def test_hearing_of_a_kiosk_again_does_not_move_what_it_has_not_handed_in(
    kiosk: Any, staff: Any, clock: Any, paper: Paper
) -> None:
    """A heartbeat that tells of unsent tickets is no later contact; before that, nothing is older than the last one."""
    away(kiosk, clock, seconds=600)
    kiosk.post("/devices/heartbeat", {"status": {"unsent": 2}}, key=None)
    assert kiosk.post("/tickets", paper(900, ago=9000)).json["created_at"] == "2026-11-24T11:00:00.000Z"
    assert kiosk.post("/tickets", paper(901, ago=300)).json["created_at"] == "2026-11-24T11:05:00.000Z"


def test_an_ordinary_ticket_in_between_takes_nobodys_place(
    kiosk: Any, staff: Any, clock: Any, paper: Paper
) -> None:
    """Somebody takes one while the tickets of the outage are still coming in."""
    away(kiosk, clock, hours=1)
    assert kiosk.post("/tickets", paper(900, ago=3000)).status_code == 201
    assert kiosk.take()["number"] == "A001"
    assert kiosk.post("/tickets", paper(901, ago=2000)).status_code == 201
    assert queue(staff) == ["A900", "A901", "A001"]


def test_what_is_on_paper_is_not_refused(
    kiosk: Any, staff: Any, clock: Any, paper: Paper, database: Database
) -> None:
    """Closed, paused, full, or a language and an answer that are not offered any more."""
    staff.post("/services/A/pause")
    clock.advance(hours=4)
    asked = {"language": "uk", "answers": [1, 2], "priority": True, "name": "Ada"}
    for service in "ABC":
        assert kiosk.post("/tickets", paper(900, service=service, **asked)).status_code == 201
    assert len(queue(staff)) == 3
    told = staff.get("/queue").json["tickets"][0]
    assert (told["language"], told["queue_class"], told["person"]["name"]) == ("en", "standard", "Ada")
    assert kiosk.take("C")["number"] == "C001"
    assert (
        kiosk.post("/tickets", {"service": "C"}).json["reason"] == "full"
    )  # two a day, and one was handed in
    assert check(database) == []


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"service": "Z"}, 422, "service"),
        ({"number": 800}, 422, "number"),
        ({"number": 7}, 422, "number"),
        ({"number": None}, 422, "number"),
        ({"issued_at": None}, 422, "issued_at"),
        ({"token": None}, 422, "token"),
        ({"token": "short"}, 422, "token"),
        ({"appointment": "ABCD"}, 422, "appointment"),
        ({"instead_of": "the key of this call"}, 422, "instead_of"),
    ],
)
def test_what_cannot_be_is_refused(
    kiosk: Any, paper: Paper, change: dict[str, Any], status: int, field: str
) -> None:
    """An unknown service, a number of somebody else's, or a part missing: 422 that names the field."""
    answer = kiosk.post("/tickets", {**paper(900), **change}, key="the key of this call")
    assert (answer.status_code, answer.json["field"]) == (status, field)
    assert bands(kiosk)["A"] == (900, 999, 900)


def test_staff_hand_nothing_in(staff: Any, paper: Paper) -> None:
    """422 that names the field."""
    assert staff.post("/tickets", paper(900)).json["field"] == "number"


def test_a_number_is_given_to_one_ticket(kiosk: Any, paper: Paper, staff: Any) -> None:
    """The same paper under another key is the same ticket; another paper with its number, or its token, is refused."""
    first = kiosk.post("/tickets", paper(900)).json
    assert kiosk.post("/tickets", paper(900)).json["id"] == first["id"]
    other = kiosk.post("/tickets", {**paper(900), "token": "y" * 22})
    assert (other.status_code, other.json["reason"]) == (409, "number_taken")
    other = kiosk.post("/tickets", {**paper(901), "token": paper(900)["token"]})
    assert (other.status_code, other.json["reason"]) == (409, "token_taken")
    assert queue(staff) == ["A900"]


# ---------------------------------------------------------------- instead of a call whose answer never came


def test_what_the_lost_call_took_is_superseded(
    kiosk: Any, staff: Any, paper: Paper, database: Database
) -> None:
    """One person, one live ticket; the counter that had called it is free."""
    for state, number in (("waiting", 900), ("held", 901), ("called", 902)):
        key = f"a key whose answer was lost {number}"
        lost = kiosk.post("/tickets", {"service": "A"}, key=key).json
        if state == "held":
            staff.post(f"/tickets/{lost['id']}/hold")
        elif state == "called":
            staff.post(f"/tickets/{lost['id']}/call", {"counter": "2"})
        assert kiosk.post("/tickets", paper(number, instead_of=key)).json["state"] == "waiting"
        assert staff.get(f"/tickets/{lost['id']}").json["state"] == "cancelled"
    assert queue(staff) == ["A900", "A901", "A902"]
    assert {each["code"]: each["ticket"] for each in staff.get("/counters").json["counters"]}["2"] is None
    assert check(database) == []


def test_a_lost_call_that_comes_late_takes_no_number(
    kiosk: Any, staff: Any, paper: Paper, as_device: Any, database: Database
) -> None:
    """Whatever is in it: 409 superseded, again and again; another kiosk's keys are its own."""
    key = "a key whose call was lost"
    assert kiosk.post("/tickets", paper(900, instead_of=key)).status_code == 201
    for service in "AB":
        late = kiosk.post("/tickets", {"service": service}, key=key)
        assert (late.status_code, late.json["reason"]) == (409, "superseded")
    assert as_device("kiosk two").post("/tickets", {"service": "A"}, key=key).json["number"] == "A001"
    assert queue(staff) == ["A900", "A001"]
    assert check(database) == []


@pytest.mark.parametrize("moves", [("arrive",), ("arrive", "finish")])
def test_who_is_at_the_counter_already_stays_there(
    kiosk: Any, staff: Any, paper: Paper, moves: tuple[str, ...], database: Database
) -> None:
    """The paper's number is entered, and ends at once."""
    key = "a key whose answer was lost"
    lost = kiosk.post("/tickets", {"service": "A"}, key=key).json
    for move, body in (("call", {"counter": "2"}), *((each, None) for each in moves)):
        before = staff.post(f"/tickets/{lost['id']}/{move}", body).json["state"]
    assert kiosk.post("/tickets", paper(900, instead_of=key)).json["state"] == "cancelled"
    assert staff.get(f"/tickets/{lost['id']}").json["state"] == before
    assert queue(staff) == []
    assert check(database) == []


def test_a_number_that_nobody_answered_to_costs_the_paper_nothing(
    kiosk: Any, staff: Any, paper: Paper
) -> None:
    """The lost ticket was called and ended as a no-show: its customer holds the other number, and waits."""
    key = "a key whose answer was lost"
    lost = kiosk.post("/tickets", {"service": "A"}, key=key).json
    staff.post(f"/tickets/{lost['id']}/call", {"counter": "2"})
    staff.post(f"/tickets/{lost['id']}/no-show")
    assert kiosk.post("/tickets", paper(900, instead_of=key)).json["state"] == "waiting"


# ---------------------------------------------------------------- over the end of a day


def test_what_was_given_on_a_day_that_is_over_is_in_its_history(
    kiosk: Any, staff: Any, clock: Any, paper: Paper, database: Database
) -> None:
    """Never lost and never in today's line; today's begin again, with the same numbers."""
    away(kiosk, clock, hours=5)
    clock.advance(hours=17)  # 09:00 of the next day
    late = kiosk.post("/tickets", paper(900, ago=18 * 3600, name="Ada")).json
    assert (late["state"], late["created_at"]) == ("cancelled", "2026-11-24T15:00:00.000Z")
    told = staff.get(f"/tickets/{late['id']}").json
    assert (told["ended_at"], told["person"]) == ("2026-11-25T09:00:00.000Z", None)
    assert bands(kiosk)["A"] == (900, 999, 900)
    today = {**paper(900, ago=60), "token": "today" * 5}
    assert kiosk.post("/tickets", today).json["state"] == "waiting"
    assert queue(staff) == ["A900"]
    assert check(database) == []


def test_a_clock_left_at_yesterday_puts_nobody_into_the_past(
    kiosk: Any, staff: Any, clock: Any, paper: Paper, database: Database
) -> None:
    """The number was yesterday's, too: then this one is today's, for the kiosk gives none twice on a day."""
    assert kiosk.post("/tickets", paper(900)).status_code == 201
    away(kiosk, clock, hours=22)
    stale = {**paper(900, ago=21 * 3600), "token": "today" * 5}
    told = kiosk.post("/tickets", stale).json
    assert (told["state"], told["created_at"]) == ("waiting", "2026-11-25T04:00:00.000Z")
    assert check(database) == []


# ---------------------------------------------------------------- whose numbers are whose


def test_ordinary_numbers_end_below_the_bands(
    kiosk: Any, desk: Any, site_id: int, staff: Any, paper: Paper, database: Database
) -> None:
    """A range of ten with bands of two for two kiosks: six ordinary tickets, then it is full."""
    site = desk.branch(site_id).site
    small = site.services[0].model_copy(update={"code": "D", "last": 10})
    more = {"offline_band": 2, "services": (*site.services, small)}
    setup.apply_site(desk, site_id, site.model_copy(update=more))
    assert bands(kiosk)["D"] == (9, 10, 9)
    assert [kiosk.take("D")["number"] for _ in range(6)] == [f"D00{each}" for each in range(1, 7)]
    assert kiosk.post("/tickets", {"service": "D"}).json["reason"] == "full"
    assert kiosk.post("/tickets", paper(9, service="D")).status_code == 201
    assert check(database) == []


def test_a_revoked_kiosks_numbers_are_nobodys_until_tomorrow(
    kiosk: Any, as_device: Any, desk: Any, site_id: int, clock: Any, tokens: dict[str, str]
) -> None:
    """A new kiosk takes the next hundred today; it keeps them tomorrow, when another new one may have the first."""
    setup.revoke_device(desk, site_id, "kiosk")
    tokens["new"] = setup.add_device(desk, site_id, "kiosk", "kiosk", None)
    assert bands(as_device("new"))["A"] == (700, 799, 700)
    assert bands(as_device("kiosk two"))["A"] == (800, 899, 800)
    clock.advance(days=1)
    desk.keep_day()
    tokens["newer"] = setup.add_device(desk, site_id, "kiosk", "kiosk three", None)
    assert [bands(as_device(each))["A"][0] for each in ("newer", "kiosk two", "new")] == [900, 800, 700]


def test_a_changed_site_file_moves_no_band_today(
    kiosk: Any, desk: Any, site_id: int, clock: Any, paper: Paper, database: Database, staff: Any
) -> None:
    """Smaller bands count from tomorrow; what a kiosk gave before it heard of them is its own."""
    site = desk.branch(site_id).site
    setup.apply_site(desk, site_id, site.model_copy(update={"offline_band": 10}))
    assert bands(kiosk)["A"] == (900, 999, 900)
    away(kiosk, clock, days=1)
    desk.keep_day()
    assert bands(kiosk)["A"] == (990, 999, 990)
    refused = kiosk.post("/tickets", paper(900))
    assert refused.json["field"] == "number"
    setup.apply_site(desk, site_id, site.model_copy(update={"offline_band": 0}))
    clock.advance(days=1)
    desk.keep_day()
    assert bands(kiosk) == {}
    assert (
        kiosk.post("/tickets", paper(990)).status_code == 201
    )  # it was away, and goes on in what it was told last
    assert bands(kiosk)["A"] == (990, 999, 991)
    assert check(database) == []


def test_a_kiosk_that_came_too_late_for_numbers_is_told_of(desk: Any, site_id: int, as_user: Any) -> None:
    """Half of a range has room for four hundreds: the page of devices says of the fifth kiosk what it lacks."""
    setup.revoke_device(desk, site_id, "kiosk two")
    for name in ("second", "third", "fourth"):
        setup.add_device(desk, site_id, "kiosk", name, None)
    said = "Without the server it has no numbers for A, B, C and sends people to the desk."
    # Until tomorrow nobody else gets what the one that is gone may have given today.
    assert [each.name for each in setup.lacks(desk, site_id)] == ["fourth"]
    html = as_user("zoe").client.get("/staff/devices").text
    assert html.count(said) == 1
    assert html.index("fourth") < html.index(said)
    assert "at least 1000 numbers each in the site file" in html
    setup.revoke_device(desk, site_id, "fourth")
    assert said not in as_user("zoe").client.get("/staff/devices").text
