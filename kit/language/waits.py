"""Pure: how a wait is told, `about 10–15 min`: the one place for these words, on paper, screens and phones.

A range is joined by a word in Arabic, not by a dash: between Latin digits in a line from right to left nobody can say
which of the two is the first.
"""

from __future__ import annotations

import math

from kit.language.catalogs import Catalog

SHORT_MIN = 5  # waits are told in steps of five minutes: the shortest says no more than "up to"
FRACTION = 100  # a number whose plural is that of a fraction: the last form there is
MINUTES_MOST = 90  # above, in halves of hours: nobody plans a morning by five minutes


def about_wait(low_s: int, high_s: int, catalog: Catalog) -> str:
    """Write a wait from `low_s` to `high_s` seconds as a sentence's part; empty where there is nothing to tell.

    What is told is never less than `high_s`.
    """
    return _wait(low_s, high_s, catalog, about=True)


def short_wait(low_s: int, high_s: int, catalog: Catalog) -> str:
    """Write it without "about" where a range already says so, for where there is little room."""
    return _wait(low_s, high_s, catalog, about=False)


def bare_minutes(low_s: int, high_s: int, catalog: Catalog) -> tuple[str, str] | None:
    """Write it as figures alone, and with the unit, for a list whose last one tells it; None above 90 minutes."""
    low, high = _minutes(low_s, high_s)
    if not 0 < high <= MINUTES_MOST:
        return None
    if low == high or high <= SHORT_MIN:
        return str(high), catalog.plural("{n} min", "{n} min", high)
    told = {"low": low, "high": high}
    return catalog.text("{low}–{high}", **told), catalog.plural(
        "{low}–{high} min", "{low}–{high} min", high, **told
    )


def _minutes(low_s: int, high_s: int) -> tuple[int, int]:
    low, high = (max(0, math.ceil(each / 60)) for each in (min(low_s, high_s), high_s))
    return low, high


def _wait(low_s: int, high_s: int, catalog: Catalog, *, about: bool) -> str:
    low, high = _minutes(low_s, high_s)
    if high == 0:
        return ""
    if high > MINUTES_MOST:
        return _in_hours(max(1, low // 30) if low else 0, math.ceil(high / 30), catalog, about=about)
    if low == 0 or high <= SHORT_MIN:
        return catalog.text("up to {time}", time=catalog.plural("{n} min", "{n} min", high))
    if low == high:
        return catalog.text("about {time}", time=catalog.plural("{n} min", "{n} min", high))
    if about:
        return catalog.plural("about {low}–{high} min", "about {low}–{high} min", high, low=low, high=high)
    return catalog.plural("{low}–{high} min", "{low}–{high} min", high, low=low, high=high)


def _in_hours(low: int, high: int, catalog: Catalog, *, about: bool) -> str:
    """Write a wait in halves of hours."""
    whole, odd = divmod(high, 2)
    time = catalog.text("{n}½ h", n=whole) if odd else catalog.plural("{n} h", "{n} h", whole)
    if low == 0:
        return catalog.text("up to {time}", time=time)
    if low == high:
        return catalog.text("about {time}", time=time)
    grammar = FRACTION if odd else whole
    said = {"low": _halves(low, catalog), "high": _halves(high, catalog)}
    if about:
        return catalog.plural("about {low}–{high} h", "about {low}–{high} h", grammar, **said)
    return catalog.plural("{low}–{high} h", "{low}–{high} h", grammar, **said)


def _halves(count: int, catalog: Catalog) -> str:
    whole, odd = divmod(count, 2)
    if not odd:
        return str(whole)
    return catalog.text("{n}½", n=whole) if whole else catalog.text("½")
