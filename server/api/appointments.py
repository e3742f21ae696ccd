"""Appointments: who is expected, and checking in. Names and the like go in and out; no stored answer keeps them."""

from __future__ import annotations

from datetime import date

from flask import request

from kit import wire
from server.api.endpoints import KIOSK, STAFF, Request, endpoint
from server.desk import Answer, checkin
from server.desk import appointments as cases
from server.desk.change import Change
from server.problems import Invalid

DAY = {"type": "string", "format": "date"}


@endpoint(
    "POST",
    "/appointments",
    STAFF,
    "Expect somebody",
    body=wire.NewAppointment,
    answer=wire.Appointment,
    status=201,
    also=(200,),
    keyed=True,
    errors=(409,),
)
def book(asked: Request) -> Answer:
    """201; 200 when `source` is known already: that appointment is brought up to date."""
    return _with_person(asked, asked.command(lambda change: cases.book(change, asked.body)))


@endpoint(
    "GET",
    "/appointments",
    STAFF,
    "The appointments of a business day",
    answer=wire.Appointments,
    query={"day": DAY},
)
def of_day(asked: Request) -> wire.Appointments:
    """By default of this one."""
    day = request.args.get("day")
    with asked.desk.view(asked.caller.site_id) as view:
        return cases.of_day(view, None if day is None else _date(day))


def _date(text: str) -> str:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise Invalid("day: is not a date such as 2026-11-24.", "day")
    return text


@endpoint(
    "POST",
    "/appointments/{id}/cancel",
    STAFF,
    "Nobody is expected any more",
    body=wire.Nothing,
    answer=wire.Appointment,
    keyed=True,
    errors=(404, 409),
)
def cancel(asked: Request, id: str) -> Answer:  # noqa: A002 - as in every other path
    """409 once the customer is here, and when it was cancelled or missed."""
    return _with_person(asked, asked.command(lambda change: cases.cancel(change, id)))


@endpoint(
    "POST",
    "/appointments/check-in",
    KIOSK | STAFF,
    "Somebody who is expected is here",
    body=wire.CheckIn,
    answer=wire.CheckedIn,
    status=201,
    keyed=True,
    errors=(404, 409),
)
def check_in(asked: Request) -> Answer:
    """By code, or by name and the last digits of the phone. Names are never listed."""

    def act(change: Change) -> tuple[int, wire.Told]:
        asked.desk.room()
        return checkin.check_in(change, asked.body)

    answer = asked.command(act)
    if answer.status >= 400:
        return answer
    told = wire.CheckedIn.model_validate_json(answer.body)
    with asked.desk.view(asked.caller.site_id) as view:
        told = checkin.greeted(view, told, staff=asked.caller.is_staff)
    return Answer(answer.status, told.model_dump_json())


def _with_person(asked: Request, answer: Answer) -> Answer:
    if answer.status >= 400:
        return answer
    told = wire.Appointment.model_validate_json(answer.body)
    with asked.desk.view(asked.caller.site_id) as view:
        told = cases.with_person(view, told)
    return Answer(answer.status, told.model_dump_json())
