"""The ticket on a portrait screen: the words above, one card with number and code below.

On a small panel luxuries go one by one, as on a landscape one; on a narrow one the sentence about phones, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import pygame

from kiosk.screens import qr
from kiosk.screens import ticket_parts as parts_of
from kiosk.screens.common import Page, header, header_height, heading_face
from kiosk.screens.ticket_parts import Parts
from kit.text import Face, line_height

CODE_SHARE, CODE_SHARE_NO_PAPER = 0.36, 0.52  # of the card's width


@dataclass(frozen=True)
class Choice:
    """One way to lay the screen out. `padding` is in units, `code` the side of the QR code in pixels."""

    header: bool = True
    label: bool = True
    one_line: bool = False  # the heading on one line, an apology in plain size
    padding: float = 6.0
    phone: str = ""
    code: int = 0
    number: int = 0  # the number's size in pixels, 0 for the usual one
    joined: bool = False  # people ahead and how long in as few words as there are


def draw(page: Page, parts: Parts, bottom: int, *, small: bool = False) -> bool:
    """Draw the ticket between the header and the row `bottom`, in the richest way that fits; whether one does.

    `small`: in the barest ways.
    """
    choices = (_small if small else _choices)(page, parts)
    fitting = (each for each in choices if bottom >= _needed(page, parts, each))
    choice = next(fitting, None)
    if choice is None:
        return False
    spare = bottom - _needed(page, parts, choice)
    top = header(page) + page.scale.gap if choice.header else page.inner.y
    below = _words(page, parts, choice, top + min(spare // 3, page.scale.u(8)))
    y = below + page.scale.gap + min(spare // 4, page.scale.u(4))
    _card(
        page, parts, choice, pygame.Rect(page.inner.x, y, page.inner.width, _card_height(page, parts, choice))
    )
    return True


def _codes(page: Page, parts: Parts) -> list[int]:
    """The sides that the code may have, the largest first; 0 where there is none."""
    if not parts.url:
        return [0]
    share = CODE_SHARE_NO_PAPER if parts.apology else CODE_SHARE
    smallest = qr.least_side(parts.url, page.scale.pixels_per_mm)
    return qr.sides(parts.url, smallest, max(smallest, round(page.inner.width * share)))


def _choices(page: Page, parts: Parts) -> Iterator[Choice]:
    codes = _codes(page, parts)
    for way in (
        Choice(),
        Choice(padding=4.0),
        Choice(header=False, padding=4.0),
        Choice(header=False, label=False, padding=3.0),
        Choice(header=False, label=False, padding=3.0, one_line=True),
    ):
        phones = parts.phone if parts.url else ("",)
        if way.one_line:  # the last resort: a larger code is worth more than the longer sentence
            yield from (replace(way, phone=phone, code=code) for code, phone in product(codes, phones))
        else:
            large = codes[: max(1, len(codes) // 2)]
            yield from (replace(way, phone=phone, code=code) for phone, code in product(phones, large))


def _small(page: Page, parts: Parts) -> Iterator[Choice]:
    """The barest ways: words are worth more than the number's and the code's size beyond the least."""
    bare = Choice(header=False, label=False, padding=2.5, one_line=True)
    phones = parts.phone if parts.url else ("",)
    for phone, joined, number in product(phones, (False, True), (0, parts_of.least_number(page))):
        for code in _codes(page, parts):
            yield replace(bare, phone=phone, joined=joined, number=number, code=code)


def _needed(page: Page, parts: Parts, choice: Choice) -> int:
    """The row that this choice would end at."""
    top = page.inner.y + (header_height(page.scale) + page.scale.gap if choice.header else 0)
    return top + _words_height(page, parts, choice) + page.scale.gap + _card_height(page, parts, choice)


# --- the words ------------------------------------------------------------------------------------------------------


def _headings(parts: Parts, choice: Choice) -> tuple[str, ...]:
    return (" ".join(parts.heading),) if choice.one_line else parts.heading


def _words_height(page: Page, parts: Parts, choice: Choice) -> int:
    width = page.inner.width
    if parts.apology:
        return parts_of.apology_height(page, " ".join(parts.heading), parts.note, small=choice.one_line)
    high = sum(page.height(each, heading_face(page, each, width), width) for each in _headings(parts, choice))
    if not parts.note:
        return high
    return high + page.scale.gap // 2 + page.height(parts.note, page.face(page.scale.body), width)


def _words(page: Page, parts: Parts, choice: Choice, top: int) -> int:
    if parts.apology:
        return parts_of.apology(page, " ".join(parts.heading), parts.note, top, small=choice.one_line)
    inner = page.inner
    for each in _headings(parts, choice):
        top += page.heading(each, pygame.Rect(inner.x, top, inner.width, 0))
    if not parts.note:
        return top
    top += page.scale.gap // 2
    quiet = page.face(page.scale.body)
    high = page.height(parts.note, quiet, inner.width)
    page.paragraph(parts.note, quiet, page.theme.mute, pygame.Rect(inner.x, top, inner.width, high))
    return top + high


# --- the card -------------------------------------------------------------------------------------------------------


def _inside(page: Page, choice: Choice) -> int:
    return page.inner.width - 2 * page.scale.u(choice.padding)


def _card_height(page: Page, parts: Parts, choice: Choice) -> int:
    width = _inside(page, choice)
    high = 2 * page.scale.u(choice.padding) + sum(_upper(page, parts, choice, width)) + 2 * page.scale.gap
    room = _room(page, choice, width)
    return high + max(choice.code, sum(parts_of.heights(page, _beside(page, parts, choice, room), room)))


def _number(page: Page, parts: Parts, choice: Choice, width: int) -> Face:
    most = choice.number or round(page.scale.short / 2.6)
    return parts_of.number_face(page, parts.number, width, most)


def _service_face(page: Page, choice: Choice) -> Face:
    return page.face(page.scale.body if choice.number else page.scale.title, 600)


def _upper(page: Page, parts: Parts, choice: Choice, width: int) -> list[int]:
    """The heights of label, number and service, with their gaps."""
    gap = page.scale.gap
    label = line_height(page.face(page.scale.body)) + gap // 2 if choice.label else 0
    number = parts_of.number_height(_number(page, parts, choice, width)) + (gap if parts.service else 0)
    service = page.height(parts.service, _service_face(page, choice), width) if parts.service else 0
    return [label, number, service]


def _room(page: Page, choice: Choice, width: int) -> int:
    """How wide the words beside the code may be."""
    gaps = 1 if choice.joined else 2
    return width - (choice.code + gaps * page.scale.gap if choice.code else 0)


def _beside(page: Page, parts: Parts, choice: Choice, width: int) -> list[parts_of.Said]:
    """What stands beside the code: how many are ahead and about how long, and that a phone can follow."""
    scale = page.scale
    if choice.joined and parts.waits[0]:
        said = [parts_of.joined(page, parts, width)]
    elif parts.waits[0]:
        said = parts_of.apart(page, parts, width, large=not choice.one_line)
    else:
        said = [(parts.ahead, page.face(scale.body if choice.one_line else scale.title, 600), page.theme.ink)]
    if choice.phone:
        said.append((choice.phone, page.face(scale.body), page.theme.mute))
    return said


def _card(page: Page, parts: Parts, choice: Choice, rect: pygame.Rect) -> None:
    parts_of.card(page, rect)
    pad = page.scale.u(choice.padding)
    inside = rect.inflate(-2 * pad, -2 * pad)
    y = _draw_upper(page, parts, choice, inside) + page.scale.gap
    parts_of.separator(page, inside.x, y, inside.width)
    y += page.scale.gap
    lower = pygame.Rect(inside.x, y, inside.width, inside.bottom - y)
    if parts.url is not None:
        side = choice.code
        parts_of.code(page, parts.url, pygame.Rect(lower.right - side, lower.centery - side // 2, side, side))
    room = _room(page, choice, inside.width)
    said = _beside(page, parts, choice, room)
    high = sum(parts_of.heights(page, said, room))
    parts_of.say(page, said, pygame.Rect(lower.x, lower.centery - high // 2, room, high))


def _draw_upper(page: Page, parts: Parts, choice: Choice, inside: pygame.Rect) -> int:
    body, title = page.face(page.scale.body), _service_face(page, choice)
    label, number, service = _upper(page, parts, choice, inside.width)
    row = pygame.Rect(inside.x, inside.y, inside.width, label)
    if choice.label:
        page.line(page.catalog.text("Your number"), body, page.theme.mute, row)
    row = pygame.Rect(inside.x, row.bottom, inside.width, number)
    parts_of.draw_number(page, parts.number, _number(page, parts, choice, inside.width), row)
    row = pygame.Rect(inside.x, row.bottom, inside.width, service)
    if parts.service:
        page.paragraph(parts.service, title, page.theme.ink, row)
    return row.bottom
