"""Pure: how large things are on a lobby screen, and where they stand.

The sizes come from the distance to the farthest seat (kit.lobby.sizes). What has no room is left out, or waits for its
page; type is never made smaller. Rectangles are for left to right; Painter.flip mirrors them.
"""

from dataclasses import dataclass

import pygame

from kit.drawing.scale import Scale
from kit.lobby.sizes import LOBBY_INCHES, capitals
from kit.text import size_for_capitals

NUMBER_TRACKING = -0.01
MOST_SLOTS = 3
# The card's share of the width: what it has beside one column, and the least it keeps for the sake of another.
_CARD_SHARE, _LEAST_SHARE = 0.645, 0.5
_CARD_SHARE_HIGH = 0.46  # of the height, on a portrait screen
_FEW_ROWS = (
    8  # heights of a capital: a title and two rows, which the lists keep beside cards with all their words
)
# Widths in parts of their size: `A1000`, and of a place `12`, the longest usual ones.
_NUMBER_EMS, _USUAL_EMS, _CODE_EMS = 3.1, 2.5, 1.25


@dataclass(frozen=True, slots=True)
class Sizes:
    """Heights of capitals in pixels, for the call and for everything else; and from how far they can be read."""

    scale: Scale
    call_capitals: int
    text_capitals: int
    metres: float

    @property
    def call(self) -> int:
        """Least font size of the call."""
        return size_for_capitals(self.call_capitals)

    @property
    def text(self) -> int:
        """Font size of everything else."""
        return size_for_capitals(self.text_capitals)

    @property
    def step(self) -> int:
        """From one line of text to the next."""
        return round(self.text * 1.25)

    @property
    def margin(self) -> int:
        """Room along the screen's edge, and between the large areas."""
        return self.scale.u(3.6)

    @property
    def gap(self) -> int:
        """Room between rows."""
        return self.scale.u(1.7)

    @property
    def padding(self) -> int:
        """Room inside the call's card."""
        return self.scale.u(4.8)

    @property
    def inset(self) -> int:
        """How far a row's words stand inside it."""
        return round(self.padding * 0.6)

    @property
    def radius(self) -> int:
        """Roundness of rows and cards of words."""
        return round(self.scale.u(2) * self.scale.roundness)

    @property
    def air(self) -> int:
        """The least room between two lines of a card."""
        return round(self.text_capitals * 0.7)

    @property
    def row(self) -> int:
        """The least height of a row."""
        return round(self.text_capitals * 2.1)

    @property
    def band_line(self) -> int:
        """The height of the band with a single line. Arabic reaches more than half a capital's height below it."""
        return max(round(self.text_capitals * 1.2) + 2 * self.margin, round(self.text_capitals * 2.35))

    @property
    def arrow_gap(self) -> int:
        """Room between an arrow and the counter that it leads to."""
        return round(self.text * 0.38)

    @property
    def word_line(self) -> int:
        """How much higher a counter's code is with its word above or below it."""
        return round(self.text_capitals * 1.45)

    @property
    def word_air(self) -> int:
        """Room in a shared card above and below such a counter, together."""
        return round(self.text_capitals * 0.8)

    @property
    def shared_inset(self) -> int:
        """Room inside a card that is one of several."""
        return round(self.call_capitals * 0.2)

    def tall(self, lines: int) -> int:
        """The height of a strip with so many lines of text."""
        return self.row + max(0, lines - 1) * self.step


def sizes(size: tuple[int, int], distance: float, diagonal: float | None = None) -> Sizes:
    """Return the sizes for a screen of `size` pixels and a distance in metres.

    A screen too small for its distance gets the largest type it can hold; `metres` is then less than the distance.
    """
    high = capitals(*size, distance, diagonal)
    return Sizes(Scale(*size, diagonal or LOBBY_INCHES), high.call, high.text, high.metres)


def slots(size: tuple[int, int], distance: float, diagonal: float | None = None) -> int:
    """Return how many calls can share the card, 1 to 3, each in type of the least size or larger."""
    measures = sizes(size, distance, diagonal)
    high = measures.scale.height - measures.band_line - 2 * measures.margin
    high -= measures.tall(1) + measures.gap  # for an apology
    fitting = [n for n in range(2, MOST_SLOTS + 1) if least_main(measures, n) <= high]
    return max([1, *fitting])


def least_main(measures: Sizes, calls: int, *, worded: bool = False) -> int:
    """Return the least height of the area for so many calls, or for the greeting.

    `worded`: so that the word for a counter has room above or below its code where several share the card.
    """
    capitals_high = measures.call_capitals
    if calls <= 1:
        # The number and its place need two lines of their own.
        return round(capitals_high * 2.45) + measures.air + 2 * measures.padding
    each = capitals_high + 2 * measures.shared_inset
    if not shares_a_line(measures):
        each += capitals_high + measures.air
    if worded:
        each = max(each, capitals_high + measures.word_line + measures.word_air)
    return calls * each + (calls - 1) * measures.gap


def shares_a_line(measures: Sizes) -> bool:
    """Whether a call's number and its place fit beside each other where several calls share the card."""
    return shared_width(measures) <= _main_width(measures) - 2 * measures.inset


def shared_width(measures: Sizes) -> int:
    """How wide a usual call on one line is: the number, the bare arrow, the counter."""
    letters = round(measures.call * (_USUAL_EMS + _CODE_EMS))
    return letters + measures.call_capitals + measures.arrow_gap + round(measures.text * 0.6)


def _main_width(measures: Sizes) -> int:
    page = measures.scale.width - 2 * measures.margin
    return page if measures.scale.portrait else _card_share(measures, page)


def _card_share(measures: Sizes, page: int) -> int:
    return round((page - measures.margin) * _CARD_SHARE)


@dataclass(frozen=True, slots=True)
class Frame:
    """The large areas: the call (or what stands in its place), and beside or below it the lists, if there is room."""

    main: pygame.Rect
    lists: pygame.Rect | None


def frame(measures: Sizes, page: pygame.Rect, *, column: int, columns: int, calls: int) -> Frame:
    """Divide the page: side by side when it is wide, one above the other when it is high.

    `column` is how wide a column of the lists must be, `columns` how many there should be; none: no lists.
    """
    if not columns:
        return Frame(page, None)
    split = _beside(measures, page, column, columns) or _stacked(measures, page, calls)
    return split or Frame(page, None)


def most_beside(measures: Sizes, width: int, needed: int) -> int:
    """Return how wide a column on a page of a width may be, beside a card that needs so much inside."""
    if measures.scale.portrait:
        return width
    kept = max(_least_card(measures), needed + 2 * measures.padding, round(width * _LEAST_SHARE))
    return width - kept - measures.margin


def columns_in(measures: Sizes, width: int, column: int) -> int:
    """Return how many columns of a width fit beside each other."""
    return max(1, (width + measures.margin) // (column + measures.margin))


def _beside(measures: Sizes, page: pygame.Rect, column: int, columns: int) -> Frame | None:
    gap = measures.margin
    least = _least_card(measures)
    if measures.scale.portrait or page.width - gap - column < least:
        return None
    # A number that is much larger than it must be may give way to more columns.
    kept = max(least, min(round(page.width * _LEAST_SHARE), 2 * least))
    wanted = next(
        (n for n in range(columns, 1, -1) if page.width - n * (column + gap) >= kept),
        1,
    )
    width = min(_card_share(measures, page.width), page.width - wanted * (column + gap))
    width = max(least, width)
    main = pygame.Rect(page.x, page.y, width, page.height)
    return Frame(main, pygame.Rect(main.right + gap, page.y, page.right - main.right - gap, page.height))


def _least_card(measures: Sizes) -> int:
    return round(measures.call * _NUMBER_EMS) + 2 * measures.padding


def _stacked(measures: Sizes, page: pygame.Rect, calls: int) -> Frame | None:
    high = max(round(page.height * _CARD_SHARE_HIGH), round(measures.call_capitals * 4.6))
    high = max(high, least_main(measures, calls))
    worded = least_main(measures, calls, worded=True)
    if page.height - worded - measures.margin >= measures.text_capitals * _FEW_ROWS:
        high = max(high, worded)
    below = page.height - high - measures.margin
    if below < measures.text_capitals * 4:
        return None
    main = pygame.Rect(page.x, page.y, page.width, high)
    return Frame(main, pygame.Rect(page.x, main.bottom + measures.margin, page.width, below))


def rows_in(measures: Sizes, area: pygame.Rect, wanted: int) -> tuple[pygame.Rect, ...]:
    """Divide an area into rows of at least two lines of type each: `wanted` ones, or as many as there is room for.

    They fill the area as far as rows of a pleasant height can.
    """
    gap = measures.gap
    fitting = max(1, (area.height + gap) // (measures.row + gap))
    number = max(1, min(fitting, max(wanted, 4)))
    height = min((area.height + gap) / number, measures.row * 1.6 + gap)
    return tuple(
        pygame.Rect(
            area.x, area.y + round(height * i), area.width, round(height * (i + 1)) - round(height * i) - gap
        )
        for i in range(number)
    )
