"""Logging in with a name and a password: how often it may be tried, and how much work it may make.

Guessing is slowed down for each name, and yet nobody can be locked out by somebody who keeps guessing at their name:

- A browser that has logged in before carries a signed cookie for that name ("device cookies" in OWASP's words), and
  has tries of its own.
- Browsers that nobody knows share a name's tries, and from one address have only a few of them. An address that has
  not tried yet has two of its own, however hard others try meanwhile.
- Passwords of known and of unknown browsers are hashed one at a time in two separate lanes, off the event loop. Of
  those who would have to stand in line for longer than a moment, the rest is asked to come back.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, Request, Response, current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from server import access
from server.access.proxies import neighbourhood
from server.access.slowdown import Slowdown
from server.callers import Caller
from server.desk import Desk
from server.problems import TooOften, Unavailable

COOKIE = "nextplease_browser"
COOKIE_S = 365 * 24 * 3600
COOKIE_PATH = "/staff"
NAMES_KEPT = 8  # how many people of one desk's browser are remembered
NEWCOMER_EVERY_S = 300
PLACE_EVERY_S = 12
LINE = 16  # who may wait for a lane: half a second here, two on a small Pi


Tries = list[tuple[Slowdown, tuple[str, ...]]]  # what one try is counted against


class Lane:
    """One password is hashed at a time; a few may wait for their turn, and more than that are sent away."""

    def __init__(self, line: int = LINE) -> None:
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(line + 1)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn. Raises Unavailable at once when too many wait already."""
        if not self._places.acquire(blocking=False):
            raise Unavailable("Too many people log in at this moment.", retry_after=2)
        try:
            with self._turn:
                yield
        finally:
            self._places.release()


class Logins:
    """The tries of one process. `clock` in seconds."""

    def __init__(self, secret_key: bytes, clock: Callable[[], float] = time.monotonic) -> None:
        self._secret = secret_key
        self._cookies = URLSafeTimedSerializer(secret_key, salt="known browser")
        self._browser = Slowdown(10, 30, clock)  # by name and known browser
        self._place = Slowdown(5, PLACE_EVERY_S, clock)  # by name and address, for unknown browsers
        self._name = Slowdown(20, 6, clock)  # by name, for all unknown browsers
        self._newcomer = Slowdown(
            2, NEWCOMER_EVERY_S, clock
        )  # by name and address, when the name's are used up
        self._address = Slowdown(30, 1, clock)  # by address, for unknown browsers, whatever the name
        self._known_lane, self._unknown_lane = Lane(), Lane()

    def log_in(
        self, desk: Desk, request: Request, name: str, password: str, site: str | None = None
    ) -> Caller | None:
        """Begin a session, in the site of the code `site` if given; None when name and password do not fit.

        Raises TooOften, told for every name alike whether or not somebody has it, Unavailable, and
        access.SeveralSites when it must be asked which site is meant.
        """
        browser = self._known(request).get(self._tag(name))
        if browser is not None:
            tries: Tries = [(self._browser, (name, browser))]
            lane = self._known_lane
        else:
            tries = self._of_unknown(name, neighbourhood(request.remote_addr or ""))
            lane = self._unknown_lane
        wait_s = max(slowdown.wait_s(*key) for slowdown, key in tries)
        if wait_s > 0:
            raise TooOften(wait_s)
        for slowdown, key in tries:
            slowdown.spend(*key)
        try:
            with lane.turn():
                found = access.log_in(desk, name, password, site)
        except access.SeveralSites:
            _give_back(tries)  # the password was right
            raise
        if found is not None:
            _give_back(tries)
        return found

    def _of_unknown(self, name: str, place: str) -> Tries:
        tries: Tries = [(self._address, (place,)), (self._place, (name, place))]
        if self._name.wait_s(name) > 0 and self._newcomer.wait_s(name, place) == 0:
            return [*tries, (self._newcomer, (name, place))]
        return [*tries, (self._name, (name,))]

    def confirm(self, desk: Desk, caller: Caller, password: str) -> bool:
        """Whether somebody who is logged in knows the password, too. Raises TooOften, Unavailable."""
        key = ("logged in", caller.actor)
        wait_s = self._browser.wait_s(*key)
        if wait_s > 0:
            raise TooOften(wait_s)
        self._browser.spend(*key)
        with self._known_lane.turn():
            right = access.knows_password(desk, caller, password)
        if right:
            self._browser.give_back(*key)
        return right

    def remember(self, request: Request, response: Response, name: str) -> None:
        """This browser has logged in under this name: its next tries are its own."""
        known = self._known(request)
        tag = self._tag(name)
        known = {tag: known.pop(tag, None) or secrets.token_urlsafe(12)} | known
        value = self._cookies.dumps(dict(list(known.items())[:NAMES_KEPT]))
        response.set_cookie(
            COOKIE,
            str(value),
            max_age=COOKIE_S,
            path=COOKIE_PATH,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )

    def _known(self, request: Request) -> dict[str, str]:
        """The names that this browser has logged in under, as tags, each with the browser's own mark."""
        try:
            found = self._cookies.loads(request.cookies.get(COOKIE, ""), max_age=COOKIE_S)
        except BadData:
            return {}
        return found if isinstance(found, dict) else {}

    def _tag(self, name: str) -> str:
        """A name as the cookie has it: who reads it learns nobody's name."""
        text = name.encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, b"name " + text, hashlib.sha256).hexdigest()[:16]


def _give_back(tries: Tries) -> None:
    for slowdown, key in tries:
        slowdown.give_back(*key)


def register(app: Flask) -> None:
    """Give the app its tries."""
    app.extensions["logins"] = Logins(app.config["SECRET_KEY"])


def logins() -> Logins:
    """This application's tries."""
    found: Logins = current_app.extensions["logins"]
    return found
