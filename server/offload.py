"""Slow work leaves the event loop: the one helper for it.

Under gunicorn's gevent worker everything shares one thread, so hashing a password there would hold up every call and
every screen. gevent's pool has real threads; outside gevent the work just runs.
"""

from __future__ import annotations

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
