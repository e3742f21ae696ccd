"""What people are told of their wait: learnt from the site's own log, kept with the ticket."""

from __future__ import annotations

from typing import Any

import pytest

from server.app import create_app
from server.desk import Desk
from server.desk.check import check
from server.desk.waits import Waits


def a_day_of(kiosk: Any, staff: Any, clock: Any, customers: int) -> None:
    """So many customers, one every four minutes, served in five by one counter."""
    for _ in range(customers):
        kiosk.take("A")
        clock.advance(seconds=240)
        staff.next("1")
        clock.advance(seconds=60)


def test_only_the_position_is_told_until_enough_was_learnt(kiosk: Any, staff: Any, clock: Any) -> None:
    """No estimate from a handful of customers."""
    a_day_of(kiosk, staff, clock, 10)
    taken = kiosk.take("A")
    assert taken["wait"] is None
    assert taken["ahead"] == 0


def test_the_wait_is_told_rounded_up_and_kept_with_the_ticket(
    kiosk: Any, staff: Any, nobody: Any, display: Any, clock: Any, database: Any
) -> None:
    """Whole five minutes, low before high, the same for a second look at what was promised; the log agrees."""
    a_day_of(kiosk, staff, clock, 30)
    for _ in range(4):
        kiosk.take("A")
    taken = kiosk.take("A")
    assert taken["ahead"] == 4
    wait = taken["wait"]
    assert wait["low_s"] % 300 == 0
    assert wait["high_s"] % 300 == 0
    assert 300 <= wait["low_s"] <= wait["high_s"] <= 3600
    promised = staff.get(f"/tickets/{taken['id']}").json["wait"]
    assert promised == wait
    assert nobody.get(f"/t/{taken['token']}").json["wait"] is not None
    services = {each["code"]: each for each in kiosk.get("/services").json["services"]}
    assert services["A"]["wait"]["high_s"] >= wait["high_s"]
    assert display.get("/board").json["waiting"][0]["wait"] == services["A"]["wait"]
    assert check(database) == []


def test_who_is_handed_in_is_counted_in_the_wait_of_others(kiosk: Any, staff: Any, clock: Any) -> None:
    """They came first, and were promised nothing; what became of their wait teaches nothing wrong."""
    a_day_of(kiosk, staff, clock, 30)
    short = kiosk.take("A")["wait"]
    for number in range(900, 906):
        paper = {
            "service": "A",
            "number": number,
            "issued_at": "2026-11-24T11:00:00Z",
            "token": f"p{number}" * 6,
        }
        assert kiosk.post("/tickets", paper).json["wait"] is None
    taken = kiosk.take("A")
    assert taken["ahead"] == 7
    assert taken["wait"]["high_s"] > short["high_s"]


def test_a_phone_that_asks_for_more_time_is_told_its_wait(
    kiosk: Any, staff: Any, nobody: Any, clock: Any
) -> None:
    """The answer to the command says what a look right after it says."""
    a_day_of(kiosk, staff, clock, 30)
    kiosk.take("A")
    taken = kiosk.take("A")
    told = nobody.post(f"/t/{taken['token']}/delay", {"minutes": 5}).json
    assert told["wait"] is not None
    assert told["wait"] == nobody.get(f"/t/{taken['token']}").json["wait"]


def test_nothing_is_promised_while_nobody_serves(kiosk: Any, staff: Any, clock: Any) -> None:
    """A service that no open counter serves has a position, and no time."""
    a_day_of(kiosk, staff, clock, 30)
    staff.post("/counters/1/close")
    assert kiosk.take("A")["wait"] is None


def test_a_restart_knows_what_was_learnt(
    kiosk: Any, staff: Any, clock: Any, desk: Desk, site_id: int
) -> None:
    """Fed from the log, a new process predicts what the old one does."""
    a_day_of(kiosk, staff, clock, 30)
    kiosk.take("A")
    fresh = Waits(desk.database, desk.branch)
    branch = desk.branch(site_id)
    told = [
        each.predict(branch, "A", "standard", {"A": 3}, 1, clock.now)
        for each in (desk.waits, fresh)  # type: ignore[union-attr]
    ]
    assert told[0] == told[1]
    assert told[0] is not None
    assert told[0].samples >= 20


def test_other_processes_customers_are_learnt_from_too(
    kiosk: Any, staff: Any, clock: Any, desk: Desk, site_id: int
) -> None:
    """What another process wrote is read from the log in between."""
    other = Desk(desk.database, clock)
    create_app(desk.database, other)
    a_day_of(kiosk, staff, clock, 15)
    assert other.waits is not None
    before = other.waits.predict(other.branch(site_id), "A", "standard", {}, 1, clock.now)
    a_day_of(kiosk, staff, clock, 15)
    after = other.waits.predict(other.branch(site_id), "A", "standard", {}, 1, clock.now)
    assert before is not None
    assert after is not None
    assert after.samples > before.samples


@pytest.mark.parametrize("move", ["hold", "transfer"])
def test_a_wait_that_was_not_an_ordinary_one_teaches_nothing(
    move: str, kiosk: Any, staff: Any, clock: Any, desk: Desk, site_id: int
) -> None:
    """Held for an hour, or sent on: others' waits are not reckoned from that."""
    a_day_of(kiosk, staff, clock, 25)
    taken = kiosk.take("A")
    clock.advance(seconds=60)
    staff.post(f"/tickets/{taken['id']}/{move}", {"service": "B"} if move == "transfer" else None)
    clock.advance(seconds=3600)
    if move == "hold":
        staff.post(f"/tickets/{taken['id']}/resume")
    assert desk.waits is not None
    branch = desk.branch(site_id)
    before = desk.waits.predict(branch, "A", "standard", {}, 1, clock.now)
    staff.post(f"/tickets/{taken['id']}/call", {"counter": "1"})
    after = desk.waits.predict(branch, "A", "standard", {}, 1, clock.now)
    assert before is not None
    assert after is not None
    assert after.samples == before.samples
