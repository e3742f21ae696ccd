"""What the kiosk's screens share: one page being drawn, its header, its buttons, and what can be touched on it.

Layouts are thought from left to right in pixels of the upright screen; `Page` mirrors them where the language does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import pygame

from kiosk import state as s
from kiosk.screens import buttons
from kiosk.screens.buttons import Look
from kit.drawing import focus, pictures, shapes, widgets
from kit.drawing.dress import PLAIN, Dress
from kit.drawing.paint import Painter
from kit.drawing.scale import Scale
from kit.drawing.theme import Colour, Theme
from kit.language import Catalog, catalog, clock, day_and_clock
from kit.ownway import unmarked
from kit.text import Face, Weight, line_height, measure, wrap

__all__ = ["Look", "Page", "Target", "View", "header", "header_height", "heading_face", "mark", "mark_width"]


@dataclass(frozen=True, slots=True)
class Target(focus.Target):
    """Something to touch: what it means, and how it is read aloud. Inputs with a key still lack it."""

    means: s.Input
    label: str = ""


@dataclass(frozen=True)
class View:
    """How the state is looked at: on which screen, when, what is pressed or focused there, and how it is dressed.

    `dress` is this machine's theme file; its logo is the site's where the kiosk has that as a file.
    """

    scale: Scale
    now: float
    moment: datetime
    pressed: str | None = None
    focused: str | None = None
    dress: Dress = PLAIN


@dataclass
class Page:
    """One picture being drawn; `codes` are its QR codes with their white margins, on the glass.

    `main` is the control that whoever goes by keys begins on, where that is not the first; "" for none yet.
    """

    painter: Painter
    state: s.State
    view: View
    targets: list[Target] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    codes: list[pygame.Rect] = field(default_factory=list)
    main: str | None = None

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

        The lower half of a small panel has room for three rows only without the margin below them; a ticket's screen
        needs fewer, and has its time running down there.
        """
        inner = self.inner
        if not self.state.eased.low:
            return inner
        top = max(inner.y, -(-self.scale.height // 2))
        rows = 3 if not isinstance(self.state.screen, s.Printing | s.Done | s.NoPaper) else 0
        bottom = max(inner.bottom, min(self.scale.height, top + rows * self.scale.touch))
        return pygame.Rect(inner.x, top, inner.width, bottom - top)

    @property
    def foot(self) -> pygame.Rect:
        """The last row of every screen: the eases stand at its end, what leads back at its start.

        While it is read aloud, louder, softer and again stand there, too: in a row of their own above the eases where
        the screen is too narrow for all of them.
        """
        controls, high = self.controls, self.scale.touch
        high = 2 * high + self.tight if self._speech_above else high
        return pygame.Rect(controls.x, controls.bottom - high, controls.width, high)

    @property
    def tight(self) -> int:
        """Room between the small squares of the foot."""
        return self.scale.u(1.2)

    @property
    def _speech_above(self) -> bool:
        squares = 8  # four eases, three for the speech, and what leads back
        return (
            self.state.eased.speech
            and squares * self.scale.touch + 6 * self.tight + self.scale.gap > self.controls.width
        )

    @property
    def eases(self) -> pygame.Rect:
        """The end of the foot: a square each for larger text, contrast, low reach and reading aloud, and the speech."""
        foot, side = self.foot, self.scale.touch
        count = 7 if self.state.eased.speech and not self._speech_above else 4
        wide = count * side + (count - 1) * self.tight
        return pygame.Rect(foot.right - wide, foot.bottom - side, wide, side)

    @property
    def beside_eases(self) -> pygame.Rect:
        """The start of the foot, as far as the eases leave it."""
        foot, eases = self.foot, self.eases
        return pygame.Rect(foot.x, eases.y, eases.x - self.scale.gap - foot.x, eases.height)

    def say(self, *sentences: str) -> None:
        """What is read aloud when the screen comes up, in this order: what a sighted person reads first."""
        self.spoken += [unmarked(each) for each in sentences if each]

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
        self.targets.append(Target(name, placed, means, unmarked(label)))
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
        icon: str | None = None,
        label: str = "",
    ) -> None:
        """Draw a button and make it touchable; a `resting` one shows but does nothing now.

        `icon` is one of kit/icon_names.py, or chevron_left and chevron_right to turn pages. It is read aloud as
        `label`, by default its words.
        """
        resting = look == "resting"
        placed = self.painter.flip(rect) if resting else self.touchable(name, rect, means, label or words)
        self.ring(name, placed)
        buttons.paint(self, name, words, rect, look, icon)

    def button_ink(self, name: str, look: Look) -> Colour:
        """The colour of a button's words, for who draws something of its own onto one."""
        return buttons.colours(self.theme, look, pressed=self.view.pressed == name)[2]


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
    left = mark(page, inner.y, high) + scale.u(2)
    face, quiet = page.face(scale.body, 600), page.face(scale.body)
    room = inner.right - left - scale.gap - page.width(name, face)
    told = _told_time(page, quiet, room)
    wide = page.width(told, quiet)
    page.line(told, quiet, page.theme.mute, pygame.Rect(inner.right - wide, inner.y, wide, high), "end")
    end = inner.right - wide - (scale.gap if told else 0)
    page.line(name, face, page.theme.ink, pygame.Rect(left, inner.y, end - left, high))
    return inner.y + high


def _logo(page: Page, high: int) -> pygame.Surface | None:
    logo = page.view.dress.logo
    return pictures.logo(logo, high, page.inner.width // 3) if logo is not None else None


def mark_width(page: Page, high: int) -> int:
    """How wide the site's mark is at this height."""
    picture = _logo(page, high)
    width = high if picture is None else picture.get_width()
    return width + (2 * page.scale.u(1) if picture is not None and page.theme.dark else 0)


def mark(page: Page, top: int, high: int) -> int:
    """Draw the site's logo, or its first letter in a square, at the start of a row; return where it ends."""
    inner, picture = page.inner, _logo(page, high)
    name = page.state.services.site.name if page.state.services else ""
    if picture is None:
        square = pygame.Rect(inner.x, top, high, high)
        shapes.rounded(page.painter.surface, page.painter.flip(square), page.theme.action, round(high * 0.22))
        page.line(
            name[:1].upper(), page.face(round(high * 0.55), 700), page.theme.on_action, square, "middle"
        )
        return square.right
    plate = pygame.Rect(inner.x, top, picture.get_width(), high)
    if page.theme.dark:  # a logo is made for white paper
        plate.width += 2 * page.scale.u(1)
        shapes.rounded(page.painter.surface, page.painter.flip(plate), (255, 255, 255), page.scale.u(1))
    page.painter.surface.blit(picture, picture.get_rect(center=page.painter.flip(plate).center))
    return plate.right


def _told_time(page: Page, quiet: Face, room: int) -> str:
    """The day and the time, the time alone, or nothing, as there is room."""
    moment, code = page.view.moment, page.state.language
    ways = day_and_clock(moment, code, page.zone), clock(moment, code, page.zone), ""
    return next(each for each in ways if not each or page.width(each, quiet) <= room)
