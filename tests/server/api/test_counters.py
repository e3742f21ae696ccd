"""Calling: next, recall, arrive, finish, no-show, and what each state allows."""

from __future__ import annotations

from typing import Any

import pytest


def state_of(staff: Any, ticket: dict[str, Any]) -> str:
    """How a ticket stands."""
    found: str = staff.get(f"/tickets/{ticket['id']}").json["state"]
    return found


def test_next_calls_who_has_waited_longest(kiosk: Any, button: Any) -> None:
    """Across the counter's services, in order of arrival."""
    taken = [kiosk.take(code) for code in "BAC"]
    called = button.next("2")
    assert called["id"] == taken[0]["id"]
    assert {"state": "called", "counter": "2", "ahead": 0, "token": None}.items() <= called.items()
    assert called["called_at"] == "2026-11-24T11:00:00.000Z"


def test_next_keeps_to_the_counters_services(kiosk: Any, staff: Any, clock: Any) -> None:
    """Counter 3 serves B only."""
    kiosk.take("A")
    second = kiosk.take("B")
    assert staff.next("3")["id"] == second["id"]
    clock.advance(seconds=2)
    assert staff.next("3") is None


def test_nobody_waiting_opens_the_counter(staff: Any, kiosk: Any) -> None:
    """The answer is null; the counter is open, and its services are served."""
    before = staff.get("/counters").json["counters"]
    assert [each["state"] for each in before] == ["closed"] * 3
    assert [each["served"] for each in kiosk.get("/services").json["services"]] == [False] * 3
    assert staff.next("1") is None
    assert [each["state"] for each in staff.get("/counters").json["counters"]] == ["open", "closed", "closed"]
    assert [each["served"] for each in kiosk.get("/services").json["services"]] == [True, False, False]


@pytest.mark.parametrize(("pause", "ending"), [(29.9, "no_show"), (30, "finished"), (600, "finished")])
def test_next_ends_a_ticket_that_was_only_called(
    kiosk: Any, staff: Any, clock: Any, pause: float, ending: str
) -> None:
    """Within no_show_within nobody came; later the customer was served."""
    first, _ = kiosk.take("A"), kiosk.take("A")
    staff.next("1")
    clock.advance(seconds=pause)
    staff.next("1")
    assert state_of(staff, first) == ending


def test_next_finishes_a_customer_who_arrived(kiosk: Any, staff: Any, clock: Any) -> None:
    """However soon after the call."""
    first = kiosk.take("A")
    staff.next("1")
    staff.post(f"/tickets/{first['id']}/arrive")
    clock.advance(seconds=3)
    assert staff.next("1") is None
    assert state_of(staff, first) == "finished"


def test_a_second_next_within_a_second_and_a_half_is_refused(kiosk: Any, button: Any, clock: Any) -> None:
    """409 under another key, whoever presses; afterwards it works."""
    kiosk.take("A"), kiosk.take("A")
    button.next("2")
    clock.advance(seconds=1.499)
    answer = button.post("/counters/2/next")
    assert (answer.status_code, answer.json["reason"]) == (409, "too_soon")
    clock.advance(seconds=0.001)
    assert button.next("2")["number"] == "A002"


def test_next_that_called_nobody_does_not_hold_up_the_next(kiosk: Any, button: Any) -> None:
    """Somebody who comes right after is called at once."""
    assert button.next("2") is None
    kiosk.take("A")
    assert button.next("2")["number"] == "A001"


def test_a_clock_set_back_does_not_lock_a_counter(kiosk: Any, button: Any, clock: Any) -> None:
    """A Pi without a clock of its own finds the time after the first call."""
    kiosk.take("A"), kiosk.take("A")
    button.next("2")
    clock.advance(hours=-2)
    assert button.next("2")["number"] == "A002"


def test_recall_calls_the_counters_ticket_again(kiosk: Any, button: Any, clock: Any, display: Any) -> None:
    """The board says so; the first call's time stays for the wait."""
    kiosk.take("A")
    button.next("2")
    clock.advance(seconds=10)
    answer = button.post("/counters/2/recall")
    assert answer.status_code == 200
    assert {"state": "called", "recalls": 1}.items() <= answer.json.items()
    assert answer.json["called_at"] == "2026-11-24T11:00:00.000Z"
    call = display.get("/board").json["calls"][0]
    assert (call["recalled"], call["called_at"]) == (True, "2026-11-24T11:00:10.000Z")


def test_recall_needs_a_called_ticket(kiosk: Any, button: Any, staff: Any) -> None:
    """409 with nobody called, and while somebody is served."""
    assert button.post("/counters/2/recall").status_code == 409
    taken = kiosk.take("A")
    button.next("2")
    staff.post(f"/tickets/{taken['id']}/arrive")
    assert button.post("/counters/2/recall").status_code == 409


def test_an_ended_ticket_leaves_its_counter(kiosk: Any, staff: Any) -> None:
    """The counter has nobody then."""
    taken = kiosk.take("A")
    staff.next("1")
    assert staff.get("/counters").json["counters"][0]["ticket"]["id"] == taken["id"]
    staff.post(f"/tickets/{taken['id']}/finish")
    assert staff.get("/counters").json["counters"][0]["ticket"] is None


@pytest.mark.parametrize("path", ["/counters/9/next", "/counters/9/recall", "/tickets/none/arrive"])
def test_what_is_not_there_is_404(staff: Any, path: str) -> None:
    """A counter or ticket that nobody knows."""
    answer = staff.post(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_a_button_calls_to_its_own_counter_only(as_device: Any) -> None:
    """403 at the neighbour's."""
    button = as_device("button 1")
    assert button.post("/counters/1/next").status_code == 200
    assert button.post("/counters/2/next").status_code == 403
    assert button.post("/counters/2/recall").status_code == 403
