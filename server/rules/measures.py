"""The figures of a report: how many came, how long they waited, how long they were served, whether promises were kept.

Pure. A `Tally` counts one part, say a service on one day; tallies add up, and what was added gives exactly the figures
that all of it at once would give: times are kept as histograms by whole seconds, and nothing is an average of averages.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from operator import mul
from typing import Any


@dataclass
class Histogram:
    """How often each value, a whole number of seconds, was seen."""

    counts: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, values: Iterable[int]) -> Histogram:
        """The histogram of these values."""
        return cls(Counter(values))

    @property
    def count(self) -> int:
        """How many values."""
        return self.counts.total()

    def add(self, other: Histogram) -> None:
        """Count what the other has as well."""
        self.counts.update(other.counts)

    def mean(self) -> int | None:
        """The mean, to the nearest whole second; None without values."""
        if not self.count:
            return None
        whole: int = sum(map(mul, self.counts.keys(), self.counts.values()))
        return round(whole / self.count)

    def percentiles(self, *shares: float) -> list[int | None]:
        """For each share of 0 to 1: the least value that so many of all values do not exceed (nearest rank).

        None without values.
        """
        whole = self.count
        if not whole:
            return [None for _ in shares]
        values = sorted(self.counts)
        up_to = list(accumulate(map(self.counts.__getitem__, values)))
        return [values[bisect_left(up_to, max(1, math.ceil(share * whole)))] for share in shares]


@dataclass
class Tally:
    """What is counted of some tickets.

    Each ticket in `taken` is in exactly one of the six after it. `waits` are of all that were called, until their first
    call; `services` of those that were served. `promises` are those that can be judged. `csat`: how many customers said
    how satisfied they were, by what they said, 1 to 5.
    """

    taken: int = 0
    served: int = 0
    left: int = 0
    cancelled: int = 0
    no_shows: int = 0
    day_end: int = 0
    still_here: int = 0
    waits: Histogram = field(default_factory=Histogram)
    services: Histogram = field(default_factory=Histogram)
    promises: int = 0
    promises_kept: int = 0
    csat: Histogram = field(default_factory=Histogram)

    def add(self, other: Tally) -> None:
        """Count what the other has as well."""
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in MEASURED:
            getattr(self, name).add(getattr(other, name))


COUNTED = (
    "taken",
    "served",
    "left",
    "cancelled",
    "no_shows",
    "day_end",
    "still_here",
    "promises",
    "promises_kept",
)
MEASURED = ("waits", "services", "csat")


def together(tallies: Iterable[Tally]) -> Tally:
    """All of them in one, which is new."""
    whole = Tally()
    for each in tallies:
        whole.add(each)
    return whole


@dataclass(frozen=True)
class Wait:
    """A ticket's wait in milliseconds, and how much of its promise was used up by its first call."""

    wait_ms: int
    promise_ms: int


def wait_of(ticket: Any, held_before_ms: int) -> Wait:
    """How long a called ticket waited until its first call.

    `ticket` has created_at, due_at, place_at and called_at; `held_before_ms` is for how long it was held before that
    call. Holding is not waiting, and neither is the time before a booked one's appointment, nor that for which its
    customer let others go first. The promise was made when the ticket was taken: its clock runs before the appointment.
    """
    booked = max(ticket.created_at, ticket.due_at or 0)
    lent = max(0, ticket.place_at - booked)
    used = ticket.called_at - ticket.created_at - held_before_ms - lent
    return Wait(max(0, used - (booked - ticket.created_at)), max(0, used))


def held_before(call_ms: int, moments: Iterable[tuple[str, int]]) -> int:
    """For how many milliseconds before its first call a ticket was held.

    `moments`: what happened to it, in order: (event, milliseconds). Whatever comes after `ticket.held` ends it.
    """
    whole, since = 0, None
    for event, at in moments:
        if since is not None:
            whole += max(0, min(at, call_ms) - since)
        since = at if event == "ticket.held" and at < call_ms else None
    return whole + (max(0, call_ms - since) if since is not None else 0)
