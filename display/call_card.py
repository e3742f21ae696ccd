"""Draws the call: the number as large as its card allows, and below it where to go."""

from dataclasses import replace
from itertools import pairwise

import pygame

from display.layout import NUMBER_TRACKING, Sizes
from display.place import draw_lines, draw_place, name_lines, needs_word, shortened, whole_width
from display.shared_call import draw_shared, together, told
from kit.drawing import shapes
from kit.drawing.paint import Align, Painter, fit
from kit.drawing.theme import mixed
from kit.lobby.view import NowCalling, View, Words
from kit.text import CAP_HEIGHT, Face, measure

_GROWN = 1.7  # the place at its largest, in parts of the least size
_AWAY_U = 12  # how far beside its place a card begins to slide in


def draw_calls(
    painter: Painter, measures: Sizes, area: pygame.Rect, view: View, slide: float, glow: float, flash: float
) -> None:
    """Draw one call large, or two or three below each other, the newest first: it alone slides in and pulses.

    `slide` 0 is still beside its place and 1 in it; `glow` 0 to 1 is its pulse. `flash` 0 to 1: how bright the edge is
    of a call that cannot be heard.
    """
    shares = _shares(measures, area, len(view.calls))
    calls = view.calls
    if len(calls) > 1:
        calls = tuple(told(measures, shares[0].size, call) for call in calls)
    setting = together(measures, shares[0].size, calls)
    for number, (call, share) in enumerate(zip(calls, shares, strict=True)):
        newest = number == 0
        away = round((1 - slide) * measures.scale.u(_AWAY_U)) if newest else 0
        rect = share.move(-away if painter.direction == "ltr" else away, 0)
        fill = mixed(painter.theme.now, painter.theme.now_soft, glow if newest else 0.0)
        if newest and view.flash:
            _draw_edge(painter, measures, rect, flash)
        shapes.rounded(painter.surface, rect, fill, card_radius(measures))
        if len(view.calls) == 1:
            _draw_alone(painter, measures, rect, call)
        else:
            draw_shared(painter, rect, call, setting)


def touched(measures: Sizes, area: pygame.Rect) -> pygame.Rect:
    """Return all of the screen that a call's movement and its edge may change, for left to right."""
    edge = _edge(measures)
    around = area.inflate(2 * edge, 2 * edge)
    return around.union(around.move(-measures.scale.u(_AWAY_U), 0))


def card_radius(measures: Sizes) -> int:
    """Roundness of the call's card."""
    return round(measures.scale.u(3) * measures.scale.roundness)


def _shares(measures: Sizes, area: pygame.Rect, number: int) -> list[pygame.Rect]:
    high = (area.height + measures.gap) / number
    tops = [area.y + round(high * each) for each in range(number + 1)]
    return [pygame.Rect(area.x, top, area.width, below - measures.gap - top) for top, below in pairwise(tops)]


def _edge(measures: Sizes) -> int:
    return measures.scale.u(1.5)


def _draw_edge(painter: Painter, measures: Sizes, rect: pygame.Rect, flash: float) -> None:
    """A broad frame around the card: what the chime would have said, said to the eye."""
    edge = _edge(measures)
    shade = mixed(painter.theme.page, painter.theme.ink, flash)
    shapes.rounded(painter.surface, rect.inflate(2 * edge, 2 * edge), shade, card_radius(measures) + edge)
    # A line of the page keeps frame and card apart.
    shapes.rounded(
        painter.surface, rect.inflate(edge, edge), painter.theme.page, card_radius(measures) + edge // 2
    )


def _draw_alone(painter: Painter, measures: Sizes, rect: pygame.Rect, call: NowCalling) -> None:
    theme = painter.theme
    inner = rect.inflate(-2 * measures.padding, -2 * measures.padding)
    least, measures = measures, _grown(measures, inner, call)
    spare = _spare(measures, inner)
    lines = name_lines(measures, inner.width, measures.call_capitals + spare, call)
    if lines is not None:
        spare -= max(0, lines.height - measures.call_capitals)
    elif (short := shortened(measures, inner.width, call)) != call:
        call, measures = short, _grown(least, inner, short)
        spare = _spare(measures, inner)
    line = measures.text_capitals + measures.air
    top, foot = inner.top, inner.bottom
    face = Face(measures.text, 600)
    head = _head(measures, inner.width, painter, call)
    worded = lines is None and spare >= line and needs_word(measures, inner.width, call)
    spare -= line if worded else 0
    if spare >= line and head:
        title = pygame.Rect(inner.x, top, inner.width, measures.text_capitals)
        for words, align in head:
            painter.line(words, face, theme.on_now, title, align)
        top, spare = title.bottom, spare - line
    if (
        call.also is not None
        and spare >= line
        and measure(call.also.text, face, call.also.direction) <= inner.width
    ):
        foot = _draw_also(painter, measures, inner, call.also)
        spare -= line
    room = pygame.Rect(inner.x, top, inner.width, foot - top)
    if lines is not None:
        place_top = draw_lines(painter, measures, room, call, lines)
    else:
        high = room.height - measures.call_capitals - measures.air
        place_top = draw_place(painter, measures, room, call, worded=worded, high=high)
    room = pygame.Rect(inner.x, top, inner.width, place_top - top)
    below = call.name if len(head) < 2 and spare >= line else ""
    _draw_number(painter, measures, room, call, below, at_top=inner.top == top)


def _spare(measures: Sizes, inner: pygame.Rect) -> int:
    """What is left of a card: number and place need two lines; what does not fit beside them is left out."""
    return inner.height - round(measures.call_capitals * 2.45) - measures.air


def _grown(measures: Sizes, inner: pygame.Rect, call: NowCalling) -> Sizes:
    """Return larger sizes where a short distance leaves more room than they need."""
    text = max(measures.text_capitals, min(measures.scale.u(3.6), inner.height // 14))
    most = max(measures.call_capitals, min(round(measures.call_capitals * _GROWN), inner.height // 5))
    for capitals in range(most, measures.call_capitals, -max(1, most // 16)):
        larger = replace(measures, call_capitals=capitals, text_capitals=text)
        if whole_width(larger, call) <= inner.width:
            return larger
    return replace(measures, text_capitals=text)


def _head(measures: Sizes, width: int, painter: Painter, call: NowCalling) -> list[tuple[str, Align]]:
    """What stands above the number: the title, with the customer's name at the line's other end if it fits."""
    face = Face(measures.text, 600)
    title, name = (measure(words, face, painter.direction) for words in (call.title, call.name))
    if call.name and title + name + measures.text <= width:
        return [(call.title, "start"), (call.name, "end")]
    if title <= width:
        return [(call.title, "start")]
    return []


def _draw_also(painter: Painter, measures: Sizes, inner: pygame.Rect, also: Words) -> int:
    """Draw the place in the customer's own language at the card's foot; returns where the room above ends."""
    line = pygame.Rect(inner.x, inner.bottom - measures.text_capitals, inner.width, measures.text_capitals)
    painter.line(also.text, Face(measures.text, 600), painter.theme.on_now, line, "start", also.direction)
    return line.top - measures.air


def _draw_number(
    painter: Painter, measures: Sizes, room: pygame.Rect, call: NowCalling, name: str, *, at_top: bool
) -> None:
    """Draw the number in the middle of its room; `at_top` when there is no title above to keep away from."""
    air = measures.air
    above = 0 if at_top else air
    room = pygame.Rect(room.x, room.y + above, room.width, room.height - air - above)
    if name:
        line = pygame.Rect(room.x, room.bottom - measures.text_capitals, room.width, measures.text_capitals)
        painter.line(name, Face(measures.text, 600), painter.theme.on_now, line)
        room.height -= measures.text_capitals + air
    face = Face(round(max(measures.call_capitals, room.height) / CAP_HEIGHT), 700, NUMBER_TRACKING)
    face = fit(call.number, face, room.width, measures.call)
    painter.line(call.number, face, painter.theme.on_now, room, "start", "ltr")
