"""Pure: how large things are on a lobby screen, and where they stand.

The sizes come from the distance to the farthest seat (EN 301 549 5.1.4, NUREG-0700): the called number, its counter and
its arrow have capitals of at least 0.0122 of the distance, everything else of at least 0.006. What has no room is left
out; type is never made smaller. Rectangles are for left to right; Painter.flip mirrors them.
"""

from dataclasses import dataclass
from itertools import pairwise

import pygame

from kit.drawing.scale import Scale
from kit.lobby.sizes import LOBBY_INCHES, capitals
from kit.text import Face, measure, size_for_capitals

NUMBER_TRACKING = -0.01
_CARD_SHARE = 0.645
# Widths of the longest usual texts in parts of their size: `A1000`, and `A1000` with a counter `12` beside it.
_NUMBER_EMS, _ROW_EMS = 3.1, 4.9


@dataclass(frozen=True, slots=True)
class Sizes:
    """Heights of capitals in pixels, for the call and for everything else; and from how far they can be read."""

    scale: Scale
    call_capitals: int
    text_capitals: int
    metres: float

    @property
    def call(self) -> int:
        """Least font size of the call."""
        return size_for_capitals(self.call_capitals)

    @property
    def text(self) -> int:
        """Font size of everything else."""
        return size_for_capitals(self.text_capitals)


def sizes(size: tuple[int, int], distance: float, diagonal: float | None = None) -> Sizes:
    """Return the sizes for a screen of `size` pixels and a distance in metres.

    A screen too small for its distance gets the largest type it can hold; `metres` is then less than the distance.
    """
    high = capitals(*size, distance, diagonal)
    return Sizes(Scale(*size, diagonal or LOBBY_INCHES), high.call, high.text, high.metres)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand: the call (or the greeting), the list with its title, and the band at the foot."""

    main: pygame.Rect
    title: pygame.Rect | None
    rows: tuple[pygame.Rect, ...]
    band: pygame.Rect
    padding: int

    @property
    def inset(self) -> int:
        """How far the list's words stand inside its rows."""
        return round(self.padding * 0.6)


def layout(sizes: Sizes, *, with_list: bool, list_title: str = "", band_lines: int = 1) -> Layout:
    """Lay a screen out: side by side when it is wide, one above the other when it is high.

    The list, or its title, is left out where there is no room for it.
    """
    scale, capitals = sizes.scale, sizes.text_capitals
    margin, padding = scale.u(3.6), scale.u(4.8)
    # Arabic reaches more than half a capital's height below the line.
    band_line = max(round(capitals * 1.2) + 2 * scale.u(3.6), round(capitals * 2.35))
    band_height = band_line + (band_lines - 1) * round(sizes.text * 1.25)
    band = pygame.Rect(0, scale.height - band_height, scale.width, band_height)
    page = pygame.Rect(margin, margin, scale.width - 2 * margin, scale.height - band_height - 2 * margin)
    alone = Layout(page, None, (), band, padding)
    if not with_list:
        return alone
    split = _beside(page, sizes, margin, alone) or _stacked(page, sizes, margin)
    if split is None:
        return alone
    main, column = split
    title = pygame.Rect(column.x, column.y, column.width, round(capitals * 1.25))
    if measure(list_title, Face(sizes.text)) > column.width - 2 * alone.inset:
        return Layout(main, None, _rows(column, sizes), band, padding)
    below = column.y + title.height + scale.u(2.2)
    rows = _rows(pygame.Rect(column.x, below, column.width, column.bottom - below), sizes)
    return Layout(main, title, rows, band, padding)


_Split = tuple[pygame.Rect, pygame.Rect]


def _beside(page: pygame.Rect, sizes: Sizes, gap: int, alone: Layout) -> _Split | None:
    least_main = round(sizes.call * _NUMBER_EMS) + 2 * alone.padding
    least_column = round(sizes.text * _ROW_EMS) + 2 * alone.inset
    most_main = page.width - gap - least_column
    if sizes.scale.portrait or most_main < least_main:
        return None
    width = max(least_main, min(round((page.width - gap) * _CARD_SHARE), most_main))
    main = pygame.Rect(page.x, page.y, width, page.height)
    return main, pygame.Rect(main.right + gap, page.y, page.right - main.right - gap, page.height)


def _stacked(page: pygame.Rect, sizes: Sizes, gap: int) -> _Split | None:
    high = max(round(page.height * 0.46), round(sizes.call_capitals * 4.6))
    below = page.height - high - gap
    if below < sizes.text_capitals * 4:
        return None
    main = pygame.Rect(page.x, page.y, page.width, high)
    return main, pygame.Rect(page.x, main.bottom + gap, page.width, below)


def _rows(column: pygame.Rect, sizes: Sizes) -> tuple[pygame.Rect, ...]:
    """Divide a column into as many rows as it has room for, at least two lines of type each; they fill it."""
    least, gap = round(sizes.text_capitals * 2.1), sizes.scale.u(1.7)
    number = max(1, min(8, (column.height + gap) // (least + gap)))
    edges = [column.y + round((column.height + gap) * i / number) for i in range(number + 1)]
    return tuple(
        pygame.Rect(column.x, top, column.width, bottom - gap - top) for top, bottom in pairwise(edges)
    )
