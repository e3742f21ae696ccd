"""Pure but for measuring text: a laid out page to choose from, and the places of the cards on each of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pygame

from kiosk import notices
from kiosk import state as s
from kiosk.screens import card_told, cards, start_packed
from kiosk.screens.common import Page
from kiosk.screens.start_ways import Way


@dataclass(frozen=True)
class Grid:
    """How the cards are laid out: so many in a row, so many rows, each so high, titles in this size."""

    columns: int
    rows: int
    row_height: int
    title: int = 0

    @property
    def size(self) -> int:
        """How many fit."""
        return self.columns * self.rows


@dataclass(frozen=True)
class Plan:
    """Where everything is. `packed`: the places on each page, where the cards are not alike."""

    way: Way
    heading: pygame.Rect
    hint: pygame.Rect | None
    check_in: pygame.Rect | None
    area: pygame.Rect
    grid: Grid
    packed: start_packed.Sheets = ()

    @property
    def first(self) -> int:
        """How many cards come before the services: the one for who has an appointment may stand on the first page."""
        return 1 if self.way.check_in == "cell" else 0


def row_gap(page: Page, way: Way) -> int:
    """Room between two rows of cards: less in the lower half of a screen, and where everything is close together."""
    return page.tight if page.state.eased.low or way.close else page.scale.gap


def column_width(page: Page, area: pygame.Rect, columns: int) -> int:
    """How wide each card of a row is."""
    return (area.width - page.scale.gap * (columns - 1)) // columns


def sheets(page: Page, plan: Plan, shown: tuple[s.Card, ...]) -> start_packed.Sheets:
    """The places on each page for these services and groups, and what comes before them."""
    if plan.packed:
        return plan.packed
    places, total, size = tuple(_cells(page, plan)), len(shown) + plan.first, plan.grid.size
    found = tuple(places[: min(size, total - at)] for at in range(0, max(1, total), size))
    if (
        plan.way.lines
        or plan.grid.columns > 1
        or notices.offline(page.state)
        or card_told.unserved_above(page)
    ):
        return found
    return tuple(_with_lines(page, plan, shown, number, found) for number in range(len(found)))


def _with_lines(
    page: Page, plan: Plan, shown: tuple[s.Card, ...], number: int, found: start_packed.Sheets
) -> tuple[pygame.Rect, ...]:
    """The places of a page below each other: if all of its cards then have room for their lines, not alike."""
    at = sum(map(len, found[:number])) - plan.first
    room = line_room(page, plan.area.width, any_mark(page, shown))
    way = card_told.way_for(page, shown, room)
    told = [card_told.check_in_told(page, brief=True)] if at < 0 else []
    there = shown[max(0, at) : at + len(found[number])]
    told += [card_told.told_of(page, each, room, way) for each in there]
    area = plan.area
    if len(found) > 1:
        area = pygame.Rect(area.topleft, (area.width, found[number][-1].bottom - area.y))
    return start_packed.below(page, told, area) or found[number]


def _cells(page: Page, plan: Plan) -> Iterator[pygame.Rect]:
    """The places of the cards, row by row."""
    gap, grid = page.scale.gap, plan.grid
    step = grid.row_height + row_gap(page, plan.way)
    width = column_width(page, plan.area, grid.columns)
    for row, column in product(range(grid.rows), range(grid.columns)):
        yield pygame.Rect(
            plan.area.x + column * (width + gap),
            plan.area.y + row * step,
            width,
            grid.row_height,
        )


def any_mark(page: Page, shown: tuple[s.Card, ...]) -> str:
    """The arrow at a card's end if any card has one: all of them then break their words alike."""
    return next((told.mark for each in shown if (told := card_told.told_of(page, each, 0, 0)).mark), "")


def line_room(page: Page, width: int, mark: str) -> int:
    """How wide the line below a service's name may be."""
    return cards.line_width(page, width, card_told.Told("A", "", "-", mark=mark))
