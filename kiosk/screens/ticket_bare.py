"""The ticket in large type on a small panel: the words, the number with the code beside it, and what else has room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pygame

from kiosk.screens import qr
from kiosk.screens import ticket_parts as parts_of
from kiosk.screens.common import Page
from kiosk.screens.ticket_parts import Parts, Said
from kit.drawing import shapes
from kit.text import Face, unbroken, wrap

GROWN = 1.6  # the number grows as far as there is room, and this


@dataclass(frozen=True)
class Row:
    """The number, the code (0 where there is none) beside or `below` it, and the word that stands beside the code."""

    number: Face
    code: int = 0
    word: str = ""
    below: bool = False


@dataclass(frozen=True)
class Words:
    """What stands above the number and what below it, and how much had no room of what always should stand there."""

    upper: list[Said]
    lower: list[Said]
    missing: int


def draw(page: Page, parts: Parts, bottom: int) -> None:
    """Draw from the screen's top to the row `bottom`: what matters most, and of the rest as much as has room."""
    inner, gap, least = page.inner, page.tight, parts_of.least_number(page)
    room = bottom - inner.y - gap
    ways = [(row, _chosen(page, parts, room - _height(page, row))) for row in _rows(page, parts, least)]
    # A code that keeps to the margin is worth more than the service; of equals the first has the longest words.
    row, words = min(ways, key=lambda each: each[1].missing + 1.5 * _in_margin(page, parts, each[0]))
    high = sum(parts_of.heights(page, [*words.upper, *words.lower], inner.width))
    size, band = least, _band(page) if parts.apology else 0
    while size < GROWN * least:
        grown = _grown(page, parts, row, size := size + 4)
        if grown is None or high + _height(page, grown) + band > room:
            break
        row = grown
    spare = (
        room - high - _height(page, row)
    )  # where even this little is too much, it reaches into the margin above
    y = inner.y + (spare // 2 if spare > 0 else max(spare, -(page.scale.margin // 2)))
    below = _upper(page, parts, words.upper, y, spare)
    box = pygame.Rect(inner.x, below + gap // 2, inner.width, _height(page, row))
    _draw_row(page, parts, row, box)
    high = sum(parts_of.heights(page, words.lower, inner.width))
    parts_of.say(page, words.lower, pygame.Rect(inner.x, box.bottom + gap // 2, inner.width, high))


def _band(page: Page) -> int:
    """What an apology's amber band takes beside its words: the edges of it, and the gap that keeps the number clear."""
    return 2 * page.scale.u(1) + page.scale.gap


def _upper(page: Page, parts: Parts, said: list[Said], top: int, spare: int) -> int:
    """Draw the words above the number, an apology on its amber band where there is room; return the row below."""
    inner, pad = page.inner, page.scale.u(1)
    high = sum(parts_of.heights(page, said, inner.width))
    box = pygame.Rect(inner.x, top, inner.width, high)
    if parts.apology and spare >= _band(page):
        reach = page.scale.margin // 2  # the words stay in line with all else
        band = box.inflate(2 * reach, 2 * pad)
        shapes.rounded(page.painter.surface, page.painter.flip(band), page.theme.now, page.scale.radius)
        said = [(words, face, page.theme.on_now) for words, face, _colour in said]
        parts_of.say(page, said, box)
        return band.bottom + page.scale.gap
    if parts.apology:  # a stroke of amber beside the words says as much
        wide = page.scale.u(1)
        stroke = pygame.Rect(inner.x - page.scale.margin // 2 - wide // 2, top, wide, high)
        shapes.rounded(page.painter.surface, page.painter.flip(stroke), page.theme.now, wide // 2)
    parts_of.say(page, said, box)
    return box.bottom


# --- the number and the code ----------------------------------------------------------------------------------------


def _rows(page: Page, parts: Parts, size: int) -> Iterator[Row]:
    """The number in this size, and the code beside it with words from long to short; below it with a word; alone."""
    if parts.url is None:
        yield Row(_number(page, parts, size, 0))
        return
    smallest = qr.least_side(parts.url, page.scale.pixels_per_mm)
    code = qr.sides(parts.url, smallest, max(smallest, parts_of.number_height(Face(size))))[0]
    number = _number(page, parts, size, code)
    for word in parts.phone:
        room = _beside(page, parts, number, code)
        whole = room > 0 and _whole(page, (word, _quiet(page), page.theme.mute), room)
        if whole and page.height(word, _quiet(page), room) <= code:
            yield Row(number, code, word)
    if page.width(parts.phone[-1], _quiet(page)) <= page.inner.width - code - page.scale.gap:
        yield Row(_number(page, parts, size, 0), code, parts.phone[-1], below=True)
    yield Row(number, code)


def _number(page: Page, parts: Parts, size: int, code: int) -> Face:
    room = page.inner.width - (code + page.scale.gap if code else 0)
    face = parts_of.number_face(page, parts.number, room, size)
    if code and face.size_px < parts_of.least_number(page):  # the code's white edge may stand in the margin
        room += page.scale.gap + page.scale.margin - page.scale.u(1)
        face = parts_of.number_face(page, parts.number, room, min(size, parts_of.least_number(page)))
    return face


def _grown(page: Page, parts: Parts, row: Row, size: int) -> Row | None:
    """The same with a larger number; None where that has no room."""
    found = [each for each in _rows(page, parts, size) if (each.word, each.below) == (row.word, row.below)]
    return found[0] if found and found[0].number.size_px > row.number.size_px else None


def _quiet(page: Page) -> Face:
    return page.face(page.scale.body)


def _beside(page: Page, parts: Parts, number: Face, code: int) -> int:
    """How much room there is for words between the number and the code."""
    return page.inner.width - page.width(parts.number, number) - code - 3 * page.scale.gap


def _height(page: Page, row: Row) -> int:
    number = parts_of.number_height(row.number)
    return number + page.tight + row.code if row.below else max(number, row.code)


def _in_margin(page: Page, parts: Parts, row: Row) -> bool:
    """Whether the code's white edge stands in the screen's margin."""
    return not row.below and page.width(parts.number, row.number) + row.code > page.inner.width


def _draw_row(page: Page, parts: Parts, row: Row, box: pygame.Rect) -> None:
    number = parts_of.number_height(row.number)
    upper = pygame.Rect(box.x, box.y, box.width, number) if row.below else box
    parts_of.draw_number(page, parts.number, row.number, upper)
    if not row.code or parts.url is None:
        return
    side, lower = (
        row.code,
        pygame.Rect(box.x, box.bottom - row.code, box.width, row.code) if row.below else box,
    )
    right = (
        max(box.right, box.x + page.width(parts.number, row.number) + side) if not row.below else box.right
    )
    code = pygame.Rect(right - side, lower.centery - side // 2, side, side)
    if row.word:
        quiet = _quiet(page)
        room = lower.width - side - page.scale.gap if row.below else _beside(page, parts, row.number, side)
        high = page.height(row.word, quiet, room)
        long = max(page.width(each, quiet) for each in wrap(row.word, quiet, room, page.painter.direction))
        words = pygame.Rect(code.x - page.scale.gap - long, lower.centery - high // 2, long, high)
        page.paragraph(row.word, quiet, page.theme.mute, words)
    parts_of.code(page, parts.url, code)


# --- the words ------------------------------------------------------------------------------------------------------


def _chosen(page: Page, parts: Parts, room: int) -> Words:
    """The heading's last words always; then people ahead, the service, its appointment, the greeting, and the note."""
    plain, bold = page.face(page.scale.body), page.face(page.scale.body, 600)
    ink, mute, width = page.theme.ink, page.theme.mute, page.inner.width
    upper: list[Said] = [(parts.heading[-1], bold, ink)]
    whole: list[Said] = [
        (" ".join([*parts.heading, parts.note] if parts.apology else parts.heading), bold, ink)
    ]
    asked: list[Said] = [(parts.note, bold, ink)]  # that the number should be kept in mind, rather than why
    for sentence in (whole, asked) if parts.apology else ():
        if _over(page, sentence, room) == 0:
            upper = sentence
            break
    # What to do now is worth more than what follows, and that there is room for it all, more than that.
    missing = (5 if parts.apology and upper != whole else 0) + 5 * _over(page, upper, room)
    counted, service = parts_of.joined(page, parts, width), (parts.services[-1], plain, mute)
    lower: list[Said] = []
    for each, weight in ((counted, 3), (service, 1)) if parts.counted else ((service, 1), (counted, 1)):
        if _over(page, [*upper, *lower, each], room) == 0 and _whole(page, each, width):
            lower.append(each)
        else:
            missing += weight
    lower.sort(key=[counted, service].index)
    if parts.pressing and _over(page, [*upper, *lower, (parts.brief, plain, ink)], room) == 0:
        lower.append((parts.brief, plain, ink))
    for words in parts.services[:-1]:
        longer = [(words, plain, mute) if each == service else each for each in lower]
        if _over(page, [*upper, *longer], room) == 0 and _whole(page, (words, plain, mute), width):
            lower = longer
            break
    upper = whole if _over(page, [*whole, *lower], room) == 0 else upper
    for words in () if parts.apology or parts.pressing else (parts.note, parts.brief):
        if _over(page, [*upper, *lower, (words, plain, ink)], room) == 0:
            lower.append((words, plain, ink))
            break
    return Words(upper, lower, missing)


def _over(page: Page, said: list[Said], room: int) -> int:
    """How many pixels of these have no room.

    Arabic letters, with all the air they need, still stand clear of the glass's edge half a margin higher.
    """
    spare = page.scale.margin // 2 if page.painter.direction == "rtl" else 0
    words, face, _colour = said[-1]  # nothing stands below it that its tails could reach
    high = sum(parts_of.heights(page, said[:-1], page.inner.width)) + page.height(
        words, face, page.inner.width
    )
    return max(0, high - room - spare)


def _whole(page: Page, said: Said, width: int) -> bool:
    words, face, _colour = said
    return all(page.width(word, face) <= width for line in words.split("\n") for word in unbroken(line))
