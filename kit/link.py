"""What a log says about the link to the server: once that it is lost and why, in words, and once that it is back."""

from __future__ import annotations

import errno
import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator

import requests
import urllib3.exceptions

from kit.errors import Refused

REVOKED = "this token is not known to the server, or was revoked"
OTHER_ROLE = "this token is for another kind of device"
HUNG_UP = "it hung up"
PATIENCE_S = 3.0
_NO_WAY = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}

# In this order: urllib3 calls a refused connection a time-out, and most of these are OSErrors, too.
_WORDS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((ConnectionRefusedError,), "nothing listens at its address"),
    ((socket.gaierror,), "its name is not known"),
    ((ssl.SSLError,), "no safe connection comes about"),
    ((TimeoutError, requests.Timeout, urllib3.exceptions.TimeoutError), "it does not answer"),
    # AttributeError: what urllib3 raises when a socket is taken away from a reading thread.
    ((requests.RequestException, urllib3.exceptions.HTTPError, OSError, AttributeError), HUNG_UP),
    ((UnicodeDecodeError, ValueError), "its answer is not ours"),
)


def in_words(problem: BaseException) -> str:
    """Why the server was not reached, or what it said instead, as half a sentence about it."""
    if isinstance(problem, Refused):
        return _refusal(problem.status) or f"it answered {problem}"
    causes = list(_causes(problem))
    for each in causes:
        if isinstance(each, requests.HTTPError) and each.response is not None:
            return _refusal(each.response.status_code) or f"it answered {each.response.status_code}"
        if isinstance(each, OSError) and each.errno in _NO_WAY:
            return "the network does not lead to it"
    for kinds, words in _WORDS:
        if any(isinstance(each, kinds) for each in causes):
            return words
    return str(problem) or type(problem).__name__


def _refusal(status: int) -> str | None:
    return {401: REVOKED, 403: OTHER_ROLE}.get(status)


def _causes(problem: BaseException) -> Iterator[BaseException]:
    each: BaseException | None = problem
    while each is not None:
        yield each
        each = each.__cause__ or each.__context__


class LinkLog:
    """The link as a program's log tells of it, whichever part of the program notices first. For any thread.

    A part is for example the event stream, or the fetching of boards. The link is lost when trouble of any part has
    lasted for `patience` seconds, and back when no part has any. A shorter break, as when the server is restarted, is
    not worth a word; and only what comes after the break tells why: a revoked token, too, begins with a hang-up.
    """

    def __init__(self, log: logging.Logger, patience: float = PATIENCE_S) -> None:
        self._log = log
        self._patience = patience
        self._lock = threading.Lock()
        self._troubled: set[str] = set()
        self._since = 0.0
        self._stood = False
        self._said_lost = False

    def trouble(self, part: str, why: str) -> None:
        """This part does not get through; to be told again at each try."""
        now = time.monotonic()
        with self._lock:
            if not self._troubled:
                self._since = now
            self._troubled.add(part)
            if self._said_lost or now - self._since < self._patience:
                return
            self._said_lost = True
            lost = "the link to the server is lost" if self._stood else "no link to the server yet"
            self._log.info("%s: %s", lost, why)

    def well(self, part: str) -> None:
        """This part gets through."""
        with self._lock:
            self._troubled.discard(part)
            if self._troubled:
                return
            if self._said_lost or not self._stood:
                self._log.info("the link to the server %s", "is back" if self._stood else "stands")
            self._stood, self._said_lost = True, False
