"""What the two kinds of database share: the shape of a change, and how a lock that others hold is waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

Result = TypeVar("Result")
Work = Callable[[Connection], Result]
AfterCommit = Callable[[Any], None]

LOCK_WAIT_S = 5.0  # how long a command waits for another process's lock before 503
LOCK_PAUSE_S = 0.01


@contextmanager
def locked(engine: Engine) -> Iterator[Connection]:
    """A connection with a transaction begun as by `begun`; given back at the end."""
    with begun(engine) as connection:
        yield connection


def begun(engine: Engine) -> Connection:
    """A new connection with a transaction begun, on SQLite with the write lock held.

    Another process that has the lock is waited for here and not inside SQLite: others in this process go on meanwhile.
    """
    deadline = time.monotonic() + LOCK_WAIT_S
    while True:
        connection = engine.connect()
        try:
            connection.begin()
        except OperationalError as problem:
            connection.close()
            if not _is_locked(problem) or time.monotonic() > deadline:
                raise
            time.sleep(LOCK_PAUSE_S)
        else:
            return connection


def first_line(problem: BaseException) -> str:
    """The database's own words, without the statement that SQLAlchemy adds."""
    return str(getattr(problem, "orig", None) or problem).strip().splitlines()[0]


def _is_locked(problem: OperationalError) -> bool:
    return says_locked(problem.orig)


def says_locked(problem: BaseException | None) -> bool:
    """Whether SQLite says that somebody else holds the lock."""
    return "locked" in str(problem) or "busy" in str(problem)
