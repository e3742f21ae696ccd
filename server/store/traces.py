"""What was erased from the database is erased from its write-ahead log and from older copies, too.

A copy may keep of people no more than the database itself still knows. So nothing here counts days: whoever is gone
from the database, for whatever reason, goes from every copy, and so does the key that opens what they told.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from server.store.database import Database
from server.store.files import put_in_place, remove
from server.store.tables import appointments, day_keys, people
from server.store.work import LOCK_PAUSE_S

WAL_WAIT_S = 30.0
_NAMED = "coalesce(name, phone, note) IS NOT NULL"
_PERSONAL = {  # table: its key, and which rows say who somebody is
    "people": ("ticket_id", "1 = 1"),
    "appointments": ("id", _NAMED),
    "day_keys": ("site_id || ' ' || business_day", "1 = 1"),
}
_FORGET = {  # what becomes of such a row; a ticket without a known need is an ordinary one
    "people": (
        "UPDATE tickets SET special = 0 WHERE id = ? AND for_counter IS NULL",
        "DELETE FROM people WHERE ticket_id = ?",
    ),
    "appointments": ("UPDATE appointments SET name = NULL, phone = NULL, note = NULL WHERE id = ?",),
    "day_keys": ("DELETE FROM day_keys WHERE site_id || ' ' || business_day = ?",),
}


@dataclass(frozen=True)
class Known:
    """The keys of those rows, by table, that still say who somebody is."""

    keys: dict[str, frozenset[str]]

    def of(self, table: str) -> frozenset[str]:
        """Of this table; none where there is no such table."""
        return self.keys.get(table, frozenset())


NOBODY = Known({})


def truncate_wal(database: Database) -> bool:
    """Empty SQLite's write-ahead log, which still holds pages as they were; False when readers held it for 30 s.

    Waits for readers: call it off the event loop. On PostgreSQL there is nothing to do here.
    """
    if database.engine.dialect.name != "sqlite":
        return True
    deadline = time.monotonic() + WAL_WAIT_S
    with contextlib.closing(sqlite3.connect(str(database.engine.url.database), timeout=0)) as connection:
        while True:
            with contextlib.suppress(sqlite3.OperationalError):
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return True
            if time.monotonic() > deadline:
                return False
            time.sleep(10 * LOCK_PAUSE_S)


def known_now(connection: Connection) -> Known:
    """Whom the database knows, of whatever kind it is."""
    still = (
        appointments.c.name.is_not(None)
        | appointments.c.phone.is_not(None)
        | appointments.c.note.is_not(None)
    )
    return Known(
        {
            "people": frozenset(connection.execute(select(people.c.ticket_id)).scalars()),
            "appointments": frozenset(connection.execute(select(appointments.c.id).where(still)).scalars()),
            "day_keys": frozenset(
                f"{row.site_id} {row.business_day}" for row in connection.execute(select(day_keys))
            ),
        }
    )


def known_people(connection: sqlite3.Connection) -> Known:
    """Whom a SQLite database still knows."""
    found = {}
    for table, (key, personal) in _PERSONAL.items():
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is None:
            continue  # a copy from before there was such a table
        rows = connection.execute(f"SELECT {key} FROM {table} WHERE {personal}")  # noqa: S608 - our own names
        found[table] = frozenset(str(row[0]) for row in rows)
    return Known(found)


def scrub(file: Path, known: Known) -> int:
    """Forget in this copy everybody whom the database does not know any more; returns how many that were.

    The copy is written anew and takes the old one's place, so that no page of the old one is left in a file.
    Raises sqlite3.DatabaseError when it cannot be read.
    """
    with _opened(file) as connection:
        there = known_people(connection)
    gone = {table: keys - known.of(table) for table, keys in there.keys.items()}
    count = sum(len(each) for each in gone.values())
    if not count:
        return 0
    part = file.with_name(f".{file.name}.part")
    remove(part)
    try:
        part.touch(mode=0o600)
        shutil.copyfile(file, part)
        with _opened(part) as connection:
            for table, keys in gone.items():
                for statement in _FORGET[table]:
                    connection.executemany(statement, [(each,) for each in keys])
            connection.execute("VACUUM")
        put_in_place(part, file)
    finally:
        remove(part)
    return count


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A database of one file, its journal folded in; what is changed leaves no journal behind."""
    file.stat()  # sqlite3 would make a new one
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA journal_mode=MEMORY")
        connection.execute("PRAGMA synchronous=OFF")  # before it takes its place, it is synced as a whole
        connection.execute("PRAGMA secure_delete=ON")
        yield connection
    finally:
        connection.close()
