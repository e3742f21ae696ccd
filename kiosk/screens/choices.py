"""Answers to choose from: large buttons, on several pages where they are many, in the lower half with low reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from kiosk.screens import forms
from kiosk.screens.common import Page
from kiosk.screens.forms import Act


@dataclass(frozen=True)
class Grid:
    """So many columns and rows on a page, each row so high; `turns`: where the arrows go, "" for none.

    They stand below; or in the foot, at the start of the row where louder and softer are; or at both sides; or one
    above the other at the end.
    """

    columns: int
    rows: int
    high: int
    turns: str = ""

    @property
    def size(self) -> int:
        """How many fit on a page."""
        return self.columns * self.rows


def plan(page: Page, acts: Sequence[Act], area: pygame.Rect) -> Grid:
    """The fewest columns that show all of them on one page; else as many as fit, with arrows."""
    for columns in _columns(page, acts):
        high = _row_height(page, acts, _wide(page, area.width, columns))
        rows = -(-len(acts) // columns)
        if high is not None and _total(page, rows, high) <= area.height:
            return Grid(columns, rows, _generous(page, area.height, rows, high))
    return _paged(page, acts, area)


def fits(page: Page, acts: Sequence[Act], area: pygame.Rect) -> bool:
    """Whether at least one at a time has room there."""
    return plan(page, acts, area).high >= page.scale.touch


def draw(page: Page, acts: Sequence[Act], area: pygame.Rect, number: int = 0, before: int = 0) -> None:
    """Draw a page of them from the top of `area`, the arrows with them; `before` pages are something else."""
    grid = _paged(page, acts, area) if before else plan(page, acts, area)
    count = before + max(1, -(-len(acts) // grid.size))
    number = forms.shown_page(number, count)
    gap, touch = page.scale.gap, page.scale.touch
    box = area.copy()
    if grid.turns == "sides":
        box = area.inflate(-2 * (touch + gap), 0)
    elif grid.turns == "column":
        box.width -= touch + gap
    wide = _wide(page, box.width, grid.columns)
    shown = acts[(number - before) * grid.size :][: grid.size]
    for place, each in enumerate(shown):
        row, column = divmod(place, grid.columns)
        left = box.x + column * (wide + gap)
        last = each is acts[-1] and column == 0 and grid.columns > 1 and not grid.turns
        span = box.right - left if last else wide
        forms.wordy(page, each, pygame.Rect(left, box.y + row * (grid.high + gap), span, grid.high))
    if grid.turns == "below":
        y = box.y + grid.rows * (grid.high + gap)
        forms.turns(page, count, number, pygame.Rect(area.x, y, 4 * touch, touch))
    elif grid.turns == "foot":
        forms.turns(page, count, number, pygame.Rect(page.foot.x, page.foot.y, 2 * touch + gap, touch))
    elif grid.turns == "column":
        upper = pygame.Rect(box.right + gap, area.y, touch, touch)
        forms.turn(page, -1, upper, resting=number == 0)
        forms.turn(page, 1, upper.move(0, touch + gap), resting=number >= count - 1)
    elif grid.turns == "sides":
        high = max(touch, _total(page, grid.rows, grid.high))
        _sides(page, count, number, pygame.Rect(area.x, area.y, area.width, high))


def pages(page: Page, acts: Sequence[Act], area: pygame.Rect) -> int:
    """How many pages they take in that area with something else before them."""
    return -(-len(acts) // _paged(page, acts, area).size)


def height(page: Page, acts: Sequence[Act], area: pygame.Rect) -> int:
    """How much of `area` they take."""
    grid = plan(page, acts, area)
    touch, gap = page.scale.touch, page.scale.gap
    if grid.turns == "column":
        return max(grid.high, 2 * touch + gap)
    return _total(page, grid.rows, grid.high) + (touch + gap if grid.turns == "below" else 0)


def _columns(page: Page, acts: Sequence[Act]) -> Sequence[int]:
    if len(acts) < 2:
        return (1,)
    if page.scale.portrait or page.scale.larger:
        return (1, 2)
    return (2, 1) if len(acts) == 2 else (2, 3)


def _wide(page: Page, width: int, columns: int) -> int:
    return (width - page.scale.gap * (columns - 1)) // columns


def _row_height(page: Page, acts: Sequence[Act], wide: int) -> int | None:
    highs = [forms.words_height(page, each.words, wide) for each in acts]
    return None if any(high is None for high in highs) else max(high for high in highs if high)


def _broken_height(page: Page, acts: Sequence[Act], wide: int) -> int:
    """How high a row is where a single word is wider than the screen: then it goes on in the next line."""
    face, room = page.face(page.scale.body, 600), wide - 2 * forms.padding(page)
    return max(page.scale.touch, *(page.height(each.words, face, room) for each in acts))


def _total(page: Page, rows: int, high: int) -> int:
    return rows * high + (rows - 1) * page.scale.gap


def _generous(page: Page, room: int, rows: int, high: int) -> int:
    """Rows as high as a main action where there is room."""
    fair = (room + page.scale.gap) // rows - page.scale.gap
    return max(high, min(fair, page.scale.primary_touch))


def _paged(page: Page, acts: Sequence[Act], area: pygame.Rect) -> Grid:
    """As many as fit with the arrows below them, or in the foot; where not one does, between the arrows."""
    gap, touch = page.scale.gap, page.scale.touch
    in_foot = forms.foot_top(page) == page.foot.y < page.eases.y
    room = area.height + gap if in_foot else area.height - touch
    best: Grid | None = None
    for columns in _columns(page, acts):
        high = _row_height(page, acts, _wide(page, area.width, columns))
        if high is None and columns == 1:
            high = _broken_height(page, acts, area.width)
        rows = room // (high + gap) if high else 0
        if high and rows > 0 and (best is None or columns * rows > best.size):
            best = Grid(columns, rows, high, "foot" if in_foot else "below")
    if best is not None:
        return best
    narrow = area.width - 2 * (touch + gap)
    for columns in (3, 2, 1):
        high = _row_height(page, acts, _wide(page, narrow, columns))
        if high and high <= area.height:
            return Grid(columns, 1, high, "sides")
    high = _broken_height(page, acts, area.width - touch - gap)
    return Grid(1, 1, high if max(high, 2 * touch + gap) <= area.height else 0, "column")


def _sides(page: Page, count: int, number: int, row: pygame.Rect) -> None:
    touch = page.scale.touch
    left = pygame.Rect(row.x, row.y, touch, row.height)
    forms.turn(page, -1, left, resting=number == 0)
    forms.turn(page, 1, left.move(row.width - touch, 0), resting=number >= count - 1)
