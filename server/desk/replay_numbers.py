"""The numbers that the log gave, and who waits: for each service and business day, as little as will tell.

A site has as many of these as days with tickets, times its services; so they are spans, not lists of numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from server.rules.numbers import label

Key = tuple[str, str]  # service and business day
SHOWN = 5  # missing numbers


class Spans:
    """A set of whole numbers of which most follow each other."""

    __slots__ = ("_ends",)

    def __init__(self) -> None:
        self._ends: list[int] = []  # first, last, first, last … in order; no two spans touch

    def __bool__(self) -> bool:
        return bool(self._ends)

    @property
    def last(self) -> int:
        """The highest; there must be one."""
        return self._ends[-1]

    def add(self, number: int) -> bool:
        """Put it in; False if it was there already."""
        ends = self._ends
        if ends and number == ends[-1] + 1:
            ends[-1] = number
            return True
        place = bisect_left(ends, number)
        if place % 2 or (place < len(ends) and ends[place] == number):
            return False
        follows = place > 0 and ends[place - 1] == number - 1
        leads = place < len(ends) and ends[place] == number + 1
        if follows and leads:
            del ends[place - 1 : place + 1]
        elif follows:
            ends[place - 1] = number
        elif leads:
            ends[place] = number
        else:
            ends[place:place] = [number, number]
        return True

    def missing(self) -> Iterator[int]:
        """The numbers between the lowest and the highest that are not in it."""
        for last, first in zip(self._ends[1::2], self._ends[2::2], strict=False):
            yield from range(last + 1, first)


@dataclass(slots=True)
class _Given:
    """Of one service and day: the numbers, the first that was given twice, and how many wait, and out of order."""

    numbers: Spans = field(default_factory=Spans)
    twice: int | None = None
    waiting: int = 0
    irregular: int = 0
    transferred: bool = False  # somebody came to wait here from another service

    def add(self, number: int) -> None:
        if not self.numbers.add(number) and self.twice is None:
            self.twice = number


class Numbers:
    """What must be true of the counters of numbers at the log's end."""

    def __init__(self) -> None:
        self._known: defaultdict[Key, _Given] = defaultdict(_Given)
        self._lost: defaultdict[Key, set[int]] = defaultdict(set)

    def given(self, service: str, day: str, number: int) -> None:
        """To a customer."""
        self._known[service, day].add(number)

    def lost(self, service: str, day: str, numbers: Iterable[int]) -> None:
        """With what a backup replaced."""
        self._lost[service, day].update(numbers)

    def waits(self, service: str, day: str, change: int, *, irregular: bool) -> None:
        """One more (or less) waits for this service."""
        known = self._known[service, day]
        known.waiting += change
        known.irregular += change * irregular

    def transferred(self, service: str, day: str) -> None:
        """Somebody came to wait for this service from another one."""
        self._known[service, day].transferred = True

    def compare(self, rows: Iterable[Any], handed_in: Callable[[str, str], bool]) -> Iterator[str]:
        """Each row, and those that are missing; `handed_in(service, day)`: a kiosk gave numbers of its own."""
        for key, lost in self._lost.items():
            for number in sorted(lost):
                self._known[key].add(number)
        for row in rows:
            known = self._known.pop((row.service, row.business_day), None) or _Given()
            name = f"numbers of {row.service} on {row.business_day}"
            if row.waiting != known.waiting:
                yield f"{name}: {known.waiting} wait, its counter says {row.waiting}"
            if row.irregular != known.irregular:
                yield f"{name}: {known.irregular} wait out of the order of arrival, not {row.irregular}"
            if known.numbers:
                yield from _sound(name, row.service, known, row.last)
            elif not known.transferred and not handed_in(row.service, row.business_day):
                yield f"{name}: a counter without any ticket"
        for (service, day), known in self._known.items():
            if known.numbers:
                yield from _sound(f"numbers of {service} on {day}", service, known, None)


def _sound(name: str, service: str, known: _Given, last: int | None) -> Iterator[str]:
    if known.twice is not None:
        yield f"{name}: {label(service, known.twice)} was given twice"
    missing = [label(service, each) for each in islice(known.numbers.missing(), SHOWN)]
    if missing:
        yield f"{name}: {', '.join(missing)} missing"
    if last != known.numbers.last:
        yield f"{name}: the last given is {known.numbers.last}, its counter says {last}"
