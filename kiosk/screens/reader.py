"""A title, a text that goes on over pages, things to open, and what to do then: about a service, privacy, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pygame

from kiosk.screens import forms
from kiosk.screens.common import Page
from kiosk.screens.forms import Act
from kiosk.screens.passages import Passage, Row, height_of, leaves, rows_of, write
from kit.drawing import shapes
from kit.text import line_height

TITLE_SHARE = 0.4  # of the room above the acts


@dataclass(frozen=True)
class Reading:
    """What is read: `choices` open something and stand under their own `heading`, `closing` under all of it.

    `apology`: with the short amber bar of one above the title, where there is room.
    """

    title: str
    passages: Sequence[Passage]
    acts: Sequence[Act]
    number: int = 0
    choices: Sequence[Act] = ()
    heading: str = ""
    closing: str = ""
    apology: bool = False
    back: Act | None = None


@dataclass(frozen=True)
class Leaf:
    """One page of it: lines of text, choices, and the acts that stand on this page instead of the main one."""

    rows: Sequence[Row] = ()
    choices: Sequence[Act] = ()
    acts: forms.Rows = field(default_factory=list)


@dataclass(frozen=True)
class Frame:
    """Where things are: title above `top`, text and choices from there to `bottom`, the acts below it."""

    title_top: int
    top: int
    bottom: int
    acts: forms.Rows
    turns: int  # how wide the arrows are, 0 for none
    others: Sequence[Act] = ()  # acts that have no room beside the main one
    stacked: bool = False  # the arrows stand below the acts, whose words need all the width


def draw(page: Page, reading: Reading) -> bool:
    """Draw it; False, with nothing drawn, where a choice has no room although it has a page to itself."""
    top = page.inner.y + forms.crown_height(page) + (_mark_height(page) if reading.apology else 0)
    frame = _frame(page, reading, top, paged=False)
    pages = _leaves(page, reading, frame)
    if frame.others or (pages is not None and len(pages) > 1):
        frame = _frame(page, reading, top, paged=True)
        pages = _leaves(page, reading, frame)
    if pages is None:
        return False
    forms.crown(page)
    number = forms.shown_page(reading.number, len(pages))
    _say(page, reading, pages[number], first=number == 0)
    _draw_leaf(page, reading, frame, (pages, number))
    forms.back(page, reading.back)
    return True


def _say(page: Page, reading: Reading, leaf: Leaf, *, first: bool) -> None:
    if first:
        page.say(reading.title)
    page.say(" ".join(each.words for each in leaf.rows), reading.heading if leaf.choices else "")
    if first:
        page.say(reading.closing)


def _frame(page: Page, reading: Reading, top: int, *, paged: bool) -> Frame:
    turns = 2 * page.scale.touch + page.scale.gap if paged else 0
    wide = page.inner.width - (turns + page.scale.gap if paged else 0)
    most = _acts_room(page, top)
    acts = forms.acts_rows(page, reading.acts, wide, most)
    others: Sequence[Act] = ()
    if forms.slim(page) and len(reading.acts) > 1 and forms.acts_height(page, acts) > most:
        others = [replace(each, words=each.short or each.words) for each in reading.acts[:-1]]
        acts = forms.acts_rows(page, reading.acts[-1:], wide, most)
    stacked = paged and forms.broken(page, acts)
    if stacked:
        acts = forms.acts_rows(page, [each for row in acts for each, _ in row], page.inner.width, most)
    bottom = forms.foot_top(page) - 2 * page.scale.gap - _acts_height(page, acts, paged=paged)
    bottom -= page.scale.touch + page.scale.gap if stacked else 0
    if reading.closing and not forms.slim(page):
        bottom -= (
            page.height(reading.closing, page.face(page.scale.body), page.inner.width) + page.scale.gap // 2
        )
    if _flows(page):
        return Frame(top, top, bottom, acts, turns, others, stacked)
    face = forms.title_face(page, reading.title, _title_room(top, bottom))
    high = page.height(reading.title, face, page.inner.width)
    tall = not forms.slim(page) or page.painter.direction == "rtl"
    below = top + high + (page.scale.gap if tall else page.scale.gap // 2)
    return Frame(top, below, bottom, acts, turns, others, stacked)


def _acts_height(page: Page, acts: forms.Rows, *, paged: bool) -> int:
    """How high the acts are, or the arrows alone; with neither, what makes up for the gap above them."""
    if acts:
        return forms.acts_height(page, acts)
    return page.scale.touch if paged else -page.scale.gap


def _acts_room(page: Page, top: int) -> int:
    """How high the acts may be before short words are better."""
    bottom = forms.foot_top(page) - page.scale.gap
    room = bottom - page.controls.y if page.state.eased.low else (bottom - top) * 2 // 5
    two_lines = max(page.scale.primary_touch, 2 * line_height(page.face(page.scale.body, 600)))
    return room if not forms.slim(page) and not page.state.eased.low else min(room, two_lines)


def _flows(page: Page) -> bool:
    """Whether the title goes with the text, on its first page only: larger text on a small panel."""
    return page.scale.larger and forms.slim(page)


def _mark_height(page: Page) -> int:
    return page.scale.u(1.2) + page.scale.gap if not forms.slim(page) else 0


def _title_room(top: int, bottom: int) -> int:
    return round((bottom - top) * TITLE_SHARE)


# --- pages ----------------------------------------------------------------------------------------------------------


def _card_padding(page: Page) -> int:
    return page.scale.padding if not forms.slim(page) else 0


def _leaves(page: Page, reading: Reading, frame: Frame) -> list[Leaf] | None:
    pad = _card_padding(page)
    passages = list(reading.passages)
    if reading.closing and forms.slim(page):
        quiet = page.face(page.scale.body)
        passages.insert(0, Passage(reading.closing, quiet, page.theme.mute))
    if _flows(page):
        bold = page.face(page.scale.body, 700)
        passages[:1] = [replace(each, gap=page.scale.gap) for each in passages[:1]]
        passages.insert(0, Passage(reading.title, bold, page.theme.ink, heading=True))
    rows = rows_of(page, passages, page.inner.width - 2 * pad)
    room = frame.bottom - frame.top
    grid = _grid(page, reading.choices)
    if reading.choices and grid is None:
        return None
    one = Leaf(rows, reading.choices)
    if _text_height(page, rows) + _choices_height(page, reading, len(reading.choices)) <= room and (
        not reading.choices or _choices_top(page, reading, frame, one) >= page.controls.y
    ):
        return [one, *_others(page, frame, one)]
    found = [Leaf(each) for each in leaves(rows, room - 2 * pad)] if rows else []
    found += _others(page, frame, found[-1]) if found else []
    return _with_choices(page, reading, frame, found)


def _others(page: Page, frame: Frame, last: Leaf) -> list[Leaf]:
    """The last page of the text again, once for each act that had no room beside the main one."""
    wide = page.inner.width - frame.turns - page.scale.gap
    return [Leaf(last.rows, acts=forms.acts_rows(page, [each], wide, 0)) for each in frame.others]


def _with_choices(page: Page, reading: Reading, frame: Frame, found: list[Leaf]) -> list[Leaf] | None:
    """The pages of text, and the choices: the first on the text's last page if there is room, else after it."""
    rest = list(reading.choices)
    while rest:
        rows = found[-1].rows if found and not found[-1].choices else ()
        count = _fitting(page, reading, frame, Leaf(rows, rest))
        if count:
            found[-1:] = [Leaf(rows, rest[:count])] if rows else [*found[-1:], Leaf((), rest[:count])]
        else:
            count = _fitting(page, reading, frame, Leaf((), rest))
            found.append(Leaf((), rest[:count]))
        if not count:
            return None
        rest = rest[count:]
    return found


def _fitting(page: Page, reading: Reading, frame: Frame, leaf: Leaf) -> int:
    """How many of the choices have room below the text, and their buttons in reach."""
    text = frame.top + _text_height(page, leaf.rows)
    label = _choices_height(page, reading, 1) - (_grid(page, reading.choices) or (1, 0))[1]
    top = max(text, page.controls.y - label)
    count = len(leaf.choices)
    while count and top + _choices_height(page, reading, count) > frame.bottom:
        count -= 1
    return count


def _text_height(page: Page, rows: Sequence[Row]) -> int:
    if not rows:
        return 0
    return height_of(rows) + 2 * _card_padding(page) + page.scale.gap


def _grid(page: Page, choices: Sequence[Act]) -> tuple[int, int] | None:
    """Columns, and the height of a row; None where a word would be broken."""
    best: tuple[int, int, int] | None = None
    most = 1 if page.scale.portrait or page.scale.larger else 2
    for columns in range(1, min(most, max(1, len(choices))) + 1):
        wide = _column(page, columns) - round(page.scale.body * 0.8) - forms.padding(page)
        highs = [forms.words_height(page, each.words, wide) for each in choices]
        if any(high is None for high in highs):
            continue
        high = max((each for each in highs if each), default=page.scale.touch)
        total = -(-len(choices) // columns) * (high + page.scale.gap)
        if best is None or total < best[0]:
            best = total, columns, high
    return best[1:] if best else None


def _column(page: Page, columns: int) -> int:
    return (page.inner.width - page.scale.gap * (columns - 1)) // columns


def _choices_height(page: Page, reading: Reading, count: int) -> int:
    """How high so many of the choices are with the line above them."""
    if not count:
        return 0
    columns, high = _grid(page, reading.choices) or (1, page.scale.touch)
    rows = -(-count // columns)
    label = line_height(page.face(page.scale.body, 600)) + page.scale.gap // 2 if reading.heading else 0
    return label + rows * high + (rows - 1) * page.scale.gap


def _choices_top(page: Page, reading: Reading, frame: Frame, leaf: Leaf) -> int:
    """Where the choices' buttons begin: below the text, or with low reach as low as they go."""
    high = _choices_height(page, reading, len(leaf.choices))
    top = frame.top + _text_height(page, leaf.rows)
    if page.state.eased.low:
        top = max(top, frame.bottom - high)
    label = line_height(page.face(page.scale.body, 600)) + page.scale.gap // 2 if reading.heading else 0
    return top + label


# --- drawing --------------------------------------------------------------------------------------------------------


def _draw_leaf(page: Page, reading: Reading, frame: Frame, shown: tuple[list[Leaf], int]) -> None:
    pages, number = shown
    leaf = pages[number]
    down = _down(page, reading, frame, pages)
    if reading.apology and not forms.slim(page):
        bar = pygame.Rect(page.inner.x, frame.title_top + down, page.scale.u(14), page.scale.u(1.2))
        bar.y -= _mark_height(page)
        shapes.rounded(page.painter.surface, page.painter.flip(bar), page.theme.now, bar.height // 2)
    if not _flows(page):
        forms.title(page, reading.title, frame.title_top + down, _title_room(frame.title_top, frame.bottom))
    y = frame.top + down
    if leaf.rows:
        y = _card(page, leaf.rows, y, full=frame.bottom - y if len(pages) > 1 and not leaf.choices else 0)
    if leaf.choices:
        y = _choices(page, reading, leaf, _choices_top(page, reading, frame, leaf) + down)
    low = page.state.eased.low or len(pages) > 1
    _acts(page, reading, frame, shown, frame.bottom + page.scale.gap if low else y + page.scale.gap)


def _down(page: Page, reading: Reading, frame: Frame, pages: list[Leaf]) -> int:
    """How far all of it comes down on a screen that is higher than it needs."""
    if len(pages) > 1 or page.state.eased.low:
        return 0
    used = _text_height(page, pages[0].rows) + _choices_height(page, reading, len(pages[0].choices))
    return max(0, frame.bottom - frame.top - used) // 3


def _card(page: Page, rows: Sequence[Row], top: int, full: int) -> int:
    """Draw the text, on a card where there is room; `full`: as high as that, so that all pages are alike."""
    pad, inner = _card_padding(page), page.inner
    high = max(full, height_of(rows) + 2 * pad)
    box = pygame.Rect(inner.x, top, inner.width, high)
    if pad:
        shapes.rounded(
            page.painter.surface,
            page.painter.flip(box),
            page.theme.card,
            page.scale.radius,
            page.theme.line,
            1,
        )
    write(page, rows, box.inflate(-2 * pad, -2 * pad))
    return box.bottom + page.scale.gap


def _choices(page: Page, reading: Reading, leaf: Leaf, top: int) -> int:
    columns, high = _grid(page, reading.choices) or (1, page.scale.touch)
    wide, gap = _column(page, columns), page.scale.gap
    if reading.heading:
        face = page.face(page.scale.body, 600)
        step = line_height(face)
        box = pygame.Rect(page.inner.x, top - gap // 2 - step, page.inner.width, step)
        page.line(reading.heading, face, page.theme.ink, box)
    for number, each in enumerate(leaf.choices):
        row, column = divmod(number, columns)
        rect = pygame.Rect(page.inner.x + column * (wide + gap), top + row * (high + gap), wide, high)
        forms.wordy(page, each, rect, "start", leads=True)
    return top + -(-len(leaf.choices) // columns) * (high + gap)


def _acts(page: Page, reading: Reading, frame: Frame, shown: tuple[list[Leaf], int], top: int) -> None:
    pages, number = shown
    inner, gap = page.inner, page.scale.gap
    if reading.closing and not forms.slim(page):
        quiet = page.face(page.scale.body)
        high = page.height(reading.closing, quiet, inner.width)
        page.paragraph(reading.closing, quiet, page.theme.mute, pygame.Rect(inner.x, top, inner.width, high))
        top += high + gap // 2
    acts = pages[number].acts or frame.acts
    high = _acts_height(page, acts, paged=frame.turns > 0)
    if frame.stacked:
        y = forms.draw_acts(page, acts, pygame.Rect(inner.x, top, inner.width, high)) + gap
        forms.turns(page, len(pages), number, pygame.Rect(inner.x, y, frame.turns, page.scale.touch))
        return
    if frame.turns:
        forms.turns(page, len(pages), number, pygame.Rect(inner.x, top, frame.turns, high))
    left = inner.x + (frame.turns + gap if frame.turns else 0)
    forms.draw_acts(page, acts, pygame.Rect(left, top, inner.right - left, high))
