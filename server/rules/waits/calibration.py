"""How estimates turned out, and what that says about the next one (pure)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, islice

from server.rules.waits.prediction import Basis, Prediction
from server.rules.waits.recent import Recent, quantile

_SIMILAR = 200  # samples kept for each kind and size
_FEW = 30  # fewer than this are filled up with those of neighbouring sizes, and then with a guess
_SIZES = 15
# A guess at the errors before there are any, in units of the scale: what we saw in simulated offices.
_GUESS = (-1.0, -0.5, -0.25, -0.1, 0.0, 0.15, 0.35, 0.7, 1.2)

# How much of their median is added to the next estimate: the errors of one busy hour are much alike, so that the median
# of the last ones says less than their number suggests. Half of it was best on nearly all simulated offices.
_TRUST = 0.5

_MISSED = 0.193  # the share of waits that may exceed p80_s: a fifth, and a little on the careful side
_BROKEN = 0.125  # the share that may exceed what is promised, if rounding up alone does not see to it
_LEVEL = (0.6, 1.2)
# After each call, for all and for its hour (Gibbs & Candès 2021: it holds the share whatever the errors are like).
_STEP = 0.005
_HOUR_LIMITS = (-0.15, 0.3)
# What was missed too often of late is made good: the level rises by so many times the share above what may be. A bad
# day spoils an hour for a week, so that its debt weighs more; what an hour has to its credit hardly counts.
_OWED = 5.0
_OWED_HOUR = 8.0
_OWED_PROMISE = 8.0
_CREDIT_HOUR = 0.03
# But no higher: without a bound figures are hours too long after a bad day.
_HIGHEST = 1.1
_LATELY = 2000
# With more people waiting than this, steps are shorter: their waits were all predicted with the same level and are
# known long after, and full steps would go from one extreme to the other.
_MANY = 100


class _Share:
    """How often something happened of late; `over`: by how much more often than it may."""

    def __init__(self, allowed: float) -> None:
        self.over = 0.0
        self._allowed = allowed
        self._count = _FEW

    def add(self, happened: bool) -> None:
        """Take in whether it happened once more."""
        self._count = min(self._count + 1, _LATELY)
        self.over += (happened - self._allowed - self.over) / self._count


class Calibration:
    """Turns a raw estimate into a median and a level that four waits of five keep, and learns from each wait.

    The error of an estimate is counted in its own scale and compared with the last ones of its kind and size. Which
    quantile of them makes the `p80_s` is corrected after each call, by whether it was kept.
    """

    def __init__(self) -> None:
        self.samples = 0
        self._errors: dict[tuple[str, int], Recent] = {}
        self._level = 0.8
        self._hours: defaultdict[int, float] = defaultdict(float)
        self._missed = _Share(_MISSED)
        self._missed_in: dict[int, _Share] = {}
        self._broken = _Share(_BROKEN)

    def predict(self, basis: Basis) -> Prediction:
        """The wait to expect; never negative, `p80_s` never below `p50_s`."""
        errors = self._similar(basis)
        level = min(self._level + self._hours.get(basis.hour, 0.0) + self._owed(basis.hour), _HIGHEST)
        p50_s = max(0.0, basis.raw_s + _TRUST * basis.scale_s * quantile(errors, 0.5))
        p80_s = max(p50_s, basis.raw_s + basis.scale_s * quantile(errors, level))
        if self._broken.over <= 0:
            return Prediction(p50_s, p80_s, self.samples, basis)
        careful = quantile(errors, level + _OWED_PROMISE * self._broken.over)
        return Prediction(p50_s, p80_s, self.samples, basis, basis.raw_s + basis.scale_s * careful)

    def learn(self, prediction: Prediction, actual_s: float, waiting: int) -> None:
        """Take in how long a wait was in the end, and how many people are waiting meanwhile."""
        basis = prediction.basis
        self.samples += 1
        missed = actual_s > prediction.p80_s
        self._missed.add(missed)
        self._missed_in.setdefault(basis.hour, _Share(_MISSED)).add(missed)
        self._broken.add(actual_s > prediction.high_s)
        step = _STEP * (missed - _MISSED) / max(1.0, waiting / _MANY)
        self._level = min(max(self._level + step, _LEVEL[0]), _LEVEL[1])
        self._hours[basis.hour] = min(max(self._hours[basis.hour] + step, _HOUR_LIMITS[0]), _HOUR_LIMITS[1])
        errors = self._errors.setdefault((basis.kind, basis.size), Recent(_SIMILAR))
        errors.add((actual_s - basis.raw_s) / basis.scale_s)

    def _owed(self, hour: int) -> float:
        """By how much the level rises for what was missed too often, by all and at this hour."""
        of_hour = self._missed_in[hour].over if hour in self._missed_in else 0.0
        return _OWED * self._missed.over + _OWED_HOUR * max(of_hour, -_CREDIT_HOUR)

    def _similar(self, basis: Basis) -> list[float]:
        own = self._errors.get((basis.kind, basis.size), ())
        if len(own) >= _FEW:
            return list(own)
        found = list(islice(self._nearest(basis), 2 * _FEW))
        return found if len(found) >= _FEW else [*found, *_GUESS]

    def _nearest(self, basis: Basis) -> Iterator[float]:
        """The errors of this kind, those of the nearest sizes first; then those of all other kinds."""
        same = sorted((abs(key[1] - basis.size), key) for key in self._errors if key[0] == basis.kind)
        others = (key for key in self._errors if key[0] != basis.kind)
        return chain.from_iterable(self._errors[key] for key in chain((key for _, key in same), others))


def size_of(raw_s: float, one_s: float) -> int:
    """Which size an estimate has, 0 to 15, where `one_s` is what one person ahead adds: half powers of two."""
    return min(int(2 * math.log2(1 + raw_s / one_s)), _SIZES)
