"""The ticket in large type on a small panel: the words, the number with the code beside it, and what else has room."""

from __future__ import annotations

import pygame

from kiosk.screens import qr
from kiosk.screens import ticket_parts as parts_of
from kiosk.screens.common import Page
from kiosk.screens.ticket_parts import Parts
from kit.text import Face, line_height, unbroken

GROWN = 1.6  # the number grows as far as there is room, and this


def draw(page: Page, parts: Parts, bottom: int) -> None:
    """Draw from the screen's top to the row `bottom`: what matters most, and of the rest as much as has room."""
    inner, gap, least = page.inner, page.tight, parts_of.least_number(page)
    room = bottom - inner.y - gap
    upper, lower = _chosen(page, parts, room - _row(page, parts, least)[2])
    words = sum(parts_of.heights(page, [*upper, *lower], inner.width))
    size = least
    while (
        size < GROWN * least and _grows(page, parts, size) and words + _row(page, parts, size + 4)[2] <= room
    ):
        size += 4
    number, code, row = _row(page, parts, size)
    spare = room - words - row  # where even this little is too much, it reaches into the margin above
    y = inner.y + (spare // 2 if spare > 0 else max(spare, -(page.scale.margin // 2)))
    high = sum(parts_of.heights(page, upper, inner.width))
    parts_of.say(page, upper, pygame.Rect(inner.x, y, inner.width, high))
    box = pygame.Rect(inner.x, y + high + gap // 2, inner.width, row)
    parts_of.draw_number(page, parts.number, number, box)
    if code and parts.url is not None:
        right = max(box.right, box.x + page.width(parts.number, number) + code)
        parts_of.code(page, parts.url, pygame.Rect(right - code, box.centery - code // 2, code, code))
    high = sum(parts_of.heights(page, lower, inner.width))
    parts_of.say(page, lower, pygame.Rect(inner.x, box.bottom + gap // 2, inner.width, high))


def _grows(page: Page, parts: Parts, size: int) -> bool:
    """Whether the number has room to be larger beside its code."""
    return _row(page, parts, size + 4)[0].size_px > _row(page, parts, size)[0].size_px


def _row(page: Page, parts: Parts, size: int) -> tuple[Face, int, int]:
    """The number's face, the side of the code beside it (0 where there is none), and how high the two are."""
    code = 0
    if parts.url is not None:
        smallest = qr.least_side(parts.url, page.scale.pixels_per_mm)
        code = qr.sides(parts.url, smallest, max(smallest, parts_of.number_height(Face(size))))[0]
    room = page.inner.width - (code + page.scale.gap if code else 0)
    face = parts_of.number_face(page, parts.number, room, size)
    if code and face.size_px < parts_of.least_number(page):  # the code's white edge may stand in the margin
        room += page.scale.gap + page.scale.margin - page.scale.u(1)
        face = parts_of.number_face(page, parts.number, room, min(size, parts_of.least_number(page)))
    return face, code, max(parts_of.number_height(face), code)


def _chosen(page: Page, parts: Parts, room: int) -> tuple[list[parts_of.Said], list[parts_of.Said]]:
    """What stands above the number and what below it: the first always, the rest as there is room."""
    plain, bold, width = page.face(page.scale.body), page.face(page.scale.body, 600), page.inner.width
    ink, mute = page.theme.ink, page.theme.mute
    upper: list[parts_of.Said] = [(" ".join(parts.heading), bold, ink)]
    if parts.apology:
        whole = [(f"{upper[0][0]} {parts.note}", bold, ink)]
        upper = whole if sum(parts_of.heights(page, whole, width)) <= room else upper
    elif sum(parts_of.heights(page, upper, width)) > room:
        upper = [(parts.heading[-1], bold, ink)]
    lower: list[parts_of.Said] = []
    last = [] if parts.apology else [(parts.note, plain, ink), (parts.brief, plain, ink)]
    more = [parts_of.joined(page, parts, width), (parts.service.split("\n")[-1], plain, mute)]
    for each in [*more, *last]:
        fits = sum(parts_of.heights(page, [*upper, *lower, each], width)) <= room
        if fits and _whole(page, each, width) and not (last and each == last[1] and last[0] in lower):
            lower.append(each)
    return upper, lower


def _whole(page: Page, said: parts_of.Said, width: int) -> bool:
    words, face, _colour = said
    return all(page.width(word, face) <= width for word in unbroken(words)) and line_height(face) > 0
