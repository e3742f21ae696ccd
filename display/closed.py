"""Draws a lobby where nobody can be served: closed, with little light; and at night nothing but the time."""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pygame

from display.head import draw_head
from display.layout import Sizes
from display.plates import begins
from kit.drawing.paint import Painter, fit
from kit.drawing.theme import CONTRAST, Colour, Theme, mixed
from kit.language.table import Direction
from kit.lobby.view import Shut, View, Words
from kit.text import CAP_HEIGHT, Face, line_height, measure, wrap

_BLACK = (0, 0, 0)
_NIGHT = 0.45  # the page of a closed lobby on its way to black
_SOFTER = 0.14  # its words, on their way to the page
_DIM_INK = (112, 122, 142)  # on black 4.9 to 1: read in the dark, and not seen from the street
# Where the time stands at night, in parts of the room there is, minute by minute: no pixel is lit for long.
_STEPS = (
    (0.5, 0.5),
    (0.2, 0.3),
    (0.8, 0.65),
    (0.35, 0.8),
    (0.65, 0.15),
    (0.05, 0.6),
    (0.95, 0.4),
    (0.5, 0.95),
)


@lru_cache(maxsize=4)
def by_night(theme: Theme) -> Theme:
    """The same theme with less light."""
    if theme == CONTRAST:
        return theme
    page = mixed(theme.page, _BLACK, _NIGHT)
    ink, mute, accent = (mixed(each, page, _SOFTER) for each in (theme.ink, theme.mute, theme.accent))
    return replace(
        theme, page=page, band=page, badge=mixed(theme.badge, page, 0.3), ink=ink, mute=mute, accent=accent
    )


def draw_shut(
    painter: Painter, measures: Sizes, page: pygame.Rect, view: View, logo: Path | None, turn: int
) -> None:
    """Draw that it is closed, until when, and what the site says about it; the time and the date at the foot.

    When it opens comes before the site's name and the time, and those before a large title: as there is room for it in
    every language. `turn`: which one's it is.
    """
    shut = view.shut[turn % len(view.shut)]
    head = 2 * measures.step + measures.air if view.site else 0
    time = _time_height(measures) + measures.air if view.clock else 0
    big = max(round(measures.call * 1.15), measures.scale.u(17))
    second = max(round(measures.text * 1.3), measures.scale.u(7))
    least = measures.text
    ways = (
        (head, time, big, second),
        (head, time, measures.call, least),
        (0, time, measures.call, least),
        (0, 0, measures.call, least),
        (0, 0, least, least),
    )
    for above, below, *type_sizes in ways:
        room = pygame.Rect(page.x, page.y + above, page.width, page.height - above - below)
        said = {each: _blocks(painter, measures, room.width, each, *type_sizes) for each in view.shut}
        if all(_height(blocks) <= room.height for blocks in said.values()):
            break
    if above:
        top = draw_head(painter, measures, page, view, logo) + measures.air
        room = pygame.Rect(room.x, top, room.width, room.bottom - top)
    if below:
        _draw_time(painter, measures, page, view)
    blocks = full = said[shut]
    if shut.text:
        full = [*blocks, _about(measures, room.width, shut.text, painter.theme.mute)]
    blocks = full if _height(full) <= room.height else blocks  # better left out than cut
    row = pygame.Rect(room.x, room.centery - _height(blocks) // 2, room.width, 0)
    for block in blocks:
        for words in block.lines:
            row.height = line_height(block.face)
            own = block.direction
            painter.line(words, block.face, block.ink, row, begins(painter, own), own)
            row.y += row.height


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of one kind, and which way they are read."""

    lines: list[str]
    face: Face
    ink: Colour
    direction: Direction


def _about(measures: Sizes, width: int, words: Words, ink: Colour) -> _Block:
    """What the site says, in one of its languages."""
    face = Face(measures.text)
    lines = wrap(words.text, face, width, words.direction, balance=True)
    return _Block(lines, face, ink, words.direction)


def _blocks(
    painter: Painter, measures: Sizes, width: int, shut: Shut, first: int, second: int
) -> list[_Block]:
    """That it is closed, and until when, in one language."""
    theme, way = painter.theme, shut.direction
    title = fit(shut.title, Face(first, 700), width, measures.text, way)
    opens = fit(shut.opens, Face(second, 600), width, measures.text, way)
    said = [_Block(wrap(shut.title, title, width, way, balance=True), title, theme.ink, way)]
    if shut.opens:
        said.append(_Block(wrap(shut.opens, opens, width, way, balance=True), opens, theme.accent, way))
    return said


def _height(blocks: list[_Block]) -> int:
    return sum(len(block.lines) * line_height(block.face) for block in blocks)


def _time_height(measures: Sizes) -> int:
    return round(measures.text_capitals * 1.5)


def _draw_time(painter: Painter, measures: Sizes, page: pygame.Rect, view: View) -> None:
    """Draw the time at the end of the last line, and the date at its start if there is room."""
    line = pygame.Rect(page.x, page.bottom - _time_height(measures), page.width, _time_height(measures))
    clock = Face(measures.text, 600)
    painter.line(view.clock, clock, painter.theme.ink, line, "end", "ltr")
    taken = measure(view.clock, clock) + measures.text
    if measure(view.date, Face(measures.text), painter.direction) <= line.width - taken:
        painter.line(view.date, Face(measures.text), painter.theme.mute, line)


def draw_dim(painter: Painter, measures: Sizes, view: View) -> None:
    """Draw nothing but the time, in another place each minute."""
    painter.surface.fill(_BLACK)
    face = Face(max(round(measures.call * 1.3), measures.scale.u(20)), 600)
    width, height = painter.surface.get_size()
    face = fit(view.clock, face, round(width * 0.8), measures.text)
    wide, high = measure(view.clock, face), round(face.size_px * CAP_HEIGHT)
    page = pygame.Rect(0, 0, width, height).inflate(-2 * measures.margin, -2 * measures.margin)
    digits = sum(map(int, filter(str.isdigit, view.clock[-2:])), start=0)
    across, down = _STEPS[digits % len(_STEPS)]
    box = pygame.Rect(
        page.x + round((page.width - wide) * across), page.y + round((page.height - high) * down), wide, high
    )
    painter.line(view.clock, face, _DIM_INK, box, "start", "ltr")
