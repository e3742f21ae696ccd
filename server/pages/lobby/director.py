"""Runs a lobby's board for the browsers that show it, by the same rules and with the same words as the lobby's program.

One director for a site and a choice of what is shown, in each process, for as long as somebody watches. What it shows
is encoded once for all who watch. It begins from the log as if it had watched the last minute: after a restart of the
server, and in every process, the same calls are large.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace

from kit import wire
from kit.lobby.announcing import KEPT_S, quiet
from kit.lobby.board import AMBER_S, SLOTS, Lobby, caught_up, happened, ticked
from kit.lobby.only import EVERYTHING, Only
from kit.lobby.view import View, view
from server.desk import Desk
from server.desk.board import board as board_of
from server.desk.change import Logged
from server.pages.lobby.beginning import begun, recent
from server.pages.lobby.breaks import with_breaks
from server.pages.lobby.dress import Dress, dress_of
from server.pages.lobby.later import later
from server.pages.lobby.speech import to_be_heard
from server.stream import Hub
from server.stream.frames import told

log = logging.getLogger("lobby")

BEAT_S = 2.0  # a sign of life: a page that hears nothing for 5 s says so
TICK_S = 0.25
REFRESH_S = 30.0  # how old a wait that is told may become: it changes without an event
AGAIN_S = 1.0
STAYS_S = 30.0
GONE = b"event: gone\ndata: 1\n\n"  # the device was shut out
NOTHING = b":\n\n"  # keeps the connection; for a page it is silence


@dataclass(frozen=True)
class Choice:
    """What a kind of screen shows of a site: for which services and counters, and how many calls at once."""

    site_id: int
    only: Only = EVERYTHING
    slots: int = SLOTS


@dataclass(frozen=True, slots=True)
class _Said:
    """A call to be heard: its event, when its turn began, and its frame."""

    event_id: int
    at: float
    frame: bytes


class Director:
    """The live board of one choice. `clock` is steady, in seconds."""

    def __init__(
        self, desk: Desk, hub: Hub, choice: Choice, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._desk, self._hub, self._choice, self._clock = desk, hub, choice, clock
        self._changed = threading.Condition()
        self._running = False
        self._watching = 0
        self._left_at = clock()
        self._lobby: Lobby | None = None
        self._cursor = 0
        self._asked = 0.0
        self._painted: tuple[View, Dress, tuple[int, ...]] | None = None
        self._frame = b""  # nothing: there is no board that could be shown
        self._version = 0
        self._failing = False
        self._said: deque[_Said] = deque(maxlen=50)
        self._told = 0  # the newest call to be heard when the frame was made
        self._out: set[int] = set()

    @property
    def idle(self) -> bool:
        """Whether nobody watches, and nothing runs."""
        return not self._running

    def watch(self, device: int, heard: int | None) -> Iterator[bytes]:
        """Frames for one screen, for ever; ends when its device is shut out or the server goes down.

        `heard` is the newest call that this screen has announced; None: it has only now come, and shouts nothing old.
        """
        with self._changed:
            self._watching += 1
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, name="lobby", daemon=True).start()
        try:
            yield from self._frames(device, heard)
        finally:
            with self._changed:
                self._watching -= 1
                self._left_at = self._clock()

    def _frames(self, device: int, heard: int | None) -> Iterator[bytes]:
        seen = 0
        yield self._beat()
        while not self._hub.closing:
            with self._changed:
                self._wait(seen, device)
                if device in self._out:
                    break
                frames = [self._frame] if self._is_news(seen) else []
                seen = self._version if frames else seen
                new = [] if heard is None else self._to_say(heard)
                if new:
                    heard = new[-1].event_id
                elif heard is None and seen:
                    heard = self._told
                frames += [each.frame for each in new]
            # The beat comes last: what a page is told before may have been made a while ago.
            yield b"".join(frames) + self._beat()
        if device in self._out:
            yield GONE

    def _beat(self) -> bytes:
        """A sign of life: at which second of its minute the server's clock is, for a page whose link is lost later.

        Without a board there is none: a page that shows an old one has to say so.
        """
        if not self._frame:
            return NOTHING
        return b"event: beat\ndata: %.1f\n\n" % (self._desk.now() / 1000 % 60)

    def _wait(self, seen: int, device: int) -> None:
        def something() -> bool:
            return self._is_news(seen) or device in self._out or self._hub.closing

        self._changed.wait_for(something, BEAT_S)

    def _is_news(self, seen: int) -> bool:
        return self._version > seen and self._frame != b""

    def _to_say(self, heard: int) -> list[_Said]:
        """What a screen has still to announce: nothing that was taken back since, or that quiet hours have ended."""
        now, unsaid = self._clock(), self._painted[2] if self._painted else ()
        new = (each for each in self._said if each.event_id > heard and each.event_id in unsaid)
        return [each for each in new if now - each.at < AMBER_S]

    def _run(self) -> None:
        with self._hub.attended():
            while self._is_wanted():
                try:
                    self._step()
                    self._failing = False
                except Exception:  # whatever it was: it is said once, and tried until it goes
                    if not self._failing:
                        log.exception(
                            "a lobby's board cannot be brought up to date; its pages are told nothing"
                        )
                    self._failing = True
                    self._forget()
                    time.sleep(AGAIN_S)

    def _forget(self) -> None:
        """There is no board any more; the next one begins from the log."""
        with self._changed:
            self._lobby = self._painted = None
            self._frame = b""

    def _is_wanted(self) -> bool:
        with self._changed:
            unwatched = not self._watching and self._clock() - self._left_at > STAYS_S
            if unwatched or self._hub.closing:
                self._running = False
                self._forget()
                self._changed.notify_all()
                return False
        return True

    def _step(self) -> None:
        """One turn: take what has happened, let time pass, and tell what is different. Waits TICK_S at the most."""
        lobby = self._begin() if self._lobby is None else self._go_on(self._lobby)
        now = self._clock()
        if (
            now - self._asked >= (AGAIN_S if lobby.outdated and not lobby.urgent else REFRESH_S)
            or lobby.urgent
        ):
            lobby = caught_up(lobby, self._board(), now)
        self._lobby = lobby
        self._publish(lobby)

    def _begin(self) -> Lobby:
        board = self._board()
        self._cursor = recent(board)
        logged: list[Logged] = []
        while self._cursor < board.event_id and (more := self._read(0.0)):
            logged += more
        now = self._clock()
        events = [self._event(each) for each in logged]
        lobby = begun(board, events, now, self._choice.only, self._choice.slots)
        with self._changed:
            self._said.clear()
        for turn in lobby.unsaid:
            self._say(lobby, turn.call, turn.since)
        return lobby

    def _go_on(self, lobby: Lobby) -> Lobby:
        logged = self._read(TICK_S)
        now = self._clock()
        for each in logged:
            lobby = happened(lobby, self._event(each), now)
        lobby, calls = ticked(lobby, now, self._choice.slots)
        for call in calls:
            self._say(lobby, call, now)
        # Each screen announces in its own time. Here they are only kept for as long as one might still have to.
        unsaid = tuple(turn for turn in lobby.unsaid if now - turn.since < KEPT_S)
        if quiet(lobby, now, (turn.call for turn in unsaid)):
            unsaid = ()  # what a page has not begun to say when quiet hours begin it says no more
        return lobby if unsaid == lobby.unsaid else replace(lobby, unsaid=unsaid)

    def _board(self) -> wire.Board:
        self._asked = self._clock()
        with self._desk.view(self._choice.site_id) as now:
            return board_of(now)

    def _read(self, seconds: float) -> list[Logged]:
        logged = self._hub.after(self._choice.site_id, self._cursor, seconds)
        if logged:
            self._cursor = logged[-1].id
        for each in logged:
            if each.event == "device.revoked":
                self._shut_out(each.data.get("device"))
        return logged

    def _shut_out(self, device: object) -> None:
        if isinstance(device, int):
            with self._changed:
                self._out.add(device)
                self._changed.notify_all()

    def _event(self, logged: Logged) -> wire.Event:
        branch = self._desk.branch(self._choice.site_id)
        return wire.Event(id=logged.id, event=logged.event, data=told(branch, logged, staff=False))

    def _say(self, lobby: Lobby, call: wire.Call, since: float) -> None:
        data = to_be_heard(lobby, call, self._clock())
        if data is not None:
            with self._changed:
                self._said.append(_Said(call.event_id, since, _frame("say", data)))

    def _publish(self, lobby: Lobby) -> None:
        now = self._clock()
        shown = view(lobby, now, "fresh", raqm=True)
        painted = shown, dress_of(lobby.site), tuple(turn.call.event_id for turn in lobby.unsaid)
        if painted == self._painted:
            return
        lost = view(lobby, now, "stale", raqm=True)
        told = with_breaks(asdict(shown))
        newest = self._said[-1].event_id if self._said else 0
        data = {
            "view": told,
            "later": later(lobby, now, self._choice.slots, told),
            "events": [turn.call.event_id for turn in lobby.turns],
            "unsaid": painted[2],
            "said": newest,
            "lost": with_breaks({"notice": lost.notice, "advice": lost.advice}),
            "dress": asdict(painted[1]),
        }
        with self._changed:
            self._painted, self._frame, self._told = painted, _frame("view", data), newest
            self._version += 1
            self._changed.notify_all()


def _frame(kind: str, data: object) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {kind}\ndata: {text}\n\n".encode()
