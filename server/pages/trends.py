"""Pure: how a span of days went, as drawings: shapes in a box of a unit for each day and 100 units of height.

The page stretches the box to whatever room there is, and writes scale and days beside it as plain text. So the same
shapes are right on a phone, on paper and, turned over, in a language that reads the other way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kit import wire

HIGH = 100
DOTS_UP_TO = 62  # days; more of them would run together
INSET = (
    0.15  # of a day, on either side of its bar; where dots would run together, bars with gaps would be pale
)
LEAST_DAYS = 2  # with anybody: one alone is no trend
_MINUTE, _HOUR = 60, 3600
# Half of a scale, so that its middle is a round value too; beyond them, whole hours, or figures such as 200 and 500.
_TIMES = (30, *(_MINUTE * each for each in (1, 2, 3, 5, 10, 15, 20, 30, 45)), _HOUR)
_COUNTS = (1, 2, 5)
BEST, WORST = 5, 1  # of satisfaction

Values = Sequence[tuple[date, float]]  # the days on which there is something to tell, in order
Said = Callable[[float], str]


@dataclass(frozen=True)
class Series:
    """What is drawn for one figure: its name, as an SVG path a line through its values, and a dot for each, or none."""

    name: str
    line: str
    dots: str
    lowest: str
    highest: str


@dataclass(frozen=True)
class Spot:
    """What stands over one day: how much of the height its bar takes, and what it says when it is pointed at."""

    place: int
    height: float
    text: str


@dataclass(frozen=True)
class Chart:
    """One drawing of `days` units: lines, or bars; its scale as texts, from the top down.

    A bar leaves `inset` of its unit free on either side.
    """

    series: tuple[Series, ...]
    spots: tuple[Spot, ...]
    scale: tuple[str, str, str]
    days: int
    bars: bool = False
    inset: float = 0.0


@dataclass(frozen=True)
class Words:
    """How the page writes: a figure's name, a time in seconds, a count, a mark of 1 to 5, and a day."""

    names: Mapping[str, str]
    time: Said
    count: Said
    mark: Said
    day: Callable[[date], str]


def charts(made: wire.Report, words: Words) -> list[Chart]:
    """Waits, served and satisfaction, those that there is something to draw of; none for a single day."""
    if len(made.days) < LEAST_DAYS:
        return []
    drawn = _Drawn(made, words)
    median = [(each.day, each.wait.median_s) for each in made.days]
    most = [(each.day, each.wait.p80_s) for each in made.days]
    marks = [(each.day, each.csat.mean) for each in made.days]
    found = [
        drawn.waits(_known(median), _known(most)),
        drawn.served([(each.day, float(each.served)) for each in made.days]),
        drawn.satisfaction(_known(marks)),
    ]
    return [each for each in found if each is not None]


class _Drawn:
    """The charts of one report."""

    def __init__(self, made: wire.Report, words: Words) -> None:
        self._first, self._words = made.first, words
        self._days = (made.last - made.first).days + 1

    def waits(self, median: Values, p80: Values) -> Chart | None:
        if len(median) < LEAST_DAYS:
            return None
        top = 2 * half_of_times(max(value for _, value in p80))
        said = self._words.time
        lines = tuple(
            self._series(name, values, 0, top, said) for name, values in (("median", median), ("p80", p80))
        )
        return Chart(
            lines, self._spots({"median": median, "p80": p80}, said), _scale(0, top, said), self._days
        )

    def served(self, counts: Values) -> Chart | None:
        said, highest = self._words.count, max(value for _, value in counts)
        if not highest:
            return None
        top = 2 * half_of_counts(highest)
        series = self._series("served", counts, 0, top, said)
        spots = self._spots({"served": counts}, said, lambda value: HIGH * value / top)
        inset = INSET if self._days <= DOTS_UP_TO else 0.0
        return Chart((series,), spots, _scale(0, top, said), self._days, bars=True, inset=inset)

    def satisfaction(self, marks: Values) -> Chart | None:
        if len(marks) < LEAST_DAYS:
            return None
        said = self._words.mark
        series = self._series("csat", marks, WORST, BEST, said)
        return Chart((series,), self._spots({"csat": marks}, said), _scale(WORST, BEST, said), self._days)

    def _series(self, name: str, values: Values, bottom: float, top: float, said: Said) -> Series:
        points = [
            f"{self._place(day) + 0.5:g} {HIGH * (top - value) / (top - bottom):.4g}" for day, value in values
        ]
        dots = "".join(f"M{point}h0" for point in points) if self._days <= DOTS_UP_TO else ""
        low, high = min(value for _, value in values), max(value for _, value in values)
        return Series(self._words.names[name], "M" + "L".join(points), dots, said(low), said(high))

    def _spots(
        self, figures: Mapping[str, Values], said: Said, height: Callable[[float], float] = lambda _: 0.0
    ) -> tuple[Spot, ...]:
        told: dict[date, list[str]] = {}
        tall: dict[date, float] = {}
        for name, values in figures.items():
            for day, value in values:
                told.setdefault(day, []).append(f"{self._words.names[name]} {said(value)}")
                tall[day] = height(value)
        return tuple(
            Spot(self._place(day), round(tall[day], 2), f"{self._words.day(day)}: {', '.join(texts)}")
            for day, texts in told.items()
        )

    def _place(self, day: date) -> int:
        return (day - self._first).days


def half_of_times(highest: float) -> int:
    """Half of a scale for times up to `highest` seconds: a round time."""
    for half in _TIMES:
        if 2 * half >= highest:
            return half
    hours = half_of_counts(highest / _HOUR)
    return hours * _HOUR


def half_of_counts(highest: float) -> int:
    """Half of a scale for counts up to `highest`: 1, 2 or 5, or so many tens, hundreds and so on."""
    ten = 1
    while True:
        for each in _COUNTS:
            if 2 * each * ten >= highest:
                return each * ten
        ten *= 10


def _scale(bottom: float, top: float, said: Said) -> tuple[str, str, str]:
    return said(top), said((top + bottom) / 2), said(bottom)


def _known(values: Sequence[tuple[date, float | None]]) -> list[tuple[date, float]]:
    return [(day, value) for day, value in values if value is not None]
