"""What a person is shown when a page cannot be: plain words and a way on, never a code."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from kit.errors import Refused
from kit.language import sentence
from server.pages.speech import words_after_a_fault
from server.problems import NotAuthenticated, NotForThisRole

log = logging.getLogger("pages")

# status: heading, what to do
WORDS = {
    403: (
        sentence("This page had been open too long."),
        sentence("Nothing was changed. Please load the page again and repeat what you did."),
    ),
    404: (sentence("There is nothing here."), sentence("The address may be old or mistyped.")),
    503: (
        sentence("The queue cannot be reached just now."),
        sentence("Nothing is lost. Please try again in a moment."),
    ),
}
FOR_ADMINS = sentence("This page is for administrators.")
FOR_MANAGERS = sentence("This page is for managers and administrators.")
ASK = sentence("Nothing was changed. Please ask somebody who looks after this site.")
OTHERWISE = (sentence("That did not work."), sentence("Nothing was changed. Please load the page again."))


def speak_html(blueprint: Blueprint) -> None:
    """Problems on this blueprint's routes become pages; on all others they stay problem+json."""
    blueprint.register_error_handler(NotAuthenticated, _to_login)
    blueprint.register_error_handler(Refused, _refused)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(Exception, _unexpected)


def wants_fragment() -> bool:
    """Whether our own script asks, and not a person."""
    return request.headers.get("X-Requested-With") == "nextplease"


def wants_page() -> bool:
    """Whether a browser asks for a page, at an address that no page answers for; never so for the API."""
    asked = request.accept_mimetypes
    return not f"{request.path}/".startswith("/api/") and asked["text/html"] > asked["application/json"]


def error_page(status: int, said: tuple[str, str] | None = None) -> Response:
    """The page for this status, or with `said`: what is the matter, and what to do."""
    words = words_after_a_fault()
    heading, advice = (words.text(each) for each in said or WORDS.get(status, OTHERWISE))
    page = Response(render_template("error.html", heading=heading, advice=advice, words=words), status)
    page.headers["Cache-Control"] = "no-store"
    return page


def _to_login(_problem: NotAuthenticated) -> Response:
    if wants_fragment():
        return Response(status=401)
    wanted = request.path if request.method == "GET" else None
    return Response(status=303, headers={"Location": redirect(url_for("staff.login", next=wanted)).location})


def _refused(problem: Refused) -> Response:
    if not isinstance(problem, NotForThisRole):
        return error_page(problem.status)
    return error_page(problem.status, (FOR_MANAGERS if "manager" in problem.roles else FOR_ADMINS, ASK))


def _http(problem: HTTPException) -> Response:
    return error_page(problem.code or 500)


def _unexpected(problem: Exception) -> Response:
    log.error("a page failed", exc_info=problem)
    return error_page(503)
