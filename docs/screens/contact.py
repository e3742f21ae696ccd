"""Contact sheets of every screen of the kiosk: each at three sizes, in three languages and two themes.

    make screens ARGS="--contact DIR"        or: python docs/screens/contact.py DIR [--only NAME]

One sheet for each size, language and theme, and one for each size of what a customer may ask for: larger text, high
contrast, low reach, reading aloud. Whoever changes a screen opens them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]  # so that it also runs from a checkout
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame  # noqa: E402 - after the video driver is chosen
from kiosk_states import EASES, EXAMPLES, LONGEST, NOW, SECONDS, THEMES  # noqa: E402 - after the path is set
from PIL import Image  # noqa: E402
from tiles import run, tiled  # noqa: E402

from kiosk import screens  # noqa: E402
from kiosk import state as s  # noqa: E402
from kit import wire  # noqa: E402
from kit.drawing.scale import Scale  # noqa: E402

SIZES = [(800, 480), (1280, 800), (1080, 1920)]
WIDTH = {(800, 480): 480, (1280, 800): 512, (1080, 1920): 270}  # of one picture on a sheet
COLUMNS = {(800, 480): 4, (1280, 800): 4, (1080, 1920): 8}

Size = tuple[int, int]
Asked = tuple[str, Size, str, s.Eased, wire.ThemeInfo]


def sheets() -> Iterator[Asked]:
    """What each sheet shows, with its name."""
    for size, language, theme in product(SIZES, ("en", "ar", LONGEST), ("day", "night")):
        name = f"{size[0]}x{size[1]}-{language}-{theme}"
        yield name, size, language, EASES["plain"], THEMES[theme]
    for size, ease in product(SIZES, ("larger", "contrast", "low", "all")):
        yield f"{size[0]}x{size[1]}-{LONGEST}-eased-{ease}", size, LONGEST, EASES[ease], THEMES["day"]


def picture(name: str, size: Size, language: str, eased: s.Eased, theme: wire.ThemeInfo) -> Image.Image:
    """One screen."""
    surface = pygame.Surface(size)
    state = EXAMPLES[name].state(language, eased, theme)
    screens.draw(surface, state, screens.View(Scale(*size), SECONDS, NOW))
    return Image.frombytes("RGB", size, pygame.image.tobytes(surface, "RGB"))


def sheet(asked: Asked) -> Image.Image:
    """All screens side by side, small, with their names."""
    _name, size, *rest = asked
    wide = WIDTH[size]
    pictures = ((name, picture(name, size, *rest)) for name in EXAMPLES)
    return tiled(pictures, len(EXAMPLES), (wide, wide * size[1] // size[0]), COLUMNS[size])


def main(argv: list[str] | None = None) -> int:
    """Make them all."""
    made = {asked[0]: partial(sheet, asked) for asked in sheets()}
    return run(made, f"{len(EXAMPLES)} screens", __doc__, argv)


if __name__ == "__main__":
    sys.exit(main())
