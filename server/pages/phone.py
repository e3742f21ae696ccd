"""The page behind the ticket's QR code: no login, no name, only the number and how it fares."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, render_template, request

from kit.language import catalog, clock, pick
from server.desk import Desk
from server.desk.branch import moment
from server.desk.phones import phone_site
from server.pages import errors
from server.pages.phone_words import fit, phone_words
from server.pages.speech import asked_words
from server.problems import NotFound

blueprint = Blueprint("phone", __name__)
errors.speak_html(blueprint)  # once, not for each app: a second registration would be refused


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
        service = view.branch.services.get(row.service)
    words = catalog(row.language)
    first = site.languages[0]
    return {
        "token": token,
        "told": told,
        "size": fit(told.number),
        "screen": phone_words(told, words, first),
        "words": words,
        "place": site.name,
        "service": pick(service.name, words.language.code, first) if service else row.service,
        "taken": words.text("Taken at {time}", time=clock(moment(row.created_at), words.language.code, zone)),
    }


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
