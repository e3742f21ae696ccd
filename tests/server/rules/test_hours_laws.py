"""What holds for all opening hours, in every zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from server.rules.hours import Closure, Span, opening, parse_hours

NONE = timedelta(0)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

ranges = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda r: r[0] != r[1] % 1440)
entries = st.tuples(st.sets(st.sampled_from(DAYS), min_size=1), ranges).map(
    lambda e: f"{','.join(sorted(e[0]))} {_clock(e[1][0])}-{_clock(e[1][1])}"
)
weeks = st.lists(entries, max_size=4)
zones = st.sampled_from(
    [
        "Europe/Madrid",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "America/Havana",
        "Asia/Tokyo",
    ]
).map(ZoneInfo)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda t: t.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware at once
closures = st.lists(
    st.tuples(st.dates(date(2025, 12, 1), date(2027, 2, 1)), st.integers(0, 5)).map(
        lambda c: Closure(c[0], c[0] + timedelta(days=c[1]), {"en": "Closed"})
    ),
    max_size=3,
).map(tuple)
lasts = st.integers(0, 90).map(lambda minutes: timedelta(minutes=minutes))
SECOND = timedelta(seconds=1)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@given(weeks, closures, lasts, moments, zones, st.floats(0, 1))
def test_the_moments_named_are_the_moments_of_change(
    week: list[str],
    closed: tuple[Closure, ...],
    last: timedelta,
    now: datetime,
    zone: ZoneInfo,
    share: float,
) -> None:
    """Nothing changes before the moment named, at any point on the way, and it does at that moment."""
    hours = parse_hours(week)
    found = opening(hours, closed, last, now, zone)
    change = found.closes_at if found.open else found.opens_at
    if change is None:
        return
    assert change > now
    on_the_way = now + (change - SECOND - now) * share
    assert opening(hours, closed, last, max(now, on_the_way), zone).open is found.open
    assert opening(hours, closed, last, max(now, change - SECOND), zone).open is found.open
    assert opening(hours, closed, last, change, zone).open is not found.open


@given(weeks, closures, moments)
def test_where_clocks_never_change_the_wall_clock_decides(
    week: list[str], closed: tuple[Closure, ...], now: datetime
) -> None:
    """In a zone without daylight saving a plain look at the weekday and the minutes gives the same answer."""
    zone = ZoneInfo("Asia/Tokyo")
    wall = now.astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    within = not week or any(
        (span.weekday == wall.weekday() and span.start <= minute < span.end)
        or ((span.weekday + 1) % 7 == wall.weekday() and minute < span.end - 1440)
        for text in week
        for span in (parse_hours([text]).spans or [Span(wall.weekday(), 0, 1440)])
    )
    shut = any(closure.first <= wall.date() <= closure.last for closure in closed)
    assert opening(parse_hours(week), closed, NONE, now, zone).open is (within and not shut)
