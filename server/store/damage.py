"""Whether the file is sound, as far as SQLite itself can tell."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

log = logging.getLogger("store")
PATIENCE_S = 20.0
_STEPS = 100_000  # of SQLite's machine between two looks at the clock


def damage(file: Path, patience_s: float = PATIENCE_S) -> str | None:
    """What is wrong with this file, in half a sentence; None when nothing was found within the time.

    SQLite's quick_check finds an overwritten page; a single flipped bit it mostly does not, that is for `check`.
    """
    if not file.exists():
        return "it is gone"
    if file.stat().st_size == 0:
        return "it is empty"
    deadline = time.monotonic() + patience_s
    try:
        with contextlib.closing(sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True)) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
            lines = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.OperationalError as problem:
        if "interrupted" in str(problem):
            log.warning("%s is large: looking at all of it is left to the nightly backup", file)
            return None
        # Not to be opened, or in use: whoever opens it next says so. A read error is the disk's, or a file cut short.
        return str(problem) if problem.sqlite_errorcode & 0xFF == sqlite3.SQLITE_IOERR else None
    except sqlite3.DatabaseError as problem:
        return str(problem)
    return None if lines == ["ok"] else lines[0].strip().replace("\n", "; ")
