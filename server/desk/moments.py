"""Which moment it is for a site: the machine's clock, where it is to be believed."""

from __future__ import annotations

import ctypes
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from server.rules import clock
from server.store import queries

log = logging.getLogger("server")
_ERROR = 5  # what adjtimex(2) returns for a clock that nothing keeps: TIME_ERROR
_UNSYNC = 0x40  # STA_UNSYNC


def now_ms() -> int:
    """The clock: milliseconds since 1970 in UTC."""
    return time.time_ns() // 1_000_000


def steady_ms() -> int:
    """Milliseconds by a clock that only ever goes on, from wherever it began."""
    return time.monotonic_ns() // 1_000_000


class _Timex(ctypes.Structure):
    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),  # longer than what is left on any machine
    )


def system_synchronised() -> bool:
    """Whether the system says that its clock is kept right, as `timedatectl` does: by adjtimex(2), which only reads.

    A system that cannot tell is believed: those are containers and other kernels, on machines with a clock.
    """
    told = _Timex()
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(told))
    except (AttributeError, OSError):
        return True
    return state < 0 or (state != _ERROR and not told.status & _UNSYNC)


def always() -> bool:
    """For a clock that is known to be right."""
    return True


@dataclass(frozen=True)
class _Known:
    """The site's last event, as far as this process knows, and what `steady` said then."""

    id: int
    at: int
    steady: int


class Moments:
    """Tells the moment for each site. It remembers when each site's last event was, and reads it only when in doubt."""

    def __init__(
        self,
        clock: Callable[[], int],
        synchronised: Callable[[], bool],
        steady: Callable[[], int] = steady_ms,
    ) -> None:
        self.clock = clock
        self.synchronised = synchronised
        self._steady = steady
        self._began = steady()
        self._known: dict[int, _Known] = {}
        self._held: set[int] = set()

    def now(self, connection: Connection, row: Any) -> int:
        """The moment for the site of this row (id, last_event): milliseconds since 1970."""
        now, known = self.clock(), self._known.get(row.id)
        if known is None or clock.doubtful(now, known.at):
            known = self._look(connection, row)
        if known is None or not clock.doubtful(now, known.at):
            self._held.discard(row.id)
            return now
        synchronised = self.synchronised()
        self._say(row.id, held=not synchronised)
        return clock.believed(now, known.at, self._steady() - known.steady, synchronised=synchronised)

    def happened(self, site_id: int, event: int, at: int) -> None:
        """The site has a new last event."""
        self._known[site_id] = _Known(event, at, self._steady())

    def notes(self) -> dict[str, str]:
        """What somebody should look into."""
        if not self._held:
            return {}
        return {"clock": "far ahead of the last event and not synchronised: it is not believed"}

    def _look(self, connection: Connection, row: Any) -> _Known | None:
        """The last event as the log has it: another process may have written it."""
        known = self._known.get(row.id)
        if known is not None and known.id == row.last_event:
            return known
        at = queries.event_at(connection, row.id, row.last_event)
        if at is None:
            return None
        # What another process wrote was before now, and what was there at our start was before that.
        steady = self._began if known is None else self._steady()
        self._known[row.id] = _Known(row.last_event, at, steady)
        return self._known[row.id]

    def _say(self, site_id: int, *, held: bool) -> None:
        if not held:
            self._held.discard(site_id)
        elif site_id not in self._held:
            self._held.add(site_id)
            log.warning(
                "the clock is more than two days ahead of the last event, and the system does not say that it is "
                "synchronised: going on from the last event (--trust-clock believes it)"
            )
