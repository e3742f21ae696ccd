"""Ticket numbers (pure)."""

from __future__ import annotations


def label(service: str, number: int) -> str:
    """The number as everybody sees it: the service's code and at least three digits, A001, A1000."""
    return f"{service}{number:03d}"


def highest(first: int, last: int, daily_limit: int) -> int:
    """The highest number that may be given on one day; `daily_limit` 0 means none."""
    return min(last, first + daily_limit - 1) if daily_limit else last


def left(first: int, last: int, given: int | None, daily_limit: int) -> int:
    """How many numbers of a service can still be given today.

    `given` is the highest number given today, None before the first; `daily_limit` 0 means none.
    """
    next_one = first if given is None else max(first, given + 1)
    return max(0, highest(first, last, daily_limit) - next_one + 1)
