"""Draws a lobby screen: the call or the greeting, the last calls, and the band with who waits and the time."""

from dataclasses import dataclass, replace

import pygame

from display.call_card import draw_call
from display.greeting import draw_greeting
from display.layout import NUMBER_TRACKING, Layout, Sizes, layout, sizes
from display.view import Line, View
from kit.drawing import shapes
from kit.drawing.paint import Painter, TextBox, fit, lines_in
from kit.drawing.theme import LOBBY
from kit.text import Face, measure, wrap


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
    notice = _notice_lines(painter, measures, view)
    places = layout(
        measures,
        with_list=bool(view.lines),
        list_title=view.list_title,
        band_lines=max(1, len(notice)),
    )
    clock_in_band = bool(view.clock)
    if view.call is not None:
        draw_call(
            painter, measures, painter.flip(places.main), view.call, motion.slide, motion.glow, places.padding
        )
    else:
        clock_in_band &= not draw_greeting(painter, measures, places, view)
    _draw_list(painter, measures, places, view)
    _draw_band(painter, measures, places.band, view, notice, clock=clock_in_band)
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
    code = line.place.code
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


def _notice_lines(painter: Painter, measures: Sizes, view: View) -> list[str]:
    """Return what is wrong: on one line beside the clock, else on more without it, else without the advice."""
    if not view.notice:
        return []
    face = Face(measures.text, 600)
    whole = painter.surface.get_width() - 2 * measures.scale.u(3.6)
    everything = f"{view.notice} {view.advice}"
    if measure(everything, face, view.direction) <= whole - _clock_width(measures, view):
        return [everything]
    most = 3 if measures.scale.portrait else 2
    lines = wrap(everything, face, whole, view.direction, balance=True)
    return (
        lines
        if len(lines) <= most
        else lines_in(view.notice, face, pygame.Rect(0, 0, whole, 1), view.direction)
    )


def _clock_width(measures: Sizes, view: View) -> int:
    return measure(view.clock, Face(measures.text, 600)) + round(measures.text * 0.6) if view.clock else 0


def _draw_band(
    painter: Painter, measures: Sizes, band: pygame.Rect, view: View, notice: list[str], *, clock: bool
) -> None:
    """Draw the strip at the foot: what is wrong, or else who waits; and the time where it has no other place."""
    theme = painter.theme
    painter.surface.fill(theme.now if notice else theme.band, band)
    inner = band.inflate(-2 * measures.scale.u(3.6), 0)
    room = inner.width - _clock_width(measures, view)
    needed = max((measure(words, Face(measures.text, 600), view.direction) for words in notice), default=0)
    if clock and needed <= room:
        ink = theme.on_now if notice else theme.ink
        painter.line(view.clock, Face(measures.text, 600), ink, inner, "end", "ltr")
        width = inner.width - _clock_width(measures, view)
        inner = pygame.Rect(
            inner.x if view.direction == "ltr" else inner.right - width, band.y, width, band.height
        )
    if notice:
        _draw_notice(painter, measures, inner, notice)
    elif view.waiting:
        _draw_waiting(painter, measures, inner, view)


def _draw_notice(painter: Painter, measures: Sizes, inner: pygame.Rect, notice: list[str]) -> None:
    step = round(measures.text * 1.25)
    top = inner.centery - step * len(notice) // 2
    for number, words in enumerate(notice):
        row = pygame.Rect(inner.x, top + number * step, inner.width, step)
        painter.line(words, Face(measures.text, 600), painter.theme.on_now, row)


def _draw_waiting(painter: Painter, measures: Sizes, inner: pygame.Rect, view: View) -> None:
    """Draw how many wait: for each service while there is room for all who have somebody waiting, else together."""
    face, theme = Face(measures.text, 600), painter.theme
    busy = [(code, count) for code, count in view.waiting if count > 0]
    gap = round(measures.text * 0.5)
    title = measure(view.waiting_title, face, view.direction) + gap
    widths = [_chip_width(measures, code, count) for code, count in busy]
    if not busy or title + sum(widths) + gap * (len(busy) - 1) > inner.width:
        together = replace(face, weight=400)
        if measure(view.waiting_all, together, view.direction) <= inner.width:
            painter.line(view.waiting_all, together, theme.mute, inner)
        return
    painter.line(view.waiting_title, replace(face, weight=400), theme.mute, inner)
    x = title
    for (code, count), width in zip(busy, widths, strict=True):
        at = inner.x + x if view.direction == "ltr" else inner.right - x - width
        _draw_chip(painter, measures, pygame.Rect(at, inner.y, width, inner.height), code, count)
        x += width + gap


def _badge_width(measures: Sizes, code: str) -> int:
    return max(
        round(measures.text_capitals * 1.6),
        measure(code, Face(measures.text, 700)) + measures.text_capitals // 2,
    )


def _chip_width(measures: Sizes, code: str, count: int) -> int:
    return (
        _badge_width(measures, code)
        + measures.text_capitals // 3
        + measure(str(count), Face(measures.text, 600))
    )


def _draw_chip(painter: Painter, measures: Sizes, rect: pygame.Rect, code: str, count: int) -> None:
    theme = painter.theme
    badge = pygame.Rect(0, 0, _badge_width(measures, code), round(measures.text_capitals * 1.6))
    badge.midleft = rect.midleft
    if painter.direction == "rtl":
        badge.midright = rect.midright
    shapes.rounded(painter.surface, badge, theme.badge, badge.height // 5)
    painter.line(code, Face(measures.text, 700), theme.on_badge, badge, "middle", "ltr")
    painter.line(str(count), Face(measures.text, 600), theme.ink, rect, "end", "ltr")
