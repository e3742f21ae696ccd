"""Very many listeners at little cost: plain sockets and one epoll, so that the server is what is measured."""

from __future__ import annotations

import re
import select
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_ID = re.compile(rb"^id: (\d+)\r?$", re.MULTILINE)
_END = b"\n\n\r\n"  # of a frame, and of the HTTP chunk it came in


@dataclass
class Crowd:
    """`count` open event streams, read by a thread of its own; `seen[id]` is how many have had it.

    All are of one caller, or each has its own of `paths`.

    `last[id]` is when (time.perf_counter) the last of them got it. With `reads=False` nobody ever reads.
    """

    url: str
    token: str
    count: int
    reads: bool = True
    paths: Sequence[str] = ()
    last_event_id: int | None = None
    seen: dict[int, int] = field(default_factory=dict)
    last: dict[int, float] = field(default_factory=dict)
    ids: list[list[int]] = field(default_factory=list)
    closed: int = 0

    def __post_init__(self) -> None:
        """Connect all of them, and wait for the first that each one is told."""
        self.ids = [[] for _ in range(self.count)]
        self._rest: list[bytes] = [b""] * self.count
        self._sockets = [self._connected(place) for place in range(self.count)]
        self._places = {each.fileno(): place for place, each in enumerate(self._sockets)}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read)
        if self.reads:
            self._thread.start()

    def _connected(self, place: int) -> socket.socket:
        parts = urlsplit(self.url)
        made = socket.socket()
        if not self.reads:
            made.setsockopt(
                socket.SOL_SOCKET, socket.SO_RCVBUF, 4096
            )  # full soon: the server is what has to wait
        made.settimeout(60)
        made.connect((parts.hostname, parts.port))
        path = self.paths[place] if self.paths else "/api/v1/events"
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {parts.netloc}",
            f"Authorization: Bearer {self.token}",
        ]
        if self.last_event_id is not None:
            lines.append(f"Last-Event-ID: {self.last_event_id}")
        made.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = b""
        while _END not in head:
            part = made.recv(4096)
            assert part, f"the stream ended at once: {head!r}"
            head += part
        assert b" 200 " in head.split(b"\r\n")[0], head
        self._rest[place] = head.partition(_END)[2]
        made.setblocking(False)
        return made

    def _read(self) -> None:
        poll = select.epoll()
        for number in self._places:
            poll.register(number, select.EPOLLIN)
        while not self._stop.is_set():
            for number, _ in poll.poll(0.2, 4096):
                if not self._take(self._places[number]):
                    poll.unregister(number)
        poll.close()

    def _take(self, place: int) -> bool:
        """Read what one of them was sent; whether it is still open."""
        try:
            part = self._sockets[place].recv(1 << 20)
        except BlockingIOError:
            return True
        except OSError:
            part = b""
        if not part:
            self.closed += 1
            return False
        now = time.perf_counter()
        text = self._rest[place] + part
        whole = text if text.endswith(_END) else text[: text.rfind(b"\n\n") + 2]
        self._rest[place] = text[len(whole) :]
        for found in _ID.findall(whole):
            number = int(found)
            self.ids[place].append(number)
            self.seen[number] = self.seen.get(number, 0) + 1
            self.last[number] = now
        if (
            part.endswith(b"\r\n0\r\n\r\n") or part == b"0\r\n\r\n"
        ):  # the last chunk: a stream that ended properly
            self.closed += 1
            return False
        return True

    def have(self, ids: Sequence[int]) -> bool:
        """Whether all of them have had all of these."""
        return all(self.seen.get(each, 0) >= self.count for each in ids)

    def close(self) -> None:
        """Everybody goes."""
        self._stop.set()
        if self.reads:
            self._thread.join()
        for each in self._sockets:
            each.close()
