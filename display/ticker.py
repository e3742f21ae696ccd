"""The line that runs along the foot: drawn once onto a long strip, of which a part is shown at each moment."""

from functools import lru_cache

import pygame

from display.layout import Sizes
from kit import text
from kit.drawing.cache import tinted
from kit.drawing.paint import Painter
from kit.drawing.theme import Theme
from kit.language.table import Direction
from kit.lobby.view import View
from kit.text import Face, measure, wrap

SPEED_EMS = 1.6  # a second: about three letters, which can be read aloud from across a room
_GAP_EMS = 3.0


class Ticker:
    """A strip of its own at the foot. It knows no clock: where its words are follows from the seconds it is given."""

    def __init__(self, measures: Sizes, rect: pygame.Rect, view: View, theme: Theme) -> None:
        self.rect = rect
        self._measures = measures
        self._words = view.ticker
        self._direction = view.direction
        self._theme = theme
        self._face = Face(measures.text)
        self._room = rect.width - 2 * measures.margin

    @property
    def long(self) -> bool:
        """Whether its words are wider than the screen; others stand still."""
        return measure(self._words, self._face, self._direction) > self._room

    @property
    def lines(self) -> list[str]:
        """Its words in pieces that fit, for who wants nothing to move."""
        return wrap(self._words, self._face, self._room, self._direction, balance=True)

    def draw(self, surface: pygame.Surface, seconds: float) -> pygame.Rect:
        """Draw where the words are after so many seconds; returns the part of the surface that changed."""
        strip = _strip(
            self._measures,
            self._words,
            self._direction,
            self._theme,
            surface.get_bitsize(),
            surface.get_masks(),
        )
        gone = round(seconds * SPEED_EMS * self._measures.text) % strip.get_width()
        before = surface.get_clip()
        surface.set_clip(self.rect.clip(before))
        # Reading goes on from the other side: to the left in English, to the right in Arabic.
        x = self.rect.x - gone if self._direction == "ltr" else self.rect.right - strip.get_width() + gone
        while x > self.rect.x:
            x -= strip.get_width()
        while x < self.rect.right:
            surface.blit(strip, (x, self.rect.y))
            x += strip.get_width()
        surface.set_clip(before)
        return self.rect

    def draw_still(self, painter: Painter, turn: int) -> None:
        """Draw it without movement: whole, or the piece whose turn it is."""
        _ground(self._measures, painter.surface, self.rect, self._theme)
        lines = self.lines
        inner = self.rect.inflate(-2 * self._measures.margin, 0)
        painter.line(lines[turn % len(lines)], self._face, self._theme.ink, inner)


@lru_cache(maxsize=1)
def _strip(
    measures: Sizes,
    words: str,
    direction: Direction,
    theme: Theme,
    bits: int,
    masks: tuple[int, int, int, int],
) -> pygame.Surface:
    """The words and a gap, opaque and in the screen's own format: a blit is then no more than a copy."""
    line = text.line(words, Face(measures.text), direction)
    gap = round(measures.text * _GAP_EMS)
    strip = pygame.Surface((line.width + gap, measures.tall(1)), 0, bits, masks)
    _ground(measures, strip, strip.get_rect(), theme)
    baseline = strip.get_height() // 2 + (line.cap_height + 1) // 2
    strip.blit(tinted(line.mask, theme.ink), (gap // 2, baseline - line.ascent))
    return strip


def _ground(measures: Sizes, surface: pygame.Surface, rect: pygame.Rect, theme: Theme) -> None:
    """The strip without its words: lighter than the band, from which a line keeps it apart."""
    surface.fill(theme.page, rect)
    surface.fill(theme.line, pygame.Rect(rect.x, rect.y, rect.width, measures.scale.u(0.2)))
