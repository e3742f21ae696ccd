"""Simulated offices: days of arrivals, calls and ends, as a log that `backtest` reads.

The simulation is a world of its own: it shares no code with the estimator, and knows the calling order from its
description alone.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import simpy

DAY_S = 86_400
CAP_S = 45 * 60
PEAKS = ((0.25, 1.0), (0.68, 0.8))  # when in the day, how high
PEAK_WIDTH = 0.1
PEAK_AREA = sum(height for _, height in PEAKS) * PEAK_WIDTH * math.sqrt(math.pi)

Line = dict[str, Any]
Process = Generator[simpy.Event, Any, None]


@dataclass(frozen=True)
class Office:
    """A kind of office. `services`: code -> (mean seconds, sigma of the lognormal, share of the people)."""

    services: dict[str, tuple[float, float, float]] = field(
        default_factory=lambda: {"A": (240, 0.6, 0.5), "B": (480, 0.7, 0.3), "C": (900, 0.5, 0.2)}
    )
    counters: int = 4
    days: int = 15
    opens_s: float = 8 * 3600
    hours: float = 8
    load: float = 0.95  # work that arrives, of what the counters can do
    peak: float = 0.5  # how much of it comes in the two peaks
    priority: float = 0.08
    appointment: float = 0.12
    no_show: float = 0.06
    leave: float = 0.05  # the share of people who do not wait for ever
    patience_s: float = 2400
    between_s: float = 0  # from one customer to the next
    speed_sd: float = 0  # how different the days are
    steady: bool = False  # all counters open all day; otherwise they open one after another and take a break
    any_break: bool = False  # breaks when it suits, not at their time of the day
    doors_s: float = 600  # people take tickets this long before the counters open


@dataclass(eq=False)
class Customer:
    """Somebody with a ticket."""

    name: str
    service: str
    queue_class: str
    issued_s: float
    due_s: float | None
    called: bool = False

    def key(self, now_s: float) -> tuple[bool, float]:
        """The calling order `priority cap=45m`: the top tier first, oldest place first."""
        place_s = self.issued_s if self.due_s is None else self.due_s
        top = place_s <= now_s if self.queue_class != "standard" else now_s - place_s >= CAP_S
        return not top, place_s


class Day:
    """One day at an office; `lines` is what happened, in seconds since the doors opened."""

    def __init__(self, office: Office, number: int, chance: random.Random) -> None:
        self.office, self.number, self.chance = office, number, chance
        self.lines: list[Line] = []
        self._env = simpy.Environment()
        self._waiting: list[Customer] = []
        self._idle: list[simpy.Event] = []
        self._open = 0
        self._issued = 0
        self._length_s = office.hours * 3600
        self._speed = math.exp(chance.gauss(0, office.speed_sd))
        mean_s = sum(mean * share for mean, _, share in office.services.values())
        mean_s = mean_s / sum(share for _, _, share in office.services.values()) * (1 - office.no_show)
        hands = office.counters * (1 if office.steady else 0.85)
        self._rate = office.load * hands / (mean_s + office.between_s)

    def run(self) -> list[Line]:
        """Let the day happen."""
        for index in range(self.office.counters):
            self._env.process(self._counter(index))
        self._env.process(self._walk_ins())
        for due_s in self._booked():
            self._env.process(self._appointment(due_s))
        self._env.run(until=self.office.doors_s + self._length_s + 6 * 3600)
        for customer in self._waiting:
            self._say("end", ticket=customer.name, result="cancelled")
        return self.lines

    def _say(self, what: str, **more: object) -> None:
        self.lines.append({"t": self._env.now, "type": what, **more})

    def _step(self, change: int) -> None:
        self._open += change
        self._say("open", counters=self._open)

    def _hours_of(self, index: int) -> tuple[float, float, float]:
        """When a counter opens, has its break (past the end: none) and closes."""
        start_s, end_s = self.office.doors_s, self.office.doors_s + self._length_s
        if self.office.steady:
            return start_s, end_s + 1, end_s
        opens_s = start_s + (0, 0, 0.08, 0.15, 0.3)[index % 5] * self._length_s
        share = self.chance.uniform(0.2, 0.8) if self.office.any_break else 0.38 + 0.07 * index
        pause_s = start_s + share * self._length_s + self.chance.uniform(-300, 300)
        closes_s = end_s - (0.2 * self._length_s if index % 4 == 3 else 0)
        return opens_s + self.chance.uniform(0, 300), pause_s, closes_s

    def _counter(self, index: int) -> Process:
        opens_s, pause_s, closes_s = self._hours_of(index)
        yield self._env.timeout(opens_s)
        self._step(1)
        while self._env.now < closes_s or self._waiting:
            if self._env.now >= pause_s:
                pause_s = math.inf
                self._step(-1)
                yield self._env.timeout(1800)
                self._step(1)
            elif self._waiting:
                yield from self._serve()
            else:
                wake = self._env.event()
                self._idle.append(wake)
                yield wake | self._env.timeout(max(1e-3, min(pause_s, closes_s) - self._env.now))
                if wake in self._idle:
                    self._idle.remove(wake)
        self._step(-1)

    def _serve(self) -> Process:
        customer = min(self._waiting, key=lambda one: one.key(self._env.now))
        self._waiting.remove(customer)
        customer.called = True
        self._say("call", ticket=customer.name)
        absent = self.chance.random() < self.office.no_show
        mean_s, sigma, _ = self.office.services[customer.service]
        handling_s = self._speed * self.chance.lognormvariate(math.log(mean_s) - sigma**2 / 2, sigma)
        yield self._env.timeout(self.chance.uniform(30, 90) if absent else handling_s)
        self._say("end", ticket=customer.name, result="no_show" if absent else "finished")
        yield self._env.timeout(self.chance.uniform(0.3, 1.7) * self.office.between_s)

    def _arrives(self, queue_class: str, due_s: float | None) -> None:
        self._issued += 1
        services = self.office.services
        service = self.chance.choices(list(services), [share for _, _, share in services.values()])[0]
        customer = Customer(f"{self.number}-{self._issued}", service, queue_class, self._env.now, due_s)
        more = {} if due_s is None else {"due": due_s}
        self._say("issue", ticket=customer.name, service=service, **{"class": queue_class}, **more)
        self._waiting.append(customer)
        if self.chance.random() < self.office.leave:
            self._env.process(self._loses_patience(customer))
        if self._idle:
            self._idle.pop(0).succeed()

    def _loses_patience(self, customer: Customer) -> Process:
        yield self._env.timeout(self.chance.expovariate(1 / self.office.patience_s))
        if not customer.called:
            self._waiting.remove(customer)
            self._say("end", ticket=customer.name, result="cancelled")

    def _walk_ins(self) -> Process:
        """Arrivals at random, thinned to the day's two peaks."""
        office, span_s = self.office, self.office.doors_s + self._length_s
        highest = 1 - office.peak + office.peak * 1.05 / PEAK_AREA
        share = office.priority / (1 - office.appointment)
        while True:
            yield self._env.timeout(self.chance.expovariate(self._rate * highest * (1 - office.appointment)))
            if self._env.now > span_s - 900:
                return
            at = self._env.now / span_s
            humps = sum(height * math.exp(-(((at - when) / PEAK_WIDTH) ** 2)) for when, height in PEAKS)
            if self.chance.random() * highest < 1 - office.peak + office.peak * humps / PEAK_AREA:
                self._arrives("priority" if self.chance.random() < share else "standard", None)

    def _booked(self) -> Iterator[float]:
        """The booked times: any quarter of an hour."""
        quarters = int(self._length_s / 900)
        for _ in range(int(self._rate * self._length_s * self.office.appointment)):
            yield self.office.doors_s + 900 * self.chance.randrange(1, quarters - 1)

    def _appointment(self, due_s: float) -> Process:
        yield self._env.timeout(max(0.0, due_s - self.chance.gauss(600, 400)))
        self._arrives("appointment", due_s)


def log_of(office: Office, seed: int) -> Iterator[Line]:
    """The lines of all days, in order of time; `t` modulo 86,400 is the time of day."""
    chance = random.Random(seed)
    last_s = 0.0
    for number in range(office.days):
        if number:
            yield {"t": last_s, "type": "day"}
        starts_s = number * DAY_S + office.opens_s - office.doors_s
        for line in Day(office, number, chance).run():
            moved = {key: round(line[key] + starts_s, 3) for key in ("t", "due") if key in line}
            yield line | moved
            last_s = moved["t"]


@pytest.fixture(scope="session")
def office() -> type[Office]:
    """A kind of office, to be made with whatever shall be different."""
    return Office


@pytest.fixture(scope="session")
def simulate() -> Callable[[Office, int], list[Line]]:
    """`simulate(office, seed)`: its log, as the lines' objects."""
    return lambda office, seed: list(log_of(office, seed))


@pytest.fixture
def log_file(tmp_path: Path) -> Callable[[list[Line]], Path]:
    """`log_file(lines)`: the lines as a log file."""

    def write(lines: list[Line]) -> Path:
        path = tmp_path / "log.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        return path

    return write
