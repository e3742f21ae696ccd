"""The business day through clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.days import business_day, first_moment, latest_day

MADRID = ZoneInfo("Europe/Madrid")  # 2026: on 29 March 02:00 -> 03:00, on 25 October 03:00 -> 02:00
NEW_YORK = ZoneInfo("America/New_York")  # 2026: on 8 March 02:00 -> 03:00, on 1 November 02:00 -> 01:00

# Half an hour's shift, a jump at midnight, a fall back onto midnight, and offsets of three quarters of an hour.
ZONES = [
    "Europe/Madrid",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Havana",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "UTC",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
minutes = st.times().map(lambda t: t.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)).map(lambda t: t.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware at once


def utc(text: str) -> datetime:
    """Read a UTC time such as `2026-03-29 01:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        (MADRID, "2026-03-29 02:30", "2026-03-29 01:00"),  # skipped: the jump
        (MADRID, "2026-03-29 02:00", "2026-03-29 01:00"),
        (MADRID, "2026-03-29 03:00", "2026-03-29 01:00"),
        (MADRID, "2026-03-29 03:01", "2026-03-29 01:01"),
        (MADRID, "2026-03-29 01:59", "2026-03-29 00:59"),
        (MADRID, "2026-10-25 02:30", "2026-10-25 00:30"),  # twice: the first
        (MADRID, "2026-10-25 03:00", "2026-10-25 02:00"),
        (NEW_YORK, "2026-03-08 02:15", "2026-03-08 07:00"),
        (NEW_YORK, "2026-11-01 01:00", "2026-11-01 05:00"),
        (NEW_YORK, "2026-11-01 02:00", "2026-11-01 07:00"),
        (ZoneInfo("Africa/Cairo"), "2026-04-24 00:00", "2026-04-23 22:00"),  # midnight itself is skipped
        (ZoneInfo("Australia/Lord_Howe"), "2026-10-04 02:10", "2026-10-03 15:30"),
    ],
)
def test_a_wall_clock_time_is_the_first_moment_that_shows_it(
    zone: ZoneInfo, local: str, expected: str
) -> None:
    """A skipped time is the moment of the jump, and a repeated one its first coming."""
    wall = datetime.fromisoformat(local)
    assert first_moment(wall.date(), wall.time(), zone) == utc(expected)


@given(st.dates(date(2024, 1, 2), date(2028, 1, 1)), minutes, zones)
def test_the_first_moment_shows_the_time_and_the_one_before_does_not(
    day: date, at: time, zone: ZoneInfo
) -> None:
    """At the first moment the clocks show the time or later, and a second before they show less."""
    wall, moment = datetime.combine(day, at), first_moment(day, at, zone)
    assert moment.astimezone(zone).replace(tzinfo=None) >= wall
    before = (moment - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert before < wall


@pytest.mark.parametrize(
    ("zone", "now", "start", "expected"),
    [
        # An ordinary day starts at four: at 03:59 it is still yesterday.
        (MADRID, "2026-06-10 01:59", time(4), "2026-06-09"),
        (MADRID, "2026-06-10 02:00", time(4), "2026-06-10"),
        (MADRID, "2026-06-09 22:30", time(0), "2026-06-10"),
        # The start lies in the skipped hour: the day begins with the jump.
        (MADRID, "2026-03-29 00:59", time(2, 30), "2026-03-28"),
        (MADRID, "2026-03-29 01:00", time(2, 30), "2026-03-29"),
        (NEW_YORK, "2026-03-08 06:59", time(2, 30), "2026-03-07"),
        (NEW_YORK, "2026-03-08 07:00", time(2, 30), "2026-03-08"),
        # The start comes twice: once begun, the day goes on, though the clocks show less again.
        (MADRID, "2026-10-25 00:29", time(2, 30), "2026-10-24"),
        (MADRID, "2026-10-25 00:30", time(2, 30), "2026-10-25"),
        (MADRID, "2026-10-25 01:10", time(2, 30), "2026-10-25"),
        (NEW_YORK, "2026-11-01 05:30", time(1, 30), "2026-11-01"),
        (NEW_YORK, "2026-11-01 06:10", time(1, 30), "2026-11-01"),
    ],
)
def test_the_day_begins_at_day_start(zone: ZoneInfo, now: str, start: time, expected: str) -> None:
    """A moment counts in the latest day whose start has come, on the nights the clocks change too."""
    assert business_day(utc(now), zone, start) == date.fromisoformat(expected)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=2)), minutes, zones)
def test_the_day_never_goes_back_while_time_goes_on(
    now: datetime, later: timedelta, start: time, zone: ZoneInfo
) -> None:
    """Of two moments the later is never in an earlier business day."""
    assert business_day(now, zone, start) <= business_day(now + later, zone, start)


@given(moments, minutes, zones)
def test_a_moment_lies_between_its_days_start_and_the_next(
    now: datetime, start: time, zone: ZoneInfo
) -> None:
    """The business day has begun, and the next has not."""
    day = business_day(now, zone, start)
    assert first_moment(day, start, zone) <= now < first_moment(day + timedelta(days=1), start, zone)


def test_a_clock_set_back_stays_on_the_day_it_had_reached() -> None:
    """The first day is taken as it is; after that only a later one replaces it."""
    tuesday, wednesday = date(2026, 6, 9), date(2026, 6, 10)
    assert latest_day(None, tuesday) == tuesday
    assert latest_day(tuesday, wednesday) == wednesday
    assert latest_day(wednesday, tuesday) == wednesday
