"""Draws whose house this is: the site's logo, or its first letter, with its name."""

from pathlib import Path

import pygame

from display.layout import Sizes
from display.plates import part
from kit.drawing import pictures, shapes
from kit.drawing.paint import Painter, lines_in
from kit.lobby.view import View
from kit.text import Face, line_height, measure, unbroken

_WIDE_LOGO = 5.0  # a logo is at most so many times as wide as high


def draw_head(painter: Painter, measures: Sizes, inner: pygame.Rect, view: View, logo: Path | None) -> int:
    """Draw the site's name at the top, on a second line where it is long; returns where it ends.

    Where a word of it is as wide as all the room there is, what stands before it is left out.
    """
    theme, face = painter.theme, Face(measures.text, 600)
    side = round(measures.text_capitals * 1.5)
    picture = pictures.logo(logo, side, round(side * _WIDE_LOGO)) if logo is not None else None
    badge = side if picture is None else picture.get_width()
    taken = badge + side // 3
    widest = max([measure(word, face, view.direction) for word in unbroken(view.site)] or [0])
    if widest > inner.width - taken:
        taken = 0
    if taken:
        place = part(painter, pygame.Rect(inner.x, inner.y, inner.width, side), 0, badge)
        if picture is not None:
            painter.surface.blit(picture, picture.get_rect(center=place.center))
        else:
            shapes.rounded(painter.surface, place, theme.badge, side // 5)
            letter = view.site.strip()[:1].upper()
            painter.line(letter, Face(measures.text, 700), theme.on_badge, place, "middle")
    name = part(painter, pygame.Rect(inner.x, inner.y, inner.width, side), taken, inner.width - taken)
    room = pygame.Rect(0, 0, name.width, 2 * line_height(face))
    lines = (
        lines_in(view.site, face, room, view.direction, balance=True) if widest <= name.width else [view.site]
    )
    for number, words in enumerate(lines):
        painter.line(words, face, theme.ink, name.move(0, number * measures.step))
    return name.bottom + (len(lines) - 1) * measures.step
