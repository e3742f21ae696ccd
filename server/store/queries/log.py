"""The event log, and the answers that commands were given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    insert,
    literal_column,
    select,
)

from server.store.prepared import Prepared
from server.store.tables import (
    commands,
    events,
)

_ADD_EVENT = Prepared(
    insert(events).values({column.name: bindparam(column.name) for column in events.c}),
    later=True,
    name="add_event",
)
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


_EVENT_AT = select(events.c.at).where(
    events.c.site_id == bindparam("site"), events.c.id == bindparam("event")
)


def event_at(connection: Connection, site_id: int, event: int) -> int | None:
    """When this event was, in milliseconds since 1970."""
    found: int | None = connection.execute(_EVENT_AT, {"site": site_id, "event": event}).scalar()
    return found


COMMAND = Prepared(
    select(commands).where(
        commands.c.site_id == bindparam("site"),
        commands.c.caller == bindparam("caller"),
        commands.c.key == bindparam("key"),
    ),
    name="command",
)
_ADD_COMMAND = Prepared(
    insert(commands).values({column.name: bindparam(column.name) for column in commands.c}),
    later=True,
    name="add_command",
)


def find_command(connection: Connection, site_id: int, caller: str, key: str) -> Row[Any] | None:
    """What this caller was answered under this key."""
    return COMMAND(connection, {"site": site_id, "caller": caller, "key": key}).first()


_SHOWN = Prepared(
    select(events.c.data)
    .where(events.c.site_id == bindparam("site"), events.c.event == literal_column("'display.shown'"))
    .where(events.c.id > bindparam("after"), events.c.id <= bindparam("last"))
)


def shown_since(connection: Connection, site_id: int, after: int, count: int) -> Sequence[str]:
    """What displays have said that they show, in the next `count` events after that one: each event's data, JSON."""
    return [row.data for row in _SHOWN(connection, {"site": site_id, "after": after, "last": after + count})]


def add_command(connection: Connection, values: Mapping[str, object]) -> None:
    """Keep an answer."""
    _ADD_COMMAND(connection, values)


def forget_commands(connection: Connection, site_id: int, before: int) -> None:
    """Drop answers older than `before`."""
    connection.execute(delete(commands).where(commands.c.site_id == site_id, commands.c.at < before))
