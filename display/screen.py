"""Draws a lobby screen: the calls or the greeting, the lists, and at the foot what everybody should know."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pygame

from display.band import Band, band_of, draw_band
from display.call_card import draw_calls, touched
from display.closed import by_night, draw_dim, draw_shut
from display.greeting import draw_greeting
from display.layout import Frame, Sizes, columns_in, frame, least_main, sizes
from display.lists import (
    Counters,
    Page,
    Slide,
    Spot,
    arrange,
    column_widths,
    columns_wanted,
    counter_pages,
    draw_page,
)
from display.strips import Foot, draw_strips, foot_of
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
        measures = sizes(self._surface.get_size(), view.distance, self._diagonal)
        dim = view.dim and not view.calls
        shut = view.shut if not view.calls else None
        theme = by_night(wear.theme) if shut is not None else wear.theme
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
            self.texts = [_shifted(each, shift) for each in painter.texts]
        self._begin_ticker(motion)

    def _begin_ticker(self, motion: Motion) -> None:
        if self._ticker is not None and motion.seconds is not None:
            self._ticker.rect.y += self._shift[1]
            self._ticker.draw(self._surface, motion.seconds)

    def _lit(self, painter: Painter, measures: Sizes, view: View, wear: Wear, motion: Motion) -> None:
        quiet = view.shut is not None and not view.calls
        plan = _plan(painter, measures, view, quiet=quiet)
        self.pages = plan.pages
        if view.calls:
            self._calls = (painter, measures, plan.frame.main)
        clock = _draw_main(painter, measures, view, wear, motion, plan)
        for spot in plan.spots:
            draw_page(painter, measures, spot, view, spot.page(motion.turn), wear.pictures)
        draw_strips(painter, measures, plan.foot, plan.strips_bottom, motion.turn)
        if plan.band is not None:
            draw_band(painter, measures, plan.band_rect, view, plan.band, clock=clock)
        if plan.foot.ticker:
            self._draw_ticker(painter, measures, view, motion)

    def _draw_ticker(self, painter: Painter, measures: Sizes, view: View, motion: Motion) -> None:
        width, height = self._surface.get_size()
        high = measures.tall(1)
        ticker = Ticker(measures, pygame.Rect(0, height - high, width, high), view, painter.theme)
        if ticker.long and motion.seconds is not None:
            self._ticker = ticker
        else:
            ticker.draw_still(painter, motion.turn)
            self.pages = max(self.pages, len(ticker.lines))

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


@dataclass(frozen=True, slots=True)
class _Plan:
    """What stands where: the large area and what takes turns in it, the lists, the foot."""

    frame: Frame
    main: tuple[Page, ...]
    spots: tuple[Spot, ...]
    foot: Foot
    band: Band | None
    band_rect: pygame.Rect
    strips_bottom: int  # where the strips above the band end

    @property
    def pages(self) -> int:
        """How many turns there are until everything has been shown."""
        return max([self.foot.pages, len(self.main), *(spot.number for spot in self.spots)])


def _plan(painter: Painter, measures: Sizes, view: View, *, quiet: bool) -> _Plan:
    width, height = painter.surface.get_size()
    calls = len(view.calls)
    for coming in (True, False):
        band = None if quiet and not view.notice else band_of(painter, measures, view, coming=coming)
        band_high = measures.band_line + (band.lines - 1) * measures.step if band else 0
        spare = height - 2 * measures.margin - band_high - least_main(measures, calls)
        foot = foot_of(measures, view, spare, quiet=quiet)
        if spare >= 0 and (len(foot.strips) or not view.apology):
            break
    ticker = measures.tall(1) if foot.ticker else 0
    strips = foot.height - ticker
    band_rect = pygame.Rect(0, height - band_high - ticker, width, band_high)
    page = pygame.Rect(
        measures.margin,
        measures.margin,
        width - 2 * measures.margin,
        band_rect.top - 2 * measures.margin - strips,
    )
    if quiet:
        return _Plan(Frame(page, None), (), (), foot, band, band_rect, band_rect.top - measures.margin)
    large, main, spots = _lists(measures, view, page)
    return _Plan(large, main, tuple(spots), foot, band, band_rect, band_rect.top - measures.margin)


def _lists(measures: Sizes, view: View, page: pygame.Rect) -> tuple[Frame, tuple[Page, ...], list[Spot]]:
    """Divide the page. While nobody is called, a slide has the large area, or counters that no column can hold."""
    idle = not view.calls

    def divided(*, counters: bool, slide: bool) -> tuple[Frame, list[Spot]]:
        columns = columns_wanted(measures, view, page.height, counters=counters)
        columns = columns or int(slide and view.side is not None)
        calls, widths = len(view.calls), column_widths(measures, view, counters=counters)
        tried = [
            (width, frame(measures, page, column=width, columns=columns, calls=calls)) for width in widths
        ]
        # The comfortable width first, if it costs no column.
        width, made = max(
            tried, key=lambda each: columns_in(measures, each[1].lists.width, each[0]) if each[1].lists else 0
        )
        if not made.lists:
            return made, []
        return made, arrange(measures, view, made.lists, width, counters=counters, slide=slide)

    made, spots = divided(counters=True, slide=not idle)
    if not idle:
        return made, (), spots
    if view.side:
        return made, (Slide(),), spots
    if view.counters and view.lines:
        large, beside = divided(counters=False, slide=False)
        pages = counter_pages(measures, view, large.main)
        waits = max((sum(isinstance(page, Counters) for page in spot.pages) for spot in spots), default=0)
        if not waits or 2 * len(pages) <= waits:
            return large, pages, beside
    return made, (), spots


def _draw_main(
    painter: Painter, measures: Sizes, view: View, wear: Wear, motion: Motion, plan: _Plan
) -> bool:
    """Draw what is large; returns whether the time still needs a place."""
    main = plan.frame.main
    if view.calls:
        draw_calls(painter, measures, painter.flip(main), view, motion.slide, motion.glow, motion.flash)
    elif view.shut is not None:
        draw_shut(painter, measures, main, view, view.shut, wear.logo)
        return False
    elif plan.main:
        page = plan.main[motion.turn % len(plan.main)]
        draw_page(painter, measures, Spot(main, plan.main), view, page, wear.pictures)
    else:
        lists = plan.frame.lists is not None
        shown = draw_greeting(painter, measures, main, view, lists=lists, logo=wear.logo)
        return bool(view.clock) and not shown
    return bool(view.clock)
