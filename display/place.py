"""Draws where to go: the counter's name and the arrow that leads there."""

import math
from dataclasses import dataclass, replace
from typing import Literal

import pygame

from display.layout import Sizes
from kit.drawing import shapes
from kit.drawing.paint import Painter, fit
from kit.drawing.shapes import Icon
from kit.lobby.view import NowCalling, Place
from kit.text import CAP_HEIGHT, Face, measure, unbroken, wrap
from kit.wire import Direction as Way

_ICON_EDGE = 0.007
_LINES_SHARE = 0.67  # a name on two lines at its largest, in parts of the call's size
DISC = 1.45  # an arrow's disc in parts of the arrow
LEAST_DISC = 1.32  # an arrow's disc in parts of the arrow, at the smallest

ARROWS: dict[Way, Icon] = {"left": "left", "right": "right", "straight": "straight"}

Setting = Literal["whole", "split", "above", "brief", "code"]


@dataclass(frozen=True, slots=True)
class _PlaceFaces:
    """How a counter's name is set: as one, its word smaller than its code, in brief, or its code; and its arrow."""

    word: Face
    code: Face
    setting: Setting
    disc: int  # the arrow's disc in pixels across; 0: the bare arrow


def around(place: Place) -> tuple[str, str]:
    """Return the words before and after a counter's code: one of them at the most, none where its name has no code."""
    if place.brief == place.name:
        return "", ""
    if place.name.endswith(place.brief):
        return place.name.removesuffix(place.brief).strip(), ""
    return "", place.name.removeprefix(place.brief).strip()


def needs_word(measures: Sizes, width: int, call: NowCalling) -> bool:
    """Whether only a counter's code fits on its line, so that the word for a counter should have one of its own."""
    alone = _place_faces(measures, width, call).setting == "brief"
    face = Face(measures.text, 600)
    return alone and any(measure(word, face) <= width for word in around(call.place) if word)


def shortened(measures: Sizes, width: int, call: NowCalling) -> NowCalling:
    """Return the call with what its counter is usually called where its own name has no room in the least size.

    The word that tells a counter's code from any other number goes with it.
    """
    usual = call.place.usual
    return call if usual is None or _has_room(measures, width, call) else replace(call, place=usual)


def _has_room(measures: Sizes, width: int, call: NowCalling) -> bool:
    words = [word for word in around(call.place) if word]
    if words:
        return any(measure(word, Face(measures.text, 600)) <= width for word in words)
    return _bare(measures, call) + measure(call.place.name, Face(measures.text, 700)) <= width


def _bare(measures: Sizes, call: NowCalling) -> int:
    """The room that a bare arrow takes."""
    return measures.call_capitals + measures.arrow_gap if call.way in ARROWS else 0


@dataclass(frozen=True, slots=True)
class NameLines:
    """A counter's name that is too long for one line, on two."""

    face: Face
    lines: tuple[str, ...]

    @property
    def step(self) -> int:
        """From one line to the next."""
        return round(self.face.size_px * 1.25)

    @property
    def capitals(self) -> int:
        """The height of its capitals."""
        return round(self.face.size_px * CAP_HEIGHT)

    @property
    def height(self) -> int:
        """From the first line's capitals to the last line's foot."""
        return self.step + self.capitals


def name_lines(measures: Sizes, width: int, high: int, call: NowCalling) -> NameLines | None:
    """Return a counter's own name on two lines, as large as it fits; None where it fits on one, or on two neither."""
    if call.place.usual is None or any(around(call.place)) or _has_room(measures, width, call):
        return None
    name, room = call.place.name, width - _bare(measures, call)
    most = max(measures.text, round(measures.call * _LINES_SHARE))
    for size in (*range(most, measures.text, -max(1, measures.text // 16)), measures.text):
        made = NameLines(face := Face(size, 700), tuple(wrap(name, face, room, balance=True)))
        whole = all(measure(word, face) <= room for word in unbroken(name))
        if whole and len(made.lines) == 2 and made.height <= high:
            return made
    return None


def draw_lines(
    painter: Painter, measures: Sizes, room: pygame.Rect, call: NowCalling, name: NameLines
) -> int:
    """Draw a counter's name on two lines at the foot of the room, with its arrow; returns where they begin."""
    high = max(name.height, measures.call_capitals if call.way in ARROWS else 0)
    middle = room.bottom - high // 2
    inner = _beside_arrow(painter, measures, room, call, middle, 0)
    first = middle - name.height // 2 + name.capitals
    for number, words in enumerate(name.lines):
        painter.line(words, name.face, painter.theme.on_now, inner, baseline=first + number * name.step)
    return room.bottom - high


def draw_place(
    painter: Painter,
    measures: Sizes,
    room: pygame.Rect,
    call: NowCalling,
    *,
    worded: bool = False,
    high: int | None = None,
) -> int:
    """Draw arrow and counter at the foot of the room, on one baseline; returns where they begin.

    `high`: no disc that is higher. `worded`: where only the code fits, with the word for a counter on a line above or
    below, as the language has it.
    """
    if worded:
        before, after = around(call.place)
        line = pygame.Rect(room.x, room.bottom - measures.text_capitals, room.width, measures.text_capitals)
        below = measures.word_line if after else 0
        above = pygame.Rect(room.x, room.y, room.width, room.height - below)
        high = None if high is None else high - measures.word_line
        top = draw_place(painter, measures, above, call, high=high)
        if before:
            line.top = top - measures.word_line
        painter.line(before or after, Face(measures.text, 600), painter.theme.on_now, line)
        return line.top if before else top
    faces = _place_faces(measures, room.width, call, high)
    capitals = round(faces.code.size_px * CAP_HEIGHT)
    high = max(faces.disc, capitals, measures.call_capitals if call.way in ARROWS else 0)
    middle = room.bottom - high // 2
    inner = _beside_arrow(painter, measures, room, call, middle, faces.disc)
    _draw_name(painter, measures, inner, call.place, faces, middle + (capitals + 1) // 2)
    return room.bottom - high


def _beside_arrow(
    painter: Painter, measures: Sizes, room: pygame.Rect, call: NowCalling, middle: int, disc: int
) -> pygame.Rect:
    """Draw the call's arrow, if it has one, around this height; returns the room beside it."""
    arrow, inner = ARROWS.get(call.way), room.copy()
    if arrow is not None:
        side = disc or measures.call_capitals
        # The arrow stands on the side it points to: a reader meets it on the way there.
        box = pygame.Rect(0, middle - side // 2, side, side)
        if leads_right(painter, call.way):
            box.right = room.right
        else:
            box.left = room.left
        inner.width -= side + measures.arrow_gap
        if not leads_right(painter, call.way):
            inner.left = room.left + side + measures.arrow_gap
        draw_arrow(painter, measures, box, arrow, disc=disc > 0)
    return inner


def leads_right(painter: Painter, way: Way) -> bool:
    """Whether an arrow stands at the right of its counter."""
    return way == "right" or (way == "straight" and painter.direction == "rtl")


def _draw_name(
    painter: Painter, measures: Sizes, inner: pygame.Rect, place: Place, faces: _PlaceFaces, baseline: int
) -> None:
    ink = painter.theme.on_now
    if faces.setting != "split":
        name = {"whole": place.name, "code": place.counter}.get(faces.setting, place.brief)
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


def draw_arrow(painter: Painter, measures: Sizes, box: pygame.Rect, arrow: Icon, *, disc: bool) -> None:
    """Draw an arrow in the call's ink, on a disc of it or bare."""
    theme = painter.theme
    if disc:
        shapes.disc(painter.surface, box.center, box.width // 2, theme.on_now)
        inside = pygame.Rect(0, 0, measures.call_capitals, measures.call_capitals)
        inside.center = box.center
        shapes.icon(painter.surface, _whole(inside), arrow, theme.now)
    else:
        shapes.icon(painter.surface, _whole(box), arrow, theme.on_now)


def _whole(box: pygame.Rect) -> pygame.Rect:
    """A little more than a box: an icon's picture has an edge of 1 %, and its ink is to be as high as the box."""
    edge = math.ceil(box.width * _ICON_EDGE)
    return box.inflate(2 * edge, 2 * edge)


def whole_width(measures: Sizes, call: NowCalling) -> int:
    """How wide a place is in full: the counter's whole name, with its arrow on a disc."""
    arrow = _disc(measures) + measures.arrow_gap if call.way in ARROWS else 0
    return measure(call.place.name, Face(measures.call, 700)) + arrow


def _disc(measures: Sizes) -> int:
    return round(measures.call_capitals * DISC)


def _place_faces(measures: Sizes, width: int, call: NowCalling, high: int | None = None) -> _PlaceFaces:
    """Choose the first way that fits: the whole name large, only its code large, its code alone.

    Each with the arrow in its disc first, and then with the bare arrow.
    """
    code, word = Face(measures.call, 700), Face(measures.text, 600)
    arrows = [_disc(measures), round(measures.call_capitals * LEAST_DISC), 0] if call.way in ARROWS else [0]
    arrows = [disc for disc in arrows if high is None or disc <= high]
    place = call.place
    settings: tuple[Setting, ...] = ("whole", "split", "brief") if place.word else ("whole", "brief")
    for setting in settings:
        for disc in arrows:
            taken = (disc or measures.call_capitals) + measures.arrow_gap if call.way in ARROWS else 0
            if _name_width(measures, place, word, code, setting) <= width - taken:
                if setting == "split":
                    return _split(measures, place, word, code, width, disc)
                return _PlaceFaces(word, code, setting, disc)
    taken = _bare(measures, call)
    # A name without a number in it, and too long: it says where to go, so it may be smaller rather than cut.
    smaller = fit(place.name, code, width - taken, measures.text)
    if measure(place.name, smaller) <= width - taken or not place.counter:
        return _PlaceFaces(word, smaller, "whole", 0)
    return _PlaceFaces(word, fit(place.counter, code, width - taken, measures.text), "code", 0)


def _split(measures: Sizes, place: Place, word: Face, code: Face, width: int, disc: int) -> _PlaceFaces:
    """Set a counter's word as large as it fits beside its code: the two are read as one.

    The word, and the call's number above, gain more from a smaller disc than the arrow loses.
    """
    least = min(disc, round(measures.call_capitals * LEAST_DISC))
    for size in range(code.size_px, word.size_px, -max(1, word.size_px // 24)):
        larger = replace(word, size_px=size)
        taken = (least or measures.call_capitals) + measures.arrow_gap
        if _name_width(measures, place, larger, code, "split") <= width - taken:
            return _PlaceFaces(larger, code, "split", least)
    return _PlaceFaces(word, code, "split", least)


def _name_width(measures: Sizes, place: Place, word: Face, code: Face, setting: Setting) -> int:
    if setting == "whole":
        return measure(place.name, code)
    if setting == "brief":
        return measure(place.brief, code)
    return measure(place.word, word) + measures.text // 3 + measure(place.code, code)
