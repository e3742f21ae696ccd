"""PostgreSQL: every change locks its site's row first, so event ids follow the order of commits, whoever writes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError

from server.store.prepared import LATER, commit, one_change, say_later, send
from server.store.work import LOCK_WAIT_S, AfterCommit, GroupCommit, Job, Line, Result, Work, wait_for

QUIET_S = (
    1.0  # a connection unused for as long may have been cut, and is tried first: one more way there and back
)
_USED = "nextplease.used"  # when a connection was given back, by the monotonic clock


class PostgresDatabase(GroupCommit):
    """PostgreSQL, by psycopg 3, which is cooperative under gevent.

    A process has one writing transaction for a site at a time: its commands that wait share the next one, for only one
    could have the site's lock anyway. Readers have connections of their own, so that they never wait for writers.
    """

    def __init__(self, url: str) -> None:
        engine, self._writers, readers = (
            create_engine(
                url,
                pool_size=2,
                max_overflow=more,
                pool_pre_ping=tried,
                isolation_level=level,
                connect_args={"prepare_threshold": times},
            )
            for level, more, tried, times in (
                ("READ COMMITTED", 1, True, 5),
                # It prepares its statements itself; psycopg would drop all of them after a ROLLBACK.
                ("AUTOCOMMIT", 6, False, None),
                ("REPEATABLE READ", 7, True, 5),
            )
        )  # and two for `notify`: 22 in all
        for each in (engine, self._writers, readers):
            event.listen(each, "connect", _postgres_settings)
        _try_after_a_pause(self._writers)
        event.listen(self._writers, "before_cursor_execute", _send_first)
        # A view reads several tables: what it tells must be true of one moment.
        super().__init__(engine, readers.execution_options(postgresql_readonly=True))
        self._lines: defaultdict[int, Line] = defaultdict(lambda: Line(self._commit))

    def write(
        self, work: Work[Result], after: AfterCommit | None = None, *, site_id: int | None = None
    ) -> Result:
        """See Database.write."""
        line = Line(self._commit) if site_id is None else self._lines[site_id]
        return line.write(work, after)

    def close(self) -> None:
        """Finish what was begun, and let go."""
        wait_for(self._lines.values())
        self.engine.dispose()
        self._writers.dispose()
        self._readers.dispose()

    def _transact(self, batch: list[Job], more: Callable[[], None]) -> None:
        """The first waits for the site's lock, which another process may have: who has come in that time joins."""
        with self._writers.connect() as connection, one_change(connection):
            alone = len(batch) == 1
            _run(batch[0], connection, alone=alone)
            if not alone or batch[0].problem is None:
                more()
                for job in batch[1:]:
                    _run(job, connection, alone=False)
                commit(connection)


def _run(job: Job, connection: Connection, *, alone: bool) -> None:
    """In a savepoint unless it is alone: its failure must not take the others' work along.

    Raises what the database itself has refused: a lock that is not to be had, a connection that broke.
    """
    if not alone:
        say_later(connection, "SAVEPOINT command")
    job.run(connection)
    if isinstance(job.problem, OperationalError) or (alone and isinstance(job.problem, DBAPIError)):
        raise job.problem
    if not alone:
        say_later(connection, "ROLLBACK TO command; RELEASE command" if job.problem else "RELEASE command")


def _send_first(connection: Connection, *_statement: object) -> None:
    """What waits to be sent comes before a statement that is not Prepared."""
    if LATER in connection.info:  # not so while the pool looks whether the connection still lives
        send(connection)


def _postgres_settings(connection: Any, _record: object) -> None:
    """Nobody waits for a lock for ever: a command is refused with 503 then, and tried again."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(LOCK_WAIT_S * 1000)}")
    connection.commit()


def _try_after_a_pause(engine: Engine) -> None:
    """A connection that was not used for a while is tried, and replaced if PostgreSQL is not there any more.

    SQLAlchemy's own `pool_pre_ping` does it each time: for a single ticket one in five ways to PostgreSQL and back.
    """

    def note(_connection: object, record: Any) -> None:
        record.info[_USED] = time.monotonic()

    def look(connection: Any, record: Any, _proxy: object) -> None:
        if time.monotonic() - record.info[_USED] < QUIET_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as problem:
            raise DisconnectionError from problem  # the pool makes another

    event.listen(engine, "connect", note)
    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", look)
