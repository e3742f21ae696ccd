"""Statements of the hot path: written in SQLAlchemy Core, compiled once, run by the database's driver itself.

Executing a Core statement costs 50-80 µs of cache keys, parameters and result metadata where SQLite needs 5-10 µs, and
a ticket takes nine statements. Only for statements whose columns need no conversion (texts and whole numbers), and
without lists of changing length.

PostgreSQL is another process, and each question to it a way there and back, with the site's lock held. A statement
marked `later` gives nothing that anybody looks at: in a change it is kept, and goes along with the next question or
with the commit, in one message of several statements. There PostgreSQL knows it by a name and has planned it already,
which halves its work.
"""

from __future__ import annotations

import re
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.sql.expression import Executable

LATER = "nextplease.later"  # in a connection's `info`: the statements that wait, while a change is made
_KNOWN = "nextplease.known"  # the same: the names of the statements that PostgreSQL has planned for it
_PARAMETER = re.compile(r"%\((\w+)\)s|%(%)")  # "%%" stands for one


class Rows:
    """What a statement gave: as much of SQLAlchemy's result as the queries use."""

    __slots__ = ("_found", "_make")

    def __init__(self, found: Sequence[Sequence[Any]], make: Callable[[Sequence[Any]], Any]) -> None:
        self._found, self._make = found, make

    def first(self) -> Row[Any] | None:
        """The first row, or None."""
        return self._make(self._found[0]) if self._found else None

    def all(self) -> list[Row[Any]]:
        """Every row."""
        return [self._make(row) for row in self._found]

    def scalar_one_or_none(self) -> Any:
        """The only row's only column, or None."""
        return self._found[0][0] if self._found else None

    def scalar_one(self) -> Any:
        """The only row's only column."""
        return self._found[0][0]

    def __iter__(self) -> Iterator[Any]:
        return map(self._make, self._found)


@dataclass(frozen=True)
class _Compiled:
    """A statement for one kind of database.

    `places` are its parameters in order where they have no names; `named` those that have, each once.
    """

    sql: str
    places: tuple[str, ...]
    named: tuple[str, ...]
    constants: Mapping[str, object]
    make: Callable[[Sequence[Any]], Any]


class Prepared:
    """One statement, ready for each kind of database after its first use; `later` if nobody looks at what it gives.

    `name` is what PostgreSQL knows it by: one for each text of a statement. Without a name it is planned each time.
    """

    def __init__(self, statement: Executable, *, later: bool = False, name: str = "") -> None:
        self._statement = statement
        self._later = later
        self._name = name
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, connection: Connection, values: Mapping[str, object]) -> Rows:
        """Run it with these values for its parameters, in the transaction that has begun on `connection`."""
        ready = self._ready(connection)
        if connection.dialect.name == "sqlite":
            given = tuple(values[name] if name in values else ready.constants[name] for name in ready.places)
            return Rows(on_driver(connection, ready.sql, given).fetchall(), ready.make)
        if LATER in connection.info:
            self._keep(connection, ready, values)
            return Rows(() if self._later else send(connection)[0], ready.make)
        with _as_sqlalchemy(connection, ready.sql):
            return Rows(
                _found(_driver(connection).execute(ready.sql, {**ready.constants, **values})), ready.make
            )

    def _ready(self, connection: Connection) -> _Compiled:
        kind = connection.dialect.name
        ready = self._compiled.get(kind)
        if ready is None:
            ready = self._compiled[kind] = _compile(self._statement, connection)
        return ready

    def _keep(self, connection: Connection, ready: _Compiled, values: Mapping[str, object]) -> None:
        written = {name: literal(connection, value) for name, value in {**ready.constants, **values}.items()}
        if not self._name:
            say_later(connection, _filled(ready.sql, written))
            return
        if self._name not in connection.info.setdefault(_KNOWN, set()):
            self._prepare(connection, ready)
        given = ",".join(written[name] for name in ready.named)
        say_later(connection, f"EXECUTE {self._name}({given})" if given else f"EXECUTE {self._name}")

    def _prepare(self, connection: Connection, ready: _Compiled) -> None:
        """Once for each connection, in a message of its own."""
        places = {name: f"${place}" for place, name in enumerate(ready.named, 1)}
        sql = _filled(ready.sql, places)
        with _as_sqlalchemy(connection, sql):
            _driver(connection).execute(f"PREPARE {self._name} AS {sql}", prepare=False)
        connection.info[_KNOWN].add(self._name)

    @classmethod
    def together(cls, connection: Connection, *asked: tuple[Prepared, Mapping[str, object]]) -> list[Rows]:
        """Questions of which none depends on another's answer: in a change, one way to PostgreSQL and back for all.

        They are answered in their order, and each sees what had been committed when its turn came: what is asked after
        a lock is true while the lock is held.
        """
        if LATER not in connection.info:
            return [question(connection, values) for question, values in asked]
        each = [(question._ready(connection), question, values) for question, values in asked]
        for ready, question, values in each:
            question._keep(connection, ready, values)
        found = send(connection, answers=len(each))
        return [Rows(rows, ready.make) for rows, (ready, _, _) in zip(found, each, strict=True)]


def asks_together(connection: Connection) -> bool:
    """Whether a change is made in which each message costs a way there and back."""
    return LATER in connection.info


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


def _filled(sql: str, written: Mapping[str, str]) -> str:
    """The statement with what is written for each parameter in its place."""
    return _PARAMETER.sub(lambda found: found[2] or written[found[1]], sql)


def literal(connection: Connection, value: object) -> str:
    """A text, a whole number, a truth value or None as PostgreSQL's own library writes it into a statement."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} is not for a prepared statement")
    if "\0" in value:
        problem = "a text cannot hold NUL"
        raise DataError(problem, (), ValueError(problem))
    psycopg: Any = connection.dialect.dbapi
    written: bytes = psycopg.pq.Escaping(_driver(connection).pgconn).escape_literal(value.encode())
    return written.decode()


def say_later(connection: Connection, sql: str) -> None:
    """Keep a statement, as one that is marked `later`."""
    connection.info[LATER].append(sql)


def send(connection: Connection, answers: int = 1) -> list[Sequence[Any]]:
    """Send what waits; returns the rows that each of the last so many statements gave."""
    waiting: list[str] = connection.info[LATER]
    if not waiting:
        return []
    whole = ";".join(waiting)
    waiting.clear()
    with _as_sqlalchemy(connection, whole):
        cursor = _driver(connection).execute(whole, prepare=False)
        found = [_found(cursor)]
        while cursor.nextset():
            found.append(_found(cursor))
    return found[-answers:]


def _found(cursor: Any) -> Sequence[Any]:
    """The rows of an answer; none for a statement that gives none."""
    rows: Sequence[Any] = cursor.fetchall() if cursor.description else ()
    return rows


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
        named=tuple(dict.fromkeys(name for name, _ in _PARAMETER.findall(str(compiled)) if name)),
        constants={name: value for name, value in compiled.params.items() if value is not None},
        make=row._make,
    )
