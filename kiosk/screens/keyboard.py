"""A keyboard on the glass: one page of keys drawn into a rectangle, each at least a finger wide and high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pygame

from kiosk import state as s
from kiosk.screens import buttons, forms
from kiosk.screens.boards import Board, Key, Room, boards
from kiosk.screens.common import Page
from kiosk.screens.forms import Act
from kiosk.screens.layouts import Script, capital
from kit.drawing import widgets
from kit.text import Face

WORDY_COLUMNS = 8  # in fewer there is no room to say which keys come next
WORDY_CELLS = 12  # … nor in so few in all
SMALLER = 0.75  # of the letters, where one letter and a dash have no room on a key
WIDEST, HIGHEST = 1.7, 1.25  # of a finger: larger keys are farther apart, not easier to hit


@dataclass(frozen=True)
class Typing:
    """What the keys are for: `typed` so far, `capitals`: names begin with one; `other` is on a page of its own."""

    scripts: Sequence[Script]
    typed: str = ""
    number: int = 0
    capitals: bool = False
    other: Act | None = None


def full_width(page: Page) -> int:
    """How wide a keyboard may be: within the margins, on a narrow screen up to its edge in whole keys."""
    inner, touch = page.inner.width, page.scale.touch
    if inner // touch >= 12:
        return inner
    return max(inner // touch, (page.scale.width - 2) // touch) * touch


def pages(page: Page, typing: Typing, width: int, height: int) -> list[Board]:
    """The pages of keys that such a rectangle needs; none where it is too small for any."""
    touch = page.scale.touch
    room = Room(width // touch, height // touch)
    if room.columns >= WORDY_COLUMNS or (_to_words(page, typing) and room.cells >= WORDY_CELLS):
        room = replace(room, turn=2, brief=1 + _wide(page, "ÄÖÜ"))
    return boards(typing.scripts, room, other=typing.other is not None)


def _to_words(page: Page, typing: Typing) -> bool:
    """Whether keys lead to another kind of signs, and one cell has no room to say to which."""
    return bool(typing.scripts[0].parts) and _wide(page, "N–Z")


def _wide(page: Page, sign: str) -> bool:
    """Whether a sign of several letters has no room on a key of one cell."""
    return page.width(sign, page.face(page.scale.body, 600)) > page.scale.touch - page.scale.u(3)


def says(page: Page, key: Key) -> bool:
    """Whether a key that turns has room to say to what."""
    return _turning(page, key, page.scale.touch * key.span - 2 * _air(page))[0] == key.sign


def _turning(page: Page, key: Key, width: int) -> tuple[str, Face]:
    """What a key that turns says, and how: "H–N", or where the page begins, "H–"; "" where neither has room."""
    begins = key.sign.partition("–")[0][:1] + "–"
    for sign, size in ((key.sign, 1.0), (begins, 1.0), (begins, SMALLER)):
        face = page.face(round(page.scale.body * size), 600)
        if key.sign and page.width(sign, face) <= width - page.scale.u(1) - 2 * page.scale.outline:
            return sign, face
    return "", page.face(page.scale.body, 600)


def draw(page: Page, typing: Typing, found: Sequence[Board], whole: pygame.Rect) -> None:
    """Draw the page of keys that is shown, in the middle of the whole room for keys."""
    board = found[typing.number % len(found)]
    touch = page.scale.touch
    within = pygame.Rect(max(whole.x, page.inner.x), whole.y, 0, whole.height)
    within.width = min(whole.right, page.inner.right) - within.x
    # Its neighbours may need the screen up to its edge; a page of keys that does not stays within the margins.
    box = within if board.columns * touch <= within.width else whole
    wide = min(box.width // board.columns, round(touch * WIDEST))
    high = min(box.height // len(board.rows), round(touch * HIGHEST))
    top = box.y + (box.height - high * len(board.rows)) // 2
    focused: pygame.Rect | None = None
    for number, row in enumerate(board.rows):
        x = box.x + (box.width - wide * sum(key.span for key in row)) // 2
        for key in row:
            cell = pygame.Rect(x, top + number * high, wide * key.span, high)
            x += cell.width
            if (
                page.painter.direction == "rtl" and not board.mirrored
            ):  # Latin letters go on from left to right
                cell.x = box.x + box.right - cell.right
            placed = _key(page, typing, key, cell)
            focused = placed or focused
    if focused is not None:  # above the keys around it
        widgets.ring(page.painter, page.scale, focused, page.theme.focus)


def _air(page: Page) -> int:
    """Between a key and the cell that can be touched for it."""
    return max(2, page.scale.u(0.4))


def _key(page: Page, typing: Typing, key: Key, cell: pygame.Rect) -> pygame.Rect | None:
    """Draw one key; answers where it is if the focus is on it."""
    if key.role == "blank":
        return None
    name, means, label = _meaning(page, typing, key)
    page.touchable(name, cell, means, label)
    air = _air(page)
    face = cell.inflate(-2 * air, -2 * air)
    _face(page, typing, key, name, face)
    return page.painter.flip(face) if page.view.focused == name else None


def _meaning(page: Page, typing: Typing, key: Key) -> tuple[str, s.Input, str]:
    """A key's name, what it means, and how it is read aloud."""
    text = page.catalog.text
    match key.role:
        case "erase":
            return "key:erase", s.Erased(), text("Erase the last character")
        case "turn":
            return (
                f"key:turn:{key.sign}",
                s.PageTurned(key.step),
                text("More keys: {keys}", keys=key.sign or "?"),
            )
        case "space":
            return "key:space", s.Typed(" "), text("Space")
        case "other" if typing.other is not None:
            return typing.other.name, typing.other.means, typing.other.words
    begins = typing.capitals and (not typing.typed or typing.typed[-1] in " -'")
    shown = capital(key.sign)
    spoken = {"-": text("Hyphen"), "'": text("Apostrophe")}.get(key.sign, shown)
    return f"key:{key.sign}", s.Typed(shown if begins else key.sign), spoken


def _face(page: Page, typing: Typing, key: Key, name: str, rect: pygame.Rect) -> None:
    text = page.catalog.text
    bold = page.face(page.scale.body, 600)
    if key.role == "other" and typing.other is not None:
        buttons.paint(page, name, "", rect, "plain", None)
        ink = page.button_ink(name, "plain")
        box = page.painter.flip(rect.inflate(-2 * forms.padding(page), 0))
        page.painter.paragraph(typing.other.words, bold, ink, box, "middle", middle=True)
    elif key.role == "erase":
        buttons.paint(page, name, "", rect, "plain", "delete")
    elif key.role == "turn":
        said, face = _turning(page, key, rect.width)
        icon = "chevron_right" if key.sign else "circle-question-mark"
        buttons.paint(page, name, "", rect, "plain", None if said else icon)
        _sign(page, name, said, face, rect)
    elif key.role == "space":
        words = text("Space")
        fits = page.width(words, bold) <= rect.width - 2 * page.scale.u(1)
        buttons.paint(page, name, words if fits else "", rect, "plain", None)
        if not fits:
            _space_mark(page, name, page.painter.flip(rect))
    else:
        buttons.paint(page, name, "", rect, "plain", None)
        _sign(page, name, capital(key.sign), bold, rect)


def _sign(page: Page, name: str, shown: str, face: Face, rect: pygame.Rect) -> None:
    if shown:
        ink = page.button_ink(name, "plain")
        page.line(shown, face, ink, rect.move(0, -buttons.lift(shown, face)), "middle")


def _space_mark(page: Page, name: str, rect: pygame.Rect) -> None:
    """The open box that stands for a space."""
    ink, thick = page.button_ink(name, "plain"), max(2, page.scale.u(0.6))
    half, high = rect.width // 4, rect.height // 9
    left, right, foot = rect.centerx - half, rect.centerx + half, rect.centery + high
    points = [(left, foot - high), (left, foot), (right, foot), (right, foot - high)]
    pygame.draw.lines(page.painter.surface, ink, closed=False, points=points, width=thick)
