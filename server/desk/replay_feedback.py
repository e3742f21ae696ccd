"""Plays what the log says of customers' answers, and compares it with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

SCORES = ("csat", "nps", "ces")
_COLUMNS = (*SCORES, "at")


class Feedback:
    """Each ticket's scores at the log's end: the last word counts, what it left out stays."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int | None, ...]] = {}  # the scores, and when

    def take(self, row: Any, data: dict[str, Any]) -> None:
        """One event."""
        if any(name in data for name in SCORES):
            known = self._known.get(row.ticket_id, (None, None, None))
            scores = [data.get(name, before) for name, before in zip(SCORES, known, strict=False)]
            self._known[row.ticket_id] = (*scores, row.at)

    def compare(self, rows: Iterable[Any]) -> Iterator[str]:
        """Each row, and those that are missing; the last thing that is asked of this."""
        for row in rows:
            known = self._known.pop(row.ticket_id, None)
            if known is None:
                yield f"feedback of {row.ticket_id}: the log knows of none"
                continue
            for column, value in zip(_COLUMNS, known, strict=True):
                if getattr(row, column) != value:
                    yield f"feedback of {row.ticket_id}: {column} is {getattr(row, column)!r}, the log says {value!r}"
        for lost in self._known:
            yield f"feedback of {lost}: its row is missing"
