"""Draws one call in the list of last calls, and one counter in the list of counters."""

from collections.abc import Iterable
from dataclasses import replace

import pygame

from display.layout import NUMBER_TRACKING, Sizes
from display.place import ARROWS
from display.plates import part, plate
from kit.drawing import shapes
from kit.drawing.paint import Painter, fit
from kit.language.table import Direction
from kit.lobby.shown import NOBODY
from kit.lobby.view import CounterLine, Line, Place
from kit.text import CAP_HEIGHT, Face, measure

_LEAST_EMS, _MOST_EMS = 4.1, 5.4  # of a row's words
_GROWN = 1.45  # type in a row at its largest, in parts of the least size


def told_calls(measures: Sizes, width: int, lines: Iterable[Line], direction: Direction) -> tuple[Line, ...]:
    """Return the calls as rows of a width tell them: a counter by its code where its name has no room.

    Half a name sends nobody anywhere.
    """
    room = width - 2 * measures.inset - measures.text // 2
    face = Face(measures.text, 700, NUMBER_TRACKING)
    return tuple(
        line if _call_words(line, face, direction) <= room else replace(line, place=_coded(line.place))
        for line in lines
    )


def told_counters(
    measures: Sizes, width: int, counters: Iterable[CounterLine], direction: Direction
) -> tuple[CounterLine, ...]:
    """Return the counters as fields of a width tell them: by its code where a name has no room beside the number."""
    room = width - 2 * measures.inset
    return tuple(
        each if _fewest_words(measures, each, direction) <= room else replace(each, place=_coded(each.place))
        for each in counters
    )


def _coded(place: Place) -> Place:
    return replace(place, brief=place.counter or place.brief)


def _fewest_words(measures: Sizes, counter: CounterLine, direction: Direction) -> int:
    least = replace(counter, state=NOBODY) if counter.state else counter
    return min(_counter_words(measures, each, direction, arrow=False) for each in (counter, least))


def calls_width(measures: Sizes, lines: Iterable[Line], direction: Direction) -> int:
    """Return how wide a row must be for each of these calls to have its counter's name."""
    face, least = Face(measures.text, 700, NUMBER_TRACKING), round(measures.text * _LEAST_EMS)
    widths = (_call_words(line, face, direction) + measures.text // 2 for line in lines)
    return max([least, *widths]) + 2 * measures.inset


def call_width(measures: Sizes, lines: Iterable[Line], direction: Direction) -> int:
    """Return how wide a row for these calls must be: a long name gives way to its counter's code."""
    most = round(measures.text * _MOST_EMS) + 2 * measures.inset
    return min(calls_width(measures, lines, direction), most)


def _call_words(line: Line, face: Face, direction: Direction) -> int:
    return measure(line.number, face) + measure(line.place.brief, replace(face, tracking=0.0), direction)


def call_face(measures: Sizes, size: tuple[int, int], lines: Iterable[Line], direction: Direction) -> Face:
    """Return the largest face in which each of these calls fits into a row of this size, not below the least one."""
    high = min(round(size[1] * 0.68), round(measures.text * _GROWN))
    face = Face(max(measures.text, high), 700, NUMBER_TRACKING)
    room = size[0] - 2 * measures.inset - measures.text // 2
    widest = max([1, *(_call_words(line, face, direction) for line in lines)])
    return replace(face, size_px=max(measures.text, min(face.size_px, face.size_px * room // widest)))


def draw_call_row(painter: Painter, measures: Sizes, rect: pygame.Rect, line: Line, number: Face) -> None:
    """Draw a call: amber while its customer is on the way, outlined in amber while its own turn is still to come."""
    theme = painter.theme
    fill = theme.now if line.fresh and not line.pending else theme.card
    plate(painter, measures, rect, fill, theme.now if line.pending else None)
    inner = rect.inflate(-2 * measures.inset, 0)
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


def counter_width(measures: Sizes, counters: Iterable[CounterLine], direction: Direction) -> int:
    """Return how wide a field must be for the fullest of these counters, with its arrow."""
    counters = tuple(counters)
    working = [each for each in counters if not each.closed] or counters
    widths = (_counter_words(measures, each, direction, arrow=True) for each in working)
    return max([round(measures.text * _LEAST_EMS), *widths]) + 2 * measures.inset


def least_counter_width(measures: Sizes, counters: Iterable[CounterLine], direction: Direction) -> int:
    """Return how wide a field for any of these counters must be anyway: for its code beside its number."""
    coded = (replace(each, place=_coded(each.place)) for each in counters)
    return max((_fewest_words(measures, each, direction) for each in coded), default=0) + 2 * measures.inset


def have_arrows(measures: Sizes, counters: Iterable[CounterLine], direction: Direction, width: int) -> bool:
    """Whether each of these counters has room for its arrow, so that all that lead somewhere get one."""
    leading = (each for each in counters if _leads(each))
    needed = max((_counter_words(measures, each, direction, arrow=True) for each in leading), default=0)
    return needed + 2 * measures.inset <= width


def counter_sizes(
    measures: Sizes,
    size: tuple[int, int],
    counters: Iterable[CounterLine],
    direction: Direction,
    *,
    arrows: bool,
) -> Sizes:
    """Return the largest sizes in which each of these counters fits into a field of this size."""
    counters = tuple(counters)
    most = min(round(measures.text_capitals * _GROWN), round(size[1] * 0.68 * CAP_HEIGHT))
    for capitals in range(most, measures.text_capitals, -max(1, measures.text_capitals // 24)):
        larger = replace(measures, text_capitals=capitals)
        widths = (_counter_words(larger, each, direction, arrow=arrows) for each in counters)
        if max(widths) <= size[0] - 2 * measures.inset:
            return larger
    return measures


def _counter_words(measures: Sizes, counter: CounterLine, direction: Direction, *, arrow: bool) -> int:
    name = measure(counter.place.brief, Face(measures.text, 700), direction)
    told = measure(counter.number, Face(measures.text, 700, NUMBER_TRACKING))
    told = told or measure(counter.state, Face(measures.text), direction)
    return name + (_arrow_room(measures) if arrow and _leads(counter) else 0) + measures.text // 2 + told


def _arrow_room(measures: Sizes) -> int:
    return measures.text_capitals + round(measures.text * 0.3)


def _leads(counter: CounterLine) -> bool:
    """Whether anybody may have to find this counter now."""
    return counter.way in ARROWS and bool(counter.number)


def draw_counter(
    painter: Painter, measures: Sizes, rect: pygame.Rect, counter: CounterLine, *, arrows: bool
) -> None:
    """Draw a counter, its arrow, and whom it serves."""
    theme = painter.theme
    plate(painter, measures, rect, theme.card)
    inner = rect.inflate(-2 * measures.inset, 0)
    arrow = _arrow_room(measures) if arrows and _leads(counter) else 0
    words = counter.state
    if _counter_words(measures, counter, painter.direction, arrow=False) > inner.width:
        words = NOBODY
    told = Face(measures.text, 700, NUMBER_TRACKING) if counter.number else Face(measures.text)
    # Numbers are set as such in every language, and a little tighter than they would be in Arabic.
    taken = measure(counter.number, told) if counter.number else measure(words, told, painter.direction)
    width = inner.width - taken - measures.text // 2 - arrow
    room = part(painter, inner, 0, width)
    face = fit(counter.place.brief, Face(measures.text, 700), width, measures.text, painter.direction)
    name = painter.line(counter.place.brief, face, theme.accent, room)
    if arrow:
        box = pygame.Rect(0, 0, measures.text_capitals, measures.text_capitals)
        box.centery = rect.centery
        box.left = name.right + round(measures.text * 0.3)
        if painter.direction == "rtl":
            box.right = name.left - round(measures.text * 0.3)
        shapes.icon(painter.surface, box, ARROWS[counter.way], theme.accent)
    if counter.number:
        painter.line(counter.number, told, theme.ink, inner, "end", "ltr")
    elif words:
        painter.line(words, told, theme.mute, inner, "end")
