from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace

import pygame
import pytest

from display.app import BREAK_S, PULSE_S, PULSES, REFRESH_S, SLIDE_S, WAITS_S, App, Options, motion_at
from display.chime import Chime
from display.link import BoardFetched, LinkChanged, News
from kit.drawing.theme import LOBBY
from kit.drawing.window import Window
from kit.wire import Event


@dataclass
class FakeServer:
    """A link that says what it is told to, and remembers what it was asked."""

    coming: list[News] = field(default_factory=list)
    fresh: bool = True
    reports: list[tuple[int, datetime]] = field(default_factory=list)
    boards_wanted: int = 0
    status: dict[str, object] = field(default_factory=dict)
    on_report: Callable[[], None] = lambda: None

    def news(self) -> list[News]:
        coming, self.coming = self.coming, []
        return coming

    def want_board(self) -> None:
        self.boards_wanted += 1

    def report(self, event_id: int, shown_at: datetime) -> None:
        self.on_report()
        self.reports.append((event_id, shown_at))

    def tell_status(self, **status: object) -> None:
        self.status = status


class FakeChime(Chime):
    """Counts instead of sounding."""

    def __init__(self) -> None:
        super().__init__(mute=True)
        self.played = 0

    def play(self) -> None:
        self.played += 1


@dataclass
class Screen:
    """A running lobby screen on a clock that we move."""

    window: Window
    server: FakeServer
    chime: FakeChime
    app: App = field(init=False)
    now: float = 0.0
    flips: int = 0

    def __post_init__(self) -> None:
        self.app = App(self.window, self.server, self.chime, Options(windowed=True), clock=lambda: self.now)
        flip = self.window.flip

        def counted() -> None:
            self.flips += 1
            flip()

        self.window.flip = counted  # type: ignore[method-assign]

    def hear(self, *news: News) -> None:
        self.server.coming += news
        self.app.step()

    def wait(self, seconds: float, step: float = 0.1) -> None:
        for _ in range(round(seconds / step)):
            self.now += step
            self.app.step()

    def amber(self) -> int:
        """How many pixels are of the call's colour."""
        return pygame.mask.from_threshold(self.window.surface, LOBBY.now, (3, 3, 3)).count()


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, made_up: SimpleNamespace) -> Iterator[Screen]:
    """A lobby screen on SDL's dummy driver, which has just been switched on."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    window = Window("test", (800, 480), windowed=True)
    window.inputs()
    yield Screen(window, FakeServer(), FakeChime())
    window.close()


def test_a_screen_shows_something_before_the_server_answers(screen: Screen) -> None:
    """The first step paints, and nothing more until there is news."""
    screen.wait(2)
    assert screen.flips == 1
    assert (
        len({tuple(screen.window.surface.get_at((x, y))) for x in range(0, 800, 4) for y in range(0, 480, 4)})
        > 2
    )


def test_a_call_is_shown_chimed_and_then_reported(screen: Screen, made_up: SimpleNamespace) -> None:
    """The report goes out only when the amber pixels were flipped, with the server's time."""
    at_report: list[tuple[int, int]] = []
    screen.hear(BoardFetched(made_up.board()))
    before = screen.flips
    screen.server.on_report = lambda: at_report.append((screen.flips - before, screen.amber()))
    screen.now = 5.0
    screen.hear(made_up.called(101, "A042", "3"))
    assert screen.chime.played == 1
    assert at_report[0][0] == 1
    assert at_report[0][1] > 20_000
    assert screen.server.reports == [(101, made_up.noon + timedelta(seconds=5))]
    assert screen.server.status["showing"] == "A042"


def test_two_calls_at_once_are_both_chimed_and_reported(screen: Screen, made_up: SimpleNamespace) -> None:
    """They share the card, are heard one after the other, and neither is lost."""
    screen.hear(BoardFetched(made_up.board()))
    screen.hear(made_up.called(101, "A042", "3"), made_up.called(102, "B118", "1"))
    screen.wait(7)
    assert [event_id for event_id, _ in screen.server.reports] == [101, 102]
    assert screen.chime.played == 2


def test_an_idle_screen_paints_once_a_minute(screen: Screen, made_up: SimpleNamespace) -> None:
    """Without news only the clock changes the picture."""
    screen.hear(BoardFetched(made_up.board()))
    before = screen.flips
    screen.wait(300, step=0.5)
    assert screen.flips - before == 5


def test_a_pulse_ends(screen: Screen, made_up: SimpleNamespace) -> None:
    """After slide and pulses the picture rests, though the call stays amber."""
    screen.hear(BoardFetched(made_up.board()))
    screen.hear(made_up.called(101, "A042", "3"))
    screen.wait(SLIDE_S + PULSES * PULSE_S + 0.3, step=1 / 30)
    moved = screen.flips
    screen.wait(10)
    assert moved > 30
    assert screen.flips == moved
    assert screen.amber() > 20_000


def test_reduced_motion_does_not_move(made_up: SimpleNamespace) -> None:
    """A call stands in its place at once and does not pulse."""
    lobby = made_up.lobby(number="A042", counter="3")
    assert motion_at(lobby, 0.1, reduced=False).slide < 1
    assert motion_at(lobby, SLIDE_S + PULSE_S / 2, reduced=False).glow == 1
    assert {motion_at(lobby, now / 10, reduced=True) for now in range(50)} == {
        motion_at(lobby, 20, reduced=False)
    }


def test_the_pulse_is_slower_than_once_a_second() -> None:
    """Nothing on a wall flickers: three pulses, each longer than a second."""
    assert PULSE_S > 1
    assert PULSES == 3


def test_a_lost_link_is_told_after_a_moment(screen: Screen, made_up: SimpleNamespace) -> None:
    """A short break is not mentioned, a longer one is, the last calls stay, and it goes when the link is back."""
    screen.hear(BoardFetched(made_up.board()))
    screen.hear(LinkChanged(up=False))
    screen.wait(BREAK_S - 0.5)
    assert screen.amber() == 0
    screen.wait(1)
    assert screen.amber() > 10_000
    screen.hear(LinkChanged(up=True))
    assert screen.amber() == 0
    assert screen.server.boards_wanted == 1


def test_a_silent_server_is_a_lost_link(screen: Screen, made_up: SimpleNamespace) -> None:
    """A connection that stands but says nothing counts as lost."""
    screen.hear(BoardFetched(made_up.board()))
    screen.server.fresh = False
    screen.wait(BREAK_S + 1)
    assert screen.amber() > 10_000


def test_boards_are_fetched_now_and_then(screen: Screen, made_up: SimpleNamespace) -> None:
    """Each minute for the clock's sake, and a second after what only a board can tell."""
    screen.hear(BoardFetched(made_up.board()))
    screen.wait(REFRESH_S + 1, step=0.5)
    assert screen.server.boards_wanted == 1
    screen.hear(Event(id=101, event="day.started", data={}))
    assert screen.server.boards_wanted == 2
    screen.hear(BoardFetched(made_up.board().model_copy(update={"event_id": 101})))
    screen.wait(5)
    assert screen.server.boards_wanted == 2


def test_waits_that_are_told_are_asked_for_more_often(screen: Screen, made_up: SimpleNamespace) -> None:
    """How long it takes changes without an event, so that a screen that tells it looks again sooner."""
    screen.hear(BoardFetched(made_up.board(A=(4, 10, 15))))
    flips = screen.flips
    screen.wait(WAITS_S + 1, step=0.5)
    assert screen.server.boards_wanted == 1
    screen.hear(BoardFetched(made_up.board(A=(4, 15, 20))))
    assert screen.flips == flips + 1
    assert WAITS_S < REFRESH_S


def test_a_window_that_is_closed_ends_the_program(screen: Screen) -> None:
    """Closing the window or Escape in it ends; other keys do nothing."""
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_a, mod=0, unicode="a"))
    screen.app.step()
    assert not screen.app.ended
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE, mod=0, unicode=""))
    screen.app.step()
    assert screen.app.ended


def test_a_screen_too_small_for_its_distance_says_so(
    screen: Screen, made_up: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells once from how far the screen can be read."""
    screen.hear(BoardFetched(made_up.board("en", 30.0)))
    screen.wait(120, step=1)
    assert [record.message for record in caplog.records if "can be read from" in record.message] != []
    assert sum("can be read from" in record.message for record in caplog.records) == 1
