"""Draws one call in the list of last calls, and one counter in the list of counters."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pygame

from display.layout import NUMBER_TRACKING, Sizes
from display.place import ARROWS
from display.plates import plate
from kit.drawing import shapes
from kit.drawing.paint import Painter, fit
from kit.language.table import Direction
from kit.lobby.view import CounterLine, Line
from kit.text import Face, measure

NO_WORD = "–"
_LEAST_EMS, _MOST_EMS = 4.1, 5.4  # of a row's words


def call_width(measures: Sizes, lines: Iterable[Line], direction: Direction) -> int:
    """Return how wide a row for these calls must be."""
    face, least = Face(measures.text, 700, NUMBER_TRACKING), round(measures.text * _LEAST_EMS)
    widths = (_call_words(line, face, direction) + measures.text // 2 for line in lines)
    return min(max([least, *widths]), round(measures.text * _MOST_EMS)) + 2 * measures.inset


def _call_words(line: Line, face: Face, direction: Direction) -> int:
    return measure(line.number, face) + measure(line.place.brief, replace(face, tracking=0.0), direction)


def draw_call_row(painter: Painter, measures: Sizes, rect: pygame.Rect, line: Line) -> None:
    """Draw a call: amber while its customer is on the way, outlined in amber while its own turn is still to come."""
    theme = painter.theme
    fill = theme.now if line.fresh and not line.pending else theme.card
    plate(painter, measures, rect, fill, theme.now if line.pending else None)
    inner = rect.inflate(-2 * measures.inset, 0)
    largest = min(round(rect.height * 0.68), round(measures.text * 1.45))
    room = inner.width - round(measures.text * 0.5)
    number = Face(max(measures.text, largest), 700, NUMBER_TRACKING)
    both = _call_words(line, number, painter.direction)
    if both > room:
        number = replace(number, size_px=max(measures.text, number.size_px * room // both))
    ink, second = theme.ink, theme.accent
    if line.pending:
        ink = second = theme.now
    elif line.fresh:
        ink = second = theme.on_now
    place = painter.line(line.number, number, ink, inner, "start", "ltr")
    rest = inner.copy()
    rest.width = inner.width - place.width - round(measures.text * 0.3)
    if painter.direction == "ltr":
        rest.right = inner.right
    face = fit(line.place.brief, replace(number, tracking=0.0), rest.width, measures.text, painter.direction)
    painter.line(line.place.brief, face, second, rest, "end")


@dataclass(frozen=True, slots=True)
class CounterSetting:
    """How counters are set so that all of a list's look alike: how wide, with arrows, and with words."""

    width: int
    arrows: bool
    words: bool


def counter_setting(
    measures: Sizes, counters: Iterable[CounterLine], direction: Direction, width: int | None = None
) -> CounterSetting:
    """Choose the fullest way that `width` has room for: with arrows and words, then without, then a dash for a word.

    Without a width: how wide a column for the usual ones should be, with their arrows.
    """
    counters = tuple(counters)
    if width is None:
        busy = [each for each in counters if each.number] or counters
        return CounterSetting(_needed(measures, busy, direction, arrows=True, words=True), True, True)
    ways = ((True, True), (False, True), (True, False), (False, False))
    for arrows, words in ways:
        if _needed(measures, counters, direction, arrows=arrows, words=words) <= width:
            return CounterSetting(width, arrows, words)
    return CounterSetting(width, False, False)


def _needed(
    measures: Sizes, counters: Iterable[CounterLine], direction: Direction, *, arrows: bool, words: bool
) -> int:
    told = max(
        (_counter_width(measures, each, direction, arrows=arrows, words=words) for each in counters),
        default=0,
    )
    return max(told, round(measures.text * _LEAST_EMS)) + 2 * measures.inset


def _counter_width(
    measures: Sizes, counter: CounterLine, direction: Direction, *, arrows: bool, words: bool
) -> int:
    name = measure(counter.place.brief, Face(measures.text, 700), direction)
    arrow = _arrow_room(measures) if arrows and _leads(counter) else 0
    return name + arrow + measures.text // 2 + _told_width(measures, counter, direction, words=words)


def _told_width(measures: Sizes, counter: CounterLine, direction: Direction, *, words: bool) -> int:
    if counter.number:
        return measure(counter.number, Face(measures.text, 700, NUMBER_TRACKING))
    return measure(counter.state if words else NO_WORD, Face(measures.text), direction)


def _arrow_room(measures: Sizes) -> int:
    return measures.text_capitals + round(measures.text * 0.3)


def _leads(counter: CounterLine) -> bool:
    """Whether anybody may have to find this counter now."""
    return counter.way in ARROWS and bool(counter.number)


def draw_counter(
    painter: Painter, measures: Sizes, rect: pygame.Rect, counter: CounterLine, setting: CounterSetting
) -> None:
    """Draw a counter, its arrow, and whom it serves."""
    theme = painter.theme
    plate(painter, measures, rect, theme.card)
    inner = rect.inflate(-2 * measures.inset, 0)
    told = _told_width(measures, counter, painter.direction, words=setting.words)
    arrow = _arrow_room(measures) if setting.arrows and _leads(counter) else 0
    room = inner.copy()
    room.width = inner.width - told - measures.text // 2 - arrow
    if painter.direction == "rtl":
        room.right = inner.right
    face = fit(counter.place.brief, Face(measures.text, 700), room.width, measures.text, painter.direction)
    name = painter.line(counter.place.brief, face, theme.accent, room)
    if arrow:
        box = pygame.Rect(0, 0, measures.text_capitals, measures.text_capitals)
        box.centery = rect.centery
        box.left = name.right + round(measures.text * 0.3)
        if painter.direction == "rtl":
            box.right = name.left - round(measures.text * 0.3)
        shapes.icon(painter.surface, box, ARROWS[counter.way], theme.accent)
    if counter.number:
        painter.line(
            counter.number, Face(measures.text, 700, NUMBER_TRACKING), theme.ink, inner, "end", "ltr"
        )
    else:
        words = counter.state if setting.words else NO_WORD
        painter.line(words, Face(measures.text), theme.mute, inner, "end")
