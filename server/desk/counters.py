"""Use cases at a counter: the next customer."""

from __future__ import annotations

from typing import Any

from kit import wire
from server.desk import tickets as ticket_cases
from server.desk.change import Change
from server.desk.views import ticket_told
from server.problems import Conflict, NotFound
from server.rules import tickets
from server.store import queries


def call_next(change: Change, code: str) -> tuple[int, wire.Told]:
    """End what the counter still has, and call who has waited longest for what it serves.

    Raises NotFound, or Conflict within 1.5 s of the last "next" that called somebody here.
    """
    counter = queries.counter(change.connection, change.branch.id, code)
    if counter is None or code not in change.branch.counters:
        raise NotFound(f"There is no counter '{code}'.")
    if tickets.too_soon(counter.next_at, change.now):
        raise Conflict("The next customer was called only a moment ago.", "too_soon")
    _open(change, counter)
    _end_before(change, counter)
    row = queries.first_waiting(change.connection, change.branch.id, change.branch.served_by(code))
    return 200, wire.NextTicket(ticket=None if row is None else _call(change, code, row))


def _open(change: Change, counter: Any) -> None:
    """Pressing "next" opens a counter."""
    if counter.state != "open":
        queries.set_counter(change.connection, change.branch.id, counter.code, state="open")
        change.record("counter.opened", counter=counter.code)


def _end_before(change: Change, counter: Any) -> None:
    if counter.ticket_id is None:
        return
    row = ticket_cases.ticket_row(change, counter.ticket_id)
    how = tickets.ending(row.state, row.last_called_at, change.now, change.branch.no_show_within_ms)
    ticket_cases.end(change, how, row, "next")


def _call(change: Change, code: str, row: Any) -> wire.Ticket:
    event_id = change.last_event + 1
    values = {
        "state": "called",
        "call_event": event_id,
        "called_at": change.now,
        "last_called_at": change.now,
        "counter": code,
    }
    if not queries.claim(change.connection, row.id, tickets.MOVES["call"].sources, values):
        raise AssertionError("a waiting ticket was taken under a locked site")
    queries.no_longer_waiting(change.connection, change.branch.id, row.business_day, row.service)
    change.record("ticket.called", row, **ticket_cases.call_data(change, code, row.language))
    queries.set_counter(change.connection, change.branch.id, code, ticket_id=row.id, next_at=change.now)
    return ticket_told(ticket_cases.ticket_row(change, row.id), 0)
