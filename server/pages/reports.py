"""The managers' page of reports: a span of days, its main figures, and a table of its days and of its services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from babel.numbers import format_decimal, format_percent
from flask import Blueprint, Response, request

from kit import wire
from kit.language import day as day_in_words
from kit.language import language, pick, sentence
from server import access
from server.callers import Caller
from server.desk.branch import Branch
from server.desk.measures import LONGEST, Span, report, span_of
from server.pages import errors
from server.pages.speech import words_of
from server.pages.staff import desk, for_staff, page
from server.pages.trends import Words, charts
from server.problems import Invalid

blueprint = Blueprint("reports", __name__)
errors.speak_html(blueprint)

READY = ((1, sentence("Today")), (7, sentence("Last 7 days")), (30, sentence("Last 30 days")))
COLUMNS = (
    sentence("Tickets taken"),
    sentence("Served"),
    sentence("Left"),
    sentence("Did not come"),
    sentence("Ended with the day"),
    sentence("Still here"),
    sentence("Median wait"),
    sentence("P80 wait"),
    sentence("Median service time"),
    sentence("Promise kept"),
    sentence("Satisfaction, 1 to 5"),
)
STILL_HERE = 5  # of COLUMNS: shown where anybody is, or may be
MAIN = (0, 1, 6, 7, 9, 10)  # of COLUMNS: what stands large above the tables
DRAWN = {"median": 6, "p80": 7, "served": 1, "csat": 10}  # of COLUMNS: what is drawn day by day
NONE = "–"
DAYS = sentence("Please choose two days, the later one last, at most {n} days in all.")


@dataclass(frozen=True)
class Line:
    """A line of a table: what it is about, and a cell for each column that is shown."""

    name: str
    cells: list[str]


@blueprint.get("/staff/reports")
@for_staff
def days(caller: Caller) -> Response:
    """The last seven days, or the days that are asked for."""
    access.require(caller, {"manager", "admin"})
    branch = desk().branch_now(caller.site_id)
    last = request.args.get("to") or None
    try:
        today = span_of(desk(), caller.site_id, None, None, None).last
        first = request.args.get("from") or (None if last else (today - timedelta(days=6)).isoformat())
        span = span_of(desk(), caller.site_id, first, last or today.isoformat(), None)
    except Invalid:
        return _page(caller, branch, Span(today, today), today, None, 422)
    return _page(caller, branch, span, today, report(desk(), caller.site_id, span))


def _page(
    caller: Caller, branch: Branch, span: Span, today: date, made: wire.Report | None, status: int = 200
) -> Response:
    words, first = words_of(branch), branch.site.languages[0]
    here = span.first <= today <= span.last or bool(made and made.total.still_here)
    shown = [place for place in range(len(COLUMNS)) if here or place != STILL_HERE]
    names = {code: pick(each.name, first, first) for code, each in branch.services.items()}
    ready = [
        ((today - timedelta(days=count - 1)).isoformat(), text)
        for count, text in READY
        if (today - date.min).days >= count
    ]
    days, services = [], []
    if made:
        days = [Line(_day(each.day, branch), _cells(each, first, shown)) for each in made.days]
        services = _services(made, names, first, shown)
    return page(
        "admin/reports.html",
        status,
        span=span,
        today=today,
        ready=ready,
        columns=[COLUMNS[place] for place in shown],
        main=[(COLUMNS[place], _cells(made.total, first)[place]) for place in MAIN] if made else [],
        days=days,
        services=services,
        charts=charts(made, _written(branch)) if made else [],
        ends=[_day(span.first, branch), _day(span.last, branch)],
        gaps=any(NONE in line.cells for line in [*days, *services]),
        caller=caller,
        place=branch.site.name,
        problem="" if made else words.text(DAYS, n=LONGEST),
        words=words,
    )


def _written(branch: Branch) -> Words:
    words, first = words_of(branch), branch.site.languages[0]
    locale = language(first).locale
    return Words(
        names={name: words.text(COLUMNS[place]) for name, place in DRAWN.items()},
        time=lambda seconds: _clock(round(seconds)),
        count=lambda count: format_decimal(round(count), locale=locale),
        mark=lambda mark: format_decimal(mark, "0.0", locale=locale),
        day=lambda day: _day(day, branch),
    )


def _services(made: wire.Report, names: Mapping[str, str], first: str, shown: Sequence[int]) -> list[Line]:
    """A line for each service; a single one would only say the same again."""
    if len(made.services) == 1:
        return []
    return [Line(names.get(each.service, each.service), _cells(each, first, shown)) for each in made.services]


def _day(day: date, branch: Branch) -> str:
    noon = datetime.combine(day, time(12), branch.zone)
    return day_in_words(noon, branch.site.languages[0], branch.zone)


def _cells(figures: wire.Figures, first: str, shown: Sequence[int] = range(len(COLUMNS))) -> list[str]:
    locale, wait, csat = language(first).locale, figures.wait, figures.csat.mean
    kept = figures.promises_kept / figures.promises if figures.promises else None
    gone = figures.left + figures.cancelled  # by whom, the table for downloading tells
    counts = (figures.taken, figures.served, gone, figures.no_shows, figures.day_end, figures.still_here)
    times = (wait.median_s, wait.p80_s, figures.service_time.median_s)
    cells = [
        *(format_decimal(count, locale=locale) for count in counts),
        *(_clock(each) for each in times),
        NONE if kept is None else format_percent(kept, locale=locale),
        NONE if csat is None else format_decimal(csat, "0.0", locale=locale),
    ]
    return [cells[place] for place in shown]


def _clock(seconds: int | None) -> str:
    """4:05 are four minutes and five seconds, 1:04:05 an hour more."""
    if seconds is None:
        return NONE
    minutes, rest = divmod(seconds, 60)
    hours, below = divmod(minutes, 60)
    return f"{hours}:{below:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
