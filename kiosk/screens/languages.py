"""All languages, each in its own script, behind the globe of the first screen."""

from __future__ import annotations

import pygame

from kiosk import state as s
from kiosk.screens import footer, footer_items
from kiosk.screens.common import Look, Page, header, header_height
from kit.language import language
from kit.text import line_height

MOST_COLUMNS = 3


def draw(page: Page, screen: s.Languages) -> int:
    """Draw them in as many columns as are needed, on pages where they are many; return how many fit on a page."""
    codes, more = footer_items.codes(page), page.catalog.text("More languages")
    area = _top(page)
    columns, rows = _grid(page, codes, area, paged=False)
    place = footer.arrows_place(page) if columns * rows < len(codes) else "none"
    inside = area.copy()
    if place == "row":
        inside.height -= page.scale.touch + page.scale.gap
    elif place == "sides":
        inside = area.inflate(-2 * (page.scale.touch + page.tight), 0)
    if place != "none":
        columns, rows = _grid(page, codes, inside, paged=True)
    size = columns * rows
    pages = max(1, -(-len(codes) // size))
    number = min(screen.page, pages - 1)
    if place == "sides":
        footer.draw_sides(page, area, pages, number, more)
    _buttons(page, codes[number * size :][:size], inside, columns)
    footer.draw_back(page, pages, number, more)
    return size


def _top(page: Page) -> pygame.Rect:
    """Draw what stands above; return where the languages go."""
    scale, inner = page.scale, page.inner
    words = page.catalog.text("Choose your language")
    page.say(words)
    low = page.state.eased.low
    room = page.controls.y - inner.y if low else inner.height // 3
    top = inner.y
    if header_height(scale) + 2 * line_height(page.face(scale.body)) <= room:
        top = header(page) + scale.gap
    high = page.heading(words, pygame.Rect(inner.x, top, inner.width, 0), 2)
    y = max(top + high + scale.gap, page.controls.y if low else 0)
    return pygame.Rect(page.controls.x, y, page.controls.width, page.foot.y - page.tight - y)


def _grid(page: Page, codes: list[str], area: pygame.Rect, *, paged: bool) -> tuple[int, int]:
    """How many columns and rows: the fewest columns that show all, as large type allows."""
    face, gap = page.face(page.scale.title, 600), page.scale.gap
    widest = max(page.width(language(code).own_name, face) for code in codes) + 2 * page.scale.padding
    rows = max(1, (area.height + gap) // (page.scale.touch + gap))
    most = max(1, min(MOST_COLUMNS, (area.width + gap) // (widest + gap)))
    if not paged:
        for columns in range(1, most + 1):
            if columns * rows >= len(codes):
                return columns, rows
    return most, rows


def _buttons(page: Page, codes: list[str], area: pygame.Rect, columns: int) -> None:
    gap, high = page.scale.gap, page.scale.touch
    rows = -(-len(codes) // columns)
    wide = (area.width - gap * (columns - 1)) // columns
    high = min((area.height + gap) // rows - gap, round(high * 1.4))
    spoken = language(page.state.language).code
    for place, code in enumerate(codes):
        row, column = divmod(place, columns)
        rect = pygame.Rect(area.x + column * (wide + gap), area.y + row * (high + gap), wide, high)
        look: Look = "chosen" if code == spoken else "plain"
        name = language(code).own_name
        page.button(f"language:{code}", name, rect, s.LanguageChosen(code), look)
