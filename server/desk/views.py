"""Reading: rows as the answers of `kit.wire`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from kit import wire
from server.desk.branch import Branch, moment, moment_or_none
from server.desk.tokens import ticket_token, token_hash
from server.problems import NotFound
from server.rules import numbers, order
from server.store import queries

BOARD_CALLS = 12  # more than any screen shows
QUEUE_LIMIT = 2000


def ticket_told(row: Any, ahead: int) -> wire.Ticket:
    """A ticket's row as staff and its kiosk are told it, without its token."""
    return wire.Ticket(
        id=row.id,
        number=numbers.label(row.service, row.number),
        service=row.service,
        state=row.state,
        ahead=ahead,
        language=row.language,
        created_at=moment(row.created_at),
        called_at=moment_or_none(row.called_at),
        ended_at=moment_or_none(row.ended_at),
        counter=row.counter,
        recalls=row.recalls,
        print_result=row.print_result,
    )


def phone_url(branch: Branch, token: str) -> str | None:
    """Where a phone follows the ticket; None when the site has no public_url."""
    return f"{branch.site.public_url.rstrip('/')}/t/{token}" if branch.site.public_url else None


def with_token(branch: Branch, ticket: wire.Ticket) -> wire.Ticket:
    """The ticket with its token and address: for the kiosk that took it."""
    token = ticket_token(branch.secret, ticket.id)
    return ticket.model_copy(update={"token": token, "url": phone_url(branch, token)})


@dataclass
class View:
    """A site at one moment. Made by the Desk."""

    connection: Connection
    branch: Branch
    now: int
    event_id: int
    day: str

    @cached_property
    def waiting_counts(self) -> Mapping[str, int]:
        """How many wait, by service; a service without a ticket today is absent."""
        return {service: row.waiting for service, row in self._day_counts.items()}

    @cached_property
    def _day_counts(self) -> Mapping[str, Any]:
        return {row.service: row for row in queries.day_counts(self.connection, self.branch.id, self.day)}

    def _rivals(self, service: str) -> frozenset[str] | None:
        # A service taken out of the site file has no rivals but itself.
        return self.branch.rivals.get(service, frozenset({service}))

    def _ahead_in(self, service: str, counts: Mapping[str, int]) -> int:
        return order.ahead(counts, self._rivals(service) or counts.keys())

    def ahead(self, row: Any) -> int:
        """How many would be called before this ticket."""
        if row.state != "waiting":
            return 0
        return queries.count_ahead(
            self.connection, self.branch.id, self._rivals(row.service), row.issue_event
        )

    def ticket(self, ticket_id: str) -> wire.Ticket:
        """One ticket. Raises NotFound."""
        row = self.ticket_row(ticket_id)
        return ticket_told(row, self.ahead(row))

    def ticket_row(self, ticket_id: str) -> Any:
        """One ticket's row. Raises NotFound."""
        row = queries.ticket(self.connection, self.branch.id, ticket_id)
        if row is None:
            raise NotFound("There is no such ticket here.")
        return row

    def queue(self) -> wire.Queue:
        """Everyone waiting, in calling order; `ahead` as each ticket's own."""
        told = []
        before: dict[str, int] = {}
        for row in queries.waiting(self.connection, self.branch.id, QUEUE_LIMIT):
            told.append(ticket_told(row, self._ahead_in(row.service, before)))
            before[row.service] = before.get(row.service, 0) + 1
        return wire.Queue(event_id=self.event_id, tickets=told)

    def services(self) -> wire.Services:
        """What can be taken now."""
        given = {service: row.last for service, row in self._day_counts.items()}
        served = self._served()
        return wire.Services(
            event_id=self.event_id,
            now=moment(self.now),
            site=self.branch.info(),
            services=[self._service(code, given.get(code), code in served) for code in self.branch.services],
        )

    def _served(self) -> frozenset[str]:
        """The services that an open counter serves."""
        rows = queries.counter_rows(self.connection, self.branch.id)
        is_open = [row.code for row in rows if row.state == "open" and row.code in self.branch.counters]
        return frozenset().union(*(self.branch.served_by(code) for code in is_open))

    def _service(self, code: str, given: int | None, served: bool) -> wire.ServiceStatus:
        service = self.branch.services[code]
        hours = self.branch.opening(code, self.now)
        full = numbers.left(service.first, service.last, given, service.daily_limit) == 0
        return wire.ServiceStatus(
            code=code,
            name=dict(service.name),
            group=service.group,
            icon=service.icon,
            open=hours.open and not full,
            reason="closed" if not hours.open else "full" if full else None,
            opens_at=hours.opens_at,
            closes_at=hours.closes_at,
            text=dict(hours.text),
            served=served,
            waiting=self.waiting_counts.get(code, 0),
            ahead=self._ahead_in(code, self.waiting_counts),
        )

    def board(self) -> wire.Board:
        """What the lobby shows."""
        calls = queries.last_calls(self.connection, self.branch.id, self.day, BOARD_CALLS)
        return wire.Board(
            event_id=self.event_id,
            now=moment(self.now),
            site=self.branch.info(),
            calls=[self._call(row) for row in calls],
            waiting=[
                wire.Waiting(service=code, name=dict(service.name), count=self.waiting_counts.get(code, 0))
                for code, service in self.branch.services.items()
            ],
        )

    def _call(self, row: Any) -> wire.Call:
        return wire.Call(
            event_id=row.call_event,
            ticket=row.id,
            number=numbers.label(row.service, row.number),
            language=row.language,
            called_at=moment(row.last_called_at),
            recalled=row.recalls > 0,
            state=row.state,
            **place_told(self.branch, row.counter),
        )

    def counters(self) -> wire.Counters:
        """All counters with their state and ticket."""
        rows = queries.counter_rows(self.connection, self.branch.id)
        told = [self._counter(row) for row in rows if row.code in self.branch.counters]
        return wire.Counters(event_id=self.event_id, counters=told)

    def _counter(self, row: Any) -> wire.CounterStatus:
        counter = self.branch.counters[row.code]
        served = self.branch.served_by(row.code)
        now_here = queries.ticket(self.connection, self.branch.id, row.ticket_id) if row.ticket_id else None
        return wire.CounterStatus(
            code=row.code,
            name=dict(self.branch.counter_names[row.code]),
            direction=counter.direction,
            services=[code for code in self.branch.services if code in served],
            state=row.state,
            waiting=order.ahead(self.waiting_counts, served),
            ticket=None if now_here is None else ticket_told(now_here, 0),
        )

    def phone_row(self, token: str) -> Any:
        """The row of the ticket with this token. Raises NotFound."""
        row = queries.ticket_by_token(self.connection, token_hash(token))
        if row is None or row.site_id != self.branch.id:
            raise NotFound("This ticket is not known here.")
        return row

    def phone_ticket(self, token: str) -> wire.PhoneTicket:
        """A ticket as its owner's phone is told it. Raises NotFound."""
        row = self.phone_row(token)
        called = row.state in {"called", "serving"}
        return wire.PhoneTicket(
            number=numbers.label(row.service, row.number),
            state=row.state,
            ahead=self.ahead(row),
            called_at=moment_or_none(row.last_called_at) if called else None,
            **(place_told(self.branch, row.counter) if called else {}),
        )


def place_told(branch: Branch, counter: str | None) -> dict[str, Any]:
    """Where to go: a counter's code, names and direction."""
    known = branch.counters.get(counter or "")
    if known is None:
        return {"counter": counter, "counter_name": {}, "direction": "none"}
    return {
        "counter": counter,
        "counter_name": dict(branch.counter_names[known.code]),
        "direction": known.direction,
    }
