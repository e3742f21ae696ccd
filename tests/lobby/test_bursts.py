"""Twelve counters that call in bursts: what one lobby screen drew and what it sent to be heard, call by call."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hall import Hall

from display.app import App, Options
from display.card import Folder
from display.layout import sizes, slots
from display.link import BoardFetched, News
from display.voice import Voice
from kit.drawing.window import Window
from kit.lobby.announcing import LATE_S
from kit.lobby.fragments import Fragments
from kit.wire import Board

SIZE, DISTANCE = (640, 360), 5.0
STEP_S = 0.25
SHOWN_S = 8.0  # what is promised
NUMBER = re.compile(r"[A-Z]\d{3,4}")


@dataclass
class Link:
    """A link that stands: every event and every board comes at once."""

    hall: Hall
    silence: float = 0.0
    heard: int = 0
    wanted: bool = True
    reports: list[tuple[int, datetime]] = field(default_factory=list)

    def news(self) -> list[News]:
        coming: list[News] = [*self.hall.events[self.heard :]]
        self.heard = len(self.hall.events)
        if self.wanted:
            self.wanted = False
            coming.append(BoardFetched(self.hall.board()))
        return coming

    def want_board(self) -> None:
        self.wanted = True

    def report(self, event_id: int, shown_at: datetime) -> None:
        self.reports.append((event_id, shown_at))

    def tell_status(self, **status: Any) -> None:
        """Nobody asks for it here."""


class Audit:
    """A lobby screen with real pixels and a real voice that speaks into a folder, and what came of it."""

    def __init__(self, hall: Hall, window: Window, voice: Voice, folder: Path) -> None:
        self.hall, self.folder, self.voice = hall, folder, voice
        self.link = Link(hall)
        options = Options(windowed=True, reduced_motion=True)
        self.app = App(window, self.link, voice, options, clock=lambda: hall.now)
        self.large = sizes(SIZE, DISTANCE).call
        self.drawn: dict[
            str, list[tuple[float, float]]
        ] = {}  # by number: from when until when it was on the card
        self.heard: list[dict[str, Any]] = []
        self._open: dict[str, float] = {}

    def pass_(self, seconds: float) -> None:
        """Let time pass."""
        for _ in range(max(1, round(seconds / STEP_S))):
            self.hall.now += STEP_S
            self.app.step()
            assert self.voice.settle(60.0)
            self._note()

    def _note(self) -> None:
        """What is on the card, by what was drawn: numbers in letters as high as the call's have to be."""
        texts = self.app._screen.texts
        card = {each.text for each in texts if each.size_px >= self.large and NUMBER.fullmatch(each.text)}
        for number in card - self._open.keys():
            self._open[number] = self.hall.now
        for number in self._open.keys() - card:
            self.drawn.setdefault(number, []).append((self._open.pop(number), self.hall.now))
        while (told := self.folder / f"{len(self.heard) + 1}.json").exists():
            self.heard.append(json.loads(told.read_text(encoding="utf-8")))
            told.with_suffix(".wav").unlink()

    def shown_for(self, number: str, since: float) -> float:
        """For how long the number stayed on the card from then on; 0 if it was not there."""
        return next((end - since for begin, end in self.drawn.get(number, []) if begin <= since < end), 0.0)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Fragments:
    """Spoken fragments, made once."""
    return Fragments(tmp_path_factory.mktemp("fragments"))


@pytest.fixture
def audit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: Fragments
) -> Iterator[Callable[[Hall], Audit]]:
    """Makes an audited screen for a hall."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    window = Window("test", SIZE, windowed=True)
    window.inputs()
    made: list[Voice] = []

    def make(hall: Hall) -> Audit:
        clock = lambda: hall.now  # noqa: E731 - the hall's time, for both
        made.append(Voice(Folder(tmp_path / "heard", clock), words, clock))
        return Audit(hall, window, made[-1], tmp_path / "heard")

    yield make
    for voice in made:
        voice.close()
    window.close()


def test_the_screen_of_the_audit_has_room_for_three() -> None:
    """Otherwise it would prove less."""
    assert slots(SIZE, DISTANCE) == 3


def test_every_call_is_shown_for_its_time_and_announced_once(
    audit: Callable[[Hall], Audit], rounds: Callable[[int], int]
) -> None:
    """In order, none swallowed, none cut off by another, each seen before it is heard, and never minutes late."""
    hall = Hall(random.Random(20261124))
    screen = audit(hall)
    screen.pass_(1)
    for pause in hall.play(rounds(1000)):
        screen.pass_(pause)
    screen.pass_(120)

    calls = [event for event in hall.events if event.event in {"ticket.called", "ticket.recalled"}]
    assert len(calls) == rounds(1000)
    shown = {event_id: _seconds(at) for event_id, at in screen.link.reports}
    heard = [each["event_id"] for each in screen.heard]

    # Each has its turn, once, in the order of the calls; only one that was taken back before has none.
    assert list(shown) == sorted(shown)
    assert len(shown) == len(screen.link.reports)
    for event in calls:
        back = hall.taken_back.get(event.id, math.inf)
        if event.id not in shown:
            assert back < _seconds(event.data["called_at"]) + LATE_S
            continue
        stayed = screen.shown_for(event.data["number"], shown[event.id])
        assert stayed >= SHOWN_S or back <= shown[event.id] + stayed

    # Each is announced once, in that order; only one that was taken back before its words began is not.
    assert heard == sorted(set(heard))
    assert all(
        hall.taken_back.get(each, math.inf) < shown[each] + LATE_S for each in shown.keys() - set(heard)
    )
    assert set(heard) <= shown.keys()
    for each, following in zip(screen.heard, screen.heard[1:], strict=False):
        assert following["begins"] >= each["begins"] + each["seconds"]
    late = [each["begins"] - shown[each["event_id"]] for each in screen.heard]
    assert min(late) >= 0
    assert max(late) <= LATE_S
    assert all(each["fragments"] for each in screen.heard)
    # It was a trial: the card was shared, calls waited for it, and the voice had to be brief.
    assert any(each["brief"] for each in screen.heard)
    assert any(not each["brief"] for each in screen.heard)
    assert (
        max(shown[event.id] - _seconds(event.data["called_at"]) for event in calls if event.id in shown)
        > SHOWN_S
    )


def _seconds(at: datetime | str) -> float:
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    return (moment - Hall(random.Random(0)).time()).total_seconds()


def test_two_screens_of_one_hall_show_the_same(audit: Callable[[Hall], Audit]) -> None:
    """A board that is fetched in the middle changes nothing that the events have said."""
    hall = Hall(random.Random(7), counters=4)
    screen = audit(hall)
    screen.pass_(1)
    for number, pause in enumerate(hall.play(20)):
        screen.link.wanted = number % 2 == 0
        screen.pass_(pause)
    lobby = screen.app._lobby
    assert lobby is not None
    board: Board = hall.board()
    assert [(call.ticket, call.state) for call in lobby.calls][:12] == [
        (call.ticket, call.state) for call in board.calls
    ]
    assert list(lobby.waiting) == board.waiting
    assert list(lobby.counters) == board.counters
