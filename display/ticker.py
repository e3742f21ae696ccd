"""The line that runs along the foot: drawn once onto long strips, of which a part is shown at each moment.

Words run the way they are read: to the left in English, to the right in Arabic. Languages of one direction follow each
other; those of the other come when these have gone.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import pygame

from display.layout import Sizes
from display.plates import begins
from kit import text
from kit.drawing.cache import tinted
from kit.drawing.paint import Painter
from kit.drawing.theme import Theme
from kit.lobby.view import Words
from kit.text import Face, measure, wrap

SPEED_EMS = 1.6  # a second: about three letters, which can be read aloud from across a room
_GAP_EMS = 3.0


class Ticker:
    """A strip of its own at the foot. It knows no clock: where its words are follows from the seconds it is given.

    `long`: words of it are wider than the screen, so it runs; others stand still and take turns.
    """

    def __init__(self, measures: Sizes, rect: pygame.Rect, texts: Sequence[Words], theme: Theme) -> None:
        self.rect = rect
        self._measures = measures
        self._texts = texts
        self._theme = theme
        self._face = Face(measures.text)
        self._room = rect.width - 2 * measures.margin
        self._gap = round(measures.text * _GAP_EMS)
        widths = [measure(each.text, self._face, each.direction) for each in texts]
        self.long = max(widths, default=0) > self._room
        self._groups = [
            [
                (words, width + self._gap)
                for words, width in zip(texts, widths, strict=True)
                if words.direction == way
            ]
            for way in dict.fromkeys(each.direction for each in texts)
        ]

    @property
    def pieces(self) -> list[Words]:
        """Its words in pieces that fit, to be shown in turn where nothing moves."""
        return [
            Words(line, each.direction, each.language)
            for each in self._texts
            for line in wrap(each.text, self._face, self._room, each.direction, balance=True)
        ]

    def draw(self, surface: pygame.Surface, seconds: float) -> pygame.Rect:
        """Draw where the words are after so many seconds; returns the part of the surface that changed."""
        before = surface.get_clip()
        surface.set_clip(self.rect.clip(before))
        if len(self._groups) > 1:
            _ground(self._measures, surface, self.rect, self._theme)
        for words, at, width in self._passing(round(seconds * SPEED_EMS * self._measures.text)):
            if at < self.rect.width and at + width > 0:
                strip = _strip(self._measures, words, self._theme, surface.get_bitsize(), surface.get_masks())
                x = self.rect.x + at if words.direction == "ltr" else self.rect.right - at - width
                surface.blit(strip, (x, self.rect.y))
        surface.set_clip(before)
        return self.rect

    def _passing(self, gone: int) -> Iterator[tuple[Words, int, int]]:
        """Each text after `gone` pixels, how far it still has to the edge where it leaves, and how wide it is."""
        lengths = [sum(width for _, width in group) for group in self._groups]
        if len(self._groups) == 1:  # it goes on for ever
            at = -(gone % lengths[0])
            while at < self.rect.width:
                for words, width in self._groups[0]:
                    yield words, at, width
                    at += width
            return
        # Each comes in from its own side, and has left before the next one comes.
        gone %= sum(lengths) + len(lengths) * self.rect.width
        for group, length in zip(self._groups, lengths, strict=True):
            if gone < length + self.rect.width:
                at = self.rect.width - gone
                for words, width in group:
                    yield words, at, width
                    at += width
                return
            gone -= length + self.rect.width

    def draw_still(self, painter: Painter, turn: int) -> None:
        """Draw it without movement: whole, or the piece whose turn it is."""
        _ground(self._measures, painter.surface, self.rect, self._theme)
        pieces = self.pieces
        words = pieces[turn % len(pieces)]
        inner = self.rect.inflate(-2 * self._measures.margin, 0)
        own_way = begins(painter, words.direction)
        painter.line(words.text, self._face, self._theme.ink, inner, own_way, words.direction)


@lru_cache(maxsize=8)
def _strip(
    measures: Sizes, words: Words, theme: Theme, bits: int, masks: tuple[int, int, int, int]
) -> pygame.Surface:
    """The words and a gap, opaque and in the screen's own format: a blit is then no more than a copy."""
    line = text.line(words.text, Face(measures.text), words.direction)
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
