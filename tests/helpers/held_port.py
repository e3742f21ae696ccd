"""A port of 127.0.0.1 that nobody else is given while a test's server is away from it."""

from __future__ import annotations

import socket
import weakref


class HeldPort:
    """A free port, bound but not listened at: who connects is refused, unless a server with SO_REUSEADDR listens too.

    Without it, the kernel may give the port of a server that is down to whoever else asks for any.
    """

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", 0))
        self.number = int(self._socket.getsockname()[1])
        weakref.finalize(self, self._socket.close)  # a test that failed leaves nothing open for the next one

    def close(self) -> None:
        """Give it back."""
        self._socket.close()
