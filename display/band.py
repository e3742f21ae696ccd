"""Draws the strip at the foot of a lobby screen: what is wrong or paused, who waits, and the time."""

from dataclasses import dataclass, replace

import pygame

from display.layout import Sizes
from display.view import View
from kit.drawing import shapes
from kit.drawing.paint import Painter, lines_in
from kit.text import Face, measure, wrap


@dataclass(frozen=True, slots=True)
class Row:
    """A line about paused services: their letters, where a message begins, and words."""

    codes: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Band:
    """What the strip says: what is wrong, or else what is paused, and whether there is room for who waits."""

    notice: tuple[str, ...] = ()
    paused: tuple[Row, ...] = ()
    waiting: bool = True

    @property
    def lines(self) -> int:
        """How many lines that makes."""
        return max(1, len(self.notice) or len(self.paused) + self.waiting)


def band_of(painter: Painter, measures: Sizes, view: View) -> Band:
    """Choose what to say: what is wrong comes before what is paused, and that before who waits."""
    if view.notice:
        return Band(notice=tuple(_notice_lines(painter, measures, view)), waiting=False)
    most = 3 if measures.scale.portrait else 2
    room = painter.surface.get_width() - 2 * _margin(measures) - _clock_width(measures, view)
    told = _paused_rows(measures, view, room)
    short = (Row(tuple(code for code, _ in view.paused), view.paused_word),)
    for rows, waiting in ((told, True), (told, False), (short, True)):
        if rows and len(rows) + waiting <= most and _row_width(measures, view, rows[0]) <= room:
            return Band(paused=rows, waiting=waiting)
    return Band()


def _paused_rows(measures: Sizes, view: View, room: int) -> tuple[Row, ...]:
    """Each message whole, its letter before its first line; nothing where a word of one would not fit."""
    rows: list[Row] = []
    for code, words in view.paused:
        width = room - _indent(measures, (code,))
        if any(measure(word, _face(measures), view.direction) > width for word in words.split()):
            return ()
        lines = wrap(words, _face(measures), width, view.direction, balance=True)
        rows += [Row((code,), line) for line in lines[:1]] + [Row((), line) for line in lines[1:]]
    return tuple(rows) if view.paused else ()


def _face(measures: Sizes) -> Face:
    return Face(measures.text)


def _margin(measures: Sizes) -> int:
    return measures.scale.u(3.6)


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
    return (
        lines
        if len(lines) <= most
        else lines_in(view.notice, face, pygame.Rect(0, 0, whole, 1), view.direction)
    )


def _clock_width(measures: Sizes, view: View) -> int:
    return measure(view.clock, Face(measures.text, 600)) + round(measures.text * 0.6) if view.clock else 0


def draw_band(
    painter: Painter, measures: Sizes, band: pygame.Rect, view: View, said: Band, *, clock: bool
) -> None:
    """Draw the strip; the time only where it has no other place."""
    theme, notice = painter.theme, said.notice
    painter.surface.fill(theme.now if notice else theme.band, band)
    inner = band.inflate(-2 * _margin(measures), 0)
    room = inner.width - _clock_width(measures, view)
    needed = max((measure(words, Face(measures.text, 600), view.direction) for words in notice), default=0)
    if clock and needed <= room:
        ink = theme.on_now if notice else theme.ink
        painter.line(view.clock, Face(measures.text, 600), ink, inner, "end", "ltr")
        width = inner.width - _clock_width(measures, view)
        inner = pygame.Rect(
            inner.x if view.direction == "ltr" else inner.right - width, band.y, width, band.height
        )
    rows = _rows(measures, inner, said.lines)
    for row, words in zip(rows, notice, strict=False):
        painter.line(words, Face(measures.text, 600), theme.on_now, row)
    if notice:
        return
    indent = 0
    for row, paused in zip(rows, said.paused, strict=False):
        indent = _indent(measures, paused.codes) or indent
        _draw_paused(painter, measures, row, paused, indent)
    if said.waiting and view.waiting:
        _draw_waiting(painter, measures, rows[-1], view)


def _rows(measures: Sizes, inner: pygame.Rect, lines: int) -> list[pygame.Rect]:
    """The band's lines; a single one has all its height."""
    if lines == 1:
        return [inner]
    step = round(measures.text * 1.25)
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


def _draw_waiting(painter: Painter, measures: Sizes, inner: pygame.Rect, view: View) -> None:
    """Draw how many wait: for each service while there is room for all who have somebody waiting, else together."""
    face, theme = Face(measures.text, 600), painter.theme
    busy = [(code, count) for code, count in view.waiting if count > 0]
    gap = round(measures.text * 0.5)
    title = measure(view.waiting_title, face, view.direction) + gap
    widths = [_chip_width(measures, code, count) for code, count in busy]
    if not busy or title + sum(widths) + gap * (len(busy) - 1) > inner.width:
        together = replace(face, weight=400)
        if measure(view.waiting_all, together, view.direction) <= inner.width:
            painter.line(view.waiting_all, together, theme.mute, inner)
        return
    painter.line(view.waiting_title, replace(face, weight=400), theme.mute, inner)
    x = title
    for (code, count), width in zip(busy, widths, strict=True):
        at = inner.x + x if view.direction == "ltr" else inner.right - x - width
        _draw_chip(painter, measures, pygame.Rect(at, inner.y, width, inner.height), code, count)
        x += width + gap


def _badge_width(measures: Sizes, code: str) -> int:
    return max(
        round(measures.text_capitals * 1.6),
        measure(code, Face(measures.text, 700)) + measures.text_capitals // 2,
    )


def _chip_width(measures: Sizes, code: str, count: int) -> int:
    return (
        _badge_width(measures, code)
        + measures.text_capitals // 3
        + measure(str(count), Face(measures.text, 600))
    )


def _draw_chip(painter: Painter, measures: Sizes, rect: pygame.Rect, code: str, count: int) -> None:
    _draw_badge(painter, measures, rect, code)
    painter.line(str(count), Face(measures.text, 600), painter.theme.ink, rect, "end", "ltr")


def _draw_badge(painter: Painter, measures: Sizes, rect: pygame.Rect, code: str) -> None:
    badge = pygame.Rect(0, 0, _badge_width(measures, code), round(measures.text_capitals * 1.6))
    badge.midleft = rect.midleft
    if painter.direction == "rtl":
        badge.midright = rect.midright
    shapes.rounded(painter.surface, badge, painter.theme.badge, badge.height // 5)
    painter.line(code, Face(measures.text, 700), painter.theme.on_badge, badge, "middle", "ltr")
