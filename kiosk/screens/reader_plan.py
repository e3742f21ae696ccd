"""Pure but for measuring text: how a text, things to open and acts share a screen, and its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pygame

from kiosk.screens import forms, reader_turns
from kiosk.screens.common import Page
from kiosk.screens.forms import Act
from kiosk.screens.passages import Passage, Row, height_of, leaves, rows_of
from kit.text import line_height

TITLE_SHARE = 0.4  # of the room above the acts
MOST_COLUMNS = 3  # of choices, on a screen that is wider than high


@dataclass(frozen=True)
class Reading:
    """What is read: `choices` open something and stand under their own `heading`.

    `closing` stands under all of it, or where there are pages under the text; it is only said where it has no room.
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
class Way:
    """One way to lay it out: with the site's name above it, and the one act in the foot beside what leads back."""

    crown: bool = True
    foot: bool = False


# From the airiest on: what is whole on one page is better than air, and a choice on a second page is found by few.
_WAYS = (Way(), Way(foot=True), Way(crown=False, foot=True))


@dataclass(frozen=True)
class Frame:
    """Where things are: title above `top`, text and choices from there to `bottom`, the acts below it."""

    title_top: int
    top: int
    bottom: int
    acts: forms.Rows
    turns: reader_turns.Turns | None = None  # the arrows, where there are pages
    others: Sequence[forms.Rows] = ()  # acts that have no room beside the main one, each in a row of its own
    stacked: bool = False  # the arrows stand below the acts, whose words need all the width
    way: Way = _WAYS[0]
    closing: str = ""
    high: int = 0  # of the acts, on every page: the arrows stay where they are


# --- where things are ------------------------------------------------------------------------------------------------


def arranged(page: Page, reading: Reading) -> tuple[Frame, list[Leaf] | None]:
    """The first way that has room for all on one page, with the closing sentence or without; else one with arrows."""
    ways = [way for way in _WAYS if not way.foot or _fits_foot(page, reading)]
    brief = replace(reading, closing="")
    told_as = (reading, brief) if reading.closing else (reading,)
    tried = [(told, way) for told in told_as for way in (ways if reading.choices else ways[:1])]
    if forms.crown_height(page):  # rather than turn a page one reads without the site's name
        tried.append((brief, Way(crown=False)))
    for told, way in tried:
        frame = _frame(page, told, way, paged=False)
        pages = _leaves(page, told, frame)
        if pages is not None and len(pages) == 1:
            return frame, pages
    return _paged(page, reading)


def _paged(page: Page, reading: Reading) -> tuple[Frame, list[Leaf] | None]:
    """With arrows; and without the site's name where the text then needs fewer pages."""
    brief = replace(reading, closing="")
    frame = _frame(page, brief, Way(), paged=True)
    pages = _leaves(page, brief, frame)
    if pages and forms.crown_height(page):
        bare = _frame(page, brief, Way(crown=False), paged=True)
        fewer = _leaves(page, brief, bare)
        if fewer and len(fewer) < len(pages):
            frame, pages = bare, fewer
    if reading.closing and pages and not page.scale.larger:  # below the text, where it makes that no longer
        last = Passage(reading.closing, page.face(page.scale.body), page.theme.mute)
        told = _leaves(page, replace(brief, passages=[*brief.passages, last]), frame)
        pages = told if told and len(told) == len(pages) else pages
    if pages and len(pages) == 1:  # the acts' short words, which arrows ask for, made room enough
        acts = [each for row in frame.acts for each, _ in row]
        rows = forms.acts_rows(page, acts, page.inner.width, frame.high)
        frame = replace(frame, acts=rows, turns=None, stacked=False)
    return frame, pages


def _fits_foot(page: Page, reading: Reading) -> bool:
    """Whether there is one act, and room for its words between what leads back and the eases."""
    if len(reading.acts) != 1 or page.foot.height > page.beside_eases.height:
        return False
    return forms.words_width(page, reading.acts[0].words) <= foot_place(page, reading).width


def foot_place(page: Page, reading: Reading) -> pygame.Rect:
    """Where the act stands in the foot: as high as a main one is, and so a little higher than the rest of the row."""
    room, used = page.beside_eases, forms.back_width(page, reading.back) + page.scale.gap
    high = page.scale.primary_touch
    return pygame.Rect(room.x + used, room.bottom - high, room.width - used, high)


def _frame(page: Page, reading: Reading, way: Way, *, paged: bool) -> Frame:
    top = page.inner.y + (forms.crown_height(page) if way.crown else 0)
    top += mark_height(page) if reading.apology else 0
    turns = reader_turns.narrow(page) if paged else None
    wide = _acts_width(page, turns)
    most = _acts_room(page, top)
    acts = forms.acts_rows(page, [] if way.foot else reading.acts, wide, most)
    alone: Sequence[Act] = ()
    if forms.slim(page) and len(reading.acts) > 1 and forms.acts_height(page, acts) > most:
        alone = [replace(each, words=each.short or each.words) for each in reading.acts[:-1]]
        acts = forms.acts_rows(page, reading.acts[-1:], wide, most)
    stacked = paged and forms.broken(page, acts)
    if stacked:
        turns = reader_turns.across(page)
        acts = forms.acts_rows(page, [each for row in acts for each, _ in row], page.inner.width, most)
    elif paged:
        turns, acts = _worded(page, acts, most) or (turns, acts)
    wide = _acts_width(page, None if stacked else turns)
    others = [forms.acts_rows(page, [each], wide, 0) for each in alone]
    high = acts_height(page, acts, paged=paged)
    if stacked:
        high = max(high, *(forms.acts_height(page, each) for each in others), 0)
    bottom = forms.foot_top(page) - 2 * page.scale.gap - high
    bottom -= page.scale.touch + page.scale.gap if stacked else 0
    bottom -= page.scale.primary_touch - page.scale.touch + page.scale.gap // 2 if way.foot else 0
    if reading.closing:
        bottom -= closing_height(page, reading.closing) + page.scale.gap // 2
    frame = Frame(top, top, bottom, acts, turns, others, stacked, way, reading.closing, high)
    if flows(page):
        return frame
    face = forms.title_face(page, reading.title, title_room(top, bottom))
    under = page.height(reading.title, face, page.inner.width)
    tall = not forms.slim(page) or page.painter.direction == "rtl"
    return replace(frame, top=top + under + (page.scale.gap if tall else page.scale.gap // 2))


def _acts_width(page: Page, turns: reader_turns.Turns | None) -> int:
    return page.inner.width - (turns.width + page.scale.gap if turns else 0)


def _worded(page: Page, acts: forms.Rows, most: int) -> tuple[reader_turns.Turns, forms.Rows] | None:
    """The arrow onwards with its word, where that makes the acts beside it no higher, and them no less than it."""
    high = acts_height(page, acts, paged=True)
    for turns in reader_turns.worded(page, high):
        wide = _acts_width(page, turns)
        if wide < turns.onwards:
            continue
        again = forms.acts_rows(page, [each for row in acts for each, _ in row], wide, most)
        less = acts_height(page, again, paged=True)
        if less <= high and turns in reader_turns.worded(page, less) and not forms.broken(page, again):
            return turns, again
    return None


def closing_height(page: Page, closing: str) -> int:
    """How high the sentence under all of it is."""
    return page.height(closing, page.face(page.scale.body), page.inner.width)


def acts_height(page: Page, acts: forms.Rows, *, paged: bool) -> int:
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


def flows(page: Page) -> bool:
    """Whether the title goes with the text, on its first page only: larger text on a small panel."""
    return page.scale.larger and forms.slim(page)


def mark_height(page: Page) -> int:
    """What the bar of an apology takes, with the gap below it."""
    above = page.scale.body // 4 if page.painter.direction == "rtl" else 0  # Arabic's marks reach high
    return page.scale.u(1.2) + page.scale.gap + above if not forms.slim(page) else 0


def title_room(top: int, bottom: int) -> int:
    """How high a title may be between these rows."""
    return round((bottom - top) * TITLE_SHARE)


# --- pages ----------------------------------------------------------------------------------------------------------


def card_padding(page: Page) -> int:
    """Room around the text on its card; 0 where there is no card."""
    return page.scale.padding if not forms.slim(page) else 0


def _leaves(page: Page, reading: Reading, frame: Frame) -> list[Leaf] | None:
    pad = card_padding(page)
    passages = list(reading.passages)
    if flows(page):
        bold = page.face(page.scale.body, 700)
        air = bold.size_px * 3 // 20 if page.painter.direction == "rtl" else 0  # for a title's tails
        passages[:1] = [replace(each, gap=max(each.gap, air)) for each in passages[:1]]
        passages.insert(0, Passage(reading.title, bold, page.theme.ink, heading=True))
    rows = rows_of(page, passages, page.inner.width - 2 * pad, apart=frame.turns is not None)
    room = frame.bottom - frame.top
    grid = grid_of(page, reading.choices)
    if reading.choices and grid is None:
        return None
    one = Leaf(rows, reading.choices)
    air = _air_below(page) if not reading.choices else 0
    if text_height(page, rows) + choices_height(page, reading, len(reading.choices)) <= room + air and (
        not reading.choices or choices_top(page, reading, frame, one) >= page.controls.y
    ):
        return [one, *_others(frame, one)]
    found = [Leaf(each) for each in leaves(rows, room + _air_below(page) - 2 * pad)] if rows else []
    found += _others(frame, found[-1]) if found else []
    return _with_choices(page, reading, frame, found)


def _air_below(page: Page) -> int:
    """How far a text's last line reaches into the gap below it: without a card its own air does for half of that."""
    return page.scale.gap // 2 if flows(page) and page.painter.direction == "ltr" else 0


def _others(frame: Frame, last: Leaf) -> list[Leaf]:
    """The last page of the text again, once for each act that had no room beside the main one."""
    return [Leaf(last.rows, acts=acts) for acts in frame.others]


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
    text = frame.top + text_height(page, leaf.rows)
    label = choices_height(page, reading, 1) - (grid_of(page, reading.choices) or (1, 0))[1]
    top = max(text, page.controls.y - label)
    count = len(leaf.choices)
    while count and top + choices_height(page, reading, count) > frame.bottom:
        count -= 1
    return count


def text_height(page: Page, rows: Sequence[Row]) -> int:
    """How high these lines are on their card, with the gap below it."""
    if not rows:
        return 0
    return height_of(rows) + 2 * card_padding(page) + page.scale.gap


def grid_of(page: Page, choices: Sequence[Act]) -> tuple[int, int] | None:
    """Columns, and the height of a row; None where a word would be broken."""
    best: tuple[int, int, int] | None = None
    most = MOST_COLUMNS if not forms.slim(page) else 2
    most = 1 if page.scale.portrait or page.scale.larger else most
    for columns in range(1, min(most, max(1, len(choices))) + 1):
        wide = column_width(page, columns) - round(page.scale.body * 0.8) - forms.padding(page)
        highs = [forms.words_height(page, each.words, wide) for each in choices]
        if any(high is None for high in highs):
            continue
        high = max((each for each in highs if each), default=page.scale.touch)
        total = -(-len(choices) // columns) * (high + page.scale.gap)
        if best is None or total < best[0]:
            best = total, columns, high
    return best[1:] if best else None


def column_width(page: Page, columns: int) -> int:
    """How wide each of so many choices in a row is."""
    return (page.inner.width - page.scale.gap * (columns - 1)) // columns


def choices_height(page: Page, reading: Reading, count: int) -> int:
    """How high so many of the choices are with the line above them."""
    if not count:
        return 0
    columns, high = grid_of(page, reading.choices) or (1, page.scale.touch)
    rows = -(-count // columns)
    return _label_height(page, reading) + rows * high + (rows - 1) * page.scale.gap


def heading_height(page: Page, reading: Reading) -> int:
    """How high the line above the choices is; two on a narrow screen."""
    return page.height(reading.heading, page.face(page.scale.body, 600), page.inner.width)


def _label_height(page: Page, reading: Reading) -> int:
    return heading_height(page, reading) + page.scale.gap // 2 if reading.heading else 0


def choices_top(page: Page, reading: Reading, frame: Frame, leaf: Leaf) -> int:
    """Where the choices' buttons begin: below the text, or with low reach as low as they go."""
    high = choices_height(page, reading, len(leaf.choices))
    top = frame.top + text_height(page, leaf.rows)
    if page.state.eased.low:
        top = max(top, frame.bottom - high)
    return top + _label_height(page, reading)
