"""Draws a call that shares the screen with others: the number, and beside it where to go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pygame

from display.layout import NUMBER_TRACKING, Sizes
from display.place import (
    ARROWS,
    DISC,
    LEAST_DISC,
    Setting,
    around,
    draw_arrow,
    draw_place,
    leads_right,
    needs_word,
    shortened,
)
from display.plates import part
from kit.drawing.paint import Painter, fit
from kit.lobby.view import NowCalling
from kit.text import CAP_HEIGHT, Face, measure

# Sizes in parts of the least one, the largest first: larger still, several lines would not look like one list.
_GROWN = (1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1.0)
# A bare number could be anything: the word that makes it a counter's comes before size, and before the arrow's disc.
# On a disc an arrow is a sign of its own; without one it seems to lead from the counter to the number.
# How much larger, how the counter is told, and whether its arrow is on a disc.
_Way = tuple[float, Setting, bool]
_WORDED: list[_Way] = [
    (grown, setting, disc)
    for disc in (True, False)
    for grown in _GROWN
    for setting in ("whole", "above", "split")
]
_SQUEEZED: list[_Way] = [(1.0, setting, disc) for disc in (True, False) for setting in ("above", "split")]
_BRIEF: list[_Way] = [(grown, "brief", disc) for disc in (True, False) for grown in _GROWN]


@dataclass(frozen=True, slots=True)
class Together:
    """How calls are set that share the screen, so that all look alike.

    How large; with their counters' names whole, with a smaller word above or below the code or beside it, or the code
    alone; `disc`: with their arrows on discs.
    """

    measures: Sizes
    named: Setting = "brief"
    disc: bool = False

    @property
    def code(self) -> Face:
        """Letters of a counter's code."""
        return Face(self.measures.call, 700)

    @property
    def word(self) -> Face:
        """Letters of the word beside it."""
        return Face(max(self.measures.text, self.measures.call // 2), 600)

    @property
    def small(self) -> Face:
        """Letters of the word above or below it."""
        return Face(self.measures.text, 600)

    @property
    def arrow(self) -> int:
        """How wide an arrow is."""
        return round(self.measures.call_capitals * (LEAST_DISC if self.disc else 1))


def together(measures: Sizes, size: tuple[int, int], calls: Sequence[NowCalling]) -> Together:
    """Choose the largest way in which each call stands on one line in a card of this size.

    Where there is none, each is set in the least size, on two lines. In a card that has no room for those a name
    without a code is smaller, so that the codes beside it keep their words; where that will not do, none has any.
    """

    def first(ways: list[_Way], width: Callable[[Together, NowCalling], int]) -> Together | None:
        for way in ways:
            setting = _fitting(measures, size[1], *way)
            if setting and max(width(setting, call) for call in calls) <= size[0] - 2 * measures.inset:
                return setting
        return None

    twice = Together(measures)
    worded = first(_WORDED, _width)
    if worded or _two_lines(measures, _inner_height(measures, size[1])):
        return worded or twice
    return first(_SQUEEZED, _least_width) or first(_BRIEF, _width) or twice


def _fitting(measures: Sizes, height: int, grown: float, named: Setting, disc: bool) -> Together | None:
    """The calls in a size, if a card so high has room for it."""
    larger = replace(measures, call_capitals=round(measures.call_capitals * grown))
    setting = Together(larger, named, disc)
    if named == "above":
        high = setting.arrow + measures.word_line <= height - measures.word_air
    elif disc:
        high = round(setting.arrow * 1.1) <= height
    else:
        high = larger.call_capitals <= height - 2 * measures.shared_inset
    return setting if high else None


def _inner_height(measures: Sizes, height: int) -> int:
    return height - 2 * min(measures.shared_inset, (height - measures.call_capitals) // 2)


def _two_lines(measures: Sizes, high: int) -> bool:
    """Whether number and counter have room below each other."""
    return high >= 2 * measures.call_capitals + measures.air


def told(measures: Sizes, size: tuple[int, int], call: NowCalling) -> NowCalling:
    """Return the call as there is room for it in a card of this size, in the least size: by name, or in short."""
    width = size[0] - 2 * measures.inset
    if not _two_lines(measures, _inner_height(measures, size[1])):
        width -= _number_width(measures, call) + measures.text // 2
    return shortened(measures, width, call)


def draw_shared(painter: Painter, rect: pygame.Rect, call: NowCalling, setting: Together) -> None:
    """Draw it on two lines where there was no room for all calls on one each, with words, and this card is so high."""
    measures = setting.measures
    inner = rect.inflate(-2 * measures.inset, _inner_height(measures, rect.height) - rect.height)
    if setting.named == "whole":
        call = replace(call, place=replace(call.place, brief=call.place.name))
    place, number = _place_width(setting, call), _number_width(measures, call)
    if setting.named == "brief" and _two_lines(measures, inner.height):
        spare = inner.height - 2 * measures.call_capitals - measures.air - measures.word_line
        worded = spare >= 0 and needs_word(measures, inner.width, call)
        high = inner.height - measures.call_capitals - measures.air
        top = draw_place(painter, measures, inner, call, worded=worded, high=high)
        above = pygame.Rect(inner.x, inner.y, inner.width, top - measures.air - inner.y)
        _draw_number(painter, measures, above, call, _larger(measures, inner.height, above.height))
    elif number + measures.text // 2 + place <= inner.width:
        _on_one_line(painter, setting, inner, call, place)
    else:
        # A long name for a counter on a small screen: it says where to go, so it may be smaller, and is never cut.
        room = inner.width - number - measures.text // 2
        least = _arrow_room(setting, call) + measure(call.place.brief, Face(measures.text, 700))
        if least > room and call.place.counter:
            call = replace(call, place=replace(call.place, brief=call.place.counter))
        if _arrow_room(setting, call) + measure(call.place.brief, Face(measures.text, 700)) > room:
            call = replace(call, way="none")  # the counter itself comes before the arrow to it
        _on_one_line(painter, setting, inner, call, room)


def _larger(measures: Sizes, card: int, room: int) -> int:
    """The size of a number that fills the room above its place: the same above an arrow on a disc and a bare one."""
    free = min(room, card - round(measures.call_capitals * DISC) - measures.air)
    most = round(measures.call_capitals * _GROWN[0])
    return replace(measures, call_capitals=max(measures.call_capitals, min(free, most))).call


def _width(setting: Together, call: NowCalling) -> int:
    measures = setting.measures
    place = _place_width(setting, call)
    return _number_width(measures, call) + measures.text // 2 + place


def _least_width(setting: Together, call: NowCalling) -> int:
    """The same with a name that has no code in it in the least size."""
    if any(around(call.place)):
        return _width(setting, call)
    measures = setting.measures
    name = measure(call.place.brief, Face(measures.text, 700))
    return _number_width(measures, call) + measures.text // 2 + _arrow_room(setting, call) + name


def _on_one_line(
    painter: Painter, setting: Together, inner: pygame.Rect, call: NowCalling, place: int
) -> None:
    measures, left = setting.measures, painter.direction == "ltr"
    room = pygame.Rect(0, inner.y, place, inner.height)
    room.x = inner.right - place if left else inner.x
    _draw_place(painter, setting, room, call)
    width = inner.width - place - measures.text // 2
    number = pygame.Rect(inner.x if left else inner.right - width, inner.y, width, inner.height)
    line = measures.text_capitals + measures.air
    if call.name and inner.height >= measures.call_capitals + line:
        under = pygame.Rect(number.x, number.bottom - measures.text_capitals, width, measures.text_capitals)
        painter.line(call.name, Face(measures.text, 600), painter.theme.on_now, under)
        number.height -= line
    _draw_number(painter, measures, number, call)


def _draw_number(
    painter: Painter, measures: Sizes, room: pygame.Rect, call: NowCalling, size: int | None = None
) -> None:
    face = Face(size or measures.call, 700, NUMBER_TRACKING)
    face = fit(call.number, face, room.width, measures.call)
    painter.line(call.number, face, painter.theme.on_now, room, "start", "ltr")


def _number_width(measures: Sizes, call: NowCalling) -> int:
    return measure(call.number, Face(measures.call, 700, NUMBER_TRACKING))


def _arrow_room(setting: Together, call: NowCalling) -> int:
    return setting.arrow + setting.measures.arrow_gap if call.way in ARROWS else 0


def _place_width(setting: Together, call: NowCalling) -> int:
    place = call.place
    if setting.named == "whole":
        return _arrow_room(setting, call) + measure(place.name, setting.code)
    if setting.named == "above":
        return max(_code_width(setting, call), *(measure(word, setting.small) for word in around(place)))
    beside = around(place) if setting.named == "split" else ()
    return _code_width(setting, call) + sum(
        measure(word, setting.word) + _word_gap(setting) for word in beside if word
    )


def _code_width(setting: Together, call: NowCalling) -> int:
    return _arrow_room(setting, call) + measure(call.place.brief, setting.code)


def _word_gap(setting: Together) -> int:
    return setting.measures.text // 4


def _draw_place(painter: Painter, setting: Together, room: pygame.Rect, call: NowCalling) -> None:
    """Draw the counter with its arrow on the side it points to, its code at the end and its word where it fits."""
    measures, rest = setting.measures, room.copy()
    before, after = around(call.place)
    if setting.named == "above" and (before or after):
        line = measures.text_capitals
        high = measures.word_line + setting.arrow
        rest = pygame.Rect(room.x, room.centery - high // 2, room.width, setting.arrow)
        word = pygame.Rect(room.x, rest.y, room.width, line)
        if before:
            rest.y += high - rest.height
        else:
            word.bottom = rest.y + high
        painter.line(before or after, setting.small, painter.theme.on_now, word, "end")
        taken = min(rest.width, _code_width(setting, call))
        room = part(painter, rest, rest.width - taken, taken)
        rest = room.copy()
    if call.way in ARROWS:
        side = setting.arrow
        box = pygame.Rect(room.x, room.centery - side // 2, side, side)
        if leads_right(painter, call.way):
            box.right = room.right
        else:
            rest.x += _arrow_room(setting, call)
        rest.width -= _arrow_room(setting, call)
        draw_arrow(painter, measures, box, ARROWS[call.way], disc=setting.disc)
    words = (before, after) if setting.named == "split" else ("", "")
    face = fit(call.place.brief, setting.code, rest.width, measures.text, painter.direction)
    foot = rest.centery + (round(face.size_px * CAP_HEIGHT) + 1) // 2
    for said, letters in ((words[1], setting.word), (call.place.brief, face), (words[0], setting.word)):
        if said:
            drawn = painter.line(said, letters, painter.theme.on_now, rest, "end", baseline=foot)
            taken = drawn.width + _word_gap(setting)
            rest = part(painter, rest, 0, rest.width - taken)
