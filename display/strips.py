"""The strips at the foot of a lobby screen above the band: an apology, and what staff tell the waiting room.

What is too long for its strip takes turns, sentence by sentence, and so do its languages.
"""

import re
from dataclasses import dataclass
from itertools import chain

import pygame

from display.layout import Sizes
from display.plates import begins, plate, told_colours
from kit.drawing.paint import Painter
from kit.language.table import Direction
from kit.lobby.view import View, Words
from kit.text import Face, measure, wrap

_MOST_LINES, _MOST_LINES_HIGH = 2, 3  # on a wide screen, and on a high one
# A sentence with the room behind it, where there is any, and the mark that tells which way it is read; at the end of a
# text also what is not one.
_SENTENCES = re.compile(r".+?(?:[.!?؟]+[\u200e\u200f]?(?=\s)\s*|[。！？]|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines that are shown together, and which way they are read."""

    lines: tuple[str, ...]
    direction: Direction


@dataclass(frozen=True, slots=True)
class Strip:
    """Words on a field of their own, as pages. `sorry`: an apology, in the colour of what is now."""

    pages: tuple[Sheet, ...]
    sorry: bool

    @property
    def lines(self) -> int:
        """How many lines its longest page has."""
        return max(len(page.lines) for page in self.pages)


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at a screen's foot, and how high all of it is besides the band.

    `left`: what there was no room for, each language of it for itself, to take turns in the band, line by line.
    """

    strips: tuple[Strip, ...] = ()
    ticker: bool = False
    height: int = 0
    left: tuple[Strip, ...] = ()

    @property
    def pages(self) -> int:
        """How many turns it takes to show all of it."""
        return max([1, *(len(strip.pages) for strip in self.strips)])


def foot_of(measures: Sizes, view: View, spare: int, *, quiet: bool = False) -> Foot:
    """Choose what there is room for: the apology, then the message, then the ticker, then more lines of each.

    `spare` is the height that the rest of the screen can do without. `quiet`: nothing but the message.
    """
    said = [(view.apology, True), (view.message, False)]
    if view.notice or quiet:
        said = said[1:]  # an estimate that may be old is none
    told = [(texts, sorry) for texts, sorry in said if texts]
    each = measures.tall(1) + measures.gap
    fitting = max(0, spare // each)
    told, left = told[:fitting], told[fitting:]
    height = len(told) * each
    ticker = bool(view.ticker) and not quiet and height + measures.tall(1) <= spare
    height += measures.tall(1) if ticker else 0
    if measures.scale.portrait and not quiet:
        spare -= (
            measures.margin + 4 * measures.row
        )  # a few rows of the lists are worth more than a second line
    strips: list[Strip] = []
    width = measures.scale.width - 2 * measures.margin - 2 * measures.inset
    for texts, sorry in told:
        most = _MOST_LINES_HIGH if measures.scale.portrait else _MOST_LINES
        more = min(most - 1, (spare - height) // measures.step)
        pages = (_pages(measures, words, 1 + max(0, more), width) for words in texts)
        strip = Strip(tuple(chain.from_iterable(pages)), sorry)
        height += (strip.lines - 1) * measures.step
        strips.append(strip)
    width += 2 * measures.inset  # the band's own
    unplaced = (Strip(_pages(measures, words, 1, width), sorry) for texts, sorry in left for words in texts)
    return Foot(tuple(strips), ticker, height, tuple(unplaced))


def _face(measures: Sizes) -> Face:
    return Face(measures.text, 600)


def _pages(measures: Sizes, words: Words, most: int, width: int) -> tuple[Sheet, ...]:
    """Divide words into pages of at most so many lines: all at once, or by sentences, or line by line."""

    def lines(part: str) -> tuple[str, ...]:
        even = tuple(wrap(part, _face(measures), width, words.direction, balance=True))
        sentences = tuple(each.strip() for each in _SENTENCES.findall(part))
        # A sentence to a line, where that takes no more of them.
        whole = all(measure(each, _face(measures), words.direction) <= width for each in sentences)
        return sentences if whole and len(sentences) == len(even) else even

    pages: list[str] = []
    for sentence in _SENTENCES.findall(words.text):
        if pages and len(lines(f"{pages[-1]}{sentence}".strip())) <= most:
            pages[-1] += sentence
        else:
            pages.append(sentence)
    broken = [lines(page.strip()) for page in pages]
    return tuple(
        Sheet(page[at : at + most], words.direction) for page in broken for at in range(0, len(page), most)
    )


def draw_strips(painter: Painter, measures: Sizes, foot: Foot, bottom: int, turn: int) -> None:
    """Draw the strips upwards from `bottom`."""
    for strip in reversed(foot.strips):
        height = measures.tall(strip.lines)
        rect = pygame.Rect(
            measures.margin, bottom - height, measures.scale.width - 2 * measures.margin, height
        )
        fill, ink = told_colours(painter.theme, sorry=strip.sorry)
        plate(painter, measures, rect, fill)
        page = strip.pages[turn % len(strip.pages)]
        inner = rect.inflate(-2 * measures.inset, 0)
        top = rect.centery - measures.step * len(page.lines) // 2
        for number, words in enumerate(page.lines):
            row = pygame.Rect(inner.x, top + number * measures.step, inner.width, measures.step)
            painter.line(words, _face(measures), ink, row, begins(painter, page.direction), page.direction)
        bottom = rect.top - measures.gap
