"""PostgreSQL: each command has its own transaction and locks the site's row first, so event ids follow commit order."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError

from server.problems import Unavailable
from server.store.work import LOCK_WAIT_S, AfterCommit, Result, Work, first_line

log = logging.getLogger("store")


class PostgresDatabase:
    """PostgreSQL, by psycopg 3, which is cooperative under gevent."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
        event.listen(self.engine, "connect", _postgres_settings)
        # A view reads several tables: what it tells must be true of one moment.
        self._readers = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self.fault: str | None = None

    def write(self, work: Work[Result], after: AfterCommit | None = None) -> Result:
        """See Database.write."""
        try:
            with self.engine.begin() as connection:
                result = work(connection)
        except DBAPIError as problem:
            self.fault = first_line(problem)
            log.exception("a transaction failed")
            raise Unavailable("The database cannot write now.") from problem
        self.fault = None
        if after is not None:
            try:
                after(result)
            except Exception:
                log.exception("telling of a change failed; it is durable")
        return result

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads, one snapshot for all its statements."""
        with self._readers.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go."""
        self.engine.dispose()


def _postgres_settings(connection: Any, _record: object) -> None:
    """Nobody waits for a lock for ever: a command is refused with 503 then, and tried again."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(LOCK_WAIT_S * 1000)}")
    connection.commit()
