"""Whether a clock is to be believed."""

from __future__ import annotations

import pytest

from server.rules.clock import AHEAD_MS, believed, doubtful

LAST = 1_795_518_000_000


@pytest.mark.parametrize(
    ("ahead", "doubt"), [(-10 * AHEAD_MS, False), (0, False), (AHEAD_MS, False), (AHEAD_MS + 1, True)]
)
def test_two_days_are_the_limit(ahead: int, doubt: bool) -> None:
    """To the millisecond; a clock that went back is another matter."""
    assert AHEAD_MS == 172_800_000
    assert doubtful(LAST + ahead, LAST) is doubt


def test_a_synchronised_clock_is_always_believed() -> None:
    """However far ahead it is."""
    assert believed(LAST + 99 * AHEAD_MS, LAST, 5, synchronised=True) == LAST + 99 * AHEAD_MS


def test_otherwise_only_what_has_surely_passed_counts() -> None:
    """From the last event on; never backwards."""
    far = LAST + AHEAD_MS + 1
    assert believed(far, LAST, 90_000, synchronised=False) == LAST + 90_000
    assert believed(far, LAST, -1, synchronised=False) == LAST
    assert believed(LAST + AHEAD_MS, LAST, 0, synchronised=False) == LAST + AHEAD_MS
