"""An appointment's row as the log tells of it: every change says what the row is from then on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from server.desk.change import Change
from server.store import queries

# What the digest covers: everything but the person, who is forgotten one day while the log stays.
_COLUMNS = (
    "id", "code", "service", "due_at", "business_day", "state", "ticket_id", "language", "source", "created_at",
)  # fmt: skip


def appointment_digest(row: Any) -> str:
    """What an appointment's row was written as, for `check`."""
    values = tuple(getattr(row, column) for column in _COLUMNS)
    return hashlib.sha256(repr(values).encode()).hexdigest()[:32]


def put(change: Change, event: str, row: Any, values: Mapping[str, Any], **more: Any) -> Any:
    """Change the row, say so in the log without a word about the person, and return the row as it is now."""
    queries.set_appointment(change.connection, row, **values)
    now = SimpleNamespace(**{**vars(row), **values})
    record(change, event, now, **more)
    return now


def record(change: Change, event: str, row: Any, **more: Any) -> None:
    """An event of this appointment."""
    told = {"appointment": row.id, "service": row.service, "due_at": row.due_at}
    change.record(f"appointment.{event}", **told, digest=appointment_digest(row), **more)


def miss(change: Change, first_day: str | None) -> None:
    """The business days from `first_day` to this one are over: whoever has not come by then has missed it."""
    if first_day is None:
        return
    for row in queries.unkept_appointments(change.connection, change.branch.id, first_day, change.day):
        put(change, "missed", row, {"state": "missed"})
