"""One change to a site: its transaction, its moment, and the events it appends."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from server.callers import Caller
from server.desk.branch import Branch
from server.desk.floor import Floor, floor_of
from server.desk.line import Line, line_time
from server.desk.waits import Waits
from server.store import queries

CLOSED = {"state": "closed", "reason": None, "serves": None, "run": 0}  # a counter that is closed


@dataclass(frozen=True)
class Logged:
    """An event as it stands in the log."""

    id: int
    event: str
    at: int
    ticket_id: str | None
    actor: str
    data: dict[str, Any]


def event_checksum(number: int, event: str, at: int, ticket_id: str | None, actor: str, data: str) -> int:
    """CRC-32 of an event's row: finds a flipped bit, which SQLite's own check sees 3 times in 30."""
    return zlib.crc32(f"{number}|{event}|{at}|{ticket_id or ''}|{actor}|{data}".encode())


def site_digest(row: Any) -> str:
    """What a site's row was written as, for `check`; the log keeps it."""
    return _digest(row.code, row.settings, row.secret, row.created_at)


def device_digest(row: Any) -> str:
    """The same for a device: what never changes of it."""
    return _digest(row.name, row.role, row.counter, row.token_hash, row.created_at)


def user_digest(row: Any) -> str:
    """The same for a user. Says nothing about the person: the hash of a salted hash is in it."""
    return _digest(row.name, row.role, row.password_hash, row.created_at, row.disabled_at)


def _digest(*values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:32]


def held(now: int, row: Any) -> dict[str, Any]:
    """How long a ticket was held until now, if it was: the columns to change."""
    if row.held_at is None:
        return {}
    return {"held_at": None, "held_ms": row.held_ms + max(0, now - row.held_at)}


@dataclass
class Change:
    """What a use case works with. Made by the Desk, inside the transaction, with the site locked.

    A use case first decides, and raises Conflict or Invalid before it writes; then it writes and records.
    """

    connection: Connection
    branch: Branch
    caller: Caller
    now: int
    last_event: int
    day: str
    floor_event: int = 0
    last_place: int | None = None
    known_floor: Floor | None = None
    waits: Waits | None = None
    logged: list[Logged] = field(default_factory=list)

    @property
    def floor(self) -> Floor:
        """What is open now, this change's own doings included."""
        if self.known_floor is None:
            self.known_floor = floor_of(self.connection, self.branch, self.floor_event)
        return self.known_floor

    def floor_changed(self) -> None:
        """A counter or a service has been opened, closed or paused by the event that was recorded last."""
        self.floor_event = self.last_event
        self.known_floor = None

    def line(self) -> Line:
        """The line as it stands now."""
        rows = queries.day_counts(self.connection, self.branch.id, self.day)
        now = line_time(self.now, self.last_place)
        return Line(self.connection, self.branch, self.floor, now, {row.service: row for row in rows})

    def record(self, event: str, ticket: Any = None, /, **data: Any) -> int:
        """Append an event; returns its id. `ticket` is a ticket's row: its id, number and service are added."""
        ticket_id = None
        if ticket is not None:
            ticket_id = ticket.id
            named = {"number": ticket.number, "service": ticket.service}
            if ticket.waits_for != ticket.service:
                named["waits_for"] = ticket.waits_for
            data = named | data
        self.last_event += 1
        self.logged.append(Logged(self.last_event, event, self.now, ticket_id, self.caller.actor, data))
        return self.last_event

    def flush(self) -> None:
        """Write the events, and how far the site has come."""
        if not self.logged:
            return
        queries.add_events(self.connection, [self._row(logged) for logged in self.logged])
        queries.set_progress(
            self.connection, self.branch.id, self.last_event, self.floor_event, self.last_place
        )

    def _row(self, logged: Logged) -> dict[str, Any]:
        data = json.dumps(logged.data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return {
            "site_id": self.branch.id,
            "id": logged.id,
            "event": logged.event,
            "at": logged.at,
            "ticket_id": logged.ticket_id,
            "actor": logged.actor,
            "data": data,
            "checksum": event_checksum(
                logged.id, logged.event, logged.at, logged.ticket_id, logged.actor, data
            ),
        }
