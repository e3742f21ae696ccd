"""The outbox's file: its tables, and what is done about one that cannot be read."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

log = logging.getLogger("kiosk")

SCHEMA = """
CREATE TABLE IF NOT EXISTS bands (
    service TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, next INTEGER NOT NULL, day TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS tickets (
    id INTEGER PRIMARY KEY,            -- the order in which they were given
    tap TEXT NOT NULL UNIQUE,          -- the key of the tap that it is for
    key TEXT NOT NULL UNIQUE,          -- of its own hand-in
    instead INTEGER NOT NULL,          -- the server was asked with the tap's key, and may have acted
    service TEXT NOT NULL, number INTEGER NOT NULL, day TEXT NOT NULL,
    language TEXT NOT NULL, priority INTEGER NOT NULL, answers TEXT NOT NULL,
    token TEXT NOT NULL, issued_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'unsent',   -- unsent | handed_in | refused
    ticket TEXT, reason TEXT,               -- the server's id for it, or why it was not taken
    printed TEXT, printed_reason TEXT       -- how the paper fared, until the server knows
);
CREATE TABLE IF NOT EXISTS contact (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    server_now TEXT NOT NULL, boot TEXT NOT NULL, uptime REAL NOT NULL
);
-- The business day on which a file before this one was lost: which numbers it gave that day nobody knows.
CREATE TABLE IF NOT EXISTS lost (one INTEGER PRIMARY KEY CHECK (one = 1), day TEXT);
"""


def opened(path: Path) -> sqlite3.Connection:
    """The file, made where there is none. One that cannot be read is put aside, and what it held is asked of nobody."""
    try:
        return prepared(path)
    except sqlite3.DatabaseError as problem:
        if isinstance(problem, sqlite3.OperationalError):
            raise  # the disk, not the file
        aside = path.with_suffix(".damaged")
        path.replace(aside)
        path.with_name(path.name + "-journal").unlink(missing_ok=True)
        log.error("%s cannot be read (%s): kept as %s", path.name, problem, aside.name)  # noqa: TRY400 - said in one line
        database = prepared(path)
        database.execute("INSERT INTO lost VALUES (1, NULL)")
        return database


def prepared(path: Path | str) -> sqlite3.Connection:
    """The file with its tables, looked through. Raises sqlite3.Error."""
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    database.row_factory = sqlite3.Row
    for pragma in ("journal_mode = TRUNCATE", "synchronous = EXTRA", "secure_delete = ON"):
        database.execute(f"PRAGMA {pragma}")
    database.executescript(SCHEMA)
    if database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        database.close()
        raise sqlite3.DatabaseError("it is damaged")
    return database
