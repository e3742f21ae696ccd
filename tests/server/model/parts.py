"""What a branch is made of, for the model: services, counters, tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SERVICES = ("A", "B", "C")
LIMIT = {"A": 999, "B": 999, "C": 3}  # numbers a day
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


def rfc3339(ms: int | None) -> str | None:
    """A time as the wire writes it."""
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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
