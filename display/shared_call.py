"""Draws a call that shares the screen with others: the number, and beside it where to go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pygame

from display.layout import NUMBER_TRACKING, Sizes
from display.place import ARROWS, LEAST_DISC, draw_arrow, draw_place, leads_right
from kit.drawing.paint import Painter, fit
from kit.lobby.view import NowCalling
from kit.text import Face, measure

# Sizes in parts of the least one, the largest first: larger still, several lines would not look like one list.
_GROWN = (1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1.0)
# On a disc an arrow is a sign of its own; without one it seems to lead from the counter to the number.
_WAYS = [
    *((grown, named, True) for grown in _GROWN for named in (True, False)),
    *((grown, named, False) for grown in _GROWN for named in (True, False)),
]


@dataclass(frozen=True, slots=True)
class Together:
    """How calls are set that share the screen, so that all look alike.

    How large; `named`: with their counters' names and not only the codes; `disc`: with their arrows on discs.
    """

    measures: Sizes
    named: bool = False
    disc: bool = False

    @property
    def arrow(self) -> int:
        """How wide an arrow is."""
        return round(self.measures.call_capitals * (LEAST_DISC if self.disc else 1))


def together(measures: Sizes, size: tuple[int, int], calls: Sequence[NowCalling]) -> Together:
    """Choose the largest way in which each call stands on one line in a card of this size.

    Where there is none, each is set in the least size, on two lines.
    """
    width, height = size[0] - 2 * measures.inset, size[1] - 2 * measures.shared_inset
    for grown, named, disc in _WAYS:
        larger = replace(measures, call_capitals=round(measures.call_capitals * grown))
        setting = Together(larger, named, disc)
        high = round(setting.arrow * 1.1) <= size[1] if disc else larger.call_capitals <= height
        if high and max(_width(setting, call) for call in calls) <= width:
            return setting
    return Together(measures)


def draw_shared(painter: Painter, rect: pygame.Rect, call: NowCalling, setting: Together) -> None:
    """Draw it on one line where that has room for both, else on two."""
    measures = setting.measures
    inner = rect.inflate(
        -2 * measures.inset, -2 * min(measures.shared_inset, (rect.height - measures.call_capitals) // 2)
    )
    if setting.named:
        call = replace(call, place=replace(call.place, brief=call.place.name))
    place, number = _place_width(setting, call), _number_width(measures, call)
    if number + measures.text // 2 + place <= inner.width:
        _on_one_line(painter, setting, inner, call, place)
    elif inner.height >= 2 * measures.call_capitals + measures.air:
        top = draw_place(painter, measures, inner, call)
        above = pygame.Rect(inner.x, inner.y, inner.width, top - measures.air - inner.y)
        _draw_number(painter, measures, above, call)
    else:
        # A long name for a counter on a small screen: it says where to go, so it may be smaller rather than cut.
        _on_one_line(painter, setting, inner, call, inner.width - number - measures.text // 2)


def _width(setting: Together, call: NowCalling) -> int:
    measures = setting.measures
    place = _place_width(setting, call, named=setting.named)
    return _number_width(measures, call) + measures.text // 2 + place


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


def _draw_number(painter: Painter, measures: Sizes, room: pygame.Rect, call: NowCalling) -> None:
    face = fit(call.number, Face(measures.call, 700, NUMBER_TRACKING), room.width, measures.call)
    painter.line(call.number, face, painter.theme.on_now, room, "start", "ltr")


def _number_width(measures: Sizes, call: NowCalling) -> int:
    return measure(call.number, Face(measures.call, 700, NUMBER_TRACKING))


def _arrow_room(setting: Together, call: NowCalling) -> int:
    return setting.arrow + setting.measures.arrow_gap if call.way in ARROWS else 0


def _place_width(setting: Together, call: NowCalling, *, named: bool = False) -> int:
    words = call.place.name if named else call.place.brief
    return _arrow_room(setting, call) + measure(words, Face(setting.measures.call, 700))


def _draw_place(painter: Painter, setting: Together, room: pygame.Rect, call: NowCalling) -> None:
    """Draw the counter's code with its arrow on the side it points to."""
    measures, rest = setting.measures, room.copy()
    if call.way in ARROWS:
        side = setting.arrow
        box = pygame.Rect(room.x, room.centery - side // 2, side, side)
        if leads_right(painter, call.way):
            box.right = room.right
        else:
            rest.x += _arrow_room(setting, call)
        rest.width -= _arrow_room(setting, call)
        draw_arrow(painter, measures, box, ARROWS[call.way], disc=setting.disc)
    face = fit(call.place.brief, Face(measures.call, 700), rest.width, measures.text, painter.direction)
    painter.line(call.place.brief, face, painter.theme.on_now, rest, "end")
