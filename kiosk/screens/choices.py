"""Answers to choose from: large buttons, on several pages where they are many, in the lower half with low reach.

Nobody can choose without knowing what else there is: wherever two answers have room on a page they stand on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pygame

from kiosk.screens import arrows, forms
from kiosk.screens.common import Page
from kiosk.screens.forms import Act

MOST_UNEVEN = 3  # answers on a page that are not alike
Cells = tuple[tuple[int, int, int, int], ...]  # x, y, width, height
Turns = Literal["", "below", "back", "foot", "sides", "column"]


@dataclass(frozen=True)
class Sheet:
    """The answers of a page, from the `first` on: where each stands, from their upper left corner.

    `alone`: without the question.
    """

    first: int
    cells: Cells
    alone: bool = False

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.cells)

    @property
    def height(self) -> int:
        """How much of the screen they take."""
        return max(y + high for _, y, _, high in self.cells)


@dataclass(frozen=True)
class Plan:
    """The pages, and where the arrows go, "" for none.

    They stand below; or beside the way back; or in the foot, at the start of the row where louder and softer are; or
    at both sides; or one above the other at the end.
    """

    sheets: tuple[Sheet, ...]
    turns: Turns = ""


def plan(page: Page, acts: Sequence[Act], area: pygame.Rect, whole: pygame.Rect | None = None) -> Plan:
    """All on one page if they have room; else on as few pages as can be, two or more on the first where that goes.

    Pages after the first may have `whole` to themselves. No sheets where not even one answer has room.
    """
    for columns in _columns(page, acts):
        high = _row_height(page, acts, _wide(page, area.width, columns))
        rows = -(-len(acts) // columns)
        if high is not None and _total(page, rows, high) <= area.height:
            high = _generous(page, area.height, rows, high)
            return Plan((Sheet(0, _grid(page, len(acts), area.width, columns, high)),))
    cells = _uneven(page, acts, area)
    return Plan((Sheet(0, cells),)) if cells else _paged(page, acts, area, whole)


def fits(page: Page, acts: Sequence[Act], area: pygame.Rect, whole: pygame.Rect | None = None) -> bool:
    """Whether two of them, or the only one, have room there."""
    sheets = plan(page, acts, area, whole).sheets
    return bool(sheets) and sheets[0].count >= min(2, len(acts))


def draw(
    page: Page, acts: Sequence[Act], area: pygame.Rect, planned: Plan, number: int = 0, before: int = 0
) -> None:
    """Draw page `number` of a plan from the top of `area`, the arrows with it; `before` pages are something else."""
    count = before + len(planned.sheets)
    number = arrows.shown_page(number, count)
    sheet = planned.sheets[number - before]
    box = _box(page, area, planned.turns)
    for each, cell in zip(acts[sheet.first :], sheet.cells, strict=False):
        forms.wordy(page, each, pygame.Rect(cell).move(box.topleft))
    _arrows(page, planned.turns, (count, number), area, sheet.height)


def height(page: Page, planned: Plan, number: int = 0) -> int:
    """How much of their area the answers of a page take, with the arrows below them."""
    sheet = planned.sheets[arrows.shown_page(number, len(planned.sheets))]
    touch, gap = page.scale.touch, page.scale.gap
    high = sheet.height
    if planned.turns == "column":
        return max(high, 2 * touch + gap)
    return high + (touch + gap if planned.turns == "below" else 0)


def paged(page: Page, acts: Sequence[Act], area: pygame.Rect) -> Plan:
    """The same with something else before them: arrows in any case."""
    return _paged(page, acts, area, None)


# --- where the arrows go --------------------------------------------------------------------------------------------


def _arrows(page: Page, turns: Turns, shown: tuple[int, int], area: pygame.Rect, used: int) -> None:
    """Draw them; `shown`: of how many pages which one; `used`: how much of the area the answers take."""
    touch, gap, (count, number) = page.scale.touch, page.scale.gap, shown
    if turns == "below":
        # At the foot of the area, wherever the answers of this page end: what is touched twice must not move.
        at = pygame.Rect(area.x, area.bottom - touch, min(area.width, 4 * touch), touch)
        arrows.turns(page, count, number, at)
        arrows.count_beside(page, count, number, at, area.right)
    elif turns == "back":
        room = page.beside_eases
        at = pygame.Rect(room.x + touch + gap, room.y, 2 * touch + gap, touch)
        arrows.turns(page, count, number, at)
        arrows.count_beside(page, count, number, at, room.right)
    elif turns == "foot":
        at = pygame.Rect(page.foot.x, page.foot.y, 2 * touch + gap, touch)
        arrows.turns(page, count, number, at, told=True)
    elif turns == "column":
        upper = pygame.Rect(area.right - touch, area.bottom - 2 * touch - gap, touch, touch)
        arrows.turn(page, -1, upper, resting=number == 0)
        arrows.turn(page, 1, upper.move(0, touch + gap), resting=number >= count - 1, told=(number, count))
    elif turns == "sides":
        left = pygame.Rect(area.x, area.y, touch, max(touch, used))
        arrows.turn(page, -1, left, resting=number == 0)
        right = left.move(area.width - touch, 0)
        arrows.turn(page, 1, right, resting=number >= count - 1, told=(number, count))


def _ways(page: Page) -> Sequence[Turns]:
    """Where arrows could go, the best first."""
    in_foot = forms.foot_top(page) == page.foot.y < page.eases.y
    touch, gap = page.scale.touch, page.scale.gap
    beside = page.beside_eases.width >= 3 * touch + 2 * gap and forms.foot_top(page) == page.foot.y
    first: Sequence[Turns] = ("foot",) if in_foot else ("below", "back") if beside else ("below",)
    return (*first, "sides", "column")


def _box(page: Page, area: pygame.Rect, turns: Turns) -> pygame.Rect:
    """What the arrows leave of an area for answers."""
    step = page.scale.touch + page.scale.gap
    if turns == "sides":
        return area.inflate(-2 * step, 0)
    if turns == "column":
        return pygame.Rect(area.x, area.y, area.width - step, area.height)
    return pygame.Rect(area.x, area.y, area.width, area.height - (step if turns == "below" else 0))


# --- how they are shared out ----------------------------------------------------------------------------------------


def _paged(page: Page, acts: Sequence[Act], area: pygame.Rect, whole: pygame.Rect | None) -> Plan:
    """The way with two on the first page and the fewest pages; with words broken only where nothing else goes."""
    for loose in (False, True):
        found: list[Plan] = []
        for turns in _ways(page):
            if turns == "column" and area.height < 2 * page.scale.touch + page.scale.gap:
                continue
            sheets = _sheets(page, acts, area, whole, turns, loose=loose)
            if sheets:
                found.append(Plan(sheets, turns))
        if found:
            # `min` keeps the first of equals: the best place for the arrows.
            return min(found, key=lambda each: (each.sheets[0].count < 2, len(each.sheets)))
    return Plan(())


def _sheets(
    page: Page,
    acts: Sequence[Act],
    area: pygame.Rect,
    whole: pygame.Rect | None,
    turns: Turns,
    *,
    loose: bool,
) -> tuple[Sheet, ...]:
    """As many as fit on each page; on later ones without the question where two would not fit below it."""
    box, larger = _box(page, area, turns), None if whole is None else _box(page, whole, turns)
    sheets: list[Sheet] = []
    at = 0
    while at < len(acts):
        sheet = _sheet(page, acts, at, box, loose=loose)
        if sheets and larger is not None and (sheet is None or sheet.count < min(2, len(acts) - at)):
            roomy = _sheet(page, acts, at, larger, loose=loose, alone=True)
            sheet = roomy if sheet is None or (roomy is not None and roomy.count > sheet.count) else sheet
        if sheet is None:
            return ()
        sheets.append(sheet)
        at += sheet.count
    return tuple(sheets)


def _sheet(
    page: Page, acts: Sequence[Act], at: int, box: pygame.Rect, *, loose: bool, alone: bool = False
) -> Sheet | None:
    """As many of them from `at` on as fit."""
    for count in range(len(acts) - at, 0, -1):
        part = acts[at : at + count]
        for columns in _columns(page, part):
            wide = _wide(page, box.width, columns)
            high = _row_height(page, part, wide)
            if high is None and loose and columns == 1:
                high = _broken_height(page, part, wide)
            if high is not None and _total(page, -(-count // columns), high) <= box.height:
                return Sheet(at, _grid(page, count, box.width, columns, high), alone)
        cells = _uneven(page, part, box)
        if cells:
            return Sheet(at, cells, alone)
    return None


def _grid(page: Page, count: int, width: int, columns: int, high: int) -> Cells:
    """Alike, in rows; the last one over the rest of its row where it stands in it alone."""
    gap, wide = page.scale.gap, _wide(page, width, columns)
    found: list[tuple[int, int, int, int]] = []
    for place in range(count):
        row, column = divmod(place, columns)
        last = place == count - 1 and column == 0
        found.append((column * (wide + gap), row * (high + gap), width if last else wide, high))
    return tuple(found)


def _uneven(page: Page, acts: Sequence[Act], box: pygame.Rect) -> Cells:
    """Large type on a small panel: below each other, each as high as it must be; or in a row, each as wide as that."""
    if not page.scale.larger or not 1 < len(acts) <= MOST_UNEVEN:
        return ()
    gap = page.scale.gap
    highs = [forms.words_height(page, each.words, box.width) for each in acts]
    whole = [high for high in highs if high is not None]
    if len(whole) == len(acts) and sum(whole) + gap * (len(acts) - 1) <= box.height:
        return tuple((0, sum(whole[:n]) + n * gap, box.width, high) for n, high in enumerate(whole))
    room = box.width - gap * (len(acts) - 1)
    for lines in (1, 2, 3):
        wides = [forms.narrowest(page, each.words, lines) for each in acts]
        spare = (room - sum(wides)) // len(acts)
        if spare < 0:
            continue
        wides = [wide + spare for wide in wides]
        each_of = [forms.words_height(page, act.words, wide) for act, wide in zip(acts, wides, strict=True)]
        high = max(each or box.height + 1 for each in each_of)
        if high <= box.height:
            return tuple((sum(wides[:n]) + n * gap, 0, wide, high) for n, wide in enumerate(wides))
    return ()


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
