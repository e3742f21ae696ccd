"""The staff's pages: log in, choose a counter, call. The buttons are forms: with the script they use the API."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from kit import wire
from kit.errors import Refused
from kit.language import pick, sentence
from server import access
from server.access.logins import logins
from server.callers import Caller
from server.desk import Desk
from server.desk.at_counter import only_site
from server.desk.branch import Branch
from server.desk.views import View
from server.pages import errors
from server.pages.at_counter import at_counter
from server.pages.presses import move_of
from server.pages.presses import press as pressed
from server.pages.sayings import NOT_NOW, WORDS, said
from server.pages.speech import remember, words_for_guests, words_of
from server.pages.upkeep import alerts, restored_in_words
from server.problems import Forbidden, NotAuthenticated, NotFound, TooOften, Unavailable

blueprint = Blueprint("staff", __name__)
errors.speak_html(blueprint)  # once, not for each app: a second registration would be refused
Parts = ParamSpec("Parts")

WRONG = sentence("Name or password is not right. Please try again.")
TOO_OLD = sentence("This page had been open too long. Please log in once more.")
OFTEN = sentence("There were too many tries with this name. Please try again in {n} seconds.")
WHICH = sentence("You are known in several branches. Please say where, and type the password once more.")
BUSY = sentence("Many people are logging in just now. Please try again in {n} seconds.")
_OWN_PAGE = re.compile(
    r"/staff(/counter/[A-Za-z0-9_-]{1,20}|/services|/lobby|/appointments|/reports|/devices|/people|/password)?"
)


def desk() -> Desk:
    """This application's desk."""
    found: Desk = current_app.extensions["desk"]
    return found


def page(template: str, status: int = 200, **values: object) -> Response:
    """A page that no cache keeps: it is true for one moment and one person.

    Whoever is logged in (`caller`) reads on all of them that the queue was restored.
    """
    caller = values.get("caller")
    if isinstance(caller, Caller):
        values["restored"] = restored_in_words(desk(), caller)
    response = make_response(render_template(template, **values), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def see_other(endpoint: str, code: str | None = None) -> Response:
    """After a POST: on to a page that may be loaded again; `code` the counter, if the page is a counter's."""
    return make_response(redirect(url_for(endpoint, code=code), 303))


def for_staff(view: Callable[Concatenate[Caller, Parts], Response]) -> Callable[Parts, Response]:
    """Only for who is logged in: the view's first argument. Changes need the CSRF token of the form."""

    @wraps(view)
    def checked(*args: Parts.args, **parts: Parts.kwargs) -> Response:
        caller = access.session_caller(desk())
        if caller is None:
            raise NotAuthenticated
        remember(caller.site_id)
        if request.method == "POST":
            access.check_csrf(request.form.get("csrf_token"))
        return view(caller, *args, **parts)

    return checked


@blueprint.get("/")
def start() -> Response:
    """Customers never type this address; staff may."""
    return see_other("staff.choose")


@blueprint.get("/staff/login")
def login() -> Response:
    """The form; whoever is logged in goes on."""
    if access.session_caller(desk()) is not None:
        return make_response(redirect(_after_login()))
    return _login_page()


@blueprint.post("/staff/login")
def log_in() -> Response:
    """A wrong name and a wrong password are told the same."""
    try:
        access.check_csrf(request.form.get("csrf_token"))
    except Forbidden:
        return _login_page(TOO_OLD, 403)
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    try:
        found = logins().log_in(desk(), request, name, password, request.form.get("site"))
    except (TooOften, Unavailable) as problem:
        return _later(problem, name)
    except access.SeveralSites as several:
        return _login_page(WHICH, name=name, sites=[desk().branch(each) for each in several.site_ids])
    if found is None:
        return _login_page(WRONG, 403, name=name)
    response = make_response(redirect(_after_login(), 303))
    logins().remember(request, response, name)
    return response


def _later(problem: Refused, name: str) -> Response:
    """Too many tries, or too many people at once: when to come back, in words and for programs."""
    wait_s = max(2, math.ceil(problem.retry_after or 0))
    response = _login_page(OFTEN if problem.status == 429 else BUSY, problem.status, name, n=wait_s)
    response.headers["Retry-After"] = str(wait_s)
    return response


def _login_page(
    problem: str = "", status: int = 200, name: str = "", sites: Sequence[Branch] = (), **figures: object
) -> Response:
    """The form; `sites`: those of which one must be chosen."""
    branch = only_site(desk())
    words = words_for_guests(branch)
    return page(
        "staff/login.html",
        status,
        problem=words.text(problem, **figures) if problem else "",
        name=name,
        sites=sites,
        place=branch.site.name if branch else "Next Please",
        wanted=_wanted_page() or "",
        words=words,
    )


def _wanted_page() -> str | None:
    """Where the login was asked for, if that is one of the staff's own pages: never another host's."""
    wanted = request.values.get("next", "")
    return wanted if _OWN_PAGE.fullmatch(wanted) else None


def _after_login() -> str:
    return _wanted_page() or url_for("staff.choose")


@blueprint.get("/staff/logout")
def logged_out() -> Response:
    """An address somebody may reload; it changes nothing."""
    return see_other("staff.choose")


@blueprint.post("/staff/logout")
@for_staff
def log_out(_caller: Caller) -> Response:
    """The session ends."""
    access.log_out()
    return see_other("staff.login")


@blueprint.get("/staff", strict_slashes=False)
@for_staff
def choose(caller: Caller) -> Response:
    """All counters, to say at which one this is."""
    with desk().view(caller.site_id) as view:
        first, words = view.branch.site.languages[0], words_of(view.branch)
        names = {code: pick(each.name, first, first) for code, each in view.branch.services.items()}
        found = view.counters().counters
        place, needed = view.branch.site.name, alerts(view)
    counters = [
        (each, pick(each.name, first, first), [names[code] for code in each.services]) for each in found
    ]
    return page(
        "staff/choose.html",
        counters=counters,
        caller=caller,
        place=place,
        every=len(names),
        alerts=needed,
        words=words,
    )


@blueprint.get("/staff/counter/<code>")
@for_staff
def counter(caller: Caller, code: str) -> Response:
    """A counter: who is there, who waits, and the buttons. `still`: without its script it stays as it is."""
    with desk().view(caller.site_id) as view:
        now = at_counter(view, code)
        counters = other_counters(view, code)
    still = "still" in request.args
    sentences = WORDS | NOT_NOW
    return page(
        "staff/counter.html",
        now=now,
        caller=caller,
        sentences=sentences,
        words=now.words,
        counters=counters,
        still=still,
    )


def other_counters(view: View, code: str | None = None) -> list[tuple[str, str]]:
    """The counters that a customer can be passed on to: code and name."""
    first = view.branch.site.languages[0]
    names = view.branch.counter_names
    return [(each, pick(name, first, first)) for each, name in names.items() if each != code]


@blueprint.get("/staff/counter/<code>/now")
@for_staff
def counter_now(caller: Caller, code: str) -> Response:
    """The parts of the page that change, for its script."""
    with desk().view(caller.site_id) as view:
        now = at_counter(view, code)
    return page("staff/now.html", now=now, caller=caller, words=now.words)


@blueprint.post("/staff/counter/<code>/<move>")
@for_staff
def press(caller: Caller, code: str, move: str) -> Response:
    """A button, where no script runs. The form carries the key, so that loading it again calls nobody twice."""
    before = at_before(caller, code)
    answer = pressed(desk(), caller, request.path, request.form, move_of(move, code, request.form))
    words = words_of(desk().branch(caller.site_id))
    text = said(move, answer, _counter_name(caller, code), words, as_now(caller, before))
    flash(text, "calm" if answer.status == 409 else "done")
    return see_other("staff.counter", code=code)


def at_before(caller: Caller, code: str) -> wire.Ticket | None:
    """Whom the counter has, before a press may end that; None for nobody, or no such counter."""
    with desk().view(caller.site_id) as view:
        return next((each.ticket for each in view.counters().counters if each.code == code), None)


def as_now(caller: Caller, before: wire.Ticket | None) -> wire.Ticket | None:
    """The same ticket after the press."""
    if before is None:
        return None
    with desk().view(caller.site_id) as view:
        return view.ticket(before.id)


def _counter_name(caller: Caller, code: str) -> str:
    branch = desk().branch(caller.site_id)
    first = branch.site.languages[0]
    return pick(branch.counter_names.get(code, {}), first, first)


@blueprint.get("/staff/<path:rest>")
def nothing(rest: str) -> Response:
    """A kind page for an address that is not there."""
    raise NotFound(f"There is no page {rest}.")
