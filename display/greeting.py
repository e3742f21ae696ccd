"""Draws the greeting: what a lobby screen shows while nobody is being called."""

import pygame

from display.layout import NUMBER_TRACKING, Layout, Sizes
from kit.drawing import shapes
from kit.drawing.paint import Painter, fit, lines_in
from kit.lobby.view import View
from kit.text import CAP_HEIGHT, Face, line_height, measure, unbroken


def draw_greeting(painter: Painter, measures: Sizes, places: Layout, view: View) -> bool:
    """Nobody is being called: whose house this is, the time, and a word to who waits.

    Returns whether there was room for the time.
    """
    inner = painter.flip(places.main)
    if measures.scale.portrait and view.lines:
        inner = inner.inflate(-2 * places.inset, 0)  # in line with the list below
    top = _draw_site(painter, measures, inner, view) if view.site else inner.top
    foot = _draw_welcome(painter, measures, inner, view, top)
    if not view.clock:
        return False
    air = round(measures.text_capitals * 0.95)
    room = pygame.Rect(inner.x, top + air, inner.width, foot - top - 2 * air)
    return _draw_clock(painter, measures, room, view)


def _draw_site(painter: Painter, measures: Sizes, inner: pygame.Rect, view: View) -> int:
    """Draw the site's name at the top, on a second line where it is long; returns where it ends.

    Where a word of it is as wide as all the room there is, its badge is left out.
    """
    theme, face = painter.theme, Face(measures.text, 600)
    side = round(measures.text_capitals * 1.5)
    taken = side + side // 3
    widest = max(measure(word, face, view.direction) for word in unbroken(view.site) or [""])
    if widest > inner.width - taken:
        taken = 0
    if taken:
        badge = pygame.Rect(inner.x if view.direction == "ltr" else inner.right - side, inner.y, side, side)
        shapes.rounded(painter.surface, badge, theme.badge, side // 5)
        painter.line(view.site.strip()[:1].upper(), Face(measures.text, 700), theme.accent, badge, "middle")
    left = inner.x + (taken if view.direction == "ltr" else 0)
    name = pygame.Rect(left, inner.y, inner.width - taken, side)
    room = pygame.Rect(0, 0, name.width, 2 * line_height(face))
    lines = (
        lines_in(view.site, face, room, view.direction, balance=True) if widest <= name.width else [view.site]
    )
    step = round(measures.text * 1.25)
    for number, words in enumerate(lines):
        painter.line(words, face, theme.ink, name.move(0, number * step))
    return name.bottom + (len(lines) - 1) * step


def _draw_welcome(painter: Painter, measures: Sizes, inner: pygame.Rect, view: View, top: int) -> int:
    """Draw the greeting and, where there is room, the word under it at the foot; returns where they begin."""
    theme, plain = painter.theme, Face(measures.text)
    step = round(measures.text * 1.25)
    endless = pygame.Rect(0, 0, inner.width, 10**4)
    large = fit(
        view.greeting, Face(round(measures.call * 0.8), 700), inner.width, measures.text, view.direction
    )
    greeting = lines_in(view.greeting, large, endless, view.direction)
    hint = lines_in(view.hint, plain, endless, view.direction, balance=True)
    list_below = measures.scale.portrait and bool(view.lines)
    foot = inner.bottom - round(measures.text_capitals * (0.7 if list_below else 0.3))
    if foot - (len(hint) + len(greeting)) * step - large.size_px < top:
        hint = []
    tall = len(greeting) * line_height(large)
    if foot - tall < top:
        return inner.bottom  # a long name of the site on a small screen
    for number, words in enumerate(reversed(hint)):
        painter.line(words, plain, theme.mute, inner, baseline=foot - number * step)
    baseline = foot - len(hint) * step - (round(measures.text_capitals * 0.35) if hint else 0)
    for number, words in enumerate(reversed(greeting)):
        painter.line(words, large, theme.ink, inner, baseline=baseline - number * line_height(large))
    return baseline - round(large.size_px * CAP_HEIGHT) - (len(greeting) - 1) * line_height(large)


def _draw_clock(painter: Painter, measures: Sizes, room: pygame.Rect, view: View) -> bool:
    """Draw the time as large as the room between the other things allows, with the date under it."""
    date_height = round(measures.text_capitals * 2.1)
    if room.height - date_height < measures.call_capitals * 1.2:
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
