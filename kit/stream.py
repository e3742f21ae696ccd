"""Follows the server's event stream: reconnects, resumes where it was, and says how long it has heard nothing.

The server sends a comment at least every 15 s, and to a lobby's screen every second or so; after a longer silence than
that the connection is given up, for nobody says when a network is cut.
"""

from __future__ import annotations

import contextlib
import json
import logging
import math
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import requests
from urllib3.exceptions import HTTPError

from kit.link import HUNG_UP, LinkLog, in_words
from kit.wire import Event
from kit.witness import HEADER, Witness

log = logging.getLogger("stream")
STALE_S = 20.0
CONNECT_S = 3.0
PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a silence is borne, how long a connection is waited for, and the pauses between tries, in seconds."""

    silence_s: float = STALE_S
    connect_s: float = CONNECT_S
    pauses_s: tuple[float, ...] = PAUSES_S


USUAL = Patience()
# A wall has to be right again within two seconds of the network's return. A short cut leaves the connection standing,
# and the other side sends again only after as long as the cut was; a new connection is sooner.
PROMPT = Patience(silence_s=3.0, connect_s=1.0, pauses_s=(0.2, 0.5))


@dataclass(frozen=True)
class Frame:
    """One block of a server-sent-events stream: `id` and `event` are None where the block had none."""

    id: int | None
    event: str | None
    data: str


def frames(lines: Iterator[str]) -> Iterator[Frame | None]:
    """Server-sent-events lines (without their line ends) as frames; None for each comment (a sign of life).

    Format: WHATWG HTML, "Server-sent events", as far as our server uses it.
    """
    number: int | None = None
    event: str | None = None
    data: list[str] = []
    for line in lines:
        if line == "":
            if data:
                yield Frame(number, event, "\n".join(data))
            number, event, data = None, None, []
        elif line.startswith(":"):
            yield None
        else:
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "id" and value.isdecimal():
                number = int(value)
            elif name == "event":
                event = value
            elif name == "data":
                data.append(value)


class EventStream:
    """Calls `on_event` for each event, in order and once each, on a thread of its own.

    `last_id` is the last event already known (for example a board's `event_id`); None starts from now. `on_link` is
    called with True when a connection stands and False when it is lost; `trouble` then says why, in words. After
    `refused` (the token is not accepted) it goes on trying: a device may be added back. `link` tells the log.
    `turned` is when its thread last moved, by the steady clock; `alive` whether there is one.
    """

    def __init__(
        self,
        server_url: str,
        token: str,
        on_event: Callable[[Event], None],
        last_id: int | None = None,
        on_link: Callable[[bool], None] | None = None,
        link: LinkLog | None = None,
        patience: Patience = USUAL,
    ) -> None:
        self._url = server_url.rstrip("/") + "/api/v1/events"
        self._token = token
        self._on_event = on_event
        self._on_link = on_link or (lambda _up: None)
        self._link = link or LinkLog(log)
        self._patience = patience
        self.last_id = last_id
        self.refused = False
        self.trouble = ""
        self._witness = Witness()
        self._heard = 0.0
        self.turned = time.monotonic()
        self._stop = threading.Event()
        self._response: requests.Response | None = None
        self._thread = threading.Thread(target=self._follow, name="event-stream", daemon=True)

    @property
    def fresh(self) -> bool:
        """Whether the server was heard within as long as a silence is borne."""
        return self.silence < self._patience.silence_s

    @property
    def silence(self) -> float:
        """For how many seconds nothing has been heard of the server; without end before the first time."""
        return time.monotonic() - self._heard if self._heard else math.inf

    @property
    def alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def close(self) -> None:
        """Stop following; returns at once, the thread ends by itself."""
        self._stop.set()
        if self._response is not None:
            # Not close(): that waits for the reading thread's lock, which it gives back with the next comment only.
            with contextlib.suppress(OSError, RuntimeError, ValueError):
                self._response.raw.shutdown()

    def _follow(self) -> None:
        tries = 0
        while not self._stop.is_set():
            heard = self._heard
            self.turned = time.monotonic()
            self.trouble = HUNG_UP
            try:
                self._read_once()
            except (requests.RequestException, HTTPError, OSError, ValueError, AttributeError) as problem:
                # HTTPError: urllib3's own, when a server dies in the middle of a chunk.
                # AttributeError: urllib3 raises it when close() takes the socket away from a reading thread.
                self.trouble = in_words(problem)
            if self._stop.is_set():
                return
            self._link.trouble("events", self.trouble)
            if self._heard > heard:  # it stood: begin with the short pauses again
                tries = 0
            self._on_link(False)
            # A spread keeps a roomful of screens from returning in the same millisecond.
            self._stop.wait(self._pause(tries) * random.uniform(0.8, 1.2))  # noqa: S311 - no secret
            tries += 1

    def _pause(self, tries: int) -> float:
        # Nobody waits for a device that was shut out.
        pauses = PAUSES_S if self.refused else self._patience.pauses_s
        return pauses[min(tries, len(pauses) - 1)]

    def _read_once(self) -> None:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "text/event-stream"}
        if self.last_id is not None:
            headers["Last-Event-ID"] = str(self.last_id)
        if seen := self._witness.header():
            headers[HEADER] = seen
        with requests.Session() as session:
            session.trust_env = False
            timeout = (self._patience.connect_s, self._patience.silence_s)
            with session.get(self._url, headers=headers, stream=True, timeout=timeout) as response:
                self._response = response
                self.refused = response.status_code in {401, 403}
                response.raise_for_status()
                self._heard = time.monotonic()
                self._link.well("events")
                self._on_link(True)
                for frame in frames(_lines(response)):
                    self._heard = self.turned = time.monotonic()
                    if frame is not None and frame.event is not None and frame.id is not None:
                        self._take(frame.id, frame.event, frame.data)
                    if self._stop.is_set():
                        return

    def _take(self, number: int, event: str, data: str) -> None:
        if self.last_id is not None and number <= self.last_id:
            return  # already known: a resumed stream may overlap
        told = Event(id=number, event=event, data=json.loads(data))
        self._on_event(told)
        self._witness.heard(told)
        self.last_id = number


def _lines(response: requests.Response) -> Iterator[str]:
    """The response's lines as soon as each is complete.

    requests' own iter_lines waits for its chunk to fill or splits lines late; reading what the socket has keeps a call
    from lying in a buffer.
    """
    pending = b""
    for chunk in (
        response.raw.stream(amt=None, decode_content=True) if response.raw.chunked else _raw(response)
    ):
        pending += chunk
        *whole, pending = pending.split(b"\n")
        for line in whole:
            yield line.rstrip(b"\r").decode("utf-8")


def _raw(response: requests.Response) -> Iterator[bytes]:
    while chunk := response.raw.read1(65536):
        yield chunk
