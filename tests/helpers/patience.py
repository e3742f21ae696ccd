"""How long a test waits for something that should come. One figure: a bound against hanging, never a measurement.

A green run does not wait for it, so it costs nothing that it is far above what any machine needs: a busy one takes ten
times as long for anything. Where the time itself is what is tested, the test has a figure of its own, and says why.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

DEADLINE_S = 60.0

T = TypeVar("T")


def wait_until(
    condition: Callable[[], T],
    what: str = "the condition",
    *,
    seconds: float = DEADLINE_S,
    pause_s: float = 0.01,
) -> T:
    """Wait until `condition` returns something true, and return that; fail, saying `what`, after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(pause_s)
    return found
