"""Every SQL statement of the queue. Functions take a connection and return plain rows or values; no rule lives here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from server.store.prepared import Prepared
from server.store.tables import (
    commands,
    counters,
    devices,
    events,
    number_counters,
    services,
    sites,
    tickets,
    users,
)

# ---------------------------------------------------------------- sites

# Without the settings: every change reads this row, and settings are needed only when `revision` has gone up.
_STATE = select(sites.c.id, sites.c.code, sites.c.revision, sites.c.last_event, sites.c.business_day)
_SITE_STATE = _STATE.where(sites.c.id == bindparam("site"))
_SITE = Prepared(_SITE_STATE)
_SITE_LOCKED = Prepared(_SITE_STATE.with_for_update())
_SETTINGS = select(sites).where(sites.c.id == bindparam("site"))


def site(connection: Connection, site_id: int) -> Row[Any] | None:
    """How the site stands: id, code, revision, last_event, business_day."""
    return _SITE(connection, {"site": site_id}).first()


def site_settings(connection: Connection, site_id: int) -> Row[Any]:
    """The site's whole row."""
    return connection.execute(_SETTINGS, {"site": site_id}).one()


def lock_site(connection: Connection, site_id: int) -> Row[Any] | None:
    """The same, locked until the commit: the first statement of every change (no-op on SQLite: one writer)."""
    return _SITE_LOCKED(connection, {"site": site_id}).first()


def site_by_code(connection: Connection, code: str) -> Row[Any] | None:
    """The site with this code."""
    return connection.execute(select(sites).where(sites.c.code == code)).first()


def all_sites(connection: Connection) -> Sequence[Row[Any]]:
    """Every site, oldest first."""
    return connection.execute(select(sites).order_by(sites.c.id)).all()


def add_site(connection: Connection, **values: object) -> int:
    """A new site; returns its id."""
    return int(connection.execute(insert(sites).values(**values).returning(sites.c.id)).scalar_one())


_SITE_UPDATE = update(sites).where(sites.c.id == bindparam("site"))


_LAST_EVENT = Prepared(
    update(sites).where(sites.c.id == bindparam("site")).values(last_event=bindparam("last"))
)


def set_last_event(connection: Connection, site_id: int, last: int) -> None:
    """The site's newest event."""
    _LAST_EVENT(connection, {"site": site_id, "last": last})


def set_site(connection: Connection, site_id: int, **values: object) -> None:
    """Change columns of a site."""
    connection.execute(
        _SITE_UPDATE.values({name: bindparam(name) for name in values}), {"site": site_id, **values}
    )


def last_events(connection: Connection) -> dict[int, int]:
    """Each site's newest event id."""
    return {row.id: row.last_event for row in connection.execute(select(sites.c.id, sites.c.last_event))}


# ---------------------------------------------------------------- services and counters


def service_rows(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """The site's services in order, retired ones last."""
    query = (
        select(services)
        .where(services.c.site_id == site_id)
        .order_by(services.c.retired, services.c.position)
    )
    return connection.execute(query).all()


def put_service(connection: Connection, site_id: int, code: str, position: int, *, retired: bool) -> None:
    """Add a service, or change its place."""
    _put(connection, services, {"site_id": site_id, "code": code}, {"position": position, "retired": retired})


def put_counter(connection: Connection, site_id: int, code: str, position: int, *, retired: bool) -> None:
    """Add a counter (closed), or change its place; its state stays."""
    key = {"site_id": site_id, "code": code}
    values = {"position": position, "retired": retired}
    _put(connection, counters, key, values, {"state": "closed"})


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


# ---------------------------------------------------------------- numbers and tickets


def _next_number(dialect: Any) -> Any:
    key = [number_counters.c.site_id, number_counters.c.service, number_counters.c.business_day]
    return Prepared(
        dialect.insert(number_counters)
        .values({column.name: bindparam(column.name) for column in number_counters.c})
        .on_conflict_do_update(
            index_elements=key,
            set_={"last": number_counters.c.last + 1, "waiting": number_counters.c.waiting + 1},
            where=number_counters.c.last < bindparam("highest"),
        )
        .returning(number_counters.c.last)
    )


_NEXT_NUMBER = {"sqlite": _next_number(sqlite), "postgresql": _next_number(postgresql)}


def next_number(
    connection: Connection, site_id: int, service: str, day: str, first: int, highest: int
) -> int | None:
    """Take the service's next number of the day: `first`, then one more each time.

    None, and nothing is written, once `highest` was given.
    """
    values = {"site_id": site_id, "service": service, "business_day": day, "last": first}
    values |= {"waiting": 1, "highest": highest}
    number: int | None = _NEXT_NUMBER[connection.dialect.name](connection, values).scalar_one_or_none()
    return number


_DAY_COUNTS = Prepared(
    select(number_counters.c.service, number_counters.c.last, number_counters.c.waiting).where(
        number_counters.c.site_id == bindparam("site"), number_counters.c.business_day == bindparam("day")
    )
)
_NO_LONGER_WAITING = Prepared(
    update(number_counters)
    .where(
        number_counters.c.site_id == bindparam("site"),
        number_counters.c.business_day == bindparam("day"),
        number_counters.c.service == bindparam("which"),
    )
    .values(waiting=number_counters.c.waiting - 1)
)


def day_counts(connection: Connection, site_id: int, day: str) -> Sequence[Row[Any]]:
    """The highest number given and how many wait on `day`, by service; one without a ticket is absent."""
    return _DAY_COUNTS(connection, {"site": site_id, "day": day}).all()


def no_longer_waiting(connection: Connection, site_id: int, day: str, service: str) -> None:
    """One person less waits for the service."""
    _NO_LONGER_WAITING(connection, {"site": site_id, "day": day, "which": service})


_NEW_TICKET = (
    "id",
    "site_id",
    "business_day",
    "service",
    "number",
    "state",
    "language",
    "device_id",
    "token_hash",
    "issue_event",
    "created_at",
    "recalls",
)
_ADD_TICKET = Prepared(insert(tickets).values({name: bindparam(name) for name in _NEW_TICKET}))


def add_ticket(connection: Connection, values: Mapping[str, object]) -> None:
    """A new ticket, with a value for each column of _NEW_TICKET."""
    _ADD_TICKET(connection, values)


_TICKET = select(tickets).where(tickets.c.site_id == bindparam("site"), tickets.c.id == bindparam("ticket"))
_BY_TOKEN = select(tickets).where(tickets.c.token_hash == bindparam("hash"))


def ticket(connection: Connection, site_id: int, ticket_id: str) -> Row[Any] | None:
    """One ticket of this site."""
    return connection.execute(_TICKET, {"site": site_id, "ticket": ticket_id}).first()


def ticket_by_token(connection: Connection, token_hash: str) -> Row[Any] | None:
    """The ticket whose token has this hash."""
    return connection.execute(_BY_TOKEN, {"hash": token_hash}).first()


def claim(
    connection: Connection, ticket_id: str, sources: Collection[str], values: Mapping[str, object]
) -> bool:
    """Change a ticket if it is still in one of `sources`; False when somebody else was first."""
    statement = (
        update(tickets)
        .where(tickets.c.id == bindparam("ticket"), tickets.c.state.in_(sorted(sources)))
        .values({name: bindparam(name) for name in values})
    )
    return connection.execute(statement, {"ticket": ticket_id, **values}).rowcount == 1


def set_ticket(connection: Connection, ticket_id: str, **values: object) -> None:
    """Change columns that are no state."""
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(**values))


# The state belongs to the partial indexes: as a literal, so that both databases see that the index fits.
_WAITING = (tickets.c.site_id == bindparam("site")) & (tickets.c.state == literal_column("'waiting'"))
_FIRST = (
    select(tickets)
    .where(_WAITING)
    .where(tickets.c.service.in_(bindparam("services", expanding=True)))
    .order_by(tickets.c.issue_event)
    .limit(1)
)


def first_waiting(connection: Connection, site_id: int, services_: Collection[str]) -> Row[Any] | None:
    """Who has waited longest in these services."""
    return connection.execute(_FIRST, {"site": site_id, "services": sorted(services_)}).first()


_AHEAD = (
    select(func.count()).select_from(tickets).where(_WAITING, tickets.c.issue_event < bindparam("before"))
)
_AHEAD_IN = _AHEAD.where(tickets.c.service.in_(bindparam("services", expanding=True)))


def count_ahead(connection: Connection, site_id: int, services_: Collection[str] | None, before: int) -> int:
    """How many wait in these services (None: in all) who came before the event `before`."""
    if services_ is None:
        return int(connection.execute(_AHEAD, {"site": site_id, "before": before}).scalar_one())
    found = connection.execute(_AHEAD_IN, {"site": site_id, "services": sorted(services_), "before": before})
    return int(found.scalar_one())


_QUEUE = select(tickets).where(_WAITING).order_by(tickets.c.issue_event).limit(bindparam("limit"))


def waiting(connection: Connection, site_id: int, limit: int) -> Sequence[Row[Any]]:
    """Everyone waiting, longest first."""
    return connection.execute(_QUEUE, {"site": site_id, "limit": limit}).all()


_OPEN = (
    select(tickets)
    .where(tickets.c.site_id == bindparam("site"), text("state IN ('waiting', 'called', 'serving')"))
    .order_by(tickets.c.issue_event)
)


def open_tickets(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """Everyone who is still here."""
    return connection.execute(_OPEN, {"site": site_id}).all()


_CALLS = (
    select(tickets)
    .where(tickets.c.site_id == bindparam("site"), tickets.c.call_event.is_not(None))
    .where(tickets.c.business_day == bindparam("day"))
    .order_by(tickets.c.call_event.desc())
    .limit(bindparam("limit"))
)


def last_calls(connection: Connection, site_id: int, day: str, limit: int) -> Sequence[Row[Any]]:
    """The day's last calls, newest first."""
    return connection.execute(_CALLS, {"site": site_id, "day": day, "limit": limit}).all()


# ---------------------------------------------------------------- events and commands

_ADD_EVENT = Prepared(insert(events).values({column.name: bindparam(column.name) for column in events.c}))
_EVENTS = (
    select(events)
    .where(events.c.site_id == bindparam("site"), events.c.id > bindparam("after"))
    .order_by(events.c.id)
    .limit(bindparam("limit"))
)


def add_events(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Append to the log."""
    for row in rows:
        _ADD_EVENT(connection, row)


def events_after(connection: Connection, site_id: int, after: int, limit: int) -> Sequence[Row[Any]]:
    """The log from the event after `after`."""
    return connection.execute(_EVENTS, {"site": site_id, "after": after, "limit": limit}).all()


_COMMAND = Prepared(
    select(commands).where(
        commands.c.site_id == bindparam("site"),
        commands.c.caller == bindparam("caller"),
        commands.c.key == bindparam("key"),
    )
)
_ADD_COMMAND = Prepared(
    insert(commands).values({column.name: bindparam(column.name) for column in commands.c})
)


def find_command(connection: Connection, site_id: int, caller: str, key: str) -> Row[Any] | None:
    """What this caller was answered under this key."""
    return _COMMAND(connection, {"site": site_id, "caller": caller, "key": key}).first()


def add_command(connection: Connection, values: Mapping[str, object]) -> None:
    """Keep an answer."""
    _ADD_COMMAND(connection, values)


def forget_commands(connection: Connection, site_id: int, before: int) -> None:
    """Drop answers older than `before`."""
    connection.execute(delete(commands).where(commands.c.site_id == site_id, commands.c.at < before))


# ---------------------------------------------------------------- devices and users

_DEVICE = Prepared(
    select(devices).where(devices.c.token_hash == bindparam("hash"), devices.c.revoked_at.is_(None))
)


def device_by_token(connection: Connection, token_hash: str) -> Row[Any] | None:
    """The device, unless revoked."""
    return _DEVICE(connection, {"hash": token_hash}).first()


_DEVICE_STANDS = Prepared(
    select(devices.c.id).where(devices.c.id == bindparam("device"), devices.c.revoked_at.is_(None))
)


def device_stands(connection: Connection, device_id: int) -> bool:
    """Whether the device is there and not revoked."""
    return _DEVICE_STANDS(connection, {"device": device_id}).first() is not None


def device_rows(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """Every device, revoked ones too."""
    return connection.execute(
        select(devices).where(devices.c.site_id == site_id).order_by(devices.c.id)
    ).all()


def device_by_name(connection: Connection, site_id: int, name: str) -> Row[Any] | None:
    """The device of that name, unless revoked."""
    query = select(devices).where(
        devices.c.site_id == site_id, devices.c.name == name, devices.c.revoked_at.is_(None)
    )
    return connection.execute(query).first()


def add_device(connection: Connection, **values: object) -> int:
    """A new device; returns its id."""
    return int(connection.execute(insert(devices).values(**values).returning(devices.c.id)).scalar_one())


def set_device(connection: Connection, device_id: int, **values: object) -> None:
    """Change columns of a device."""
    connection.execute(update(devices).where(devices.c.id == device_id).values(**values))


def user(connection: Connection, user_id: int) -> Row[Any] | None:
    """One user."""
    return connection.execute(select(users).where(users.c.id == user_id)).first()


def user_by_name(connection: Connection, site_id: int, name: str) -> Row[Any] | None:
    """The user of that name."""
    return connection.execute(select(users).where(users.c.site_id == site_id, users.c.name == name)).first()


def users_named(connection: Connection, name: str) -> Sequence[Row[Any]]:
    """The users of that name, in whatever site."""
    return connection.execute(select(users).where(users.c.name == name).order_by(users.c.id)).all()


def user_rows(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """Every user."""
    return connection.execute(select(users).where(users.c.site_id == site_id).order_by(users.c.id)).all()


def add_user(connection: Connection, **values: object) -> int:
    """A new user; returns its id."""
    return int(connection.execute(insert(users).values(**values).returning(users.c.id)).scalar_one())


def set_user(connection: Connection, user_id: int, **values: object) -> None:
    """Change columns of a user."""
    connection.execute(update(users).where(users.c.id == user_id).values(**values))


# ---------------------------------------------------------------- for `check`


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
