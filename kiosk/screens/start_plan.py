"""Pure but for measuring text: how the pages to choose from are laid out, from the richest way to the barest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pygame

from kiosk import notices
from kiosk import state as s
from kiosk.screens import card_told, cards, footer, start_cells, start_packed, start_ways, start_words
from kiosk.screens.common import Page, header_height
from kiosk.screens.start_cells import Grid, Plan
from kiosk.screens.start_ways import Way
from kit.text import line_height

MOST_COLUMNS = 3
LEAST_OF_A_GRID = 2  # cards a page: with so few, such as are not alike may do better
STRETCH = 1.6  # cards grow this much beyond their need, to fill a large screen calmly
HINT_LINES = 3


# How high a row must be, by a card's width, its title's size, whether checking in is among the cards, and its way.
Needs = dict[tuple[int, int, int, bool, bool], int | None]


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
        start_words.sentences(page),
        state.bands,
        state.failures > 0,
    )
    if _last and _last[0][0] is state.services and _last[0][1] == key:
        return _last[0][2]
    plan = _planned(page, shown)
    _last[:] = [(state.services, key, plan)]
    return plan


def _planned(page: Page, shown: tuple[s.Card, ...]) -> Plan:
    needs: Needs = {}
    laid: dict[Way, Plan | None] = {}  # most ways are tried twice
    for way, roomy in start_ways.whole(page):
        if way not in laid:
            laid[way] = _laid(page, shown, way, needs)
        plan = laid[way]
        if plan is None or plan.grid.size < len(shown) + plan.first:
            continue
        if not roomy or cards.roomy(page, start_cells.column_width(page, plan.area, plan.grid.columns)):
            return _with_air(page, plan, len(shown))
    best: Plan | None = None
    for way in start_ways.paged(page):
        plan = _laid(page, shown, way, needs)
        if plan is not None and (best is None or _worth(page, plan) > _worth(page, best)):
            best = plan
    if best is None or best.grid.size <= LEAST_OF_A_GRID:
        packed = _packed_plan(page, shown)
        if best is None or len(packed.packed) < -(-(len(shown) + best.first) // best.grid.size):
            return packed
    return _with_air(page, best, len(shown))


def _worth(page: Page, plan: Plan) -> float:
    return start_ways.worth(page, plan.way, plan.grid.size)


def _laid(page: Page, shown: tuple[s.Card, ...], way: Way, needs: Needs) -> Plan | None:
    """This way in pixels; None where it has no room."""
    scale, controls = page.scale, page.controls
    texts = _texts(page, way)
    if texts is None:
        return None
    heading, hint, below = texts
    lines = HINT_LINES * (2 if scale.larger and scale.portrait else 1)
    if hint is not None and way.hint and hint.height > lines * line_height(page.face(scale.body)):
        return None
    if page.state.eased.low:
        if below > controls.y:
            return None
        below = controls.y
    elif way.close:
        below += page.tight
    else:
        below += scale.gap if way.hint else scale.gap // 2
    bottom = controls.bottom - footer.height(page, way.foot) + (scale.gap - page.tight if way.close else 0)
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


def _texts(page: Page, way: Way) -> tuple[pygame.Rect, pygame.Rect | None, int] | None:
    """Where heading and hint stand, and the row below them; None where they have no room."""
    scale, inner = page.scale, page.inner
    words, face, start = start_words.heading_of(page, way)
    top = inner.y + (header_height(scale) + scale.gap if way.header == "full" else 0)
    high = page.height(words, face, inner.right - start)
    if way.header == "mark":
        if high > start_words.heading_lines(page) * line_height(face):
            return None
        high = max(high, header_height(scale))
    heading = pygame.Rect(start, top, inner.right - start, high if way.heading else 0)
    hint_words = start_words.hint_of(page, way)
    if not hint_words:
        return heading, None, heading.bottom
    aside = start_words.indent(page) if notices.notices(page.state, page.catalog) else 0
    high = page.height(hint_words, page.face(scale.body), inner.width - aside)
    if way.close and high > start_words.heading_lines(page) * line_height(page.face(scale.body)):
        return None
    hint = pygame.Rect(inner.x, heading.bottom + (0 if way.close else scale.u(0.8)), inner.width, high)
    return heading, hint, hint.bottom


def _grid(page: Page, shown: tuple[s.Card, ...], area: pygame.Rect, way: Way, needs: Needs) -> Grid | None:
    """The fewest columns and the largest titles that show every card, else the most cards a page."""
    gap, extra = start_cells.row_gap(page, way), 1 if way.check_in == "cell" else 0
    most = 1 if page.scale.larger else MOST_COLUMNS
    best: Grid | None = None
    # Cards without their lines keep small titles: those that have room for theirs then tell it.
    titles = (page.scale.title, page.scale.body) if way.lines else (page.scale.body,)
    for columns, title in product(range(1, most + 1), titles):
        wide = start_cells.column_width(page, area, columns)
        key = wide, title, extra, way.lines, way.close
        if key not in needs:
            needs[key] = _row_need(page, shown, wide, title, way)
        need = needs[key]
        if need is None or need > area.height:
            continue
        found = Grid(columns, (area.height + gap) // (need + gap), need, title)
        if best is None or found.size > best.size:
            best = found
        if best.size >= len(shown) + extra:
            break
    if best is None:  # a word is too long for the screen, and has to be broken
        need = _row_need(page, shown, area.width, page.scale.body, way, loose=True)
        if need is not None and need <= area.height:
            best = Grid(1, (area.height + gap) // (need + gap), need, page.scale.body)
    if best is None or best.size <= extra:
        return None
    used = min(best.rows, -(-(len(shown) + extra) // best.columns) or 1)
    fair = (area.height + gap) // used - gap
    return replace(best, row_height=min(fair, round(best.row_height * STRETCH)))


def _row_need(
    page: Page, shown: tuple[s.Card, ...], width: int, size: int, way: Way, *, loose: bool = False
) -> int | None:
    """How high a row must be for every card's words at this width; None where they would not fit.

    Where everything is close together no card's line is broken.
    """
    mark = start_cells.any_mark(page, shown)
    room = start_cells.line_room(page, width, mark)
    ahead = card_told.way_for(page, shown, room)
    told = [replace(card_told.told_of(page, each, room, ahead, lines=way.lines), mark=mark) for each in shown]
    if (
        way.close
        and way.lines
        and any(page.width(each.line, page.face(page.scale.body)) > room for each in told)
    ):
        return None
    if not way.lines and notices.offline(page.state):  # that the desk helps is told where there is room
        told = [replace(each, line="") for each in told]
    told += [card_told.check_in_told(page, brief=True)] if way.check_in == "cell" else []
    needs = [cards.need(page, each, width, size, loose=loose) for each in told]
    whole = [each for each in needs if each is not None]
    return max([page.scale.primary_touch, *whole]) if len(whole) == len(needs) else None


def _with_air(page: Page, plan: Plan, count: int) -> Plan:
    """On a high screen, share what the cards leave between the header and the greeting."""
    if page.state.eased.low:
        return _with_header(page, plan)
    count += plan.first
    rows = min(plan.grid.rows, -(-count // plan.grid.columns) or 1)
    gap = start_cells.row_gap(page, plan.way)
    used = rows * (plan.grid.row_height + gap) - gap
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


def _with_header(page: Page, plan: Plan) -> Plan:
    """With low reach the upper half is free: for the whole header, even where the cards are close together."""
    way = replace(plan.way, header="full")
    texts = _texts(page, way)
    if not plan.way.close or texts is None or texts[2] > page.controls.y:
        return plan
    return replace(plan, way=way, heading=texts[0], hint=texts[1])


# --- large type on a small panel ------------------------------------------------------------------------------------


def _packed_plan(page: Page, shown: tuple[s.Card, ...]) -> Plan:
    """As many cards on each page as their words leave room for; without a heading where that saves pages.

    What everybody must know goes only where a card's words would have no room below it.
    """
    must = bool(notices.notices(page.state, page.catalog))
    hints = (True, False) if must else (False,)
    plans = [
        _packed(page, shown, foot, hint=hint, heading=heading)
        for hint, heading, foot in product(hints, (True, False), footer.barest(page))
    ]
    return min((each for each in plans if each), key=lambda each: (each[0], not each[1].way.hint, each[2]))[1]


def _packed(
    page: Page, shown: tuple[s.Card, ...], foot: footer.Foot, *, hint: bool, heading: bool
) -> tuple[int, Plan, int] | None:
    """A plan, how many of its cards have too little room, and its pages; None where it has none at all."""
    low = page.state.eased.low
    check_in: start_ways.CheckIn = "cell" if start_ways.expected(page) else "none"
    way = Way(foot, check_in, hint, "none", lines=False, heading=heading)
    texts = _texts(page, way)
    if texts is None:
        return None
    title, box, below = texts
    if low and below > page.controls.y and (hint or heading):
        return None
    top = page.controls.y if low else below + (page.tight if hint or heading else 0)
    bottom = page.controls.bottom - footer.height(page, foot) + page.scale.gap - page.tight
    area = pygame.Rect(page.controls.x, top, page.controls.width, bottom - top)
    if foot.pager == "row" and area.height < page.scale.touch:
        return None
    inside = footer.inside_sides(page, area) if foot.pager == "sides" else area
    told = [card_told.check_in_told(page, brief=True)] if way.check_in == "cell" else []
    told += [replace(card_told.told_of(page, each, inside.width, 0, lines=False), mark="") for each in shown]
    sheets, crowded = start_packed.sheets(page, told, inside)
    grid = Grid(1, 1, area.height, page.scale.body)
    plan = Plan(way, title, box, None, area, grid, sheets)
    if low and heading:
        above = _told_above(page, told, sheets)
        if below + above > page.controls.y:
            return None
        fuller = _texts(page, replace(way, header="full"))
        if fuller is not None and fuller[2] + above <= page.controls.y:
            plan = replace(plan, way=replace(way, header="full"), heading=fuller[0], hint=fuller[1])
    return crowded, plan, len(sheets)


def _told_above(page: Page, told: Sequence[card_told.Told], sheets: start_packed.Sheets) -> int:
    """How high those lines are that a card alone on its page has no room for: they stand above it."""
    lone = ((each[0], told[sum(map(len, sheets[:at]))]) for at, each in enumerate(sheets) if len(each) == 1)
    quiet = page.face(page.scale.body)
    lines = (each.line for rect, each in lone if each.line and not cards.holds(page, each, rect))
    return max((page.height(each, quiet, page.inner.width) for each in lines), default=0)
