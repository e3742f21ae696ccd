"""Texts that go on over pages: passages broken into lines, and the lines shared out, sentences kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pygame

from kiosk.screens.common import Page
from kit.drawing.theme import Colour
from kit.text import Face, line_height, wrap

# Where a sentence ends: after a word of three letters at least, for "Nr." and "z. B." end none, nor does "Nov." before
# a year; ideographs have no space after theirs.
_ENDS = re.compile(r"(?<=\w{3}[.!?؟])\s+(?=[^\W\d_a-zа-я]|[«„“(¿¡])|(?<=[。！？])(?=.)|\n")
_CLAUSE = (",", ";", ":", "،", "؛", "，", "、", "；", "：")

# What a turn of the page costs, so that the best of all ways to share lines out is found.
NEVER = 10**6
_SENTENCE = 1000  # through a sentence that would have had room on one page
_PAGE = 200  # a page more
_WIDOW = 150  # one line of a sentence alone on its page
_LINE = 20  # through a sentence that is longer than a page
_UNEVEN = 40  # an empty page, and its square for less: pages are about equally full


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
    """One line of a passage; `gap` is above it, unless it is the first of its page. `sentence`: which one of all."""

    words: str
    face: Face
    colour: Colour
    gap: int
    heading: bool
    sentence: int = 0

    @property
    def height(self) -> int:
        """How high it is, without the gap."""
        return line_height(self.face)


def rows_of(page: Page, passages: Iterable[Passage], width: int, *, apart: bool = False) -> list[Row]:
    """Break passages into lines; `apart`: each sentence begins a line, as it may begin a page."""
    rows: list[Row] = []
    for each in passages:
        lean = each.face.size_px // 12 if page.painter.direction == "rtl" else 0  # of a last letter's tail
        sentences = list(_sentences(each.words)) if apart and not each.heading else [each.words]
        for place, sentence in enumerate(sentences):
            told = rows[-1].sentence + 1 if rows else 0
            for number, words in enumerate(wrap(sentence, each.face, width - lean, page.painter.direction)):
                gap = 0 if number or place else each.gap
                rows.append(Row(words, each.face, each.colour, gap, each.heading, told))
    return rows


def _sentences(words: str) -> Iterator[str]:
    return (each for each in _ENDS.split(words) if each)


def height_of(rows: Sequence[Row]) -> int:
    """How high these lines are, one below the other."""
    return sum(each.height for each in rows) + sum(each.gap for each in rows[1:])


def leaves(rows: Sequence[Row], height: int) -> list[list[Row]]:
    """Share lines out over pages of this height; at least a line on each.

    No heading stands alone at a page's foot, no sentence is torn that has room on a page, no line stands alone where
    it could have company, and with all that there are few pages, about equally full.
    """
    best: list[tuple[float, int]] = [
        (0.0, 0)
    ]  # of the first so many rows: what they cost, where the last page began
    for end in range(1, len(rows) + 1):
        best.append(min(_ways(rows, end, height, best)))
    pages: list[list[Row]] = []
    while (end := len(rows) - sum(map(len, pages))) > 0:
        pages.insert(0, list(rows[best[end][1] : end]))
    return pages or [[]]


def _ways(
    rows: Sequence[Row], end: int, height: int, best: Sequence[tuple[float, int]]
) -> Iterator[tuple[float, int]]:
    """The costs of the first rows if the last page of them goes up to `end`, for each row that it may begin at."""
    for start in range(end - 1, -1, -1):
        high = height_of(rows[start:end])
        if high > height and start < end - 1:
            return
        empty = max(0.0, 1 - high / max(1, height))
        yield best[start][0] + _PAGE + _UNEVEN * empty**2 + _turn(rows, start, end, height), start


def _turn(rows: Sequence[Row], start: int, end: int, height: int) -> float:
    """What it costs that a page begins and ends where it does."""
    shown = rows[start:end]
    cost: float = 0
    if end < len(rows):
        if shown[-1].heading:
            return NEVER
        if shown[-1].sentence == rows[end].sentence:
            whole = [each for each in rows if each.sentence == rows[end].sentence]
            cost += _SENTENCE if height_of(whole) <= height else _LINE
            cost -= _LINE // 2 if shown[-1].words.endswith(_CLAUSE) else 0
            cost += _WIDOW * (len(shown) == 1 or shown[-2].sentence != shown[-1].sentence)
    if start and shown[0].sentence == rows[start - 1].sentence:
        cost += _WIDOW * (len(shown) == 1 or shown[1].sentence != shown[0].sentence)
    return cost


def write(page: Page, rows: Sequence[Row], box: pygame.Rect) -> int:
    """Draw lines from the top of a box; return the row below them."""
    y = box.y
    for number, each in enumerate(rows):
        y += each.gap if number else 0
        page.line(each.words, each.face, each.colour, pygame.Rect(box.x, y, box.width, each.height))
        y += each.height
    return y
