"""Checking in: somebody who is expected gets a ticket, in time at the booked place, late at the end of the line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from kit import wire
from server.desk.appointments import by_code
from server.desk.bookings import put
from server.desk.branch import moment
from server.desk.change import Change
from server.desk.entries import Entry, answered, known_language, newest_place, person_values
from server.desk.telling import ticket_told, with_token
from server.desk.tickets import issue
from server.desk.views import View
from server.problems import Conflict, Invalid, NotFound
from server.rules import appointments as rules
from server.rules import days, numbers
from server.store import queries

_OF_USE = {"waiting", "called", "serving", "held"}  # a ticket that is still somebody's


def check_in(change: Change, asked: wire.CheckIn) -> tuple[int, wire.Told]:
    """By code, or by name and the last digits of the phone. The person is not in the answer: see `greeted`.

    Raises NotFound (not_found), Invalid (code, language, answers, needs), Conflict (ambiguous, arrived, cancelled,
    other_day, too_early, closed, full).
    """
    row = _found(change, asked)
    wanted = wire.TakeTicket(language=asked.language, answers=asked.answers, needs=asked.needs)
    try:
        if row.state == "arrived" and asked.code is not None:
            _arrived_already(change, row)
        ticket, ahead, late = _arrive(change, row, wanted)
    except Conflict as refused:
        refused.language = row.language  # so that the kiosk can say no in words that are understood
        raise
    told = ticket_told(ticket, ahead, staff=change.caller.is_staff)
    return 201, wire.CheckedIn(ticket=told, at=moment(row.due_at), late=late)


def take_booked(change: Change, asked: wire.TakeTicket) -> tuple[int, wire.Told]:
    """The same as a ticket that is asked for with an appointment's code. Raises what `check_in` does."""
    row = by_code(change, asked.appointment or "")
    if asked.service not in {None, row.service}:
        raise Invalid(f"This appointment is for service {row.service}.", "service")
    if asked.priority:
        raise Invalid("An appointment has its own place: it cannot have priority as well.", "priority")
    ticket, ahead, _ = _arrive(change, row, asked)
    return 201, ticket_told(ticket, ahead, staff=change.caller.is_staff)


def greeted(view: View, told: wire.CheckedIn, *, staff: bool) -> wire.CheckedIn:
    """What was checked in, as it goes out: with the token, the name to say hello with, and for staff the person."""
    person = queries.person_of(view.connection, told.ticket.id)
    ticket = with_token(view.branch, told.ticket)
    if staff:
        ticket = view.with_people([ticket])[0]
    greeting = rules.first_name(person.name) if person is not None else None
    return told.model_copy(update={"ticket": ticket, "greeting": greeting})


def _found(change: Change, asked: wire.CheckIn) -> Any:
    if asked.code is not None:
        return by_code(change, asked.code)
    if asked.name is None or asked.phone_end is None:
        raise Invalid("The code is needed, or the name and the last digits of the phone.", "code")
    return _by_person(change, asked.name, asked.phone_end)


def _by_person(change: Change, name: str, phone_end: str) -> Any:
    """Today's appointment of this person; with several the nearest one that is still expected."""
    rows = queries.appointments_of_day(change.connection, change.branch.id, change.day)
    meant = [row for row in rows if rules.is_meant(row, name, phone_end)]
    if not meant:
        raise NotFound("There is no appointment today for this name and phone.", reason="not_found")
    if not rules.same_person(meant):
        raise Conflict("There are several appointments for this name and phone.", "ambiguous")
    expected = [row for row in meant if row.state == "booked"]
    return rules.nearest(expected or meant, change.now)


def _arrive(change: Change, row: Any, asked: wire.TakeTicket) -> tuple[Any, int, bool]:
    """Give the ticket: its row, how many are ahead, and whether the booked place was lost."""
    _must_be_possible(change, row)
    late = rules.is_late(row.due_at, _ms(change.branch.site.check_in_late), change.now)
    entry = _entry(change, row, asked)
    if late:
        entry = replace(entry, queue_class="standard", place_at=newest_place(change), due_at=None)
    ticket, ahead = issue(change, entry)
    put(change, "arrived", row, {"state": "arrived", "ticket_id": ticket.id}, ticket=ticket.id, late=late)
    return ticket, ahead, late


def _entry(change: Change, row: Any, asked: wire.TakeTicket) -> Entry:
    service = change.branch.services[row.service]
    booked = row.language if row.language in change.branch.site.languages else None
    language = known_language(change, asked.language or booked)
    answers, needs = answered(change.branch.site.counters, service, asked.answers, asked.needs)
    told = {
        "name": asked.name or row.name,
        "phone": asked.phone or row.phone,
        "note": "\n".join(note for note in (row.note, asked.note) if note),
    }
    return Entry(
        service=service.code,
        language=language,
        queue_class="appointment",
        place_at=row.due_at,
        due_at=row.due_at,
        needs=needs,
        person=person_values(asked.model_copy(update=told), answers, needs),
        expected=True,
    )


def _must_be_possible(change: Change, row: Any) -> None:
    """Hours, pauses and the day's limit are for those who come without an appointment."""
    due = moment(row.due_at)
    if row.state in {"arrived", "cancelled"}:
        said = "has been checked in already" if row.state == "arrived" else "was cancelled"
        raise Conflict(f"This appointment {said}.", row.state)
    if row.state == "missed" or row.business_day < change.day:
        raise Conflict(f"This appointment was on {row.business_day}.", "other_day")
    branch = change.branch
    begins = days.first_moment(date.fromisoformat(row.business_day), branch.day_start, branch.zone)
    early = _ms(branch.site.check_in_early)
    opens = rules.opens_at(row.due_at, early, int(begins.timestamp() * 1000))
    if row.business_day > change.day:
        raise Conflict(f"This appointment is on {row.business_day}.", "other_day", moment(opens), at=due)
    if change.now < opens:
        raise Conflict(
            "It is too early to check in for this appointment.", "too_early", moment(opens), at=due
        )
    if row.service not in branch.services:
        raise Conflict(f"Service {row.service} is not given here any more.", "closed")


def _arrived_already(change: Change, row: Any) -> None:
    """Who has the code may know the ticket's number while it is of use; a name and four digits are not enough."""
    ticket = queries.ticket(change.connection, change.branch.id, row.ticket_id)
    number = None
    if ticket is not None and ticket.state in _OF_USE:
        number = numbers.label(ticket.service, ticket.number)
    raise Conflict("This appointment has been checked in already.", "arrived", number=number)


def _ms(duration: timedelta) -> int:
    return int(duration.total_seconds() * 1000)
