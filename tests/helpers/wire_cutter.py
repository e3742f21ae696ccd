"""A network between a program and its server that can be cut: nobody is told, nothing comes through."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from urllib.parse import urlsplit


class WireCutter:
    """Forwards connections to the server at `url`, from `self.url`. While it is cut bytes are held, and not refused."""

    def __init__(self, url: str) -> None:
        told = urlsplit(url)
        self._there = (told.hostname or "", told.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._flows = threading.Event()
        self._flows.set()
        self._closing = False
        self._lock = threading.Lock()
        self._ends: list[tuple[socket.socket, threading.Event]] = []
        self._threads: list[threading.Thread] = []
        self._begin(self._accept)

    def _begin(self, what: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=what, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def cut(self) -> None:
        """From now on nothing comes through."""
        self._flows.clear()

    def mend(self, *, forget: bool = False) -> None:
        """It flows again; `forget`: but not in the connections that were open, as after a router's restart."""
        with self._lock:
            if forget:
                for _, lost in self._ends:
                    lost.set()
        self._flows.set()

    def close(self) -> None:
        """Away with it."""
        self._closing = True
        self._flows.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join(10)
        with self._lock:
            for end, _ in self._ends:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join(10)
        for end in [self._listener, *(end for end, _ in self._ends)]:
            end.close()

    def _accept(self) -> None:
        while not self._closing:
            with contextlib.suppress(OSError):
                here, _ = self._listener.accept()
                self._flows.wait()
                there = socket.create_connection(self._there)
                lost = threading.Event()
                with self._lock:
                    self._ends += [(here, lost), (there, lost)]
                self._begin(self._pump, here, there, lost)
                self._begin(self._pump, there, here, lost)

    def _pump(self, source: socket.socket, sink: socket.socket, lost: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                if lost.is_set():
                    return  # neither end hears of it
                sink.sendall(data)
        if not lost.is_set():
            for end in (source, sink):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
