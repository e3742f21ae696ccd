"""Opening hours: when a service gives tickets. Pure.

Hours are wall-clock times of the site, such as `mon-fri 08:00-14:00`, `mon,wed 13:00-17:00` or
`fri 22:00-02:00` (into Saturday). A time that daylight saving skips or repeats means what `days.first_moment`
says: the moment of the jump, or the first coming.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.rules.days import ONE_DAY, first_moment

SEARCH = timedelta(days=60)  # how far ahead the next opening is looked for

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTES_A_DAY = 24 * 60
_MINUTES_A_WEEK = 7 * _MINUTES_A_DAY
_ENTRY = re.compile(r"\s*(\S(?:.*\S)?)\s+(\d\d:\d\d\s*-\s*\d\d:\d\d)\s*")
_RANGE = re.compile(r"\s*(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)\s*")
# Stand-ins for "always was" and "never ends", far enough from the ends of datetime to do sums with.
_EVER = datetime(2, 1, 1, tzinfo=UTC)
_NEVER = datetime(9998, 1, 1, tzinfo=UTC)

Window = tuple[datetime, datetime]  # from (inclusive) and to (exclusive), UTC


@dataclass(frozen=True)
class Span:
    """One stretch on one weekday (0 is Monday), in minutes from its midnight; `end` may pass 1440."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True)
class Hours:
    """A week of opening hours; without spans the service is always open."""

    spans: tuple[Span, ...] = ()

    @property
    def always(self) -> bool:
        """Whether no hour of the week is closed."""
        return not self.spans


@dataclass(frozen=True)
class Closure:
    """Days, first and last included, on which nothing is given out; `text` says why, by language.

    `since`: on the first day only from this time on, for closing early; `until`: on the last day only up to this one.
    """

    first: date
    last: date
    text: Mapping[str, str] = field(default_factory=dict)
    since: time = time(0)
    until: time | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"it ends on {self.last}, before it begins on {self.first}")
        if self.last == self.first and self.until is not None and self.until <= self.since:
            raise ValueError(f"it ends at {self.until:%H:%M}, not after it begins, at {self.since:%H:%M}")


@dataclass(frozen=True)
class Opening:
    """Whether a ticket may be taken now.

    `opens_at`: when closed, the next moment one may be taken (UTC), None if none is near.
    `closes_at`: when open, the moment from which none may be taken (UTC), None if never.
    `text`: by language, why a closure has it closed; empty otherwise.
    """

    open: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    text: Mapping[str, str] = field(default_factory=dict)


def parse_hours(texts: Sequence[str]) -> Hours:
    """Read opening hours; none at all, or hours that leave no gap in the week, are "always".

    Raises ValueError with one sentence that names the bad text.
    """
    spans = tuple(
        sorted(
            {span for text in texts for span in _parse_entry(text)}, key=lambda s: (s.weekday, s.start, s.end)
        )
    )
    return Hours() if _whole_week(spans) else Hours(spans)


def parse_range(text: str) -> tuple[int, int]:
    """Read `08:00-14:00` as minutes from midnight; a range over midnight ends above 1440.

    Raises ValueError with one sentence that names the bad text.
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text}" is not a time range such as "08:00-14:00"')
    hours_from, minutes_from, hours_to, minutes_to = map(int, match.groups())
    start, end = hours_from * 60 + minutes_from, hours_to * 60 + minutes_to
    if minutes_from > 59 or minutes_to > 59 or start >= _MINUTES_A_DAY or end > _MINUTES_A_DAY:
        raise ValueError(f'"{text}" has a time that no clock shows')
    if start == end:
        raise ValueError(f'"{text}" begins and ends at the same time; a whole day is 00:00-24:00')
    return start, end if end > start else end + _MINUTES_A_DAY


def opening(
    hours: Hours, closures: Sequence[Closure], last_ticket: timedelta, now: datetime, zone: ZoneInfo
) -> Opening:
    """Say whether a ticket may be taken at `now` (aware), and if not, when next.

    Tickets end `last_ticket` before each closing. A closure counts from midnight to midnight in `zone` unless
    it has times of its own, also for hours that began the evening before it.
    """
    if hours.always and not closures:
        return Opening(open=True)
    for start, end in _ticket_windows(hours, closures, last_ticket, now, zone):
        if start > now + SEARCH:
            break
        if start > now:
            return Opening(open=False, opens_at=start, text=reason(closures, now, zone))
        if end > now:
            return Opening(open=True, closes_at=end if end < _NEVER else None)
    return Opening(open=False, text=reason(closures, now, zone))


def _parse_entry(text: str) -> Iterator[Span]:
    match = _ENTRY.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text}" is not opening hours such as "mon-fri 08:00-14:00"')
    try:
        days = _parse_days(match[1])
        start, end = parse_range(match[2])
    except ValueError as error:
        raise ValueError(f'in "{text}", {error}') from None
    for day in days:
        yield Span(day, start, end)


def _parse_days(text: str) -> set[int]:
    days: set[int] = set()
    for part in text.split(","):
        first, dash, last = (name.strip().lower() for name in part.partition("-"))
        for name in (first, last) if dash else (first,):
            if name not in _DAYS:
                raise ValueError(f'"{name}" is not a day (mon, tue, wed, thu, fri, sat, sun)')
        begin = _DAYS.index(first)
        length = (_DAYS.index(last) - begin) % 7 if dash else 0  # fri-mon goes round the weekend
        days.update((begin + step) % 7 for step in range(length + 1))
    return days


def _whole_week(spans: tuple[Span, ...]) -> bool:
    covered = 0
    stretches = sorted(
        (span.weekday * _MINUTES_A_DAY + span.start + week, span.weekday * _MINUTES_A_DAY + span.end + week)
        for span in spans
        for week in (-_MINUTES_A_WEEK, 0)
    )
    for start, end in stretches:
        if start > covered:
            return False
        covered = max(covered, end)
    return covered >= _MINUTES_A_WEEK


def _ticket_windows(
    hours: Hours, closures: Sequence[Closure], last_ticket: timedelta, now: datetime, zone: ZoneInfo
) -> Iterator[Window]:
    """Windows in which tickets are given, in order, from before `now` on; made as they are asked for."""
    closed = sorted(_closed_window(closure, zone) for closure in closures)
    windows = iter([(_EVER, _NEVER)]) if hours.always else _merge(_open_windows(hours, now, zone))
    for start, end in _without(windows, closed):
        until = end if end >= _NEVER else end - last_ticket
        if start < until:
            yield start, until


def _open_windows(hours: Hours, now: datetime, zone: ZoneInfo) -> Iterator[Window]:
    # Two days back: hours over midnight that began yesterday, in a zone a day away from UTC.
    day = now.astimezone(zone).date() - 2 * ONE_DAY
    for _ in range(SEARCH.days + 4):
        for span in hours.spans:
            if span.weekday == day.weekday():
                yield _moment(day, span.start, zone), _moment(day, span.end, zone)
        day += ONE_DAY


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    days, minutes = divmod(minutes, _MINUTES_A_DAY)
    return first_moment(day + days * ONE_DAY, time(minutes // 60, minutes % 60), zone)


def _closed_window(closure: Closure, zone: ZoneInfo) -> Window:
    last = min(closure.last, _NEVER.date())
    end = (last + ONE_DAY, time(0)) if closure.until is None else (last, closure.until)
    return _within(closure.first, closure.since, zone), _within(*end, zone)


def _within(day: date, at: time, zone: ZoneInfo) -> datetime:
    # A closure "to 9999-12-31" means for good.
    return first_moment(min(max(day, _EVER.date()), _NEVER.date()), at, zone)


def _merge(windows: Iterable[Window]) -> Iterator[Window]:
    """Join windows (sorted by start) that touch or overlap."""
    current: Window | None = None
    for start, end in windows:
        if current is None:
            current = (start, end)
        elif start <= current[1]:
            current = (current[0], max(current[1], end))
        else:
            yield current
            current = (start, end)
    if current is not None:
        yield current


def _without(windows: Iterable[Window], closed: Sequence[Window]) -> Iterator[Window]:
    """Yield what is left of the windows when the closed ones (sorted) are cut out."""
    for window_start, end in windows:
        start = window_start
        for closed_from, closed_to in closed:
            if closed_to <= start or closed_from >= end:
                continue
            if start < closed_from:
                yield start, closed_from
            start = max(start, closed_to)
        if start < end:
            yield start, end


def reason(closures: Sequence[Closure], now: datetime, zone: ZoneInfo) -> Mapping[str, str]:
    """What the first of the closures that stand at `now` says, by language; empty when none says anything."""
    for closure in closures:
        start, end = _closed_window(closure, zone)
        if start <= now < end and any(closure.text.values()):
            return closure.text
    return {}
