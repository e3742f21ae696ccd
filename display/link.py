"""Everything that waits for the server, on threads of its own: the loop only reads what comes in.

`Link` puts news into one queue: boards that were fetched, events as they happen, and whether the link stands.
"""

import logging
import math
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kit.client import new_key
from kit.errors import NextPleaseError, Refused, SettingError, Unreachable
from kit.link import LinkLog, in_words
from kit.membership import confirm
from kit.stream import EventStream
from kit.wire import Board, Event, Me

log = logging.getLogger("display")

RETRY_S = 1.0
HEARTBEAT_S = 30.0
# Longer than anything that a thread here waits for, the slowest look-up of the server's name included.
HUNG_S = 120.0
TURN_S = 10.0
# What could not be reported for this long is nobody's news any more.
REPORT_FOR_S = 60.0


class Client(Protocol):
    """What this program asks of kit.client.QueueClient."""

    def me(self) -> Me:
        """Who this screen is."""

    def board(self) -> Board:
        """What the lobby shows."""

    def shown(self, event_id: int, shown_at: datetime, key: str) -> None:
        """A call has been shown."""

    def heartbeat(self, status: dict[str, str | int | float | bool | None]) -> None:
        """How this screen is."""


@dataclass(frozen=True, slots=True)
class BoardFetched:
    """A new snapshot."""

    board: Board


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The event stream has been connected, or lost."""

    up: bool


News = BoardFetched | Event | LinkChanged


@dataclass(frozen=True, slots=True)
class _Report:
    """A call that was shown, on its way to the server; its key stays the same however often it is sent."""

    event_id: int
    shown_at: datetime
    key: str
    since: float


class Link:
    """The lobby screen's link to its server.

    `open_stream` makes the follower of events, from an event id on. `where` names the token's file; `wrong` is set, and
    nothing more is done, when the server says that the token is not a lobby screen's.
    """

    def __init__(
        self,
        client: Client,
        open_stream: Callable[[Callable[[Event], None], int, Callable[[bool], None]], EventStream],
        where: str,
        link: LinkLog,
    ) -> None:
        self._client = client
        self._open_stream = open_stream
        self._stream: EventStream | None = None
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._arrived = threading.Event()
        self._wanted = threading.Event()
        self._reports: queue.SimpleQueue[_Report] = queue.SimpleQueue()
        self._wake = threading.Condition()
        self._turned = time.monotonic()
        self._closing = False
        self._where = where
        self._link = link
        self._confirmed = False
        self.wrong: SettingError | None = None
        self._status: dict[str, str | int | float | bool | None] = {}
        self._thread = threading.Thread(target=self._work, name="link", daemon=True)

    def start(self) -> None:
        """Begin: fetch the first board, then follow the events."""
        self.want_board()
        self._thread.start()

    @property
    def silence(self) -> float:
        """For how many seconds nothing has been heard of the server; without end before the first time."""
        return math.inf if self._stream is None else self._stream.silence

    @property
    def hung(self) -> str:
        """Which of the threads here has ended or stands still; "" when none has, as it should be."""
        if self._closing or self.wrong is not None:
            return ""
        if not self._thread.is_alive() or time.monotonic() - self._turned > HUNG_S:
            return self._thread.name
        stream = self._stream
        if stream is not None and not (stream.alive and time.monotonic() - stream.turned <= HUNG_S):
            return "event-stream"
        return ""

    def wait(self, seconds: float) -> None:
        """Wait for news, but no longer than this. A call is on the screen sooner than by looking now and then."""
        self._arrived.wait(seconds)
        self._arrived.clear()

    def news(self) -> list[News]:
        """Return what has come in since the last call, in order. Never waits."""
        found: list[News] = []
        while not self._news.empty():
            found.append(self._news.get_nowait())
        return found

    def want_board(self) -> None:
        """Ask for a new snapshot; it comes as news."""
        self._wanted.set()
        self._nudge()

    def report(self, event_id: int, shown_at: datetime) -> None:
        """Tell the server that a call is on the glass."""
        self._reports.put(_Report(event_id, shown_at, new_key(), time.monotonic()))
        self._nudge()

    def tell_status(self, **status: str | int | float | bool | None) -> None:
        """Set what the next heartbeats say."""
        self._status = status

    def close(self) -> None:
        """Stop; returns at once."""
        self._closing = True
        self._nudge()
        if self._stream is not None:
            self._stream.close()

    def _nudge(self) -> None:
        with self._wake:
            self._wake.notify()

    def _work(self) -> None:
        try:
            self._serve()
        except SettingError as problem:
            self.wrong = problem
            self._arrived.set()

    def _serve(self) -> None:
        beat = time.monotonic()
        pending: list[_Report] = []
        while not self._closing:
            self._turned = time.monotonic()
            done = True
            if self._wanted.is_set():
                done = self._fetch()
            while not self._reports.empty():
                pending.append(self._reports.get_nowait())
            pending = [report for report in pending if not self._send(report)]
            if self._confirmed and time.monotonic() >= beat:
                beat = time.monotonic() + HEARTBEAT_S
                self._beat()
            with self._wake:
                if done and not pending:
                    rest = min(TURN_S, max(0.05, beat - time.monotonic()))
                    self._wake.wait_for(self._something_to_do, timeout=rest)
                else:
                    self._wake.wait(RETRY_S)

    def _something_to_do(self) -> bool:
        return self._closing or self._wanted.is_set() or not self._reports.empty()

    def _fetch(self) -> bool:
        self._wanted.clear()
        try:
            if not self._confirmed:
                confirm(self._client, "display", self._where)
                self._confirmed = True
            board = self._client.board()
        except (Unreachable, Refused) as problem:
            self._link.trouble("board", in_words(problem))
            self._wanted.set()
            return False
        self._link.well("board")
        self._came(BoardFetched(board))
        if self._stream is None:
            stream = self._open_stream(self._came, board.event_id, self._link_changed)
            stream.start()
            self._stream = stream  # only now, for one that has not begun counts as hung
            if self._closing:
                stream.close()
        return True

    def _came(self, news: News) -> None:
        self._news.put(news)
        self._arrived.set()

    def _link_changed(self, up: bool) -> None:
        self._came(LinkChanged(up))

    def _send(self, report: _Report) -> bool:
        """Whether nothing more is to be done about this report."""
        self._turned = time.monotonic()
        try:
            self._client.shown(report.event_id, report.shown_at, report.key)
        except Refused as refusal:
            log.warning("event %d as shown: %s", report.event_id, refusal)
        except Unreachable:
            return time.monotonic() - report.since > REPORT_FOR_S
        return True

    def _beat(self) -> None:
        try:
            self._client.heartbeat(dict(self._status))
        except NextPleaseError as problem:
            log.debug("no heartbeat: %s", problem)  # the link's own line in the log says it once
