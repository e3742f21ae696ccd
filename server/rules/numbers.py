"""Ticket numbers (pure)."""

from __future__ import annotations


def label(service: str, number: int) -> str:
    """The number as everybody sees it: the service's code and at least three digits, A001, A1000."""
    return f"{service}{number:03d}"


def highest(first: int, last: int, daily_limit: int, elsewhere: int = 0) -> int:
    """The highest number that may be given on one day, below `first` for none at all.

    `daily_limit` 0 means none; `elsewhere`: how many tickets of the day have numbers above `last`, and count in it.
    """
    return min(last, first + max(0, daily_limit - elsewhere) - 1) if daily_limit else last


def left(first: int, last: int, given: int | None, daily_limit: int, elsewhere: int = 0) -> int:
    """How many numbers of a service can still be given today.

    `given` is the highest number given today, None before the first; the rest as in `highest`.
    """
    next_one = first if given is None else max(first, given + 1)
    return max(0, highest(first, last, daily_limit, elsewhere) - next_one + 1)
