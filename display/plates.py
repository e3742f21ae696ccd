"""Fields that words stand on; in a theme that has no washes they get an outline."""

import pygame

from display.layout import Sizes
from kit.drawing import shapes
from kit.drawing.paint import Align, Painter
from kit.drawing.theme import Colour, Theme
from kit.language.table import Direction


def plate(
    painter: Painter,
    measures: Sizes,
    rect: pygame.Rect,
    fill: Colour,
    edge: Colour | None = None,
    radius: int = 0,
) -> None:
    """Fill a rounded field. Where it would not stand off the page, its edge is drawn."""
    if edge is None and fill in (painter.theme.page, painter.theme.band):
        edge = painter.theme.edge
        thickness = max(painter.theme.outline_px, measures.scale.u(0.3))
    else:
        thickness = measures.scale.u(0.6)
    shapes.rounded(painter.surface, rect, fill, radius or measures.radius, edge, thickness)


def part(painter: Painter, rect: pygame.Rect, start: int, width: int) -> pygame.Rect:
    """Return a piece of a rectangle, `start` pixels from where reading begins."""
    x = rect.x + start if painter.direction == "ltr" else rect.right - start - width
    return pygame.Rect(x, rect.y, width, rect.height)


def begins(painter: Painter, direction: Direction) -> Align:
    """Where a text that is read this way begins, on a picture that may be read the other way."""
    return "start" if direction == painter.direction else "end"


def told_colours(theme: Theme, *, sorry: bool) -> tuple[Colour, Colour]:
    """Return ground and ink of what everybody should know: an apology in the colour of what is now, a message not.

    Where a wash has the same colour, a message stands on a card.
    """
    if sorry:
        return theme.now, theme.on_now
    return (theme.wash, theme.on_wash) if theme.wash != theme.now else (theme.card, theme.ink)
