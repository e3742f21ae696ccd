"""Draws the call: the number as large as its card allows, and below it where to go."""

from dataclasses import dataclass
from typing import Literal

import pygame

from display.layout import NUMBER_TRACKING, Sizes
from kit.drawing import shapes
from kit.drawing.paint import Painter, fit
from kit.drawing.shapes import Icon
from kit.drawing.theme import mixed
from kit.lobby.view import NowCalling, Place, Words
from kit.text import CAP_HEIGHT, Face, measure
from kit.wire import Direction as Way

ARROWS: dict[Way, Icon] = {"left": "left", "right": "right", "straight": "straight"}


Setting = Literal["whole", "split", "code"]


@dataclass(frozen=True, slots=True)
class _PlaceFaces:
    """How a counter's name is set: as one, its word smaller than its code, or the code alone; and its arrow."""

    word: Face
    code: Face
    setting: Setting
    disc: int  # the arrow's disc in pixels across; 0: the bare arrow


def draw_call(
    painter: Painter,
    measures: Sizes,
    rect: pygame.Rect,
    call: NowCalling,
    slide: float,
    glow: float,
    padding: int,
) -> None:
    """Draw the amber card. `slide` 0 is still at the screen's edge and 1 in place; `glow` 0 to 1 is its pulse."""
    theme = painter.theme
    away = round((1 - slide) * measures.scale.u(12))
    rect = rect.move(-away if painter.direction == "ltr" else away, 0)
    shapes.rounded(painter.surface, rect, mixed(theme.now, theme.now_soft, glow), measures.scale.u(3))
    inner = rect.inflate(-2 * padding, -2 * padding)
    # The number and its place need two lines of their own; what does not fit beside them is left out.
    spare = inner.height - round(measures.call_capitals * 2.45) - _air(measures)
    line = measures.text_capitals + _air(measures)
    top, foot = inner.top, inner.bottom
    face = Face(measures.text, 600)
    if spare >= line and measure(call.title, face, painter.direction) <= inner.width:
        title = pygame.Rect(inner.x, top, inner.width, measures.text_capitals)
        painter.line(call.title, face, theme.on_now, title)
        top, spare = title.bottom, spare - line
    if call.also is not None and spare >= line:
        foot = _draw_also(painter, measures, inner, call.also)
    place_top = _draw_place(painter, measures, pygame.Rect(inner.x, top, inner.width, foot - top), call)
    _draw_number(
        painter, measures, pygame.Rect(inner.x, top, inner.width, place_top - top), call, inner.top == top
    )


def _air(measures: Sizes) -> int:
    """Return the least room between two lines of the card."""
    return round(measures.text_capitals * 0.7)


def _draw_also(painter: Painter, measures: Sizes, inner: pygame.Rect, also: Words) -> int:
    """Draw the place in the customer's own language at the card's foot; returns where the room above ends."""
    line = pygame.Rect(inner.x, inner.bottom - measures.text_capitals, inner.width, measures.text_capitals)
    painter.line(also.text, Face(measures.text, 600), painter.theme.on_now, line, "start", also.direction)
    return line.top - _air(measures)


def _draw_number(
    painter: Painter, measures: Sizes, room: pygame.Rect, call: NowCalling, at_top: bool
) -> None:
    """Draw the number in the middle of its room; `at_top` when there is no title above to keep away from."""
    air = _air(measures)
    room = pygame.Rect(
        room.x, room.y + (0 if at_top else air), room.width, room.height - air - (0 if at_top else air)
    )
    face = Face(round(max(measures.call_capitals, room.height) / CAP_HEIGHT), 700, NUMBER_TRACKING)
    face = fit(call.number, face, room.width, measures.call)
    painter.line(call.number, face, painter.theme.on_now, room, "start", "ltr")


def _draw_place(painter: Painter, measures: Sizes, room: pygame.Rect, call: NowCalling) -> int:
    """Draw arrow and counter at the foot of the room, on one baseline; returns where they begin."""
    faces = _place_faces(measures, room.width, call)
    arrow = ARROWS.get(call.way)
    capitals = round(faces.code.size_px * CAP_HEIGHT)
    high = max(faces.disc, capitals) if arrow else capitals
    middle = room.bottom - high // 2
    inner = room.copy()
    if arrow is not None:
        side = faces.disc or measures.call_capitals
        # The arrow stands on the side it points to: a reader meets it on the way there.
        at_right = call.way == "right" or (call.way == "straight" and painter.direction == "rtl")
        box = pygame.Rect(0, middle - side // 2, side, side)
        if at_right:
            box.right = room.right
        else:
            box.left = room.left
        inner.width -= side + _gap(measures)
        if not at_right:
            inner.left = room.left + side + _gap(measures)
        _draw_arrow(painter, measures, box, arrow, disc=faces.disc > 0)
    _draw_name(painter, measures, inner, call.place, faces, middle + (capitals + 1) // 2)
    return room.bottom - high


def _draw_name(
    painter: Painter, measures: Sizes, inner: pygame.Rect, place: Place, faces: _PlaceFaces, baseline: int
) -> None:
    ink = painter.theme.on_now
    if faces.setting != "split":
        name = place.name if faces.setting == "whole" else place.code
        painter.line(name, faces.code, ink, inner, baseline=baseline)
        return
    word = painter.line(place.word, faces.word, ink, inner, baseline=baseline)
    rest = inner.copy()
    rest.width = inner.right - word.right - measures.text // 3
    if painter.direction == "ltr":
        rest.right = inner.right
    else:
        rest.width = word.left - measures.text // 3 - inner.left
        rest.left = inner.left
    painter.line(place.code, faces.code, ink, rest, baseline=baseline)


def _draw_arrow(painter: Painter, measures: Sizes, box: pygame.Rect, arrow: Icon, *, disc: bool) -> None:
    theme = painter.theme
    if disc:
        shapes.disc(painter.surface, box.center, box.width // 2, theme.on_now)
        inside = pygame.Rect(0, 0, measures.call_capitals, measures.call_capitals)
        inside.center = box.center
        shapes.icon(painter.surface, inside, arrow, theme.now)
    else:
        shapes.icon(painter.surface, box, arrow, theme.on_now)


def _gap(measures: Sizes) -> int:
    return round(measures.text * 0.38)


def _place_faces(measures: Sizes, width: int, call: NowCalling) -> _PlaceFaces:
    """Choose the first way that fits: the whole name large, only its code large, its code alone.

    Each with the arrow in its disc first, and then with the bare arrow.
    """
    code, word = Face(measures.call, 700), Face(measures.text, 600)
    arrows = [round(measures.call_capitals * 1.45), 0] if call.way in ARROWS else [0]
    place = call.place
    settings: tuple[Setting, ...] = ("whole", "split", "code") if place.word else ("whole",)
    for setting in settings:
        for disc in arrows:
            taken = (disc or measures.call_capitals) + _gap(measures) if call.way in ARROWS else 0
            if _name_width(measures, place, word, code, setting) <= width - taken:
                return _PlaceFaces(word, code, setting, disc)
    taken = measures.call_capitals + _gap(measures) if call.way in ARROWS else 0
    # A name without a number in it, and too long: it says where to go, so it may be smaller rather than cut.
    smaller = fit(place.name, code, width - taken, measures.text)
    return _PlaceFaces(word, smaller, "whole", 0)


def _name_width(measures: Sizes, place: Place, word: Face, code: Face, setting: Setting) -> int:
    if setting == "whole":
        return measure(place.name, code)
    if setting == "code":
        return measure(place.code, code)
    return measure(place.word, word) + measures.text // 3 + measure(place.code, code)
