"""The ticket on a landscape screen: the number's card at the start, the words and the code beside it.

Small panels cannot hold everything at a readable size, so luxuries go one by one: the header, the number's label, the
long sentence about phones, the code's size. What is said at all is never below the least type.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import pygame

from kiosk.screens import qr
from kiosk.screens import ticket_parts as parts_of
from kiosk.screens.common import Page, header, header_height, heading_face
from kiosk.screens.ticket_parts import Parts
from kit.drawing.paint import fit
from kit.text import Face, line_height, unbroken

CARD_MOST = 0.56  # of the width
NEVER = 10**6  # higher than any screen
LEAST_BESIDE = 4.5  # ems that words beside the code need

Told = Literal["apart", "joined", "beside"]


@dataclass(frozen=True)
class Choice:
    """One way to lay the screen out. `code` is the side of the QR code in pixels, `number` the number's size.

    `told`: people ahead and how long stand in the card, apart or joined on one line, or beside the card.
    """

    header: bool = True
    label: bool = True
    heading_beside: bool = True  # beside the card, not above it
    small_heading: bool = False  # above it, hardly larger than plain text
    small_band: bool = False  # an apology in plain size
    told: Told = "apart"
    number: int = 0
    phone: str = ""
    phone_below: bool = False  # the sentence stands below the code
    code: int = 0


def draw(page: Page, parts: Parts, bottom: int) -> bool:
    """Draw the ticket from the screen's top to the row `bottom`, in the richest way that fits; whether one does."""
    choice = _choice(page, parts, bottom)
    if choice is None:
        return False
    top = header(page) + page.scale.gap if choice.header else page.inner.y
    words = " ".join(parts.heading)
    if parts.apology:
        top = parts_of.apology(page, words, parts.note, top, small=choice.small_band) + page.scale.gap
    elif not choice.heading_beside:
        face = _above(page, words, choice)
        box = pygame.Rect(page.inner.x, top, page.inner.width, page.height(words, face, page.inner.width))
        page.paragraph(words, face, page.theme.ink, box)
        top = box.bottom + page.scale.gap // 2
    card = _card(page, parts, choice, pygame.Rect(page.inner.x, top, 0, bottom - top))
    left = card.right + _between(page)
    _column(page, parts, choice, pygame.Rect(left, top, page.inner.right - left, bottom - top))
    return True


def _between(page: Page) -> int:
    return page.scale.gap * 2


def _choice(page: Page, parts: Parts, bottom: int) -> Choice | None:
    """The richest way to lay it out that fits."""
    ways = [(way, *_beside_card(page, parts, way, bottom)) for way in _ways(page, parts)]
    for codes, (way, width, height) in product(
        _codes(page, parts), ways
    ):  # a small code comes after all else
        if width < page.scale.body * 6:
            continue
        for each in _with_code(parts, way, [code for code in codes if code <= min(width, height)]):
            if _column_height(page, parts, each, width) <= height:
                return each
    return None


def _ways(page: Page, parts: Parts) -> list[Choice]:
    """Every way to lay it out but for the code, from the richest to the barest."""
    large, least = round(page.scale.short / 2.9), parts_of.least_number(page)
    if parts.apology:
        return [
            Choice(number=large),
            Choice(header=False, number=large),
            Choice(header=False, label=False, number=large),
            Choice(header=False, label=False, small_band=True, number=least),
            Choice(header=False, label=False, small_band=True, told="joined", number=least),
            Choice(header=False, label=False, small_band=True, told="beside", number=least),
        ]
    ways = [
        Choice(number=large),
        Choice(header=False, number=large),
        Choice(header=False, heading_beside=False, number=least),
        Choice(header=False, heading_beside=False, label=False, number=least),
        Choice(header=False, heading_beside=False, label=False, told="joined", number=least),
    ]
    return [*ways, replace(ways[-1], small_heading=True)]


def _codes(page: Page, parts: Parts) -> list[list[int]]:
    """The sides that the code can have: those that one would like, and smaller ones; 0 where there is none."""
    if parts.url is None:
        return [[0]]
    scale = page.scale
    most, least = (scale.u(52), scale.u(30)) if parts.apology else (scale.u(32), scale.u(20))
    smallest = qr.least_side(parts.url, scale.pixels_per_mm)
    wanted = qr.sides(parts.url, max(least, smallest), max(most, smallest))
    return [wanted, qr.sides(parts.url, smallest, max(least, smallest))]


def _with_code(parts: Parts, way: Choice, codes: list[int]) -> Iterator[Choice]:
    """The way with its code in each of these sizes, and the sentence about it."""
    belows = (True, False) if parts.apology else (False,)
    for phone, code, below in product(parts.phone, codes, belows):
        yield replace(way, phone=phone, code=code, phone_below=below)


def _beside_card(page: Page, parts: Parts, choice: Choice, bottom: int) -> tuple[int, int]:
    """How wide and how high the room beside the card is; less than nothing high where the card itself is too high."""
    scale = page.scale
    top = page.inner.y
    if choice.header:
        top += header_height(scale) + scale.gap
    words = " ".join(parts.heading)
    if parts.apology:
        top += parts_of.apology_height(page, words, parts.note, small=choice.small_band) + scale.gap
    elif not choice.heading_beside:
        top += page.height(words, _above(page, words, choice), page.inner.width) + page.scale.gap // 2
    width, height = _card_size(page, parts, choice)
    return page.inner.width - width - _between(page), bottom - top if top + height <= bottom else -1


def _above(page: Page, words: str, choice: Choice) -> Face:
    """The face of a heading above the card."""
    if not choice.small_heading:
        return heading_face(page, words, page.inner.width)
    bold = page.face(page.scale.title, 600)
    return fit(words, bold, page.inner.width, page.scale.body, page.painter.direction)


# --- the card -------------------------------------------------------------------------------------------------------


def _inside_width(page: Page, parts: Parts, choice: Choice) -> int:
    most = round(page.inner.width * CARD_MOST) - 2 * page.scale.padding
    number = page.width(parts.number, _number(page, parts, choice, most))
    bold = page.face(page.scale.title, 600)
    title = max(page.width(each, bold) for each in parts.service.split("\n"))
    said = _told(page, parts, choice, most)
    told = (page.width(line, face) for words, face, _colour in said for line in words.split("\n"))
    return min(most, max(number, title, *told))


def _told(page: Page, parts: Parts, choice: Choice, width: int) -> list[parts_of.Said]:
    """What the card says of people ahead and of how long it will take."""
    if choice.told == "beside":
        return []
    if choice.told == "joined" and parts.waits[0]:
        return [parts_of.joined(page, parts, width)]
    return parts_of.apart(page, parts, width, large=True)


def _number(page: Page, parts: Parts, choice: Choice, width: int) -> Face:
    return parts_of.number_face(page, parts.number, width, choice.number)


def _service_face(page: Page, parts: Parts, width: int) -> Face:
    """As large as its lines have room, down to plain text's size."""
    widest = max(
        parts.service.split("\n"), key=lambda line: page.width(line, page.face(page.scale.title, 600))
    )
    return fit(widest, page.face(page.scale.title, 600), width, page.scale.body, page.painter.direction)


def _card_rows(page: Page, parts: Parts, choice: Choice, width: int) -> list[int]:
    """The heights of label, number, service, and of what is told below."""
    body, title = page.face(page.scale.body), _service_face(page, parts, width)
    label = line_height(body) if choice.label else 0
    number = parts_of.number_height(_number(page, parts, choice, width)) + page.scale.gap
    told = sum(parts_of.heights(page, _told(page, parts, choice, width), width))
    service = page.height(parts.service, title, width) if parts.service else 0
    return [label, number, service, told]


def _card_padding(page: Page, choice: Choice) -> int:
    return page.scale.padding if choice.header else page.scale.u(1.5)


def _card_size(page: Page, parts: Parts, choice: Choice) -> tuple[int, int]:
    width = _inside_width(page, parts, choice)
    high = sum(_card_rows(page, parts, choice, width)) + 2 * _card_padding(page, choice)
    return width + 2 * page.scale.padding, high


def _card(page: Page, parts: Parts, choice: Choice, area: pygame.Rect) -> pygame.Rect:
    width, needed = _card_size(page, parts, choice)
    rect = pygame.Rect(area.x, area.y, width, area.height)
    parts_of.card(page, rect)
    inside = rect.inflate(-2 * page.scale.padding, 0)
    label, number, service, told = _card_rows(page, parts, choice, inside.width)
    body, title = page.face(page.scale.body), _service_face(page, parts, inside.width)
    row = pygame.Rect(inside.x, area.y + _card_padding(page, choice), inside.width, 0)
    row.y += max(0, area.height - needed) // 2
    if choice.label:
        row.height = label
        page.line(page.catalog.text("Your number"), body, page.theme.mute, row)
        row.y += label
    row.height = number
    parts_of.draw_number(page, parts.number, _number(page, parts, choice, inside.width), row)
    row.y += number
    row.height = service
    if parts.service:
        page.paragraph(parts.service, title, page.theme.ink, row)
    row.y += service
    row.height = told
    parts_of.say(page, _told(page, parts, choice, inside.width), row)
    return rect


# --- the words and the code -----------------------------------------------------------------------------------------


def _column_height(page: Page, parts: Parts, choice: Choice, width: int) -> int:
    high = 0
    if parts.apology:
        return sum(_beside(page, parts, choice, width)) + _code_height(page, parts, choice, width)
    if choice.heading_beside:
        high += sum(_heading_heights(page, parts, width)) + page.scale.gap // 2
    high += page.height(parts.note, page.face(page.scale.body), width) if parts.note else 0
    return high + (page.scale.gap // 2 + _code_height(page, parts, choice, width) if parts.url else 0)


def _beside(page: Page, parts: Parts, choice: Choice, width: int) -> list[int]:
    """The heights of people ahead and of how long, and of the gap below, where they stand beside the card."""
    if choice.told != "beside":
        return []
    return [*parts_of.heights(page, parts_of.apart(page, parts, width), width), page.scale.gap // 2]


def _heading_heights(page: Page, parts: Parts, width: int) -> list[int]:
    return [page.height(each, heading_face(page, each, width, 2), width) for each in parts.heading]


def _code_height(page: Page, parts: Parts, choice: Choice, width: int) -> int:
    """The code with its sentence beside or below it."""
    if parts.url is None:
        return 0
    quiet = page.face(page.scale.body)
    if choice.phone_below:
        return (
            choice.code + page.scale.u(1) + page.height(choice.phone, quiet, width)
            if width >= choice.code
            else NEVER
        )
    beside = width - choice.code - page.scale.gap
    one_line = page.width(choice.phone, quiet) <= beside
    if not one_line and (
        beside < page.scale.body * LEAST_BESIDE or _broken(page, choice.phone, quiet, beside)
    ):
        return NEVER
    return max(choice.code, page.height(choice.phone, quiet, beside))


def _broken(page: Page, words: str, face: Face, width: int) -> bool:
    """Whether a word would have to be broken."""
    return any(page.width(word, face) > width for word in unbroken(words))


def _column(page: Page, parts: Parts, choice: Choice, area: pygame.Rect) -> None:
    quiet = page.face(page.scale.body)
    y = area.y
    if not parts.apology:
        if choice.heading_beside:
            for each, high in zip(parts.heading, _heading_heights(page, parts, area.width), strict=True):
                page.heading(each, pygame.Rect(area.x, y, area.width, high), lines=2)
                y += high
            y += page.scale.gap // 2
        high = page.height(parts.note, quiet, area.width) if parts.note else 0
        page.paragraph(parts.note, quiet, page.theme.mute, pygame.Rect(area.x, y, area.width, high))
        y += high
    if choice.told == "beside":
        parts_of.say(page, parts_of.apart(page, parts, area.width), area)
        taken = sum(_beside(page, parts, choice, area.width))
        area = pygame.Rect(area.x, area.y + taken, area.width, area.height - taken)
    if parts.url is None:
        return
    high = _code_height(page, parts, choice, area.width)
    top = area.y + (area.height - high) // 2 if parts.apology else area.bottom - high
    _code(page, parts.url, choice, pygame.Rect(area.x, max(y, top), area.width, high))


def _code(page: Page, url: str, choice: Choice, area: pygame.Rect) -> None:
    quiet = page.face(page.scale.body)
    if choice.phone_below:
        code = pygame.Rect(area.x, area.y, choice.code, choice.code)
        top = code.bottom + page.scale.u(1)
        words = pygame.Rect(area.x, top, area.width, area.bottom - top)
    else:
        code = pygame.Rect(area.x, area.centery - choice.code // 2, choice.code, choice.code)
        left = code.right + page.scale.gap
        high = page.height(choice.phone, quiet, area.right - left)
        words = pygame.Rect(left, area.centery - high // 2, area.right - left, high)
    parts_of.code(page, url, code)
    page.paragraph(choice.phone, quiet, page.theme.mute, words)
