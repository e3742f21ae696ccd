"""The connection to the database: which kind it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from kit.errors import SettingError
from server.store.postgres import PostgresDatabase
from server.store.sqlite import SqliteDatabase
from server.store.work import AfterCommit, Result, Work


class Database(Protocol):
    """What the desk needs of a database."""

    engine: Engine
    fault: str | None  # why the last commit failed; None while all is well

    def write(
        self, work: Work[Result], after: AfterCommit | None = None, *, site_id: int | None = None
    ) -> Result:
        """Run `work` in a transaction; `after(result)` once it is durable, in commit order on SQLite.

        With `site_id`, the one site that it changes, it may share the transaction with others of that site.
        Raises what `work` raises (nothing is kept then), or Unavailable when the database cannot write now.
        """

    def reading(self) -> Any:
        """A context manager giving a connection that only reads."""

    def close(self) -> None:
        """Finish what was begun, and let go."""


def _make_private(file: Path) -> None:
    """Create the file for its owner alone, whatever the umask: it holds the site's secret and password hashes.

    SQLite gives its journals the same mode. Raises SettingError when the file cannot be made.
    """
    try:
        file.touch(mode=0o600)
    except OSError as problem:
        raise SettingError(f"database {file}: {problem.strerror}") from problem


def default_url(folder: Path) -> str:
    """Where a site's database is, unless told otherwise: DIR/nextplease.db."""
    return f"sqlite:///{folder / 'nextplease.db'}"


def connect(url: str, *, create: bool = True) -> Database:
    """Open the database at `url`, which begins with sqlite:/// or postgresql+psycopg://.

    Raises SettingError for another kind, or one that cannot be opened; without `create`, for a file that is not there.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as problem:  # not shown: a password may be in it
        raise SettingError(
            "--database: not a database URL (sqlite:///FILE or postgresql+psycopg://…)"
        ) from problem
    kind = parsed.get_backend_name()
    try:
        if kind == "sqlite" and parsed.database and parsed.database != ":memory:":
            if not create and not Path(parsed.database).exists():
                raise SettingError(f"--database: there is no file {parsed.database}; run init first")
            if create:
                _make_private(Path(parsed.database))
            return SqliteDatabase(url)
        if parsed.drivername == "postgresql+psycopg":
            return PostgresDatabase(url)
    except ModuleNotFoundError as problem:
        raise SettingError(
            f"--database: {problem.name} is not installed: pip install 'next-please[postgresql]'"
        ) from problem
    shown = parsed.render_as_string(hide_password=True)
    raise SettingError(f"--database: '{shown}' is neither sqlite:///FILE nor postgresql+psycopg://…")
