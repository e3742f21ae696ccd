"""What a branch is made of, for the model: services, counters, tickets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SERVICES = ("A", "B", "C")
LIMIT = {"A": 799, "B": 799, "C": 3}  # numbers a day: the two hundred above are the kiosks' own
TARGET = {"A": 5 * 60_000, "B": 30 * 60_000, "C": 15 * 60_000}
COUNTERS = {  # services (none: all), languages (none: any), features
    "1": ({"A"}, {"en", "es"}, set()),
    "2": (set(), set(), {"lift"}),
    "3": ({"B", "C"}, {"ar"}, set()),
}
LEGAL = {
    "call": "waiting held no_show",
    "recall": "called",
    "arrive": "called",
    "finish": "called serving",
    "no-show": "called",
    "hold": "waiting called serving",
    "resume": "held no_show",
    "transfer": "waiting called serving held",
    "return": "called serving finished no_show",
    "cancel": "waiting held called",
}
SITE = """
name = "Model Hall"
languages = ["en", "es", "ar"]
order = "{order}"
priority = "ask"
recalls = {recalls}

[lobby]
next_numbers = 4
show_names = true

[[services]]
code = "A"
name = {{ en = "General" }}
target = "5m"
questions = [{{ ask = {{ en = "Do you need a lift?" }}, answers = [{{ en = "Yes" }}, {{ en = "No" }}], need = "lift" }}]

[[services]]
code = "B"
name = {{ en = "Passports" }}
target = "30m"

[[services]]
code = "C"
name = {{ en = "Cash desk" }}
daily_limit = 3
hours = ["mon-sun 06:00-20:00"]

[[counters]]
code = "1"
services = ["A"]
languages = ["en", "es"]

[[counters]]
code = "2"
features = ["lift"]

[[counters]]
code = "3"
services = ["B", "C"]
languages = ["ar"]
"""
START = 1_795_518_000_000
# How time passes between two steps, in seconds: around every limit, over nights, and back.
STEPS = (0.5, 1.5, 5, 29, 30, 31, 60, 61, 300, 599, 600, 601, -90)
LONG_STEPS = (900, 1740, 2700, 3600, 10_800, 36_000, 57_600, -3600)
KEPT = 6 * 24 * 3_600_000  # answers are kept for longer than this


def rfc3339(ms: int | None) -> str | None:
    """A time as the wire writes it."""
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_of(at: int) -> str:
    """The business day of a moment: it begins at four."""
    return datetime.fromtimestamp((at - 4 * 3_600_000) / 1000, UTC).date().isoformat()


def day_ends(day: str) -> int:
    """When a business day ends."""
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000
    return int(midnight) + 28 * 3_600_000


@dataclass(eq=False)
class Ticket:
    """One ticket. Times in ms; `shown` is where its last call stands among all calls."""

    number: str
    service: str
    waits_for: str
    queue_class: str
    place: int
    seq: int
    created: int
    language: str
    kiosk: str | None
    day: str
    needs: set[str]
    person: dict[str, Any] | None
    id: str = ""
    token: str = ""
    state: str = "waiting"
    counter: str | None = None
    for_counter: str | None = None
    called_at: int | None = None
    last_called: int = 0
    shown: int | None = None
    recalls: int = 0
    ended: int | None = None
    held_at: int | None = None
    printed: str | None = None
    arrived: bool = False
    due: int | None = None


@dataclass
class Counter:
    """One counter; `services` as opened with, None: as always."""

    code: str
    state: str = "closed"
    reason: str | None = None
    services: list[str] | None = None
    ticket: Ticket | None = None
    next_at: int | None = None
    run: int = 0


def without_people(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without what is told of the customer as it is now."""
    inside = answer.get("ticket")
    now = {"person", "greeting", *(("name", "phone", "note") if "at" in answer else ())}
    found = {name: each for name, each in answer.items() if name not in now}
    return {**found, "ticket": without_people(inside)} if isinstance(inside, dict) else found


def frames(stream: Iterable[bytes], last: int) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """What a listener hears, up to the event `last`: number, kind and data."""
    number = 0
    for chunk in stream:
        for frame in chunk.decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in frame.splitlines() if not line.startswith(":"))
            if lines:
                number = int(lines["id"])
                yield number, lines["event"], json.loads(lines["data"])
        if number >= last:
            return
