"""Draws the strip at the foot of a lobby screen: what is wrong or paused, who waits, and the time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pygame

from display.layout import Sizes
from display.plates import begins, part, told_colours
from kit.drawing import shapes
from kit.drawing.paint import Painter, lines_in
from kit.language.table import Direction
from kit.lobby.view import View
from kit.text import Face, line_height, measure, unbroken, wrap


@dataclass(frozen=True, slots=True)
class Row:
    """A line about paused services: their letters, where a message begins, and words."""

    codes: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Chips:
    """A line about who waits: a title or a sentence, then each service's letter with the words beside it."""

    title: str
    chips: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Coming:
    """A line with the numbers that are likely to be called next."""

    title: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """What the strip says: what is wrong, or else who comes next, what is paused and who waits.

    `calm`: the notice is a message, and no trouble. `direction`: which way it is read, where not as the board is.
    """

    notice: tuple[str, ...] = ()
    calm: bool = False
    direction: Direction | None = None
    coming: Coming = Coming()
    paused: tuple[Row, ...] = ()
    waiting: tuple[Chips, ...] = ()

    @property
    def lines(self) -> int:
        """How many lines that makes."""
        return max(1, len(self.notice) or bool(self.coming.numbers) + len(self.paused) + len(self.waiting))


def band_of(painter: Painter, measures: Sizes, view: View, *, coming: bool = True) -> Band:
    """Choose what to say: what is wrong comes before what is paused, and that before who waits.

    `coming`: there is room for a line with who comes next.
    """
    if view.notice:
        return Band(notice=tuple(_notice_lines(painter, measures, view)))
    told = _told(painter, measures, view)
    if not coming or not view.next_numbers:
        return told
    room = painter.surface.get_width() - 2 * _margin(measures) - _clock_width(measures, view)
    return replace(told, coming=_coming(measures, view, room))


def _coming(measures: Sizes, view: View, room: int) -> Coming:
    """As many of the next numbers as there is room for beside the words before them."""
    face = _number_face(measures)
    widths = [_gap(measures) + measure(number, face) for number in view.next_numbers]
    taken = measure(view.next_title, _face(measures), view.direction)
    fitting = [n for n in range(1, len(widths) + 1) if taken + sum(widths[:n]) <= room]
    # Numbers without a word before them could be anything.
    return Coming(view.next_title, view.next_numbers[: fitting[-1]]) if fitting else Coming()


def _number_face(measures: Sizes) -> Face:
    return Face(measures.text, 600)


def _told(painter: Painter, measures: Sizes, view: View) -> Band:
    most = 3 if measures.scale.portrait else 2
    room = painter.surface.get_width() - 2 * _margin(measures) - _clock_width(measures, view)
    if not view.paused:
        return Band(waiting=_waiting_rows(measures, view, room, most if measures.scale.portrait else 1))
    told = _paused_rows(measures, view, room)
    short = (Row(tuple(code for code, _ in view.paused), view.paused_word),)
    waiting = _waiting_rows(measures, view, room, 1)
    for rows, below in ((told, waiting), (told, ()), (short, waiting)):
        if rows and len(rows) + len(below) <= most and _row_width(measures, view, rows[0]) <= room:
            return Band(paused=rows, waiting=below)
    return Band(waiting=waiting)


def _paused_rows(measures: Sizes, view: View, room: int) -> tuple[Row, ...]:
    """Each message whole, its letter before its first line; nothing where a word of one would not fit."""
    rows: list[Row] = []
    for code, words in view.paused:
        width = room - _indent(measures, (code,))
        if any(measure(word, _face(measures), view.direction) > width for word in unbroken(words)):
            return ()
        lines = wrap(words, _face(measures), width, view.direction, balance=True)
        rows += [Row((code,), line) for line in lines[:1]] + [Row((), line) for line in lines[1:]]
    return tuple(rows) if view.paused else ()


def _face(measures: Sizes) -> Face:
    return Face(measures.text)


def _margin(measures: Sizes) -> int:
    return measures.margin


def _indent(measures: Sizes, codes: tuple[str, ...]) -> int:
    """How far the words stand behind their letters; lines without any stand under those of the line before."""
    return sum(_badge_width(measures, code) + round(measures.text_capitals * 0.5) for code in codes)


def _row_width(measures: Sizes, view: View, row: Row) -> int:
    return _indent(measures, row.codes) + measure(row.words, _face(measures), view.direction)


def _notice_lines(painter: Painter, measures: Sizes, view: View) -> list[str]:
    """Return what is wrong: on one line beside the clock, else on more without it, else without the advice."""
    face = Face(measures.text, 600)
    whole = painter.surface.get_width() - 2 * _margin(measures)
    everything = f"{view.notice} {view.advice}"
    if measure(everything, face, view.direction) <= whole - _clock_width(measures, view):
        return [everything]
    most = 3 if measures.scale.portrait else 2
    lines = wrap(everything, face, whole, view.direction, balance=True)
    if len(lines) <= most:
        return lines
    return lines_in(view.notice, face, pygame.Rect(0, 0, whole, most * line_height(face)), view.direction)


def _clock_width(measures: Sizes, view: View) -> int:
    return measure(view.clock, Face(measures.text, 600)) + round(measures.text * 0.6) if view.clock else 0


def draw_band(
    painter: Painter, measures: Sizes, band: pygame.Rect, view: View, said: Band, *, clock: bool
) -> None:
    """Draw the strip; the time only where it has no other place."""
    theme, notice = painter.theme, said.notice
    fill, ink = told_colours(theme, sorry=not said.calm) if notice else (theme.band, theme.ink)
    painter.surface.fill(fill, band)
    inner = band.inflate(-2 * _margin(measures), 0)
    room = inner.width - _clock_width(measures, view)
    way, face = said.direction or view.direction, Face(measures.text, 600)
    needed = max((measure(words, face, way) for words in notice), default=0)
    if clock and needed <= room:
        painter.line(view.clock, face, ink, inner, "end", "ltr")
        width = inner.width - _clock_width(measures, view)
        inner = pygame.Rect(
            inner.x if view.direction == "ltr" else inner.right - width, band.y, width, band.height
        )
    rows = _rows(measures, inner, said.lines)
    for row, words in zip(rows, notice, strict=False):
        painter.line(words, face, ink, row, begins(painter, way), way)
    if notice:
        return
    if said.coming.numbers:
        _draw_coming(painter, measures, rows[0], said.coming)
        rows = rows[1:]
    indent = 0
    for row, paused in zip(rows, said.paused, strict=False):
        indent = _indent(measures, paused.codes) or indent
        _draw_paused(painter, measures, row, paused, indent)
    for row, chips in zip(rows[len(said.paused) :], said.waiting, strict=False):
        _draw_waiting(painter, measures, row, view, chips)


def _draw_coming(painter: Painter, measures: Sizes, row: pygame.Rect, coming: Coming) -> None:
    painter.line(coming.title, _face(measures), painter.theme.mute, row)
    x = measure(coming.title, _face(measures), painter.direction) + _gap(measures)
    for number in coming.numbers:
        width = measure(number, _number_face(measures))
        painter.line(
            number, _number_face(measures), painter.theme.ink, part(painter, row, x, width), "start", "ltr"
        )
        x += width + _gap(measures)


def _rows(measures: Sizes, inner: pygame.Rect, lines: int) -> list[pygame.Rect]:
    """The band's lines; a single one has all its height."""
    if lines == 1:
        return [inner]
    step = measures.step
    top = inner.centery - step * lines // 2
    return [pygame.Rect(inner.x, top + number * step, inner.width, step) for number in range(lines)]


def _draw_paused(painter: Painter, measures: Sizes, row: pygame.Rect, paused: Row, indent: int) -> None:
    x = 0
    for code in paused.codes:
        width = _badge_width(measures, code)
        at = row.x + x if painter.direction == "ltr" else row.right - x - width
        _draw_badge(painter, measures, pygame.Rect(at, row.y, width, row.height), code)
        x += width + round(measures.text_capitals * 0.5)
    left = row.x + indent if painter.direction == "ltr" else row.x
    rest = pygame.Rect(left, row.y, row.width - indent, row.height)
    painter.line(paused.words, _face(measures), painter.theme.ink, rest)


def _waiting_rows(measures: Sizes, view: View, room: int, most: int) -> tuple[Chips, ...]:
    """Who waits and how long: for each service that somebody waits for while there is room, else together."""
    for title, chips in _ways(view):
        row = Chips(title, chips)
        if _chips_width(measures, view, row) <= room:
            return (row,)
        rows = tuple(Chips("", (chip,)) for chip in chips)
        whole = all(_chips_width(measures, view, each) <= room for each in rows)
        if not title and whole and len(rows) <= most:
            return rows
    together = Chips(view.waiting_all)
    return (together,) if view.waiting and _chips_width(measures, view, together) <= room else ()


def _ways(view: View) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """The ways to tell who waits, the fullest first: a title, and the words beside each service's letter."""
    busy = [each for each in view.waiting if each.count > 0]
    codes = [each.service for each in busy]

    def chips(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tuple(zip(codes, words, strict=True))

    if any(each.wait for each in busy):
        for waits in ([each.wait for each in busy], [each.short_wait for each in busy]):
            told = zip(busy, waits, strict=True)
            yield (
                view.waiting_title,
                chips(f"{each.count} · {wait}" if wait else str(each.count) for each, wait in told),
            )
    # Without the title a number of people among the waits would be taken for minutes.
    if busy and all(each.wait for each in busy):
        yield "", chips(each.short_wait for each in busy)
    figures = [each.figures for each in busy if each.figures]
    if busy and len(figures) == len(busy):
        yield "", chips([bare for bare, _ in figures[:-1]] + [figures[-1][1]])
    if busy:
        yield view.waiting_title, chips(str(each.count) for each in busy)


def _gap(measures: Sizes) -> int:
    return round(measures.text * 0.5)


def _title_width(measures: Sizes, view: View, row: Chips) -> int:
    return measure(row.title, Face(measures.text), view.direction) if row.title else 0


def _chips_width(measures: Sizes, view: View, row: Chips) -> int:
    parts = [_chip_width(measures, code, words, view.direction) for code, words in row.chips]
    if row.title:
        parts.append(_title_width(measures, view, row))
    return sum(parts) + _gap(measures) * (len(parts) - 1)


def _draw_waiting(painter: Painter, measures: Sizes, inner: pygame.Rect, view: View, row: Chips) -> None:
    if row.title:
        painter.line(row.title, _face(measures), painter.theme.mute, inner)
    x = _title_width(measures, view, row) + _gap(measures) if row.title else 0
    for code, words in row.chips:
        width = _chip_width(measures, code, words, view.direction)
        at = inner.x + x if view.direction == "ltr" else inner.right - x - width
        _draw_chip(painter, measures, pygame.Rect(at, inner.y, width, inner.height), code, words)
        x += width + _gap(measures)


def _badge_width(measures: Sizes, code: str) -> int:
    return max(
        round(measures.text_capitals * 1.6),
        measure(code, Face(measures.text, 700)) + measures.text_capitals // 2,
    )


def _chip_width(measures: Sizes, code: str, words: str, direction: Direction) -> int:
    told = measure(words, Face(measures.text, 600), direction)
    return _badge_width(measures, code) + measures.text_capitals // 3 + told


def _draw_chip(painter: Painter, measures: Sizes, rect: pygame.Rect, code: str, words: str) -> None:
    _draw_badge(painter, measures, rect, code)
    painter.line(words, Face(measures.text, 600), painter.theme.ink, rect, "end")


def _draw_badge(painter: Painter, measures: Sizes, rect: pygame.Rect, code: str) -> None:
    badge = pygame.Rect(0, 0, _badge_width(measures, code), round(measures.text_capitals * 1.6))
    badge.midleft = rect.midleft
    if painter.direction == "rtl":
        badge.midright = rect.midright
    shapes.rounded(painter.surface, badge, painter.theme.badge, badge.height // 5)
    painter.line(code, Face(measures.text, 700), painter.theme.on_badge, badge, "middle", "ltr")
