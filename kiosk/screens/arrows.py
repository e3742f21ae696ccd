"""The arrows of a text or a list on several pages, and which page it is."""

from __future__ import annotations

import pygame

from kiosk import state as s
from kiosk.screens.common import Look, Page
from kit.drawing import shapes
from kit.drawing.scale import KIOSK_CAPITALS_MM
from kit.text import line_height


def turns(page: Page, count: int, number: int, box: pygame.Rect, *, told: bool = False) -> None:
    """Draw the two arrows of a text or a list on several pages, side by side; `told`: which page it is on one."""
    wide = (box.width - page.scale.gap) // 2
    first = pygame.Rect(box.x, box.y, wide, box.height)
    turn(page, -1, first, resting=number == 0)
    second = first.move(wide + page.scale.gap, 0)
    turn(page, 1, second, resting=number >= count - 1, told=(number, count) if told else None)


def turn(
    page: Page, step: int, rect: pygame.Rect, *, resting: bool, told: tuple[int, int] | None = None
) -> None:
    """Draw one arrow; a `resting` one has no page to turn to. `told`: which page it is and of how many, below it."""
    text = page.catalog.text
    look: Look = "resting" if resting else "plain"
    name, icon, label = ("previous", "chevron_left", text("Previous page"))
    if step > 0:
        name, icon, label = ("next", "chevron_right", text("Next page"))
    page.button(name, "", rect, s.PageTurned(step), look, None if told else icon, label)
    if told is not None:
        figures_inside(page, name, rect, look, step, told)


def figures_inside(
    page: Page, name: str, rect: pygame.Rect, look: Look, step: int, told: tuple[int, int]
) -> None:
    """Draw an arrow onto a button, and which page it is and of how many below it."""
    face, ink = page.face(figures_size(page), 600), page.button_ink(name, look)
    high, side = line_height(face), round(page.scale.touch * 0.4)
    mark = pygame.Rect(rect.centerx - side // 2, rect.centery - (side + high) // 2, side, side)
    onwards: shapes.Icon = (
        "chevron_right" if (step > 0) != (page.painter.direction == "rtl") else "chevron_left"
    )
    shapes.icon(page.painter.surface, page.painter.flip(mark), onwards, ink)
    page.line(figures(told), face, ink, pygame.Rect(rect.x, mark.bottom, rect.width, high), "middle")


def count_beside(page: Page, count: int, number: int, arrows: pygame.Rect, right: int) -> None:
    """Draw which page it is, and of how many, between the arrows and `right`; as large as text where it has room."""
    words = figures((number, count))
    box = pygame.Rect(arrows.right + page.scale.gap, arrows.y, 0, arrows.height)
    box.width = right - box.x
    sizes = [page.scale.body, figures_size(page)]
    for size in sizes:
        face = page.face(size, 600)
        if page.width(words, face) <= box.width:
            box.y, box.height = box.centery - line_height(face) // 2, line_height(face)
            page.line(words, face, page.theme.ink, box)
            return


def figures(told: tuple[int, int]) -> str:
    """Which page, of how many: read the same way round in every script."""
    return f"{told[0] + 1}/{told[1]}"


def figures_size(page: Page) -> int:
    """The least size a kiosk has, for figures in a small square."""
    return page.scale.type_size(28, KIOSK_CAPITALS_MM)


def shown_page(number: int, count: int) -> int:
    """Which page is shown: the wished one, or the last that there is."""
    return max(0, min(number, count - 1))
