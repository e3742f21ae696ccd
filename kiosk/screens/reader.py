"""A title, a text that goes on over pages, things to open, and what to do then: about a service, privacy, answers."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from kiosk.screens import arrows, forms, reader_turns
from kiosk.screens import reader_plan as plan
from kiosk.screens.common import Page
from kiosk.screens.passages import Row, height_of, write
from kiosk.screens.reader_plan import Frame, Leaf, Reading
from kit.drawing import shapes

__all__ = ["Reading", "draw"]


def draw(page: Page, reading: Reading) -> bool:
    """Draw it; False, with nothing drawn, where a choice has no room although it has a page to itself."""
    frame, pages = plan.arranged(page, reading)
    if pages is None:
        return False
    if frame.way.crown:
        forms.crown(page)
    number = arrows.shown_page(reading.number, len(pages))
    _say(page, reading, pages[number], first=number == 0)
    _draw_leaf(page, reading, frame, (pages, number))
    forms.back(page, reading.back)
    if frame.way.foot:
        forms.wordy(page, reading.acts[0], plan.foot_place(page, reading))
    return True


def _say(page: Page, reading: Reading, leaf: Leaf, *, first: bool) -> None:
    if first:
        page.say(reading.title)
    page.say(" ".join(each.words for each in leaf.rows), reading.heading if leaf.choices else "")
    if first:
        page.say(reading.closing)


# --- drawing --------------------------------------------------------------------------------------------------------


def _draw_leaf(page: Page, reading: Reading, frame: Frame, shown: tuple[list[Leaf], int]) -> None:
    pages, number = shown
    leaf = pages[number]
    down = _down(page, reading, frame, pages)
    if reading.apology and not forms.slim(page):
        bar = pygame.Rect(page.inner.x, frame.title_top + down, page.scale.u(14), page.scale.u(1.2))
        bar.y -= plan.mark_height(page)
        shapes.rounded(page.painter.surface, page.painter.flip(bar), page.theme.now, bar.height // 2)
    if not plan.flows(page):
        forms.title(
            page, reading.title, frame.title_top + down, plan.title_room(frame.title_top, frame.bottom)
        )
    y = frame.top + down
    if leaf.rows:
        y = _card(page, leaf.rows, y, full=frame.bottom - y if len(pages) > 1 and not leaf.choices else 0)
    if leaf.choices:
        y = _choices(page, reading, leaf, plan.choices_top(page, reading, frame, leaf) + down)
    low = page.state.eased.low or len(pages) > 1
    gap = page.scale.gap
    apart = 0 if frame.way.foot else gap  # the act in the foot stands apart by itself
    top = frame.bottom + gap if low else min(y + apart, frame.bottom + gap)
    _acts(page, frame, shown, top)


def _down(page: Page, reading: Reading, frame: Frame, pages: list[Leaf]) -> int:
    """How far all of it comes down on a screen that is higher than it needs."""
    if len(pages) > 1 or page.state.eased.low:
        return 0
    used = plan.text_height(page, pages[0].rows) + plan.choices_height(page, reading, len(pages[0].choices))
    return max(0, frame.bottom - frame.top - used) // 3


def _card(page: Page, rows: Sequence[Row], top: int, full: int) -> int:
    """Draw the text, on a card where there is room; `full`: as high as that, so that all pages are alike."""
    pad, inner = plan.card_padding(page), page.inner
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
    columns, high = plan.grid_of(page, reading.choices) or (1, page.scale.touch)
    wide, gap = plan.column_width(page, columns), page.scale.gap
    if reading.heading:
        high_of_it = plan.heading_height(page, reading)
        box = pygame.Rect(page.inner.x, top - gap // 2 - high_of_it, page.inner.width, high_of_it)
        page.paragraph(reading.heading, page.face(page.scale.body, 600), page.theme.ink, box)
    for number, each in enumerate(leaf.choices):
        row, column = divmod(number, columns)
        rect = pygame.Rect(page.inner.x + column * (wide + gap), top + row * (high + gap), wide, high)
        forms.wordy(page, each, rect, "start", leads=True)
    return top + -(-len(leaf.choices) // columns) * (high + gap)


def _acts(page: Page, frame: Frame, shown: tuple[list[Leaf], int], top: int) -> None:
    pages, number = shown
    inner, gap = page.inner, page.scale.gap
    if frame.closing:
        quiet = page.face(page.scale.body)
        box = pygame.Rect(inner.x, top, inner.width, plan.closing_height(page, frame.closing))
        page.paragraph(frame.closing, quiet, page.theme.mute, box)
        spare = max(0, frame.bottom + gap - top)  # with it the button stands as clear as the rest
        top = box.bottom + gap // 2 + min(gap // 2, spare)
    acts = pages[number].acts or frame.acts
    turns, high, of = frame.turns, frame.high, (number, len(pages))
    if turns is None:
        forms.draw_acts(page, acts, pygame.Rect(inner.x, top, inner.width, high))
    elif frame.stacked:
        own = plan.acts_height(page, acts, paged=True)
        forms.draw_acts(page, acts, pygame.Rect(inner.x, top + high - own, inner.width, own))
        below = top + high + gap
        reader_turns.draw(page, turns, of, pygame.Rect(inner.x, below, turns.width, page.scale.touch))
    else:
        reader_turns.draw(page, turns, of, pygame.Rect(inner.x, top, turns.width, high))
        left = inner.x + turns.width + gap
        forms.draw_acts(page, acts, pygame.Rect(left, top, inner.right - left, high))
