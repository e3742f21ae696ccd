"""The page behind the ticket's QR code: no login, no name, only the number and how it fares; and what its owner says.

The address is the secret: whoever has it may also leave, or let others go first. So these forms need no other token.
"""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for

from kit import wire
from kit.language import Catalog, catalog, clock, pick, sentence
from server.desk import Desk, phones
from server.desk.branch import moment
from server.desk.phones import phone_caller, phone_site
from server.pages import errors
from server.pages.phone_words import fit, phone_words
from server.pages.presses import Act, checked, lines, press
from server.pages.speech import asked_words
from server.problems import NotFound

blueprint = Blueprint("phone", __name__)
errors.speak_html(blueprint)  # once, not for each app: a second registration would be refused

# What the page says once after a press, by what the address says was done.
DID = {
    "delay": sentence("Done. Others go first until {time}."),
    "late": sentence("That is no longer possible. This is how it is now."),
    "empty": sentence("Please choose how it was, or write a word."),
    "feedback": sentence("Thank you. That helps us to do better."),
}
STARS = (
    sentence("Very bad"),
    sentence("Bad"),
    sentence("All right"),
    sentence("Good"),
    sentence("Very good"),
)
DELAYS = (5, 10, 20, 30)  # minutes


@blueprint.get("/t/<token>")
def ticket(token: str) -> Response:
    """The ticket in its own language. The script asks for the changing part alone."""
    desk: Desk = current_app.extensions["desk"]
    try:
        values = _values(desk, token)
    except NotFound:
        return _unknown()
    part = request.headers.get("X-Requested-With") == "nextplease"
    return _page("phone/now.html" if part else "phone/ticket.html", 200, **values)


def _values(desk: Desk, token: str) -> dict[str, object]:
    with desk.view(phone_site(desk, token)) as view:
        row, told = view.phone_row(token), view.phone_ticket(token)
        site, zone = view.branch.site, view.branch.zone
        service = view.branch.services.get(row.waits_for)
        served = row.waits_for in view.floor.served or row.for_counter is not None
    words = catalog(row.language)
    first = site.languages[0]
    did = request.args.get("did", "")
    due = "" if row.due_at is None else clock(moment(row.due_at), words.language.code, zone)
    return {
        "token": token,
        "told": told,
        "size": fit(told.number),
        "screen": phone_words(
            told, words, first, late=told.late, left=row.end_reason == "left", served=served, due=due
        ),
        "served": served,
        "words": words,
        "place": site.name,
        "service": pick(service.name, words.language.code, first) if service else row.waits_for,
        "taken": words.text("Taken at {time}", time=clock(moment(row.created_at), words.language.code, zone)),
        "did": did if did in DID else "",
        "said": _said(did, told.state, words, clock(moment(row.place_at), words.language.code, zone)),
        "stars": [words.text(each) for each in STARS],
        "delays": DELAYS,
        "key": secrets.token_urlsafe(24),
    }


def _said(did: str, state: str, words: Catalog, until: str) -> str:
    fits = {"delay": {"waiting"}, "feedback": {"finished"}, "empty": {"finished"}}
    if did not in DID or state not in fits.get(did, {state}):
        return ""
    return words.text(DID[did], time=until)


@blueprint.post("/t/<token>/leave")
def leave(token: str) -> Response:
    """The customer goes."""
    return _did(token, "leave", phones.leave_line)


@blueprint.post("/t/<token>/delay")
def delay(token: str) -> Response:
    """The customer lets others go first."""
    asked = checked(wire.Delay, {"minutes": request.form.get("minutes") or 10})
    return _did(token, "delay", lambda change: phones.delay(change, asked))


@blueprint.post("/t/<token>/feedback")
def feedback(token: str) -> Response:
    """How it was."""
    stars, comment = request.form.get("csat") or None, lines(request.form.get("comment"))
    if stars is None and comment is None:
        return _back(token, "empty")
    asked = checked(wire.Feedback, {"csat": stars, "comment": comment})
    return _did(token, "feedback", lambda change: phones.give_feedback(change, asked))


def _did(token: str, what: str, act: Act) -> Response:
    desk: Desk = current_app.extensions["desk"]
    try:
        answer = press(desk, phone_caller(desk, token), request.path, request.form, act)
    except NotFound:
        return _unknown()
    return _back(token, "late" if answer.status == 409 else what)


def _back(token: str, did: str) -> Response:
    return make_response(redirect(url_for("phone.ticket", token=token, did=did), 303))


@blueprint.get("/t/")
@blueprint.get("/t/<path:rest>")
def nothing(rest: str = "") -> Response:
    """An address cut short or typed wrong."""
    del rest
    return _unknown()


def _unknown() -> Response:
    """In the language the phone asks for: whose ticket it is, nobody knows."""
    return _page("phone/unknown.html", 404, words=asked_words())


def _page(template: str, status: int, **values: object) -> Response:
    response = make_response(render_template(template, **values), status)
    response.headers["Cache-Control"] = "no-store"
    return response
