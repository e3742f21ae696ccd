"""The last so many of something measured, sorted; running means; quantiles (pure)."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import accumulate


class Recent:
    """The last `size` numbers that were added, kept sorted as well."""

    def __init__(self, size: int) -> None:
        self._order: deque[float] = deque(maxlen=size)
        self._sorted: list[float] = []
        self._from: list[float] | None = None  # sums of the sorted numbers, from each to the largest

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[float]:
        return iter(self._sorted)

    def add(self, number: float) -> None:
        """Take one in; the oldest goes when there are more than `size`."""
        if len(self._order) == self._order.maxlen:
            del self._sorted[bisect_right(self._sorted, self._order[0]) - 1]
        self._order.append(number)
        insort(self._sorted, number)
        self._from = None

    def beyond(self, number: float) -> tuple[int, float]:
        """How many are greater than `number`, and by how much all of them together."""
        if self._from is None:
            self._from = [*accumulate(reversed(self._sorted))][::-1]
        at = bisect_right(self._sorted, number)
        count = len(self._sorted) - at
        return (count, self._from[at] - count * number) if count else (0, 0.0)


class Average:
    """A running mean that forgets: from `memory` numbers on, each new one weighs as one of `memory`."""

    def __init__(self, memory: int) -> None:
        self.count = 0
        self.mean = 0.0
        self._memory = memory

    def add(self, number: float) -> None:
        """Take one in."""
        self.count += 1
        self.mean += (number - self.mean) / min(self.count, self._memory)


def quantile(numbers: Iterable[float], share: float) -> float:
    """The number that `share` (0 to 1) of the numbers do not exceed, interpolated; there must be one at least.

    Above 1 it goes on beyond the largest, by four times the distance from the median for each 1: a level that has to
    rise further than anything seen must find something there.
    """
    ranked = sorted(numbers)
    last = len(ranked) - 1
    at = min(max(share, 0.0), 1.0) * last
    low = int(at)
    found = ranked[low] + (ranked[min(low + 1, last)] - ranked[low]) * (at - low)
    return found + (found - quantile(ranked, 0.5)) * (share - 1) * 4 if share > 1 else found
