"""The connection to the database, and how a change is written: SQLite by one writer, PostgreSQL by one lock.

SQLite: one thread owns the only writing connection. It takes all commands that wait, runs each in a savepoint, commits
once and only then answers: several customers share one fsync. Under gunicorn's gevent worker that thread is a greenlet;
nothing inside a transaction yields. Another process holding the lock is waited for outside SQLite (busy time-out 0), so
that streams and reads go on meanwhile.

PostgreSQL: each command has its own transaction and locks the site's row first, so that event ids follow commit order.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError

from kit.errors import SettingError
from server.problems import Unavailable

log = logging.getLogger("store")
Result = TypeVar("Result")
Work = Callable[[Connection], Result]
AfterCommit = Callable[[Any], None]

LOCK_WAIT_S = 5.0  # how long a command waits for another process's lock before 503
LOCK_PAUSE_S = 0.01
BATCH = 64  # commands in one commit at the most: bounds how long the first of them waits


class Database(Protocol):
    """What the desk needs of a database."""

    engine: Engine
    fault: str | None  # why the last commit failed; None while all is well

    def write(self, work: Work[Result], after: AfterCommit | None = None) -> Result:
        """Run `work` in a transaction; `after(result)` once it is durable, in commit order on SQLite.

        Raises what `work` raises (nothing is kept then), or Unavailable when the database cannot write now.
        """

    def reading(self) -> Any:
        """A context manager giving a connection that only reads."""

    def close(self) -> None:
        """Finish what was begun, and let go."""


def default_url(folder: Path) -> str:
    """Where a site's database is, unless told otherwise: DIR/nextplease.db."""
    return f"sqlite:///{folder / 'nextplease.db'}"


def connect(url: str) -> Database:
    """Open the database at `url`, which begins with sqlite:/// or postgresql+psycopg://.

    Raises SettingError for another kind, or one that cannot be opened.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise SettingError(f"--database: '{url}' is not a database URL") from problem
    kind = parsed.get_backend_name()
    try:
        if kind == "sqlite" and parsed.database and parsed.database != ":memory:":
            return SqliteDatabase(url)
        if parsed.drivername == "postgresql+psycopg":
            return PostgresDatabase(url)
    except ModuleNotFoundError as problem:
        raise SettingError(
            f"--database: {problem.name} is not installed: pip install 'next-please[postgresql]'"
        ) from problem
    shown = parsed.render_as_string(hide_password=True)
    raise SettingError(f"--database: '{shown}' is neither sqlite:///FILE nor postgresql+psycopg://…")


def migrate(database: Database) -> None:
    """Bring the tables up to date. Safe to repeat, and when several processes start at once.

    Raises SettingError when the database cannot be opened or written.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with _said_plainly(database.engine), database.engine.connect() as connection:
        _begin_for_migration(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def _begin_for_migration(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7061726)")  # any number, the same everywhere
    else:
        connection.exec_driver_sql("SELECT 1")


@contextmanager
def _said_plainly(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as problem:
        shown = engine.url.render_as_string(hide_password=True)
        said = str(problem.orig).strip().splitlines()[0]
        raise SettingError(f"database {shown}: {said}") from problem


class SqliteDatabase:
    """SQLite: WAL, synchronous=FULL (NORMAL loses acknowledged commits in a power cut), one writer."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, connect_args={"timeout": 0, "check_same_thread": False})
        event.listen(self.engine, "connect", _sqlite_settings)
        event.listen(self.engine, "begin", _sqlite_begin)
        self._readers = create_engine(
            url, connect_args={"timeout": LOCK_WAIT_S, "check_same_thread": False}, pool_size=8
        )
        event.listen(self._readers, "connect", _sqlite_reader_settings)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._writer: threading.Thread | None = None
        self._starting = threading.Lock()
        self.fault: str | None = None

    def write(self, work: Work[Result], after: AfterCommit | None = None) -> Result:
        """See Database.write."""
        if self._writer is None:
            self._start()
        job = _Job(work, after)
        self._jobs.put(job)
        result: Result = job.done.result()
        return result

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads."""
        with self._readers.connect() as connection:
            yield connection

    def close(self) -> None:
        """Write what waits, then let go."""
        if self._writer is not None:
            self._jobs.put(None)
            self._writer.join(timeout=10)
            self._writer = None
        self.engine.dispose()
        self._readers.dispose()

    def _start(self) -> None:
        # At first use, not in __init__: a server forks its worker, and threads do not survive a fork.
        with self._starting:
            if self._writer is None:
                self._writer = threading.Thread(
                    target=self._write_for_ever, name="database-writer", daemon=True
                )
                self._writer.start()

    def _write_for_ever(self) -> None:
        while True:
            jobs = [self._jobs.get()]
            while len(jobs) < BATCH and jobs[-1] is not None and not self._jobs.empty():
                jobs.append(self._jobs.get_nowait())
            batch = [job for job in jobs if job is not None]
            if batch:
                self._commit(batch)
            if len(batch) < len(jobs):
                return

    def _commit(self, batch: list[_Job]) -> None:
        try:
            with self._locked() as connection:
                alone = len(batch) == 1
                for job in batch:
                    job.run(connection, alone=alone)
                if alone and batch[0].failed:
                    connection.rollback()
                else:
                    connection.commit()
            self.fault = None
        except (SQLAlchemyError, Unavailable, OSError) as problem:
            # Nothing of this batch is durable: nobody may be told that it was.
            self.fault = _first_line(problem)
            log.exception("a commit failed; %d commands refused", len(batch))
            refusal = (
                problem if isinstance(problem, Unavailable) else Unavailable("The database cannot write now.")
            )
            for job in batch:
                job.fail(refusal)
            return
        for job in batch:
            job.finish()

    @contextmanager
    def _locked(self) -> Iterator[Connection]:
        """The writing connection with the write lock held; waits for another process without blocking others here."""
        deadline = time.monotonic() + LOCK_WAIT_S
        while True:
            connection = self.engine.connect()
            try:
                connection.begin()
            except OperationalError as problem:
                connection.close()
                if not _is_locked(problem) or time.monotonic() > deadline:
                    raise
                time.sleep(LOCK_PAUSE_S)
            else:
                break
        with connection:
            yield connection


class _Job:
    """One command on its way through the writer."""

    def __init__(self, work: Work[Any], after: AfterCommit | None) -> None:
        self.done: Future[Any] = Future()
        self._work = work
        self._after = after
        self._result: Any = None
        self._problem: Exception | None = None

    @property
    def failed(self) -> bool:
        """Whether the work raised."""
        return self._problem is not None

    def run(self, connection: Connection, *, alone: bool) -> None:
        """Do the work; unless it is alone, in a savepoint: its failure must not take the others' work along."""
        if not alone:
            connection.exec_driver_sql("SAVEPOINT command")
        try:
            self._result = self._work(connection)
        except Exception as problem:  # noqa: BLE001 - handed to the caller, who raises it
            self._problem = problem
            if not alone:
                connection.exec_driver_sql("ROLLBACK TO command")
        if not alone:
            connection.exec_driver_sql("RELEASE command")

    def finish(self) -> None:
        """Committed: tell."""
        if self._problem is not None:
            self.done.set_exception(self._problem)
            return
        try:
            if self._after is not None:
                self._after(self._result)
        finally:
            self.done.set_result(self._result)

    def fail(self, problem: Exception) -> None:
        """Not committed: tell."""
        self.done.set_exception(problem)


class PostgresDatabase:
    """PostgreSQL, by psycopg 3, which is cooperative under gevent."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
        self.fault: str | None = None

    def write(self, work: Work[Result], after: AfterCommit | None = None) -> Result:
        """See Database.write."""
        try:
            with self.engine.begin() as connection:
                result = work(connection)
        except DBAPIError as problem:
            self.fault = _first_line(problem)
            log.exception("a transaction failed")
            raise Unavailable("The database cannot write now.") from problem
        self.fault = None
        if after is not None:
            after(result)
        return result

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads, one snapshot for all its statements."""
        with self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go."""
        self.engine.dispose()


def _first_line(problem: BaseException) -> str:
    return str(getattr(problem, "orig", None) or problem).strip().splitlines()[0]


def _is_locked(problem: OperationalError) -> bool:
    return "locked" in str(problem.orig) or "busy" in str(problem.orig)


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
        except cursor.connection.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(LOCK_PAUSE_S)
        else:
            return


def _sqlite_reader_settings(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
