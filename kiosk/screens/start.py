"""The start screen: a greeting, the services, the languages. The same page waits for the ticket after a tap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import pygame

from kiosk import flow, words
from kiosk import state as s
from kiosk.screens import footer
from kiosk.screens.common import Page, header, header_height, heading_face
from kit import wire
from kit.drawing import shapes
from kit.drawing.paint import fit, fit_paragraph
from kit.text import Face, line_height

MOST_COLUMNS = 3
TITLE_LINES = 2
STRETCH = 1.6  # cards grow this much beyond their need, to fill a large screen calmly


@dataclass(frozen=True)
class Grid:
    """How the services are laid out: so many in a row, so many rows, each so high, names in this size."""

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
    """Where everything is: the heading, the quiet line under it if there is room, the services."""

    heading: pygame.Rect
    hint: pygame.Rect | None
    area: pygame.Rect
    grid: Grid


def draw(page: Page) -> int:
    """Draw the services, or the ticket being taken; return how many services fit on a page."""
    services = page.state.services
    if services is None:
        return page.state.page_size
    header(page)
    plan = _plan(page, services)
    greeting, hint = _sentences(page)
    page.heading(greeting, plan.heading, _heading_lines(page))
    if plan.hint is not None:
        page.line(hint, _hint_face(page, hint), page.theme.mute, plan.hint)
    shown, number = _shown(page.state, plan.grid.size)
    for index, service in enumerate(services.services[number * plan.grid.size :][: plan.grid.size]):
        _card(page, service, _cell(page, plan, index), plan.grid.title)
    footer.draw(
        page, pages=-(-len(services.services) // plan.grid.size), number=number, resting=shown is not None
    )
    return plan.grid.size


def _shown(state: s.State, size: int) -> tuple[s.Taking | None, int]:
    """What is being taken, and which page is shown."""
    screen = state.screen
    count = len(state.services.services) if state.services else 0
    last = max(0, -(-count // size) - 1)
    if isinstance(screen, s.Taking):
        return screen, min(screen.came.page if screen.came else 0, last)
    return None, min(screen.page, last) if isinstance(screen, s.Start) else 0


def _sentences(page: Page) -> tuple[str, str]:
    text = page.catalog.text
    if flow.slow(page.state, page.view.now):
        return text("One moment."), text("This is taking a little longer. Please wait.")
    greeting = words.greeting(page.catalog, page.view.moment, page.zone)
    services = page.state.services.services if page.state.services else []
    return greeting, words.hint(services, page.catalog)


def _heading_lines(page: Page) -> int:
    """A high screen has room for a large greeting on two lines."""
    return 2 if page.scale.portrait else 1


def _hint_face(page: Page, hint: str) -> Face:
    return fit(
        hint,
        page.face(page.scale.body),
        page.inner.width,
        page.scale.body,
        page.painter.direction,
    )


# --- where things are -----------------------------------------------------------------------------------------------


def _plan(page: Page, services: wire.Services) -> Plan:
    """Fit as many services as the millimetres allow; the quiet line only where it costs none of them."""
    count = len(services.services)
    plans = [_fit(page, services, hint=hint, paged=False) for hint in (True, False)]
    if all(plan.grid.size < count for plan in plans):
        plans = [_fit(page, services, hint=hint, paged=True) for hint in (True, False)]
    with_hint, without = plans
    return with_hint if with_hint.grid.size >= min(count, without.grid.size) else without


def _fit(page: Page, services: wire.Services, *, hint: bool, paged: bool) -> Plan:
    scale, inner = page.scale, page.inner
    greeting, hint_words = _sentences(page)
    top = inner.y + header_height(scale) + scale.gap
    lines = _heading_lines(page)
    high = page.height(greeting, heading_face(page, greeting, inner.width, lines), inner.width)
    heading = pygame.Rect(inner.x, top, inner.width, high)
    below = heading.bottom
    hint_box = None
    if hint:
        hint_box = pygame.Rect(
            inner.x, below + scale.u(0.8), inner.width, line_height(_hint_face(page, hint_words))
        )
        below = hint_box.bottom
    below += scale.gap if hint else scale.gap // 2
    bottom = inner.bottom - footer.height(page, paged=paged)
    area = pygame.Rect(inner.x, below, inner.width, bottom - below)
    grid = _grid(page, services.services, area)
    if hint_box is not None and page.width(hint_words, _hint_face(page, hint_words)) > inner.width:
        grid = Grid(1, 0, 1)  # the quiet line would be cut: do without it
    return _with_air(page, Plan(heading, hint_box, area, grid), len(services.services))


def _grid(page: Page, services: list[wire.ServiceStatus], area: pygame.Rect) -> Grid:
    """The fewest columns and the largest names that show every service, else the most services a page."""
    gap = page.scale.gap
    best = Grid(1, 1, area.height, page.scale.body)
    for columns, title in product(range(1, MOST_COLUMNS + 1), (page.scale.title, page.scale.body)):
        need = _row_need(page, services, _column_width(page, area, columns), title)
        if need is None or need > area.height:
            continue
        found = Grid(columns, (area.height + gap) // (need + gap), need, title)
        if found.size > best.size or best.row_height == area.height:
            best = found
        if best.size >= len(services):
            break
    used = min(best.rows, -(-len(services) // best.columns) or 1)
    fair = (area.height + gap) // used - gap
    return replace(best, row_height=min(fair, round(best.row_height * STRETCH)))


def _column_width(page: Page, area: pygame.Rect, columns: int) -> int:
    return (area.width - page.scale.gap * (columns - 1)) // columns


def _row_need(page: Page, services: list[wire.ServiceStatus], width: int, size: int) -> int | None:
    """How high a row must be for every card's text at this width; None where a name would not fit."""
    need = page.scale.primary_touch
    room = _text_width(page, width)
    face = page.face(size, 600)
    way = _way(page, room)
    for service in services:
        title, line = _card_text(page, service, room, way)
        high = page.height(title, face, room)
        broken = any(page.width(word, face) > room for word in title.split())
        if high > TITLE_LINES * line_height(face) or broken:
            return None
        high += page.height(line, page.face(page.scale.body), room)
        need = max(need, high + 2 * _card_padding(page))
    return need


def _with_air(page: Page, plan: Plan, count: int) -> Plan:
    """On a high screen, share what the services leave between the header and the greeting."""
    rows = min(plan.grid.rows, -(-count // plan.grid.columns) or 1)
    used = rows * (plan.grid.row_height + page.scale.gap) - page.scale.gap
    spare = max(0, plan.area.height - used)
    down = spare // 2 if page.scale.portrait else spare // 3
    hint = plan.hint.move(0, down) if plan.hint else None
    area = pygame.Rect(plan.area.x, plan.area.y + down, plan.area.width, plan.area.height - down)
    return Plan(plan.heading.move(0, down), hint, area, plan.grid)


def _cell(page: Page, plan: Plan, index: int) -> pygame.Rect:
    gap = page.scale.gap
    width = _column_width(page, plan.area, plan.grid.columns)
    row, column = divmod(index, plan.grid.columns)
    x = plan.area.x + column * (width + gap)
    return pygame.Rect(x, plan.area.y + row * (plan.grid.row_height + gap), width, plan.grid.row_height)


# --- a service's card -----------------------------------------------------------------------------------------------


def _card_padding(page: Page) -> int:
    return max(page.scale.u(1.5), page.scale.px(2))


def _badge(page: Page, card_width: int) -> int:
    """The side of the square with the letter; wide cards have a larger one."""
    return page.scale.px(14) if card_width < 24 * page.scale.body else page.scale.px(16)


def _text_width(page: Page, card_width: int) -> int:
    return card_width - _badge(page, card_width) - 3 * page.scale.padding


def _card_text(page: Page, service: wire.ServiceStatus, room: int, way: int) -> tuple[str, str]:
    """Name and line. A pause's message that needs more than a line is told in short, so that no service has to go."""
    default = page.state.site_language
    name = words.service_name(service, page.catalog, default)
    screen = page.state.screen
    if isinstance(screen, s.Taking) and screen.pending.service == service.code:
        return name, page.catalog.text("One moment.")
    line = words.service_line(service, page.catalog, page.view.moment, page.zone, default)
    if service.reason == "paused" and page.width(line, page.face(page.scale.body)) > room:
        line = words.paused_until(service.opens_at, page.catalog, page.zone)
    ways = words.with_wait(service, line, page.catalog)
    return name, ways[min(way, len(ways) - 1)]


def _way(page: Page, room: int) -> int:
    """Which way of telling people ahead and how long has room on one line of every card; else the last way."""
    services, quiet = page.state.services, page.face(page.scale.body)
    told = [
        words.with_wait(each, words.people_ahead(each.ahead, page.catalog), page.catalog)
        for each in (services.services if services else [])
    ]
    several = [ways for ways in told if len(ways) > 1]
    last = max(map(len, several), default=1) - 1
    for way in range(last):
        if all(page.width(ways[min(way, len(ways) - 1)], quiet) <= room for ways in several):
            return way
    return last


def _card(page: Page, service: wire.ServiceStatus, rect: pygame.Rect, size: int) -> None:
    screen, scale = page.state.screen, page.scale
    name = f"service:{service.code}"
    taking = isinstance(screen, s.Taking)
    chosen = isinstance(screen, s.Taking) and screen.pending.service == service.code
    # A paused service can be touched as well: its message is shown whole then.
    usable = (service.open or service.reason == "paused") and not taking
    placed = page.painter.flip(rect)
    if usable:
        page.touchable(name, rect, s.ServiceChosen(service.code, key=""))
        page.ring(name, placed)
    pressed = usable and page.view.pressed == name
    surface = page.painter.surface
    if chosen:
        shapes.rounded(surface, placed, page.theme.action, scale.radius)
        tile, letter, ink, mute = (
            page.theme.action_down,
            page.theme.on_action,
            page.theme.on_action,
            page.theme.on_action,
        )
    elif usable and service.open:
        edge = page.theme.action if pressed else page.theme.edge
        shapes.rounded(
            surface,
            placed,
            page.theme.wash if pressed else page.theme.card,
            scale.radius,
            edge,
            scale.outline,
        )
        tile, letter, ink, mute = (
            (page.theme.card if pressed else page.theme.badge),
            page.theme.on_badge,
            page.theme.ink,
            page.theme.mute,
        )
    elif service.open:
        shapes.rounded(surface, placed, page.theme.page, scale.radius, page.theme.line, scale.outline)
        tile, letter, ink, mute = page.theme.off, page.theme.mute, page.theme.mute, page.theme.mute
    else:
        fill = page.theme.wash if pressed else page.theme.page
        shapes.dashed(surface, placed, fill, page.theme.edge, scale.radius, scale.outline)
        tile, letter, ink, mute = page.theme.off, page.theme.mute, page.theme.mute, page.theme.mute
    _card_inside(page, service, rect, size, (tile, letter, ink, mute))


Colours = tuple[tuple[int, int, int], tuple[int, int, int], tuple[int, int, int], tuple[int, int, int]]


def _card_inside(
    page: Page, service: wire.ServiceStatus, rect: pygame.Rect, size: int, colours: Colours
) -> None:
    tile, letter, ink, mute = colours
    scale = page.scale
    side = min(_badge(page, rect.width), rect.height - 2 * _card_padding(page))
    badge = pygame.Rect(rect.x + scale.padding, rect.centery - side // 2, side, side)
    shapes.rounded(page.painter.surface, page.painter.flip(badge), tile, round(side * 0.16))
    face = fit(service.code, page.face(round(side * 0.58), 700), round(side * 0.84), 12)
    page.line(service.code, face, letter, badge, "middle")
    left = rect.x + 2 * scale.padding + _badge(page, rect.width)
    box = pygame.Rect(left, rect.y, _text_width(page, rect.width), rect.height)
    title, line = _card_text(page, service, box.width, _way(page, box.width))
    room = box.inflate(0, -2 * _card_padding(page))
    quiet = page.face(scale.body)
    lower = page.height(line, quiet, box.width)
    upper_box = pygame.Rect(room.x, room.y, room.width, max(line_height(quiet), room.height - lower))
    bold = fit_paragraph(
        title, page.face(size or scale.body, 600), upper_box, scale.body, page.painter.direction
    )
    upper = page.height(title, bold, box.width)
    top = rect.centery - (upper + lower) // 2
    page.paragraph(title, bold, ink, pygame.Rect(box.x, top, box.width, upper))
    page.paragraph(line, quiet, mute, pygame.Rect(box.x, top + upper, box.width, lower))
