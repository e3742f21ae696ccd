"""Every layout of the lobby screen, in every state: sizes against the viewing distance, and nothing cut or covered."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product
from pathlib import Path

import lobby_views
import pygame
import pytest
from PIL import Image

from display.layout import Sizes, sizes, slots
from display.screen import Motion, Screen
from kit.drawing.paint import TextBox
from kit.drawing.theme import LOBBY
from kit.lobby.view import View
from kit.text import CAP_HEIGHT

SIZES = [(1280, 720), (1920, 1080), (1080, 1920), (1024, 768), (800, 480)]
LARGEST = (3840, 2160)  # the same as the half of it, four times as slow: for the long proof
DISTANCES = [2.5, 5.0, 8.0]
COUNTERS = [1, 4, 20]
LANGUAGES = ["en", "ar", "zh", "de"]


@dataclass(frozen=True)
class Shown:
    """One screen as it was drawn."""

    name: str
    surface: pygame.Surface
    view: View
    measures: Sizes
    texts: list[TextBox]


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A slide's picture."""
    file = tmp_path_factory.mktemp("slides") / "slide.png"
    Image.new("RGB", (1600, 900), "#7fb2d6").save(file)
    return file


@pytest.fixture
def screens(rounds: Callable[[int], int], picture: Path) -> Iterator[Shown]:
    """A fair share of all screens there are, each on another page of what takes turns."""
    proving = rounds(10) == 10
    every = list(product([*SIZES, LARGEST] if proving else SIZES, DISTANCES, COUNTERS, LANGUAGES))
    chosen = random.Random(5).sample(every, rounds(len(every)))

    def shown() -> Iterator[Shown]:
        for turn, (size, distance, counters, language) in enumerate(chosen):
            surface = pygame.Surface(size)
            for name, view in lobby_views.states(language, counters, distance):
                view = replace(view, calls=view.calls[: slots(size, distance)])  # noqa: PLW2901 - as the board has it
                screen = Screen(surface)
                screen.show(view, motion=Motion(turn=turn, seconds=1.0), pictures={"picture": picture})
                told = f"{name} {size} {distance} m {counters} {language} turn {turn}"
                yield Shown(told, surface, view, sizes(size, distance), screen.texts)

    return shown()


def test_every_layout_in_every_state(screens: Iterator[Shown]) -> None:
    """All that is said is large enough for the farthest seat, whole, and clear of all else; and so is each call."""
    for shown in screens:
        check_lines(shown)
        check_calls(shown)


def check_lines(shown: Shown) -> None:
    """Each line has capitals of 6 mm for each metre, stands on the screen and in its box, and covers no other.

    From five metres nothing is cut short; from farther away a long word may be wider than the screen.
    """
    whole = shown.surface.get_rect()
    assert shown.texts, shown.name
    for line in shown.texts:
        told = f"{shown.name}: {line}"
        assert line.size_px * CAP_HEIGHT >= shown.measures.text_capitals - 0.5, told
        assert whole.contains(line.ink), told
        assert shown.view.distance > 5 or "…" not in line.text, told
        assert line.box.left - 2 <= line.ink.left, told
        assert line.ink.right <= line.box.right + 2, told
    for one, other in combinations(shown.texts, 2):
        assert not one.ink.inflate(-2, -2).colliderect(other.ink.inflate(-2, -2)), (
            f"{shown.name}: {one} {other}"
        )


def check_calls(shown: Shown) -> None:
    """Number, counter and arrow of every call in the card are 12.2 mm high for each metre, or more."""
    least = shown.measures.call_capitals
    for call in shown.view.calls:
        numbers = [line for line in shown.texts if line.text == call.number]
        assert max(line.ink.height for line in numbers) >= least - 1, shown.name
        rounded = max(line.ink.height for line in numbers) // 20  # an O is a little higher than an A
        assert all(line.box.top - rounded <= line.ink.top for line in numbers), (shown.name, numbers)
        names = [line for line in shown.texts if line.text in {call.place.name, call.place.brief}]
        assert max(line.size_px for line in names) * CAP_HEIGHT >= least - 1, shown.name
        # From five metres nobody has to guess what the number after theirs is.
        word = call.place.name.replace(call.place.code, "").replace(call.place.brief, "").strip()
        worded = [line for line in shown.texts if word in line.text and line.ground == LOBBY.now]
        assert shown.view.distance > 5 or len(worded) >= len(shown.view.calls), f"{shown.name}: no {word}"
    arrows = sum(call.way != "none" for call in shown.view.calls)
    assert len(_large_shapes(shown)) >= arrows, shown.name


def _large_shapes(shown: Shown) -> list[pygame.Rect]:
    """What is drawn in a call's ink as high as the distance asks, and is no letter: the arrows."""
    if not shown.view.calls:
        return []
    ink = pygame.mask.from_threshold(shown.surface, LOBBY.on_now, (60, 60, 60))
    letters = [line.ink for line in shown.texts]
    least = shown.measures.call_capitals - 1  # its outermost pixels are half page
    return [
        shape
        for shape in ink.get_bounding_rects()
        if least <= max(shape.size) < 3 * least
        and min(shape.size) > 0.7 * least
        and shape.collidelist(letters) < 0
    ]
