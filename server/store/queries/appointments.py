"""Who is expected. What they have told is sealed with the key of their business day, as all that customers tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from server.store.prepared import Prepared
from server.store.queries.customers import opened, sealed
from server.store.tables import appointments

PERSON = ("name", "phone", "note")
_EXPECTED = Prepared(
    select(appointments.c.id)
    .where(appointments.c.site_id == bindparam("site"), appointments.c.business_day == bindparam("day"))
    .limit(1)
)


def add_appointment(connection: Connection, **values: Any) -> None:
    """A new one."""
    row = sealed(connection, values["site_id"], values["business_day"], values)
    connection.execute(insert(appointments).values(**row))


def set_appointment(connection: Connection, row: Any, **values: Any) -> None:
    """Change one, as it was read; on another day the person is sealed with that day's key."""
    day = values.get("business_day", row.business_day)
    if day != row.business_day:
        values = {name: getattr(row, name) for name in PERSON} | values
    changed = sealed(connection, row.site_id, day, values)
    connection.execute(update(appointments).where(appointments.c.id == row.id).values(**changed))


def appointment(connection: Connection, site_id: int, appointment_id: str) -> Any:
    """The one with this id, or None."""
    return _one(connection, site_id, appointments.c.id == appointment_id)


def appointment_by_code(connection: Connection, site_id: int, code: str) -> Any:
    """The one with this code, as it is stored, or None."""
    return _one(connection, site_id, appointments.c.code == code)


def appointment_by_source(connection: Connection, site_id: int, source: str) -> Any:
    """The one that came from this entry of another calendar, or None."""
    return _one(connection, site_id, appointments.c.source == source)


def _one(connection: Connection, site_id: int, which: Any) -> Any:
    query = select(appointments).where(appointments.c.site_id == site_id, which)
    return next(iter(opened(connection, connection.execute(query).all())), None)


def appointments_of_day(connection: Connection, site_id: int, day: str) -> list[Any]:
    """Those of one business day, by their time."""
    return _between(connection, site_id, appointments.c.business_day == day)


def somebody_expected(connection: Connection, site_id: int, day: str) -> bool:
    """Whether this business day has appointments, whatever has become of them.

    A kiosk keeps a place on its first screen for them: the place is not to come and go with the day's last one.
    """
    return _EXPECTED(connection, {"site": site_id, "day": day}).first() is not None


def unkept_appointments(connection: Connection, site_id: int, first_day: str, before: str) -> list[Any]:
    """Those of the days from `first_day` until before `before` to which nobody has come."""
    day = appointments.c.business_day
    return _between(
        connection, site_id, (day >= first_day) & (day < before), appointments.c.state == "booked"
    )


def _between(connection: Connection, site_id: int, *which: Any) -> list[Any]:
    query = select(appointments).where(appointments.c.site_id == site_id, *which)
    found = connection.execute(query.order_by(appointments.c.due_at, appointments.c.id)).all()
    return opened(connection, found)


def appointments_after(connection: Connection, site_id: int, after: str, limit: int) -> Sequence[Row[Any]]:
    """All, by id, the first `limit` after the one with the id `after`; what the people have told stays sealed."""
    query = select(appointments).where(appointments.c.site_id == site_id, appointments.c.id > after)
    return connection.execute(query.order_by(appointments.c.id).limit(limit)).all()
