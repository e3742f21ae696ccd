"""Appointments around eleven o'clock, when the clock of the tests stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)  # where the clock stands


def at(minutes: float = 0) -> str:
    """A time this far from the clock's, as the wire writes it."""
    return (NOON + timedelta(minutes=minutes)).isoformat()


@pytest.fixture
def book(staff: Any) -> Callable[..., dict[str, Any]]:
    """Books an appointment: `book(minutes from now, name="…")`."""

    def make(minutes: float = 0, **more: Any) -> dict[str, Any]:
        answer = staff.post("/appointments", {"service": "A", "at": at(minutes), **more})
        assert answer.status_code in {200, 201}, answer.text
        found: dict[str, Any] = answer.json
        return found

    return make


@pytest.fixture
def check_in(kiosk: Any) -> Callable[..., Any]:
    """Checks in at the kiosk: `check_in(code="…")`; returns the response."""
    return lambda **body: kiosk.post("/appointments/check-in", body)
