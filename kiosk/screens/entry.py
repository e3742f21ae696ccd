"""A screen to type on: what is asked for, the field, the keys, and the way on. Check-in and staff's PIN share it.

The way on stands beside the field; with low reach below the keys, and on a small panel beside them. What is asked for
stands above the field, on a small panel inside it. Of the ways that a screen has, the one with the fewest pages of keys
is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

import pygame

from kiosk import state as s
from kiosk.screens import forms, keyboard
from kiosk.screens.boards import Board
from kiosk.screens.common import Page
from kiosk.screens.forms import Act
from kiosk.screens.keyboard import Typing
from kiosk.screens.layouts import Script
from kit.drawing import shapes
from kit.language.table import Direction
from kit.text import Face, line_height

Place = Literal["beside", "keyed", "below", "alone", "slot"]  # "keyed", "alone": the other way is on the keys
TITLE_LINES = 2
SMALLER = 1.1  # as if the panel were so much larger than it is


@dataclass(frozen=True)
class Entry:
    """What is asked for, in words from long to short; what was typed, and how it is shown; and where it leads."""

    titles: Sequence[str]
    typed: str
    shown: str
    scripts: Sequence[Script]
    done: Act
    number: int = 0
    capitals: bool = False
    other: Act | None = None
    back: Act | None = None


@dataclass(frozen=True)
class Plan:
    """Where everything is. `inside`: what is asked for stands in the field; `on_keys`: the keys have the other way."""

    title: str
    face: Face
    inside: bool
    words: pygame.Rect
    field: pygame.Rect
    done: pygame.Rect
    keys: pygame.Rect
    other: pygame.Rect | None
    on_keys: Act | None
    found: Sequence[Board]
    acts: forms.Rows | None = None  # with the way on below the keys: it, and the other way
    instead: Act | None = None  # the other way, where the way on will stand as soon as something is typed


def draw(page: Page, entry: Entry) -> None:
    """Draw it all, in the order in which it is read and reached by keys: title, field, keys, on, back."""
    plan = _best(page, entry)
    while plan is None:  # a panel too small even for pages of keys: smaller ones are better than none
        scale = replace(page.scale, diagonal_inches=page.scale.inches * SMALLER)
        page.view = replace(page.view, scale=scale)
        plan = _best(page, entry)
    if page.scale.portrait:
        forms.crown(page)
    page.say(entry.titles[0], *_so_far(page, entry.typed))
    _words(page, plan)
    _field(page, entry, plan)
    typing = Typing(entry.scripts, entry.typed, entry.number, entry.capitals, plan.on_keys)
    keyboard.draw(page, typing, plan.found, plan.keys)
    waits = plan.instead if not entry.typed else None
    other = _foot_words(page, entry)[0]
    if plan.other is not None and other is not None and plan.other.y < page.foot.y:
        forms.wordy(page, other, plan.other)
    if plan.acts is not None and waits is None:
        forms.draw_acts(page, plan.acts, plan.done)
    else:
        forms.wordy(page, waits or entry.done, plan.done)
    forms.back(page, entry.back)
    if plan.other is not None and other is not None and plan.other.y >= page.foot.y:
        forms.wordy(page, other, plan.other)


def _so_far(page: Page, typed: str) -> list[str]:
    """What stands in the field, sign by sign, to the ear: whoever comes back to it cannot see it."""
    return [page.catalog.text("So far: {signs}", signs=" ".join(typed))] if typed else []


# --- where things are -----------------------------------------------------------------------------------------------


def _best(page: Page, entry: Entry) -> Plan | None:
    """The one on which a key is found the soonest, the first of such; without a title where none has room for one."""
    best: Plan | None = None
    for plan in chain(_plans(page, entry, entry.titles), _plans(page, entry, [""])):
        if best is not None and not plan.title:
            break
        if best is None or _effort(page, plan) < _effort(page, best):
            best = plan
        if len(best.found) == len(entry.scripts):  # fewer there cannot be
            break
    return best


def _effort(page: Page, plan: Plan) -> tuple[int, bool, bool]:
    """What it takes to find a key: pages to turn, an order that is not in one's fingers, and turning without a word."""
    keys = [key for board in plan.found for row in board.rows for key in row if key.role == "turn"]
    known = all(board.known for board in plan.found)
    return len(plan.found), not known, not all(keyboard.says(page, key) for key in keys)


def _plans(page: Page, entry: Entry, titles: Sequence[str]) -> Iterator[Plan]:
    below_first = page.state.eased.low or page.scale.portrait
    places: tuple[Place, ...] = (
        ("below", "alone", "slot") if below_first else ("beside", "keyed", "below", "alone", "slot")
    )
    # Within the margins, unless the keys find less room there than they need.
    widths = dict.fromkeys((page.inner.width, keyboard.full_width(page)))
    for place in places:
        for title in titles:
            for wide in widths:
                plan = _plan(page, entry, title, (place, wide))
                if plan is not None:
                    yield plan


def _plan(page: Page, entry: Entry, title: str, way: tuple[Place, int]) -> Plan | None:
    """Everything in its place with the way on there, the keys so wide; None where they would find no room."""
    place, wide = way
    gap, inner = page.scale.gap, page.inner
    aside = page.scale.primary_touch if place not in ("beside", "keyed") else _done_width(page, entry.done)
    head = _head(page, title, aside + gap if place in ("beside", "keyed") else 0)
    if head is None:
        return None
    face, inside, words, field = head
    top = page.controls.y if page.state.eased.low else field.bottom + gap
    keys = pygame.Rect(inner.centerx - wide // 2, top, wide, forms.foot_top(page) - gap - top)
    if (forms.foot_top(page) - top) // page.scale.touch > keys.height // page.scale.touch:
        keys.height = forms.foot_top(page) - top  # rows that have just room without the gap
    other = _beside_back(page, entry)
    done = pygame.Rect(field.right + gap, field.y, aside, field.height)
    acts: forms.Rows | None = None
    on_keys = entry.other if other is None else None
    if place in ("below", "alone"):
        both = [entry.done]
        if place == "below" and entry.other is not None and other is None:
            both, on_keys = [entry.other, entry.done], None
        acts = forms.acts_rows(page, both, inner.width, page.scale.primary_touch)
        high = forms.acts_height(page, acts)
        keys.height = min(keys.height, forms.foot_top(page) - gap - top) - high - gap
        done = pygame.Rect(inner.x, keys.bottom + gap, inner.width, high)
    elif place == "slot":
        keys, done = _slot(page, entry, keys)
    elif place == "beside" and other is None and entry.other is not None:
        keys.height -= page.scale.touch + gap
        other = pygame.Rect(inner.x, keys.bottom + gap, inner.width, page.scale.touch)
        on_keys = None
    instead = _instead(page, on_keys, done)
    on_keys = None if instead is not None else on_keys
    found = keyboard.pages(page, Typing(entry.scripts, other=on_keys), keys.width, keys.height)
    plan = Plan(title, face, inside, words, field, done, keys, other, on_keys, found, acts, instead)
    return plan if found else None


def _instead(page: Page, other: Act | None, place: pygame.Rect) -> Act | None:
    """The other way in the place of the way on, which is of no use before something is typed; None without room."""
    for words in (other.words, other.short) if other is not None else ():
        high = forms.words_height(page, words, place.width) if words else None
        if other is not None and high is not None and high <= place.height:
            return replace(other, words=words)
    return None


def _done_width(page: Page, done: Act) -> int:
    wide = forms.words_width(page, done.words) + forms.air(page)
    return max(page.scale.primary_touch, wide, page.inner.width // 5)


def _slot(page: Page, entry: Entry, keys: pygame.Rect) -> tuple[pygame.Rect, pygame.Rect]:
    """The keys and the way on side by side."""
    touch = page.scale.touch
    air = page.scale.u(0.8)
    cells = -(-(max(forms.words_width(page, entry.done.words), page.scale.primary_touch) + air) // touch)
    wide = cells * touch
    high = min(keys.height // touch, 2) * touch
    top = keys.y + (keys.height - high) // 2
    done = pygame.Rect(keys.right - wide + air, top + air // 2, wide - air, high - air)
    return pygame.Rect(keys.x, keys.y, keys.width - wide, keys.height), done


def _beside_back(page: Page, entry: Entry) -> pygame.Rect | None:
    """Where the other way has room in the foot, beside what leads back; None where it has not."""
    return _foot_words(page, entry)[1]


def _foot_words(page: Page, entry: Entry) -> tuple[Act | None, pygame.Rect | None]:
    """The other way in the words that have room in the foot, and where; in its own and nowhere if none have."""
    room, gap, other = page.beside_eases, page.scale.gap, entry.other
    used = forms.back_width(page, entry.back) + gap
    for words in (other.words, other.short) if other is not None else ():
        wanted = forms.words_width(page, words)
        if other is not None and words and used + wanted <= room.width:
            wanted = min(wanted + forms.air(page), room.width - used)
            return replace(other, words=words), pygame.Rect(room.x + used, room.y, wanted, room.height)
    return other, None


Head = tuple[Face, bool, pygame.Rect, pygame.Rect]


def _head(page: Page, title: str, aside: int) -> Head | None:
    """The title and the field; `aside` is what the way on takes beside the field. None where they have no room."""
    inner, gap = page.inner, page.scale.gap
    top = inner.y if not page.scale.portrait else inner.y + forms.crown_height(page)
    typed = round(_typed_face(page).size_px * (1.3 if forms.slim(page) else 1.5))
    if forms.slim(page) and not page.state.eased.low:
        pad = forms.padding(page)
        wide = inner.width - aside - 2 * pad
        face = page.face(page.scale.body)
        if not forms.unbroken(page, title, face, wide):
            return None
        high = page.height(title, face, wide)
        field = pygame.Rect(inner.x, top, inner.width - aside, 0)
        field.height = max(page.scale.primary_touch, high + typed + pad // 2)
        return face, True, pygame.Rect(inner.x + pad, top + pad // 4, wide, high), field
    room = page.controls.y - gap - top if page.state.eased.low else inner.height // 3
    field_high = max(page.scale.primary_touch, typed) if aside or not forms.slim(page) else typed
    face = forms.title_face(page, title, room - field_high - gap, TITLE_LINES)
    high = page.height(title, face, inner.width)
    if page.state.eased.low and high + gap + field_high > room:
        return None
    if page.scale.portrait and page.state.eased.low:
        top += (room - high - gap - field_high) // 3
    below = top + high + gap
    if page.state.eased.low:
        field_high = min(page.scale.primary_touch, max(field_high, room - high - gap))
    field = pygame.Rect(inner.x, below, inner.width - aside, field_high)
    return face, False, pygame.Rect(inner.x, top, inner.width, high), field


# --- drawing --------------------------------------------------------------------------------------------------------


def _typed_face(page: Page) -> Face:
    return page.face(page.scale.title if forms.slim(page) else round(page.scale.title * 1.3), 600)


def _words(page: Page, plan: Plan) -> None:
    if plan.inside or not plan.title:
        return  # drawn on the field, or only said
    balance = plan.words.height > line_height(plan.face)
    page.painter.paragraph(
        plan.title, plan.face, page.theme.ink, page.painter.flip(plan.words), balance=balance
    )


def _field(page: Page, entry: Entry, plan: Plan) -> None:
    """Draw the field with what was typed, its end where it is longer, and the mark where the next letter comes."""
    scale, theme, field = page.scale, page.theme, plan.field
    shapes.rounded(
        page.painter.surface, page.painter.flip(field), theme.card, scale.radius, theme.action, scale.outline
    )
    pad = forms.padding(page)
    box = field.inflate(-2 * pad, 0)
    if plan.inside:
        page.paragraph(plan.title, plan.face, theme.ink, plan.words)
        box = pygame.Rect(box.x, plan.words.bottom, box.width, field.bottom - plan.words.bottom)
    face = _typed_face(page)
    direction = _direction(entry)
    shown, room = entry.shown, box.width - 2 * scale.u(1)
    while page.width(shown, face) > room:
        shown = shown[1:]
    placed = page.painter.flip(box)
    drawn = _line(page, shown, face, placed, direction)
    cursor = pygame.Rect(0, 0, max(2, scale.outline), round(face.size_px * 1.1))
    cursor.centery = placed.centery
    cursor.x = drawn.right + scale.u(0.6) if direction == "ltr" else drawn.left - scale.u(0.6) - cursor.width
    page.painter.surface.fill(theme.action, cursor)


def _line(page: Page, shown: str, face: Face, box: pygame.Rect, direction: Direction) -> pygame.Rect:
    """Draw a line in a direction of its own, from that direction's start; answers what it took."""
    start = page.painter.direction == direction
    if not shown:
        edge = box.left if direction == "ltr" else box.right
        return pygame.Rect(edge, box.centery, 0, line_height(face))
    return page.painter.line(shown, face, page.theme.ink, box, "start" if start else "end", direction)


def _direction(entry: Entry) -> Direction:
    """The direction of what was typed: its first letter's, before there is one that of the keys."""
    for sign in entry.shown:
        if sign.isalpha():
            return "rtl" if "\u0590" <= sign <= "\u08ff" else "ltr"
    return entry.scripts[0].direction


def continues(page: Page, *, ready: bool) -> Act:
    """The way on: a main action once there is enough to go on with."""
    words = page.catalog.text("Continue")
    return Act("continue", words, s.EntryDone(key=""), "primary" if ready else "resting")
