"""The tickets as the log tells them, held against their rows a day at a time.

When a business day is over, its tickets are compared and let go: what is in memory is a day, however long the log is.
What does not agree stays until the end, for a later event may explain it (a copy printed in the morning); a ticket that
was let go and of which more is told is taken from its row, which was as the log said so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from server.rules.numbers import label
from server.store import queries

Ticket = dict[str, Any]
_AT_FIRST: Ticket = {  # what no event has said of a new ticket; the others come with `ticket.issued`
    "state": "waiting",
    "for_counter": None,
    "held_at": None,
    "held_ms": 0,
    "call_event": None,
    "called_at": None,
    "last_called_at": None,
    "recalls": 0,
    "counter": None,
    "arrived_at": None,
    "ended_at": None,
    "end_reason": None,
    "print_result": None,
    "print_reason": None,
    "copy_device": None,
    "copy_at": None,
}
_ISSUED = (
    "business_day",
    "service",
    "number",
    "waits_for",
    "queue_class",
    "place_at",
    "due_at",
    "promise_low_s",
    "promise_high_s",
    "language",
    "device_id",
    "token_hash",
    "issue_event",
    "created_at",
)
_COLUMNS = (*_ISSUED, *_AT_FIRST)
_values = attrgetter(*_COLUMNS)


class Tickets:
    """Those of the running day, and of earlier ones what is not settled."""

    def __init__(self, connection: Connection, site_id: int) -> None:
        self._connection = connection
        self._site_id = site_id
        self._known: dict[str, Ticket] = {}
        self._settled: str | None = None  # up to this day rows have been looked at
        self._strangers: dict[
            str, str
        ] = {}  # rows that the log had not issued when they were looked at: their names
        self._late: set[str] = set()  # tickets of settled days of which more was told since

    def issue(self, ticket_id: str, issued: Ticket) -> Ticket:
        """A new one; `issued` has what its event tells, a value for each column of `_ISSUED`."""
        ticket = {name: issued[name] for name in _ISSUED} | _AT_FIRST
        if self._strangers.pop(ticket_id, None) is not None:
            self._late.add(ticket_id)
        self._known[ticket_id] = ticket
        return ticket

    def find(self, ticket_id: str, event: int) -> Ticket | None:
        """The ticket as the log has told it before this event, to be changed by it; None if it was never issued."""
        found = self._known.get(ticket_id)
        if found is None:
            row = self._let_go(ticket_id, event)
            if row is not None:
                found = self._known[ticket_id] = dict(zip(_COLUMNS, _values(row), strict=True))
                self._late.add(ticket_id)
        return found

    def is_known(self, ticket_id: str, event: int) -> bool:
        """Whether it was issued before this event, for one that changes nothing of its row."""
        return ticket_id in self._known or self._let_go(ticket_id, event) is not None

    def _let_go(self, ticket_id: str, event: int) -> Any:
        """The row of a ticket that was found to be as the log says, and let go."""
        if self._settled is None or ticket_id in self._strangers:
            return None
        row = queries.ticket(self._connection, self._site_id, ticket_id)
        looked_at = row is not None and row.business_day <= self._settled and row.issue_event < event
        return row if looked_at else None

    def settle(self, day: str) -> None:
        """This day is over: whatever agrees with its row is let go."""
        late, self._late = self._late, set()
        for ticket_id in late & self._known.keys():
            row = queries.ticket(self._connection, self._site_id, ticket_id)
            needs = row is not None and queries.needs_something(self._connection, ticket_id)
            if row is not None and _agrees(self._known[ticket_id], row, with_needs=needs):
                del self._known[ticket_id]
        self._look_at(day)

    def _look_at(self, day: str | None) -> None:
        """The rows of the days after those that were looked at, up to this one (None: all)."""
        if day is not None and self._settled is not None and day <= self._settled:
            return
        in_need = queries.tickets_in_need(self._connection, self._site_id, self._settled, day)
        for row in queries.tickets_of_days(self._connection, self._site_id, self._settled, day):
            known = self._known.get(row.id)
            if known is None:
                self._strangers[row.id] = f"{row.service} {row.number} ({row.id})"
            elif _agrees(known, row, with_needs=row.id in in_need):
                del self._known[row.id]
        self._settled = day or self._settled

    def compare(self) -> Iterator[str]:
        """The rest: what is wrong, a line each."""
        self._look_at(None)
        for name in self._strangers.values():
            yield f"ticket {name}: the log never issued it"
        for ticket_id, ticket in self._known.items():
            name = f"ticket {label(ticket['service'], ticket['number'])} of {ticket['business_day']} ({ticket_id})"
            row = queries.ticket(self._connection, self._site_id, ticket_id)
            if row is None:
                yield f"{name}: its row is missing"
            else:
                needs = queries.needs_something(self._connection, ticket_id)
                yield from (f"{name}: {each}" for each in _wrong(ticket, row, with_needs=needs))


def _agrees(ticket: Ticket, row: Any, *, with_needs: bool) -> bool:
    """Whether the row is as the log says; `with_needs`: its customer is known to need something of a counter."""
    special = ticket["for_counter"] is not None or with_needs
    return _values(row) == tuple(ticket.values()) and row.special == special


def _wrong(ticket: Ticket, row: Any, *, with_needs: bool) -> Iterator[str]:
    for column, value in ticket.items():
        if getattr(row, column) != value:
            yield f"{column} is {getattr(row, column)!r}, the log says {value!r}"
    special = ticket["for_counter"] is not None or with_needs
    if row.special != special:
        yield f"special is {row.special!r}, and should be {special!r}"
