"""What a lobby page asks for: to be let in, its board, and to tell what it has shown."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request
from pydantic import ValidationError

from kit import wire
from kit.errors import Refused
from kit.language import Catalog, sentence
from kit.lobby.board import SLOTS
from kit.lobby.only import Only
from kit.lobby.sounds import chime_wav
from server import access
from server.access.enrolment import enrolment
from server.callers import Caller
from server.desk import Desk, Key
from server.desk import devices as device_cases
from server.desk import pairing as pairing_cases
from server.desk import pictures as picture_cases
from server.desk.at_counter import only_site
from server.desk.branch import moment
from server.desk.recovery import Recovery
from server.pages.lobby import cookies
from server.pages.lobby.director import Choice
from server.pages.lobby.directors import directors
from server.pages.lobby.dress import sizes
from server.pages.lobby.speech import prepare, sound
from server.pages.speech import words_for_guests
from server.problems import BadRequest, Forbidden, NotAuthenticated, NotFound
from server.sitefile.pictures import LOGO, of_notice

blueprint = Blueprint("lobby", __name__)

# What the page says before it has a board, by the names its script knows.
WORDS = {
    "new": sentence("This screen is new here"),
    "where": sentence("An administrator lets it in by typing this code at {address}"),
    "note": sentence("A code lasts ten minutes. Then a new one stands here."),
    "moment": sentence("One moment."),
    "away": sentence("This screen does not reach the server"),
    "again": sentence("Trying again: {address}"),
    "sound": sentence("Turn sound on"),
}
_OURS = "nextplease"
_SOUND_KEPT_S = 24 * 3600  # a site may record other words
_KINDS = {"png": "image/png", "jpg": "image/jpeg"}


def _desk() -> Desk:
    found: Desk = current_app.extensions["desk"]
    return found


def _screen() -> Caller:
    """The screen that asks, by its cookie. Raises NotAuthenticated; Forbidden for another kind of device."""
    token = cookies.token_in(request)
    if not token:
        raise NotAuthenticated("This browser has not been let in as a screen.")
    caller = access.device_caller(_desk(), token, changes=request.method == "POST")
    access.require(caller, {"display"})
    return caller


def _from_our_script() -> None:
    """Raises Forbidden: no form and no page of another site can send this header."""
    if request.headers.get("X-Requested-With") != _OURS:
        raise Forbidden("Only the page's own script asks this.")


def _answer(told: dict[str, Any]) -> Response:
    response = make_response(json.dumps(told, ensure_ascii=False))
    response.headers["Content-Type"] = "application/json"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/lobby", strict_slashes=False)
def page() -> Response:
    """The page. It holds nothing of the site but its language: everything else comes when it has been let in."""
    words = words_for_guests(only_site(_desk()))
    said = {name: _said(words, text) for name, text in WORDS.items()}
    response = make_response(
        render_template("lobby/page.html", words=words, said=json.dumps(said), sizes=json.dumps(sizes()))
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _said(words: Catalog, text: str) -> str:
    return words.text(text, address="{address}") if "{address}" in text else words.text(text)


@blueprint.post("/lobby/hello")
def hello() -> Response:
    """A screen begins: it is let in already, or shows a code, which is the same until it is too old."""
    _from_our_script()
    try:
        caller = _screen()
    except (NotAuthenticated, Forbidden):
        return _new_here()
    distance = _desk().branch(caller.site_id).site.lobby.distance
    response = _answer({"state": "in", "distance": distance})
    cookies.keep_token(request, response, cookies.token_in(request))
    return response


def _new_here() -> Response:
    code, secret = cookies.pairing_in(request)
    if secret:
        try:
            told = pairing_cases.claim(_desk(), secret)
        except Refused as problem:
            if problem.status not in {404, 410}:
                raise
        else:
            response = _answer({"state": "new" if told.token is None else "in", "code": code})
            if told.token is not None:
                cookies.keep_token(request, response, told.token)
            return response
    opened = enrolment().open(_desk(), request, "display")
    response = _answer({"state": "new", "code": opened.code})
    cookies.keep_pairing(request, response, opened.code, opened.secret)
    return response


@blueprint.get("/lobby/events")
def events() -> Response:
    """The board as it changes, and the calls to be heard after the one that this screen has heard last."""
    caller = _screen()
    heard = request.args.get("heard", type=int)
    slots = request.args.get("slots", SLOTS, type=int)
    choice = Choice(caller.site_id, _only(), min(SLOTS, max(1, slots)))
    frames = directors().of(choice).watch(caller.id, heard)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(frames, mimetype="text/event-stream", headers=headers)


def _only() -> Only:
    """What this screen is for, as the page's own address says."""
    return Only(_codes("services"), _codes("counters"))


def _codes(name: str) -> frozenset[str]:
    """Codes with commas between them, as in the page's own address."""
    found = (each.strip() for each in request.args.get(name, "").split(","))
    return frozenset(each for each in found if each)


@blueprint.post("/lobby/shown")
def shown() -> Response:
    """A call is on this screen's glass. However often it is told, it counts once."""
    _from_our_script()
    caller = _screen()
    told = _body().get("event")
    if not isinstance(told, int) or isinstance(told, bool) or not 1 <= told <= 2**53:
        raise BadRequest("event: the number of a call's event.")
    now = wire.Shown(event_id=told, shown_at=moment(_desk().now()))
    key = Key.of(f"lobby-shown-{told:020d}", "POST", request.path, str(told))
    _desk().command(caller, key, lambda change: device_cases.note_shown(change, now))
    return Response(status=204)


@blueprint.post("/lobby/heartbeat")
def heartbeat() -> Response:
    """How this screen is."""
    _from_our_script()
    caller = _screen()
    try:
        asked = wire.Heartbeat.model_validate({"status": _body() | _only().told()})
    except ValidationError as problem:
        raise BadRequest("The body must be what a screen tells of itself.") from problem
    recovery: Recovery = current_app.extensions["recovery"]
    if not recovery.hear(caller, None, asked.status):
        _desk().change(caller, lambda change: device_cases.note_heartbeat(change, asked))
    return Response(status=204)


def _body() -> dict[str, Any]:
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        raise BadRequest("The body must be a JSON object.")
    return told


@blueprint.get("/lobby/api/v1/logo.<ending>")
def logo(ending: str) -> Response:
    """The site's logo, where the page's cookie goes."""
    return _picture(LOGO, ending)


@blueprint.get("/lobby/api/v1/notices/<notice>.<ending>")
def picture(notice: str, ending: str) -> Response:
    """The picture of a notice."""
    return _picture(of_notice(notice), ending)


def _picture(name: str, ending: str) -> Response:
    caller = _screen()
    if ending not in _KINDS:
        raise NotFound("This site has no such picture.")
    with _desk().view(caller.site_id) as view:
        found = picture_cases.picture(view, name, _KINDS[ending])
    response = Response(
        found.content, content_type=found.kind, headers={"Cache-Control": "private, no-cache"}
    )
    response.set_etag(found.digest[:24])
    response.make_conditional(request)
    return response


@blueprint.get("/lobby/sound/chime.wav")
def chime() -> Response:
    """The chime before a call. A screen asks for it as soon as it may be heard: the words are made meanwhile."""
    prepare(_desk().branch(_screen().site_id))
    return _sound(chime_wav())


@blueprint.get("/lobby/sound/<language>/<word>.wav")
def fragment(language: str, word: str) -> Response:
    """A word, a letter, a number or a counter's name; 404 where it cannot be said: then the chime has to do."""
    found = sound(_desk().branch(_screen().site_id), language, word)
    if found is None:
        raise NotFound("Nobody can say this here.")
    return _sound(found)


def _sound(told: bytes) -> Response:
    headers = {"Cache-Control": f"private, max-age={_SOUND_KEPT_S}"}
    return Response(told, content_type="audio/wav", headers=headers)
