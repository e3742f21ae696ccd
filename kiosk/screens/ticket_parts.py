"""Pieces that the wide and the tall ticket screen have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from kiosk.screens import qr
from kiosk.screens.common import Page
from kit.drawing import shapes
from kit.drawing.paint import fit
from kit.drawing.theme import Colour
from kit.text import CAP_HEIGHT, Face

Said = tuple[str, Face, Colour]  # a paragraph's words, and how they look

WHITE = (255, 255, 255)
NUMBER_LEAST = 3.5  # the number's size is at least S divided by this


@dataclass(frozen=True)
class Parts:
    """What a ticket's screen says. `apology`: paper is missing, so heading and code are what matters.

    `services` are the ways to say what it is for, from long to short, and `service` is the one that is shown.
    """

    heading: tuple[str, ...]
    note: str
    brief: str  # the note's first sentence
    pressing: bool  # whether that is about this customer, not about all
    number: str
    service: str
    services: tuple[str, ...]
    ahead: str
    counted: bool  # whether it says how many are ahead
    waits: tuple[
        str, str
    ]  # how long, or that no counter is open: in full and shorter; empty where nobody can say
    unserved: bool
    joined: tuple[str, ...]  # people ahead and how long on one line, from long to short
    url: str | None
    phone: tuple[str, ...]  # what the code is for, from a sentence to a word
    apology: bool


def number_face(page: Page, number: str, width: int, most: int) -> Face:
    """The number as large as the width and `most` allow; longer numbers than usual may go below the usual size."""
    return fit(number, Face(most, 700, -0.01), width, page.scale.title)


def least_number(page: Page) -> int:
    """The size in pixels that a number of usual length has at least."""
    return -(-page.scale.short * 10 // round(NUMBER_LEAST * 10))


def number_height(face: Face) -> int:
    """How high the number's digits are, with a little air."""
    return round(face.size_px * CAP_HEIGHT * 1.12)


def apart(page: Page, parts: Parts, width: int, *, large: bool = False) -> list[Said]:
    """How many are ahead, and below it, in bold, about how long it will take: as `large` as one line allows.

    Or that no counter is open: in plain size.
    """
    said: list[Said] = [(parts.ahead, page.face(page.scale.body), page.theme.mute)]
    wait, short = parts.waits
    if wait:
        plain = page.face(page.scale.body, 600)
        wait = wait if page.width(wait, plain) <= width else short
        bold = page.face(round(page.scale.title * 1.2), 700) if large and not parts.unserved else plain
        said.append((wait, fit(wait, bold, width, page.scale.body, page.painter.direction), page.theme.ink))
    return said


def joined(page: Page, parts: Parts, width: int) -> Said:
    """The same on one line, in the fullest words that fit it; else on two that have each a sense of its own."""
    face = page.face(page.scale.body, 600)
    fitting = (each for each in parts.joined if page.width(each, face) <= width)
    return next(fitting, parts.joined[-1].replace(" · ", "\n")), face, page.theme.ink


def heights(page: Page, said: Sequence[Said], width: int) -> list[int]:
    """How high each of these paragraphs would be, with air below Arabic ones, whose tails reach the next one's dots."""
    air = page.painter.direction == "rtl"
    return [page.height(words, face, width) + air * face.size_px * 3 // 20 for words, face, _colour in said]


def say(page: Page, said: Sequence[Said], box: pygame.Rect) -> None:
    """Draw paragraphs one below the other from the top of a box."""
    top = box.y
    for (words, face, colour), high in zip(said, heights(page, said, box.width), strict=True):
        page.paragraph(words, face, colour, pygame.Rect(box.x, top, box.width, high))
        top += high


def draw_number(page: Page, number: str, face: Face, box: pygame.Rect) -> None:
    """Draw the number at the start of a box; it reads from left to right in every language."""
    page.painter.line(number, face, page.theme.ink, page.painter.flip(box), "start", "ltr")


def card(page: Page, rect: pygame.Rect) -> None:
    """A white card with a thin shade at its foot."""
    placed = page.painter.flip(rect)
    shade = max(1, page.scale.outline // 2)
    if page.theme.card == page.theme.page:  # nothing but a line tells one from the other
        shapes.rounded(
            page.painter.surface,
            placed,
            page.theme.card,
            page.scale.radius,
            page.theme.edge,
            page.scale.outline,
        )
        return
    shapes.rounded(page.painter.surface, placed.move(0, shade), page.theme.line, page.scale.radius)
    shapes.rounded(page.painter.surface, placed, page.theme.card, page.scale.radius)


def code(page: Page, url: str, rect: pygame.Rect) -> None:
    """The QR code on white in this rectangle, whatever the theme; its quiet margin leaves room for round corners."""
    placed = page.painter.flip(rect)
    page.codes.append(placed)
    shapes.rounded(page.painter.surface, placed, WHITE, page.scale.u(1.5))
    qr.draw(page.painter.surface, url, placed)


def separator(page: Page, x: int, y: int, width: int) -> None:
    """A dashed line, as on a paper ticket."""
    dash, thick = page.scale.u(0.8), max(1, page.scale.outline // 2)
    for start in range(x, x + width, dash * 2):
        page.painter.surface.fill(
            page.theme.line, page.painter.flip(pygame.Rect(start, y, min(dash, x + width - start), thick))
        )


def apology(page: Page, heading: str, note: str, top: int, *, small: bool = False) -> int:
    """The band in amber that says what went wrong and what to do; returns the row below it."""
    scale, inner = page.scale, page.inner
    pad = scale.padding if not small else scale.u(1.5)
    box = pygame.Rect(inner.x + pad, top + pad, inner.width - 2 * pad, 0)
    for words, face in _apology_words(page, heading, note, small=small):
        box.height = page.height(words, face, box.width)
        box.y += box.height
    band = pygame.Rect(inner.x, top, inner.width, box.y + pad - top)
    shapes.rounded(page.painter.surface, page.painter.flip(band), page.theme.now, scale.radius)
    box.y = top + pad
    for words, face in _apology_words(page, heading, note, small=small):
        box.height = page.height(words, face, box.width)
        page.paragraph(words, face, page.theme.on_now, box)
        box.y += box.height
    return band.bottom


def apology_height(page: Page, heading: str, note: str, *, small: bool = False) -> int:
    """How high that band is."""
    pad = page.scale.padding if not small else page.scale.u(1.5)
    width = page.inner.width - 2 * pad
    words = _apology_words(page, heading, note, small=small)
    return sum(page.height(each, face, width) for each, face in words) + 2 * pad


def _apology_words(page: Page, heading: str, note: str, *, small: bool) -> list[tuple[str, Face]]:
    scale = page.scale
    if small:
        return [(f"{heading} {note}".strip(), page.face(scale.body, 600))]
    bold = fit(
        heading,
        page.face(scale.heading, 600),
        page.inner.width - 2 * scale.padding,
        scale.title,
        page.painter.direction,
    )
    return [(heading, bold), (note, page.face(scale.body))]
