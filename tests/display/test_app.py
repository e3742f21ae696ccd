import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pygame
import pytest

from display.app import REFRESH_S, STALE_S, WAITS_S, App, Options
from display.link import BoardFetched, LinkChanged, News
from display.moving import PULSE_S, PULSES, SHIFT_S, SLIDE_S, motion_at, shift_at
from display.screen import TURN_S
from kit.drawing.theme import LOBBY
from kit.drawing.window import Window
from kit.lobby.announcing import Announcement
from kit.lobby.only import Only
from kit.wire import Board, BoardCounter, Event, LobbyInfo, Notice, Wait


@dataclass
class FakeServer:
    """A link that says what it is told to, and remembers what it was asked."""

    coming: list[News] = field(default_factory=list)
    silence: float = 0.0
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


@dataclass
class FakeVoice:
    """Remembers what it was to say, and says nothing."""

    said: list[tuple[str, tuple[str, ...], bool, float]] = field(default_factory=list)
    busy: bool = False
    silent: bool = False
    trouble: str = ""
    expected: list[Board] = field(default_factory=list)

    def expect(self, board: Board) -> None:
        self.expected.append(board)

    def announce(self, announcement: Announcement, volume: float) -> None:
        self.said.append((announcement.call.number, announcement.languages, announcement.brief, volume))


@dataclass
class FakePictures:
    """Slides and files as a test wants them."""

    slides: tuple[Notice, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)
    wanted: list[str] = field(default_factory=list)

    def want(self, paths: list[str]) -> None:
        self.wanted = paths


@dataclass
class Screen:
    """A running lobby screen on a clock that we move."""

    window: Window
    server: FakeServer = field(default_factory=FakeServer)
    voice: FakeVoice = field(default_factory=FakeVoice)
    pictures: FakePictures = field(default_factory=FakePictures)
    options: Options = field(default_factory=lambda: Options(windowed=True))
    app: App = field(init=False)
    now: float = 0.0
    flips: int = 0
    areas: list[pygame.Rect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.begin()
        update = self.window.update

        def counted(part: pygame.Rect) -> None:
            self.flips += 1
            self.areas.append(part)
            update(part)

        self.window.update = counted  # type: ignore[method-assign]

    def begin(self, **options: object) -> None:
        """Start it, with other options if any are given."""
        told = Options(windowed=True, **options)  # type: ignore[arg-type]
        self.app = App(self.window, self.server, self.voice, told, self.pictures, clock=lambda: self.now)

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

    @property
    def words(self) -> list[str]:
        """The lines that stand on the screen."""
        return [line.text for line in self.app._screen.texts]

    @property
    def spoken(self) -> list[str]:
        """The numbers that were announced."""
        return [number for number, *_ in self.voice.said]


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, made_up: SimpleNamespace) -> Iterator[Screen]:
    """A lobby screen on SDL's dummy driver, which has just been switched on."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    window = Window("test", (800, 480), windowed=True)
    window.inputs()
    yield Screen(window)
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
    assert screen.spoken == ["A042"]
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
    assert screen.spoken == ["A042", "B118"]


def test_an_idle_screen_paints_once_a_minute(screen: Screen, made_up: SimpleNamespace) -> None:
    """Without news only the clock changes the picture, and now and then it moves aside."""
    screen.now = 30.0
    screen.hear(BoardFetched(made_up.board()))
    before = screen.flips
    screen.wait(145, step=0.5)
    assert screen.flips - before == 2
    screen.wait(10, step=0.5)
    assert 175 < SHIFT_S < 185
    assert screen.flips - before == 3


def test_a_new_message_begins_with_its_beginning(screen: Screen, made_up: SimpleNamespace) -> None:
    """Whenever it comes, the first of its pages has the first turn, and all of it."""
    screen.now = 2 * TURN_S - 2
    board = made_up.board()
    screen.hear(BoardFetched(board))
    for event_id in (101, 102):
        told = {"message": {"en": f"Lift {event_id}", "es": f"Ascensor {event_id}"}, "until": None}
        screen.hear(Event(id=event_id, event="display.message", data=told))
        for seconds, words in ((0, "Lift"), (TURN_S - 1, "Lift"), (1.5, "Ascensor")):
            screen.wait(seconds, step=0.5)
            assert f"{words} {event_id}" in screen.words


def test_an_apology_begins_with_its_beginning(screen: Screen, made_up: SimpleNamespace) -> None:
    """Whenever a promise is broken, in the first language; a newer estimate of it takes no turn from another."""
    screen.now = TURN_S + 2
    board = made_up.board(A=3)
    late = [each.model_copy(update={"late": True}) for each in board.waiting]
    screen.hear(BoardFetched(board))
    screen.hear(BoardFetched(board.model_copy(update={"waiting": late})))
    assert any("We are sorry" in words for words in screen.words)
    screen.wait(TURN_S + 1, step=0.5)
    longer = [each.model_copy(update={"wait": Wait(low_s=3000, high_s=3600)}) for each in late]
    screen.hear(BoardFetched(board.model_copy(update={"waiting": longer})))
    assert not any("We are sorry" in words for words in screen.words)


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
    resting = {motion_at(lobby, now / 10, reduced=True) for now in range(50)}
    assert {(each.slide, each.glow, each.flash, each.seconds) for each in resting} == {(1, 0, 1, None)}


def test_the_pulse_is_slower_than_once_a_second() -> None:
    """Nothing on a wall flickers: three pulses, each longer than a second."""
    assert PULSE_S > 1
    assert PULSES == 3


def test_a_lost_link_is_told_after_five_seconds(screen: Screen, made_up: SimpleNamespace) -> None:
    """A short silence is not mentioned, a longer one is, the last calls stay, and it goes when the link is back."""
    screen.hear(BoardFetched(made_up.board()))
    screen.wait(10)
    screen.server.silence = STALE_S - 0.1
    screen.wait(1)
    assert screen.amber() == 0
    screen.server.silence = STALE_S
    screen.wait(0.1)
    assert screen.amber() > 10_000
    screen.server.silence = 0.0
    screen.hear(LinkChanged(up=True))
    assert screen.amber() == 0
    assert screen.server.boards_wanted == 1


def test_a_screen_that_starts_has_a_moment_to_hear_something(
    screen: Screen, made_up: SimpleNamespace
) -> None:
    """The first events come after the first board: not before five seconds is their silence mentioned."""
    screen.server.silence = float("inf")
    screen.hear(BoardFetched(made_up.board()))
    screen.wait(STALE_S - 0.2)
    assert screen.amber() == 0
    screen.wait(0.4)
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


def test_a_number_is_seen_before_it_is_heard(screen: Screen, made_up: SimpleNamespace) -> None:
    """The announcement begins when the pixels are there, one after the other, in the languages of the site's choice."""
    screen.hear(BoardFetched(made_up.board()))
    assert screen.voice.expected == [made_up.board()]
    screen.hear(made_up.called(101, "A042", "3", language="es"), made_up.called(102, "B118", "1"))
    assert screen.voice.said == [("A042", ("es",), True, 1.0)]
    screen.voice.busy = True
    screen.wait(3)
    assert screen.spoken == ["A042"]
    screen.voice.busy = False
    screen.wait(0.1)
    assert screen.voice.said[1:] == [("B118", ("en",), False, 1.0)]


def test_quiet_hours_flash_instead(screen: Screen, made_up: SimpleNamespace) -> None:
    """Nothing is said, and the card has an edge that moves for its first seconds."""
    board = made_up.board()
    quiet = board.site.model_copy(update={"lobby": LobbyInfo(quiet_hours=["10:00-11:00"])})
    screen.hear(BoardFetched(board.model_copy(update={"site": quiet})))
    screen.hear(made_up.called(101, "A042", "3"))
    screen.wait(SLIDE_S + PULSES * PULSE_S + 0.2)
    moved = screen.flips
    screen.wait(1)
    assert screen.flips > moved + 5
    screen.wait(6)
    moved = screen.flips
    screen.wait(5)
    assert screen.flips == moved
    assert screen.spoken == []


def test_a_screen_that_was_started_mute_says_so(screen: Screen, made_up: SimpleNamespace) -> None:
    """It is no trouble; but whoever wonders at the silence reads why."""
    screen.begin(mute=True)
    screen.hear(BoardFetched(made_up.board()))
    assert screen.server.status["sound_off"] is True
    assert screen.server.status["sound"] == ""


def test_trouble_with_the_sound_is_told(screen: Screen, made_up: SimpleNamespace) -> None:
    """The next heartbeat says why nothing is heard, and calls flash; sound that is only off does neither."""
    screen.hear(BoardFetched(made_up.board()))
    assert screen.server.status["sound"] == ""
    assert screen.server.status["sound_off"] is False
    screen.voice.trouble, screen.voice.silent = "no sound card was found", True
    screen.hear(made_up.called(101, "A042", "3"))
    assert screen.server.status["sound"] == "no sound card was found"
    screen.wait(SLIDE_S + PULSES * PULSE_S + 0.2)
    moved = screen.flips
    screen.wait(1)
    assert screen.flips > moved + 5


def test_calls_that_share_the_card_are_all_reported(screen: Screen, made_up: SimpleNamespace) -> None:
    """Where three fit, three calls of one moment are on the glass together."""
    screen.begin(diagonal=200.0)
    screen.hear(BoardFetched(made_up.board()))
    screen.hear(*(made_up.called(101 + i, f"A{42 + i:03}", "3") for i in range(4)))
    assert [event_id for event_id, _ in screen.server.reports] == [101, 102, 103]


def test_a_screen_of_one_floor(
    screen: Screen, made_up: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    """It shows and announces its own counters' calls alone; a code that nobody has is said once."""
    caplog.set_level(logging.WARNING)
    screen.begin(only=Only(services=frozenset({"A", "Z"}), counters=frozenset({"1", "9"})))
    counters = [BoardCounter(code=code, name={}) for code in ("1", "2")]
    board = made_up.board().model_copy(update={"counters": counters})
    for _ in range(3):
        screen.hear(BoardFetched(board))
    screen.hear(
        made_up.called(101, "A042", "2"), made_up.called(102, "B118", "1"), made_up.called(103, "A043", "1")
    )
    assert [event_id for event_id, _ in screen.server.reports] == [103]
    assert screen.spoken == ["A043"]
    assert [record.getMessage() for record in caplog.records if "is for" in record.message] == [
        "this screen is for service Z, which the site does not have",
        "this screen is for counter 9, which the site does not have",
    ]


def test_names_are_fetched_without_a_pause(screen: Screen, made_up: SimpleNamespace) -> None:
    """Where names are shown each call asks for a board at once, and only once in a second if that does not come."""
    board = made_up.board()
    names = board.site.model_copy(update={"lobby": LobbyInfo(show_names=True)})
    screen.hear(BoardFetched(board.model_copy(update={"site": names})))
    screen.hear(made_up.called(101, "A042", "3"))
    assert screen.server.boards_wanted == 1
    screen.hear(made_up.called(102, "A043", "3"))
    assert screen.server.boards_wanted == 2
    screen.wait(0.9)
    assert screen.server.boards_wanted == 2
    screen.wait(0.3)
    assert screen.server.boards_wanted == 3


def test_a_house_that_opens_is_looked_at_in_that_moment(screen: Screen, made_up: SimpleNamespace) -> None:
    """Nobody reads that it opens at eight when it is eight."""
    opens = made_up.noon + timedelta(seconds=20)
    screen.hear(BoardFetched(made_up.board().model_copy(update={"open": False, "opens_at": opens})))
    screen.wait(19)
    assert screen.server.boards_wanted == 0
    screen.wait(1.5)
    assert screen.server.boards_wanted >= 1


def test_pictures_are_asked_for_by_the_board(screen: Screen, made_up: SimpleNamespace) -> None:
    """Those of its notices, and the logo."""
    notice = Notice(id="n1", picture="/api/v1/notices/n1/picture")
    screen.hear(BoardFetched(made_up.board().model_copy(update={"notices": [notice]})))
    assert screen.pictures.wanted == ["", "/api/v1/notices/n1/picture"]


def test_slides_of_the_screens_own(screen: Screen, made_up: SimpleNamespace, tmp_path: Path) -> None:
    """A picture of its folder is shown, and the next one after its time."""
    for name, colour in (("a.png", "red"), ("b.png", "blue")):
        made = pygame.Surface((40, 30))
        made.fill(colour)
        pygame.image.save(made, str(tmp_path / name))
    screen.pictures.slides = tuple(Notice(id=name, picture=name, seconds=60) for name in ("a.png", "b.png"))
    screen.pictures.files = {name: tmp_path / name for name in ("a.png", "b.png")}

    def there(colour: str) -> bool:
        return (
            pygame.mask.from_threshold(screen.window.surface, pygame.Color(colour), (3, 3, 3)).count() > 1000
        )

    screen.hear(BoardFetched(made_up.board()))
    first = there("red")
    assert first != there("blue")
    screen.wait(60, step=0.5)
    assert there("blue") is first


@pytest.mark.parametrize("short", [480, 1080, 2160])
def test_the_picture_never_stands_still_for_good(short: int) -> None:
    """It moves by a pixel each few minutes, within a few pixels, and comes to all places between."""
    places = [shift_at(step * SHIFT_S, short) for step in range(4 * 4 * (short // 270) ** 2 * 4)]
    assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) <= 2 for a, b in pairwise(places))
    reach = short // 270
    assert set(places) == {(x, y) for x in range(-reach, reach + 1) for y in range(-reach, reach + 1)}


def test_a_ticker_moves_alone(screen: Screen, made_up: SimpleNamespace) -> None:
    """While it runs, nothing but its strip is drawn again, in each frame; where nothing may move it stands."""
    board = made_up.board()
    words = {"en": "The lift is being mended. " * 12}
    running = BoardFetched(
        board.model_copy(update={"site": board.site.model_copy(update={"lobby": LobbyInfo(ticker=words)})})
    )
    screen.hear(running)
    assert screen.app.rest < 0.05
    screen.areas.clear()
    screen.wait(1, step=1 / 30)
    assert len(screen.areas) >= 25
    assert all(area.height < 120 for area in screen.areas)
    screen.begin(reduced_motion=True)
    screen.hear(running)
    screen.areas.clear()
    screen.wait(5)
    assert screen.areas == []


class FakeSnapshots:
    """Remembers when a picture was taken."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now, self.taken = now, list[float]()

    def take(self, _surface: pygame.Surface) -> None:
        self.taken.append(self.now())


def test_its_picture_is_as_fresh_as_the_glass(screen: Screen, made_up: SimpleNamespace) -> None:
    """While a line runs along the foot, what takes turns is pictured at each turn; the running line alone is not."""
    board = made_up.board()
    words = {"en": "The lift is being mended. " * 12}
    counters = [
        BoardCounter(code=str(n), name={"en": f"Desk {n}"}, state="open", number=f"B{n:03d}")
        for n in range(30)
    ]
    site = board.site.model_copy(update={"lobby": LobbyInfo(ticker=words)})
    snapshots = FakeSnapshots(lambda: screen.now)
    screen.app = App(
        screen.window,
        screen.server,
        screen.voice,
        Options(windowed=True),
        snapshots=snapshots,  # type: ignore[arg-type]
        clock=lambda: screen.now,
    )
    screen.hear(BoardFetched(board.model_copy(update={"site": site, "counters": counters})))
    screen.wait(4 * TURN_S)
    turns = [turn * TURN_S for turn in range(1, 4)]
    assert all(any(turn <= at < turn + 1 for at in snapshots.taken) for turn in turns)
    assert len(snapshots.taken) < 8
