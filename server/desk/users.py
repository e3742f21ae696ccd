"""Use cases of who may log in: new ones, their passwords, and no login any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from server.callers import STAFF_ROLES, Caller, system
from server.desk import Desk
from server.desk.change import Change, user_digest
from server.desk.setup import NotPossible, check_name
from server.store import queries

# OWASP's smaller setting: 32 ms where the library's default takes 387 ms, too long for a Pi at a desk.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
PASSWORD_MIN = 8
PASSWORD_MAX = 1000


def add(desk: Desk, site_id: int, name: str, role: str, password: str, by: Caller | None = None) -> None:
    """A new member of staff. Raises NotPossible."""
    check_password(password)
    add_hashed(desk, by or system(site_id), name, role, hashed(password))


def add_hashed(desk: Desk, by: Caller, name: str, role: str, password_hash: str) -> None:
    """A new member of staff of `by`'s site, with what `hashed` gave. Raises NotPossible."""
    if role not in STAFF_ROLES:
        raise NotPossible(f"--role: '{role}' is not one of {', '.join(STAFF_ROLES)}", "role")
    check_name("NAME", name)

    def work(change: Change) -> None:
        connection, site_id = change.connection, change.branch.id
        if queries.user_by_name(connection, site_id, name) is not None:
            raise NotPossible(f"NAME: there is a user '{name}' already", "user_known")
        values = {"name": name, "role": role, "password_hash": password_hash, "created_at": change.now}
        number = queries.add_user(connection, site_id=site_id, **values)
        digest = user_digest(queries.user(connection, number))
        change.record("user.changed", user=number, what="added", digest=digest)

    desk.change(by, work)


def disable(desk: Desk, site_id: int, name: str, by: Caller | None = None) -> None:
    """No login from now on, and the open sessions end. Raises NotPossible."""
    _change_user(desk, by or system(site_id), name, "disabled", lambda change: {"disabled_at": change.now})


def set_password(desk: Desk, site_id: int, name: str, password: str, by: Caller | None = None) -> None:
    """A new password; a disabled user may log in again, and the open sessions end. Raises NotPossible."""
    check_password(password)
    set_hashed_password(desk, by or system(site_id), name, hashed(password))


def set_hashed_password(desk: Desk, by: Caller, name: str, password_hash: str) -> None:
    """The same with what `hashed` gave, for a user of `by`'s site."""
    _change_user(desk, by, name, "password", lambda _: {"password_hash": password_hash, "disabled_at": None})


def _change_user(
    desk: Desk, by: Caller, name: str, what: str, values: Callable[[Change], dict[str, object]]
) -> None:
    def work(change: Change) -> None:
        row = queries.user_by_name(change.connection, change.branch.id, name)
        if row is None:
            raise NotPossible(f"NAME: there is no user '{name}'", "user_unknown")
        queries.set_user(change.connection, row.id, **values(change))
        digest = user_digest(queries.user(change.connection, row.id))
        change.record("user.changed", user=row.id, what=what, digest=digest)

    desk.change(by, work)


def of_site(desk: Desk, site_id: int) -> Sequence[Any]:
    """The site's users, rows of `users`."""
    with desk.view(site_id) as view:
        return queries.user_rows(view.connection, site_id)


def password_fits(password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed. Slow on purpose: keep it off the event loop."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def check_password(password: str) -> None:
    """Raises NotPossible for one that is too short, or endless."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise NotPossible(
            f"password: at least {PASSWORD_MIN} characters are needed, {len(password)} were given", "password"
        )


def hashed(password: str) -> str:
    """How a password is kept: argon2id. Slow on purpose, as `password_fits`."""
    return _HASHER.hash(password)
