"""Business days: numbers start again, yesterday's people go home, and no clock can turn a day back."""

from __future__ import annotations

from typing import Any

from server.desk.check import check


def test_numbers_start_again_with_the_day(kiosk: Any, clock: Any) -> None:
    """At four in the morning, and not at midnight."""
    kiosk.take("A")
    clock.advance(hours=16)
    assert kiosk.take("A")["number"] == "A002"
    clock.advance(hours=2)
    assert kiosk.take("A")["number"] == "A001"


def test_yesterdays_open_tickets_end(kiosk: Any, staff: Any, clock: Any, database: Any) -> None:
    """Who waited is cancelled, who was served is finished; counters are closed and empty."""
    waiting, called, served = (kiosk.take(code) for code in "CAB")
    staff.next("1")
    staff.next("3")
    staff.post(f"/tickets/{served['id']}/arrive")
    clock.advance(days=1)
    kiosk.take("A")
    states = [staff.get(f"/tickets/{each['id']}").json["state"] for each in (waiting, called, served)]
    assert states == ["cancelled", "finished", "finished"]
    assert [(each["state"], each["ticket"]) for each in staff.get("/counters").json["counters"]] == [
        ("closed", None)
    ] * 3
    assert [each["number"] for each in staff.get("/queue").json["tickets"]] == ["A001"]
    assert check(database) == []


def test_the_day_begins_without_any_customer(
    kiosk: Any, staff: Any, display: Any, desk: Any, clock: Any
) -> None:
    """The timer ends yesterday, once."""
    kiosk.take("A")
    staff.next("1")
    clock.advance(days=1)
    desk.keep_day()
    board = display.get("/board").json
    assert board["calls"] == []
    desk.keep_day()
    assert display.get("/board").json["event_id"] == board["event_id"]


def test_a_clock_set_back_never_gives_a_number_twice(kiosk: Any, clock: Any, database: Any) -> None:
    """Hours or years: the day that was reached goes on."""
    numbers = [kiosk.take("A")["number"]]
    for back in (-1, -400, -10_000):
        clock.advance(days=back)
        numbers.append(kiosk.take("A")["number"])
    clock.advance(days=10_401)
    numbers.append(kiosk.take("A")["number"])
    assert numbers == ["A001", "A002", "A003", "A004", "A005"]
    assert check(database) == []


def test_a_clock_that_goes_on_and_back_keeps_the_later_day(kiosk: Any, clock: Any) -> None:
    """Tomorrow has begun: set back to today, tomorrow's numbers go on."""
    kiosk.take("A")
    clock.advance(days=1)
    assert kiosk.take("A")["number"] == "A001"
    clock.advance(days=-1)
    assert kiosk.take("A")["number"] == "A002"
    clock.advance(days=1)
    assert kiosk.take("A")["number"] == "A003"


def test_a_refused_command_may_be_the_first_of_a_day(kiosk: Any, clock: Any, database: Any) -> None:
    """409 or 422 at dawn: the day begins properly all the same."""
    kiosk.take("A")
    clock.advance(hours=18)
    assert kiosk.post("/tickets", {"service": "B"}).status_code == 409
    assert kiosk.post("/tickets", {"service": "Z"}).status_code == 422
    assert kiosk.take("A")["number"] == "A001"
    assert check(database) == []


def test_a_daily_limit_is_for_one_day(kiosk: Any, clock: Any) -> None:
    """Two today and two tomorrow."""
    kiosk.take("C"), kiosk.take("C")
    assert kiosk.post("/tickets", {"service": "C"}).status_code == 409
    clock.advance(days=1)
    assert [kiosk.take("C")["number"] for _ in range(2)] == ["C001", "C002"]


def test_sites_keep_their_own_numbers_and_days(kiosk: Any, as_device: Any, clock: Any) -> None:
    """Two branches on one server."""
    kiosk.take("A")
    other = as_device("other kiosk")
    assert other.take("A")["number"] == "A001"
    assert [each["waiting"] for each in other.get("/services").json["services"]] == [1, 0, 0]
