"""Controls: buttons and cards, each drawn in one call, pressed and focused states included."""

from dataclasses import dataclass
from typing import Literal

import pygame

from kit.drawing import shapes
from kit.drawing.paint import Painter, fit, lines_in
from kit.drawing.scale import Scale
from kit.drawing.shapes import Icon
from kit.drawing.theme import Colour
from kit.language.table import Direction
from kit.text import Face, line_height, measure

Kind = Literal["primary", "plain", "chosen"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a control is just now."""

    pressed: bool = False
    focused: bool = False


IDLE = Look()


@dataclass(frozen=True, slots=True)
class Card:
    """A service to choose: a letter, what it is called, and how it is there now."""

    badge: str
    title: str
    note: str
    enabled: bool = True


def button(
    painter: Painter,
    scale: Scale,
    rect: pygame.Rect,
    label: str,
    kind: Kind = "plain",
    look: Look = IDLE,
    direction: Direction | None = None,
    icon: Icon | None = None,
) -> None:
    """Draw a button. `direction` is the label's where it is in a language of its own."""
    theme = painter.theme
    fill, ink, edge = _button_colours(painter, kind, look)
    shapes.rounded(painter.surface, rect, fill, scale.radius, edge, scale.outline if edge else 0)
    box = rect.inflate(-2 * scale.padding, 0)
    if icon is not None:
        side = round(scale.body * 0.8)
        place = pygame.Rect(0, 0, side, side)
        place.center = rect.center
        shapes.icon(painter.surface, place, icon, ink)
    size = scale.title if kind == "primary" else scale.body
    face = fit(label, Face(size, 600), box.width, round(scale.body * 0.8), direction or painter.direction)
    painter.line(label, face, ink, box, "middle", direction)
    if look.focused:
        ring(painter, scale, rect, theme.focus)


def _button_colours(painter: Painter, kind: Kind, look: Look) -> tuple[Colour, Colour, Colour | None]:
    theme = painter.theme
    if kind == "primary":
        return (theme.action_down if look.pressed else theme.action), theme.on_action, None
    if kind == "chosen" or look.pressed:
        return theme.wash, theme.on_wash, theme.action
    return theme.card, theme.ink, theme.edge


def card(painter: Painter, scale: Scale, rect: pygame.Rect, content: Card, look: Look = IDLE) -> None:
    """Draw a service's card: the letter in its badge, the name above, the note below."""
    theme, surface = painter.theme, painter.surface
    if not content.enabled:
        shapes.dashed(surface, rect, theme.page, theme.edge, scale.radius, scale.outline)
    else:
        fill, edge = (theme.wash, theme.action) if look.pressed else (theme.card, theme.edge)
        shapes.rounded(surface, rect, fill, scale.radius, edge, scale.outline)
    inner = rect.inflate(-2 * scale.padding, -2 * scale.padding)
    badge_box = _badge(painter, scale, inner, content, look)
    words = _beside(painter, inner, badge_box, scale.padding)
    ink = theme.ink if content.enabled else theme.mute
    _title_and_note(painter, scale, words, content, ink)
    if look.focused:
        ring(painter, scale, rect, theme.focus)


def _title_and_note(painter: Painter, scale: Scale, box: pygame.Rect, content: Card, ink: Colour) -> None:
    """Draw the name, on two lines where one is too short and the card is high enough, and the note below it."""
    title = fit(content.title, Face(scale.title, 600), box.width, scale.body, painter.direction)
    step = round(title.size_px * 1.25)
    lines = 1
    if measure(content.title, title, painter.direction) > box.width and box.height >= 3 * step:
        lines = 2
    names = lines_in(
        content.title, title, pygame.Rect(0, 0, box.width, lines * line_height(title)), painter.direction
    )
    row = pygame.Rect(box.x, box.centery - step * (len(names) + 1) // 2, box.width, step)
    for name in names:
        painter.line(name, title, ink, row)
        row = row.move(0, step)
    note = fit(content.note, Face(scale.body), box.width, round(scale.body * 0.85), painter.direction)
    painter.line(content.note, note, painter.theme.mute, row)


def _badge(painter: Painter, scale: Scale, inner: pygame.Rect, content: Card, look: Look) -> pygame.Rect:
    theme = painter.theme
    side = min(inner.height, round(scale.title * 2.2))
    box = pygame.Rect(0, 0, side, side)
    box.centery = inner.centery
    if painter.direction == "ltr":
        box.left = inner.left
    else:
        box.right = inner.right
    fill = theme.off if not content.enabled else theme.card if look.pressed else theme.badge
    shapes.rounded(painter.surface, box, fill, round(scale.radius * 0.6))
    ink = theme.on_badge if content.enabled else theme.mute
    face = fit(content.badge, Face(round(side * 0.58), 700), round(side * 0.86), round(side * 0.2))
    painter.line(content.badge, face, ink, box, "middle", "ltr")
    return box


def _beside(painter: Painter, inner: pygame.Rect, taken: pygame.Rect, gap: int) -> pygame.Rect:
    """Return what of a rectangle is left beside what was put at its start."""
    rest = inner.copy()
    rest.width = inner.width - taken.width - gap
    if painter.direction == "ltr":
        rest.left = taken.right + gap
    return rest


def ring(painter: Painter, scale: Scale, rect: pygame.Rect, colour: Colour) -> None:
    """Draw the focus ring around a control, apart from its edge."""
    gap, thickness = scale.outline, scale.outline + 1
    around = rect.inflate(2 * (gap + thickness), 2 * (gap + thickness))
    shapes.ring(painter.surface, around, colour, scale.radius + gap + thickness, thickness)
