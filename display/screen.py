"""Draws a lobby screen: the call or the greeting, the last calls, and the band with who waits and the time."""

from dataclasses import dataclass, replace

import pygame

from display.band import band_of, draw_band
from display.call_card import draw_call
from display.greeting import draw_greeting
from display.layout import NUMBER_TRACKING, Layout, Sizes, layout, sizes
from kit.drawing import shapes
from kit.drawing.paint import Painter, TextBox, fit
from kit.drawing.theme import LOBBY
from kit.lobby.view import Line, View
from kit.text import Face, measure


@dataclass(frozen=True, slots=True)
class Motion:
    """Where a call's movement is: `slide` from 0 (still outside) to 1 (in its place), `glow` from 0 to 1."""

    slide: float = 1.0
    glow: float = 0.0


STILL = Motion()


def draw(
    surface: pygame.Surface, view: View, *, diagonal: float | None = None, motion: Motion = STILL
) -> list[TextBox]:
    """Draw a view onto the whole surface. Returns all lines of text drawn, for whoever checks them.

    Needs no window: any surface will do.
    """
    painter = Painter(surface, LOBBY, view.direction)
    surface.fill(LOBBY.page)
    measures = sizes(surface.get_size(), view.distance, diagonal)
    band = band_of(painter, measures, view)
    places = layout(
        measures,
        with_list=bool(view.lines),
        list_title=view.list_title,
        band_lines=band.lines,
    )
    clock_in_band = bool(view.clock)
    if view.call is not None:
        draw_call(
            painter, measures, painter.flip(places.main), view.call, motion.slide, motion.glow, places.padding
        )
    else:
        clock_in_band &= not draw_greeting(painter, measures, places, view)
    _draw_list(painter, measures, places, view)
    draw_band(painter, measures, places.band, view, band, clock=clock_in_band)
    return painter.texts


def _draw_list(painter: Painter, measures: Sizes, places: Layout, view: View) -> None:
    inset = places.inset
    if places.title is not None:
        title = painter.flip(places.title.inflate(-2 * inset, 0))
        painter.line(view.list_title, Face(measures.text), painter.theme.mute, title)
    for place, line in zip(places.rows, view.lines, strict=False):
        _draw_row(painter, measures, painter.flip(place), line, inset)


def _draw_row(painter: Painter, measures: Sizes, rect: pygame.Rect, line: Line, inset: int) -> None:
    theme = painter.theme
    edge = theme.now if line.pending else None
    shapes.rounded(painter.surface, rect, theme.card, measures.scale.u(2), edge, measures.scale.u(0.6))
    inner = rect.inflate(-2 * inset, 0)
    largest = min(round(rect.height * 0.68), round(measures.text * 1.45))
    room = inner.width - round(measures.text * 0.5)
    number = Face(max(measures.text, largest), 700, NUMBER_TRACKING)
    code = line.place.brief
    both = measure(line.number, number) + measure(code, replace(number, tracking=0), painter.direction)
    if both > room:
        number = replace(number, size_px=max(measures.text, number.size_px * room // both))
    ink = theme.now if line.pending else theme.ink
    place = painter.line(line.number, number, ink, inner, "start", "ltr")
    rest = inner.copy()
    rest.width = inner.width - place.width - round(measures.text * 0.3)
    if painter.direction == "ltr":
        rest.right = inner.right
    face = fit(code, replace(number, tracking=0.0), rest.width, measures.text, painter.direction)
    painter.line(code, face, theme.now if line.pending else theme.accent, rest, "end")
