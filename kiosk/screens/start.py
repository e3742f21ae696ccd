"""The pages to choose from: a greeting, the services and groups. The same page waits for the ticket after a tap."""

from __future__ import annotations

from dataclasses import replace

import pygame

from kiosk import notices
from kiosk import state as s
from kiosk.screens import card_told, cards, footer, footer_items, start_plan
from kiosk.screens.common import Look, Page, header
from kiosk.screens.footer_items import Item
from kiosk.screens.start_plan import Plan
from kit.text import line_height

SQUARE = 1.5  # how much higher than wide the buttons beside a card that stands alone are at most


def draw(page: Page) -> int:
    """Draw the page that `state.place` says, or the ticket being taken; return how many cards fit on a page."""
    shown = page.state.cards
    if page.state.services is None:
        return page.state.page_size
    plan = start_plan.plan_of(page, shown)
    if plan.way.header:
        header(page)
    greeting, hint = start_plan.sentences(page)
    if plan.way.heading:
        page.heading(greeting, plan.heading, start_plan.heading_lines(page))
    page.say(greeting, hint)
    size = max(1, plan.capacity)
    pages = max(1, -(-len(shown) // size))
    number = min(page.state.place.page, pages - 1)
    on_page = shown[number * size :][:size]
    if plan.hint is not None:
        _hint(page, hint, plan.hint)
    _draw_cards(page, plan, shown, on_page, pages, number)
    footer.draw(page, plan.way.foot, pages, number)
    return size


def _draw_cards(
    page: Page, plan: Plan, shown: tuple[s.Card, ...], on_page: tuple[s.Card, ...], pages: int, number: int
) -> None:
    grid, cells = plan.grid, start_plan.cells(page, plan)
    if plan.way.bare:
        _bare(page, plan, on_page, pages, number)
        return
    if plan.check_in is not None:
        brief = plan.way.check_in == "brief"
        cards.check_in(page, card_told.check_in_told(page, brief=brief), plan.check_in, page.scale.title)
    elif plan.way.check_in == "cell":
        cell = next(cells)
        # Its line only where it costs no other card.
        told = card_told.check_in_told(page, brief=True, lines=True)
        high = cards.need(page, told, cell.width, grid.title)
        if high is None or high > cell.height:
            told = card_told.check_in_told(page, brief=True)
        cards.check_in(page, told, cell, grid.title)
    room = start_plan.line_room(
        page, start_plan.column_width(page, plan.area, grid.columns), start_plan.any_mark(page, shown)
    )
    way = card_told.way_for(page, shown, room)
    lines = plan.way.lines or _room_for_lines(page, plan, on_page, room, way)
    for each, rect in zip(on_page, cells, strict=False):
        cards.draw(page, each, card_told.told_of(page, each, room, way, lines=lines), rect, grid.title)


def _room_for_lines(page: Page, plan: Plan, on_page: tuple[s.Card, ...], room: int, way: int) -> bool:
    """Whether the cards of this page have room for their lines though not all cards have."""
    wide = start_plan.column_width(page, plan.area, plan.grid.columns)
    needs = [
        cards.need(page, card_told.told_of(page, each, room, way), wide, plan.grid.title) for each in on_page
    ]
    return all(each is not None and each <= plan.grid.row_height for each in needs)


def _hint(page: Page, hint: str, box: pygame.Rect) -> None:
    """The quiet line; what everybody must know stands in plain ink, with an amber bar before it."""
    ink = page.theme.mute
    if notices.notices(page.state, page.catalog):
        ink, bar = page.theme.ink, pygame.Rect(box.x, box.y, page.scale.u(0.8), box.height)
        page.painter.surface.fill(page.theme.now, page.painter.flip(bar))
        box = pygame.Rect(
            box.x + start_plan.indent(page), box.y, box.width - start_plan.indent(page), box.height
        )
    page.paragraph(hint, page.face(page.scale.body), ink, box)


def _bare(page: Page, plan: Plan, on_page: tuple[s.Card, ...], pages: int, number: int) -> None:
    """One card and the arrows, which keep their places; its line stands above where the card has no room for it.

    The arrows stand where louder and softer leave room beside them, else below each other at the card's end with the
    way for appointments, else at both its sides.
    """
    side, tight, area = page.scale.touch, page.tight, plan.area
    turns = footer_items.arrows(page, pages, number) if pages > 1 else []
    door = [footer_items.check_in_square(page)] if plan.way.check_in == "square" else []
    if turns and page.foot.y < page.eases.y:
        _squares(page, turns, pygame.Rect(page.foot.x, page.foot.y, 2 * side + tight, side))
        turns = []
    column = [*door, *turns]
    if len(column) * (side + tight) - tight <= area.height:
        rect = pygame.Rect(area.x, area.y, area.width - (side + tight if column else 0), area.height)
        _cards(page, plan, on_page, rect)
        _squares(page, column, pygame.Rect(rect.right + tight, area.y, side, area.height))
        return
    before, after = turns[:1], [*turns[1:], *door]
    left, right = area.x + len(before) * (side + tight), area.right - len(after) * (side + tight)
    _squares(page, before, pygame.Rect(area.x, area.y, side, area.height))
    _cards(page, plan, on_page, pygame.Rect(left, area.y, right - left, area.height))
    _squares(page, after, pygame.Rect(right + tight, area.y, area.right - right - tight, area.height))


def _cards(page: Page, plan: Plan, on_page: tuple[s.Card, ...], rect: pygame.Rect) -> None:
    for card in on_page:
        _alone(page, plan, card, rect)


def _squares(page: Page, items: list[Item], area: pygame.Rect) -> None:
    """Draw small buttons in the middle of an area: beside each other, or below where it is as narrow as one of them."""
    count, tight = len(items), page.tight
    down = area.width <= page.scale.touch
    high = min((area.height + tight) // count - tight if down and count else area.height, _most_high(page))
    top = area.centery - (count * (high + tight) - tight if down else high) // 2
    for place, item in enumerate(items):
        rect = pygame.Rect(area.x + place * (item.wide + tight), top, item.wide, high)
        if down:
            rect = pygame.Rect(area.x, top + place * (high + tight), item.wide, high)
        look: Look = "resting" if isinstance(page.state.screen, s.Taking) else item.look
        page.button(item.name, "", rect, item.means, look, item.icon, item.label)


def _most_high(page: Page) -> int:
    return round(page.scale.touch * SQUARE)


def _alone(page: Page, plan: Plan, card: s.Card, rect: pygame.Rect) -> None:
    told = replace(card_told.told_of(page, card, 10**6, 0), mark="")
    room = cards.line_width(page, rect.width, told)
    told = replace(card_told.told_of(page, card, room, card_told.way_for(page, (card,), room)), mark="")
    needed = cards.need(page, told, rect.width, page.scale.body)
    if needed is None or needed > rect.height:
        line, quiet = told.line.replace("\n", ", "), page.face(page.scale.body)
        above = pygame.Rect(page.inner.x, plan.heading.bottom, page.inner.width, line_height(quiet))
        if above.bottom <= rect.y and page.width(line, quiet) <= above.width:
            page.line(line, quiet, page.theme.mute, above)
        told = replace(told, line="")
    cards.draw(page, card, told, rect, page.scale.body)
