"""What `check` reads, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    select,
    tuple_,
)

from server.store.tables import (
    bands,
    commands,
    feedback,
    number_counters,
    people,
    tickets,
)

PAGE = 1000


def integrity(connection: Connection) -> list[str]:
    """What SQLite's own integrity check finds, at most 20 lines; PostgreSQL checks its pages by itself."""
    if connection.dialect.name != "sqlite":
        return []
    lines = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    return [] if lines == ["ok"] else lines


def tickets_of_days(
    connection: Connection, site_id: int, after: str | None, up_to: str | None
) -> Iterator[Row[Any]]:
    """The site's tickets of the business days after the one and up to the other, in their order; None: no bound."""
    query = _of_days(
        select(tickets).where(tickets.c.site_id == site_id), tickets.c.business_day, after, up_to
    )
    return in_pages(connection, query.order_by(tickets.c.business_day, tickets.c.service, tickets.c.number))


def tickets_in_need(
    connection: Connection, site_id: int, after: str | None, up_to: str | None
) -> frozenset[str]:
    """Which tickets of these days have a customer who is known to need something of a counter."""
    query = select(people.c.ticket_id).where(people.c.site_id == site_id, people.c.needs.is_not(None))
    return frozenset(connection.execute(_of_days(query, people.c.business_day, after, up_to)).scalars())


def needs_something(connection: Connection, ticket_id: str) -> bool:
    """The same for one ticket."""
    query = select(people.c.ticket_id).where(people.c.ticket_id == ticket_id, people.c.needs.is_not(None))
    return connection.execute(query).first() is not None


def _of_days(query: Any, day: Any, after: str | None, up_to: str | None) -> Any:
    if after is not None:
        query = query.where(day > after)
    return query if up_to is None else query.where(day <= up_to)


def in_pages(connection: Connection, query: Any) -> Iterator[Row[Any]]:
    """Its rows, of which only a page is in memory."""
    return iter(connection.execute(query, execution_options={"yield_per": PAGE}))


def commands_after(
    connection: Connection, site_id: int, after: tuple[str, str], limit: int
) -> Sequence[Row[Any]]:
    """A page of the stored answers by caller and key."""
    place = tuple_(commands.c.caller, commands.c.key)
    query = select(commands).where(commands.c.site_id == site_id, place > tuple_(*after))
    return connection.execute(query.order_by(commands.c.caller, commands.c.key).limit(limit)).all()


def number_rows(connection: Connection, site_id: int) -> Iterator[Row[Any]]:
    """Every number counter of the site."""
    return in_pages(connection, select(number_counters).where(number_counters.c.site_id == site_id))


def band_rows(connection: Connection, site_id: int) -> Iterator[Row[Any]]:
    """Every band of every day."""
    order = (bands.c.business_day, bands.c.service, bands.c.first)
    return in_pages(connection, select(bands).where(bands.c.site_id == site_id).order_by(*order))


def feedback_rows(connection: Connection, site_id: int) -> Iterator[Row[Any]]:
    """Every customer's answer."""
    return in_pages(connection, select(feedback).where(feedback.c.site_id == site_id))
