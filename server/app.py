"""The application: Flask with its API and its pages, on one database."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from kit.errors import Refused
from server import api, pages
from server.access import enrolment, logins
from server.access.proxies import Proxies
from server.api import health
from server.api.endpoints import MAX_BODY, problem_response
from server.desk import Desk
from server.desk.recovery import Recovery
from server.desk.tokens import session_key
from server.desk.waits import Waits
from server.problems import Unavailable
from server.store import queries
from server.store.database import Database
from server.stream import Hub

log = logging.getLogger("server")

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Sessions(SecureCookieSessionInterface):
    """Flask's own sessions, without the signer's work for the many requests of devices, which bring no cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """An empty session where there is no cookie."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - Flask's signature
        """Over https the cookie stays there; a lobby's own network may speak plain http."""
        return request.is_secure


def create_app(database: Database, desk: Desk | None = None, trusted_proxies: Sequence[str] = ()) -> Flask:
    """The application on this database, which has its tables and at least one site.

    `trusted_proxies`: addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed.
    """
    app = assembled()
    put_on(app, database, desk or Desk(database), trusted_proxies)
    return app


def assembled() -> Flask:
    """The application's routes and pages, on no database yet. All that it remembers comes with `put_on`."""
    app = Flask(__name__, static_folder=None, template_folder="pages/templates")
    app.session_interface = Sessions()
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_CHECK_DEFAULT=False,  # devices have no cookies: `access` checks it where a session is used
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    CSRFProtect(app)
    api.register(app)
    pages.register(app)
    _handle_errors(app)
    app.after_request(_secured)
    return app


def put_on(app: Flask, database: Database, desk: Desk, trusted_proxies: Sequence[str] = ()) -> None:
    """Let an assembled application serve this database; one that has served another forgets it.

    The tests' way to have one for many databases: to assemble takes 30 ms, and more to compile its templates.
    """
    app.config["SECRET_KEY"] = _secret(database)
    app.extensions["desk"] = desk
    app.extensions["hub"] = Hub(desk)
    app.extensions["waits"] = desk.waits = Waits(database, desk.branch)
    desk.listen(desk.waits.heard)
    app.extensions["recovery"] = recovery = Recovery(desk)
    desk.gate = recovery.guard
    recovery.look()
    logins.register(app)
    enrolment.register(app)
    pages.lobby.register(app)
    health.count(app)
    app.wsgi_app = Proxies(partial(Flask.wsgi_app, app), trusted_proxies)  # type: ignore[method-assign]  # as Flask's documents say


def _secret(database: Database) -> bytes:
    """Signs sessions: the same after a restart and in every worker."""
    with database.reading() as connection:
        return session_key(bytes.fromhex(queries.all_sites(connection)[0].secret))


def _handle_errors(app: Flask) -> None:
    def http(problem: HTTPException) -> Response:
        status = problem.code or 500
        if pages.wants_page():
            response = pages.error_page(status)
        else:
            response = problem_response(Refused(status, problem.name, problem.description or ""))
        if isinstance(problem, MethodNotAllowed) and problem.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(problem.valid_methods))
        return response

    def database(problem: SQLAlchemyError) -> Response:
        log.error("the database failed a read", exc_info=problem)
        return problem_response(Unavailable("The database cannot answer now."))

    app.register_error_handler(Refused, problem_response)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(SQLAlchemyError, database)


def _secured(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response
