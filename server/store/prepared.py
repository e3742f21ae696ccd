"""Statements of the hot path: written in SQLAlchemy Core, compiled once, on SQLite run by its driver itself.

Executing a Core statement costs 50-80 µs of cache keys, parameters and result metadata where SQLite needs 5-10 µs, and
a ticket takes nine statements. Only for statements whose columns need no conversion (texts and whole numbers), and
without lists of changing length.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable


class Rows:
    """What a statement gave on SQLite: as much of SQLAlchemy's result as the queries use."""

    __slots__ = ("_cursor", "_make")

    def __init__(self, cursor: sqlite3.Cursor, make: Callable[[Sequence[Any]], Any]) -> None:
        self._cursor, self._make = cursor, make

    @property
    def rowcount(self) -> int:
        """How many rows an UPDATE has changed."""
        return self._cursor.rowcount

    def first(self) -> Any:
        """The first row, or None."""
        row = self._cursor.fetchone()
        return None if row is None else self._make(row)

    def all(self) -> list[Any]:
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
    """One statement, ready for each kind of database after its first use."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, connection: Connection, values: Mapping[str, object]) -> Rows | CursorResult[Any]:
        """Run it with these values for its parameters, in the transaction that has begun on `connection`."""
        kind = connection.dialect.name
        ready = self._compiled.get(kind)
        if ready is None:
            ready = self._compiled[kind] = _compile(self._statement, connection)
        if kind != "sqlite":
            return connection.exec_driver_sql(ready.sql, {**ready.constants, **values})
        given = tuple(values[name] if name in values else ready.constants[name] for name in ready.places)
        return Rows(on_driver(connection, ready.sql, given), ready.make)


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
