"""A ticket's states and moves (pure).

The table is the whole truth: what is not in it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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
        _move("call", "waiting", "called", "ticket.called"),
        _move("recall", "called", "called", "ticket.recalled"),
        _move("arrive", "called", "serving", "ticket.arrived"),
        _move("finish", "called serving", "finished", "ticket.finished"),
        _move("no_show", "called", "no_show", "ticket.no_show"),
        _move("day_end", "waiting", "cancelled", "ticket.cancelled"),
    )
}


def allowed(name: str, state: str) -> bool:
    """Whether a ticket in `state` may make the move."""
    return state in MOVES[name].sources


def ending(state: str, called_at_ms: int, now_ms: int, no_show_within_ms: int) -> str:
    """How "next" ends the ticket that a counter still has: "no_show" or "finish".

    Pressed again this soon after the call, with nobody arrived, means that nobody came.
    """
    if state == "called" and 0 <= now_ms - called_at_ms < no_show_within_ms:
        return "no_show"
    return "finish"


def too_soon(last_next_ms: int | None, now_ms: int, guard_ms: int = 1500) -> bool:
    """Whether "next" comes so soon after the last that it must be a bounce or a double press.

    A clock that went back does not lock the counter.
    """
    return last_next_ms is not None and 0 <= now_ms - last_next_ms < guard_ms
