"""The arrows of a text on several pages: onwards with a word where it has room, and with the count of pages."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from kiosk import state as s
from kiosk.screens import arrows, forms
from kiosk.screens.common import Look, Page
from kit.drawing import shapes
from kit.text import line_height


@dataclass(frozen=True)
class Turns:
    """How wide the two are with the gap between, and the one onwards is; whether that has its word, and its arrow."""

    width: int
    onwards: int
    worded: bool = False
    marked: bool = True


def narrow(page: Page) -> Turns:
    """Two squares."""
    side = page.scale.touch
    return Turns(2 * side + page.scale.gap, side)


def worded(page: Page, high: int) -> list[Turns]:
    """The one onwards with its word and the count below, with an arrow or without; none where this is too high."""
    face = page.face(page.scale.body, 600)
    if (
        line_height(face) + _count_height(page) > high + face.size_px // 4
    ):  # a line's own air is more than that
        return []
    side, word = page.scale.touch, page.width(_word(page), face) + 2 * forms.padding(page)
    widths = {marked: max(side, word + marked * _mark_room(page)) for marked in (True, False)}
    return [Turns(side + page.scale.gap + wide, wide, True, marked) for marked, wide in widths.items()]


def across(page: Page) -> Turns:
    """The two in a row of their own: the one onwards as wide as its word and the count beside that, or the row."""
    side, gap = page.scale.touch, page.scale.gap
    room = page.inner.width - side - gap
    face = page.face(page.scale.body, 600)
    words = f"{_word(page)} {arrows.figures((8, 99))}"
    wide = page.width(words, face) + _mark_room(page) + 2 * forms.padding(page)
    return Turns(side + gap + min(wide, room), min(wide, room), worded=wide <= room)


def draw(page: Page, turns: Turns, of: tuple[int, int], box: pygame.Rect) -> None:
    """Draw both in a box of their width; `of`: which page is shown, and how many there are."""
    number, count = of
    resting = number >= count - 1
    back = pygame.Rect(box.x, box.y, turns.width - turns.onwards - page.scale.gap, box.height)
    arrows.turn(page, -1, back, resting=number == 0)
    rect = pygame.Rect(box.right - turns.onwards, box.y, turns.onwards, box.height)
    if not turns.worded:
        arrows.turn(page, 1, rect, resting=resting, told=of)
        return
    look: Look = "resting" if resting else "plain"
    label = f"{_word(page)}. {page.catalog.text('Next page')}"
    page.button("next", "", rect, s.PageTurned(1), look, label=label)
    _words(page, rect, of, look, marked=turns.marked)


def _words(page: Page, rect: pygame.Rect, of: tuple[int, int], look: Look, *, marked: bool) -> None:
    face, ink, side = page.face(page.scale.body, 600), page.button_ink("next", look), _mark_side(page)
    figures, low = arrows.figures(of), _count_height(page)
    beside = rect.height < line_height(face) + low - face.size_px // 4
    said = f"{_word(page)} {figures}" if beside else _word(page)
    wide = page.width(said, face)
    left = rect.x + (rect.width - wide - marked * _mark_room(page)) // 2
    high = line_height(face)
    lifted = 0 if beside else face.size_px // 10  # the count, nearer to its word
    top = rect.y + (rect.height - high - (0 if beside else low)) // 2
    page.line(said, face, ink, pygame.Rect(left, top, wide, high))
    if marked:
        mark = pygame.Rect(left + wide + page.scale.u(1), top + (high - side) // 2, side, side)
        onwards: shapes.Icon = "chevron_left" if page.painter.direction == "rtl" else "chevron_right"
        shapes.icon(page.painter.surface, page.painter.flip(mark), onwards, ink)
    if not beside:
        small = page.face(arrows.figures_size(page), 600)
        page.line(figures, small, ink, pygame.Rect(rect.x, top + high - lifted, rect.width, low), "middle")


def _word(page: Page) -> str:
    return page.catalog.text("More")


def _mark_side(page: Page) -> int:
    return round(page.scale.body * 0.6)


def _mark_room(page: Page) -> int:
    return _mark_side(page) + page.scale.u(1)


def _count_height(page: Page) -> int:
    return line_height(page.face(arrows.figures_size(page)))
