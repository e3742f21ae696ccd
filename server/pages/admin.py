"""Pages for whoever runs a site: its devices and its people. And for everybody: a new password of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from flask import Blueprint, Response, flash, request, url_for

from kit.language import Catalog, clock, day, pick, sentence
from server import access
from server.access.enrolment import enrolment
from server.access.logins import logins
from server.callers import STAFF_ROLES, Caller
from server.desk import setup, users
from server.desk.bands import Lack
from server.desk.branch import moment
from server.desk.setup import NotPossible
from server.offload import offloaded
from server.pages import errors
from server.pages.speech import words_of
from server.pages.staff import desk, for_staff, page, see_other
from server.pages.upkeep import needs_in_words, told_in_words
from server.problems import TooOften

blueprint = Blueprint("admin", __name__)
errors.speak_html(blueprint)
Parts = ParamSpec("Parts")

HERE_MS = 2 * 60 * 1000  # a device tells of itself every half a minute
ROLES = {
    "kiosk": sentence("Kiosk"),
    "display": sentence("Lobby screen"),
    "counter": sentence("Button"),
    "metrics": sentence("Monitoring"),
    "staff": sentence("Staff"),
    "manager": sentence("Manager"),
    "admin": sentence("Administrator"),
}
PROBLEMS = {
    "code": sentence("No device shows this code now. A code lasts ten minutes."),
    "device_known": sentence("There is a device called {name} already."),
    "device_unknown": sentence("There is no device called {name} any more."),
    "counter": sentence("This device is a button: please choose its counter."),
    "no_counter": sentence("Only a button belongs to a counter."),
    "name": sentence("A name has 1 to 60 letters."),
    "user_known": sentence("There is somebody called {name} already."),
    "password": sentence("A password needs at least {n} characters."),
    "old_password": sentence("The old password is not right."),
    "often": sentence("There were too many tries. Please try again in {n} seconds."),
}
LACK = sentence(
    "Without the server it has no numbers for {services} and sends people to the desk. Give these services "
    "at least {n} numbers each in the site file, or make offline_band smaller there."
)
OTHERWISE = sentence("That did not work. Please try again.")


@dataclass(frozen=True)
class Device:
    """A device as the list shows it. `seen`: when it was last heard of, None if never.

    `needs`: what it needs somebody for, and whether that is urgent; `told`: what it said of itself, labels and values.
    """

    name: str
    role: str
    counter: str
    here: bool
    seen: str | None
    needs: list[tuple[str, bool]]
    told: list[tuple[str, str]]


def for_admin(view: Callable[Concatenate[Caller, Parts], Response]) -> Callable[Parts, Response]:
    """Only for admins: the view's first argument. Changes need the CSRF token of the form."""

    @for_staff
    @wraps(view)
    def checked(caller: Caller, /, *args: Parts.args, **parts: Parts.kwargs) -> Response:
        access.require(caller, {"admin"})
        return view(caller, *args, **parts)

    return checked


def _words(caller: Caller) -> Catalog:
    return words_of(desk().branch(caller.site_id))


def _field(name: str) -> str:
    return request.form.get(name, "").strip()


def _whose() -> str:
    """The name in a form that was made for one device or person: as it is, whatever it begins or ends with."""
    return request.form.get("name", "")


def _change(
    caller: Caller,
    draw: Callable[[Caller, str, int], Response],
    back: str,
    change: Callable[[], str],
    text: str,
) -> Response:
    """Make a change, say so (`change` returns the name in `text`) and go back; or draw the page with what is wrong."""
    try:
        name = change()
    except (NotPossible, TooOften) as problem:
        return draw(caller, _problem(caller, problem), 429 if isinstance(problem, TooOften) else 422)
    flash(_words(caller).text(text, name=name), "done")
    return see_other(back)


def _problem(caller: Caller, problem: NotPossible | TooOften) -> str:
    """What went wrong, in the site's language."""
    reason = "often" if isinstance(problem, TooOften) else problem.reason
    wait = round(problem.retry_after or 0) if isinstance(problem, TooOften) else users.PASSWORD_MIN
    return _words(caller).text(PROBLEMS.get(reason, OTHERWISE), name=_field("name"), n=wait)


# ---------------------------------------------------------------- devices


@blueprint.get("/staff/devices")
@for_admin
def devices(caller: Caller) -> Response:
    """What is let in, and when it was last heard of."""
    return _devices(caller)


def _devices(caller: Caller, problem: str = "", status: int = 200) -> Response:
    branch = desk().branch_now(caller.site_id)
    first = branch.site.languages[0]
    names = {code: pick(each, first, first) for code, each in branch.counter_names.items()}
    now = desk().now()
    lacks = {each.device: each for each in setup.lacks(desk(), caller.site_id)}
    found = [
        _device(row, names, now, branch, lacks.get(row.id)) for row in setup.devices(desk(), caller.site_id)
    ]
    return page(
        "admin/devices.html",
        status,
        devices=found,
        counters=names,
        lobby=url_for("lobby.page", _external=True),
        caller=caller,
        place=branch.site.name,
        problem=problem,
        typed=request.form,
        words=words_of(branch),
    )


def _device(row: Any, counters: dict[str, str], now: int, branch: Any, lack: Lack | None) -> Device:
    words = words_of(branch)
    needs = needs_in_words(words, row, now)
    if lack is not None:
        needs.append((words.text(LACK, services=", ".join(lack.services), n=lack.numbers), False))
    seen = None if row.seen_at is None else _when(moment(row.seen_at), branch)
    return Device(
        name=row.name,
        role=ROLES[row.role],
        counter=counters.get(row.counter, row.counter or ""),
        here=row.seen_at is not None and now - row.seen_at < HERE_MS,
        seen=seen,
        needs=needs,
        told=told_in_words(words, row),
    )


def _when(at: datetime, branch: Any) -> str:
    first, zone = branch.site.languages[0], branch.site.timezone
    return f"{day(at, first, zone)} {clock(at, first, zone)}"


@blueprint.post("/staff/devices/pair")
@for_admin
def pair(caller: Caller) -> Response:
    """A code was typed."""

    def change() -> str:
        counter = _field("counter") or None
        return enrolment().let_in(desk(), caller, _field("code"), _field("name"), counter).name

    return _change(caller, _devices, "admin.devices", change, sentence("{name} is let in."))


@blueprint.post("/staff/devices/revoke")
@for_admin
def revoke(caller: Caller) -> Response:
    """It stops at once."""

    def change() -> str:
        setup.revoke_device(desk(), caller.site_id, _whose(), caller)
        return _whose()

    return _change(caller, _devices, "admin.devices", change, sentence("{name} is shut out."))


# ---------------------------------------------------------------- people


@blueprint.get("/staff/people")
@for_admin
def people(caller: Caller) -> Response:
    """Who may log in, as what."""
    return _people(caller)


def _people(caller: Caller, problem: str = "", status: int = 200) -> Response:
    branch = desk().branch(caller.site_id)
    found = sorted(users.of_site(desk(), caller.site_id), key=lambda row: row.disabled_at is not None)
    return page(
        "admin/people.html",
        status,
        people=found,
        roles=ROLES,
        choices=STAFF_ROLES,
        least=users.PASSWORD_MIN,
        caller=caller,
        place=branch.site.name,
        problem=problem,
        typed=request.form,
        words=words_of(branch),
    )


def _typed_password() -> str:
    """Its hash. Raises NotPossible. The slow part is done off the event loop."""
    typed = request.form.get("password", "")
    users.check_password(typed)
    return offloaded(users.hashed, typed)


@blueprint.post("/staff/people/add")
@for_admin
def add(caller: Caller) -> Response:
    """Somebody new."""

    def change() -> str:
        users.add_hashed(desk(), caller, _field("name"), _field("role"), _typed_password())
        return _field("name")

    return _change(caller, _people, "admin.people", change, sentence("{name} can log in now."))


@blueprint.post("/staff/people/disable")
@for_admin
def disable(caller: Caller) -> Response:
    """No login from now on; nobody does that to themselves, so an admin is always left."""

    def change() -> str:
        if _whose() == caller.name:
            raise NotPossible(f"user {caller.name}: that is you", "self")
        users.disable(desk(), caller.site_id, _whose(), caller)
        return _whose()

    return _change(caller, _people, "admin.people", change, sentence("{name} cannot log in any more."))


@blueprint.post("/staff/people/password")
@for_admin
def give_password(caller: Caller) -> Response:
    """Somebody has forgotten theirs."""

    def change() -> str:
        users.set_hashed_password(desk(), caller, _whose(), _typed_password())
        if _whose() == caller.name:
            access.stay_logged_in(desk(), caller)
        return _whose()

    return _change(caller, _people, "admin.people", change, sentence("{name} has a new password."))


# ---------------------------------------------------------------- one's own password


@blueprint.get("/staff/password")
@for_staff
def password(caller: Caller) -> Response:
    """For everybody who can log in."""
    return _password(caller)


def _password(caller: Caller, problem: str = "", status: int = 200) -> Response:
    branch = desk().branch(caller.site_id)
    return page(
        "admin/password.html",
        status,
        caller=caller,
        place=branch.site.name,
        least=users.PASSWORD_MIN,
        problem=problem,
        words=words_of(branch),
    )


@blueprint.post("/staff/password")
@for_staff
def change_password(caller: Caller) -> Response:
    """Who changes it has to know the old one: the desk may have been left for a moment."""

    def change() -> str:
        if not logins().confirm(desk(), caller, request.form.get("old", "")):
            raise NotPossible("the old password is not right", "old_password")
        users.set_hashed_password(desk(), caller, caller.name, _typed_password())
        access.stay_logged_in(desk(), caller)
        return caller.name

    text = sentence("Your password is changed. Your other browsers have to log in again.")
    return _change(caller, _password, "admin.password", change, text)
