"""Ticket numbers (pure)."""

from __future__ import annotations


def label(service: str, number: int) -> str:
    """The number as everybody sees it: the service's code and at least three digits, A001, A1000."""
    return f"{service}{number:03d}"


def left(first: int, last: int, given: int | None, daily_limit: int) -> int:
    """How many numbers of a service can still be given today.

    `given` is the highest number given today, None before the first; `daily_limit` 0 means none.
    """
    used = 0 if given is None else given - first + 1
    room = last - first + 1 - used
    return max(0, min(room, daily_limit - used) if daily_limit else room)
