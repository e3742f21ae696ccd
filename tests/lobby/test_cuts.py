"""The network goes away in the middle of a stream of calls, and comes back: by the rules, and with a real server."""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import psutil
import pytest
from hall import Hall
from patience import DEADLINE_S
from starving import waited_for_a_processor
from wire_cutter import WireCutter

from display.app import STALE_S, App, Options
from display.link import Link
from kit.client import QueueClient, new_key
from kit.drawing.window import Window
from kit.link import LinkLog
from kit.lobby.announcing import Announcement, announced
from kit.lobby.board import AMBER_S, Lobby, caught_up, happened, opened, ticked
from kit.stream import PROMPT, EventStream
from kit.wire import Board

STEP_S = 0.25
BACK_S = 2.0  # what is promised
# A try that was under way, the pause after it, the new connection: kit.stream.PROMPT
LINK_S = 1.7
SPOKEN_S = 4.0


@dataclass
class Screen:
    """A lobby's rules behind a network that can be cut, and what was announced."""

    hall: Hall
    lobby: Lobby = field(init=False)
    heard: int = 0
    deaf_until: float = 0.0
    fetches: list[float] = field(default_factory=list)
    said: list[int] = field(default_factory=list)
    heard_at: dict[int, float] = field(default_factory=dict)
    silent_at: float = 0.0

    def __post_init__(self) -> None:
        self.lobby = opened(self.hall.board(), 0)

    def pass_(self, seconds: float) -> None:
        """Let time pass, in small steps."""
        for _ in range(round(seconds / STEP_S)):
            self.hall.now += STEP_S
            self.step()

    def cut(self, seconds: float) -> None:
        """No event comes for so long, and none until the link is taken up again. Boards come at a time of their own."""
        again = self.hall.chance.uniform(0, LINK_S)
        self.deaf_until = self.hall.now + seconds + again
        self.fetches = [self.hall.now + seconds + self.hall.chance.uniform(0, BACK_S) for _ in range(2)]

    def step(self) -> None:
        """One turn of the loop."""
        now = self.hall.now
        for at in [at for at in self.fetches if at <= now]:
            self.fetches.remove(at)
            self.lobby = caught_up(self.lobby, self.hall.board(), now)
        if now >= self.deaf_until:
            for event in self.hall.events[self.heard :]:
                self.heard_at[event.id] = now
                self.lobby = happened(self.lobby, event, now)
            self.heard = len(self.hall.events)
        self.lobby, _ = ticked(self.lobby, now)
        self.lobby, told = announced(self.lobby, now, busy=now < self.silent_at)
        if told is not None:
            self.said.append(told.call.event_id)
            self.silent_at = now + SPOKEN_S


def called_at(hall: Hall, event_id: int) -> float:
    """When the call of this event was made."""
    made = datetime.fromisoformat(hall.events[event_id - 1].data["called_at"])
    return hall.now - (hall.time() - made).total_seconds()


@pytest.mark.parametrize("seconds", [1, 30, 600])
def test_after_a_cut_the_state_is_right_and_nothing_old_is_shouted(
    seconds: int, rounds: Callable[[int], int]
) -> None:
    """Two seconds after the return all is as the server says; fresh calls are announced once, old ones listed only."""
    for seed in range(rounds(150)):
        hall = Hall(random.Random(seed))
        screen = Screen(hall)
        cut_at, back_at = hall.chance.uniform(5, 60), 0.0
        right = False
        for pause in hall.play(60 + seconds // 3):
            for _ in range(round(pause / STEP_S)):
                if not back_at and hall.now >= cut_at:
                    screen.cut(seconds)
                    back_at = hall.now + seconds + BACK_S
                screen.pass_(STEP_S)
                if back_at and not right and hall.now >= back_at:
                    _is_right(screen)
                    right = True
        screen.pass_(200)
        assert right
        _was_said_well(screen)


def _is_right(screen: Screen) -> None:
    lobby, board = screen.lobby, screen.hall.board()
    ours = [(call.ticket, call.event_id, call.state) for call in lobby.calls]
    assert ours[:12] == [(call.ticket, call.event_id, call.state) for call in board.calls]
    assert list(lobby.waiting) == board.waiting
    assert list(lobby.counters) == board.counters
    shown = {row.call.ticket for row in lobby.rows(screen.hall.now)} | {
        turn.call.ticket for turn in lobby.turns
    }
    assert {call.ticket for call in board.calls} <= shown


def _was_said_well(screen: Screen) -> None:
    assert screen.said == sorted(set(screen.said))
    for event in screen.hall.events:
        if event.event not in {"ticket.called", "ticket.recalled"}:
            continue
        late = screen.heard_at[event.id] - called_at(screen.hall, event.id) >= AMBER_S
        if event.id in screen.said:
            assert not late
        else:
            assert late or event.id in screen.hall.taken_back


class Mouth:
    """Takes no time to say anything, and remembers what."""

    busy = silent = False
    trouble = ""

    def __init__(self) -> None:
        self.said: list[str] = []

    def expect(self, board: Board) -> None:
        """Nothing has to be made ready."""

    def announce(self, announcement: Announcement, volume: float) -> None:
        self.said.append(announcement.call.number)


class Wall:
    """A real lobby screen on a real link through a network that can be cut, and the counter that calls."""

    def __init__(self, server: Any, window: Window) -> None:
        self.wire = WireCutter(server.url)
        self._server = psutil.Process(server.process.pid)
        self.mouth = Mouth()
        token = server.device("display", "hall")
        tokens = [server.device("kiosk", "door"), token]
        tokens += [server.device("counter", f"desk {code}", "--counter", code) for code in "12"]
        self._clients = [QueueClient(server.url, each) for each in tokens]
        self._kiosk, self._screen, *self._counters = self._clients
        told = LinkLog(logging.getLogger("display"))

        def open_stream(on_event: Any, last_id: int, on_link: Any) -> EventStream:
            return EventStream(self.wire.url, token, on_event, last_id, on_link, told, PROMPT)

        self._clients.append(QueueClient(self.wire.url, token, timeout=2.0))
        self._link = Link(self._clients[-1], open_stream, "here", told)
        self._app = App(window, self._link, self.mouth, Options(windowed=True, reduced_motion=True))
        self._link.start()

    def call(self, counter: int) -> str:
        """A customer comes, and is called to one of the counters."""
        self._kiosk.take_ticket("A", "en", new_key())
        ticket = self._counters[counter].call_next(str(counter + 1), new_key())
        assert ticket is not None
        return ticket.number

    def until(self, true: Callable[[], bool], seconds: float) -> float:
        """Let the screen run until this is so; how long that took.

        Without what screen and server had to wait for a processor: a busy machine is not the network.
        """
        began, queued = time.monotonic(), self._starved()
        while not true():
            assert time.monotonic() - began < seconds, f"not within {seconds} s"
            self._app.step()
            self._link.wait(self._app.rest)
        return time.monotonic() - began - max(0.0, self._starved() - queued)

    def _starved(self) -> float:
        return waited_for_a_processor(os.getpid(), *(each.pid for each in self._server.children()))

    def run(self, seconds: float) -> None:
        """Let the screen run."""
        ends = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= ends, seconds + 60)

    def has_said(self, count: int) -> bool:
        """Whether so many calls were announced."""
        return len(self.mouth.said) >= count

    @property
    def complains(self) -> bool:
        """Whether it says that it has no connection."""
        return bool(self._app._view.notice)

    def is_right(self) -> bool:
        """Whether it knows what the server knows."""
        lobby, board = self._app._lobby, self._screen.board()
        return (
            lobby is not None
            and [(call.event_id, call.state) for call in lobby.calls]
            == [(call.event_id, call.state) for call in board.calls]
            and list(lobby.counters) == board.counters
            and [each.count for each in lobby.waiting] == [each.count for each in board.waiting]
        )

    def close(self) -> None:
        """End it."""
        self._link.close()
        self.wire.close()
        self._link._thread.join(10)
        for client in self._clients:
            client.close()


@pytest.fixture
def wall(servers: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Wall]:
    """A lobby screen that stands, with its server."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    server = servers("sqlite")
    server.start()
    window = Window("test", (640, 360), windowed=True)
    made = Wall(server, window)
    made.until(made.is_right, DEADLINE_S)
    yield made
    made.close()
    window.close()


def test_a_real_screen_is_right_within_two_seconds_of_the_networks_return(wall: Wall) -> None:
    """After a cut of a second and one of seven, of which it tells in time; each call is said once, in order."""
    numbers = [wall.call(0)]
    wall.run(2.0)  # a counter may call again
    wall.until(wall.is_right, DEADLINE_S)
    for seconds, forget in ((1.0, False), (7.0, True)):
        wall.wire.cut()
        numbers += [wall.call(0), wall.call(1)]
        waited = wall.until(lambda: wall.complains, DEADLINE_S) if seconds > STALE_S else 0.0
        assert waited < STALE_S + 1
        wall.run(seconds - waited)
        assert not wall.is_right()
        wall.wire.mend(forget=forget)
        assert wall.until(lambda: wall.is_right() and not wall.complains, DEADLINE_S) < BACK_S
        wall.until(partial(wall.has_said, len(numbers)), DEADLINE_S)
        wall.run(1.5)  # and nothing is said twice
    assert wall.mouth.said == numbers
