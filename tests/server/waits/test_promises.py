"""The wait estimate against simulated offices: better than people ahead × average ÷ counters, and its promises kept."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from server import cli

CAP_S = 45 * 60

# What is different from a town hall with four counters. Every kind has two peaks, people who do not come and people
# who leave.
KINDS: dict[str, dict[str, Any]] = {
    "town hall": {},
    "three counters": {
        "counters": 3,
        "services": {"A": (200, 0.5, 0.4), "B": (400, 0.8, 0.4), "C": (700, 0.6, 0.2)},
    },
    "five counters": {"counters": 5},
    "always the same counters": {"steady": True, "doors_s": 0, "peak": 0.6},
    "breaks at any time": {"any_break": True, "priority": 0.15},
    "one service": {"services": {"A": (300, 0.7, 1.0)}},
    "clinic": {"appointment": 0.35, "priority": 0.05, "counters": 3},
    "post office": {
        "services": {"A": (60, 0.5, 0.6), "B": (120, 0.6, 0.4)},
        "days": 8,
        "hours": 6,
        "between_s": 10,
    },
    "quiet": {"load": 0.8, "days": 25},
    "busy": {"load": 1.03, "leave": 0.1},
    "good days and bad days": {"speed_sd": 0.1, "between_s": 15},
    "a week": {"days": 6, "counters": 5},
}


@dataclass(frozen=True)
class Judged:
    """A ticket that had to wait: when it was issued, its wait, the plain estimate, and what was predicted."""

    issued_s: float
    wait_s: float
    plain_s: float
    predicted: dict[str, Any]


class Plain:
    """People ahead × average handling ÷ open counters, all from what was known when each ticket was issued."""

    def __init__(self, lines: Iterable[dict[str, Any]]) -> None:
        self.issued: dict[str, float] = {}
        self.estimates: dict[str, float] = {}
        self.waits: dict[str, float] = {}
        self._waiting: dict[str, dict[str, Any]] = {}
        self._serving: dict[str, float] = {}
        self._handled, self._handled_s = 0, 0.0
        self._open = 0
        for line in lines:
            self._read(line)

    def _read(self, line: dict[str, Any]) -> None:
        now_s, ticket = line["t"], line.get("ticket", "")
        if line["type"] == "open":
            self._open = line["counters"]
        elif line["type"] == "issue":
            self.issued[ticket], self.estimates[ticket] = now_s, self._estimate(line)
            self._waiting[ticket] = line
        elif line["type"] == "call":
            self.waits[ticket] = now_s - self._waiting.pop(ticket)["t"]
            self._serving[ticket] = now_s
        elif line["type"] == "end" and ticket in self._serving:
            self._handled += 1
            self._handled_s += now_s - self._serving.pop(ticket)
        elif line["type"] == "end":
            del self._waiting[ticket]

    def _estimate(self, line: dict[str, Any]) -> float:
        mine = key(line, line["t"])
        ahead = sum(key(other, line["t"]) <= mine for other in self._waiting.values())
        average_s = self._handled_s / self._handled if self._handled else 300
        return ahead * average_s / max(1, self._open)


def key(line: dict[str, Any], now_s: float) -> tuple[bool, float]:
    """The calling order: those of the top tier first, oldest place first."""
    place_s = line.get("due", line["t"])
    return place_s > now_s - (CAP_S if line["class"] == "standard" else 0), place_s


def judge(log: Path, lines: list[dict[str, Any]]) -> list[Judged]:
    """Run the command on a log, and put what it predicts beside the plain estimate."""
    out = log.with_name("predictions.jsonl")
    assert cli.main(["backtest", str(log), "--predictions", str(out)]) == 0
    predicted = {line["ticket"]: line for line in map(json.loads, out.read_text("utf-8").splitlines())}
    plain = Plain(lines)
    assert predicted.keys() == {ticket for ticket, wait_s in plain.waits.items() if wait_s > 0}
    return [
        Judged(plain.issued[ticket], plain.waits[ticket], plain.estimates[ticket], line)
        for ticket, line in predicted.items()
    ]


def share(waits: Iterable[Judged], level: str) -> float:
    """The share of the waits that did not exceed what was predicted as `level`."""
    return fmean(one.wait_s <= one.predicted[level] for one in waits)


@pytest.mark.parametrize("kind", KINDS)
def test_the_median_beats_the_plain_estimate_and_promises_are_kept(
    kind: str,
    office: type[Any],
    simulate: Callable[..., list[dict[str, Any]]],
    log_file: Callable[..., Path],
    rounds: Callable[[int], int],
) -> None:
    """In every kind of office: an error at least 12 % smaller, four of five under P80, 85 % under what is announced.

    So it is in each log, and in the logs of a kind together.
    """
    seen: list[Judged] = []
    for seed in range(1, 1 + rounds(10)):
        lines = simulate(office(**KINDS[kind]), seed)
        waits = judge(log_file(lines), lines)
        assert len(waits) > 800

        error_s = fmean(abs(one.wait_s - one.predicted["p50_s"]) for one in waits)
        plain_s = fmean(abs(one.wait_s - one.plain_s) for one in waits)
        assert error_s <= 0.88 * plain_s, f"seed {seed}: {error_s:.0f} s, the plain one {plain_s:.0f} s"
        kept(waits, f"seed {seed}")
        seen += waits
    kept(seen, "all together")


def kept(waits: list[Judged], which: str) -> None:
    """The promises of these waits were kept as often as they should."""
    assert 0.78 <= share(waits, "p80_s") <= 0.82, which
    assert share(waits, "high_s") >= 0.85, which
    hours = defaultdict(list)
    for one in waits:
        hours[int(one.issued_s % 86_400 // 3600)].append(one)
    for hour, of_hour in hours.items():
        if len(of_hour) >= 30:  # of fewer, a share says nothing
            assert share(of_hour, "p80_s") >= 0.7, f"{which}, {hour}:00, {len(of_hour)} waits"


def test_what_is_announced_is_the_estimate_rounded_up(
    office: type[Any], simulate: Callable[..., list[dict[str, Any]]], log_file: Callable[..., Path]
) -> None:
    """Whole five minutes: the next above `p50_s`, and the next above `p80_s` or later, from the first ticket on."""
    lines = simulate(office(days=2), 1)
    for one in judge(log_file(lines), lines):
        predicted = one.predicted
        assert 0 <= predicted["p50_s"] <= predicted["p80_s"]
        assert predicted["low_s"] == math.ceil(predicted["p50_s"] / 300) * 300
        assert predicted["high_s"] % 300 == 0
        assert predicted["high_s"] >= math.ceil(predicted["p80_s"] / 300) * 300
        assert predicted["actual_s"] == pytest.approx(one.wait_s)
