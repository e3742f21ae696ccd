"""Pure: how a wait is told, `about 10–15 min`: the one place for these words, on paper, screens and phones.

A range is joined by a word in Arabic, not by a dash: between Latin digits in a line from right to left nobody can say
which of the two is the first.
"""

from __future__ import annotations

from kit.language.catalogs import Catalog

SHORT_MIN = 5  # waits are told in steps of five minutes: the shortest says no more than "up to"
MINUTES_MOST = 90  # above, in hours and minutes


def about_wait(low_s: int, high_s: int, catalog: Catalog) -> str:
    """Write a wait from `low_s` to `high_s` seconds as a sentence's part; empty where there is nothing to tell."""
    return _wait(low_s, high_s, catalog, about=True)


def short_wait(low_s: int, high_s: int, catalog: Catalog) -> str:
    """Write it without "about" where a range already says so, for where there is little room."""
    return _wait(low_s, high_s, catalog, about=False)


def _wait(low_s: int, high_s: int, catalog: Catalog, *, about: bool) -> str:
    low, high = (max(0, -(-each // 60)) for each in (min(low_s, high_s), high_s))
    if high == 0:
        return ""
    if low == 0 or high <= SHORT_MIN:
        return catalog.text("up to {time}", time=_duration(high, catalog))
    if low == high:
        return catalog.text("about {time}", time=_duration(high, catalog))
    if high > MINUTES_MOST:
        first, last = _duration(low, catalog), _duration(high, catalog)
        return catalog.text("about {low} to {high}", low=first, high=last)
    if about:
        return catalog.plural("about {low}–{high} min", "about {low}–{high} min", high, low=low, high=high)
    return catalog.plural("{low}–{high} min", "{low}–{high} min", high, low=low, high=high)


def _duration(minutes: int, catalog: Catalog) -> str:
    """Write so many minutes; from an hour and a half on, with hours."""
    if minutes <= MINUTES_MOST:
        return catalog.plural("{n} min", "{n} min", minutes)
    hours, rest = divmod(minutes, 60)
    whole = catalog.plural("{n} h", "{n} h", hours)
    if not rest:
        return whole
    return catalog.text("{hours} {minutes}", hours=whole, minutes=catalog.plural("{n} min", "{n} min", rest))
