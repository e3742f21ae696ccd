"""What `check` reads, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    select,
    tuple_,
)

from server.store.tables import (
    commands,
    number_counters,
    tickets,
)


def integrity(connection: Connection) -> list[str]:
    """What SQLite's own integrity check finds, at most 20 lines; PostgreSQL checks its pages by itself."""
    if connection.dialect.name != "sqlite":
        return []
    lines = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    return [] if lines == ["ok"] else lines


def tickets_after(connection: Connection, site_id: int, after: str, limit: int) -> Sequence[Row[Any]]:
    """A page of the site's tickets by id."""
    query = select(tickets).where(tickets.c.site_id == site_id, tickets.c.id > after)
    return connection.execute(query.order_by(tickets.c.id).limit(limit)).all()


def commands_after(
    connection: Connection, site_id: int, after: tuple[str, str], limit: int
) -> Sequence[Row[Any]]:
    """A page of the stored answers by caller and key."""
    place = tuple_(commands.c.caller, commands.c.key)
    query = select(commands).where(commands.c.site_id == site_id, place > tuple_(*after))
    return connection.execute(query.order_by(commands.c.caller, commands.c.key).limit(limit)).all()


def number_rows(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """Every number counter of the site."""
    return connection.execute(select(number_counters).where(number_counters.c.site_id == site_id)).all()
