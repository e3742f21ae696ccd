"""A testing aid, off by default: a local socket through which a program can be a finger.

`--remote-input SOCKET` listens on a Unix socket that only this user may open. One line, one answer:

    tap X Y      a finger goes down and up at this pixel of the panel  -> ok
    key NAME     a key is pressed and released (return, tab, escape …) -> ok
    targets      -> one line of JSON: [{"name": "service:A", "rect": [x, y, width, height]}, …] in the panel's pixels

The lines become real SDL events in the program's own queue: from there on, nothing tells them from a finger.
"""

from __future__ import annotations

import contextlib
import json
import os
import socketserver
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kit.errors import SettingError

Target = dict[str, Any]


class RemoteInput:
    """Listens on `path`. `tap`, `key` and `targets` are called from its own threads; they must be safe there."""

    def __init__(
        self,
        path: Path,
        tap: Callable[[int, int], None],
        key: Callable[[str], None],
        targets: Callable[[], list[Target]],
    ) -> None:
        self._path = path
        answer = _Answers(tap, key, targets)

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
    def __init__(
        self,
        tap: Callable[[int, int], None],
        key: Callable[[str], None],
        targets: Callable[[], list[Target]],
    ) -> None:
        self._tap, self._key, self._targets = tap, key, targets

    def __call__(self, line: str) -> str:
        match line.split():
            case ["tap", x, y] if x.isdecimal() and y.isdecimal():
                self._tap(int(x), int(y))
                return "ok"
            case ["key", name]:
                try:
                    self._key(name)
                except ValueError:
                    return f"no such key: {name}"
                return "ok"
            case ["targets"]:
                return json.dumps(self._targets())
            case _:
                return "say: tap X Y | key NAME | targets"
