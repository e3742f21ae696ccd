"""A look at the queue's laws that is quick enough for every start: all of them where the log is short.

A long log is looked at from its end; the whole of it each night, by the backup's own check.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from server.desk.change import event_checksum, site_digest
from server.desk.check import found_wrong
from server.store import queries
from server.store.database import Database
from server.store.queries.recovery import how_far

SHORT = 20_000  # events; replaying them takes about a second here, and five on a Pi
NEWEST = 2_000


def sound(database: Database) -> list[str]:
    """What is wrong, a line each; empty when nothing was found."""
    with database.reading() as connection:
        if sum(last for _, last, _ in how_far(connection)) <= SHORT:
            return found_wrong(connection)
        try:
            return [
                f"site {row.code}: {line}"
                for row in queries.all_sites(connection)
                for line in _newest(connection, row)
            ]
        except DBAPIError as problem:
            return [f"file: {str(problem.orig).strip().splitlines()[0]}"]


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
    if not site_digest(row):
        found.append("its row cannot be read")
    return found
