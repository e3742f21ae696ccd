"""Draws the greeting: what a lobby screen shows while nobody is being called."""

from pathlib import Path

import pygame

from display.head import draw_head
from display.layout import NUMBER_TRACKING, Sizes
from kit.drawing.paint import Painter, fit, lines_in
from kit.lobby.view import View
from kit.text import CAP_HEIGHT, Face, line_height, measure


def draw_greeting(
    painter: Painter, measures: Sizes, main: pygame.Rect, view: View, *, lists: bool, logo: Path | None
) -> bool:
    """Nobody is being called: whose house this is, the time, and a word to who waits.

    `lists`: something stands beside or below it. Returns whether there was room for the time.
    """
    inner = painter.flip(main)
    if measures.scale.portrait and lists:
        inner = inner.inflate(-2 * measures.inset, 0)  # in line with the list below
    top = draw_head(painter, measures, inner, view, logo) if view.site else inner.top
    foot = _draw_welcome(painter, measures, inner, view, top, lists=lists)
    if not view.clock:
        return False
    air = round(measures.text_capitals * 0.95)
    room = pygame.Rect(inner.x, top + air, inner.width, foot - top - 2 * air)
    return _draw_clock(painter, measures, room, view)


def _draw_welcome(
    painter: Painter, measures: Sizes, inner: pygame.Rect, view: View, top: int, *, lists: bool
) -> int:
    """Draw the greeting and, where there is room, the word under it at the foot; returns where they begin."""
    theme, plain, step = painter.theme, Face(measures.text), measures.step
    endless = pygame.Rect(0, 0, inner.width, 10**4)
    largest = Face(max(round(measures.call * 0.8), measures.scale.u(9)), 700)
    large = fit(view.greeting, largest, inner.width, measures.text, view.direction)
    greeting = lines_in(view.greeting, large, endless, view.direction)
    hint = lines_in(view.hint, plain, endless, view.direction, balance=True)
    list_below = measures.scale.portrait and lists
    foot = inner.bottom - round(measures.text_capitals * (0.7 if list_below else 0.3))
    if foot - (len(hint) + len(greeting)) * step - large.size_px < top:
        hint = []
    tall = len(greeting) * line_height(large)
    if foot - tall < top:
        return inner.bottom  # a long name of the site on a small screen
    for number, words in enumerate(reversed(hint)):
        painter.line(words, plain, theme.mute, inner, baseline=foot - number * step)
    baseline = foot - len(hint) * step - (_below(measures, large, view) if hint else 0)
    for number, words in enumerate(reversed(greeting)):
        painter.line(words, large, theme.ink, inner, baseline=baseline - number * line_height(large))
    return baseline - round(large.size_px * CAP_HEIGHT) - (len(greeting) - 1) * line_height(large)


def _below(measures: Sizes, greeting: Face, view: View) -> int:
    """Room under the greeting: Arabic letters reach far below their line."""
    deep = round(greeting.size_px * 0.24) if view.direction == "rtl" else 0
    return max(round(measures.text_capitals * 0.35), deep)


def _draw_clock(painter: Painter, measures: Sizes, room: pygame.Rect, view: View) -> bool:
    """Draw the time as large as the room between the other things allows, with the date under it."""
    date_height = round(measures.text_capitals * 2.1)
    wide = measure(view.date, Face(measures.text), view.direction) > room.width
    if wide or room.height - date_height < measures.call_capitals * 1.2:
        date_height = 0  # the date is the first to go
    height = min(round((room.height - date_height) * 0.94 / CAP_HEIGHT), measures.scale.u(46))
    if height < measures.text * 1.4:
        return False
    face = fit(view.clock, Face(height, 700, NUMBER_TRACKING), round(room.width * 0.94), measures.text)
    capitals = round(face.size_px * CAP_HEIGHT)
    baseline = room.y + (room.height - capitals - date_height) // 2 + capitals
    painter.line(view.clock, face, painter.theme.ink, room, "start", "ltr", baseline)
    if date_height:
        below = baseline + round(measures.text_capitals * 1.95)
        painter.line(view.date, Face(measures.text), painter.theme.accent, room, baseline=below)
    return True
