"""Plays what the log says of appointments, and compares it with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from server.desk.bookings import appointment_digest

# event -> from which states it may come (None: it is new), and what the state is then
_MOVES: dict[str, tuple[set[str | None], str]] = {
    "appointment.booked": ({None}, "booked"),
    "appointment.changed": ({"booked", "cancelled", "missed"}, "booked"),
    "appointment.cancelled": ({"booked"}, "cancelled"),
    "appointment.arrived": ({"booked"}, "arrived"),
    "appointment.missed": ({"booked"}, "missed"),
}


class Appointments:
    """What must be true of them at the log's end."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, str]] = {}  # id -> its state and the digest of its row

    def take(self, row: Any, data: dict[str, Any]) -> Iterator[str]:
        """One event; what is wrong with it."""
        if row.event not in _MOVES:
            yield f"event {row.id}: unknown kind '{row.event}'"
            return
        sources, target = _MOVES[row.event]
        state = self._state(data["appointment"])
        if state not in sources:
            yield f"event {row.id}: {row.event} of appointment {data['appointment']}, which was {state or 'not known'}"
        self._known[data["appointment"]] = target, data["digest"]

    def _state(self, appointment_id: str) -> str | None:
        known = self._known.get(appointment_id)
        return None if known is None else known[0]

    def compare(self, rows: Iterable[Any], day: str | None) -> Iterator[str]:
        """Each row; `day` is the site's business day: nobody is expected on an earlier one."""
        left = dict(self._known)
        for row in rows:
            state, digest = left.pop(row.id, (None, ""))
            name = f"appointment {row.id}"
            if state is None:
                yield f"{name}: the log never booked it"
            elif row.state != state:
                yield f"{name}: state is '{row.state}', the log says '{state}'"
            elif appointment_digest(row) != digest:
                yield f"{name}: its row is not what was written"
            elif state == "booked" and day is not None and row.business_day < day:
                yield f"{name}: still booked for {row.business_day}, which is over"
        for lost in left:
            yield f"appointment {lost}: its row is missing"
