"""Sites, their services and counters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    insert,
    select,
    update,
)

from server.store.prepared import Prepared
from server.store.tables import (
    counters,
    services,
    sites,
)

# Without the settings: every change reads this row, and settings are needed only when `revision` has gone up.
_STATE = select(
    sites.c.id,
    sites.c.code,
    sites.c.revision,
    sites.c.last_event,
    sites.c.business_day,
    sites.c.floor_event,
    sites.c.last_place,
)
_SITE_STATE = _STATE.where(sites.c.id == bindparam("site"))
_SITE = Prepared(_SITE_STATE)
SITE_LOCKED = Prepared(_SITE_STATE.with_for_update(), name="site_locked")
_SETTINGS = select(sites).where(sites.c.id == bindparam("site"))


def site(connection: Connection, site_id: int) -> Row[Any] | None:
    """How the site stands: id, code, revision, last_event, business_day, floor_event, last_place."""
    return _SITE(connection, {"site": site_id}).first()


def site_settings(connection: Connection, site_id: int) -> Row[Any]:
    """The site's whole row."""
    return connection.execute(_SETTINGS, {"site": site_id}).one()


def lock_site(connection: Connection, site_id: int) -> Row[Any] | None:
    """The same, locked until the commit: the first statement of every change (no-op on SQLite: one writer)."""
    return SITE_LOCKED(connection, {"site": site_id}).first()


def all_sites(connection: Connection) -> Sequence[Row[Any]]:
    """Every site, oldest first."""
    return connection.execute(select(sites).order_by(sites.c.id)).all()


def add_site(connection: Connection, **values: object) -> int:
    """A new site; returns its id."""
    return int(connection.execute(insert(sites).values(**values).returning(sites.c.id)).scalar_one())


_SITE_UPDATE = update(sites).where(sites.c.id == bindparam("site"))


_PROGRESS = Prepared(
    update(sites)
    .where(sites.c.id == bindparam("site"))
    .values(last_event=bindparam("last"), floor_event=bindparam("floor"), last_place=bindparam("place")),
    later=True,
    name="progress",
)


def set_progress(
    connection: Connection, site_id: int, last_event: int, floor_event: int, last_place: int | None
) -> None:
    """How far the site has come: its newest event, the newest of its floor, and the newest place in line."""
    values = {"site": site_id, "last": last_event, "floor": floor_event, "place": last_place}
    _PROGRESS(connection, values)


def set_site(connection: Connection, site_id: int, **values: object) -> None:
    """Change columns of a site."""
    connection.execute(
        _SITE_UPDATE.values({name: bindparam(name) for name in values}), {"site": site_id, **values}
    )


def last_events(connection: Connection) -> dict[int, int]:
    """Each site's newest event id."""
    return {row.id: row.last_event for row in connection.execute(select(sites.c.id, sites.c.last_event))}


def service_rows(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """The site's services in order, retired ones last."""
    query = (
        select(services)
        .where(services.c.site_id == site_id)
        .order_by(services.c.retired, services.c.position)
    )
    return connection.execute(query).all()


def put_service(connection: Connection, site_id: int, code: str, position: int, *, retired: bool) -> None:
    """Add a service, or change its place; a pause stays."""
    key = {"site_id": site_id, "code": code}
    values = {"position": position, "retired": retired}
    _put(connection, services, key, values, {"paused": False})


def put_counter(connection: Connection, site_id: int, code: str, position: int, *, retired: bool) -> None:
    """Add a counter (closed), or change its place; its state stays."""
    key = {"site_id": site_id, "code": code}
    values = {"position": position, "retired": retired}
    _put(connection, counters, key, values, {"state": "closed", "run": 0})


def _put(
    connection: Connection,
    table: Any,
    key: Mapping[str, object],
    values: Mapping[str, object],
    only_new: Mapping[str, object] | None = None,
) -> None:
    """Insert or update, in words that both databases know."""
    where = and_(*(table.c[name] == value for name, value in key.items()))
    if connection.execute(update(table).where(where).values(**values)).rowcount == 0:
        connection.execute(insert(table).values(**key, **values, **(only_new or {})))


_COUNTERS = select(counters).where(counters.c.site_id == bindparam("site")).order_by(counters.c.position)
_COUNTER = select(counters).where(
    counters.c.site_id == bindparam("site"), counters.c.code == bindparam("code")
)
_SET_COUNTER = update(counters).where(
    counters.c.site_id == bindparam("site"), counters.c.code == bindparam("which")
)


def counter_rows(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """The site's counters in order, retired ones too."""
    return connection.execute(_COUNTERS, {"site": site_id}).all()


def counter(connection: Connection, site_id: int, code: str) -> Row[Any] | None:
    """One counter."""
    return connection.execute(_COUNTER, {"site": site_id, "code": code}).first()


def set_counter(connection: Connection, site_id: int, code: str, **values: object) -> None:
    """Change columns of a counter."""
    statement = _SET_COUNTER.values({name: bindparam(name) for name in values})
    connection.execute(statement, {"site": site_id, "which": code, **values})


def set_service(connection: Connection, site_id: int, code: str, **values: object) -> None:
    """Change columns of a service."""
    where = (services.c.site_id == site_id) & (services.c.code == code)
    connection.execute(update(services).where(where).values(**values))
