"""Use cases about appointments: book, move, cancel, list. Checking in is in `checkin`."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import uuid_utils

from kit import wire
from server.desk.bookings import put, record
from server.desk.branch import Branch, moment
from server.desk.change import Change
from server.desk.entries import known_language, known_service
from server.desk.views import View
from server.problems import Conflict, Invalid, NotFound
from server.rules import appointments as rules
from server.rules import days
from server.store import queries

FARTHEST = timedelta(days=3660)  # a year mistyped is seen


def book(change: Change, asked: wire.NewAppointment) -> tuple[int, wire.Told]:
    """Expect somebody: 201. An entry of another calendar that is known already is brought up to date: 200.

    Raises Invalid (service, language, at), Conflict (code_taken; arrived: it cannot be moved any more).
    """
    values = _values(change, asked)
    source = values["source"]
    known = source and queries.appointment_by_source(change.connection, change.branch.id, source)
    if known:
        return 200, told(_bring_up_to_date(change, known, asked, values))
    row = SimpleNamespace(
        id=str(uuid_utils.uuid7()),
        site_id=change.branch.id,
        state="booked",
        ticket_id=None,
        created_at=change.now,
        **{**values, "code": _code(change, asked.code)},
    )
    queries.add_appointment(change.connection, **vars(row))
    record(change, "booked", row)
    return 201, told(row)


def _values(change: Change, asked: wire.NewAppointment) -> dict[str, Any]:
    """The columns that the request decides. Raises Invalid."""
    service = known_service(change, asked.service).code
    due_at = round(asked.at.timestamp() * 1000)
    return {
        "service": service,
        "due_at": due_at,
        "business_day": _day(change, asked.at),
        "language": None if asked.language is None else known_language(change, asked.language),
        "source": source_of(change.branch, asked.source),
        **{name: (getattr(asked, name) or "").strip() or None for name in ("name", "phone", "note")},
    }


def _day(change: Change, at: datetime) -> str:
    """The business day of an appointment. Raises Invalid."""
    now = moment(change.now)
    if not now - FARTHEST < at < now + FARTHEST:
        raise Invalid("at: is more than ten years away.", "at")
    day = day_of(change.branch, at)
    if day < change.day:
        raise Invalid("at: that day is over.", "at")
    return day


def day_of(branch: Branch, at: datetime) -> str:
    """The business day that a moment belongs to, as an ISO date."""
    return days.business_day(at, branch.zone, branch.day_start).isoformat()


def source_of(branch: Branch, name: str | None) -> str | None:
    """How the name of an entry in another calendar is kept: such names hold mail addresses, and we do not."""
    if not name:
        return None
    return hmac.new(branch.secret, b"appointment:" + name.encode(), "sha256").hexdigest()


def _code(change: Change, asked: str | None) -> str:
    """The asked code, or a new one. Raises Conflict."""
    if asked is not None:
        code = rules.code_of(asked)
        if queries.appointment_by_code(change.connection, change.branch.id, code) is not None:
            raise Conflict(f"There is an appointment with the code {code} already.", "code_taken")
        return code
    while True:
        code = "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.CODE_LENGTH))
        if queries.appointment_by_code(change.connection, change.branch.id, code) is None:
            return code


def _bring_up_to_date(change: Change, known: Any, asked: wire.NewAppointment, values: dict[str, Any]) -> Any:
    """What is not told stays as it was. A cancelled one comes back only if it has been moved."""
    given = {name: value for name, value in values.items() if value is not None}
    different = {name: value for name, value in given.items() if value != getattr(known, name)}
    if asked.code is not None and rules.code_of(asked.code) != known.code:
        different["code"] = _code(change, asked.code)
    if not different or (known.state == "cancelled" and different.keys().isdisjoint({"due_at", "service"})):
        return known
    if known.state == "arrived":
        raise Conflict(
            "This customer is here already: the appointment cannot be changed any more.", "arrived"
        )
    return put(change, "changed", known, {**different, "state": "booked"})


def cancel(change: Change, appointment_id: str) -> tuple[int, wire.Told]:
    """Nobody is expected any more. Raises NotFound, Conflict (arrived, cancelled, missed)."""
    return 200, told(_cancelled(change, appointment_row(change, appointment_id)))


def cancel_code(change: Change, code: str) -> tuple[int, wire.Told]:
    """The same by the code. Raises NotFound, Conflict."""
    return 200, told(_cancelled(change, by_code(change, code)))


def cancel_source(change: Change, name: str) -> bool:
    """The same by its name in another calendar, if it is still expected; returns whether it was."""
    source = source_of(change.branch, name) or ""
    row = queries.appointment_by_source(change.connection, change.branch.id, source)
    if row is None or row.state != "booked":
        return False
    _cancelled(change, row)
    return True


def _cancelled(change: Change, row: Any) -> Any:
    if row.state != "booked":
        raise Conflict(f"This appointment cannot be cancelled: it is {row.state}.", row.state)
    return put(change, "cancelled", row, {"state": "cancelled"})


def by_code(change: Change, typed: str) -> Any:
    """The row with this code, however it was typed. Raises NotFound."""
    row = queries.appointment_by_code(change.connection, change.branch.id, rules.code_of(typed))
    if row is None:
        raise NotFound("There is no appointment with this code.", reason="not_found")
    return row


def appointment_row(change: Change | View, appointment_id: str) -> Any:
    """The row with this id. Raises NotFound."""
    row = queries.appointment(change.connection, change.branch.id, appointment_id)
    if row is None:
        raise NotFound("There is no such appointment here.", reason="not_found")
    return row


def told(row: Any, *, person: bool = False) -> wire.Appointment:
    """A row as it is answered; with the person only on the way out, for staff: no stored answer holds names."""
    known = {"name": row.name, "phone": row.phone, "note": row.note} if person else {}
    return wire.Appointment(
        id=row.id,
        code=row.code,
        service=row.service,
        at=moment(row.due_at),
        state=row.state,
        ticket=row.ticket_id,
        language=row.language,
        **known,
    )


def of_day(view: View, day: str | None) -> wire.Appointments:
    """Those of a business day (ISO date), by default of this one; for staff, with the people."""
    rows = queries.appointments_of_day(view.connection, view.branch.id, day or view.day)
    return wire.Appointments(day=day or view.day, appointments=[told(row, person=True) for row in rows])


def with_person(view: View, answer: wire.Appointment) -> wire.Appointment:
    """An answer with the person as it goes out to staff: what is known now."""
    row = appointment_row(view, answer.id)
    return answer.model_copy(update={"name": row.name, "phone": row.phone, "note": row.note})
