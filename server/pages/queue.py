"""The staff's pages about the queue as a whole: one ticket with all its moves, a new one, and the services."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.helpers import make_response

from kit import wire
from kit.language import clock, language, pick, sentence
from server.callers import Caller
from server.desk import copies
from server.desk.branch import Branch, moment
from server.desk.services import resume as resume_service
from server.desk.showing import showing
from server.desk.views import View
from server.pages import errors
from server.pages.at_counter import Person, Told, person, service_names, told_of
from server.pages.copies import copy_asked, copy_told
from server.pages.presses import Act, copy_of, line, lines, move_of, pause_of, press, take_of
from server.pages.sayings import WORDS, said
from server.pages.speech import words_of
from server.pages.staff import as_now, at_before, desk, for_staff, other_counters, page, see_other
from server.problems import Invalid, NotFound
from server.rules import tickets

blueprint = Blueprint("queue", __name__)
errors.speak_html(blueprint)

# The moves of a ticket's page, in the order of the buttons; "call" only where a counter is known.
MOVES = ("call", "resume", "return", "hold", "finish", "cancel")
PAST = sentence("That time has passed. Please give a later one, or none.")
NO_SERVICE = sentence("Please choose a service.")


@dataclass(frozen=True)
class Line:
    """A service as its page shows it. `until`: when a pause ends by itself, as a time of the day."""

    code: str
    name: str
    state: str
    waiting: int
    served: bool
    message: str = ""
    until: str = ""


def _counter() -> str:
    """The counter that the page was opened from, if it was and is there."""
    return request.values.get("counter", "")


def _back(caller: Caller) -> Response:
    """Where the page was opened from: a counter, or the services."""
    known = desk().branch(caller.site_id).counters
    if _counter() in known:
        return see_other("staff.counter", code=_counter())
    return see_other("queue.services")


@blueprint.get("/staff/ticket/<ticket>")
@for_staff
def one(caller: Caller, ticket: str) -> Response:
    """A ticket: all that is known, and whatever can be done with it."""
    if not ticket.isprintable():
        raise NotFound("There is nothing here.")  # PostgreSQL cannot even look for a NUL
    with desk().view(caller.site_id) as view:
        it, person_now, told = _told(view, ticket)
        names, counters = service_names(view), other_counters(view)
        row, spoken = view.ticket_row(ticket), language(it.language)
        can = [move for move in MOVES if _can(view, row, move)]
        place = dict(counters).get(_counter())
        kiosks, copy = copies.kiosks(view, row), copy_told(view, row)
        shown = showing(view, row) if it.state == "called" else None
    return page(
        "staff/ticket.html",
        caller=caller,
        it=it,
        line=person_now,
        told=told,
        spoken=spoken,
        can=can if place else [move for move in can if move != "call"],
        may_transfer=tickets.allowed("transfer", row.state),
        services=names,
        counters=counters,
        at=_counter() if place else "",
        at_name=place or "",
        place=view.branch.site.name,
        kiosks=kiosks,
        copy=copy,
        shown=shown,
        key=secrets.token_urlsafe(24),
        words=words_of(view.branch),
    )


def _told(view: View, ticket: str) -> tuple[wire.Ticket, Person, Told]:
    it = view.ticket(ticket, staff=True)
    return it, person(view, it, service_names(view)), told_of(view, it.person)


def _can(view: View, row: Any, move: str) -> bool:
    name = move.replace("-", "_")
    window = view.branch.return_window_ms
    return tickets.allowed(name, row.state) and tickets.in_time(
        name,
        row.state,
        row.ended_at,
        view.now,
        same_day=row.business_day == view.day,
        return_window_ms=window,
    )


@blueprint.post("/staff/ticket/<ticket>/<move>")
@for_staff
def act(caller: Caller, ticket: str, move: str) -> Response:
    """One of the page's buttons; then back to where it was opened from."""
    if move not in (*MOVES, "transfer"):
        raise NotFound("There is no such button.")
    form = request.form.copy()
    form["ticket"] = ticket
    before = at_before(caller, _counter())
    answer = press(desk(), caller, request.path, form, move_of(move, _counter(), form))
    branch = desk().branch(caller.site_id)
    first = branch.site.languages[0]
    name = pick(branch.counter_names.get(_counter(), {}), first, first)
    text = said(move, answer, name, words_of(branch), as_now(caller, before))
    flash(text, "calm" if answer.status == 409 else "done")
    return _back(caller)


@blueprint.post("/staff/ticket/<ticket>/print")
@for_staff
def print_again(caller: Caller, ticket: str) -> Response:
    """Ask a kiosk for a copy; the ticket's page tells what becomes of it."""
    form = request.form.copy()
    form["ticket"] = ticket
    answer = press(desk(), caller, request.path, form, copy_of(form))
    branch = desk().branch(caller.site_id)
    flash(
        copy_asked(answer, form.get("kiosk", ""), words_of(branch)),
        "calm" if answer.status == 409 else "done",
    )
    at = _counter() if _counter() in branch.counters else None
    return make_response(redirect(url_for("queue.one", ticket=ticket, counter=at), 303))


@blueprint.get("/staff/take")
@for_staff
def new(caller: Caller) -> Response:
    """A ticket for a customer who stands at the desk."""
    return _new_page(caller)


@blueprint.post("/staff/take")
@for_staff
def take(caller: Caller) -> Response:
    """Take it, and show its number."""
    form = request.form
    words = words_of(desk().branch(caller.site_id))
    if not form.get("service"):
        return _new_page(caller, words.text(NO_SERVICE), 422)
    values = {
        "service": form["service"],
        "language": form.get("language") or None,
        "name": line(form.get("name")),
        "note": lines(form.get("note")),
        "priority": form.get("priority") == "yes",
    }
    answer = press(desk(), caller, request.path, form, take_of(desk(), values))
    text = said("take", answer, "", words)
    if answer.status == 409:
        return _new_page(caller, text, 409)
    flash(text, "done")
    ticket = wire.Ticket.model_validate_json(answer.body)
    return make_response(
        redirect(url_for("queue.one", ticket=ticket.id, counter=_counter() or None, taken="yes"), 303)
    )


def _new_page(caller: Caller, problem: str = "", status: int = 200) -> Response:
    with desk().view(caller.site_id) as view:
        branch = view.branch
        found = [(each, _line(view, each)) for each in view.services().services]
    first = branch.site.languages[0]
    return page(
        "staff/take.html",
        status,
        caller=caller,
        place=branch.site.name,
        services=[(each.code, shown, each.open) for each, shown in found],
        languages=[(code, language(code).own_name) for code in branch.site.languages],
        priority=branch.site.priority != "none",
        privacy=pick(branch.site.privacy_notice, first, first),
        typed=request.form,
        at=_counter() if _counter() in branch.counters else "",
        key=secrets.token_urlsafe(24),
        problem=problem,
        words=words_of(branch),
    )


@blueprint.get("/staff/services")
@for_staff
def services(caller: Caller) -> Response:
    """Every service: is it open, who waits, and a way to pause it."""
    return _services_page(caller)


def _services_page(caller: Caller, problem: str = "", status: int = 200) -> Response:
    with desk().view(caller.site_id) as view:
        branch = view.branch
        found = [_line(view, each) for each in view.services().services]
    return page(
        "staff/services.html",
        status,
        caller=caller,
        place=branch.site.name,
        services=found,
        languages=[language(code) for code in branch.site.languages],
        typed=request.form,
        key=secrets.token_urlsafe(24),
        problem=problem,
        words=words_of(branch),
    )


def _line(view: View, status: wire.ServiceStatus) -> Line:
    branch, words = view.branch, words_of(view.branch)
    first = branch.site.languages[0]
    until = clock(status.opens_at, words.language.code, branch.zone) if status.opens_at else ""
    state = status.reason or "open"
    return Line(
        status.code,
        pick(status.name, first, first),
        state,
        status.waiting,
        status.served,
        pick(status.text, first, first),
        until,
    )


@blueprint.post("/staff/services/<code>/<move>")
@for_staff
def change_service(caller: Caller, code: str, move: str) -> Response:
    """Pause a service, with a message for everybody; or open it again."""
    branch = desk().branch(caller.site_id)
    words, form = words_of(branch), request.form
    known = branch.services.get(code)
    if known is None or move not in {"pause", "resume"}:
        raise NotFound("There is no such button.")
    if move == "pause" and form.get("until") and until_today(branch, form["until"]) is None:
        return _services_page(caller, words.text(PAST), 422)
    press(desk(), caller, request.path, form, _service_act(branch, code, move))
    sentence_of = WORDS["pause" if move == "pause" else "resume-service"]
    first = branch.site.languages[0]
    flash(words.text(sentence_of, service=pick(known.name, first, first)), "done")
    return see_other("queue.services")


def _service_act(branch: Branch, code: str, move: str) -> Act:
    if move == "resume":
        return lambda change: resume_service(change, code)
    message = {each: request.form.get(f"message-{each}", "") for each in branch.site.languages}
    return pause_of(code, message, until_today(branch, request.form.get("until", "")))


def until_today(branch: Branch, text: str) -> datetime | None:
    """A time of today at the site, "14:30", as a moment; None for no time, or one that has passed."""
    if not text:
        return None
    now = moment(desk().now()).astimezone(branch.zone)
    try:
        at = datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - the zone is put in below
    except ValueError as problem:
        raise Invalid("until: a time such as 14:30.", "until") from problem
    then = datetime.combine(now.date(), at, branch.zone)
    return then if then > now + timedelta(seconds=1) else None
