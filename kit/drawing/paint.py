"""Text onto surfaces: aligned by direction, fitted to its box, cached, and recorded for the tests.

Layouts are thought from left to right; `Painter.flip` mirrors a rectangle where the language runs from right
to left, and "start" and "end" follow by themselves.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

import pygame

from kit import text
from kit.drawing.cache import Cache, tinted, weight
from kit.drawing.theme import Colour, Theme
from kit.language.table import Direction
from kit.text import Face

Align = Literal["start", "middle", "end"]
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line's ink as a surface, and where it stands: `left` of the line's start, `above` its baseline."""

    ink: pygame.Surface
    left: int
    above: int
    width: int
    ascent: int
    height: int
    cap_height: int


# About four full screens of large text.
_cache: Cache[_Drawn] = Cache(16_000_000, lambda drawn: weight(drawn.ink))


@dataclass(frozen=True, slots=True)
class TextBox:
    """One line of text as drawn: what it says, where its ink is, and the box that it was to stay in.

    `colour` is its own, `ground` what was under its first letter before.
    """

    text: str
    ink: pygame.Rect
    box: pygame.Rect
    size_px: int
    colour: Colour = (0, 0, 0)
    ground: Colour = (255, 255, 255)


@dataclass(slots=True)
class Painter:
    """Draws one picture onto a surface in one theme and one reading direction. Make a new one for each picture."""

    surface: pygame.Surface
    theme: Theme
    direction: Direction = "ltr"
    texts: list[TextBox] = field(default_factory=list)

    def flip(self, rect: pygame.Rect) -> pygame.Rect:
        """Return a rectangle where it belongs: mirrored when the direction is right to left."""
        if self.direction == "ltr":
            return rect
        return pygame.Rect(self.surface.get_width() - rect.right, rect.y, rect.width, rect.height)

    def line(
        self,
        words: str,
        face: Face,
        colour: Colour,
        box: pygame.Rect,
        align: Align = "start",
        direction: Direction | None = None,
        baseline: int | None = None,
    ) -> pygame.Rect:
        """Draw one line into a box, and return the rectangle it takes.

        Its capitals stand in the middle of the box's height, unless `baseline` gives the row they stand on. A line
        that is too wide is cut with an ellipsis; use `fit` first where it should rather become smaller.
        `direction` is the text's own where it is not the picture's (a number, a name in another language).
        """
        own = direction or self.direction
        words = elided(words, face, box.width, own)
        if not words:
            return pygame.Rect(box.topleft, (0, 0))
        drawn = _cache.get((words, face, own, colour), lambda: _drawn(words, face, own, colour))
        foot = box.centery + (drawn.cap_height + 1) // 2 if baseline is None else baseline
        x = self._left(box, drawn.width, align)
        ink = drawn.ink.get_rect(topleft=(x + drawn.left, foot - drawn.above))
        # An Arabic line's last letter may lean out to the left: it comes in as far as there is air at the right.
        ink.x += max(0, min(box.left - ink.left, box.right - ink.right))
        ground = _colour_at(self.surface, ink.midleft)
        self.surface.blit(drawn.ink, ink)
        self.texts.append(TextBox(words, ink, box.copy(), face.size_px, colour, ground))
        return pygame.Rect(x, foot - drawn.ascent, drawn.width, drawn.height)

    def _left(self, box: pygame.Rect, width: int, align: Align) -> int:
        if align == "middle":
            return box.x + (box.width - width) // 2
        at_left = (align == "start") == (self.direction == "ltr")
        return box.x if at_left else box.right - width

    def paragraph(
        self,
        words: str,
        face: Face,
        colour: Colour,
        box: pygame.Rect,
        align: Align = "start",
        *,
        balance: bool = False,
        middle: bool = False,
    ) -> pygame.Rect:
        """Draw text over as many lines as it needs and the box has, the last one cut where it has not.

        Begins at the box's top, or with `middle` stands in the middle of its height. Returns the rectangle taken.
        """
        lines = lines_in(words, face, box, self.direction, balance=balance)
        step = text.line_height(face)
        height = step * len(lines)
        top = box.y + ((box.height - height) // 2 if middle else 0)
        taken = pygame.Rect(box.x if self.direction == "ltr" else box.right, top, 0, height)
        for number, words_of_line in enumerate(lines):
            row = pygame.Rect(box.x, top + number * step, box.width, step)
            place = self.line(words_of_line, face, colour, row, align)
            taken.union_ip(pygame.Rect(place.x, row.y, place.width, step))
        return taken


def _colour_at(surface: pygame.Surface, at: tuple[int, int]) -> Colour:
    x, y = (min(max(part, 0), most - 1) for part, most in zip(at, surface.get_size(), strict=True))
    red, green, blue, _alpha = surface.get_at((x, y))
    return red, green, blue


def _drawn(words: str, face: Face, direction: Direction, colour: Colour) -> _Drawn:
    line = text.line(words, face, direction)
    left, top, right, bottom = line.mask.getbbox() or (0, 0, 0, 0)
    ink = tinted(line.mask.crop((left, top, right, bottom)), colour)
    return _Drawn(ink, left, line.ascent - top, line.width, line.ascent, line.mask.height, line.cap_height)


def lines_in(
    words: str, face: Face, box: pygame.Rect, direction: Direction, *, balance: bool = False
) -> list[str]:
    """Break text into the lines that a box can hold; what is too much ends in an ellipsis."""
    lines = text.wrap(words, face, box.width, direction, balance=balance)
    room = max(1, box.height // text.line_height(face))
    if len(lines) <= room:
        return lines
    lines = text.wrap(words, face, box.width, direction)
    rest = " ".join(lines[room - 1 :])
    return [*lines[: room - 1], elided(rest, face, box.width, direction)]


def elided(words: str, face: Face, width: int, direction: Direction) -> str:
    """Cut a line with an ellipsis where it is wider than `width` pixels."""
    if text.measure(words, face, direction) <= width:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if text.measure(words[:middle].rstrip() + ELLIPSIS, face, direction) <= width:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + ELLIPSIS if low else ""


def fit(words: str, face: Face, width: int, smallest: int, direction: Direction = "ltr") -> Face:
    """Return the face made as small as the width asks for, but never below `smallest` pixels."""
    needed = text.measure(words, face, direction)
    if needed <= max(width, 0):
        return face
    size = max(smallest, face.size_px * width // needed)
    while size > smallest and text.measure(words, replace(face, size_px=size), direction) > width:
        size -= 1
    return replace(face, size_px=min(size, face.size_px))


def fit_paragraph(
    words: str, face: Face, box: pygame.Rect, smallest: int, direction: Direction = "ltr"
) -> Face:
    """Return the face made as small as it must be for all of a text to stand in a box, not below `smallest`."""
    size = face.size_px
    while size > smallest:
        smaller = replace(face, size_px=size)
        lines = text.wrap(words, smaller, box.width, direction)
        whole = all(text.measure(word, smaller, direction) <= box.width for word in text.unbroken(words))
        if whole and len(lines) * text.line_height(smaller) <= box.height:
            break
        size -= max(1, size // 24)
    return replace(face, size_px=max(size, smallest))
