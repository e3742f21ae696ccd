"""Pure: hours of the day as the site file has them, `12:00-13:00` or `mon-fri 22:00-02:00`, and whether it is one now.

The server has checked what it tells; an entry that cannot be read here, from a newer server, is no hour at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EVERY_DAY = frozenset(range(7))
_ENTRY = re.compile(r"\s*(?:(\S+)\s+)?(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)\s*")
_DAY_MINUTES = 24 * 60


def within(entries: Iterable[str], moment: datetime, zone: str) -> bool:
    """Whether one of these hours is now, on the clock of `zone`. An end before its begin is on the next day."""
    local = moment.astimezone(_zone(zone))
    minute = local.hour * 60 + local.minute
    return any(_holds(_read(entry), local.weekday(), minute) for entry in entries)


def readable(entry: str) -> bool:
    """Whether this is an entry of hours."""
    return _read(entry) is not None


def volume(usual: int, entries: Iterable[str], moment: datetime, zone: str) -> float:
    """How loud it is now, from 0 to 1: `18:00-20:00 40` is a time and its per cent; the first that fits counts."""
    for entry in entries:
        hours, _, share = entry.strip().rpartition(" ")
        if share.isdecimal() and within([hours], moment, zone):
            return min(100, int(share)) / 100
    return min(100, max(0, usual)) / 100


_Span = tuple[
    frozenset[int], int, int
]  # weekdays (Monday is 0), from and to in minutes; `to` may pass midnight


def _holds(span: _Span | None, weekday: int, minute: int) -> bool:
    if span is None:
        return False
    days, start, end = span
    of_yesterday = (weekday - 1) % 7 in days and start <= minute + _DAY_MINUTES < end
    return of_yesterday or (weekday in days and start <= minute < end)


@lru_cache(maxsize=256)
def _read(entry: str) -> _Span | None:
    found = _ENTRY.fullmatch(entry)
    if found is None:
        return None
    named, *figures = found.groups()
    hour, minute, end_hour, end_minute = map(int, figures)
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    days = _EVERY_DAY if named is None else _weekdays(named)
    if days is None or start >= _DAY_MINUTES or end > _DAY_MINUTES:
        return None
    return days, start, end if end > start else end + _DAY_MINUTES


def _weekdays(named: str) -> frozenset[int] | None:
    found: set[int] = set()
    for part in named.split(","):
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            return None
        begin, end = _DAYS.index(first), _DAYS.index(last or first)
        found |= {day % 7 for day in range(begin, (end if end >= begin else end + 7) + 1)}
    return frozenset(found)


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
