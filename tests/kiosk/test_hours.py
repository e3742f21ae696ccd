"""Opening hours while the server is away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.hours import aged

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("told", "becomes"),
    [
        ({"open": True, "closes_at": NOON}, (False, "closed")),
        ({"open": True, "closes_at": NOON + HOUR}, (True, None)),
        ({"open": True}, (True, None)),
        ({"open": False, "reason": "closed", "opens_at": NOON}, (True, None)),
        ({"open": False, "reason": "closed", "opens_at": NOON + HOUR}, (False, "closed")),
        ({"open": False, "reason": "closed"}, (False, "closed")),
        ({"open": False, "reason": "paused", "opens_at": NOON}, (True, None)),
        ({"open": False, "reason": "full", "opens_at": NOON}, (False, "full")),
    ],
)
def test_a_service_opens_and_closes_as_it_was_told(services: Any, told: dict[str, Any], becomes: Any) -> None:
    """By the clock, without the server; what nobody told does not change, and what was full stays full."""
    found = aged(services(1, A=told), NOON).services[0]
    assert (found.open, found.reason) == becomes
