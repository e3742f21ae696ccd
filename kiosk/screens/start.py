"""The pages to choose from: a greeting, the services and groups. The same page waits for the ticket after a tap."""

from __future__ import annotations

from dataclasses import replace

import pygame

from kiosk import notices
from kiosk import state as s
from kiosk.screens import card_told, cards, footer, start_cells, start_plan, start_words
from kiosk.screens.arrows import shown_page
from kiosk.screens.common import Page, header, header_height, mark
from kiosk.screens.start_cells import Plan
from kit import wire


def draw(page: Page) -> int:
    """Draw the page that `state.place` says, or the ticket being taken; return how many cards fit on a page."""
    shown = page.state.cards
    if page.state.services is None:
        return page.state.page_size
    plan = start_plan.plan_of(page, shown)
    sheets = start_cells.sheets(page, plan, shown)
    number = shown_page(page.state.place.page, len(sheets))
    _above(page, plan)
    _draw_cards(page, plan, shown, sheets, number)
    if plan.way.foot.pager == "sides" and len(sheets) > 1:
        footer.draw_sides(page, plan.area, len(sheets), number)
    footer.draw(page, plan.way.foot, len(sheets), number)
    return max(1, plan.grid.size)


def _above(page: Page, plan: Plan) -> None:
    """What stands above the cards, in their order for the ear."""
    if plan.way.header == "full":
        header(page)
    elif plan.way.header == "mark":
        high = header_height(page.scale)
        mark(page, plan.heading.centery - high // 2, high)
    words, face, _start = start_words.heading_of(page, plan.way)
    if plan.way.header == "mark":
        page.paragraph(words, face, page.theme.ink, plan.heading, middle=True)
    elif plan.way.heading:
        page.heading(words, plan.heading, start_words.heading_lines(page))
    page.say(*start_words.sentences(page))
    if plan.hint is not None:
        _hint(page, start_words.hint_of(page, plan.way), plan.hint)


def _draw_cards(
    page: Page,
    plan: Plan,
    shown: tuple[s.Card, ...],
    sheets: tuple[tuple[pygame.Rect, ...], ...],
    number: int,
) -> None:
    grid, places = plan.grid, list(sheets[number])
    at = sum(map(len, sheets[:number])) - plan.first  # -1: the one for who has an appointment
    if plan.check_in is not None:
        brief = plan.way.check_in == "brief"
        cards.check_in(page, card_told.check_in_told(page, brief=brief), plan.check_in, page.scale.title)
    if at < 0:
        _check_in(page, plan, places.pop(0))
        at = 0
    elif plan.packed and len(places) == 1:
        _alone(page, plan, shown[at], places[0])
        return
    room = start_cells.line_room(
        page, start_cells.column_width(page, plan.area, grid.columns), start_cells.any_mark(page, shown)
    )
    way = card_told.way_for(page, shown, room)
    for each, rect in zip(shown[at:], places, strict=False):
        if plan.packed:
            room = start_cells.line_room(page, rect.width, "")
            way = card_told.way_for(page, (each,), room)
        told = card_told.told_of(page, each, room, way)
        if not plan.way.lines:
            told = _briefer(
                page, told, card_told.told_of(page, each, room, way, lines=False), rect, grid.title
            )
        cards.draw(page, each, told, rect, grid.title)


def _briefer(
    page: Page, told: card_told.Told, brief: card_told.Told, rect: pygame.Rect, title: int
) -> card_told.Told:
    """What a card says that may be without its line: during an outage only that the desk helps, if it has room."""
    if card_told.unserved_above(page):
        return brief
    if not notices.offline(page.state):
        return told if _fits(page, told, rect, title) else brief
    return brief if _fits(page, brief, rect, title) else replace(brief, line="")


def _check_in(page: Page, plan: Plan, rect: pygame.Rect) -> None:
    """The card for who has an appointment, in the place of the first; as fully as it has room."""
    ways = card_told.check_in_ways(page)
    told = next((each for each in ways if _fits(page, each, rect, plan.grid.title)), ways[-1])
    cards.check_in(page, told, rect, plan.grid.title)


def _fits(page: Page, told: card_told.Told, rect: pygame.Rect, title: int) -> bool:
    high = cards.need(page, told, rect.width, title, close=True)
    broken = page.width(told.line, page.face(page.scale.body)) > cards.line_width(page, rect.width, told)
    return high is not None and high <= rect.height and (page.scale.larger or not broken)


def _hint(page: Page, hint: str, box: pygame.Rect) -> None:
    """The quiet line; what everybody must know stands in plain ink, with an amber bar before it."""
    ink = page.theme.mute
    if notices.notices(page.state, page.catalog):
        ink, bar = page.theme.ink, pygame.Rect(box.x, box.y, page.scale.u(0.8), box.height)
        page.painter.surface.fill(page.theme.now, page.painter.flip(bar))
        box = pygame.Rect(
            box.x + start_words.indent(page), box.y, box.width - start_words.indent(page), box.height
        )
    page.paragraph(hint, page.face(page.scale.body), ink, box)


def _alone(page: Page, plan: Plan, card: s.Card, rect: pygame.Rect) -> None:
    told = replace(card_told.told_of(page, card, 10**6, 0), mark="")
    room = cards.line_width(page, rect.width, told)
    told = replace(card_told.told_of(page, card, room, card_told.way_for(page, (card,), room)), mark="")
    if card_told.unserved_above(page) and isinstance(card, wire.ServiceStatus) and card.open:
        told = replace(told, line="")
    elif not cards.holds(page, told, rect):
        line, quiet = told.line, page.face(page.scale.body)
        high = page.height(line, quiet, page.inner.width)
        above = pygame.Rect(page.inner.x, plan.heading.bottom, page.inner.width, high)
        if above.bottom <= rect.y:
            page.paragraph(line, quiet, page.theme.mute, above)
        told = replace(told, line="")
    cards.draw(page, card, told, rect, page.scale.body)
