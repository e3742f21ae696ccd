"""A QR code as a surface: whole pixels for each module, so that phones read it off the glass."""

from __future__ import annotations

import math
from functools import lru_cache

import pygame
import segno

QUIET = 4  # modules of white around the code (ISO/IEC 18004, 9.1)
LEAST_MODULE_MM = 0.5  # a phone held at arm's length still tells smaller ones apart, an old one does not


@lru_cache(maxsize=4)
def _small(url: str) -> pygame.Surface:
    rows = list(segno.make(url, error="m", micro=False).matrix_iter(border=QUIET))
    surface = pygame.Surface(
        (len(rows), len(rows)), pygame.SRCALPHA
    )  # clear, so that its card's corners stay round
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                surface.set_at((x, y), (0, 0, 0))
    return surface


def least_side(url: str, pixels_per_mm: float) -> int:
    """The least side in pixels that the code may have, its white margin included."""
    modules: int = _small(url).get_width()
    return modules * math.ceil(LEAST_MODULE_MM * pixels_per_mm)


def sides(url: str, least: int, most: int) -> list[int]:
    """The sides in pixels from `most` down to about `least` that the code can have; two pixels a module or more."""
    modules: int = _small(url).get_width()
    low = max(2, -(-least // modules))
    return [modules * scale for scale in range(max(low, most // modules), low - 1, -1)]


def draw(surface: pygame.Surface, url: str, rect: pygame.Rect) -> None:
    """Draw the code over the whole of a square that has one of its `sides`."""
    surface.blit(pygame.transform.scale(_small(url), rect.size), rect)
