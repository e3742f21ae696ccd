"""After a restore: how far the restored log goes, and how it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from server.store.queries.tickets import forget_counts
from server.store.tables import bands, number_counters, recoveries, sites

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def how_far(connection: Connection) -> Sequence[tuple[int, int, str | None]]:
    """Each site's id, newest event and business day."""
    rows = connection.execute(
        select(sites.c.id, sites.c.last_event, sites.c.business_day).order_by(sites.c.id)
    )
    return [(row.id, row.last_event, row.business_day) for row in rows]


def begin_recovery(connection: Connection, site_id: int, at: int, reason: str, seen: str) -> None:
    """From now on the site waits to be told how far it had come."""
    connection.execute(delete(recoveries).where(recoveries.c.site_id == site_id))
    connection.execute(
        insert(recoveries).values(site_id=site_id, restored_at=at, reason=reason, seen=seen, reported="")
    )


def recovery(connection: Connection, site_id: int) -> Row[Any] | None:
    """The site's last recovery; `resumed_at` is None while it waits."""
    return connection.execute(select(recoveries).where(recoveries.c.site_id == site_id)).first()


def recovery_rows(connection: Connection) -> Sequence[Row[Any]]:
    """The last recovery of each site that ever had one."""
    return connection.execute(select(recoveries)).all()


def set_recovery(connection: Connection, site_id: int, **values: object) -> None:
    """What was reported, or that the site goes on."""
    connection.execute(update(recoveries).where(recoveries.c.site_id == site_id).values(**values))


def raise_number(connection: Connection, site_id: int, service: str, day: str, last: int) -> None:
    """The service's numbers of the day go on above `last`, if they have not come so far by themselves."""
    key = [number_counters.c.site_id, number_counters.c.service, number_counters.c.business_day]
    blank = {column.name: 0 for column in number_counters.c}
    values = {**blank, "site_id": site_id, "service": service, "business_day": day, "last": last}
    statement = (
        _INSERT[connection.dialect.name](number_counters)
        .values(**values)
        .on_conflict_do_update(
            index_elements=key,
            set_={"last": last},
            where=number_counters.c.last < last,
        )
    )
    forget_counts(connection)
    connection.execute(statement)


def in_band(connection: Connection, site_id: int, service: str, day: str, number: int) -> bool:
    """Whether the number is in a band of that day, or of the last day before it that had any."""
    newest = select(func.max(bands.c.business_day)).where(
        bands.c.site_id == site_id, bands.c.service == service, bands.c.business_day <= day
    )
    query = select(bands.c.device_id).where(
        bands.c.site_id == site_id,
        bands.c.service == service,
        bands.c.business_day == newest.scalar_subquery(),
        bands.c.first <= number,
        bands.c.last >= number,
    )
    return connection.execute(query).first() is not None


def last_number(connection: Connection, site_id: int, service: str, day: str) -> int | None:
    """The highest number of the service on that day; None before the first."""
    query = select(number_counters.c.last).where(
        number_counters.c.site_id == site_id,
        number_counters.c.service == service,
        number_counters.c.business_day == day,
    )
    found: int | None = connection.execute(query).scalar_one_or_none()
    return found
