"""What a kiosk or a lobby screen needs somebody for."""

from __future__ import annotations

from typing import Any

import pytest

from server.rules.upkeep import Need, is_away, needs, screen_needs


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ({}, []),
        ({"printer": "ok", "paper": "ok", "unsent": 0}, []),
        ({"printer": "ok", "paper": "near_end"}, [Need("near_end", urgent=False)]),
        ({"printer": "paper_out", "paper": "out"}, [Need("paper_out")]),
        ({"printer": "ok", "paper": "out"}, [Need("paper_out")]),
        ({"printer": "cover_open", "paper": "near_end"}, [Need("cover_open")]),
        ({"printer": "on fire"}, [Need("error")]),
        ({"unsent": 3, "not_taken": 1}, [Need("not_taken", count=1), Need("unsent", urgent=False, count=3)]),
        ({"unsent": "many"}, []),
    ],
)
def test_what_it_tells_is_what_it_needs(status: dict[str, Any], found: list[Need]) -> None:
    """The printer's trouble before paper that is nearly out, and tickets that are not handed in."""
    assert needs(1000, 2000, status) == found


def test_one_that_is_not_heard_of_needs_looking_after() -> None:
    """From two minutes on, whatever it told before; not one that never was here, nor one put away a week ago."""
    assert needs(0, 119_999, {"paper": "out"}) == [Need("paper_out")]
    assert needs(0, 150_000, {"paper": "out"}) == [Need("away", count=2)]
    assert needs(None, 150_000, {}) == []
    assert needs(0, 8 * 24 * 3_600_000, {}) == []


def test_a_lobby_screen_is_missed_and_has_to_be_heard() -> None:
    """Trouble with its sound, while it is there; a kiosk's troubles are none of its."""
    assert screen_needs(0, 1000, {"sound": "there is no sound card"}) == [Need("sound")]
    assert screen_needs(0, 1000, {"sound": "", "paper": "out"}) == []
    assert screen_needs(0, 150_000, {"sound": "there is no sound card"}) == [Need("away", count=2)]
    assert screen_needs(None, 150_000, {}) == []
    assert [is_away(None, 0), is_away(0, 119_999), is_away(0, 120_000)] == [True, False, True]
