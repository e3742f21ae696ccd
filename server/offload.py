"""What concerns the event loop: slow work leaves it, and whoever is about to write lets others be heard first.

Under gunicorn's gevent worker everything shares one thread, so hashing a password there would hold up every call and
every screen. gevent's pool has real threads; outside gevent the work just runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import gevent
from gevent import monkey

Result = TypeVar("Result")


def offloaded(work: Callable[..., Result], *arguments: Any) -> Result:
    """Run `work` in a real thread, and wait for it without holding up anybody else."""
    if not monkey.is_module_patched("threading"):
        return work(*arguments)
    result: Result = gevent.get_hub().threadpool.apply(work, arguments)
    return result


def hear_everybody() -> None:
    """Return once every request that has arrived so far has been read.

    `time.sleep(0)` alone does not look for input: a client that answers at once would be served again and again.
    """
    if monkey.is_module_patched("threading"):
        hub = gevent.get_hub()
        timer = hub.loop.timer(0)
        try:
            hub.wait(timer)  # one look for input; what it finds is handled when others get their turn
        finally:
            timer.close()
    time.sleep(0)
