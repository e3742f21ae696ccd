"""How much of `check` there is time for: at a start, and for a backup.

A short log is checked as a whole. Of a long one only the newest events are read, for replaying it takes 45 µs an event.
For a backup SQLite's own check goes through all of the file in any case.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from server.desk.change import event_checksum
from server.desk.check import found_wrong
from server.store import queries
from server.store.database import Database
from server.store.queries.recovery import how_far

SHORT = 20_000  # events; replaying them takes about a second here, and five on a Pi
WHOLE = 400_000  # half a minute here, two on a Pi, at night and at low priority
NEWEST = 2_000


def sound(database: Database) -> list[str]:
    """What is wrong, a line each; empty when nothing was found. Quick enough for every start."""
    with database.reading() as connection:
        return found_wrong(connection) if _events(connection) <= SHORT else _by_its_end(connection)


def thoroughly(database: Database) -> list[str]:
    """The same for a backup: the whole file, and the whole log unless it is very long."""
    with database.reading() as connection:
        if _events(connection) <= WHOLE:
            return found_wrong(connection)
        try:
            found = [f"file: {line}" for line in queries.integrity(connection)]
        except DBAPIError as problem:
            return [_said(problem)]
        return found or _by_its_end(connection)


def _events(connection: Connection) -> int:
    return sum(last for _, last, _ in how_far(connection))


def _by_its_end(connection: Connection) -> list[str]:
    try:
        return [
            f"site {row.code}: {line}"
            for row in queries.all_sites(connection)
            for line in _newest(connection, row)
        ]
    except DBAPIError as problem:
        return [_said(problem)]


def _said(problem: DBAPIError) -> str:
    return f"file: {str(problem.orig).strip().splitlines()[0]}"


def _newest(connection: Connection, row: Any) -> list[str]:
    found = []
    last = max(0, row.last_event - NEWEST)
    for event in queries.events_after(connection, row.id, last, NEWEST + 1):
        if event.id != last + 1 and event.event != "log.resumed":
            found.append(f"events: {event.id} follows {last}")
        whole = (event.id, event.event, event.at, event.ticket_id, event.actor, event.data)
        if event.checksum != event_checksum(*whole):
            found.append(f"event {event.id}: its row is not what was written")
        last = event.id
    if last != row.last_event:
        found.append(f"the newest event is {last}, the site's row says {row.last_event}")
    return found
