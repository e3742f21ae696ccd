"""What the kiosk's screens share: one page being drawn, its header, its buttons, and what can be touched on it.

Layouts are thought from left to right in pixels of the upright screen; `Page` mirrors them where the language does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import pygame

from kiosk import state as s
from kit.drawing import focus, shapes, widgets
from kit.drawing.paint import Painter, fit
from kit.drawing.scale import Scale
from kit.drawing.theme import Colour, Theme
from kit.language import Catalog, catalog, clock, day_and_clock
from kit.text import Face, Weight, line_height, measure, wrap

Look = Literal["plain", "primary", "chosen", "resting"]


@dataclass(frozen=True, slots=True)
class Target(focus.Target):
    """Something to touch: what it means, and how it is read aloud. Inputs with a key still lack it."""

    means: s.Input
    label: str = ""


@dataclass(frozen=True)
class View:
    """How the state is looked at: on which screen, when, and what is pressed or focused there."""

    scale: Scale
    now: float
    moment: datetime
    pressed: str | None = None
    focused: str | None = None


@dataclass
class Page:
    """One picture being drawn."""

    painter: Painter
    state: s.State
    view: View
    targets: list[Target] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)

    @property
    def theme(self) -> Theme:
        """The colours."""
        return self.painter.theme

    @property
    def scale(self) -> Scale:
        """The screen's sizes."""
        return self.view.scale

    @property
    def catalog(self) -> Catalog:
        """The sentences in the customer's language."""
        return catalog(self.state.language)

    @property
    def zone(self) -> str:
        """The site's time zone."""
        return self.state.services.site.timezone if self.state.services else "UTC"

    @property
    def inner(self) -> pygame.Rect:
        """The screen without its margins."""
        margin = self.scale.margin
        return pygame.Rect(0, 0, self.scale.width, self.scale.height).inflate(-2 * margin, -2 * margin)

    @property
    def controls(self) -> pygame.Rect:
        """Where there may be something to touch: with low reach the lower half of `inner`, else the whole of it.

        The lower half of a small panel has room for three rows only without the margin below them.
        """
        inner = self.inner
        if not self.state.eased.low:
            return inner
        top = max(inner.y, -(-self.scale.height // 2))
        bottom = max(inner.bottom, min(self.scale.height, top + 3 * self.scale.touch))
        return pygame.Rect(inner.x, top, inner.width, bottom - top)

    @property
    def foot(self) -> pygame.Rect:
        """The last row of every screen: the four eases stand at its end, what leads back at its start."""
        controls, high = self.controls, self.scale.touch
        return pygame.Rect(controls.x, controls.bottom - high, controls.width, high)

    @property
    def eases(self) -> pygame.Rect:
        """The end of the foot: a square each for larger text, contrast, low reach and reading aloud."""
        foot, gap = self.foot, self.scale.gap
        wide = 4 * foot.height + 3 * gap
        return pygame.Rect(foot.right - wide, foot.y, wide, foot.height)

    @property
    def beside_eases(self) -> pygame.Rect:
        """The start of the foot, as far as the eases leave it."""
        foot, eases = self.foot, self.eases
        return pygame.Rect(foot.x, foot.y, eases.x - self.scale.gap - foot.x, foot.height)

    def say(self, *sentences: str) -> None:
        """What is read aloud when the screen comes up, in this order: what a sighted person reads first."""
        self.spoken += [each for each in sentences if each]

    def face(self, size: int, weight: Weight = 400) -> Face:
        """A face of this size, in the product's one family."""
        return Face(size, weight)

    def width(self, words: str, face: Face) -> int:
        """How wide a line would be."""
        return measure(words, face, self.painter.direction)

    def height(self, words: str, face: Face, width: int) -> int:
        """How high a paragraph would be."""
        return line_height(face) * len(wrap(words, face, width, self.painter.direction))

    def paragraph(
        self, words: str, face: Face, colour: Colour, box: pygame.Rect, *, middle: bool = False
    ) -> None:
        """Draw a paragraph from the top of a box, or in the middle of it."""
        self.painter.paragraph(words, face, colour, self.painter.flip(box), middle=middle)

    def line(
        self,
        words: str,
        face: Face,
        colour: Colour,
        box: pygame.Rect,
        align: Literal["start", "middle", "end"] = "start",
    ) -> None:
        """Draw a line that was measured to fit."""
        self.painter.line(words, face, colour, self.painter.flip(box), align)

    def heading(self, words: str, box: pygame.Rect, lines: int = 1) -> int:
        """Draw a heading as large as fits `lines` lines; return the height it took."""
        face = heading_face(self, words, box.width, lines)
        height = self.height(words, face, box.width)
        self.painter.paragraph(
            words,
            face,
            self.theme.ink,
            self.painter.flip(pygame.Rect(box.x, box.y, box.width, height)),
            balance=lines > 1,
        )
        return height

    def touchable(self, name: str, rect: pygame.Rect, means: s.Input, label: str = "") -> pygame.Rect:
        """Make a rectangle of the layout something to touch, read aloud as `label`; where it is on the glass."""
        placed = self.painter.flip(rect)
        self.targets.append(Target(name, placed, means, label))
        return placed

    def ring(self, name: str, placed: pygame.Rect) -> None:
        """Show that the keys are on this target: a ring around it, with air between."""
        if self.view.focused == name:
            widgets.ring(self.painter, self.scale, placed, self.theme.focus)

    def button(
        self,
        name: str,
        words: str,
        rect: pygame.Rect,
        means: s.Input,
        look: Look = "plain",
        icon: shapes.Icon | None = None,
        label: str = "",
    ) -> None:
        """Draw a button and make it touchable; a `resting` one shows but does nothing now.

        It is read aloud as `label`, by default its words.
        """
        resting = look == "resting"
        placed = self.painter.flip(rect) if resting else self.touchable(name, rect, means, label or words)
        self.ring(name, placed)
        fill, edge, ink = _button_colours(self.theme, look, pressed=self.view.pressed == name)
        thick = self.scale.outline if look != "primary" else 0
        shapes.rounded(self.painter.surface, placed, fill, self.scale.radius, edge, thick)
        inside = rect.inflate(-2 * self.scale.u(1), 0)
        size = self.scale.title if look == "primary" else self.scale.body
        face = self.face(size, 600)
        if icon is not None:
            self._with_icon(words, face, ink, inside, icon)
            return
        face = fit(words, face, inside.width, self.scale.body, self.painter.direction)
        self.line(words, face, ink, inside, "middle")

    def _with_icon(self, words: str, face: Face, ink: Colour, inside: pygame.Rect, icon: shapes.Icon) -> None:
        side = round(face.size_px * 0.9)
        back = icon == "chevron_left"
        room = inside.width if not words else inside.width - side - self.scale.u(1)
        wide = min(self.width(words, face), room) if words else 0
        left = inside.x + (inside.width - wide - side - (self.scale.u(1) if words else 0)) // 2
        mark = pygame.Rect(
            left if back else left + wide + self.scale.u(1), inside.centery - side // 2, side, side
        )
        if not words:
            mark.centerx = inside.centerx
        if self.painter.direction == "rtl":
            icon = "chevron_right" if back else "chevron_left"
        shapes.icon(self.painter.surface, self.painter.flip(mark), icon, ink)
        if words:
            start = left + side + self.scale.u(1) if back else left
            self.line(
                words,
                face,
                ink,
                pygame.Rect(start, inside.y, wide, inside.height),
            )


def _button_colours(theme: Theme, look: Look, *, pressed: bool) -> tuple[Colour, Colour, Colour]:
    """Fill, outline and text of a button."""
    if look == "primary":
        return (theme.action_down if pressed else theme.action), theme.action, theme.on_action
    if look == "resting":
        return theme.page, theme.line, theme.mute
    if look == "chosen" or pressed:
        return theme.wash, theme.action, theme.on_wash
    return theme.card, theme.edge, theme.ink


def heading_face(page: Page, words: str, width: int, lines: int = 1) -> Face:
    """The largest heading that needs no more than `lines` lines, never below the size of plain text."""
    size = page.scale.heading
    while size > page.scale.body:
        face = page.face(size, 600)
        if len(wrap(words, face, width, page.painter.direction)) <= lines:
            return face
        size -= 2
    return page.face(page.scale.body, 600)


def header_height(scale: Scale) -> int:
    """How high the line with the site's name is."""
    return max(scale.u(6.5), round(scale.body * 1.4))


def header(page: Page) -> int:
    """Draw the site's mark and name, and the day and clock; return the row below it."""
    scale, inner = page.scale, page.inner
    high = header_height(scale)
    services = page.state.services
    if services is None:
        return inner.y + high
    name = services.site.name
    mark = pygame.Rect(inner.x, inner.y, high, high)
    shapes.rounded(page.painter.surface, page.painter.flip(mark), page.theme.action, round(high * 0.22))
    page.line(name[:1].upper(), page.face(round(high * 0.55), 700), page.theme.on_action, mark, "middle")
    face, quiet = page.face(scale.body, 600), page.face(scale.body)
    left = mark.right + scale.u(2)
    time = clock(page.view.moment, page.state.language, page.zone)
    told = day_and_clock(page.view.moment, page.state.language, page.zone)
    if page.width(told, quiet) + page.width(name, face) + left + scale.gap > inner.right:
        told = time
    wide = page.width(told, quiet)
    page.line(told, quiet, page.theme.mute, pygame.Rect(inner.right - wide, inner.y, wide, high), "end")
    page.line(
        name, face, page.theme.ink, pygame.Rect(left, inner.y, inner.right - wide - scale.gap - left, high)
    )
    return mark.bottom
