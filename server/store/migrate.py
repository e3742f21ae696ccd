"""Brings the tables up to date; apart from `database`, as a running server has no use for Alembic in its memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from kit.errors import NextPleaseError, SettingError
from server.store.database import Database
from server.store.work import first_line, locked


def migrate(database: Database) -> None:
    """Bring the tables up to date. Safe to repeat, and when several processes start at once.

    Raises SettingError when the database cannot be opened or written.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with _said_plainly(database.engine), locked(database.engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(7061726)"
            )  # any number, the same everywhere
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


@contextmanager
def _said_plainly(engine: Engine) -> Iterator[None]:
    shown = engine.url.render_as_string(hide_password=True)
    try:
        yield
    except (DBAPIError, CommandError) as problem:  # CommandError: tables of a newer release than this one
        said = first_line(problem)
        if "malformed" in said or "not a database" in said:
            raise NextPleaseError(f"database {shown}: {said}") from problem  # damaged, not mistyped
        raise SettingError(f"database {shown}: {said}") from problem
