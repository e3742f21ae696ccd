"""Draws a lobby screen: the calls or the greeting, the lists, and at the foot what everybody should know."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import pygame

from display.band import draw_band
from display.call_card import draw_calls, touched
from display.closed import by_night, draw_dim, draw_shut
from display.greeting import draw_greeting
from display.layout import Sizes, sizes
from display.lists import Spot, draw_page
from display.plan import Plan, plan_of
from display.strips import draw_strips
from display.ticker import Ticker
from kit.drawing.paint import Painter, TextBox
from kit.drawing.theme import LOBBY, Theme
from kit.lobby.view import View

TURN_S = 10.0  # how long a page stays where several take turns
_NOTHING = pygame.Rect(0, 0, 0, 0)
_NO_PICTURES: Mapping[str, Path] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Motion:
    """Where everything is that moves.

    The newest call: `slide` from 0 (still outside) to 1 (in its place), `glow` from 0 to 1; and `flash` from 0 to 1,
    its edge where it cannot be heard. `turn` counts up each TURN_S: whose turn it is among what does not fit at once.
    `seconds` of a steady clock move the ticker; None: nothing may move, and it takes turns instead.
    """

    slide: float = 1.0
    glow: float = 0.0
    flash: float = 1.0
    turn: int = 0
    seconds: float | None = None


STILL = Motion()


@dataclass(frozen=True, slots=True)
class Wear:
    """What a screen wears and shows besides the words: colours, the site's logo, the slides' pictures."""

    theme: Theme = LOBBY
    logo: Path | None = None
    pictures: Mapping[str, Path] = field(default_factory=lambda: _NO_PICTURES)

    @property
    def key(self) -> Hashable:
        """Another one for whatever looks different."""
        return self.theme, self.logo, tuple(sorted(self.pictures.items()))


def draw(
    surface: pygame.Surface,
    view: View,
    *,
    diagonal: float | None = None,
    motion: Motion = STILL,
    shift: tuple[int, int] = (0, 0),
    theme: Theme = LOBBY,
    logo: Path | None = None,
    pictures: Mapping[str, Path] = _NO_PICTURES,
) -> list[TextBox]:
    """Draw a view onto the whole surface. Returns all lines of text drawn, for whoever checks them.

    Needs no window: any surface will do. `pictures`: of slides, by their name in the view, on this machine; one that is
    missing has not come yet.
    """
    screen = Screen(surface, diagonal)
    screen.show(view, motion=motion, shift=shift, theme=theme, logo=logo, pictures=pictures)
    return screen.texts


_Calls = tuple[Painter, Sizes, pygame.Rect]


class Screen:
    """A surface that shows one view after another, and draws no more of it again than has changed."""

    def __init__(self, surface: pygame.Surface, diagonal: float | None = None) -> None:
        self._surface = surface
        self._diagonal = diagonal
        self._drawn: Hashable = None
        self._motion = STILL
        self._shift = (0, 0)
        self._calls: _Calls | None = None
        self._ticker: Ticker | None = None  # one that moves
        self.texts: list[TextBox] = []
        self.pages = 1

    @property
    def moving(self) -> bool:
        """Whether the ticker runs, as long as it is given `seconds`."""
        return self._ticker is not None

    def show(
        self,
        view: View,
        *,
        motion: Motion = STILL,
        shift: tuple[int, int] = (0, 0),
        theme: Theme = LOBBY,
        logo: Path | None = None,
        pictures: Mapping[str, Path] = _NO_PICTURES,
    ) -> pygame.Rect:
        """Show a view. Returns the part of the surface that changed, of no size if nothing did.

        `shift`: the whole picture a few pixels to the right and down, so that nothing is burnt into the screen; what
        is at its edge goes on to the edge.
        """
        wear = Wear(theme, logo, pictures)
        still = motion.seconds is None
        turn = motion.turn if self.pages > 1 else 0
        key = (view, wear.key, shift, still, turn)
        before, self._motion = self._motion, motion
        if key != self._drawn:
            self._all(view, wear, motion, shift)
            self._drawn = (view, wear.key, shift, still, motion.turn if self.pages > 1 else 0)
            return self._surface.get_rect()
        changed = _NOTHING
        moved = (before.slide, before.glow, before.flash) != (motion.slide, motion.glow, motion.flash)
        if moved and self._calls is not None:
            changed = self._again(self._calls, view, motion)
        if self._ticker is not None and motion.seconds is not None and before.seconds != motion.seconds:
            strip = self._ticker.draw(self._surface, motion.seconds)
            changed = changed.union(strip) if changed.width else strip
        return changed.clip(self._surface.get_rect())

    def _all(self, view: View, wear: Wear, motion: Motion, shift: tuple[int, int]) -> None:
        if len(view.counters) == 1 and view.lines and view.counters[0].number:
            view = replace(view, counters=())  # the last calls say the same
        if view.side and not view.side.text and view.side.picture not in wear.pictures:
            view = replace(view, side=None)  # its picture has not come yet
        measures = sizes(self._surface.get_size(), view.distance, self._diagonal)
        dim = view.dim and not view.calls
        quiet = bool(view.shut) and not view.calls
        theme = by_night(wear.theme) if quiet else wear.theme
        painter = Painter(self._surface, theme, view.direction)
        self._surface.fill(theme.page)
        self._calls, self._ticker, self.pages, self._shift = None, None, 1, shift
        if dim:
            draw_dim(painter, measures, view)
        else:
            self._lit(painter, measures, view, wear, motion)
        self.texts = painter.texts
        if shift != (0, 0):
            # What was at the edge stays there: it is the page, or the band, and goes on.
            self._surface.scroll(*shift)
            self._tidy_edges(shift)
            self.texts = [_shifted(each, shift) for each in painter.texts]
        self._begin_ticker(motion)

    def _tidy_edges(self, shift: tuple[int, int]) -> None:
        """A card that slides in across the edge leaves nothing there."""
        if self._calls is not None:
            painter, measures, main = self._calls
            high = touched(measures, main).bottom + max(0, shift[1])
            for x in (0, self._surface.get_width() - abs(shift[0])):
                self._surface.fill(painter.theme.page, pygame.Rect(x, 0, abs(shift[0]), high))

    def _begin_ticker(self, motion: Motion) -> None:
        if self._ticker is not None and motion.seconds is not None:
            self._ticker.rect.y += self._shift[1]
            self._ticker.draw(self._surface, motion.seconds)

    def _lit(self, painter: Painter, measures: Sizes, view: View, wear: Wear, motion: Motion) -> None:
        quiet = bool(view.shut) and not view.calls
        plan = plan_of(painter, measures, view, quiet=quiet)
        self.pages = plan.pages
        if view.calls:
            self._calls = (painter, measures, plan.frame.main)
        clock = _draw_main(painter, measures, view, wear, motion, plan)
        for spot in plan.spots:
            draw_page(painter, measures, spot, view, spot.page(motion.turn), wear.pictures)
        draw_strips(painter, measures, plan.foot, plan.strips_bottom, motion.turn)
        if plan.bands:
            band = plan.bands[motion.turn % len(plan.bands)]
            draw_band(painter, measures, plan.band_rect, view, band, clock=clock)
        if plan.foot.ticker:
            self._draw_ticker(painter, measures, view, motion)

    def _draw_ticker(self, painter: Painter, measures: Sizes, view: View, motion: Motion) -> None:
        width, height = self._surface.get_size()
        high = measures.tall(1)
        ticker = Ticker(measures, pygame.Rect(0, height - high, width, high), view.ticker, painter.theme)
        if ticker.long and motion.seconds is not None:
            self._ticker = ticker
        else:
            ticker.draw_still(painter, motion.turn)
            self.pages = max(self.pages, len(ticker.pieces))

    def _again(self, calls: _Calls, view: View, motion: Motion) -> pygame.Rect:
        """Draw the calls alone once more."""
        painter, measures, main = calls
        changed = painter.flip(touched(measures, main)).move(self._shift).clip(self._surface.get_rect())
        self._surface.fill(painter.theme.page, changed)
        place = painter.flip(main).move(self._shift)
        draw_calls(
            Painter(self._surface, painter.theme, painter.direction),
            measures, place, view, motion.slide, motion.glow, motion.flash,
        )  # fmt: skip
        return changed


def _shifted(text: TextBox, shift: tuple[int, int]) -> TextBox:
    return TextBox(
        text.text, text.ink.move(shift), text.box.move(shift), text.size_px, text.colour, text.ground
    )


def _draw_main(painter: Painter, measures: Sizes, view: View, wear: Wear, motion: Motion, plan: Plan) -> bool:
    """Draw what is large; returns whether the time still needs a place."""
    main = plan.frame.main
    if view.calls:
        draw_calls(painter, measures, painter.flip(main), view, motion.slide, motion.glow, motion.flash)
    elif view.shut:
        draw_shut(painter, measures, main, view, wear.logo, motion.turn)
        return False
    elif plan.main:
        page = plan.main[motion.turn % len(plan.main)]
        draw_page(painter, measures, Spot(main, plan.main), view, page, wear.pictures)
    else:
        lists = plan.frame.lists is not None
        shown = draw_greeting(painter, measures, main, view, lists=lists, logo=wear.logo)
        return bool(view.clock) and not shown
    return bool(view.clock)
