"""Every way in which the pages to choose from may be laid out, from the richest to the barest; and their worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from kiosk import notices
from kiosk import state as s
from kiosk.screens import footer
from kiosk.screens.common import Page
from kiosk.screens.footer import Foot

CheckIn = Literal["none", "full", "cell", "brief"]
Header = Literal["full", "mark", "none"]

# What a way's cards are worth, where not all are on the page: more where everybody sees the own language, less where
# they stand without their lines or without a heading.
SEEN_LANGUAGES = 0.05  # never as much as one card more
WITHOUT_LINES, WITHOUT_HEADING, IN_BRIEF = 0.6, 0.75, 0.85
LARGE_WITHOUT_LINES = 0.85


@dataclass(frozen=True)
class Way:
    """One way to lay the page out. `check_in`: across the whole width, or in the first card's place of the first page.

    Across the whole width it has a line below its words, or, `brief`, none. `header`: the line with the site's name
    and the clock; or only the site's mark, before a smaller heading, and everything closer together; or none.

    The cards may be without their lines, and the page without its heading, if more of them fit then.
    """

    foot: Foot
    check_in: CheckIn = "none"
    hint: bool = True
    header: Header = "full"
    lines: bool = True
    heading: bool = True

    @property
    def close(self) -> bool:
        """Whether everything is closer together."""
        return self.header == "mark"


def worth(page: Page, way: Way, capacity: float) -> float:
    """What it is worth to show so many of the cards in this way."""
    less = 1.0
    if not way.lines:
        less = LARGE_WITHOUT_LINES if page.scale.larger else WITHOUT_LINES
    less *= 1.0 if way.heading else WITHOUT_HEADING
    less *= IN_BRIEF if way.check_in == "brief" else 1.0
    return capacity * less * (1 + SEEN_LANGUAGES * footer.share_seen(page, way.foot))


def whole(page: Page) -> Iterator[tuple[Way, bool]]:
    """The ways with all cards on one page; and whether each card must have room for its letter in a square."""
    usual = list(_usual(page, paged=False))
    close = list(_close(usual))
    yield from ((way, True) for way in usual)
    yield from ((way, True) for way in close if way.lines)
    yield from ((way, False) for way in usual)
    yield from ((way, False) for way in close if way.lines)
    yield from ((way, roomy) for roomy in (True, False) for way in close if not way.lines)
    yield from ((way, False) for way in _large(page, paged=False))


def paged(page: Page) -> Iterator[Way]:
    """The ways with arrows to more pages; the first of equals in worth is the best."""
    usual = list(_usual(page, paged=True))
    yield from usual
    yield from _close(usual)
    yield from _large(page, paged=True)


def _usual(page: Page, *, paged: bool) -> Iterator[Way]:
    must = bool(notices.notices(page.state, page.catalog))
    checks: tuple[CheckIn, ...] = ("full", "cell") if expected(page) else ("none",)
    for foot in footer.options(page, paged=paged):
        for place, hint in product(checks, (True,) if must else (True, False)):
            yield Way(foot, place, hint)
            if page.scale.larger:
                yield Way(foot, place, hint, header="none")


def _close(usual: list[Way]) -> Iterator[Way]:
    """The same with everything closer together; then without their lines, too."""
    for lines in (True, False):
        for way in usual:
            if way.header == "full":
                yield replace(way, header="mark", lines=lines)


def _large(page: Page, *, paged: bool) -> Iterator[Way]:
    """In large type: such as say less and show more cards."""
    if not page.scale.larger:
        return
    must = bool(notices.notices(page.state, page.catalog))
    checks: tuple[CheckIn, ...] = ("none",)
    if expected(page):
        checks = ("cell", "brief") if paged else ("cell",)
    for heading, place in product((True, False), checks):
        for foot in footer.options(page, paged=paged):
            for header in ("full", "none") if heading else ("none",):
                yield Way(foot, place, hint=must, header=header, lines=False, heading=heading)


def expected(page: Page) -> bool:
    """Whether checking in is worth offering here."""
    services = page.state.services
    return services is not None and services.appointments and not isinstance(page.state.place, s.Group)
