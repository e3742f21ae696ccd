"""How a button looks: its colours, and its words with an icon before or after them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import pygame

from kit.drawing import icons, shapes
from kit.drawing.paint import fit
from kit.drawing.theme import Colour, Theme
from kit.text import Face, line, line_height, wrap

if TYPE_CHECKING:
    from kiosk.screens.common import Page

Look = Literal["plain", "primary", "chosen", "resting"]
_AFTER = "chevron_right"  # the one icon that stands after its words: onwards
BACK = "arrow-left"  # back to the screen before: a chevron turns pages
_ICON_ALONE = 0.5  # of the button's smaller side


def paint(page: Page, name: str, words: str, rect: pygame.Rect, look: Look, icon: str | None) -> None:
    """Draw a button over a rectangle of the layout: one line, or two where it is high enough and they are needed."""
    scale, placed = page.scale, page.painter.flip(rect)
    fill, edge, ink = colours(page.theme, look, pressed=page.view.pressed == name)
    # What is chosen has a thicker edge as well, for who does not see the colour; what rests has a broken one.
    thick = {"primary": 0, "chosen": 2 * scale.outline}.get(look, scale.outline)
    if look == "resting":
        shapes.dashed(page.painter.surface, placed, fill, edge, scale.radius, thick)
    else:
        shapes.rounded(page.painter.surface, placed, fill, scale.radius, edge, thick)
    inside = rect.inflate(-2 * scale.u(1), 0)
    if icon is not None and not words:
        side = round(min(rect.size) * _ICON_ALONE)
        mark = pygame.Rect(0, 0, side, side)
        mark.center = rect.center
        _icon(page, icon, mark, ink)
        return
    size = scale.title if look == "primary" else scale.body
    face = page.face(size, 600)
    if icon is not None:
        _with_icon(page, words, face, ink, inside, icon)
        return
    _words(page, words, face, ink, inside, "middle")


def colours(theme: Theme, look: Look, *, pressed: bool) -> tuple[Colour, Colour, Colour]:
    """Fill, outline and text of a button."""
    if look == "primary":
        return (theme.action_down if pressed else theme.action), theme.action, theme.on_action
    if look == "resting":
        return theme.page, theme.edge, theme.mute
    if look == "chosen" or pressed:
        return theme.wash, theme.action, theme.on_wash
    return theme.card, theme.edge, theme.ink


def _words(
    page: Page, words: str, face: Face, ink: Colour, box: pygame.Rect, align: Literal["start", "middle"]
) -> None:
    one = fit(words, face, box.width - 2 * page.scale.u(3), page.scale.body, page.painter.direction)
    if page.width(words, one) <= box.width or box.height < 2 * line_height(one):
        page.line(words, one, ink, box.move(0, -lift(words, one)), align)
        return
    page.painter.paragraph(words, one, ink, page.painter.flip(box), align, balance=True, middle=True)


@lru_cache(maxsize=256)
def lift(words: str, face: Face) -> int:
    """How far below the middle of capitals the middle of Arabic words is, whose tails go deep; 0 of all others."""
    if not any("\u0600" <= each <= "\u06ff" for each in words):
        return 0
    drawn = line(words, face, "rtl")
    _, top, _, bottom = drawn.mask.getbbox() or (0, 0, 0, 0)
    return (top + bottom) // 2 - (drawn.ascent - drawn.cap_height // 2)


def _with_icon(page: Page, words: str, face: Face, ink: Colour, inside: pygame.Rect, icon: str) -> None:
    face = fit(words, face, inside.width, page.scale.body, page.painter.direction)
    side, gap = round(face.size_px * 0.9), page.scale.u(1)
    room = inside.width - side - gap
    broken = wrap(words, face, room, page.painter.direction, balance=True)
    wide = min(max(page.width(each, face) for each in broken), room)
    left = inside.x + (inside.width - wide - side - gap) // 2
    after = icon == _AFTER
    mark = pygame.Rect(left + wide + gap if after else left, inside.centery - side // 2, side, side)
    _icon(page, icon, mark, ink)
    start = left if after else left + side + gap
    _words(page, words, face, ink, pygame.Rect(start, inside.y, wide, inside.height), "start")


def _icon(page: Page, icon: str, mark: pygame.Rect, ink: Colour) -> None:
    surface, placed = page.painter.surface, page.painter.flip(mark)
    if icon == "chevron_left" or icon == "chevron_right":
        back = icon == "chevron_left"
        mirrored = page.painter.direction == "rtl"
        shapes.icon(surface, placed, "chevron_left" if back != mirrored else "chevron_right", ink)
    elif icon == "check":
        shapes.icon(surface, placed, "check", ink)
    elif icon == BACK:
        icons.draw(surface, placed, icon, ink, mirrored=page.painter.direction == "rtl")
    else:
        icons.draw(surface, placed, icon, ink)
