"""Reading a site as it stands at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

from sqlalchemy import Connection

from kit import wire
from server.desk.branch import Branch, moment, moment_or_none, said
from server.desk.floor import Floor
from server.desk.line import NEWEST, Line, Newcomer, line_time
from server.desk.telling import person_told, place_told, ticket_told
from server.desk.tokens import token_hash
from server.desk.waits import Newcomers, Waits, is_late
from server.problems import NotFound
from server.rules import numbers, order
from server.rules.waits import Prediction
from server.sitefile import Service
from server.store import queries

QUEUE_LIMIT = 2000


class Moment(Protocol):
    """What a view and a change both have: a branch at one moment."""

    connection: Connection
    branch: Branch
    now: int
    last_event: int
    day: str
    waits: Waits | None

    @property
    def floor(self) -> Floor: ...  # noqa: D102

    def line(self) -> Line: ...  # noqa: D102


@dataclass
class View:
    """A site at one moment. Made by the Desk."""

    connection: Connection
    branch: Branch
    now: int
    last_event: int
    day: str
    floor: Floor
    last_place: int | None = None
    waits: Waits | None = None

    @property
    def event_id(self) -> int:
        """The newest event that is in it."""
        return self.last_event

    @cached_property
    def _line(self) -> Line:
        now = line_time(self.now, self.last_place)
        return Line(self.connection, self.branch, self.floor, now, self._day_counts)

    def line(self) -> Line:
        """The line as it stands."""
        return self._line

    @property
    def waiting_counts(self) -> Mapping[str, int]:
        """How many wait, by service; a service for which nobody waited today is absent."""
        return {service: row.waiting for service, row in self._day_counts.items()}

    @cached_property
    def _day_counts(self) -> Mapping[str, Any]:
        return {row.service: row for row in queries.day_counts(self.connection, self.branch.id, self.day)}

    @cached_property
    def devices(self) -> Sequence[Any]:
        """The site's devices, revoked ones left out."""
        rows = queries.device_rows(self.connection, self.branch.id)
        return [row for row in rows if row.revoked_at is None]

    def ahead(self, row: Any) -> int:
        """How many would be called before this ticket."""
        return self._line.ahead(row) if row.state == "waiting" else 0

    def ticket(self, ticket_id: str, *, staff: bool = False) -> wire.Ticket:
        """One ticket; with the person for staff. Raises NotFound."""
        row = self.ticket_row(ticket_id)
        told = ticket_told(row, self.ahead(row), staff=staff)
        return self.with_people([told])[0] if staff else told

    def with_people(self, told: Sequence[wire.Ticket]) -> list[wire.Ticket]:
        """Tickets with what their customers have told: for staff."""
        known = queries.people_of(self.connection, [each.id for each in told])
        return [
            each.model_copy(update={"person": person_told(self.branch, known[each.id])})
            if each.id in known
            else each
            for each in told
        ]

    def ticket_row(self, ticket_id: str) -> Any:
        """One ticket's row. Raises NotFound."""
        row = queries.ticket(self.connection, self.branch.id, ticket_id)
        if row is None:
            raise NotFound("There is no such ticket here.")
        return row

    def queue(self) -> wire.Queue:
        """Everyone waiting, in calling order; `ahead` as each ticket's own."""
        waiting = queries.waiting(self.connection, self.branch.id)
        rows = order.ordered(self.branch.order, waiting, self._line.now)[:QUEUE_LIMIT]
        places = self._line.places(waiting)
        told = [ticket_told(row, places[row.id], staff=True) for row in rows]
        return wire.Queue(event_id=self.event_id, tickets=self.with_people(told))

    def services(self) -> wire.Services:
        """What can be taken now."""
        return wire.Services(
            event_id=self.event_id,
            now=moment(self.now),
            site=self.branch.info(),
            services=[service_told(self, code) for code in self.branch.services],
            appointments=queries.somebody_expected(self.connection, self.branch.id, self.day),
        )

    def wait(self, row: Any, before: Mapping[str, int]) -> wire.Wait | None:
        """How long a ticket that waits, with these people before, will wait from now on."""
        if row.state != "waiting":
            return None
        ticket = Newcomer(row.waits_for, row.queue_class, row.place_at, row.issue_event)
        return wait_told(self, predicted(self, ticket, before, row.due_at), row.waits_for)

    def counters(self, *, staff: bool = False) -> wire.Counters:
        """All counters with their state and ticket; with the people for staff."""
        rows = queries.counter_rows(self.connection, self.branch.id)
        told = [counter_told(self, row, staff=staff) for row in rows if row.code in self.branch.counters]
        if staff:
            here = self.with_people([each.ticket for each in told if each.ticket is not None])
            known = {ticket.id: ticket for ticket in here}
            told = [
                each.model_copy(update={"ticket": known[each.ticket.id]}) if each.ticket else each
                for each in told
            ]
        return wire.Counters(event_id=self.event_id, counters=told)

    def phone_row(self, token: str) -> Any:
        """The row of the ticket with this token. Raises NotFound."""
        row = queries.ticket_by_token(self.connection, token_hash(token))
        if row is None or row.site_id != self.branch.id:
            raise NotFound("This ticket is not known here.")
        return row

    def phone_ticket(self, token: str) -> wire.PhoneTicket:
        """A ticket as its owner's phone is told it. Raises NotFound."""
        return phone_told(self, self.phone_row(token))


def phone_told(view: View, row: Any) -> wire.PhoneTicket:
    """A ticket as its owner's phone is told it."""
    called = row.state in {"called", "serving"}
    pause = view.floor.pause(row.waits_for, view.now) if row.state in {"waiting", "held"} else None
    before = view.line().before(row) if row.state == "waiting" else {}
    return wire.PhoneTicket(
        number=numbers.label(row.service, row.number),
        state=row.state,
        service=row.waits_for,
        ahead=sum(before.values()),
        wait=view.wait(row, before),
        late=is_late(row, view.now),
        paused=pause is not None,
        message=dict(pause.message) if pause is not None else {},
        called_at=moment_or_none(row.last_called_at) if called else None,
        **(place_told(view.branch, row.counter) if called else {}),
    )


def ordinary(moment: Moment, service: Service) -> tuple[int, int]:
    """The highest number of the service that is in no band, and how many tickets of the day are above it.

    These count only where the day is limited, and are 0 elsewhere.
    """
    last = moment.floor.ordinary_last(service.code, service.last)
    if not service.daily_limit or last == service.last:
        return last, 0
    above = queries.numbers_above(moment.connection, moment.branch.id, moment.day, service.code, last)
    return last, above


def service_told(view: Moment, code: str) -> wire.ServiceStatus:
    """A service as a kiosk is told it: whether a ticket can be taken, and what it would be like."""
    service, line = view.branch.services[code], view.line()
    hours, pause = view.branch.opening(code, view.now), view.floor.pause(code, view.now)
    given = line.counts[code].last if code in line.counts else None
    last, elsewhere = ordinary(view, service)
    full = numbers.left(service.first, last, given, service.daily_limit, elsewhere) == 0
    reason: Literal["closed", "full", "paused"] | None = None
    if pause is not None or not hours.open or full:
        reason = "paused" if pause is not None else "full" if hours.open else "closed"
    ends = moment_or_none(pause.until) if pause is not None else None
    group = view.branch.group_names.get(code, {})
    before = line.before(Newcomer(code, "standard", line.now, NEWEST))
    return wire.ServiceStatus(
        code=code,
        name=dict(service.name),
        group=group.get(view.branch.site.languages[0], ""),
        group_name=dict(group),
        icon=service.icon,
        open=reason is None,
        reason=reason,
        opens_at=ends if pause is not None else hours.opens_at,
        closes_at=hours.closes_at,
        text=dict(pause.message) if pause is not None else dict(hours.text),
        served=code in view.floor.served,
        waiting=line.waiting(code),
        ahead=sum(before.values()),
        wait=wait_told(view, predicted(view, Newcomer(code, "standard", line.now, NEWEST), before), code),
        questions=[
            wire.AskedQuestion(ask=dict(each.ask), answers=[dict(answer) for answer in each.answers])
            for each in service.questions
        ],
        faq=[wire.CommonQuestion(q=dict(each.q), a=dict(each.a)) for each in service.faq],
        bring=said(service.bring),
    )


def predicted(
    view: Moment, ticket: Newcomer, before: Mapping[str, int], due_at: int | None = None
) -> Prediction | None:
    """How long somebody with these people before will wait; None where waits are not estimated."""
    if view.waits is None:
        return None
    service, open_counters = ticket.waits_for, view.floor.open_for(ticket.waits_for)
    among = Newcomers(view.floor.rivals(service)) if ticket.issue_event == NEWEST else None
    return view.waits.predict(
        view.branch, service, ticket.queue_class, before, open_counters, view.now, due_at, among
    )


def wait_told(view: Moment, prediction: Prediction | None, service: str) -> wire.Wait | None:
    """What people are told of it: nothing while too little was learnt, or no open counter serves the service."""
    if prediction is None or not prediction.shown or service not in view.floor.served:
        return None
    return wire.Wait(low_s=prediction.low_s, high_s=prediction.high_s)


def counter_told(view: Moment, row: Any, *, staff: bool) -> wire.CounterStatus:
    """A counter's row as an answer, with its state and ticket."""
    served, line = view.floor.served_by(row.code), view.line()
    now_here = queries.ticket(view.connection, view.branch.id, row.ticket_id) if row.ticket_id else None
    return wire.CounterStatus(
        code=row.code,
        name=dict(view.branch.counter_names[row.code]),
        direction=view.branch.counters[row.code].direction,
        services=[each for each in view.branch.services if each in served],
        state=row.state,
        reason=row.reason,
        waiting=sum(line.waiting(each) for each in served),
        ticket=None if now_here is None else ticket_told(now_here, 0, staff=staff),
    )
