"""Use cases at a counter: the next customer, a chosen one, open, break, close."""

from __future__ import annotations

import json
from typing import Any

from kit import wire
from server.desk import moves
from server.desk.change import CLOSED, Change, held
from server.desk.line import leave
from server.desk.telling import ticket_told
from server.desk.tickets import ticket_row
from server.desk.views import counter_told
from server.problems import Conflict, Invalid
from server.rules import order, tickets
from server.store import queries


def call_next(change: Change, code: str) -> tuple[int, wire.Told]:
    """End what the counter still has, and call who is first in the line of those it may call.

    Raises NotFound, or Conflict within 1.5 s of the last "next" that called somebody here, or while recalls are owed.
    """
    counter = moves.counter_row(change, code)
    if tickets.too_soon(counter.next_at, change.now):
        raise Conflict("The next customer was called only a moment ago.", "too_soon")
    before = _ending(change, counter)
    _open(change, counter)
    _end(change, before)
    line = change.line()
    first = line.first(code, counter.run)
    if first is None:
        return 200, wire.NextTicket(ticket=None)
    run = order.run_after(change.branch.order, counter.run, order.preferred(first, line.now))
    row = ticket_row(change, first.id)
    return 200, wire.NextTicket(ticket=_call(change, code, row, next_at=change.now, run=run))


def call_chosen(change: Change, ticket_id: str, asked: wire.CallChosen) -> tuple[int, wire.Told]:
    """Call this ticket to this counter, whoever else waits; what the counter still has ends first.

    Raises NotFound, Invalid (counter), Conflict.
    """
    row, code = ticket_row(change, ticket_id), asked.counter
    if code not in change.branch.counters:
        raise Invalid(f"There is no counter '{code}'.", "counter")
    moves.must(change, "call", row)
    counter = moves.counter_row(change, code)
    before = _ending(change, counter)
    _open(change, counter)
    _end(change, before)
    return 200, _call(change, code, row)


def _ending(change: Change, counter: Any) -> tuple[str, Any] | None:
    """The ticket that the counter still has, and how it will end. Raises Conflict while recalls are owed."""
    if counter.ticket_id is None:
        return None
    row = ticket_row(change, counter.ticket_id)
    how = tickets.ending(row.state, row.last_called_at, change.now, change.branch.no_show_within_ms)
    if how == "no_show":
        moves.must_be_recalled(change, row)
    return how, row


def _end(change: Change, before: tuple[str, Any] | None) -> None:
    if before is not None:
        how, row = before
        moves.end(change, how, row, "next")


def _open(change: Change, counter: Any) -> None:
    """Calling somebody opens a counter that is not."""
    if counter.state != "open":
        queries.set_counter(change.connection, change.branch.id, counter.code, state="open", reason=None)
        services = json.loads(counter.serves) if counter.serves else None
        change.record("counter.opened", counter=counter.code, services=services)
        change.floor_changed()


def _call(change: Change, code: str, row: Any, **values: object) -> wire.Ticket:
    event_id = change.last_event + 1
    called = {
        "state": "called",
        "call_event": event_id,
        "called_at": row.called_at or change.now,
        "last_called_at": change.now,
        "counter": code,
        "recalls": 0,
        "arrived_at": None,
        "ended_at": None,
        "end_reason": None,
        **held(change.now, row),
    }
    if not queries.claim(change.connection, row.id, tickets.MOVES["call"].sources, called):
        raise AssertionError("a waiting ticket was taken under a locked site")
    if row.state == "waiting":
        leave(change.connection, change.branch, row)
    told = {**moves.call_data(change, code, row.language), **moves.was(row), **_run(values)}
    change.record("ticket.called", row, **told)
    queries.set_counter(change.connection, change.branch.id, code, ticket_id=row.id, **values)
    return ticket_told(ticket_row(change, row.id), 0, staff=change.caller.is_staff)


def _run(values: dict[str, object]) -> dict[str, object]:
    """What the log keeps of "next": that it was one, and where the counter stands in its cycle now."""
    return {"next": True, "run": values["run"]} if values else {"next": False}


def open_counter(change: Change, code: str, asked: wire.OpenCounter) -> tuple[int, wire.Told]:
    """Open, or change what is served until it closes. Raises NotFound, Invalid."""
    counter = moves.counter_row(change, code)
    services = _services(change, asked.services)
    serves = None if services is None else json.dumps(services)
    if (counter.state, counter.serves) != ("open", serves):
        queries.set_counter(
            change.connection, change.branch.id, code, state="open", reason=None, serves=serves
        )
        change.record("counter.opened", counter=code, services=services)
        change.floor_changed()
    return 200, counter_told(change, moves.counter_row(change, code), staff=change.caller.is_staff)


def _services(change: Change, asked: list[str] | None) -> list[str] | None:
    for code in asked or ():
        if code not in change.branch.services:
            raise Invalid(f"There is no service '{code}'.", "services")
    return None if asked is None else [code for code in change.branch.services if code in asked]


def take_break(change: Change, code: str, asked: wire.LeaveCounter) -> tuple[int, wire.Told]:
    """A break; what it serves is remembered. Who is being served stays. Raises NotFound."""
    return _left(change, code, "break", {"state": "break", "reason": asked.reason or None})


def close_counter(change: Change, code: str, asked: wire.LeaveCounter) -> tuple[int, wire.Told]:
    """Closed; the customer it still has ends as by "next". Raises NotFound."""
    counter = moves.counter_row(change, code)
    if counter.ticket_id is not None:
        row = ticket_row(change, counter.ticket_id)
        how = tickets.ending(row.state, row.last_called_at, change.now, change.branch.no_show_within_ms)
        moves.end(change, how, row, "close")
    return _left(change, code, "closed", {**CLOSED, "reason": asked.reason or None})


def _left(change: Change, code: str, word: str, values: dict[str, Any]) -> tuple[int, wire.Told]:
    counter = moves.counter_row(change, code)
    if (counter.state, counter.reason) != (values["state"], values["reason"]):
        queries.set_counter(change.connection, change.branch.id, code, **values)
        change.record(f"counter.{word}", counter=code, reason=values["reason"])
        change.floor_changed()
    return 200, counter_told(change, moves.counter_row(change, code), staff=change.caller.is_staff)
