"""Numbers and tickets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from server.store.prepared import Prepared
from server.store.queries.line import WAITING
from server.store.tables import (
    number_counters,
    sites,
    tickets,
)

_COUNTS = (
    "nextplease.counts"  # in a connection's `info`: the site, its day, and what is known of the day's counts
)


def _counted(dialect: Any, name: str, *, given_as_last: bool) -> Prepared:
    """Adds to the counts of a service and day, or begins them; the highest number given is the new one, or stays."""
    key = [number_counters.c.site_id, number_counters.c.service, number_counters.c.business_day]
    given = dialect.insert(number_counters).values(
        {column.name: bindparam(column.name) for column in number_counters.c}
    )
    changed = {
        "waiting": number_counters.c.waiting + given.excluded.waiting,
        "irregular": number_counters.c.irregular + given.excluded.irregular,
    }
    if given_as_last:
        changed = {"last": given.excluded.last, **changed}
    return Prepared(given.on_conflict_do_update(index_elements=key, set_=changed), later=True, name=name)


_TAKE_NUMBER = {
    "sqlite": _counted(sqlite, "take_number", given_as_last=True),
    "postgresql": _counted(postgresql, "take_number", given_as_last=True),
}
_COUNT_WAITING = {
    "sqlite": _counted(sqlite, "count_waiting", given_as_last=False),
    "postgresql": _counted(postgresql, "count_waiting", given_as_last=False),
}


def take_number(
    connection: Connection, site_id: int, day: str, service: str, number: int, irregular: int
) -> None:
    """The service has given this number, the highest of the day; one more waits.

    The site is locked, so nobody else has given one since the highest was looked up; and no ticket can have the number
    of another.
    """
    values = {"site_id": site_id, "service": service, "business_day": day, "last": number}
    forget_counts(connection)
    _TAKE_NUMBER[connection.dialect.name](connection, {**values, "waiting": 1, "irregular": irregular})


def count_waiting(
    connection: Connection, site_id: int, day: str, service: str, waiting: int, irregular: int, none: int
) -> None:
    """So many more (or less, below 0) wait for the service, and so many of them out of the order of arrival.

    `none`: what counts as the highest number given if none was: one below the service's first.
    """
    values = {"site_id": site_id, "service": service, "business_day": day, "last": none}
    values |= {"waiting": waiting, "irregular": irregular}
    forget_counts(connection)
    _COUNT_WAITING[connection.dialect.name](connection, values)


_COUNT = select(
    number_counters.c.service,
    number_counters.c.last,
    number_counters.c.waiting,
    number_counters.c.irregular,
)


def _of_site(parameter: str) -> ColumnElement[bool]:
    """The day is looked up, not the site: SQLite would take the key for it, and read all the site's past days."""
    return number_counters.c.site_id + literal_column("0") == bindparam(parameter)


_DAY_COUNTS = Prepared(
    _COUNT.where(_of_site("site"), number_counters.c.business_day == bindparam("day")),
    name="day_counts",
)
# Those of the day in the site's row; with nothing known but the site.
CURRENT_COUNTS = Prepared(
    _COUNT.join(sites, sites.c.business_day == number_counters.c.business_day).where(
        sites.c.id == bindparam("site"), _of_site("same")
    ),
    name="current_counts",
)


def note_counts(connection: Connection, site_id: int, day: str | None, rows: Sequence[Row[Any]]) -> None:
    """What `day_counts` would find; true for as long as the site is locked and `forget_counts` is not called."""
    connection.info[_COUNTS] = (site_id, day, rows)


def forget_counts(connection: Connection) -> None:
    """They are changed now, or the lock is gone."""
    connection.info.pop(_COUNTS, None)


def day_counts(connection: Connection, site_id: int, day: str) -> Sequence[Row[Any]]:
    """The highest number given and how many wait on `day`, by service.

    A number below the service's first: none was given. A service without a ticket is absent.
    """
    known = connection.info.get(_COUNTS)
    if known is not None and known[:2] == (site_id, day):
        rows: Sequence[Row[Any]] = known[2]
        return rows
    return _DAY_COUNTS(connection, {"site": site_id, "day": day}).all()


_NEW_TICKET = (
    "id",
    "site_id",
    "business_day",
    "service",
    "number",
    "state",
    "waits_for",
    "queue_class",
    "place_at",
    "special",
    "due_at",
    "promise_low_s",
    "promise_high_s",
    "held_ms",
    "language",
    "device_id",
    "token_hash",
    "issue_event",
    "created_at",
    "recalls",
)
_ADD_TICKET = Prepared(
    insert(tickets).values({name: bindparam(name) for name in _NEW_TICKET}), later=True, name="add_ticket"
)


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


_QUEUE = select(tickets).where(WAITING)


def waiting(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """Everyone waiting, in no order."""
    return connection.execute(_QUEUE, {"site": site_id}).all()


_OPEN = (
    select(tickets)
    .where(tickets.c.site_id == bindparam("site"), text("state IN ('waiting', 'called', 'serving', 'held')"))
    .order_by(tickets.c.issue_event)
)


def open_tickets(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """Everyone who is still here."""
    return connection.execute(_OPEN, {"site": site_id}).all()


_CALLS = (
    select(tickets)
    .where(tickets.c.site_id == bindparam("site"), tickets.c.call_event.is_not(None))
    .where(tickets.c.business_day == bindparam("day"))
    .where(text("state NOT IN ('waiting', 'held', 'cancelled')"))  # nobody is to go there any more
    .order_by(tickets.c.call_event.desc())
    .limit(bindparam("limit"))
)


def last_calls(connection: Connection, site_id: int, day: str, limit: int) -> Sequence[Row[Any]]:
    """The day's last calls that were not withdrawn, newest first."""
    return connection.execute(_CALLS, {"site": site_id, "day": day, "limit": limit}).all()
