"""Every way in which the pages to choose from may be laid out, from the richest to the barest; and their worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from kiosk import notices
from kiosk import state as s
from kiosk.screens import footer
from kiosk.screens.common import Page
from kiosk.screens.footer import Foot

CheckIn = Literal["none", "full", "cell", "brief", "square"]

# What a way's cards are worth, where not all are on the page: more where everybody sees the own language, less where
# they stand without their lines, without a heading, or with checking in behind an icon. The way for appointments keeps
# its words before other languages keep their names: everybody knows the globe, and few a calendar.
SEEN_LANGUAGES = 0.25
WITHOUT_LINES, WITHOUT_HEADING, WITHOUT_WORDS, IN_BRIEF = 0.75, 0.75, 0.6, 0.85


@dataclass(frozen=True)
class Way:
    """One way to lay the page out. `check_in`: across the whole width, in the first card's place, or a small square.

    Across the whole width it has a line below its words, or, `brief`, none.

    In large type the cards may be without their lines, and the page without its heading, if more of them fit then.
    """

    foot: Foot
    check_in: CheckIn = "none"
    hint: bool = True
    header: bool = True
    lines: bool = True
    heading: bool = True
    bare: bool = False  # one card alone, its line above, the arrows at its sides


def worth(page: Page, way: Way, capacity: int) -> float:
    """What it is worth to show so many of the cards in this way."""
    less = 1.0 if way.lines else WITHOUT_LINES
    less *= 1.0 if way.heading else WITHOUT_HEADING
    less *= {"square": WITHOUT_WORDS, "brief": IN_BRIEF}.get(way.check_in, 1.0)
    return capacity * less * (1 + SEEN_LANGUAGES * footer.share_seen(page, way.foot))


def ways(page: Page, *, paged: bool) -> Iterator[Way]:
    """All of them; `paged`: with arrows to more pages. In large type also such as say less and show more cards."""
    must = bool(notices.notices(page.state, page.catalog))
    yield from _usual_ways(page, paged=paged, must=must)
    if not page.scale.larger:
        return
    checks: tuple[CheckIn, ...] = ("none",)
    if expected(page):
        checks = ("cell", "brief", "square") if paged else ("cell",)
    for heading, place in product((True, False), checks):
        for foot in footer.options(page, paged=paged, check_in=place == "square"):
            for header in (True, False) if heading else (False,):
                yield Way(foot, place, hint=must, header=header, lines=False, heading=heading)


def _usual_ways(page: Page, *, paged: bool, must: bool) -> Iterator[Way]:
    checks: tuple[CheckIn, ...] = ("full", "cell") if expected(page) else ("none",)
    for foot in footer.options(page, paged=paged):
        for place, hint in product(checks, (True,) if must else (True, False)):
            yield Way(foot, place, hint)
            if page.scale.larger or must:
                yield Way(foot, place, hint, header=False)


def expected(page: Page) -> bool:
    """Whether checking in is worth offering here."""
    services = page.state.services
    return services is not None and services.appointments and not isinstance(page.state.place, s.Group)
