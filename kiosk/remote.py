"""A testing aid, off by default: a local socket through which a program can be a finger.

`--remote-input SOCKET` listens on a Unix socket that only this user may open. One line, one answer:

    tap X Y      a finger goes down and up at this pixel of the panel  -> ok
    down X Y     a finger goes down, and stays                         -> ok
    up X Y       it lifts                                              -> ok
    key NAME     a key is pressed and released (return, tab, escape …) -> ok
    scan TEXT    a scanner types this, and Enter                       -> ok
    targets      -> one line of JSON: [{"name": "service:A", "rect": [x, y, width, height]}, …] in the panel's pixels

The lines become real SDL events in the program's own queue: from there on, nothing tells them from a finger.
"""

from __future__ import annotations

import contextlib
import json
import os
import socketserver
import threading
from pathlib import Path
from typing import Any, Protocol

from kit.errors import SettingError

Target = dict[str, Any]
USAGE = "say: tap X Y | down X Y | up X Y | key NAME | scan TEXT | targets"


class Hand(Protocol):
    """Can do what a person can; kiosk.finger.Finger is one. Called from threads of its own: must be safe there."""

    def tap(self, x: int, y: int) -> None:
        """A finger goes down and up."""

    def down(self, x: int, y: int) -> None:
        """A finger goes down."""

    def up(self, x: int, y: int) -> None:
        """It lifts."""

    def key(self, name: str) -> None:
        """A key is pressed and released. Raises ValueError for a name that there is not."""

    def scan(self, text: str) -> None:
        """A scanner types this, and Enter."""

    def targets(self) -> list[Target]:
        """What can be touched now."""


class RemoteInput:
    """Listens on `path`, and does by `hand` what it is told."""

    def __init__(self, path: Path, hand: Hand) -> None:
        self._path = path
        answer = _Answers(hand)

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                for line in self.rfile:
                    self.wfile.write(answer(line.decode("utf-8", "replace")).encode() + b"\n")

        path.unlink(missing_ok=True)
        before = os.umask(0o177)  # the socket is born 0600
        try:
            self._server = socketserver.ThreadingUnixStreamServer(str(path), Handler)
        except OSError as problem:
            raise SettingError(f"--remote-input {path}: {problem.strerror}") from problem
        finally:
            os.umask(before)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, name="remote-input", daemon=True).start()

    def close(self) -> None:
        """Stop listening and take the socket away."""
        self._server.shutdown()
        self._server.server_close()
        with contextlib.suppress(OSError):
            self._path.unlink()


class _Answers:
    def __init__(self, hand: Hand) -> None:
        self._hand = hand

    def __call__(self, line: str) -> str:
        word, _, rest = line.strip().partition(" ")
        try:
            return self._done(word, rest)
        except ValueError:
            return f"no such key: {rest}" if word == "key" else USAGE

    def _done(self, word: str, rest: str) -> str:
        match word:
            case "tap" | "down" | "up":
                x, y = rest.split()
                {"tap": self._hand.tap, "down": self._hand.down, "up": self._hand.up}[word](int(x), int(y))
            case "key":
                self._hand.key(rest)
            case "scan":
                self._hand.scan(rest)
            case "targets":
                return json.dumps(self._hand.targets())
            case _:
                return USAGE
        return "ok"
