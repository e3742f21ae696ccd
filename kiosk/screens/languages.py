"""All languages, each in its own script, behind the globe of the first screen."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from kiosk import state as s
from kiosk.screens import footer, footer_items
from kiosk.screens.arrows import shown_page
from kiosk.screens.common import Look, Page, header, header_height, heading_face, mark, mark_width
from kit.language import language
from kit.text import line_height

MOST_COLUMNS = 3


@dataclass(frozen=True)
class _Top:
    """What stands above: the line with the site's name or only its mark, and the question; and what is left below."""

    full: bool
    heading: pygame.Rect | None
    area: pygame.Rect
    gap: int


def draw(page: Page, screen: s.Languages) -> int:
    """Draw them in as many columns as are needed, on pages where they are many; return how many fit on a page."""
    codes, more = footer_items.codes(page), page.catalog.text("More languages")
    tops = list(_tops(page))
    whole = (each for each in tops if _size(_grid(page, codes, each.area, each.gap)) >= len(codes))
    top = next(whole, None)
    place = footer.arrows_place(page) if top is None else "none"
    top = top or max(
        tops, key=lambda each: _size(_most(page, codes, _inside(page, each.area, place), each.gap))
    )
    inside = _inside(page, top.area, place)
    grid = _grid if place == "none" else _most
    columns, rows = grid(page, codes, inside, top.gap)
    size = columns * rows
    pages = max(1, -(-len(codes) // size))
    number = shown_page(screen.page, pages)
    _above(page, top)
    if place == "sides":
        footer.draw_sides(page, top.area, pages, number, more)
    _buttons(page, codes[number * size :][:size], inside, columns, top.gap)
    footer.draw_back(page, pages, number, more)
    return size


def _tops(page: Page) -> list[_Top]:
    """What may stand above, the richest first: where all have room on one page, less of it."""
    scale, inner, low = page.scale, page.inner, page.state.eased.low
    words = page.catalog.text("Choose your language")
    found: list[_Top] = []
    room = page.controls.y - inner.y if low else inner.height // 3
    for full, gap in ((True, scale.gap), (False, scale.gap), (False, page.tight)):
        start, top = inner.x, inner.y
        if full and header_height(scale) + 2 * line_height(page.face(scale.body)) > room:
            continue
        if full:
            top += header_height(scale) + scale.gap
        elif not scale.larger:
            start += mark_width(page, header_height(scale)) + scale.u(2)
        face = heading_face(page, words, inner.right - start, 2)
        high = page.height(words, face, inner.right - start)
        high = high if full else max(high, header_height(scale))
        box = pygame.Rect(start, top, inner.right - start, high)
        found.append(_Top(full, box, _below(page, box.bottom + gap, gap), gap))
    return [*found, _Top(False, None, _below(page, inner.y, page.tight), page.tight)]


def _below(page: Page, top: int, gap: int) -> pygame.Rect:
    controls, low = page.controls, page.state.eased.low
    top = max(top, controls.y) if low else top
    bottom = page.foot.y - (page.tight if low else gap)
    return pygame.Rect(controls.x, top, controls.width, bottom - top)


def _inside(page: Page, area: pygame.Rect, place: str) -> pygame.Rect:
    """What the arrows leave."""
    if place == "row":
        return pygame.Rect(area.x, area.y, area.width, area.height - page.scale.touch - page.scale.gap)
    return footer.inside_sides(page, area) if place == "sides" else area


def _above(page: Page, top: _Top) -> None:
    words = page.catalog.text("Choose your language")
    if top.full:
        header(page)
    if top.heading is not None:
        if top.heading.x > page.inner.x:
            high = header_height(page.scale)
            mark(page, top.heading.centery - high // 2, high)
        page.heading(words, top.heading, 2)
    page.say(words)


def _size(grid: tuple[int, int]) -> int:
    return grid[0] * grid[1]


def _grid(page: Page, codes: list[str], area: pygame.Rect, gap: int) -> tuple[int, int]:
    """How many columns and rows: the fewest columns that show all, else the most, as large type allows."""
    most, rows = _most(page, codes, area, gap)
    return next((columns for columns in range(1, most) if columns * rows >= len(codes)), most), rows


def _most(page: Page, codes: list[str], area: pygame.Rect, gap: int) -> tuple[int, int]:
    """The most columns and rows that there is room for."""
    face = page.face(page.scale.title, 600)
    widest = max(page.width(language(code).own_name, face) for code in codes) + 2 * page.scale.padding
    rows = max(1, (area.height + gap) // (page.scale.touch + gap))
    return max(1, min(MOST_COLUMNS, (area.width + gap) // (widest + gap))), rows


def _buttons(page: Page, codes: list[str], area: pygame.Rect, columns: int, gap: int) -> None:
    rows = -(-len(codes) // columns)
    wide = (area.width - gap * (columns - 1)) // columns
    high = min((area.height + gap) // rows - gap, round(page.scale.touch * 1.4))
    spoken = language(page.state.language).code
    for place, code in enumerate(codes):
        row, column = divmod(place, columns)
        rect = pygame.Rect(area.x + column * (wide + gap), area.y + row * (high + gap), wide, high)
        look: Look = "chosen" if code == spoken else "plain"
        name = language(code).own_name
        page.button(f"language:{code}", name, rect, s.LanguageChosen(code), look)
