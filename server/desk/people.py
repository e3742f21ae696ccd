"""Staff, as far as a login needs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from server.callers import Caller
from server.desk import Desk
from server.desk.setup import site_ids
from server.store import queries

# Verified when nobody has the name: a wrong name must take as long as a wrong password.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$DRfXPpbCInhPS0xfyr6eSQ$fTRSUE6XGYqbb3p1mLszNDxX72RU8Hs9FRTomLhZcXs"


@dataclass(frozen=True)
class Person:
    """A member of staff with what a login is checked against."""

    caller: Caller
    password_hash: str
    disabled: bool


def person(desk: Desk, user_id: int) -> Person | None:
    """The user with this id."""
    with desk.database.reading() as connection:
        row = queries.user(connection, user_id)
    return None if row is None else _person(row)


def login_of(desk: Desk, name: str, fits: Callable[[str], bool], site: str | None = None) -> list[Person]:
    """The users of this name whose password hash `fits`, at most one for each site; of the site `site` only, if given.

    Slow, as password hashing is meant to be: every site's user of that name is looked at, for two may fit.
    """
    with desk.database.reading() as connection:
        rows = queries.users_named(connection, name)
    if site is not None:
        site_id = site_ids(desk.database).get(site)
        rows = [row for row in rows if row.site_id == site_id]
    if not rows:
        fits(_NOBODY)
    return [_person(row) for row in rows if row.disabled_at is None and fits(row.password_hash)]


def _person(row: Any) -> Person:
    caller = Caller(row.site_id, "user", row.id, row.name, row.role)
    return Person(caller, row.password_hash, row.disabled_at is not None)
