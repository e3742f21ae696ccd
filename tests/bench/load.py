"""A load of plain HTTP/1.1 over kept-alive sockets: little work for the client, so the server is what is measured."""

from __future__ import annotations

import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Load:
    """What came of a load: answers a second, and milliseconds at the 50th and 99th percentile (nearest rank)."""

    clients: int
    answers: int
    seconds: float
    times_ms: tuple[float, ...]

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    def percentile(self, share: float) -> float:
        """Nearest rank, milliseconds."""
        ordered = sorted(self.times_ms)
        return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


class Wire:
    """One kept-alive connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = f"{parts.hostname}:{parts.port}"
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = b""

    def ask(
        self, method: str, path: str, token: str = "", body: bytes = b"", key: str = ""
    ) -> tuple[int, bytes]:
        """One request; returns status and body."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}"]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        if key:
            lines.append(f"Idempotency-Key: {key}")
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        while b"\r\n\r\n" not in self._left:
            self._more()
        head, _, rest = self._left.partition(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        self._left = rest
        while len(self._left) < length:
            self._more()
        body, self._left = self._left[:length], self._left[length:]
        return int(head.split(b" ", 2)[1]), body

    def _more(self) -> None:
        chunk = self._socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        self._left += chunk

    def close(self) -> None:
        """Let go."""
        self._socket.close()


def take_ticket(token: str, service: str = "A") -> Callable[[Wire], int]:
    """A request that takes a ticket, with a fresh key each time."""
    body = b'{"service":"' + service.encode() + b'"}'

    def ask(wire: Wire) -> int:
        return wire.ask("POST", "/api/v1/tickets", token, body, secrets.token_hex(16))[0]

    return ask


def run(url: str, ask: Callable[[Wire], int], clients: int, answers: int, expected: int) -> Load:
    """`answers` requests from `clients` connections at once. Raises AssertionError at any other status."""
    each = answers // clients
    times: list[list[float]] = [[] for _ in range(clients)]
    problems: list[str] = []
    gate = threading.Barrier(clients + 1)

    def client(place: int) -> None:
        wire = Wire(url)
        gate.wait()
        for _ in range(each):
            began = time.perf_counter()
            status = ask(wire)
            times[place].append((time.perf_counter() - began) * 1000)
            if status != expected:
                problems.append(f"status {status}")
        wire.close()

    threads = [threading.Thread(target=client, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    assert not problems, f"{len(problems)} answers were not {expected}: {problems[0]}"
    assert all(len(mine) == each for mine in times), "a client ended early"
    return Load(clients, each * clients, seconds, tuple(one for mine in times for one in mine))
