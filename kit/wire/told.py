"""Answers: what the server tells; the lobby's board stands in `board`."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from kit.wire.services import Wait
from kit.wire.values import (
    AppointmentState,
    CounterState,
    Direction,
    Moment,
    PrintResult,
    QueueClass,
    State,
    Texts,
    Told,
)


class Person(Told):
    """What a customer has told of themselves: for staff only. `answers` in the site's first language."""

    name: str | None = None
    phone: str | None = None
    consent: bool = False
    note: str | None = None
    answers: list[str | None] = Field(default_factory=list)
    needs: list[str] = Field(default_factory=list)
    comment: str | None = None


class Ticket(Told):
    """A ticket as its kiosk and the staff see it.

    `id` is a UUIDv7; `number` is the service's code and at least three digits; `ahead` counts the waiting tickets that
    would be called earlier among the services that share a counter with this one, 0 once it is no longer waiting.
    `token` and `url` (None without the site's public_url) are told to the kiosk that took it, and to nobody else.
    `service` is the one it waits for, which a transfer changes; the number stays. `queue_class`, `due_at` (an
    appointment's time), `for_counter`, `held_at` and `person` are told to staff only. `wait` is what was announced
    when it was taken.
    """

    id: str
    number: str
    service: str
    state: State
    ahead: int
    wait: Wait | None = None
    token: str | None = None
    url: str | None = None
    language: str
    created_at: Moment
    called_at: Moment | None = None
    ended_at: Moment | None = None
    counter: str | None = None
    recalls: int = 0
    print_result: PrintResult | None = None
    queue_class: QueueClass | None = None
    due_at: Moment | None = None
    for_counter: str | None = None
    held_at: Moment | None = None
    person: Person | None = None


class NextTicket(Told):
    """The answer to "next": the ticket called, or None when nobody waits."""

    ticket: Ticket | None


class Queue(Told):
    """Everyone waiting, in calling order."""

    event_id: int
    tickets: list[Ticket]


class CounterStatus(Told):
    """A counter: its state, what it serves, and the ticket it has now."""

    code: str
    name: Texts
    direction: Direction
    services: list[str]
    state: CounterState
    reason: str | None = None
    waiting: int
    ticket: Ticket | None


class Counters(Told):
    """All counters of the site."""

    event_id: int
    counters: list[CounterStatus]


class Me(Told):
    """Who the caller is: a device's name, its role, and its counter where it has one.

    `services` are the codes that this counter serves; none: all.
    """

    name: str
    role: str
    counter: str | None = None
    services: list[str] = Field(default_factory=list)
    site: str


class Appointment(Told):
    """An appointment; names and the like are for staff only. `missed`: the day went by."""

    id: str
    code: str
    service: str
    at: Moment
    state: AppointmentState
    ticket: str | None = None
    language: str | None = None
    name: str | None = None
    phone: str | None = None
    note: str | None = None


class Appointments(Told):
    """Those of one business day, by their time."""

    day: str
    appointments: list[Appointment]


class CheckedIn(Told):
    """The ticket of somebody who was expected. `greeting` is the name to say hello with, `late`: the place was lost."""

    ticket: Ticket
    at: Moment
    late: bool = False
    greeting: str | None = None


class PhoneTicket(Told):
    """A ticket as its owner's phone sees it. `called_at`: when it was last called, while that call stands.

    `message`: why the service it waits for is paused, by language. `wait`: from now. `late`: it takes longer
    than was announced when the ticket was taken.
    """

    number: str
    state: State
    service: str = ""
    paused: bool = False
    message: Texts = Field(default_factory=dict)
    ahead: int
    wait: Wait | None = None
    late: bool = False
    counter: str | None = None
    counter_name: Texts = Field(default_factory=dict)
    direction: Direction = "none"
    called_at: Moment | None = None


class Problem(Told):
    """An error, as application/problem+json (RFC 9457). `field` names the field at fault.

    `opens_at`: from when on it will be possible, where that is known. Of a check-in: `at`, when the appointment is, and
    `number`, the ticket it has got already; `language`, the one it was booked in.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    field: str | None = None
    reason: str | None = None
    opens_at: Moment | None = None
    at: Moment | None = None
    number: str | None = None
    language: str | None = None


class Health(Told):
    """Whether the server is well: `ok`, and each thing that was looked at with what was found.

    `notes` are what somebody should look into though it is well.
    """

    ok: bool
    checks: dict[str, str]
    notes: dict[str, str] = Field(default_factory=dict)


class Event(Told):
    """One line of the event log as a listener sees it: `id` counts up without gaps for a site."""

    id: int
    event: str
    data: dict[str, Any]


# What the event stream carries in `data`. Every `ticket.*` event has ticket (its id), number and service; more by kind:
#
#   ticket.issued       language; offline when a kiosk handed it in; for staff queue_class, due_at
#   ticket.called       counter, counter_name, direction, language, called_at, was (its state before, unless waiting)
#   ticket.recalled     the same
#   ticket.arrived      counter
#   ticket.finished     counter, reason: served | next | close | day_end
#   ticket.no_show      counter, reason: staff | next
#   ticket.held         counter (where it was called, if it was)
#   ticket.resumed      -
#   ticket.transferred  from_service, from_counter, for_counter, was
#   ticket.returned     counter (whose call, service or no-show is undone)
#   ticket.delayed      minutes
#   ticket.cancelled    counter, reason: staff | left | day_end | superseded, was
#   ticket.printed      result, reason
#   ticket.reprint      kiosk (its name): that one reads the ticket and prints a copy
#   ticket.feedback     csat, nps, ces
#   counter.opened      counter, services (None: as the site file says), serves (what that comes to)
#   counter.break       counter, reason
#   counter.closed      counter, reason, serves (what it will serve when it opens again)
#   service.paused      service, message, until
#   service.resumed     service
#   appointment.booked, appointment.changed, appointment.cancelled, appointment.missed   appointment (its id), service,
#                       due_at; for staff only
#   appointment.arrived the same and ticket (its id), late; for staff only
#   display.shown       event_id, display
#   display.message     message ({}: taken back), until: a notice whose place is "message"; its id is message- and the
#                       event's
#   day.started         business_day
#   bands.assigned      - : a kiosk asks for /services again
#   log.resumed         after (the last event before ids were skipped), numbers (service, business_day, from, to)
#   site.changed, device.added, device.revoked, user.changed   name
#   device.status       - ; for staff needs (kinds of trouble of a kiosk or a lobby screen)
#
# A listener ignores kinds it does not know.
#
# Of a board these change by events: calls (called, recalled, and all that take a call back; `service` is the one it is
# called for), each counter's state (counter.*; a call opens a counter that is not), services (serves) and number (its
# ticket's call; gone with finished, no_show, held, returned, transferred and cancelled of the same number), waiting's
# count, paused and message, and the staff's message. Only a new board tells what time changes (late, wait, open,
# opens_at, text), who comes next, the name in a call (events say of nobody who they are), and what is different after
# day.started, site.changed and log.resumed.
