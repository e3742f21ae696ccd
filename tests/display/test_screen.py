from collections.abc import Iterator
from itertools import combinations
from types import SimpleNamespace

import pygame
import pytest

from display.layout import sizes
from display.screen import Motion, draw
from kit.drawing.theme import LOBBY
from kit.lobby.board import Lobby
from kit.lobby.view import View, starting, view
from kit.text import CAP_HEIGHT

SIZES = [(800, 480), (1280, 800), (1920, 1080), (1080, 1920), (1080, 1080)]
LANGUAGES = ["en", "es", "ar"]
DOWN = {
    "en": "The passport system is down.",
    "es": "El sistema de pasaportes no funciona.",
    "ar": "نظام الجوازات متوقف عن العمل.",
}
LONG = {"en": "Back at two. " * 9, "es": "Volvemos a las dos. " * 9, "ar": "نعود في الثانية. " * 9}


def states(made_up: SimpleNamespace, language: str, distance: float = 5.0) -> Iterator[View]:
    """A screen's whole life: starting, empty, idle, calling in all ways, with others waiting for their turn, stale."""
    other = "ar" if language != "ar" else "es"
    told = {"A": (4, 10, 15), "B": (11, 30, 40)}
    many = {"A": 14, "B": 11, "C": 9, "D": 3, "E": 27, "F": 8, "G": 1}

    def seen(lobby: Lobby, link: str = "fresh") -> View:
        return view(lobby, 0, link, raqm=True)

    def lobby(**more: object) -> Lobby:
        return made_up.lobby(language, distance, **more)

    yield starting()
    yield seen(lobby(calls=0, waiting={"A": 0}))
    yield seen(lobby(calls=0, waiting={"A": 0}), "stale")
    yield seen(lobby())
    yield seen(lobby(calls=1, waiting=many), "stale")
    for way in ("left", "right", "straight", "none"):
        yield seen(lobby(number="A042", counter="3", direction=way))
    yield seen(lobby(number="A1000", counter="12", direction="left", language=other, pending=3, waiting=many))
    yield seen(lobby(number="W042", counter="12", direction="right", language=other), "stale")
    yield seen(lobby(number="A001", counter="1", calls=0))
    name = dict.fromkeys(("en", "es", "ar"), "Registry office, second floor")
    yield seen(lobby(number="A042", counter="R2", counter_name=name, direction="straight"))
    yield seen(lobby(paused={"B": DOWN}))
    yield seen(lobby(number="A042", counter="3", direction="left", paused={"B": DOWN}))
    yield seen(lobby(number="A042", counter="3", paused={"A": {}, "B": DOWN, "C": LONG}, pending=2))
    yield seen(lobby(calls=0, paused={"A": LONG}, waiting=many))
    yield seen(lobby(paused={"B": DOWN}), "stale")
    yield seen(lobby(waiting=told))
    yield seen(lobby(number="A042", counter="3", waiting={**told, "C": (2, 5, 5)}))
    yield seen(lobby(number="A042", counter="3", waiting={**told, "C": (2, 95, 125), "D": (1, 0, 5)}))
    yield seen(lobby(calls=0, waiting={**told, "C": 2}, paused={"B": DOWN}))


def shifted(rect: pygame.Rect) -> pygame.Rect:
    """A line's ink without the last pixel around it, which may be no more than a shade."""
    return rect.inflate(-2, -2)


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("distance", [5.0, 8.0, 12.0])
def test_no_text_is_clipped_or_covered(
    made_up: SimpleNamespace, size: tuple[int, int], language: str, distance: float
) -> None:
    """On every screen, in every state, each line is on the screen, within its box, and clear of all the others."""
    surface = pygame.Surface(size)
    for each in states(made_up, language, distance):
        drawn = draw(surface, each)
        for line in drawn:
            assert surface.get_rect().contains(line.ink), line
            assert line.box.left - 2 <= line.ink.left, line
            assert line.ink.right <= line.box.right + 2, line
        for one, other in combinations(drawn, 2):
            assert not shifted(one.ink).colliderect(shifted(other.ink)), (one, other)


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("language", LANGUAGES)
def test_at_five_metres_nothing_is_cut_short(
    made_up: SimpleNamespace, size: tuple[int, int], language: str
) -> None:
    """At the usual distance everything usual is said whole; only names that are too long end in an ellipsis."""
    surface = pygame.Surface(size)
    long_name = "Registry office, second floor"
    for each in states(made_up, language):
        for line in draw(surface, each):
            assert "…" not in line.text or long_name.startswith(line.text[:-1].rstrip()), line


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("distance", [2.0, 5.0, 8.0])
def test_type_is_as_high_as_the_distance_asks(
    made_up: SimpleNamespace, size: tuple[int, int], distance: float
) -> None:
    """Number and counter have capitals of 12.2 mm for each metre, everything else of 6 mm, on a 43-inch screen."""
    surface = pygame.Surface(size)
    measures = sizes(size, distance)
    per_mm = measures.scale.pixels_per_mm
    lobby = made_up.lobby("en", distance, number="A042", counter="3", direction="left", pending=2)
    drawn = draw(surface, view(lobby, 0, "fresh", raqm=True))
    for line in drawn:
        assert line.size_px * CAP_HEIGHT >= 6 * measures.metres * per_mm - 0.5, line
    number = next(line for line in drawn if line.text == "A042")
    counter = next(line for line in drawn if line.text in {"Counter 3", "3"})
    for line in (number, counter):
        assert line.ink.height >= 12.2 * measures.metres * per_mm - 1, line


def test_the_distance_is_kept_where_the_screen_is_large_enough() -> None:
    """A 43-inch screen can be read from 8 m, a 7-inch one cannot and says from where it can."""
    assert sizes((1920, 1080), 8.0).metres == 8.0
    small = sizes((800, 480), 5.0, 7.0)
    assert 0 < small.metres < 2


@pytest.mark.parametrize(("way", "side"), [("left", "left"), ("right", "right")])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_arrow_stands_on_the_side_it_points_to(
    made_up: SimpleNamespace, way: str, side: str, language: str
) -> None:
    """Left is left and right is right, in Arabic too: the arrow is about the room, not about the text."""
    surfaces = []
    for direction in (way, "none"):
        surfaces.append(pygame.Surface((1920, 1080)))
        lobby = made_up.lobby(language, number="A042", counter="3", direction=direction, calls=0)
        drawn = draw(surfaces[-1], view(lobby, 0, "fresh", raqm=True))
    number = next(line for line in drawn if line.text == "A042")
    dark = pygame.mask.from_threshold(surfaces[0], LOBBY.on_now, (40, 40, 40))
    rows = [
        rect for rect in dark.get_bounding_rects() if rect.centery > number.ink.bottom and rect.height > 100
    ]
    outer = (
        min(rows, key=lambda rect: rect.left) if side == "left" else max(rows, key=lambda rect: rect.right)
    )
    assert outer.height >= sizes((1920, 1080), 5.0).call_capitals
    assert (outer.centerx < 960) == (side == "left")


def test_an_arabic_lobby_is_mirrored(made_up: SimpleNamespace) -> None:
    """The call is at the right and the list at the left; numbers still read A042."""
    surface = pygame.Surface((1920, 1080))
    lobby = made_up.lobby("ar", number="A042", counter="3", direction="left")
    drawn = draw(surface, view(lobby, 0, "fresh", raqm=True))
    places = {line.text: line.ink.centerx for line in drawn}
    assert places["A042"] > 960 > places["B117"]
    assert places["5"] < places["A041"]
    assert surface.get_at((1800, 60))[:3] == LOBBY.now


def test_the_call_comes_first_to_the_eye(made_up: SimpleNamespace) -> None:
    """A call is amber and its number the largest thing; without one there is no amber at all."""
    surface = pygame.Surface((1920, 1080))
    drawn = draw(surface, view(made_up.lobby(number="A042", counter="3"), 0, "fresh", raqm=True))
    assert max(drawn, key=lambda line: line.size_px).text == "A042"
    amber = pygame.mask.from_threshold(surface, LOBBY.now, (2, 2, 2))
    assert amber.count() > 300_000
    draw(surface, view(made_up.lobby(), 0, "fresh", raqm=True))
    assert pygame.mask.from_threshold(surface, LOBBY.now, (2, 2, 2)).count() == 0


def test_a_stale_screen_says_so(made_up: SimpleNamespace) -> None:
    """Without a link the band is amber and says in words what to do; the last calls stay."""
    surface = pygame.Surface((1920, 1080))
    drawn = draw(surface, view(made_up.lobby(), 0, "stale", raqm=True))
    said = " ".join(line.text for line in drawn)
    assert "No connection. Please ask our staff." in said
    assert "B117" in said
    assert surface.get_at((5, 1075))[:3] == LOBBY.now


def test_a_call_slides_in_and_pulses(made_up: SimpleNamespace) -> None:
    """On its way in the card stands elsewhere, and while it pulses it has another amber."""
    seen = view(made_up.lobby(number="A042", counter="3"), 0, "fresh", raqm=True)
    surface = pygame.Surface((1920, 1080))
    at_rest = next(line.ink.x for line in draw(surface, seen) if line.text == "A042")
    sliding = next(
        line.ink.x for line in draw(surface, seen, motion=Motion(slide=0.2)) if line.text == "A042"
    )
    assert sliding < at_rest
    draw(surface, seen, motion=Motion(glow=1.0))
    assert surface.get_at((100, 60))[:3] == LOBBY.now_soft


@pytest.mark.parametrize(
    ("size", "waiting", "said"),
    [
        ((1920, 1080), {"A": (4, 10, 15)}, ["Waiting", "A", "3 · about 10–15 min"]),
        ((1920, 1080), {"A": (4, 10, 15), "B": 11}, ["Waiting", "A", "3 · about 10–15 min", "B", "11"]),
        ((1920, 1080), {"A": (4, 10, 15), "B": (9, 30, 40)}, ["A", "10–15 min", "B", "30–40 min"]),
        (
            (1920, 1080),
            {"A": (4, 10, 15), "B": (9, 30, 40), "C": (1, 5, 5), "D": 0},
            ["A", "10–15", "B", "30–40", "C", "5 min"],
        ),
        ((1080, 1920), {"A": (4, 10, 15), "B": (9, 30, 40)}, ["A", "10–15 min", "B", "30–40 min"]),
        ((1080, 1920), {"A": (4, 95, 125), "B": 2}, ["5 waiting"]),
        ((1920, 1080), {"A": 0}, ["No one waiting"]),
    ],
)
def test_who_waits_and_how_long_as_fully_as_there_is_room(
    made_up: SimpleNamespace, size: tuple[int, int], waiting: dict[str, object], said: list[str]
) -> None:
    """People and minutes, or minutes alone, or people alone; never a number that could be either.

    Of four who wait for A one is being called.
    """
    surface = pygame.Surface(size)
    drawn = draw(
        surface, view(made_up.lobby(number="A042", counter="3", waiting=waiting), 0, "fresh", raqm=True)
    )
    band = [line.text for line in drawn if line.text != "10:42"]
    assert band[-len(said) :] == said


def test_calls_that_wait_for_their_turn_are_marked(made_up: SimpleNamespace) -> None:
    """In the list, calls still to come have an amber outline besides their colour."""
    surface = pygame.Surface((1920, 1080))
    drawn = draw(surface, view(made_up.lobby(number="A042", counter="3", pending=1), 0, "fresh", raqm=True))
    pending = next(line for line in drawn if line.text == "B118")
    before = next(line for line in drawn if line.text == "B117")
    assert surface.get_at((1400, pending.box.top + 2))[:3] == LOBBY.now
    assert surface.get_at((1400, before.box.top + 2))[:3] != LOBBY.now


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paused_service_is_said(made_up: SimpleNamespace, size: tuple[int, int], language: str) -> None:
    """Its letter and why, word for word where there is room, at least that it is paused; and gone when it is not."""
    surface = pygame.Surface(size)
    seen = view(
        made_up.lobby(language, paused={"B": DOWN}, number="A042", counter="3"), 0, "fresh", raqm=True
    )
    drawn = [line.text for line in draw(surface, seen)]
    whole = " ".join(drawn)
    assert "B" in drawn
    assert seen.paused_word in whole or all(word in whole for word in DOWN[language].split())
    if size == (1920, 1080):
        assert DOWN[language] in whole
    after = view(made_up.lobby(language, number="A042", counter="3"), 0, "fresh", raqm=True)
    assert DOWN[language] not in " ".join(line.text for line in draw(surface, after))
