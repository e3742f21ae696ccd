"""What is drawn of a report, as shapes and texts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kit import wire
from server.pages.trends import HIGH, Chart, Words, charts, half_of_counts, half_of_times

MONDAY = date(2026, 11, 16)
NAMES = {each: each.upper() for each in ("median", "p80", "served", "csat")}
WORDS = Words(NAMES, lambda s: f"{s:.0f} s", lambda n: f"{n:.0f}", lambda m: f"{m:.1f}", date.isoformat)


def figures(day: int, served: int, wait: int | None, csat: float | None) -> wire.DayFigures:
    """The figures of the day that is so many days after Monday; its P80 wait is twice the median."""
    counted = dict.fromkeys(
        ("left", "cancelled", "no_shows", "day_end", "still_here", "promises", "promises_kept"), 0
    )
    p80 = None if wait is None else 2 * wait
    return wire.DayFigures(
        day=MONDAY + timedelta(days=day),
        services=[],
        taken=served,
        served=served,
        wait=wire.Waited(count=served, median_s=wait, p80_s=p80, p95_s=p80, mean_s=wait),
        service_time=wire.ServedFor(count=served, median_s=None, mean_s=None),
        csat=wire.Satisfaction(count=1, mean=csat),
        **counted,
    )


def drawn(*days: wire.DayFigures, span: int = 4) -> list[Chart]:
    """The charts of so many days from Monday on, of which these are known."""
    whole: Any = figures(0, 0, None, None).model_dump(exclude={"day", "services"})
    last = MONDAY + timedelta(days=span - 1)
    report = wire.Report(first=MONDAY, last=last, total=wire.Figures(**whole), services=[], days=list(days))
    return charts(report, WORDS)


def test_each_day_stands_in_its_place() -> None:
    """Lines go through the middle of their days and over those without anybody; bars are as high as their counts."""
    waits, served, csat = drawn(figures(0, 5, 60, 5.0), figures(1, 10, 30, None), figures(3, 0, 90, 3.0))
    assert [each.name for each in waits.series] == ["MEDIAN", "P80"]
    assert waits.scale == ("240 s", "120 s", "0 s")
    assert waits.series[0].line == "M0.5 75L1.5 87.5L3.5 62.5"
    assert waits.series[1].line == "M0.5 50L1.5 75L3.5 25"
    assert waits.series[0].dots == "M0.5 75h0M1.5 87.5h0M3.5 62.5h0"
    assert (waits.series[0].lowest, waits.series[0].highest) == ("30 s", "90 s")
    assert served.scale == ("10", "5", "0")
    assert served.inset > 0
    assert [(each.place, each.height) for each in served.spots] == [(0, HIGH / 2), (1, HIGH), (3, 0)]
    assert csat.scale == ("5.0", "3.0", "1.0")
    assert csat.series[0].line == "M0.5 0L3.5 50"
    assert {each.days for each in (waits, served, csat)} == {4}
    assert [each.bars for each in (waits, served, csat)] == [False, True, False]


def test_each_day_says_its_figures() -> None:
    """What is pointed at is told as the table tells it."""
    waits, served, csat = drawn(figures(0, 5, 60, 5.0), figures(2, 1, 30, 4.0))
    assert [each.text for each in waits.spots] == [
        "2026-11-16: MEDIAN 60 s, P80 120 s",
        "2026-11-18: MEDIAN 30 s, P80 60 s",
    ]
    assert served.spots[1].text == "2026-11-18: SERVED 1"
    assert csat.spots[0].text == "2026-11-16: CSAT 5.0"


def test_what_has_no_trend_is_not_drawn() -> None:
    """A single day, days on which nobody was served, and a single mark of satisfaction."""
    assert drawn(figures(0, 5, 60, 5.0)) == []
    assert drawn() == []
    nobody = drawn(figures(0, 0, None, None), figures(1, 0, None, 4.0))
    assert nobody == []
    (served,) = drawn(figures(0, 3, None, None), figures(1, 0, 20, 4.0))
    assert served.bars


def test_a_year_is_lines_without_dots_and_bars_without_gaps() -> None:
    """Dots would run together, and thin bars with gaps between them look pale."""
    waits, served, _ = drawn(figures(0, 5, 60, 5.0), figures(2, 1, 30, 4.0), span=366)
    assert waits.series[0].line.startswith("M0.5 ")
    assert waits.series[0].dots == ""
    assert served.inset == 0


@pytest.mark.parametrize(
    ("highest", "half"), [(0, 1), (2, 1), (3, 2), (10, 5), (11, 10), (88, 50), (101, 100), (999, 500)]
)
def test_a_scale_of_counts_is_round(highest: int, half: int) -> None:
    """It reaches above the highest count, and its middle is a round one too."""
    assert half_of_counts(highest) == half


@pytest.mark.parametrize(
    ("highest", "half"),
    [(0, 30), (61, 60), (1100, 600), (5400, 2700), (7200, 3600), (7201, 7200), (86400, 20 * 3600)],
)
def test_a_scale_of_times_is_round(highest: int, half: int) -> None:
    """Seconds: half a minute at least, then round minutes, then round hours."""
    assert half_of_times(highest) == half
