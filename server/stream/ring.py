"""A site's newest events, in memory: shared by all who listen there."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from itertools import islice

from server.desk.change import Logged

RING = 2048
BURST = 50  # events that one listener is sent at a time: a thousand of them may be behind at once, each with its own


@dataclass
class Entry:
    """An event, and its frame for each kind of listener (staff or not) once somebody has needed it."""

    logged: Logged
    frames: dict[bool, bytes] = field(default_factory=dict)


@dataclass(eq=False)
class Site:
    """A site's ring; `last` is the newest event known, whether or not the ring still has it.

    `wanted` is the newest one heard of, and `reading` whether somebody reads up to it.
    """

    id: int
    last: int
    wanted: int = 0
    reading: bool = False
    ring: deque[Entry] = field(default_factory=lambda: deque(maxlen=RING))
    changed: threading.Condition = field(default_factory=threading.Condition)

    def append(self, fresh: list[Logged]) -> None:
        """Take in what comes after `last`; the caller holds `changed`."""
        if fresh:
            for each in fresh:
                if each.event == "log.resumed":
                    self.ring.clear()  # ids were skipped before it, and a ring has no gaps
                self.ring.append(Entry(each))
            self.last = fresh[-1].id
            self.changed.notify_all()

    def forget(self, last: int) -> None:
        """Nobody listened up to here; the caller holds `changed`."""
        self.ring.clear()
        self.last = last

    def after(self, cursor: int) -> list[Entry] | None:
        """At most BURST entries after this one; None when the ring does not go back so far."""
        with self.changed:
            if cursor >= self.last:
                return []
            if not self.ring or self.ring[0].logged.id > cursor + 1:
                return None
            start = cursor + 1 - self.ring[0].logged.id
            return list(islice(self.ring, start, start + BURST))
