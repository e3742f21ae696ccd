"""Who uses a database: servers together, or one program that replaces it alone.

A program that is to replace it asks the servers for it. Each gives back its share, waits, and takes it again when the
program has ended, however that ends.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from kit.errors import SettingError
from server.store.database import Database
from server.store.files import WANTED, Use, file_of

_LOCK = 7061727  # any number, the same everywhere; `migrate` has the one before
_WANTED = _LOCK + 1
LET_GO_S = 30.0  # a server looks once a second, and lets its customers go within 4
_LOOK_S = 0.1
_TRY_S = 2.0  # a server that looks whether it is wanted claims that for a moment


class Claim(Protocol):
    """A claim on a database."""

    def end(self) -> None:
        """Give it back."""


class PostgresUse:
    """The same as `files.Use` for PostgreSQL: an advisory lock that lives as long as its connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    def begin(cls, database: Database, *, alone: bool, lock: int = _LOCK) -> PostgresUse | None:
        """Claim it; None when somebody else's claim does not allow that."""
        connection = database.engine.connect()
        how = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
        if connection.execute(text(f"SELECT {how}({lock})")).scalar_one():
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


class Share(Protocol):
    """A server's share in its database, which it gives back while another program needs it alone."""

    def take(self) -> bool:
        """Whether it is ours, as it may have been before: nobody has the database alone."""

    def wanted(self) -> bool:
        """Whether somebody asks for the database alone."""

    def give_back(self) -> None:
        """Let others have it; nothing of ours may use the database any more."""


class FileShare:
    """Of a SQLite file: a lock that the server's processes have in common, on an open file."""

    def __init__(self, file: Path, descriptor: int) -> None:
        self._file = file
        self._use = Use(file, descriptor)

    def take(self) -> bool:
        """As `Share` says."""
        return self._use.try_share()

    def wanted(self) -> bool:
        """As `Share` says."""
        look = Use.begin(self._file, alone=False, ending=WANTED)
        if look is None:
            return True
        look.end()
        return False

    def give_back(self) -> None:
        """As `Share` says."""
        self._use.let_go()


class PostgresShare:
    """Of a PostgreSQL database: each worker has its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._use: PostgresUse | None = None

    def take(self) -> bool:
        """As `Share` says."""
        if self._use is None or not self._use.stands():
            self._use = PostgresUse.begin(self._database, alone=False)
        return self._use is not None

    def wanted(self) -> bool:
        """As `Share` says."""
        with self._database.reading() as connection:
            look = text(f"SELECT pg_try_advisory_xact_lock_shared({_WANTED})")
            return not connection.execute(look).scalar_one()

    def give_back(self) -> None:
        """As `Share` says."""
        if self._use is not None:
            self._use.end()
            self._use = None


def claim_alone(database: Database) -> Claim | None:
    """The database for this program alone; None while a server runs on it."""
    file = file_of(database)
    return PostgresUse.begin(database, alone=True) if file is None else Use.begin(file, alone=True)


@contextmanager
def replacing_file(file: Path) -> Iterator[None]:
    """A SQLite file for this program alone, for a `with` block; servers that use it are asked for it.

    Raises SettingError when another program replaces it, or a server does not let go.
    """
    ask = partial(Use.begin, file, alone=True, ending=WANTED)
    with _replacing(f"database {file}", ask, partial(Use.begin, file, alone=True)):
        yield


@contextmanager
def replacing_rows(database: Database) -> Iterator[None]:
    """The same for all rows of a PostgreSQL database."""
    ask = partial(PostgresUse.begin, database, alone=True, lock=_WANTED)
    with _replacing("--database", ask, partial(PostgresUse.begin, database, alone=True)):
        yield


@contextmanager
def _replacing(
    what: str, ask: Callable[[], Claim | None], begin: Callable[[], Claim | None]
) -> Iterator[None]:
    with ExitStack() as claims:
        for claim, seconds, why in (
            (ask, _TRY_S, "another backup is being restored into it"),
            (begin, LET_GO_S, "a server runs on it and does not let go of it; stop it first"),
        ):
            mine = _tried(claim, seconds)
            if mine is None:
                raise SettingError(f"{what}: {why}")
            claims.callback(mine.end)
        yield


def _tried(begin: Callable[[], Claim | None], seconds: float) -> Claim | None:
    end = time.monotonic() + seconds
    while (claim := begin()) is None and time.monotonic() < end:
        time.sleep(_LOOK_S)
    return claim
