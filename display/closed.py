"""Draws a lobby where nobody can be served: closed, with little light; and at night nothing but the time."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pygame

from display.head import draw_head
from display.layout import Sizes
from kit.drawing.paint import Painter, fit, lines_in
from kit.drawing.theme import CONTRAST, Theme, mixed
from kit.lobby.view import Shut, View
from kit.text import CAP_HEIGHT, Face, line_height, measure

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
    painter: Painter, measures: Sizes, page: pygame.Rect, view: View, shut: Shut, logo: Path | None
) -> None:
    """Draw that it is closed, until when, and what the site says about it; the time and the date at the foot."""
    theme = painter.theme
    top = draw_head(painter, measures, page, view, logo) + measures.air if view.site else page.top
    foot = _draw_time(painter, measures, page, view) - measures.air
    room = pygame.Rect(page.x, top, page.width, foot - top)
    big = max(round(measures.call * 1.15), measures.scale.u(17))
    title = fit(shut.title, Face(big, 700), page.width, measures.text, painter.direction)
    second = max(round(measures.text * 1.3), measures.scale.u(7))
    opens = fit(shut.opens, Face(second, 600), page.width, measures.text, painter.direction)
    said = lines_in(shut.title, title, room, painter.direction)
    when = _whole(shut.opens, opens, room, painter) if shut.opens else []
    left = room.height - len(said) * line_height(title) - len(when) * line_height(opens) - measures.air
    about = _whole(shut.text, Face(measures.text), pygame.Rect(0, 0, page.width, max(0, left)), painter)
    blocks = ((said, title, theme.ink), (when, opens, theme.accent), (about, Face(measures.text), theme.mute))
    high = sum(len(lines) * line_height(face) for lines, face, _ink in blocks)
    row = pygame.Rect(page.x, max(top, room.centery - high // 2), page.width, 0)
    for lines, face, ink in blocks:
        for words in lines:
            row.height = line_height(face)
            if row.bottom <= foot:
                painter.line(words, face, ink, row)
            row.y += row.height


def _whole(words: str, face: Face, room: pygame.Rect, painter: Painter) -> list[str]:
    """Its lines where all of them fit; what the site says is better left out than cut."""
    if not words or room.height < line_height(face):
        return []
    lines = lines_in(words, face, pygame.Rect(0, 0, room.width, 10**5), painter.direction, balance=True)
    return lines if len(lines) * line_height(face) <= room.height else []


def _draw_time(painter: Painter, measures: Sizes, page: pygame.Rect, view: View) -> int:
    """Draw the time at the end of the last line and the date at its start; returns where they begin."""
    if not view.clock:
        return page.bottom
    line = pygame.Rect(
        page.x,
        page.bottom - round(measures.text_capitals * 1.5),
        page.width,
        round(measures.text_capitals * 1.5),
    )
    clock = Face(measures.text, 600)
    painter.line(view.clock, clock, painter.theme.ink, line, "end", "ltr")
    taken = measure(view.clock, clock) + measures.text
    if measure(view.date, Face(measures.text), painter.direction) <= line.width - taken:
        painter.line(view.date, Face(measures.text), painter.theme.mute, line)
    return line.top


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
