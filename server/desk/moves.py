"""Use cases that move a ticket from one state to another; `server.rules.tickets` says which moves there are."""

from __future__ import annotations

from typing import Any

from kit import wire
from server.desk.change import Change, held
from server.desk.line import enter, leave
from server.desk.telling import place_told, ticket_told
from server.desk.tickets import ticket_row
from server.problems import Conflict, Invalid, NotFound
from server.rules import numbers, tickets
from server.store import queries

# What a ticket that waits again has no longer.
_AGAIN = {"ended_at": None, "end_reason": None, "arrived_at": None, "held_at": None}


def recall(change: Change, row: Any) -> tuple[int, wire.Told]:
    """Call a called ticket again. Raises Conflict."""
    must(change, "recall", row)
    event_id = change.last_event + 1
    values = {"call_event": event_id, "last_called_at": change.now, "recalls": row.recalls + 1}
    return _moved(change, "recall", row, values, **call_data(change, row.counter, row.language))


def recall_at(change: Change, counter: str) -> tuple[int, wire.Told]:
    """Call the ticket of this counter again. Raises NotFound, Conflict."""
    found = counter_row(change, counter)
    if found.ticket_id is None:
        raise Conflict(f"Counter {counter} has called nobody.", "nobody")
    return recall(change, ticket_row(change, found.ticket_id))


def arrive(change: Change, ticket_id: str) -> tuple[int, wire.Told]:
    """The customer is at the counter. Raises NotFound, Conflict."""
    row = ticket_row(change, ticket_id)
    must(change, "arrive", row)
    return _moved(change, "arrive", row, {"arrived_at": change.now}, counter=row.counter)


def finish(change: Change, ticket_id: str) -> tuple[int, wire.Told]:
    """The customer has been served. Raises NotFound, Conflict."""
    row = ticket_row(change, ticket_id)
    must(change, "finish", row)
    return end(change, "finish", row, "served")


def no_show(change: Change, ticket_id: str) -> tuple[int, wire.Told]:
    """Nobody came. Raises NotFound, Conflict (also while the recalls that the site wants are not made)."""
    row = ticket_row(change, ticket_id)
    must(change, "no_show", row)
    must_be_recalled(change, row)
    return end(change, "no_show", row, "staff")


def hold(change: Change, ticket_id: str) -> tuple[int, wire.Told]:
    """Set aside: the place is kept, and the promise's clock stops. Raises NotFound, Conflict."""
    row = ticket_row(change, ticket_id)
    must(change, "hold", row)
    _leave(change, row)
    return _moved(change, "hold", row, {"held_at": change.now}, counter=_counter_of(row))


def resume(change: Change, ticket_id: str) -> tuple[int, wire.Told]:
    """Waits again, at the old place. Raises NotFound, Conflict."""
    row = ticket_row(change, ticket_id)
    must(change, "resume", row)
    return _back(change, "resume", row, {})


def give_back(change: Change, ticket_id: str) -> tuple[int, wire.Told]:
    """Undo a call, a finish or a no-show: waits again at the old place, and the board withdraws it.

    Raises NotFound, Conflict.
    """
    row = ticket_row(change, ticket_id)
    must(change, "return", row)
    _free(change, row)
    values = {"call_event": None, "counter": None, "recalls": 0}
    if row.state == "called":
        values["called_at"] = None  # nobody was served: the wait goes on
    return _back(change, "return", row, values, counter=row.counter)


def transfer(change: Change, ticket_id: str, asked: wire.Transfer) -> tuple[int, wire.Told]:
    """On to another service or counter, with the original time. Raises NotFound, Conflict, Invalid."""
    row = ticket_row(change, ticket_id)
    service, counter = _destination(change, row, asked)
    must(change, "transfer", row)
    needs = queries.person_of(change.connection, row.id)
    if row.state == "waiting":
        leave(change.connection, change.branch, row)
    _free(change, row)
    if asked.note:
        queries.add_to_note(change.connection, row, asked.note)
    values = {
        "waits_for": service,
        "for_counter": counter,
        "special": counter is not None or bool(needs is not None and needs.needs),
    }
    told = {"from_service": row.waits_for, "from_counter": _counter_of(row), "for_counter": counter}
    told |= was(row)
    return _back(change, "transfer", row, values, **told)


def _destination(change: Change, row: Any, asked: wire.Transfer) -> tuple[str, str | None]:
    if asked.service is None and asked.counter is None:
        raise Invalid("Where to? A service or a counter is needed.", "service")
    if asked.service is not None and asked.service not in change.branch.services:
        raise Invalid(f"There is no service '{asked.service}'.", "service")
    if asked.counter is not None and asked.counter not in change.branch.counters:
        raise Invalid(f"There is no counter '{asked.counter}'.", "counter")
    return asked.service or row.waits_for, asked.counter


def cancel(change: Change, ticket_id: str, reason: str = "staff") -> tuple[int, wire.Told]:
    """The customer has gone. `reason`: staff or left. Raises NotFound, Conflict."""
    row = ticket_row(change, ticket_id)
    must(change, "cancel", row)
    _leave(change, row)
    values = {"ended_at": change.now, "end_reason": reason, **held(change.now, row)}
    return _moved(change, "cancel", row, values, counter=_counter_of(row), reason=reason, **was(row))


def end(change: Change, name: str, row: Any, reason: str) -> tuple[int, wire.Told]:
    """Finish a ticket or make it a no-show; its counter is free then."""
    _free(change, row)
    values = {"ended_at": change.now, "end_reason": reason}
    return _moved(change, name, row, values, counter=row.counter, reason=reason)


def must(change: Change, name: str, row: Any) -> None:
    """Raises Conflict unless the ticket may make this move now."""
    shown = numbers.label(row.service, row.number)
    if not tickets.allowed(name, row.state):
        raise Conflict(f"{name.replace('_', '-')} is not possible: {shown} is {row.state}.", "state")
    same_day = row.business_day == change.day
    window = change.branch.return_window_ms
    if not tickets.in_time(
        name, row.state, row.ended_at, change.now, same_day=same_day, return_window_ms=window
    ):
        raise Conflict(
            f"{name.replace('_', '-')} is not possible any more: {shown} ended too long ago.", "late"
        )


def must_be_recalled(change: Change, row: Any) -> None:
    """Raises Conflict while the recalls that the site wants before a no-show have not been made."""
    wanted = change.branch.site.recalls
    owed = tickets.recalls_owed(wanted, row.recalls, row.last_called_at or 0, change.now)
    if owed:
        shown = numbers.label(row.service, row.number)
        raise Conflict(
            f"{shown} is to be called again {wanted} times, a minute apart, before it counts as a no-show.",
            "recalls",
        )


def counter_row(change: Change, code: str) -> Any:
    """A counter's row. Raises NotFound."""
    found = queries.counter(change.connection, change.branch.id, code)
    if found is None or code not in change.branch.counters:
        raise NotFound(f"There is no counter '{code}'.")
    return found


def call_data(change: Change, counter: str | None, language: str) -> dict[str, Any]:
    """What an event says about a call. Names and direction of the counter are added for each listener, not stored."""
    place = place_told(change.branch, counter)
    return {"counter": place["counter"], "language": language}


def _leave(change: Change, row: Any) -> None:
    """It no longer waits, or is no longer at its counter."""
    if row.state == "waiting":
        leave(change.connection, change.branch, row)
    else:
        _free(change, row)


def _free(change: Change, row: Any) -> None:
    """Its counter has nobody now; one that has gone on to the next customer is left alone."""
    if row.counter is None or row.state not in {"called", "serving"}:
        return
    queries.set_counter(change.connection, change.branch.id, row.counter, ticket_id=None)


def was(row: Any) -> dict[str, Any]:
    """The state it comes from, for screens that count who waits; that it waited goes without saying."""
    return {} if row.state == "waiting" else {"was": row.state}


def _counter_of(row: Any) -> str | None:
    return row.counter if row.state in {"called", "serving"} else None


def _back(change: Change, name: str, row: Any, values: dict[str, Any], **data: Any) -> tuple[int, wire.Told]:
    """It waits, at its old place."""
    answer = _moved(change, name, row, {**_AGAIN, **held(change.now, row), **values}, **data)
    enter(change.connection, change.branch, ticket_row(change, row.id))
    return answer


def _moved(change: Change, name: str, row: Any, values: dict[str, Any], **data: Any) -> tuple[int, wire.Told]:
    move = tickets.MOVES[name]
    if not queries.claim(change.connection, row.id, move.sources, {"state": move.target, **values}):
        raise AssertionError("a ticket changed under a locked site")
    now = ticket_row(change, row.id)
    change.record(move.event, now, **data)
    ahead = change.line().ahead(now) if move.target == "waiting" else 0
    return 200, ticket_told(now, ahead, staff=change.caller.is_staff)
