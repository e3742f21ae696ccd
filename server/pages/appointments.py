"""The staff's page of appointments: who is expected on a day, new ones, and checking somebody in. No script needed."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for

from kit import wire
from kit.errors import Refused
from kit.language import clock, language, pick, sentence
from kit.language import day as day_in_words
from server.callers import Caller
from server.desk import Answer, Key, checkin
from server.desk import appointments as cases
from server.desk.branch import Branch
from server.desk.change import Change
from server.desk.views import View
from server.pages import errors
from server.pages.speech import words_of
from server.pages.staff import desk, for_staff, page
from server.problems import Invalid
from server.rules import numbers
from server.rules.days import first_moment

blueprint = Blueprint("appointments", __name__)
errors.speak_html(blueprint)

_KEY = re.compile(r"[\x20-\x7e]{16,128}")
STATES = {
    "booked": sentence("Expected"),
    "late": sentence("Expected, and late"),
    "arrived": sentence("Here"),
    "cancelled": sentence("Cancelled"),
    "missed": sentence("Did not come"),
}
PROBLEMS = {
    "not_found": sentence("There is no appointment with this code."),
    "too_early": sentence("It is too early for this one. Checking in is possible from {time} on."),
    "other_day": sentence("This appointment is on another day: {day}."),
    "arrived": sentence("This customer has been checked in already."),
    "cancelled": sentence("This appointment was cancelled."),
    "missed": sentence("This appointment is over."),
    "full": sentence("This service has no numbers left today."),
    "at": sentence("Please choose a day and a time that are still to come."),
}
OTHERWISE = sentence("That did not work. Please try again.")
GIVEN = sentence("{name} has the number {number}.")
GIVEN_LATE = sentence("{name} has the number {number}, at the end of the line: the booked time is over.")
NOBODY = sentence("The customer")
BOOKED = sentence("Booked for {day}, {time}. The code is {code}.")
CANCELLED = sentence("The appointment is cancelled.")


@dataclass(frozen=True)
class Line:
    """An appointment as the list shows it. `number` is the ticket's, once there is one."""

    id: str
    code: str
    time: str
    name: str
    service: str
    more: str
    state: str
    kind: str
    number: str | None


@blueprint.get("/staff/appointments")
@for_staff
def day(caller: Caller) -> Response:
    """A day's appointments; without `day`, today's."""
    return _page(caller)


def _page(caller: Caller, problem: str = "", status: int = 200) -> Response:
    with desk().view(caller.site_id) as view:
        branch, today = view.branch, view.day
        shown = _asked_day() or today
        lines = [_line(view, each) for each in cases.of_day(view, shown).appointments]
    words, first = words_of(branch), branch.site.languages[0]
    at = datetime.combine(date.fromisoformat(shown), time(12), branch.zone)
    names = {code: pick(each.name, first, first) for code, each in branch.services.items()}
    return page(
        "staff/appointments.html",
        status,
        lines=lines,
        day=shown,
        day_name=day_in_words(at, first, branch.zone),
        today=today,
        before=_days_off(shown, -1),
        after=_days_off(shown, 1),
        services=names,
        languages={code: language(code).own_name for code in branch.site.languages},
        key=secrets.token_urlsafe(24),
        typed=request.form,
        problem=problem,
        caller=caller,
        place=branch.site.name,
        words=words,
    )


def _asked_day() -> str | None:
    text = request.values.get("day", "")
    try:
        return text if text and date.fromisoformat(text).isoformat() == text else None
    except ValueError:
        return None


def _days_off(day: str, days: int) -> str | None:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def _line(view: View, each: wire.Appointment) -> Line:
    first = view.branch.site.languages[0]
    service = view.branch.services.get(each.service)
    late = each.state == "booked" and each.at.timestamp() * 1000 < view.now
    row = view.ticket_row(each.ticket) if each.ticket else None
    return Line(
        id=each.id,
        code=each.code,
        time=clock(each.at, first, view.branch.zone),
        name=each.name or "",
        service=each.service if service is None else pick(service.name, first, first),
        more=" · ".join(part for part in (each.phone, each.note) if part),
        state=STATES["late" if late else each.state],
        kind="late" if late else each.state,
        number=numbers.label(row.service, row.number) if row is not None else None,
    )


@blueprint.post("/staff/appointments/book")
@for_staff
def book(caller: Caller) -> Response:
    """A new one, from the form."""
    branch = desk().branch(caller.site_id)
    try:
        asked = _asked(branch)
        answer = _command(caller, lambda change: cases.book(change, asked))
    except Refused as refused:
        return _refused(caller, branch, refused)
    if answer.status >= 400:
        return _refused(caller, branch, _problem_of(answer))
    told = wire.Appointment.model_validate_json(answer.body)
    at, first = told.at, branch.site.languages[0]
    shown = day_in_words(at, first, branch.zone)
    _done(branch, BOOKED, day=shown, time=clock(at, first, branch.zone), code=told.code)
    return _back(cases.day_of(branch, at))


def _asked(branch: Branch) -> wire.NewAppointment:
    """The form as it is asked of the desk. Raises Invalid."""
    field = request.form.get
    try:
        on, at = date.fromisoformat(field("day", "")), time.fromisoformat(field("time", ""))
        moment = first_moment(on, at.replace(tzinfo=None), branch.zone)
    except (ValueError, OverflowError) as problem:
        raise Invalid("at: is not a day and a time.", "at") from problem
    told = {name: field(name, "").strip() or None for name in ("name", "phone", "language", "note")}
    try:
        return wire.NewAppointment(service=field("service", ""), at=moment, **told)
    except ValueError as problem:
        raise Invalid("A field of the form cannot be.", "form") from problem


@blueprint.post("/staff/appointments/cancel")
@for_staff
def cancel(caller: Caller) -> Response:
    """Nobody is expected."""
    branch, wanted = desk().branch(caller.site_id), request.form.get("id", "")
    try:
        answer = _command(caller, lambda change: cases.cancel(change, wanted))
    except Refused as refused:
        return _refused(caller, branch, refused)
    if answer.status >= 400:
        return _refused(caller, branch, _problem_of(answer))
    _done(branch, CANCELLED)
    return _back(_asked_day())


@blueprint.post("/staff/appointments/check-in")
@for_staff
def check_in(caller: Caller) -> Response:
    """Somebody who is expected is here."""
    branch = desk().branch(caller.site_id)

    def act(change: Change) -> tuple[int, wire.Told]:
        desk().room()
        return checkin.check_in(change, wire.CheckIn(code=request.form.get("code", "")[:200]))

    try:
        answer = _command(caller, act)
    except Refused as refused:
        return _refused(caller, branch, refused)
    if answer.status >= 400:
        return _refused(caller, branch, _problem_of(answer))
    told = wire.CheckedIn.model_validate_json(answer.body)
    with desk().view(caller.site_id) as view:
        known = checkin.greeted(view, told, staff=True).ticket.person
    name = known.name if known is not None else None
    said = name or words_of(branch).text(NOBODY)
    _done(branch, GIVEN_LATE if told.late else GIVEN, name=said, number=told.ticket.number)
    return _back(_asked_day())


def _command(caller: Caller, act: Callable[[Change], tuple[int, wire.Told]]) -> Answer:
    """Once for the form's key, so that loading the page again does nothing twice."""
    text = request.form.get("key", "")
    if not _KEY.fullmatch(text):
        raise Invalid("The form's key is missing.", "key")
    sent = {name: value for name, value in request.form.items() if name not in {"csrf_token", "key"}}
    return desk().command(caller, Key.of(text, "POST", request.path, json.dumps(sent, sort_keys=True)), act)


def _problem_of(answer: Answer) -> Refused:
    told = wire.Problem.model_validate_json(answer.body)
    return Refused(told.status, told.title, told.detail, reason=told.reason, opens_at=told.opens_at)


def _refused(caller: Caller, branch: Branch, refused: Refused) -> Response:
    """The page again, with what is the matter in the site's language. Raises what is no fault of the form."""
    if refused.status >= 500:
        raise refused
    words, first = words_of(branch), branch.site.languages[0]
    said = PROBLEMS.get(refused.reason or refused.field or "", OTHERWISE)
    if refused.opens_at is None:
        said = OTHERWISE if "{" in said else said
        return _page(caller, words.text(said), refused.status)
    shown = day_in_words(refused.opens_at, first, branch.zone)
    at = clock(refused.opens_at, first, branch.zone)
    return _page(caller, words.text(said, day=shown, time=at), refused.status)


def _done(branch: Branch, text: str, **values: object) -> None:
    flash(words_of(branch).text(text, **values), "done")


def _back(day: str | None) -> Response:
    return make_response(redirect(url_for("appointments.day", day=day), 303))
