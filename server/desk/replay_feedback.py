"""Plays what the log says of customers' answers, and compares it with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

SCORES = ("csat", "nps", "ces")


class Feedback:
    """Each ticket's scores at the log's end: the last word counts, what it left out stays."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}

    def take(self, row: Any, data: dict[str, Any]) -> None:
        """One event."""
        scores = {name: data[name] for name in SCORES if name in data}
        if scores:
            known = self._known.setdefault(row.ticket_id, dict.fromkeys(SCORES))
            known.update(scores, at=row.at)

    def compare(self, rows: Iterable[Any]) -> Iterator[str]:
        """Each row, and those that are missing."""
        left = dict(self._known)
        for row in rows:
            known = left.pop(row.ticket_id, None)
            if known is None:
                yield f"feedback of {row.ticket_id}: the log knows of none"
                continue
            for column, value in known.items():
                if getattr(row, column) != value:
                    yield f"feedback of {row.ticket_id}: {column} is {getattr(row, column)!r}, the log says {value!r}"
        for lost in left:
            yield f"feedback of {lost}: its row is missing"
