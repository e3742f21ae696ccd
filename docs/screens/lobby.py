"""Contact sheets of the lobby screen: every state of it, at five sizes, in three languages, with one counter to twenty.

    make screens ARGS="--contact DIR"        or: python docs/screens/lobby.py DIR [--only NAME]

One sheet for each size, language and number of counters at five metres; one for each theme, and some of other
distances. Whoever changes the screen opens them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]  # so that it also runs from a checkout
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import lobby_views  # noqa: E402 - after the path is set
import pygame  # noqa: E402 - after the video driver is chosen
from PIL import Image, ImageDraw  # noqa: E402
from tiles import run, tiled  # noqa: E402

from display import screen  # noqa: E402
from display.layout import slots  # noqa: E402
from kit.drawing.theme import LOBBY_THEMES  # noqa: E402

Size = tuple[int, int]
SIZES: list[Size] = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (1024, 768)]
LANGUAGES = ["en", "ar", "zh"]
AT_S = 12.0  # where the ticker is: past its first words


@dataclass(frozen=True)
class Asked:
    """What a picture or a sheet of pictures is to show."""

    size: Size
    language: str = "en"
    counters: int = 4
    distance: float = 5.0
    theme: str = "day"
    turn: int = 0

    @property
    def name(self) -> str:
        """A name of its own."""
        size = "x".join(map(str, self.size))
        return f"display-{size}-{self.language}-{self.counters}-{self.distance:g}m-{self.theme}-{self.turn}"


def sheets() -> Iterator[Asked]:
    """What each sheet shows."""
    for size, language, counters in product(SIZES, LANGUAGES, (1, 4, 20)):
        yield Asked(size, language, counters)
    for size in SIZES:
        yield Asked(size, "de", 20)
        yield Asked(size, "en", 20, turn=1)
    for theme, counters in (("warm", 4), ("contrast", 20)):
        yield Asked((1920, 1080), "en", counters, theme=theme)
    for distance, counters in ((2.5, 20), (3.5, 20), (8.0, 4)):
        yield Asked((1920, 1080), "en", counters, distance)
    yield Asked((800, 480), "en", 4)


@lru_cache(maxsize=1)
def slide() -> Path:
    """A picture for the side area: hills under the sun."""
    wide, high = 1600, 900
    made = Image.new("RGB", (wide, high), "#8FB8D9")
    pen = ImageDraw.Draw(made)
    pen.ellipse((1150, 90, 1380, 320), fill="#FFF1B8")
    pen.polygon(
        [(0, 640), (420, 330), (900, 700), (1300, 420), (wide, 640), (wide, high), (0, high)], fill="#5E7F73"
    )
    pen.polygon([(0, 760), (500, 610), (1100, 790), (wide, 650), (wide, high), (0, high)], fill="#3F5F58")
    file = Path(tempfile.mkdtemp()) / "hills.png"
    made.save(file)
    return file


def picture(state: str, asked: Asked) -> Image.Image:
    """One screen."""
    view = dict(lobby_views.states(asked.language, asked.counters, asked.distance))[state]
    calls = view.calls[: slots(asked.size, asked.distance)]
    surface = pygame.Surface(asked.size)
    screen.draw(
        surface,
        lobby_views.with_calls(view, calls),
        motion=screen.Motion(turn=asked.turn, seconds=AT_S),
        theme=LOBBY_THEMES[asked.theme],
        pictures={"picture": slide()},
    )
    return Image.frombytes("RGB", asked.size, pygame.image.tobytes(surface, "RGB"))


def sheet(asked: Asked) -> Image.Image:
    """All states side by side, small, with their names."""
    names = [name for name, _ in lobby_views.states()]
    width, height = asked.size
    wide, columns = (310, 6) if height > width else (620, 3)
    pictures = ((name, picture(name, asked)) for name in names)
    return tiled(pictures, len(names), (wide, wide * height // width), columns)


def main(argv: list[str] | None = None) -> int:
    """Make them all."""
    made = {asked.name: partial(sheet, asked) for asked in sheets()}
    return run(made, "the lobby screen", __doc__, argv)


if __name__ == "__main__":
    sys.exit(main())
