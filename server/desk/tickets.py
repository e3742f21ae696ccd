"""Use cases about one ticket: take, recall, arrive, finish, no-show, and how its paper fared."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import uuid_utils

from kit import wire
from server.callers import Caller
from server.desk.change import Change
from server.desk.tokens import ticket_token, token_hash
from server.desk.views import place_told, ticket_told
from server.problems import Conflict, Forbidden, Invalid, NotFound
from server.rules import numbers, order, tickets
from server.store import queries


def take_ticket(change: Change, asked: wire.TakeTicket) -> tuple[int, wire.Told]:
    """Give the service's next number.

    Raises Invalid (unknown service or language), Conflict (closed, full).
    """
    language = _checked(change, asked)
    service = change.branch.services[asked.service]
    highest = numbers.highest(service.first, service.last, service.daily_limit)
    number = queries.next_number(
        change.connection, change.branch.id, service.code, change.day, service.first, highest
    )
    if number is None:
        raise Conflict(f"Service {service.code} has no tickets left today.", "full")
    ticket_id = str(uuid_utils.uuid7())
    issue_event = change.last_event + 1
    values = {
        "id": ticket_id,
        "site_id": change.branch.id,
        "business_day": change.day,
        "service": service.code,
        "number": number,
        "state": "waiting",
        "language": language,
        "device_id": change.caller.id if change.caller.kind == "device" else None,
        "token_hash": token_hash(ticket_token(change.branch.secret, ticket_id)),
        "issue_event": issue_event,
        "created_at": change.now,
        "recalls": 0,
    }
    queries.add_ticket(change.connection, values)
    row = SimpleNamespace(**_BLANK, **values)
    change.record("ticket.issued", row, language=language, device=row.device_id, business_day=change.day)
    counts = {
        row.service: row.waiting
        for row in queries.day_counts(change.connection, change.branch.id, change.day)
    }
    ahead = order.ahead(counts, change.branch.rivals[service.code] or counts.keys()) - 1  # all but itself
    return 201, ticket_told(row, ahead)


# What a ticket does not have yet when it is new.
_BLANK = dict.fromkeys(("called_at", "ended_at", "counter", "print_result"))


def _checked(change: Change, asked: wire.TakeTicket) -> str:
    """The ticket's language, once all is found right."""
    branch = change.branch
    if asked.service not in branch.services:
        raise Invalid(f"There is no service '{asked.service}'.", "service")
    language = asked.language or branch.site.languages[0]
    if language not in branch.site.languages:
        raise Invalid(f"'{language}' is not one of this site's languages.", "language")
    service = branch.services[asked.service]
    if not branch.opening(service.code, change.now).open:
        raise Conflict(f"Service {service.code} is closed now.", "closed")
    return language


def recall(change: Change, row: Any) -> tuple[int, wire.Told]:
    """Call a called ticket again. Raises Conflict."""
    _must("recall", row)
    event_id = change.last_event + 1
    values = {"call_event": event_id, "last_called_at": change.now, "recalls": row.recalls + 1}
    return _moved(change, "recall", row, values, **call_data(change, row.counter, row.language))


def recall_at(change: Change, counter: str) -> tuple[int, wire.Told]:
    """Call the ticket of this counter again. Raises NotFound, Conflict."""
    found = queries.counter(change.connection, change.branch.id, counter)
    if found is None or counter not in change.branch.counters:
        raise NotFound(f"There is no counter '{counter}'.")
    if found.ticket_id is None:
        raise Conflict(f"Counter {counter} has called nobody.", "nobody")
    return recall(change, ticket_row(change, found.ticket_id))


def arrive(change: Change, ticket_id: str) -> tuple[int, wire.Told]:
    """The customer is at the counter. Raises NotFound, Conflict."""
    row = ticket_row(change, ticket_id)
    _must("arrive", row)
    return _moved(change, "arrive", row, {"arrived_at": change.now}, counter=row.counter)


def finish(change: Change, ticket_id: str) -> tuple[int, wire.Told]:
    """The customer has been served. Raises NotFound, Conflict."""
    return _ended(change, "finish", ticket_row(change, ticket_id), "served")


def no_show(change: Change, ticket_id: str) -> tuple[int, wire.Told]:
    """Nobody came. Raises NotFound, Conflict."""
    return _ended(change, "no_show", ticket_row(change, ticket_id), "staff")


def _ended(change: Change, name: str, row: Any, reason: str) -> tuple[int, wire.Told]:
    _must(name, row)
    return end(change, name, row, reason)


def end(change: Change, name: str, row: Any, reason: str) -> tuple[int, wire.Told]:
    """Finish a ticket or make it a no-show; its counter is free then."""
    if row.counter is not None:
        queries.set_counter(change.connection, change.branch.id, row.counter, ticket_id=None)
    values = {"ended_at": change.now, "end_reason": reason}
    return _moved(change, name, row, values, counter=row.counter, reason=reason)


def note_print(change: Change, ticket_id: str, asked: wire.Printed) -> None:
    """How the paper fared; the kiosk that took the ticket says it. Saying the same again changes nothing."""
    row = ticket_row(change, ticket_id)
    if not sees(change.caller, row):
        raise Forbidden("Only the kiosk that took a ticket tells how it printed.")
    if (row.print_result, row.print_reason) == (asked.result, asked.reason):
        return
    queries.set_ticket(change.connection, ticket_id, print_result=asked.result, print_reason=asked.reason)
    change.record("ticket.printed", row, result=asked.result, reason=asked.reason)


def sees(caller: Caller, row: Any) -> bool:
    """Whether this caller may read the ticket: staff, or the kiosk that took it."""
    return caller.is_staff or (caller.kind == "device" and row.device_id == caller.id)


def ticket_row(change: Change, ticket_id: str) -> Any:
    """A ticket's row. Raises NotFound."""
    row = queries.ticket(change.connection, change.branch.id, ticket_id)
    if row is None:
        raise NotFound("There is no such ticket here.")
    return row


def call_data(change: Change, counter: str | None, language: str) -> dict[str, Any]:
    """What an event says about a call. Names and direction of the counter are added for each listener, not stored."""
    place = place_told(change.branch, counter)
    return {"counter": place["counter"], "language": language}


def _must(name: str, row: Any) -> None:
    if not tickets.allowed(name, row.state):
        shown = numbers.label(row.service, row.number)
        raise Conflict(f"{name.replace('_', '-')} is not possible: {shown} is {row.state}.", "state")


def _moved(change: Change, name: str, row: Any, values: dict[str, Any], **data: Any) -> tuple[int, wire.Told]:
    move = tickets.MOVES[name]
    if not queries.claim(change.connection, row.id, move.sources, {"state": move.target, **values}):
        raise AssertionError("a ticket changed under a locked site")
    change.record(move.event, row, **data)
    return 200, ticket_told(ticket_row(change, row.id), 0)
