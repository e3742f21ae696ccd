"""A ticket's moves: the whole table, and every limit in time at its very edge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.tickets import (
    MOVES,
    RECALL_PAUSE_MS,
    UNDO_FINISH_MS,
    allowed,
    ending,
    in_time,
    recalls_owed,
    too_soon,
)

STATES = ("waiting", "called", "serving", "held", "finished", "no_show", "cancelled")
# As it was promised to the outside: from which states, to which. "next" is a call of somebody who waits.
TABLE = {
    "call": ({"waiting", "held", "no_show"}, "called"),
    "recall": ({"called"}, "called"),
    "arrive": ({"called"}, "serving"),
    "finish": ({"called", "serving"}, "finished"),
    "no_show": ({"called"}, "no_show"),
    "hold": ({"waiting", "called", "serving"}, "held"),
    "resume": ({"held", "no_show"}, "waiting"),
    "transfer": ({"waiting", "called", "serving", "held"}, "waiting"),
    "return": ({"called", "serving", "finished", "no_show"}, "waiting"),
    "cancel": ({"waiting", "held", "called"}, "cancelled"),
}
# What a move from an ended state needs beside the table: not longer ago than this.
LIMITED = {("call", "no_show"), ("resume", "no_show"), ("return", "no_show"), ("return", "finished")}
WINDOW = 600_000


def test_there_are_no_other_moves() -> None:
    """But the end of the business day, for who still waits or was set aside."""
    assert MOVES.keys() == TABLE.keys() | {"day_end"}
    assert (MOVES["day_end"].sources, MOVES["day_end"].target) == ({"waiting", "held"}, "cancelled")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", TABLE)
def test_every_cell_of_the_table(name: str, state: str) -> None:
    """Every move from every state: what the table says, and no other."""
    sources, target = TABLE[name]
    assert allowed(name, state) is (state in sources)
    assert MOVES[name].target == target


def test_each_move_is_told_by_an_event_of_its_own() -> None:
    """So that the log alone says what happened; the day's end is a way of being cancelled."""
    events = [move.event for move in MOVES.values() if move.name != "day_end"]
    assert len(set(events)) == len(events)
    assert MOVES["day_end"].event == MOVES["cancel"].event


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", TABLE)
def test_only_what_has_ended_is_limited_in_time(name: str, state: str) -> None:
    """A year later, on another day: whatever has not ended may still move, the rest may not."""
    late = in_time(name, state, 0, 31_536_000_000, same_day=False, return_window_ms=WINDOW)
    assert late is ((name, state) not in LIMITED)


@pytest.mark.parametrize(("name", "state"), sorted(LIMITED))
def test_the_last_moment_still_counts(name: str, state: str) -> None:
    """Within the window up to its very end, not a millisecond later; an earlier moment never takes it away."""
    window = UNDO_FINISH_MS if state == "finished" else WINDOW
    for after, may in ((-5000, True), (0, True), (window, True), (window + 1, False)):
        assert (
            in_time(name, state, 1_000_000, 1_000_000 + after, same_day=True, return_window_ms=WINDOW) is may
        )
    assert not in_time(name, state, 1_000_000, 1_000_000, same_day=False, return_window_ms=WINDOW)


def test_a_finish_is_undone_within_a_minute() -> None:
    """As promised to the outside."""
    assert UNDO_FINISH_MS == RECALL_PAUSE_MS == 60_000


@pytest.mark.parametrize(
    ("state", "after", "how"),
    [
        ("called", 0, "no_show"),
        ("called", 29_999, "no_show"),
        ("called", 30_000, "finish"),
        ("called", -1, "finish"),
        ("serving", 0, "finish"),
        ("serving", 29_999, "finish"),
    ],
)
def test_how_next_ends_the_ticket_before_it(state: str, after: int, how: str) -> None:
    """A no-show only when nobody has arrived and the call was this short a while ago."""
    assert ending(state, 1_000_000, 1_000_000 + after, 30_000) == how


def test_with_no_show_within_zero_next_always_finishes() -> None:
    """A site may switch it off."""
    assert ending("called", 5, 5, 0) == "finish"


@pytest.mark.parametrize(
    ("wanted", "made", "after", "owed"),
    [
        (0, 0, 0, 0),
        (0, 3, 0, 0),
        (2, 0, 0, 2),
        (2, 0, 10_000_000, 2),
        (2, 1, 60_000, 1),
        (2, 2, 59_999, 1),
        (2, 2, 60_000, 0),
        (2, 5, 60_000, 0),
        (2, 2, -1, 0),
    ],
)
def test_recalls_before_a_no_show(wanted: int, made: int, after: int, owed: int) -> None:
    """So many as the site wants, and a minute after the last; a clock set back locks nobody in."""
    assert recalls_owed(wanted, made, 1_000_000, 1_000_000 + after) == owed


@pytest.mark.parametrize(("after", "refused"), [(0, True), (1499, True), (1500, False), (-1, False)])
def test_the_guard_against_a_double_press(after: int, refused: bool) -> None:
    """1.5 seconds; a clock set back does not lock the counter, and the first press is free."""
    assert too_soon(1_000_000, 1_000_000 + after) is refused
    assert not too_soon(None, 1_000_000)


@given(st.lists(st.sampled_from(sorted(TABLE)), max_size=40))
def test_any_walk_through_the_table_stays_inside(moves: list[str]) -> None:
    """From waiting, legal moves lead to known states only, and none leads out of cancelled."""
    state = "waiting"
    for name in moves:
        if allowed(name, state):
            assert state != "cancelled"
            state = MOVES[name].target
        assert state in STATES
