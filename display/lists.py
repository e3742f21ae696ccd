"""The lists beside or below the call: the last calls, all counters, and the side area's slides.

Where there is room, each has its own place; where there is not, they take turns in one. As long as a call has not been
large yet, the last calls stay.
"""

from dataclasses import dataclass

import pygame

from display.layout import Sizes, columns_in, most_beside, rows_in
from display.place import ARROWS
from display.rows import (
    call_face,
    call_width,
    calls_width,
    counter_sizes,
    counter_width,
    draw_call_row,
    draw_counter,
    have_arrows,
    least_counter_width,
    told_calls,
    told_counters,
)
from display.side import Pictures, draw_side
from kit.drawing.paint import Painter
from kit.lobby.view import CounterLine, NowCalling, View
from kit.text import Face, measure

_STACKED_ROWS = 8  # in a column of so many rows, the calls and the counters each have their place
_CALLS_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Calls:
    """A page with the last calls."""


@dataclass(frozen=True, slots=True)
class Counters:
    """A page with these counters, in so many columns."""

    counters: tuple[CounterLine, ...]
    columns: int

    @property
    def rows(self) -> int:
        """How many rows they need."""
        return -(-len(self.counters) // self.columns)


@dataclass(frozen=True, slots=True)
class Slide:
    """A page with what the side area shows."""


Page = Calls | Counters | Slide


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for pages, of which one is shown at a time; `held`: the first one stays.

    For places beside each other to look alike: `rows`, how many there should be at least, and whether they have titles.
    """

    area: pygame.Rect
    pages: tuple[Page, ...]
    held: bool = False
    rows: int = 0
    titled: bool = True

    @property
    def number(self) -> int:
        """How many pages take turns."""
        return 1 if self.held else len(self.pages)

    def page(self, turn: int) -> Page:
        """Return the one whose turn it is."""
        return self.pages[turn % self.number]


def column_widths(measures: Sizes, view: View, page: int, *, counters: bool) -> tuple[int, ...]:
    """Return how wide a column should be, the most comfortable width first, and the one that it must have last.

    For its counters to have their names and arrows, as far as the card beside it on a page of this width leaves room;
    for its titles; for its numbers.
    """
    shown = view.counters if counters else ()
    least = call_width(measures, view.lines, view.direction)
    least = max(least, least_counter_width(measures, shown, view.direction))
    titles = [view.list_title] * bool(view.lines) + [view.counters_title] * bool(shown)
    titled = max([least, *(_title_width(measures, view, title) for title in titles)])
    named = max(titled, calls_width(measures, view.lines, view.direction))
    named = max(named, counter_width(measures, shown, view.direction)) if shown else named
    most = most_beside(measures, page, max((_needed(measures, call) for call in view.calls), default=0))
    return *(width for width in (named, titled) if width <= most), least


def _needed(measures: Sizes, call: NowCalling) -> int:
    """How wide a card must be inside for where to go to be said in full."""
    arrow = measures.call_capitals + measures.arrow_gap if call.way in ARROWS else 0
    return arrow + measure(call.place.name, Face(measures.text, 700))


def columns_wanted(measures: Sizes, view: View, high: int, *, counters: bool) -> int:
    """Return how many columns would hold everything in an area so high."""
    cells = len(view.counters) if counters else 0
    rows = max(1, _fitting(measures, high - title_height(measures)))
    return int(bool(view.lines)) + -(-cells // rows)


def title_height(measures: Sizes) -> int:
    """The height of a list's title, with the room below it."""
    return round(measures.text_capitals * 1.25) + measures.scale.u(2.2)


def arrange(
    measures: Sizes, view: View, area: pygame.Rect, column: int, *, counters: bool, slide: bool
) -> list[Spot]:
    """Give each list its place in columns of at least a width.

    `counters`, `slide`: whether those are to stand here and not in the large area.
    """
    shown = view.counters if counters else ()
    side: tuple[Page, ...] = (Slide(),) if slide and view.side else ()
    columns = columns_in(measures, area.width, column)
    if not view.lines:
        return [Spot(area, pages)] if (pages := (*_pages(measures, shown, area, columns), *side)) else []
    if not shown and not side:
        return [Spot(area, (Calls(),))]
    held = any(line.pending for line in view.lines)
    if columns > 1:
        first, rest = _first_column(measures, area, columns)
        rest_pages = (*_pages(measures, shown, rest, columns - 1), *side)
        rows = max([len(view.lines), *(each.rows for each in rest_pages if isinstance(each, Counters))])
        titles = (view.list_title, *([view.counters_title] if shown else []))
        titled = all(_fits(measures, view, title, first.width) for title in titles)
        return [
            Spot(first, (Calls(),), rows=rows, titled=titled),
            Spot(rest, rest_pages, rows=rows, titled=titled),
        ]
    if _fitting(measures, area.height) >= _STACKED_ROWS:
        above, below = _halves(measures, area)
        return [Spot(above, (Calls(),)), Spot(below, (*_pages(measures, shown, below, 1), *side))]
    others = (*_pages(measures, shown, area, 1), *side)
    return [Spot(area, tuple(page for other in others for page in (Calls(), other)), held)]


def _first_column(measures: Sizes, area: pygame.Rect, columns: int) -> tuple[pygame.Rect, pygame.Rect]:
    width = (area.width - (columns - 1) * measures.margin) // columns
    first = pygame.Rect(area.x, area.y, width, area.height)
    left = first.right + measures.margin
    return first, pygame.Rect(left, area.y, area.right - left, area.height)


def _halves(measures: Sizes, area: pygame.Rect) -> tuple[pygame.Rect, pygame.Rect]:
    high = round((area.height - measures.margin) * _CALLS_SHARE)
    above = pygame.Rect(area.x, area.y, area.width, high)
    return above, pygame.Rect(
        area.x, above.bottom + measures.margin, area.width, area.height - high - measures.margin
    )


def _fitting(measures: Sizes, high: int) -> int:
    return (high + measures.gap) // (measures.row + measures.gap)


def _pages(
    measures: Sizes, counters: tuple[CounterLine, ...], area: pygame.Rect, columns: int
) -> tuple[Counters, ...]:
    """Divide the counters into pages. Before there is a second page, those that are closed are left out."""
    rows = max(1, _fitting(measures, area.height - title_height(measures)))
    room = rows * columns
    chosen = counters if len(counters) <= room else tuple(each for each in counters if not each.closed)
    chosen = chosen or counters
    number = -(-len(chosen) // room)
    if not number:
        return ()
    each = -(-len(chosen) // number)  # pages of about the same length
    return tuple(Counters(chosen[at : at + each], columns) for at in range(0, len(chosen), each))


def counter_pages(measures: Sizes, view: View, area: pygame.Rect) -> tuple[Counters, ...]:
    """Return the counters' pages in a large area of their own, in as many columns as there is room for."""
    width = counter_width(measures, view.counters, view.direction)
    return _pages(
        measures, view.counters, area, max(1, (area.width + measures.gap) // (width + measures.gap))
    )


def draw_page(
    painter: Painter, measures: Sizes, spot: Spot, view: View, page: Page, pictures: Pictures
) -> None:
    """Draw a page into its place."""
    if isinstance(page, Slide):
        if view.side is not None:
            draw_side(painter, measures, painter.flip(spot.area), view.side, pictures)
    elif isinstance(page, Calls):
        below = _below_title(painter, measures, spot, view, view.list_title)
        places = rows_in(measures, below, max(spot.rows, len(view.lines)))
        shown = told_calls(measures, below.width, view.lines[: len(places)], view.direction)
        face = call_face(measures, places[0].size, shown, view.direction)
        for rect, line in zip(places, shown, strict=False):
            draw_call_row(painter, measures, painter.flip(rect), line, face)
    else:
        _draw_counters(painter, measures, spot, view, page)


def _draw_counters(painter: Painter, measures: Sizes, spot: Spot, view: View, page: Counters) -> None:
    below = _below_title(painter, measures, spot, view, view.counters_title)
    columns = min(page.columns, len(page.counters))
    rows = rows_in(measures, below, max(spot.rows, page.rows))
    gap = measures.gap
    width = (below.width - (columns - 1) * gap) // columns
    counters = told_counters(measures, width, page.counters, painter.direction)
    arrows = have_arrows(measures, counters, painter.direction, width)
    field = (width, rows[0].height)
    larger = counter_sizes(measures, field, counters, painter.direction, arrows=arrows)
    for number, counter in enumerate(counters):
        column, row = divmod(number, min(len(rows), page.rows))
        rect = pygame.Rect(below.x + column * (width + gap), rows[row].y, width, rows[row].height)
        draw_counter(painter, larger, painter.flip(rect), counter, arrows=arrows)


def _fits(measures: Sizes, view: View, title: str, width: int) -> bool:
    return _title_width(measures, view, title) <= width


def _title_width(measures: Sizes, view: View, title: str) -> int:
    return measure(title, Face(measures.text), view.direction) + 2 * measures.inset


def _below_title(painter: Painter, measures: Sizes, spot: Spot, view: View, title: str) -> pygame.Rect:
    """Draw a list's title where it is not too wide; returns the room for its rows."""
    area, high = spot.area, title_height(measures)
    fits = spot.titled and title and _fits(measures, view, title, area.width)
    if not fits or area.height < high + measures.row:
        return area
    head = area.inflate(-2 * measures.inset, 0)
    head.height = round(measures.text_capitals * 1.25)
    painter.line(title, Face(measures.text), painter.theme.mute, painter.flip(head))
    return pygame.Rect(area.x, area.y + high, area.width, area.height - high)
