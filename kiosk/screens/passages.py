"""Texts that go on over pages: passages broken into lines, and the lines shared out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pygame

from kiosk.screens.common import Page
from kit.drawing.theme import Colour
from kit.text import Face, line_height, wrap

WIDOWS = 2  # a page keeps at least so many lines when one goes over to the next


@dataclass(frozen=True)
class Passage:
    """A paragraph of a longer text. A `heading` is never left alone at the foot of a page; `gap` is above it."""

    words: str
    face: Face
    colour: Colour
    gap: int = 0
    heading: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a passage; `gap` is above it, unless it is the first of its page."""

    words: str
    face: Face
    colour: Colour
    gap: int
    heading: bool

    @property
    def height(self) -> int:
        """How high it is, without the gap."""
        return line_height(self.face)


def rows_of(page: Page, passages: Iterable[Passage], width: int) -> list[Row]:
    """Break passages into lines."""
    rows: list[Row] = []
    for each in passages:
        lean = each.face.size_px // 12 if page.painter.direction == "rtl" else 0  # of a last letter's tail
        for number, words in enumerate(wrap(each.words, each.face, width - lean, page.painter.direction)):
            rows.append(Row(words, each.face, each.colour, 0 if number else each.gap, each.heading))
    return rows


def height_of(rows: Sequence[Row]) -> int:
    """How high these lines are, one below the other."""
    return sum(each.height for each in rows) + sum(each.gap for each in rows[1:])


def leaves(rows: Sequence[Row], height: int) -> list[list[Row]]:
    """Share lines out over pages of this height; at least a line on each, no heading alone at a page's foot."""
    pages: list[list[Row]] = [[]]
    for each in rows:
        if pages[-1] and height_of([*pages[-1], each]) > height:
            carried: list[Row] = []
            if not all(row.heading for row in pages[-1]):
                while pages[-1][-1].heading:
                    carried.insert(0, pages[-1].pop())
            pages.append(carried)
        pages[-1].append(each)
    if len(pages) > 1 and len(pages[-1]) == 1 and not pages[-1][0].gap:
        rest = pages[-2]
        if len(rest) > WIDOWS and not any(each.heading for each in rest[-2:]):
            pages[-1].insert(0, rest.pop())  # a paragraph's last line is not left alone on a page
    return pages


def write(page: Page, rows: Sequence[Row], box: pygame.Rect) -> int:
    """Draw lines from the top of a box; return the row below them."""
    y = box.y
    for number, each in enumerate(rows):
        y += each.gap if number else 0
        page.line(each.words, each.face, each.colour, pygame.Rect(box.x, y, box.width, each.height))
        y += each.height
    return y
