"""Replays a log of arrivals and calls through the wait estimate, and says how right it would have been.

Each ticket is predicted when it is issued, from what the log has told until then, and judged when it is called. Only
the people in the hall are kept in memory, so a log may be of any length.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from kit.errors import SettingError
from server.rules.order import CLASSES
from server.rules.waits import Learner, Waited

DAY_S = 86_400.0
_SAME_S = 3600.0  # days that begin within an hour of the same time of day are taken to follow the clock


@dataclass
class Score:
    """How right the predictions were: the tickets that had to wait, and sums over them."""

    tickets: int = 0
    error_s: float = 0.0
    within_p80: int = 0
    within_high: int = 0

    def add(self, waited: Waited) -> None:
        """Count a wait."""
        prediction = waited.prediction
        self.tickets += 1
        self.error_s += abs(prediction.p50_s - waited.actual_s)
        self.within_p80 += waited.actual_s <= prediction.p80_s
        self.within_high += waited.actual_s <= prediction.high_s

    def lines(self) -> list[str]:
        """What the command prints."""
        if not self.tickets:
            return ["tickets: 0"]
        return [
            f"tickets: {self.tickets}",
            f"MAE of the median: {self.error_s / self.tickets:.1f} s",
            f"waits <= p80_s: {self.within_p80 / self.tickets:.2%}",
            f"waits <= high_s: {self.within_high / self.tickets:.2%}",
        ]


def backtest(log: Path, predictions: Path | None) -> Score:
    """Replay `log`, writing a line for each ticket that had to wait to `predictions`, in the order of the calls.

    Raises SettingError naming file and line for a line that is none, and naming the file when it cannot be used.
    """
    try:
        with log.open(encoding="utf-8") as lines:
            if predictions is None:
                return _score(log, lines, None)
            with predictions.open("w", encoding="utf-8") as out:
                return _score(log, lines, out)
    except OSError as problem:
        raise SettingError(f"{problem.filename or log}: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise SettingError(f"{log}: not UTF-8 text") from problem


def _score(log: Path, lines: Iterable[str], out: TextIO | None) -> Score:
    score = Score()
    for ticket, waited in replay(_happenings(log, lines)):
        score.add(waited)
        if out is not None:
            out.write(json.dumps(_line(ticket, waited)) + "\n")
    return score


def _line(ticket: str, waited: Waited) -> dict[str, object]:
    prediction = waited.prediction
    return {
        "ticket": ticket,
        "p50_s": prediction.p50_s,
        "p80_s": prediction.p80_s,
        "low_s": prediction.low_s,
        "high_s": prediction.high_s,
        "actual_s": waited.actual_s,
    }


def replay(happenings: Iterable[dict[str, Any]]) -> Iterator[tuple[str, Waited]]:
    """Feed a learner with a log's lines, already checked; yields each ticket that had to wait when it is called."""
    learner = Learner()
    clock = _Clock()
    for told in happenings:
        at_s = clock.read(told["t"], new_day=told["type"] == "day")
        match told["type"]:
            case "open":
                learner.opened(told["counters"], at_s)
            case "issue":
                due_s = told["due"] + clock.shift_s if told.get("due") is not None else None
                learner.issued(told["ticket"], told["service"], told["class"], at_s, due_s)
            case "call":
                waited = learner.called(told["ticket"], at_s)
                if waited is not None:
                    yield told["ticket"], waited
            case "end":
                learner.ended(told["ticket"], at_s)
            case "day":
                learner.ended_day(at_s)


class _Clock:
    """Turns a log's seconds into ones that only go forward and whose remainder by a day is the time of day.

    Most logs have that already. Where each day begins with 0 again, or where the next one begins as soon as one has
    ended, days are moved so that all of them begin at the time of day at which the first began.
    """

    def __init__(self) -> None:
        self.shift_s = 0.0
        self._first_s: float | None = None
        self._last_s = 0.0
        self._begins = True

    def read(self, told_s: float, *, new_day: bool) -> float:
        """The moment meant by `told_s`; after a line that ends a day, the next one begins another."""
        if new_day:
            self._begins = True
            return self._last_s
        if self._begins:
            self._begins = False
            self._begin(told_s)
        self._last_s = max(self._last_s, told_s + self.shift_s)
        return self._last_s

    def _begin(self, told_s: float) -> None:
        if self._first_s is None:
            self._first_s = self._last_s = told_s
            return
        at_s = told_s + self.shift_s
        off_s = (at_s - self._first_s + DAY_S / 2) % DAY_S - DAY_S / 2
        if abs(off_s) > _SAME_S:
            at_s -= off_s
        while at_s < self._last_s:
            at_s += DAY_S
        self.shift_s = at_s - told_s


def _happenings(log: Path, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    last_s = -math.inf
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = _read(line, last_s)
        except ValueError as problem:
            raise SettingError(f"{log}: line {number}: {problem}") from problem
        last_s = -math.inf if told["type"] == "day" else told["t"]  # seconds may begin again with a day
        yield told


def _read(line: str, last_s: float) -> dict[str, Any]:
    """One line, checked; `last_s` is the time of the one above it. Raises ValueError saying what is wrong."""
    try:
        told = json.loads(line)
    except json.JSONDecodeError as problem:
        raise ValueError(f"not JSON: {problem.msg}") from problem
    except RecursionError as problem:
        raise ValueError("not JSON: nested too deeply") from problem
    if not isinstance(told, dict):
        raise ValueError("not an object")  # noqa: TRY004 - of the line, as every other fault
    _need(told, "t", _is_seconds, "a number of seconds")
    _need(told, "type", _is_type, f"one of {', '.join(_FIELDS)}")
    for field, good, words in _FIELDS[told["type"]]:
        _need(told, field, good, words)
    if told["type"] != "day" and told["t"] < last_s:
        raise ValueError(f"t {told['t']} is before {last_s}, the time of the line above")
    return told


def _need(told: dict[str, Any], field: str, good: Callable[[object], bool], words: str) -> None:
    if not good(told.get(field)):
        raise ValueError(f"{field} must be {words}")


def _is_seconds(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _is_due(value: object) -> bool:
    return value is None or _is_seconds(value)


def _is_type(value: object) -> bool:
    return isinstance(value, str) and value in _FIELDS


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10_000


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_class(value: object) -> bool:
    return isinstance(value, str) and value in CLASSES


def _is_result(value: object) -> bool:
    return isinstance(value, str) and value in {"finished", "no_show", "cancelled"}


_Field = tuple[str, Callable[[object], bool], str]
_TICKET: _Field = ("ticket", _is_text, "the ticket's name")
_FIELDS: dict[str, list[_Field]] = {
    "open": [("counters", _is_count, "a number of counters")],
    "issue": [
        _TICKET,
        ("service", _is_text, "the service's code"),
        ("class", _is_class, "standard, priority or appointment"),
        ("due", _is_due, "a number of seconds"),
    ],
    "call": [_TICKET],
    "end": [_TICKET, ("result", _is_result, "finished, no_show or cancelled")],
    "day": [],
}
