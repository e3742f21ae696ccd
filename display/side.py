"""The side area: a slide with a picture, words, or both.

Its words are never cut: the picture gives way to them first, and what even then has no room takes turns.
"""

import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pygame

from display.layout import Sizes
from display.plates import begins, plate
from kit.drawing import pictures as files
from kit.drawing.paint import Painter
from kit.lobby.shown import SIDE_STEPS
from kit.lobby.view import Side, Words
from kit.text import Face, line_height, measure, unbroken, wrap

log = logging.getLogger("display")

Pictures = Mapping[str, Path]  # a slide's picture by its path on the server: the file on this machine

_LARGEST = 1.9  # words alone in parts of the least size
_WORDS_SHARE = 0.7  # of the height, at most, where a picture stands above them


def draw_side(painter: Painter, measures: Sizes, rect: pygame.Rect, side: Side, pictures: Pictures) -> None:
    """Draw the picture as large as it fits with its words below, or the words alone in the middle."""
    file = pictures.get(side.picture)
    lines: list[str] = []
    if side.text is not None and file is not None:
        lines = _below(measures, side.text, rect)
        file = file if lines else None
    high = len(lines) * measures.step + (measures.gap if lines else 0)
    picture_room = pygame.Rect(rect.x, rect.y, rect.width, rect.height - high)
    shown = _fitted(file, picture_room.height, picture_room.width) if file is not None else None
    if shown is None:
        if side.text is not None:
            _draw_words(painter, measures, rect, side.text, side.step)
        return
    place = shown.get_rect(center=picture_room.center)
    painter.surface.blit(shown, place)
    top = place.bottom + (rect.bottom - place.bottom - len(lines) * measures.step) // 2
    for number, words in enumerate(lines):
        row = pygame.Rect(rect.x, top + number * measures.step, rect.width, measures.step)
        direction = side.text.direction if side.text else None
        painter.line(words, Face(measures.text, 600), painter.theme.ink, row, "middle", direction)


def whole(measures: Sizes, rect: pygame.Rect, side: Side) -> bool:
    """Whether all words of a slide have room in a place at once, in letters of the least size."""
    if side.text is None or (side.picture and _below(measures, side.text, rect)):
        return True
    inner = rect.inflate(-2 * _inset(measures, side.text, rect), -2 * measures.inset)
    face = Face(measures.text, 600)
    lines = wrap(side.text.text, face, inner.width, side.text.direction)
    return len(lines) * line_height(face) <= inner.height and _widest(side.text, face) <= inner.width


def _below(measures: Sizes, words: Words, rect: pygame.Rect) -> list[str]:
    """The lines below a picture; none where they would leave too little of it, or a word is too wide."""
    face = Face(measures.text, 600)
    lines = wrap(words.text, face, rect.width, words.direction, balance=True)
    fits = len(lines) * measures.step <= round(rect.height * _WORDS_SHARE)
    return lines if fits and _widest(words, face) <= rect.width else []


def _draw_words(painter: Painter, measures: Sizes, rect: pygame.Rect, words: Words, at: int) -> None:
    """Words alone, as large as they fit between the least size and nearly twice that; else in parts, one by one."""
    plate(painter, measures, rect, painter.theme.card)
    inner = rect.inflate(-2 * _inset(measures, words, rect), -2 * measures.inset)
    face = _largest(measures, words, inner)
    step = line_height(face)
    lines = wrap(words.text, face, inner.width, words.direction, balance=True)
    lines = _part(lines, max(1, inner.height // step), at)
    top = inner.centery - step * len(lines) // 2
    # An Arabic line's last letter may lean out of a line that is full: into the card's edge, where nothing else is.
    lean = inner.left - rect.left if words.direction == "rtl" else 0
    for number, line in enumerate(lines):
        row = pygame.Rect(inner.x - lean, top + number * step, inner.width + lean, step)
        own_way = begins(painter, words.direction)
        painter.line(line, face, painter.theme.ink, row, own_way, words.direction)


def _part(lines: list[str], fitting: int, at: int) -> list[str]:
    """The lines whose turn it is, of parts about equally long that the place can hold."""
    number = -(-len(lines) // fitting)
    each = -(-len(lines) // number)
    first = at * number // SIDE_STEPS * each
    return lines[first : first + each]


def _inset(measures: Sizes, words: Words, rect: pygame.Rect) -> int:
    """The room beside the words: less of it where the longest of them would otherwise be broken."""
    widest = _widest(words, Face(measures.text, 600))
    return max(measures.inset // 3, min(measures.inset, (rect.width - widest) // 2))


def _widest(words: Words, face: Face) -> int:
    return max((measure(word, face, words.direction) for word in unbroken(words.text)), default=0)


def _largest(measures: Sizes, words: Words, inner: pygame.Rect) -> Face:
    size = max(round(measures.text * _LARGEST), measures.scale.u(12))
    while size > measures.text:
        face = Face(size, 600)
        lines = wrap(words.text, face, inner.width, words.direction)
        if _widest(words, face) <= inner.width and len(lines) * line_height(face) <= inner.height:
            return face
        size -= max(1, size // 16)
    return Face(measures.text, 600)


@lru_cache(maxsize=6)
def _fitted(file: Path, height: int, width: int) -> pygame.Surface | None:
    """A picture scaled to fit; None, and a word in the log, where the file is none."""
    try:
        return files.fitted(file, height, width)
    except files.PictureError as problem:
        log.warning("a slide is left out: %s", problem)
        return None
