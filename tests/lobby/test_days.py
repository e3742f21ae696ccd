"""A lobby screen that runs for days: what it keeps does not grow."""

from __future__ import annotations

import gc
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psutil
import pytest
from hall import BOARD_CALLS, OPENED

from display.app import App, Options
from display.link import BoardFetched, LinkChanged, News
from kit.drawing import paint
from kit.drawing.window import Window
from kit.lobby.announcing import Announcement
from kit.wire import Board, Call, Event, LobbyInfo, Notice, SiteInfo, Waiting

HOUR = 3600.0
STEP_S = 4.0
SITE = SiteInfo(
    code="main",
    name="City Hall",
    languages=["en", "ar"],
    timezone="UTC",
    lobby=LobbyInfo(voice="both", ticker={"en": "Please have your papers at hand. " * 4}, next_numbers=3),
)
NOTICES = [Notice(id=str(i), text={"en": f"Notice {i} of the day"}, seconds=20) for i in range(4)]


@dataclass
class Endless:
    """A server, its link and a voice, which keep no more than they need themselves."""

    chance: random.Random
    now: float = 0.0
    last: int = 0
    silence: float = 0.0
    wanted: bool = True
    coming: list[News] = field(default_factory=list)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=BOARD_CALLS))
    shown: int = 0
    said: int = 0
    busy = silent = False
    trouble = ""

    def news(self) -> list[News]:
        coming, self.coming = self.coming, []
        if self.wanted:
            self.wanted = False
            coming.append(BoardFetched(self.board()))
        return coming

    def want_board(self) -> None:
        self.wanted = True

    def report(self, event_id: int, shown_at: datetime) -> None:
        self.shown += 1

    def tell_status(self, **status: Any) -> None:
        """Nobody asks for it here."""

    def expect(self, board: Board) -> None:
        """Nothing has to be made ready."""

    def announce(self, announcement: Announcement, volume: float) -> None:
        self.said += 1

    def happens(self) -> None:
        """A customer comes, is called, and goes; the link breaks now and then."""
        number = f"{self.chance.choice('ABC')}{self.last // 4 % 900 + 100}"
        self._add("issued", number)
        counter = str(self.chance.randint(1, 12))
        self._add(
            "called", number, counter=counter, counter_name={"en": f"Counter {counter}"}, direction="right",
            language="ar", called_at=self.time().isoformat(),
        )  # fmt: skip
        told = self.coming[-1]
        assert isinstance(told, Event)
        self.calls.appendleft(Call.model_validate({**told.data, "event_id": told.id}))
        self._add(self.chance.choice(["arrived", "no_show", "returned"]), number, counter=counter)
        self._add("finished", number, counter=counter)
        if self.chance.random() < 0.05:
            self.coming.append(LinkChanged(up=True))

    def _add(self, kind: str, number: str, **more: Any) -> None:
        self.last += 1
        data = {"ticket": f"{number}-{self.last // 4}", "number": number, "service": number[0], **more}
        self.coming.append(Event(id=self.last, event=f"ticket.{kind}", data=data))

    def time(self) -> datetime:
        """The server's time of day."""
        return OPENED + timedelta(seconds=self.now)

    def board(self) -> Board:
        """The server's board."""
        waiting = [Waiting(service=code, count=self.last % 7) for code in "ABC"]
        return Board(
            event_id=self.last,
            now=self.time(),
            site=SITE,
            calls=list(self.calls),
            waiting=waiting,
            notices=NOTICES,
        )


@pytest.mark.timeout(1800)
def test_memory_is_flat(monkeypatch: pytest.MonkeyPatch, rounds: Callable[[int], int]) -> None:
    """Once its caches are full, a day of calls leaves neither objects nor memory behind."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setattr(paint._cache, "_limit", 1_000_000)  # full within minutes, not after a day
    window = Window("test", (640, 360), windowed=True)
    window.inputs()
    server = Endless(random.Random(1))
    options = Options(windowed=True, reduced_motion=True)
    app = App(window, server, server, options, clock=lambda: server.now)

    def run(seconds: float) -> tuple[int, float]:
        ends = server.now + seconds
        while server.now < ends:
            server.now += STEP_S
            if server.chance.random() < STEP_S / 40:
                server.happens()
            app.step()
        gc.collect()
        return len(gc.get_objects()), psutil.Process().memory_info().rss / 2**20

    day = rounds(24) * HOUR
    run(day / 4)
    objects, megabytes = run(day / 4)
    more_objects, more_megabytes = run(day / 2)
    window.close()
    print(f"objects {objects} -> {more_objects}, {megabytes:.1f} -> {more_megabytes:.1f} MB")
    assert server.shown > day / 100
    assert server.said > day / 200
    assert more_objects < objects * 1.02
    assert more_megabytes < megabytes + 8
