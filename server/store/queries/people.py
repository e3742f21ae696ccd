"""Devices and users."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    insert,
    select,
    update,
)

from server.store.prepared import Prepared
from server.store.tables import (
    devices,
    users,
)

_DEVICE = Prepared(
    select(devices).where(devices.c.token_hash == bindparam("hash"), devices.c.revoked_at.is_(None))
)


def device_by_token(connection: Connection, token_hash: str) -> Row[Any] | None:
    """The device, unless revoked."""
    return _DEVICE(connection, {"hash": token_hash}).first()


DEVICE_STANDS = Prepared(
    select(devices.c.id).where(devices.c.id == bindparam("device"), devices.c.revoked_at.is_(None)),
    name="device_stands",
)


def device_stands(connection: Connection, device_id: int) -> bool:
    """Whether the device is there and not revoked."""
    return DEVICE_STANDS(connection, {"device": device_id}).first() is not None


def device_rows(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """Every device, revoked ones too."""
    return connection.execute(
        select(devices).where(devices.c.site_id == site_id).order_by(devices.c.id)
    ).all()


def device(connection: Connection, device_id: int) -> Row[Any]:
    """One device, revoked or not."""
    return connection.execute(select(devices).where(devices.c.id == device_id)).one()


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
