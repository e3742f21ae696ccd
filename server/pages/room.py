"""The staff's page about the waiting room: what its screens are to say just now, and how they are."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, request

from kit.language import Catalog, clock, language, sentence
from server.callers import Caller
from server.desk.branch import Branch, moment
from server.desk.upkeep import status_of
from server.desk.views import View
from server.pages import errors
from server.pages.presses import message_of, press
from server.pages.queue import PAST, until_today
from server.pages.speech import words_of
from server.pages.staff import desk, for_staff, page, see_other
from server.pages.upkeep import needs_in_words
from server.rules.upkeep import is_away

blueprint = Blueprint("room", __name__)
errors.speak_html(blueprint)

NO_TEXT = sentence("Please write a message first.")
TOLD = sentence("The waiting room reads your message now.")
TAKEN_BACK = sentence("The message is taken back.")


@dataclass(frozen=True)
class Screen:
    """A lobby screen: whether it is heard of, which number is on its card, and what it needs, urgent or not."""

    name: str
    here: bool
    number: str
    needs: list[tuple[str, bool]]


@blueprint.get("/staff/lobby")
@for_staff
def lobby(caller: Caller) -> Response:
    """The message that stands, a form for another, and the screens."""
    return _page(caller)


@blueprint.post("/staff/lobby")
@for_staff
def tell(caller: Caller) -> Response:
    """Tell the waiting room something, until a time of today or until it is taken back."""
    branch = desk().branch(caller.site_id)
    words, form = words_of(branch), request.form
    texts = {each: form.get(f"message-{each}", "") for each in branch.site.languages}
    if not any(text.strip() for text in texts.values()):
        return _page(caller, words.text(NO_TEXT), 422)
    until = until_today(branch, form.get("until", ""))
    if form.get("until") and until is None:
        return _page(caller, words.text(PAST), 422)
    press(desk(), caller, request.path, form, message_of(texts, until))
    flash(words.text(TOLD), "done")
    return see_other("room.lobby")


@blueprint.post("/staff/lobby/back")
@for_staff
def take_back(caller: Caller) -> Response:
    """No message any more."""
    press(desk(), caller, request.path, request.form, message_of({}, None))
    flash(words_of(desk().branch(caller.site_id)).text(TAKEN_BACK), "done")
    return see_other("room.lobby")


def _page(caller: Caller, problem: str = "", status: int = 200) -> Response:
    with desk().view(caller.site_id) as view:
        branch, words = view.branch, words_of(view.branch)
        message = view.floor.message
        stands = message is not None and message.stands(view.now)
        screens = [_screen(words, row, view.now) for row in view.devices if row.role == "display"]
        said = _said(branch, message.text) if stands and message else []
        until = _until(view, words) if stands else ""
    return page(
        "staff/lobby.html",
        status,
        caller=caller,
        place=branch.site.name,
        said=said,
        until=until,
        screens=screens,
        languages=[language(code) for code in branch.site.languages],
        typed=request.form,
        key=secrets.token_urlsafe(24),
        problem=problem,
        words=words,
    )


def _said(branch: Branch, text: Any) -> list[tuple[str, str]]:
    """The message in each language it is written in, the site's first one first."""
    return [(code, text[code]) for code in [*branch.site.languages, *sorted(text)] if code in text][
        : len(text)
    ]


def _until(view: View, words: Catalog) -> str:
    until = view.floor.message.until if view.floor.message is not None else None
    return "" if until is None else clock(moment(until), words.language.code, view.branch.zone)


def _screen(words: Catalog, row: Any, now: int) -> Screen:
    number = str(status_of(row).get("showing") or "")
    return Screen(row.name, not is_away(row.seen_at, now), number, needs_in_words(words, row, now))
