"""Brings the tables up to date; apart from `database`, as a running server has no use for Alembic in its memory.

Nor has a command that finds them up to date: importing Alembic is a fifth of what starting one takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError

from kit.errors import NextPleaseError, SettingError
from server.store.database import Database
from server.store.work import first_line, locked

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Bring the tables up to date. Safe to repeat, and when several processes start at once.

    Raises SettingError when the database cannot be opened or written.
    """
    with _said_plainly(database.engine), locked(database.engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(7061726)"
            )  # any number, the same everywhere
        if not _is_newest(connection):
            _upgrade(connection)
        connection.commit()


def _is_newest(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    return found == [max(file.name[1:5] for file in (MIGRATIONS / "versions").glob("v*.py"))]


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as problem:  # tables of a newer release than this one
        shown = connection.engine.url.render_as_string(hide_password=True)
        raise SettingError(f"database {shown}: {first_line(problem)}") from problem


@contextmanager
def _said_plainly(engine: Engine) -> Iterator[None]:
    shown = engine.url.render_as_string(hide_password=True)
    try:
        yield
    except DBAPIError as problem:
        said = first_line(problem)
        if "malformed" in said or "not a database" in said:
            raise NextPleaseError(f"database {shown}: {said}") from problem  # damaged, not mistyped
        raise SettingError(f"database {shown}: {said}") from problem
