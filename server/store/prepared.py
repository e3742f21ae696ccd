"""Statements of the hot path: written in SQLAlchemy Core, compiled once, run by the database's driver itself.

Executing a Core statement costs 50-80 µs of cache keys, parameters and result metadata where SQLite needs 5-10 µs, and
a ticket takes nine statements. Only for statements whose columns need no conversion (texts and whole numbers), and
without lists of changing length.

PostgreSQL is another process, and each question to it a way there and back, with the site's lock held. A statement
marked `later` gives nothing that anybody looks at: in a change it is kept, and goes along with the next question or
with the commit, in one message of several statements.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable

LATER = "nextplease.later"  # in a connection's `info`: the statements that wait, while a change is made


class Rows:
    """What a statement gave: as much of SQLAlchemy's result as the queries use."""

    __slots__ = ("_cursor", "_make")

    def __init__(self, cursor: Any, make: Callable[[Sequence[Any]], Any]) -> None:
        self._cursor, self._make = cursor, make

    @property
    def rowcount(self) -> int:
        """How many rows an UPDATE has changed."""
        return int(self._cursor.rowcount)

    def first(self) -> Row[Any] | None:
        """The first row, or None."""
        row = self._cursor.fetchone()
        return None if row is None else self._make(row)

    def all(self) -> list[Row[Any]]:
        """Every row."""
        return [self._make(row) for row in self._cursor]

    def scalar_one_or_none(self) -> Any:
        """The only row's only column, or None."""
        rows = self._cursor.fetchall()
        return rows[0][0] if rows else None

    def scalar_one(self) -> Any:
        """The only row's only column."""
        return self._cursor.fetchall()[0][0]

    def __iter__(self) -> Iterator[Any]:
        return map(self._make, self._cursor)


@dataclass(frozen=True)
class _Compiled:
    """A statement for one kind of database; `places` are its parameters in order where they have no names."""

    sql: str
    places: tuple[str, ...]
    constants: Mapping[str, object]
    make: Callable[[Sequence[Any]], Any]


class Prepared:
    """One statement, ready for each kind of database after its first use; `later` if nobody looks at what it gives."""

    def __init__(self, statement: Executable, *, later: bool = False) -> None:
        self._statement = statement
        self._later = later
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, connection: Connection, values: Mapping[str, object]) -> Rows:
        """Run it with these values for its parameters, in the transaction that has begun on `connection`."""
        kind = connection.dialect.name
        ready = self._compiled.get(kind)
        if ready is None:
            ready = self._compiled[kind] = _compile(self._statement, connection)
        if kind == "sqlite":
            given = tuple(values[name] if name in values else ready.constants[name] for name in ready.places)
            return Rows(on_driver(connection, ready.sql, given), ready.make)
        return self._on_postgres(connection, ready, {**ready.constants, **values})

    def _on_postgres(self, connection: Connection, ready: _Compiled, named: Mapping[str, object]) -> Rows:
        waiting = connection.info.get(LATER)
        driver, psycopg = _driver(connection), cast("Any", connection.dialect.dbapi)
        with _as_sqlalchemy(connection, ready.sql):
            if waiting is None:
                return Rows(driver.execute(ready.sql, named), ready.make)
            waiting.append(psycopg.ClientCursor(driver).mogrify(ready.sql, named))
        return Rows(None if self._later else send(connection), ready.make)


@contextmanager
def one_change(connection: Connection) -> Iterator[None]:
    """Within it PostgreSQL is asked as seldom as can be. Nothing is kept unless `commit` was reached.

    The connection is in autocommit mode: BEGIN and COMMIT are statements among the others.
    """
    connection.info[LATER] = ["BEGIN"]
    try:
        yield
    finally:
        del connection.info[LATER]
        if not connection.invalidated:
            _driver(connection).rollback()  # asks nothing of the database where no transaction is open


def say_later(connection: Connection, sql: str) -> None:
    """Keep a statement, as one that is marked `later`."""
    connection.info[LATER].append(sql)


def send(connection: Connection) -> Any:
    """Send what waits; returns a cursor with what the last statement gave."""
    waiting: list[str] = connection.info[LATER]
    if not waiting:
        return None
    whole = ";".join(waiting)
    waiting.clear()
    with _as_sqlalchemy(connection, whole):
        cursor = _driver(connection).execute(whole, prepare=False)
        while cursor.nextset():
            pass
    return cursor


def commit(connection: Connection) -> None:
    """Send what waits and the COMMIT together: if anything of it fails, nothing is kept."""
    connection.info[LATER].append("COMMIT")
    send(connection)


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


@contextmanager
def _as_sqlalchemy(connection: Connection, sql: str) -> Iterator[None]:
    """Errors come as SQLAlchemy's, like everybody else's; a connection that broke is not used again."""
    kinds: Any = connection.dialect.dbapi
    try:
        yield
    except kinds.Error as problem:
        if _driver(connection).closed:
            connection.invalidate(problem)
        raise DBAPIError.instance(sql, (), problem, kinds.Error) from problem


def on_driver(connection: Connection, sql: str, given: tuple[object, ...] = ()) -> sqlite3.Cursor:
    """Run a statement by sqlite3's own connection; errors come as SQLAlchemy's, like everybody else's."""
    driver: Any = connection.connection.dbapi_connection
    try:
        cursor: sqlite3.Cursor = driver.execute(sql, given)
    except sqlite3.Error as problem:
        raise DBAPIError.instance(sql, given, problem, sqlite3.Error) from problem
    return cursor


def _compile(statement: Any, connection: Connection) -> _Compiled:
    compiled = statement.compile(dialect=connection.dialect)
    names = [column.key for column in getattr(statement, "selected_columns", ())]
    names += [column.key for column in getattr(statement, "_returning", ())]
    row: Any = namedtuple("Row", tuple(names))  # type: ignore[misc]  # the columns are known when it runs
    return _Compiled(
        sql=str(compiled),
        places=tuple(compiled.positiontup or ()),
        constants={name: value for name, value in compiled.params.items() if value is not None},
        make=row._make,
    )
