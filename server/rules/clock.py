"""Whether the machine's clock is to be believed (pure).

A Raspberry Pi has no clock that runs without power, and a wrong one may say anything. A business day never goes back:
one morning in the year 2036 and the numbers of the site would not begin anew for ten years. So a moment far ahead of
what the site has lived through counts only when the system says that its clock is synchronised.
"""

from __future__ import annotations

AHEAD_MS = 2 * 24 * 3600 * 1000


def doubtful(now_ms: int, last_ms: int) -> bool:
    """Whether the clock is more than two days ahead of the site's last event."""
    return now_ms - last_ms > AHEAD_MS


def believed(now_ms: int, last_ms: int, passed_ms: int, *, synchronised: bool) -> int:
    """The moment to go by: the clock's, or the last event's with the time that has surely passed since it was known.

    All in milliseconds; `passed_ms` by a clock that only ever goes on.
    """
    if synchronised or not doubtful(now_ms, last_ms):
        return now_ms
    return last_ms + max(0, passed_ms)
