"""SQLite: one writer.

There is one writing connection. Whoever leads the line of those who wait (`work.Line`) runs each of their commands in a
savepoint, commits once and only then answers, its own among them. Under gunicorn's gevent worker nothing inside a
transaction yields. Another process that holds the lock is waited for outside SQLite (busy time-out 0), so that streams
and reads go on meanwhile.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeGuard

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import OperationalError

from server.store.prepared import on_driver
from server.store.work import (
    LOCK_PAUSE_S,
    LOCK_WAIT_S,
    AfterCommit,
    GroupCommit,
    Job,
    Line,
    Result,
    Work,
    begun,
    first_line,
    says_locked,
    wait_for,
)

log = logging.getLogger("store")
_BROKEN = {
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}


class SqliteDatabase(GroupCommit):
    """SQLite: WAL, synchronous=FULL (NORMAL loses acknowledged commits in a power cut), one writer."""

    def __init__(self, url: str) -> None:
        engine = create_engine(url, connect_args={"timeout": 0, "check_same_thread": False})
        event.listen(engine, "connect", _sqlite_settings)
        event.listen(engine, "begin", _sqlite_begin)
        readers = create_engine(
            url, connect_args={"timeout": LOCK_WAIT_S, "check_same_thread": False}, pool_size=8
        )
        event.listen(readers, "connect", _sqlite_reader_settings)
        event.listen(readers, "begin", _sqlite_snapshot)
        super().__init__(engine, readers)
        self._line = Line(self._commit)
        self._held: Connection | None = None  # the leader's
        self._broken: Exception | None = None

    def write(
        self, work: Work[Result], after: AfterCommit | None = None, *, site_id: int | None = None
    ) -> Result:
        """See Database.write. The file has one lock, whatever the site."""
        del site_id
        return self._line.write(work, after)

    def close(self) -> None:
        """Write what waits, then let go."""
        wait_for((self._line,))
        self._let_go()
        self.engine.dispose()
        self._readers.dispose()

    def _transact(self, batch: list[Job], _more: Callable[[], None]) -> None:
        try:
            connection = self._begun()
            if len(batch) > 1:
                for job in batch:
                    _run_in_savepoint(job, connection)
            else:
                batch[0].run(connection)
            if len(batch) == 1 and batch[0].problem is not None:
                connection.rollback()
            else:
                connection.commit()
        except BaseException as problem:
            if self._broken is None and _cannot_be_trusted(problem):
                self._broken = problem
                log.critical(
                    "THE DISK FAILED (%s): nothing is written until the server is restarted",
                    first_line(problem),
                )
            self._let_go()
            raise

    def _begun(self) -> Connection:
        """The writing connection, a transaction begun on it; kept open from one commit to the next."""
        if self._broken is not None:
            raise self._broken
        if self._held is None:
            self._held = begun(self.engine)
            return self._held
        try:
            self._held.begin()
        except OperationalError as problem:
            self._let_go()
            if not says_locked(problem.orig):
                raise
            self._held = begun(self.engine)
        return self._held

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.close()


def _cannot_be_trusted(problem: BaseException) -> TypeGuard[Exception]:
    """Whether the disk failed in a way after which nobody knows what is on it.

    After a failed fsync the kernel forgets which pages it has not written, and the next fsync says that all is well.
    """
    return getattr(getattr(problem, "orig", None), "sqlite_errorcode", None) in _BROKEN


def _run_in_savepoint(job: Job, connection: Connection) -> None:
    """Its failure must not take the others' work along."""
    on_driver(connection, "SAVEPOINT command")
    job.run(connection)
    if job.problem is not None:
        on_driver(connection, "ROLLBACK TO command")
    on_driver(connection, "RELEASE command")


def _sqlite_settings(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    _switch_to_wal(cursor)
    for setting in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    # The switch needs the whole file for a moment; two programs starting at once meet here.
    deadline = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except cursor.connection.OperationalError as problem:
            if not says_locked(problem) or time.monotonic() > deadline:
                raise
            time.sleep(LOCK_PAUSE_S)
        else:
            return


def _sqlite_reader_settings(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    on_driver(connection, "BEGIN IMMEDIATE")


def _sqlite_snapshot(connection: Connection) -> None:
    on_driver(connection, "BEGIN")
