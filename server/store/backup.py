"""Backups: one SQLite file each, whatever kind the database is, complete and verified before it has its name.

Which there are, and which is the newest: `store.shelf`.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from kit.errors import NextPleaseError
from server.store.copying import copy_tables
from server.store.database import Database, connect
from server.store.files import put_in_place, remove
from server.store.migrate import migrate

Verify = Callable[[Database], Sequence[str]]


def write_backup(database: Database, target: Path, verify: Verify) -> None:
    """Copy the database into a new file, for its owner alone; a server may go on meanwhile.

    Raises NextPleaseError when there is no room, or when `verify` finds the copy not sound: then there is no file.
    """
    part = target.with_name(f".{target.name}.part")
    remove(part)
    try:
        part.touch(mode=0o600)
        if database.engine.dialect.name == "sqlite":
            _copy_pages(Path(str(database.engine.url.database)), part)
        else:
            _copy_rows(database, part)
        found = verified(part, verify)
        if found:
            raise NextPleaseError(f"backup {target}: the copy is not sound: {found[0]}")
        put_in_place(part, target)
    except (OSError, sqlite3.Error) as problem:
        raise NextPleaseError(
            f"backup {target}: {getattr(problem, 'strerror', None) or problem}"
        ) from problem
    finally:
        remove(part)


def verified(file: Path, verify: Verify) -> Sequence[str]:
    """What `verify` finds in this file; afterwards it is one file again, without journals."""
    database = connect(f"sqlite:///{file}", create=False)
    try:
        return verify(database)
    finally:
        database.close()
        without_journal(file)


def _copy_pages(source: Path, target: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(source, timeout=30)) as from_,
        contextlib.closing(sqlite3.connect(target)) as to,
    ):
        from_.backup(to)


def _copy_rows(database: Database, target: Path) -> None:
    copy = connect(f"sqlite:///{target}")
    try:
        migrate(copy)
        with database.reading() as source:
            copy.write(lambda connection: copy_tables(source, connection))
    finally:
        copy.close()


def without_journal(file: Path) -> None:
    """Make a database one file again: what is to be renamed must not leave a journal behind."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
