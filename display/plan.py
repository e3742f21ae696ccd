"""Where everything stands on a lobby screen: the large area, the lists, and what is at the foot."""

from dataclasses import dataclass

import pygame

from display.band import Band, band_of
from display.layout import Frame, Sizes, columns_in, frame, least_main
from display.lists import Counters, Page, Slide, Spot, arrange, column_widths, columns_wanted, counter_pages
from display.side import whole
from display.strips import Foot, foot_of
from kit.drawing.paint import Painter
from kit.lobby.view import View


@dataclass(frozen=True, slots=True)
class Plan:
    """What stands where: the large area and what takes turns in it, the lists, the foot."""

    frame: Frame
    main: tuple[Page, ...]
    spots: tuple[Spot, ...]
    foot: Foot
    bands: tuple[Band, ...]  # which take turns
    band_rect: pygame.Rect
    strips_bottom: int  # where the strips above the band end
    told: int = 0  # in how many languages it is told that it is closed

    @property
    def pages(self) -> int:
        """How many turns there are until everything has been shown."""
        return max(
            [
                self.foot.pages,
                self.told,
                len(self.bands),
                len(self.main),
                *(spot.number for spot in self.spots),
            ]
        )


def plan_of(painter: Painter, measures: Sizes, view: View, *, quiet: bool) -> Plan:
    """Find a place for everything, from the foot upwards. `quiet`: closed, so that little needs one."""
    width, height = painter.surface.get_size()
    calls = len(view.calls)
    for worded, coming in ((True, True), (True, False), (False, True), (False, False)):
        band = None if quiet and not view.notice else band_of(painter, measures, view, coming=coming)
        band_high = measures.band_line + (band.lines - 1) * measures.step if band else 0
        spare = height - 2 * measures.margin - band_high - least_main(measures, calls, worded=worded)
        foot = foot_of(measures, view, spare, quiet=quiet)
        said = not foot.left if worded and calls > 1 else bool(foot.strips) or not view.apology
        if spare >= 0 and said:
            break  # what comes next gives way to the word that tells a counter's number from any other
    bands = _bands(band, foot)
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
        strips_bottom = band_rect.top - measures.margin
        return Plan(Frame(page, None), (), (), foot, bands, band_rect, strips_bottom, len(view.shut))
    large, main, spots = _lists(measures, view, page)
    return Plan(large, main, tuple(spots), foot, bands, band_rect, band_rect.top - measures.margin)


def _bands(band: Band | None, foot: Foot) -> tuple[Band, ...]:
    """What has no room above the band, line by line in its place; after each of them the band's own words."""
    if band is None:
        return ()
    turns: list[Band] = []
    for strip in foot.left:
        turns += [Band(page.lines, calm=not strip.sorry, direction=page.direction) for page in strip.pages]
        turns.append(band)
    return tuple(turns) or (band,)


def _cuts_slide(measures: Sizes, view: View, spots: list[Spot]) -> bool:
    areas = [spot.area for spot in spots if any(isinstance(page, Slide) for page in spot.pages)]
    return view.side is not None and not all(whole(measures, area, view.side) for area in areas)


def _lists(measures: Sizes, view: View, page: pygame.Rect) -> tuple[Frame, tuple[Page, ...], list[Spot]]:
    """Divide the page. While nobody is called, a slide has the large area, or counters that no column can hold."""
    idle = not view.calls

    def divided(*, counters: bool, slide: bool) -> tuple[Frame, list[Spot]]:
        columns = columns_wanted(measures, view, page.height, counters=counters)
        columns = columns or int(slide and view.side is not None)
        calls, widths = len(view.calls), column_widths(measures, view, page.width, counters=counters)
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
        if _cuts_slide(measures, view, spots):
            made, spots = divided(counters=True, slide=False)  # it comes when nobody is called
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
