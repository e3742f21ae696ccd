"""The pages to choose from: a greeting, the services and groups. The same page waits for the ticket after a tap."""

from __future__ import annotations

from dataclasses import replace

import pygame

from kiosk import notices
from kiosk import state as s
from kiosk.screens import cards, footer, start_plan
from kiosk.screens.common import Look, Page, header
from kiosk.screens.footer import Item
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
        cards.check_in(page, cards.check_in_told(page, brief=brief), plan.check_in, page.scale.title)
    elif plan.way.check_in == "cell":
        cards.check_in(page, cards.check_in_told(page, brief=True), next(cells), grid.title)
    room = start_plan.line_room(
        page, start_plan.column_width(page, plan.area, grid.columns), start_plan.any_mark(page, shown)
    )
    way = cards.way_for(page, shown, room)
    lines = plan.way.lines or _room_for_lines(page, plan, on_page, room, way)
    for each, rect in zip(on_page, cells, strict=False):
        cards.draw(page, each, cards.told_of(page, each, room, way, lines=lines), rect, grid.title)


def _room_for_lines(page: Page, plan: Plan, on_page: tuple[s.Card, ...], room: int, way: int) -> bool:
    """Whether the cards of this page have room for their lines though not all cards have."""
    wide = start_plan.column_width(page, plan.area, plan.grid.columns)
    needs = [
        cards.need(page, cards.told_of(page, each, room, way), wide, plan.grid.title) for each in on_page
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
    """One card between the arrows; its line stands above where the card has no room for it."""
    text, side, step = page.catalog.text, page.scale.touch, page.scale.touch + page.tight
    before: list[Item] = []
    if number > 0:
        before.append(
            Item("previous", "", s.PageTurned(-1), side, "chevron_left", label=text("Previous page"))
        )
    after: list[Item] = []
    if number < pages - 1:
        after.append(Item("next", "", s.PageTurned(1), side, "chevron_right", label=text("More services")))
    if plan.way.check_in == "square":
        after.append(footer.check_in_square(page))
    area = plan.area
    left, right = area.x + len(before) * step, area.right - len(after) * step
    rect = pygame.Rect(left, area.y, right - left, area.height)
    _squares(page, before, area)
    for card in on_page:
        _alone(page, plan, card, rect)
    _squares(page, after, pygame.Rect(right + page.tight, area.y, 0, area.height))


def _squares(page: Page, items: list[Item], area: pygame.Rect) -> None:
    """Draw small buttons in the middle of a card's height, from the left of an area."""
    look: Look = "resting" if isinstance(page.state.screen, s.Taking) else "plain"
    high = min(area.height, round(page.scale.touch * SQUARE))
    top = area.centery - high // 2
    for place, item in enumerate(items):
        rect = pygame.Rect(area.x + place * (item.wide + page.tight), top, item.wide, high)
        page.button(item.name, "", rect, item.means, look, item.icon, item.label)


def _alone(page: Page, plan: Plan, card: s.Card, rect: pygame.Rect) -> None:
    told = replace(cards.told_of(page, card, 10**6, 0), mark="")
    room = cards.line_width(page, rect.width, told)
    told = replace(cards.told_of(page, card, room, cards.way_for(page, (card,), room)), mark="")
    needed = cards.need(page, told, rect.width, page.scale.body)
    if needed is None or needed > rect.height:
        line, quiet = told.line.replace("\n", ", "), page.face(page.scale.body)
        above = pygame.Rect(page.inner.x, plan.heading.bottom, page.inner.width, line_height(quiet))
        if above.bottom <= rect.y and page.width(line, quiet) <= above.width:
            page.line(line, quiet, page.theme.mute, above)
        told = replace(told, line="")
    cards.draw(page, card, told, rect, page.scale.body)
