"""The page of a screen that has not been let in yet: its code, and where to type it."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from kit.drawing import shapes
from kit.drawing.inputs import Quit
from kit.drawing.paint import Painter, TextBox, fit, fit_paragraph, lines_in
from kit.drawing.scale import Scale
from kit.drawing.theme import Theme
from kit.drawing.window import Window
from kit.language import available, catalog
from kit.pairing import NewDevice, Shown
from kit.text import RAQM, Face, line_height

TRACKING = 0.06
LOOK_S = 0.1


def until_paired(
    window: Window,
    theme: Theme,
    device: NewDevice,
    goes_on: Callable[[], bool],
    drew: Callable[[], None],
) -> str | None:
    """Show the device's code until it has a token, and return that; None when the program is to end before.

    Raises what makes waiting useless. `drew` is called after each picture that was put on the glass.
    """
    seen: Shown | None = None
    while device.token is None and goes_on():
        if device.wrong is not None:
            raise device.wrong
        if any(isinstance(each, Quit) for each in window.inputs()):
            return None
        if device.shown != seen:
            seen = device.shown
            draw(window.surface, theme, seen)
            window.flip()
            drew()
        window.wait(LOOK_S)
    return device.token


def draw(surface: pygame.Surface, theme: Theme, shown: Shown) -> list[TextBox]:
    """Draw the page onto the whole surface. Returns all lines of text drawn, for whoever checks them."""
    (speaks, *_), _hidden = available([shown.language, "en"], raqm=RAQM)
    words = catalog(speaks)
    painter = Painter(surface, theme, words.language.direction)
    scale = Scale(*surface.get_size(), capitals_mm=0)
    surface.fill(theme.page)
    inner = surface.get_rect().inflate(-2 * scale.u(8), -2 * scale.u(8))
    heading = words.text("This screen is new here")
    where = words.text(
        "An administrator lets it in by typing this code at {address}", address=_page(shown.server)
    )
    if not shown.code:
        where = words.text("One moment.")
    if shown.away:
        heading = words.text("This screen does not reach the server")
        where = words.text("Trying again: {address}", address=shown.server)
    note = words.text("A code lasts ten minutes. Then a new one stands here.") if shown.code else ""
    top = _paragraph(painter, heading, Face(scale.type_size(11), 600), theme.ink, inner, balance=True)
    foot = _from_below(painter, note, Face(scale.type_size(24)), theme.mute, inner)
    room = pygame.Rect(inner.x, 0, inner.width, min(scale.u(30), inner.height // 3))
    face = fit_paragraph(where, Face(scale.type_size(17)), room, scale.u(3), painter.direction)
    foot = _from_below(
        painter,
        where,
        face,
        theme.ink,
        pygame.Rect(inner.x, inner.y, inner.width, foot - scale.u(1.5) - inner.y),
    )
    card = pygame.Rect(inner.x, top + scale.u(5), inner.width, foot - top - scale.u(10))
    _code(painter, scale, card, shown)
    return painter.texts


def _page(server: str) -> str:
    return f"{server}/staff/devices"


def _code(painter: Painter, scale: Scale, room: pygame.Rect, shown: Shown) -> None:
    """As large as there is room; on a screen that stands upright in two lines."""
    if not shown.code:
        return
    lines = shown.code.split("-") if scale.portrait else [shown.code]
    card = room
    if scale.portrait:
        card = room.inflate(0, -max(0, room.height - room.width))
    shapes.rounded(painter.surface, card, painter.theme.card, scale.radius)
    inside = card.inflate(-2 * scale.u(6), -2 * scale.u(3))
    step = inside.height // len(lines)
    face = Face(round(step * 0.72), 700, TRACKING)
    for words in lines:
        face = fit(words, face, inside.width, scale.u(8))
    for number, words in enumerate(lines):
        row = pygame.Rect(inside.x, inside.y + number * step, inside.width, step)
        painter.line(words, face, painter.theme.ink, row, "middle", "ltr")


def _paragraph(
    painter: Painter,
    words: str,
    face: Face,
    colour: tuple[int, int, int],
    box: pygame.Rect,
    *,
    balance: bool = False,
) -> int:
    """Draw from the top of a box; returns where it ends."""
    face = fit_paragraph(
        words, face, pygame.Rect(0, 0, box.width, 2 * line_height(face)), 12, painter.direction
    )
    return painter.paragraph(words, face, colour, box, balance=balance).bottom


def _from_below(
    painter: Painter, words: str, face: Face, colour: tuple[int, int, int], box: pygame.Rect
) -> int:
    """Draw up from the foot of a box; returns where it begins."""
    if not words:
        return box.bottom
    lines = lines_in(words, face, box, painter.direction, balance=True)
    step = line_height(face)
    top = box.bottom - step * len(lines)
    for number, line in enumerate(lines):
        painter.line(line, face, colour, pygame.Rect(box.x, top + number * step, box.width, step))
    return top
