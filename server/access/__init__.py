"""Who may do what: devices by their token, staff by a login session, and the roles of both."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection

from flask import Request, session
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from server.callers import DEVICE_ROLES, STAFF_ROLES, Caller
from server.desk import REVOKED, Desk
from server.desk.people import Person, login_of, person
from server.desk.tokens import token_hash
from server.desk.users import password_fits
from server.offload import offloaded
from server.problems import Forbidden, NotAuthenticated, NotForThisRole

DEVICES = frozenset(DEVICE_ROLES) - {"metrics"}
STAFF = frozenset(STAFF_ROLES)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def caller_of(request: Request, desk: Desk) -> Caller:
    """Who makes this request. Raises NotAuthenticated; Forbidden for a session's change without its CSRF token."""
    header = request.headers.get("Authorization", "")
    if header:
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer":
            raise NotAuthenticated("The Authorization header must be: Bearer TOKEN.")
        return device_caller(desk, token.strip(), changes=request.method not in SAFE_METHODS)
    caller = session_caller(desk)
    if caller is None:
        raise NotAuthenticated
    if request.method not in SAFE_METHODS:
        check_csrf(request.headers.get("X-CSRFToken") or request.form.get("csrf_token"))
    return caller


def device_caller(desk: Desk, token: str, *, changes: bool) -> Caller:
    """The device with this token, which is about to change something or only reads. Raises NotAuthenticated."""
    hashed = token_hash(token)
    found = desk.device_for_change(hashed) if changes else desk.device(hashed)
    if found is None:
        raise NotAuthenticated(REVOKED)
    return found


def session_caller(desk: Desk) -> Caller | None:
    """The member of staff who is logged in here; None when nobody is, or the password has changed since."""
    user_id, stamp = session.get("user"), session.get("stamp")
    if not isinstance(user_id, int) or not isinstance(stamp, str):
        return None
    found = person(desk, user_id)
    if found is None or found.disabled or not hmac.compare_digest(stamp, _stamp(found)):
        return None
    return found.caller


class SeveralSites(Exception):
    """Name and password fit users of several sites, those with the ids `site_ids`; nobody is logged in yet."""

    def __init__(self, site_ids: list[int]) -> None:
        super().__init__(f"the login fits in {len(site_ids)} sites")
        self.site_ids = site_ids


def log_in(desk: Desk, name: str, password: str, site: str | None = None) -> Caller | None:
    """Begin a session; None when name and password do not fit (which of the two is not told).

    `site`: the code of the only site to look in. Raises SeveralSites when that has to be asked.
    """
    found = login_of(desk, name, lambda hashed: offloaded(password_fits, hashed, password), site)
    if len(found) > 1:
        raise SeveralSites([each.caller.site_id for each in found])
    if not found:
        return None
    _begin(found[0])
    return found[0].caller


def _begin(found: Person) -> None:
    session.clear()
    session.permanent = True
    session["user"] = found.caller.id
    session["stamp"] = _stamp(found)


def stay_logged_in(desk: Desk, caller: Caller) -> None:
    """This session goes on with the caller's new password; the others have ended."""
    found = person(desk, caller.id)
    if found is not None:
        session["stamp"] = _stamp(found)


def knows_password(desk: Desk, caller: Caller, password: str) -> bool:
    """Whether this is the caller's password; slow, as password hashing is meant to be."""
    found = person(desk, caller.id)
    return found is not None and offloaded(password_fits, found.password_hash, password)


def log_out() -> None:
    """End the session."""
    session.clear()


def check_csrf(token: str | None) -> None:
    """Raises Forbidden unless this is the session's own CSRF token."""
    try:
        validate_csrf(token)
    except ValidationError as problem:
        raise Forbidden("The CSRF token is missing or too old: load the page again.") from problem


def require(caller: Caller, roles: Collection[str]) -> None:
    """Raises NotForThisRole unless the caller has one of these roles."""
    if caller.role not in roles:
        raise NotForThisRole(roles)


def _stamp(found: Person) -> str:
    """Changes with the password: an old session no longer fits."""
    return hashlib.sha256(found.password_hash.encode()).hexdigest()[:32]
