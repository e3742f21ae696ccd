"""Who uses a database: servers together, or one program that replaces it alone."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from server.store.database import Database
from server.store.files import Use, file_of

_LOCK = 7061727  # any number, the same everywhere; `migrate` has the one before


class Claim(Protocol):
    """A claim on a database."""

    def end(self) -> None:
        """Give it back."""


class PostgresUse:
    """The same as `files.Use` for PostgreSQL: an advisory lock that lives as long as its connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    def begin(cls, database: Database, *, alone: bool) -> PostgresUse | None:
        """Claim it; None when somebody else's claim does not allow that."""
        connection = database.engine.connect()
        lock = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
        if connection.execute(text(f"SELECT {lock}({_LOCK})")).scalar_one():
            connection.commit()
            return cls(connection)
        connection.close()
        return None

    def stands(self) -> bool:
        """Whether the connection is still there."""
        try:
            self._connection.execute(text("SELECT 1"))
            self._connection.commit()
        except DBAPIError:
            return False
        return True

    def end(self) -> None:
        """Give it back."""
        self._connection.invalidate()
        self._connection.close()


def claim_alone(database: Database) -> Claim | None:
    """The database for this program alone; None while a server runs on it."""
    file = file_of(database)
    return PostgresUse.begin(database, alone=True) if file is None else Use.begin(file, alone=True)
