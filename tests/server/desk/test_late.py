"""When it takes longer than was announced: the customer's phone says so."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from server.desk.waits import is_late

MINUTE = 60_000
TAKEN = 1_000_000 * MINUTE


def late(minutes: float, **row: Any) -> bool:
    """Whether a ticket promised within 15 minutes is late so many minutes after it was taken."""
    fields = {
        "state": "waiting",
        "promise_high_s": 900,
        "created_at": TAKEN,
        "place_at": TAKEN,
        "due_at": None,
        "called_at": None,
        "held_ms": 0,
    }
    return is_late(SimpleNamespace(**(fields | row)), TAKEN + round(minutes * MINUTE))


def test_only_what_was_promised_can_be_late() -> None:
    """After the promised time, not at its end; never without a promise."""
    assert not late(15)
    assert late(15.1)
    assert not late(999, promise_high_s=None)


@pytest.mark.parametrize("state", ["called", "serving", "held", "finished", "no_show", "cancelled"])
def test_only_who_waits_is_apologised_to(state: str) -> None:
    """Not who was called, or is on hold, or has gone."""
    assert not late(60, state=state)


def test_a_customers_own_time_is_not_ours() -> None:
    """Time on hold does not count, nor the ten minutes for which others were let first."""
    assert not late(24, held_ms=10 * MINUTE)
    assert late(26, held_ms=10 * MINUTE)
    assert not late(27, place_at=TAKEN + 12 * MINUTE)
    assert late(28, place_at=TAKEN + 12 * MINUTE)


def test_an_appointments_place_is_no_delay() -> None:
    """Who is early for an appointment was promised a time with that in it."""
    assert late(16, due_at=TAKEN + 10 * MINUTE, place_at=TAKEN + 10 * MINUTE)


def test_once_called_the_promise_was_kept() -> None:
    """Sent on after having been served, or back after a missed call: nothing was announced for that."""
    assert not late(60, called_at=TAKEN + 5 * MINUTE)


def test_the_phone_is_told(kiosk: Any, staff: Any, nobody: Any, clock: Any) -> None:
    """From the log of thirty customers to the apology, and its end with the call."""
    for _ in range(30):
        kiosk.take("A")
        clock.advance(seconds=240)
        staff.next("1")
        clock.advance(seconds=60)
    taken = kiosk.take("A")
    path = f"/t/{taken['token']}"
    assert taken["wait"] is not None
    assert nobody.get(path).json["late"] is False
    clock.advance(seconds=taken["wait"]["high_s"] + 1)
    assert nobody.get(path).json["late"] is True
    staff.next("1")
    assert nobody.get(path).json["late"] is False
