"""What is said about a wait, and what it was worked out from (pure)."""

from __future__ import annotations

import math
from dataclasses import dataclass

ENOUGH = 20  # samples below which people are told their position only
STEP_S = 300  # what people are told is rounded up to this: five minutes


@dataclass(frozen=True)
class Basis:
    """Where an estimate came from, so that it can be learnt from once the wait is known.

    `raw_s`: the work ahead over the counters; `scale_s`: how much such a sum is expected to be off; `kind` and `size`:
    which estimates it is compared with; `hour`: of the day; `plain_s` and `usual_s`: what `raw_s` would be if the
    counters stayed as many, and if they followed the day's usual course; alike when that is not known.
    """

    raw_s: float
    scale_s: float
    kind: str
    size: int
    hour: int
    plain_s: float = 0.0
    usual_s: float = 0.0


@dataclass(frozen=True)
class Prediction:
    """A wait, in seconds: as likely shorter as longer than `p50_s`, and in four of five cases not above `p80_s`.

    `samples`: how many waits it was learnt from; below `ENOUGH` it is a guess, and should not be shown. `careful_s`:
    where promises were broken too often of late, what it takes to make that good; 0 where they were not.
    """

    p50_s: float
    p80_s: float
    samples: int
    basis: Basis
    careful_s: float = 0.0

    @property
    def low_s(self) -> int:
        """The median as it is announced: rounded up to five minutes."""
        return rounded_up(self.p50_s)

    @property
    def high_s(self) -> int:
        """What is promised: `p80_s` or the careful figure above it, rounded up to five minutes."""
        return rounded_up(max(self.p80_s, self.careful_s))

    @property
    def shown(self) -> bool:
        """Whether enough was learnt to tell people."""
        return self.samples >= ENOUGH


def rounded_up(seconds: float) -> int:
    """Seconds, up to the next whole five minutes: better a little over than under (Maister 1985)."""
    return math.ceil(seconds / STEP_S) * STEP_S
