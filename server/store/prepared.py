"""Statements of the hot path: written in SQLAlchemy Core, compiled once, run as plain SQL.

Executing a Core statement costs 50-80 µs of cache keys and parameter handling, several times what SQLite needs for it;
a ticket takes eight statements. Only for statements whose columns need no conversion (texts and whole numbers), and
without lists of changing length.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.sql.expression import Executable


class Prepared:
    """One statement, ready for each kind of database after its first use."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None, Mapping[str, object]]] = {}

    def __call__(self, connection: Connection, values: Mapping[str, object]) -> CursorResult[Any]:
        """Run it with these values for its parameters; the result's rows are as ever."""
        known = self._compiled.get(connection.dialect.name)
        if known is None:
            known = self._compiled[connection.dialect.name] = self._compile(connection)
        sql, places, constants = known
        if places is None:
            return connection.exec_driver_sql(sql, {**constants, **values})
        return connection.exec_driver_sql(
            sql, tuple(values[name] if name in values else constants[name] for name in places)
        )

    def _compile(self, connection: Connection) -> tuple[str, tuple[str, ...] | None, Mapping[str, object]]:
        compiled: Any = self._statement.compile(dialect=connection.dialect)  # type: ignore[attr-defined]
        places = tuple(compiled.positiontup) if compiled.positional else None
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        return str(compiled), places, constants
