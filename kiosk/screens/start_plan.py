"""Pure but for measuring text: how the pages to choose from are laid out, from the richest way to the barest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import pygame

from kiosk import flow, notices, words
from kiosk import state as s
from kiosk.screens import card_told, cards, footer, start_ways
from kiosk.screens.common import Page, header_height, heading_face
from kiosk.screens.start_ways import Way
from kit.text import line_height

MOST_COLUMNS = 3
STRETCH = 1.6  # cards grow this much beyond their need, to fill a large screen calmly
HINT_LINES, MUST_LINES = 3, 2


# How high a row must be, by a card's width, its title's size, whether checking in is among the cards, and their lines.
Needs = dict[tuple[int, int, int, bool], int | None]


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
    """Where everything is."""

    way: Way
    heading: pygame.Rect
    hint: pygame.Rect | None
    check_in: pygame.Rect | None
    area: pygame.Rect
    grid: Grid

    @property
    def capacity(self) -> int:
        """How many services or groups a page holds."""
        return max(0, self.grid.size - (1 if self.way.check_in == "cell" else 0))


# --- what is said ---------------------------------------------------------------------------------------------------


def sentences(page: Page) -> tuple[str, str]:
    """The heading, and the quiet line below it or what everybody must know."""
    text = page.catalog.text
    if flow.slow(page.state, page.view.now):
        return text("One moment."), text("This is taking a little longer. Please wait.")
    told = _must(page)
    place, services = page.state.place, page.state.services
    hint = words.hint(services.services if services else [], page.catalog)
    if isinstance(place, s.Group):
        members = s.cards_of(services.services if services else [], place.name)
        return words.group_name(members, page.catalog, page.state.site_language), told or hint
    greeting = words.greeting(page.catalog, page.view.moment, page.zone)
    if page.scale.larger and page.width(greeting, page.face(page.scale.body, 600)) > page.inner.width:
        greeting = text("How can we help?")
    return greeting, told or hint


def _must(page: Page) -> str:
    """What everybody must know, in short where it would take more than two lines."""
    long = " ".join(notices.notices(page.state, page.catalog))
    face = page.face(page.scale.body)
    if page.height(long, face, page.inner.width - indent(page)) <= MUST_LINES * line_height(face):
        return long
    return " ".join(notices.notices(page.state, page.catalog, short=True))


def heading_lines(page: Page) -> int:
    """A high screen has room for a large greeting on two lines."""
    return 2 if page.scale.portrait else 1


def indent(page: Page) -> int:
    """How far what everybody must know stands in, for the bar before it."""
    return page.scale.u(2.4)


# --- where things are -----------------------------------------------------------------------------------------------


_last: list[
    tuple[object, object, Plan]
] = []  # the services and what else a plan depends on, and the last plan


def plan_of(page: Page, shown: tuple[s.Card, ...]) -> Plan:
    """The richest way that shows all cards; else the one with the most on a page; else one card alone.

    The last plan is kept: a card that is only pressed is drawn at once.
    """
    state, screen = page.state, page.state.screen
    taken = screen.pending.service if isinstance(screen, s.Taking) else None
    kind = type(state.place), getattr(state.place, "name", "")
    key = (
        page.scale,
        state.language,
        state.eased,
        kind,
        taken,
        sentences(page),
        state.bands,
        state.failures > 0,
    )
    if _last and _last[0][0] is state.services and _last[0][1] == key:
        return _last[0][2]
    plan = _planned(page, shown)
    _last[:] = [(state.services, key, plan)]
    return plan


def _planned(page: Page, shown: tuple[s.Card, ...]) -> Plan:
    best: Plan | None = None
    needs: Needs = {}
    for paged, roomy in ((False, True), (False, False), (True, False)):
        for way in start_ways.ways(page, paged=paged):
            plan = _laid(page, shown, way, needs)
            if plan is None or (
                roomy and not cards.roomy(page, column_width(page, plan.area, plan.grid.columns))
            ):
                continue
            if plan.capacity >= len(shown):
                return _with_air(page, plan, len(shown))
            if paged and (best is None or _worth(page, plan) > _worth(page, best)):
                best = plan
    return _with_air(page, best, len(shown)) if best is not None else _bare_plan(page)


def _worth(page: Page, plan: Plan) -> float:
    return start_ways.worth(page, plan.way, plan.capacity)


def _laid(page: Page, shown: tuple[s.Card, ...], way: Way, needs: Needs) -> Plan | None:
    """This way in pixels; None where it has no room."""
    scale, controls = page.scale, page.controls
    heading, hint, below = _texts(page, way)
    lines = HINT_LINES * (2 if scale.larger and scale.portrait else 1)
    if hint is not None and way.hint and hint.height > lines * line_height(page.face(scale.body)):
        return None
    if page.state.eased.low:
        if below > controls.y:
            return None
        below = controls.y
    else:
        below += scale.gap if way.hint else scale.gap // 2
    bottom = controls.bottom - footer.height(page, way.foot)
    area = pygame.Rect(controls.x, below, controls.width, bottom - below)
    check_in = None
    if way.check_in in ("full", "brief"):
        told = card_told.check_in_told(page, brief=way.check_in == "brief")
        high = cards.need(page, told, area.width, scale.title)
        if way.check_in == "brief":
            high = _line_need(page, told, area.width)
        if high is None:
            return None
        check_in = pygame.Rect(area.x, area.y, area.width, high)
        area = pygame.Rect(area.x, area.y + high + scale.gap, area.width, area.height - high - scale.gap)
    grid = _grid(page, shown, area, way, needs)
    return None if grid is None else Plan(way, heading, hint, check_in, area, grid)


def _line_need(page: Page, told: card_told.Told, width: int) -> int | None:
    """How high a card is whose words stand on one line; None where they need two."""
    face = page.face(page.scale.body, 600)
    if page.width(told.title, face) > cards.text_width(page, width, told):
        return None
    # Arabic reaches farther above and below its line than others.
    air = cards.padding(page) if page.painter.direction == "rtl" else page.scale.outline
    return max(page.scale.touch, line_height(face) + 2 * air)


def _texts(page: Page, way: Way) -> tuple[pygame.Rect, pygame.Rect | None, int]:
    """Where heading and hint stand, and the row below them."""
    scale, inner = page.scale, page.inner
    greeting, hint_words = sentences(page)
    top = inner.y + (header_height(scale) + scale.gap if way.header else 0)
    high = page.height(greeting, heading_face(page, greeting, inner.width, heading_lines(page)), inner.width)
    heading = pygame.Rect(inner.x, top, inner.width, high)
    if not way.heading:
        heading.height = 0
    if not way.hint:
        return heading, None, heading.bottom
    aside = indent(page) if notices.notices(page.state, page.catalog) else 0
    high = page.height(hint_words, page.face(scale.body), inner.width - aside)
    hint = pygame.Rect(inner.x, heading.bottom + scale.u(0.8), inner.width, high)
    return heading, hint, hint.bottom


def _grid(page: Page, shown: tuple[s.Card, ...], area: pygame.Rect, way: Way, needs: Needs) -> Grid | None:
    """The fewest columns and the largest titles that show every card, else the most cards a page."""
    gap, extra = row_gap(page), 1 if way.check_in == "cell" else 0
    most = 1 if page.scale.larger else MOST_COLUMNS
    best: Grid | None = None
    for columns, title in product(range(1, most + 1), (page.scale.title, page.scale.body)):
        wide = column_width(page, area, columns)
        key = wide, title, extra, way.lines
        if key not in needs:
            needs[key] = _row_need(page, shown, wide, title, check_in=bool(extra), lines=way.lines)
        need = needs[key]
        if need is None or need > area.height:
            continue
        found = Grid(columns, (area.height + gap) // (need + gap), need, title)
        if best is None or found.size > best.size:
            best = found
        if best.size >= len(shown) + extra:
            break
    if best is None:  # a word is too long for the screen, and has to be broken
        need = _row_need(
            page, shown, area.width, page.scale.body, check_in=bool(extra), lines=way.lines, loose=True
        )
        if need is not None and need <= area.height:
            best = Grid(1, (area.height + gap) // (need + gap), need, page.scale.body)
    if best is None or best.size <= extra:
        return None
    used = min(best.rows, -(-(len(shown) + extra) // best.columns) or 1)
    fair = (area.height + gap) // used - gap
    return replace(best, row_height=min(fair, round(best.row_height * STRETCH)))


def row_gap(page: Page) -> int:
    """Room between two rows of cards: less in the lower half of a screen."""
    return page.tight if page.state.eased.low else page.scale.gap


def column_width(page: Page, area: pygame.Rect, columns: int) -> int:
    """How wide each card of a row is."""
    return (area.width - page.scale.gap * (columns - 1)) // columns


def _row_need(
    page: Page,
    shown: tuple[s.Card, ...],
    width: int,
    size: int,
    *,
    check_in: bool,
    lines: bool,
    loose: bool = False,
) -> int | None:
    """How high a row must be for every card's words at this width; None where a title would not fit."""
    mark = any_mark(page, shown)
    room = line_room(page, width, mark)
    way = card_told.way_for(page, shown, room)
    told = [replace(card_told.told_of(page, each, room, way, lines=lines), mark=mark) for each in shown]
    told += [card_told.check_in_told(page, brief=True)] if check_in else []
    needs = [cards.need(page, each, width, size, loose=loose) for each in told]
    whole = [each for each in needs if each is not None]
    return max([page.scale.primary_touch, *whole]) if len(whole) == len(needs) else None


def _with_air(page: Page, plan: Plan, count: int) -> Plan:
    """On a high screen, share what the cards leave between the header and the greeting."""
    if page.state.eased.low:
        return plan
    count += 1 if plan.way.check_in == "cell" else 0
    rows = min(plan.grid.rows, -(-count // plan.grid.columns) or 1)
    used = rows * (plan.grid.row_height + row_gap(page)) - row_gap(page)
    spare = max(0, plan.area.height - used)
    down = spare // 2 if page.scale.portrait else spare // 3
    area = pygame.Rect(plan.area.x, plan.area.y + down, plan.area.width, plan.area.height - down)
    return replace(
        plan,
        heading=plan.heading.move(0, down),
        hint=plan.hint.move(0, down) if plan.hint else None,
        check_in=plan.check_in.move(0, down) if plan.check_in else None,
        area=area,
    )


def cells(page: Page, plan: Plan) -> Iterator[pygame.Rect]:
    """The places of the cards, row by row."""
    gap, grid = page.scale.gap, plan.grid
    step = grid.row_height + row_gap(page)
    width = column_width(page, plan.area, grid.columns)
    for row, column in product(range(grid.rows), range(grid.columns)):
        yield pygame.Rect(
            plan.area.x + column * (width + gap),
            plan.area.y + row * step,
            width,
            grid.row_height,
        )


# --- one card alone -------------------------------------------------------------------------------------------------


def _bare_plan(page: Page) -> Plan:
    """Large type on a small panel: one card, its line above it, the arrows at its sides."""
    foot = footer.sides(page)
    way = Way(foot, "square" if start_ways.expected(page) else "none", hint=False, header=False, bare=True)
    heading, _hint_box, below = _texts(page, way)
    controls = page.controls
    top = controls.y if page.state.eased.low else below + page.tight
    bottom = page.foot.y - page.tight
    area = pygame.Rect(controls.x, top, controls.width, bottom - top)
    return Plan(way, heading, None, None, area, Grid(1, 1, area.height, page.scale.body))


def any_mark(page: Page, shown: tuple[s.Card, ...]) -> str:
    """The arrow at a card's end if any card has one: all of them then break their words alike."""
    return next((told.mark for each in shown if (told := card_told.told_of(page, each, 0, 0)).mark), "")


def line_room(page: Page, width: int, mark: str) -> int:
    """How wide the line below a service's name may be."""
    return cards.line_width(page, width, card_told.Told("A", "", "-", mark=mark))
