"""Listeners whose sockets are written to for them, so that a thousand need not be woken for one event.

Everything here runs in one thread: gevent's, where nobody else moves until somebody waits.
"""

from __future__ import annotations

import contextlib
import math
import os
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any

from kit import wire
from server.callers import Caller
from server.stream.ring import Site

# What the kernel keeps for a listener that does not read; Linux doubles it for its own needs.
BUFFER = 32 * 1024
_SOON = {"display", "counter"}  # somebody looks at these and waits
# A screen says within five seconds that its link is gone, so it has to miss a sign of life well before.
DISPLAY_COMMENT_S = 1.0


def comment_s_of(caller: Caller | None) -> float:
    """After how many quiet seconds this listener is sent a sign of life, if that is sooner than for all."""
    return DISPLAY_COMMENT_S if caller is not None and caller.role == "display" else math.inf


class Link:
    """A listener's own socket, with its answer begun in chunks."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        self._connection = connection
        self._number = connection.fileno()

    @classmethod
    def of(cls, environ: Mapping[str, Any]) -> Link | None:
        """The link of a request; None where the server gives no socket or does not answer in chunks."""
        connection = environ.get("gunicorn.socket")
        if connection is None or environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
            return None
        return cls(connection)

    def offer(self, data: bytes) -> int:
        """Write without waiting; how many bytes were taken. Raises OSError when the listener has gone."""
        try:
            return os.write(self._number, data)
        except BlockingIOError:
            return 0

    def write(self, data: bytes) -> None:
        """Write all of it, and wait for that. Raises OSError."""
        self._connection.sendall(data)

    def cut(self) -> None:
        """Whoever waits for it to take something waits no longer."""
        with contextlib.suppress(OSError):  # it has gone by itself
            self._connection.shutdown(socket.SHUT_RDWR)


class Post:
    """A listener. While it keeps up it is parked, and the rounds write to it; when not, its own greenlet does.

    `spoke` is when it was last sent anything, `commented` when a comment: that is owed to a busy listener, too.
    """

    __slots__ = (
        "_gate",
        "_problem",
        "_rest",
        "comment_s",
        "commented",
        "cursor",
        "link",
        "parked",
        "rank",
        "site",
        "spoke",
        "staff",
        "writing",
    )

    def __init__(self, site: Site, link: Link, caller: Caller | None) -> None:
        self.site = site
        self.link = link
        self.staff = caller is not None and caller.is_staff
        self.rank = 0 if caller is not None and caller.role in _SOON else 1
        self.comment_s = comment_s_of(caller)
        self.cursor = 0
        self.spoke = self.commented = time.monotonic()
        self.parked = False
        self.writing: float | None = self.spoke  # since when its own greenlet writes the same piece
        self._rest = b""
        self._problem: OSError | None = None
        self._gate = threading.Lock()
        self._gate.acquire()

    def busy(self) -> None:
        """Its own greenlet is about to write a piece."""
        self.writing = time.monotonic()

    def idle(self) -> None:
        """Its own greenlet has written its piece: if it waits now, then not for the listener."""
        self.writing = None

    def park(self, cursor: int) -> int:
        """Let the rounds write what comes after `cursor`, until they cannot; how far they came. Raises OSError."""
        self.cursor, self.writing, self.parked = cursor, None, True
        self.spoke = time.monotonic()
        try:
            self._gate.acquire()
        finally:
            self.parked = False
        if self._problem is not None:
            raise self._problem
        if self._rest:
            rest, self._rest = self._rest, b""
            self.busy()
            self.link.write(rest)
            self.idle()
        return self.cursor

    def push(self, piece: bytes, cursor: int, now: float) -> bool:
        """Write a piece that ends with the event `cursor`; whether it was taken.

        Who does not take all of it has to go on by itself, with the rest or with the whole.
        """
        try:
            taken = self.link.offer(piece)
        except OSError as problem:
            self._problem = problem
            self.release()
            return False
        if taken:
            self.cursor, self.spoke = cursor, now
        if taken < len(piece):
            self._rest = piece[taken:] if taken else b""
            self.release()
        return taken > 0

    def release(self) -> None:
        """Its own greenlet goes on."""
        if self.parked:
            self.parked = False
            self._gate.release()


class PhonePost(Post):
    """A phone: `told` is what it shows, `due` whether it should be looked at again, `own` because of its own ticket."""

    __slots__ = ("due", "own", "phone", "told")

    def __init__(self, site: Site, link: Link, phone: Any) -> None:
        super().__init__(site, link, None)
        self.phone = phone
        self.told: wire.PhoneTicket | None = None
        self.due = self.own = False


def chunk(data: bytes) -> bytes:
    """A piece of an HTTP/1.1 answer whose length is not known before."""
    return b"%X\r\n%b\r\n" % (len(data), data)
