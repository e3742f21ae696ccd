"""Use cases about one ticket and its paper: take, how it printed, print it again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import uuid_utils

from kit import wire
from server.callers import Caller
from server.desk.change import Change
from server.desk.entries import Entry, entry_of
from server.desk.line import NEWEST, Newcomer, irregular
from server.desk.telling import ticket_told
from server.desk.tokens import ticket_token, token_hash
from server.desk.views import ordinary, predicted, wait_told
from server.desk.waits import estimate
from server.problems import Conflict, Forbidden, NotFound
from server.rules import numbers
from server.sitefile import Service
from server.store import queries


def take_ticket(change: Change, asked: wire.TakeTicket) -> tuple[int, wire.Told]:
    """Give the service's next number.

    Raises Invalid (a field that cannot be), Conflict (closed, paused, full).
    """
    entry = entry_of(change, asked)
    row, ahead = issue(change, entry)
    return 201, ticket_told(row, ahead, staff=change.caller.is_staff)


def issue(change: Change, entry: Entry) -> tuple[Any, int]:
    """Give the newcomer a number: the ticket's row, and how many are ahead. Raises Conflict (full)."""
    branch, service = change.branch, change.branch.services[entry.service]
    line = change.line()
    newcomer = Newcomer(entry.service, entry.queue_class, entry.place_at, NEWEST)
    before = line.before(newcomer)
    prediction = predicted(change, newcomer, before, entry.due_at)
    promise = wait_told(change, prediction, entry.service)
    row = new_row(change, entry)
    if promise is not None:
        row |= {"promise_low_s": promise.low_s, "promise_high_s": promise.high_s}
    number = _next_number(change, service, entry, line.last(entry.service))
    if number is None:
        raise Conflict(f"Service {service.code} has no tickets left today.", "full")
    row["number"] = number
    odd = int(irregular(SimpleNamespace(**row)))
    queries.take_number(change.connection, branch.id, change.day, entry.service, number, odd)
    queries.add_ticket(change.connection, row)
    if entry.queue_class != "appointment":
        change.last_place = entry.place_at
    if entry.person:
        values = {"ticket_id": row["id"], "site_id": branch.id, "business_day": change.day}
        queries.add_person(change.connection, **values, **entry.person)
    told = SimpleNamespace(**BLANK, **row)
    kept = {} if prediction is None else {"estimate": estimate(prediction)}
    change.record("ticket.issued", told, **issued_data(row), **kept)
    return told, sum(before.values())


def _next_number(change: Change, service: Service, entry: Entry, given: int | None) -> int | None:
    """The service's next number after the highest that was `given` today; None when there is none left."""
    last, elsewhere = ordinary(change, service)
    limit = 0 if entry.expected else service.daily_limit
    highest = numbers.highest(service.first, last, limit, elsewhere)
    following = service.first if given is None else given + 1
    return following if following <= highest else None


def new_row(change: Change, entry: Entry) -> dict[str, Any]:
    """A newcomer's row, still without its number."""
    ticket_id = str(uuid_utils.uuid7())
    return {
        "id": ticket_id,
        "site_id": change.branch.id,
        "business_day": change.day,
        "service": entry.service,
        "state": "waiting",
        "waits_for": entry.service,
        "queue_class": entry.queue_class,
        "place_at": entry.place_at,
        "special": bool(entry.needs),
        "due_at": entry.due_at,
        "promise_low_s": None,
        "promise_high_s": None,
        "held_ms": 0,
        "language": entry.language,
        "device_id": change.caller.id if change.caller.kind == "device" else None,
        "token_hash": token_hash(ticket_token(change.branch.secret, ticket_id)),
        "issue_event": change.last_event + 1,
        "created_at": change.now,
        "recalls": 0,
    }


def issued_data(row: dict[str, Any]) -> dict[str, Any]:
    """What the log says of a new ticket; nothing about a person, and what is as usual is left out."""
    data = {"language": row["language"], "device": row["device_id"], "business_day": row["business_day"]}
    if row["queue_class"] != "standard":
        data["queue_class"] = row["queue_class"]
    if row["place_at"] != row["created_at"]:
        data["place_at"] = row["place_at"]
    for name in ("due_at", "promise_low_s", "promise_high_s"):
        if row[name] is not None:
            data[name] = row[name]
    return data


# What a ticket does not have yet when it is new.
BLANK = dict.fromkeys(
    (
        "called_at",
        "ended_at",
        "counter",
        "print_result",
        "for_counter",
        "held_at",
        "last_called_at",
        "copy_device",
        "copy_at",
    )
)


def note_print(change: Change, ticket_id: str, asked: wire.Printed) -> None:
    """How the paper, or its copy, fared; its kiosk says it. Saying the same again changes nothing."""
    row = ticket_row(change, ticket_id)
    if not sees(change.caller, row):
        raise Forbidden("Only the kiosk that printed a ticket tells how it went.")
    if (row.print_result, row.print_reason) == (asked.result, asked.reason):
        return
    queries.set_ticket(change.connection, ticket_id, print_result=asked.result, print_reason=asked.reason)
    change.record("ticket.printed", row, result=asked.result, reason=asked.reason)


def sees(caller: Caller, row: Any) -> bool:
    """Whether this caller may read the ticket: staff, the kiosk that took it, or the one that is to print a copy."""
    return caller.is_staff or (caller.kind == "device" and caller.id in {row.device_id, row.copy_device})


def ticket_row(change: Change, ticket_id: str) -> Any:
    """A ticket's row. Raises NotFound."""
    row = queries.ticket(change.connection, change.branch.id, ticket_id)
    if row is None:
        raise NotFound("There is no such ticket here.")
    return row
