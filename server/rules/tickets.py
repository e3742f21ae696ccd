"""A ticket's states and moves (pure).

The table is the whole truth: what is not in it is refused. Some moves have a limit in time beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

UNDO_FINISH_MS = 60_000  # how long a finished ticket can be taken back
RECALL_PAUSE_MS = 60_000  # between the recalls that a site wants before a no-show


@dataclass(frozen=True)
class Move:
    """One row of the table: from which states, to which, and the event that says so."""

    name: str
    sources: frozenset[str]
    target: str
    event: str


def _move(name: str, sources: str, target: str, event: str) -> Move:
    return Move(name, frozenset(sources.split()), target, event)


MOVES: Mapping[str, Move] = {
    move.name: move
    for move in (
        _move("call", "waiting held no_show", "called", "ticket.called"),
        _move("recall", "called", "called", "ticket.recalled"),
        _move("arrive", "called", "serving", "ticket.arrived"),
        _move("finish", "called serving", "finished", "ticket.finished"),
        _move("no_show", "called", "no_show", "ticket.no_show"),
        _move("hold", "waiting called serving", "held", "ticket.held"),
        _move("resume", "held no_show", "waiting", "ticket.resumed"),
        _move("transfer", "waiting called serving held", "waiting", "ticket.transferred"),
        _move("return", "called serving finished no_show", "waiting", "ticket.returned"),
        _move("cancel", "waiting held called", "cancelled", "ticket.cancelled"),
        _move("day_end", "waiting held", "cancelled", "ticket.cancelled"),
    )
}


def allowed(name: str, state: str) -> bool:
    """Whether a ticket in `state` may make the move, as far as the table goes."""
    return state in MOVES[name].sources


def in_time(
    name: str, state: str, ended_at_ms: int | None, now_ms: int, *, same_day: bool, return_window_ms: int
) -> bool:
    """Whether a ticket that has ended may still make the move: a no-show within its window, a finish within 60 s.

    Nothing comes back from an earlier business day. A clock that went back takes nothing away.
    """
    if state not in {"finished", "no_show"} or not allowed(name, state):
        return True
    window = return_window_ms if state == "no_show" else UNDO_FINISH_MS
    return same_day and ended_at_ms is not None and now_ms - ended_at_ms <= window


def ending(state: str, called_at_ms: int, now_ms: int, no_show_within_ms: int) -> str:
    """How "next" ends the ticket that a counter still has: "no_show" or "finish".

    Pressed again this soon after the call, with nobody arrived, means that nobody came.
    """
    if state == "called" and 0 <= now_ms - called_at_ms < no_show_within_ms:
        return "no_show"
    return "finish"


def recalls_owed(wanted: int, made: int, last_called_at_ms: int, now_ms: int) -> int:
    """How many recalls are still to be made before this ticket may be a no-show.

    After the last of them a minute must pass as well: until then one is still counted.
    """
    owed = max(0, wanted - made)
    waiting = wanted > 0 and 0 <= now_ms - last_called_at_ms < RECALL_PAUSE_MS
    return max(owed, 1) if waiting else owed


def too_soon(last_next_ms: int | None, now_ms: int, guard_ms: int = 1500) -> bool:
    """Whether "next" comes so soon after the last that it must be a bounce or a double press.

    A clock that went back does not lock the counter.
    """
    return last_next_ms is not None and 0 <= now_ms - last_next_ms < guard_ms
