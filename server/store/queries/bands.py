"""Bands of numbers for an outage, and the tickets that were given from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, false, func, insert, literal_column, or_, select

from server.store.prepared import Prepared
from server.store.tables import bands, sites, tickets

# As with the counters of numbers the day is looked up, not the site with all its past days.
_TODAY = Prepared(
    select(bands.c.device_id, bands.c.service, bands.c.slot, bands.c.first, bands.c.last)
    .join(sites, sites.c.business_day == bands.c.business_day)
    .where(sites.c.id == bindparam("site"))
    .where(bands.c.site_id + literal_column("0") == bindparam("same"))
    .order_by(bands.c.service, bands.c.slot)
)


def todays_bands(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """The bands of the site's business day as its row says it: device_id, service, slot, first, last."""
    return _TODAY(connection, {"site": site_id, "same": site_id}).all()


def latest_band(connection: Connection, site_id: int, device_id: int, service: str, day: str) -> Any:
    """The band of this device and service on that day, or on the last one before it that had any; or None."""
    query = (
        select(bands)
        .where(bands.c.site_id == site_id, bands.c.device_id == device_id, bands.c.service == service)
        .where(bands.c.business_day <= day)
        .order_by(bands.c.business_day.desc())
        .limit(1)
    )
    return connection.execute(query).first()


def latest_slots(connection: Connection, site_id: int) -> dict[int, int]:
    """By device, the slot that it had last."""
    newest = (
        select(bands.c.device_id, func.max(bands.c.business_day).label("day"))
        .where(bands.c.site_id == site_id)
        .group_by(bands.c.device_id)
        .subquery()
    )
    query = (
        select(bands.c.device_id, bands.c.slot)
        .join(newest, (newest.c.device_id == bands.c.device_id) & (newest.c.day == bands.c.business_day))
        .where(bands.c.site_id == site_id)
    )
    return {row.device_id: row.slot for row in connection.execute(query)}


def add_bands(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """New ones."""
    connection.execute(insert(bands), list(rows))


def numbered(connection: Connection, site_id: int, day: str, service: str, number: int) -> Any:
    """The ticket with this number on that day; or None."""
    query = select(tickets).where(
        tickets.c.site_id == site_id,
        tickets.c.business_day == day,
        tickets.c.service == service,
        tickets.c.number == number,
    )
    return connection.execute(query).first()


def highest_number(connection: Connection, site_id: int, day: str, service: str, last: int) -> int | None:
    """The highest number up to `last` that the service's tickets of that day have; None without any."""
    query = select(func.max(tickets.c.number)).where(
        tickets.c.site_id == site_id,
        tickets.c.business_day == day,
        tickets.c.service == service,
        tickets.c.number <= last,
    )
    found: int | None = connection.execute(query).scalar()
    return found


def numbers_above(connection: Connection, site_id: int, day: str, service: str, number: int) -> int:
    """How many tickets of that day have a higher number."""
    query = select(func.count()).where(
        tickets.c.site_id == site_id,
        tickets.c.business_day == day,
        tickets.c.service == service,
        tickets.c.number > number,
    )
    return int(connection.execute(query).scalar_one())


def device_bands(connection: Connection, site_id: int, device_id: int, day: str) -> Sequence[Row[Any]]:
    """The bands of this device on that day, or on the last one before it that had any."""
    mine = (bands.c.site_id == site_id) & (bands.c.device_id == device_id)
    newest = select(func.max(bands.c.business_day)).where(mine, bands.c.business_day <= day)
    return connection.execute(
        select(bands).where(mine, bands.c.business_day == newest.scalar_subquery())
    ).all()


def newest_of_bands(connection: Connection, site_id: int, day: str, ranges: Sequence[Any]) -> int | None:
    """When the newest ticket of that day with a number of these bands was given (ms); None without any."""
    within = [
        (tickets.c.service == each.service) & tickets.c.number.between(each.first, each.last)
        for each in ranges
    ]
    query = select(func.max(tickets.c.created_at)).where(
        tickets.c.site_id == site_id, tickets.c.business_day == day, or_(false(), *within)
    )
    found: int | None = connection.execute(query).scalar()
    return found
