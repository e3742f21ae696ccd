"""Devices that wait to be let in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from server.store.tables import pairings


def add_pairing(connection: Connection, **values: object) -> None:
    """A device asks to be let in."""
    connection.execute(insert(pairings).values(**values))


def count_open_pairings(connection: Connection, now: int) -> int:
    """How many wait for their code to be typed."""
    query = select(func.count()).where(pairings.c.expires_at > now, pairings.c.device_id.is_(None))
    return int(connection.execute(query.select_from(pairings)).scalar_one())


def forget_pairings(connection: Connection, before: int) -> None:
    """Drop those that ended before."""
    connection.execute(delete(pairings).where(pairings.c.expires_at < before))


def open_pairing_by_code(connection: Connection, code_hash: str, now: int) -> Row[Any] | None:
    """The pairing that waits for this code."""
    query = select(pairings).where(
        pairings.c.code_hash == code_hash, pairings.c.expires_at > now, pairings.c.device_id.is_(None)
    )
    # Two admins at two sites may type the same code at once: the second waits here, and then finds it typed.
    return connection.execute(query.with_for_update()).first()


def pairing_by_secret(connection: Connection, secret_hash: str) -> Row[Any] | None:
    """The pairing of the device with this secret, whatever became of it."""
    return connection.execute(select(pairings).where(pairings.c.secret_hash == secret_hash)).first()


def approve_pairing(connection: Connection, pairing_id: int, device_id: int) -> None:
    """Its code has been typed. The row is locked since it was looked up."""
    connection.execute(update(pairings).where(pairings.c.id == pairing_id).values(device_id=device_id))


def claim_pairing(connection: Connection, pairing_id: int, now: int) -> bool:
    """The device fetches its token; False when that has been done before."""
    done = connection.execute(
        update(pairings)
        .where(
            pairings.c.id == pairing_id, pairings.c.claimed_at.is_(None), pairings.c.device_id.is_not(None)
        )
        .values(claimed_at=now)
    )
    return done.rowcount == 1
