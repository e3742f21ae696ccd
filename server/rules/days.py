"""The business day: which day a ticket counts in, through clock changes. Pure.

A wall-clock time on a given day means the first moment the clock shows it or later. So a time that daylight
saving skips is the moment of the jump, and one that comes twice is its first coming.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


def first_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the first moment (UTC) at which the clocks of `zone` show `at` or later on `day`."""
    wall = datetime.combine(day, at)
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    # In a gap the two folds straddle the jump, fold 1 before it and fold 0 after (PEP 495).
    return _jump(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), moment, wall, zone)


def business_day(now: datetime, zone: ZoneInfo, day_start: time) -> date:
    """Return the day that `now` (aware) counts in: the latest whose `day_start` has come.

    It never goes back while `now` goes on, not even when the clocks are set back over `day_start`.
    """
    day = now.astimezone(zone).date() + ONE_DAY
    while first_moment(day, day_start, zone) > now:
        day -= ONE_DAY
    return day


def latest_day(current: date | None, computed: date) -> date:
    """Return the day to use: a machine whose clock is set back stays on the day it had reached."""
    return computed if current is None else max(current, computed)


def _jump(before: datetime, after: datetime, wall: datetime, zone: ZoneInfo) -> datetime:
    """Find the moment, to the second, between `before` and `after` when the clocks pass `wall`."""
    seconds = int((after - before).total_seconds())
    low, high = 0, seconds  # the clocks are short of `wall` at low, and past it at high
    while high - low > 1:
        middle = (low + high) // 2
        shown = (before + timedelta(seconds=middle)).astimezone(zone).replace(tzinfo=None)
        low, high = (low, middle) if shown >= wall else (middle, high)
    return before + timedelta(seconds=high)
