"""Use cases of whoever installs and runs a site: its site file and its devices."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from kit.errors import SettingError
from server.callers import DEVICE_ROLES, Caller, system
from server.desk import Desk, now_ms, pictures
from server.desk.bands import Lack, lacks_of, settle
from server.desk.branch import branch_of
from server.desk.change import Change, device_digest, site_digest
from server.desk.tokens import new_device_token, token_hash
from server.sitefile import Site, changes, dump
from server.sitefile.pictures import Pictures, missing, named
from server.store import queries
from server.store.database import Database

NAME_MAX = 60


class NotPossible(SettingError):
    """A device or a user cannot be as asked. Its text is for a command line; `reason` is a word for other faces."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text)
        self.reason = reason


def site_ids(database: Database) -> dict[str, int]:
    """Every site's id by its code."""
    with database.reading() as connection:
        return {row.code: row.id for row in queries.all_sites(connection)}


def sites(database: Database) -> Sequence[Any]:
    """Every site, oldest first: code, name, business_day, created_at."""
    with database.reading() as connection:
        return [
            SimpleNamespace(
                code=row.code,
                name=branch_of(row).site.name,
                business_day=row.business_day,
                created_at=row.created_at,
            )
            for row in queries.all_sites(connection)
        ]


def choose_site(database: Database, code: str | None) -> int:
    """The id of the site with this code; without a code, of the only one. Raises SettingError."""
    known = site_ids(database)
    if code is None and len(known) == 1:
        return next(iter(known.values()))
    if code is None:
        said = f"there are {len(known)}: {', '.join(known)}" if known else "there is none yet: run init first"
        raise SettingError(f"--site: which site? {said}")
    if code not in known:
        raise SettingError(f"--site: there is no site '{code}'; there is {', '.join(known) or 'none'}")
    return known[code]


def create_site(
    database: Database,
    code: str,
    site: Site,
    clock: Callable[[], int] = now_ms,
    given: Pictures | None = None,
) -> int:
    """A new site with its settings. `given`: the pictures beside its file. Returns its id.

    Raises SettingError when a picture that it names is not there.
    """

    def work(connection: Any) -> int:
        return queries.add_site(
            connection,
            code=code,
            settings=dump(site),
            revision=0,
            secret=secrets.token_hex(32),
            last_event=0,
            created_at=clock(),
        )

    given = given or {}
    for name, each in named(site).items():
        if name not in given:
            raise missing(each)
    site_id = database.write(work)
    Desk(database, clock).change(system(site_id), lambda change: _apply(change, site, given))
    return site_id


def apply_site(
    desk: Desk, site_id: int, site: Site, *, dry_run: bool = False, given: Pictures | None = None
) -> list[str]:
    """Put a site file into force; returns what it changes, in plain lines. Nothing of the past is dropped.

    `given`: the pictures beside the file; one that is not among them stays as it is kept, where the site names it
    still. Raises SettingError when it would remove a service with people waiting, or a counter with a customer, and
    when a picture that it names is not there.
    """
    found = given or {}

    def changed(connection: Any, before: Site) -> list[str]:
        pictures.must_be_there(connection, site_id, before, site, found)
        return [
            *changes(before, site),
            *pictures.other_pictures(connection, site_id, before, site, found),
        ]

    if dry_run:
        with desk.view(site_id) as view:
            _check_removals(view.connection, site_id, site, view.waiting_counts)
            return changed(view.connection, view.branch.site)

    def work(change: Change) -> list[str]:
        before = change.branch.site
        counts = {
            row.service: row.waiting for row in queries.day_counts(change.connection, site_id, change.day)
        }
        for row in queries.open_tickets(change.connection, site_id):
            counts[row.waits_for] = counts.get(row.waits_for, 0) + (row.state == "held")
        _check_removals(change.connection, site_id, site, counts)
        lines = changed(change.connection, before)
        if before != site or lines:
            _apply(change, site, found)
        return lines

    return desk.change(system(site_id), work)


def _check_removals(connection: Any, site_id: int, site: Site, waiting: Any) -> None:
    kept = {service.code for service in site.services}
    for code, count in waiting.items():
        if code not in kept and count:
            raise SettingError(
                f"service {code} cannot be removed: {count} {'person waits' if count == 1 else 'people wait'}"
            )
    counters = {counter.code for counter in site.counters}
    for row in queries.counter_rows(connection, site_id):
        if row.code not in counters and row.ticket_id is not None:
            raise SettingError(f"counter {row.code} cannot be removed: it has a customer")


def _apply(change: Change, site: Site, given: Pictures) -> None:
    connection, site_id = change.connection, change.branch.id
    for position, service in enumerate(site.services):
        queries.put_service(connection, site_id, service.code, position, retired=False)
    kept = {service.code for service in site.services}
    for row in queries.service_rows(connection, site_id):
        if row.code not in kept:
            queries.put_service(connection, site_id, row.code, row.position, retired=True)
    for position, counter in enumerate(site.counters):
        queries.put_counter(connection, site_id, counter.code, position, retired=False)
    counters = {counter.code for counter in site.counters}
    for row in queries.counter_rows(connection, site_id):
        if row.code not in counters:
            queries.put_counter(connection, site_id, row.code, row.position, retired=True)
    revision = change.branch.revision + 1
    queries.set_site(connection, site_id, settings=dump(site), revision=revision)
    digest = site_digest(queries.site_settings(connection, site_id))
    told = pictures.keep(change, site, given)
    change.record("site.changed", revision=revision, digest=digest, **told)
    settle(change, site)


def add_device(
    desk: Desk, site_id: int, role: str, name: str, counter: str | None, by: Caller | None = None
) -> str:
    """A new device; returns its token, which is told this once. `by`: who does it (default: the system itself).

    Raises NotPossible.
    """
    token = new_device_token()
    desk.change(
        by or system(site_id), lambda change: enter_device(change, role, name, counter, token_hash(token))
    )
    return token


def enter_device(change: Change, role: str, name: str, counter: str | None, hashed: str) -> int:
    """A new device whose token has this hash; returns its id. Raises NotPossible before anything is written."""
    if role not in DEVICE_ROLES:
        raise NotPossible(f"ROLE: '{role}' is not one of {', '.join(DEVICE_ROLES)}", "role")
    check_name("NAME", name)
    _check_counter(change, role, counter)
    if queries.device_by_name(change.connection, change.branch.id, name) is not None:
        raise NotPossible(f"NAME: there is a device '{name}' already; revoke it first", "device_known")
    values = {"name": name, "role": role, "counter": counter, "token_hash": hashed}
    site_id = change.branch.id
    number = queries.add_device(change.connection, site_id=site_id, created_at=change.now, **values)
    row = queries.device_by_name(change.connection, site_id, name)
    change.record("device.added", device=number, role=role, digest=device_digest(row))
    if role == "kiosk":
        settle(change, change.branch.site)
    return number


def _check_counter(change: Change, role: str, counter: str | None) -> None:
    known = ", ".join(change.branch.counters)
    if (role == "counter") != (counter is not None):
        raise NotPossible(
            f"--counter: a device of role counter needs one (here: {known}), and no other takes one",
            "counter" if counter is None else "no_counter",
        )
    if counter is not None and counter not in change.branch.counters:
        raise NotPossible(f"--counter: there is no counter '{counter}' (here: {known})", "counter")


def revoke_device(desk: Desk, site_id: int, name: str, by: Caller | None = None) -> None:
    """Its token is refused from now on, and its open stream ends. Raises NotPossible."""

    def work(change: Change) -> None:
        row = queries.device_by_name(change.connection, site_id, name)
        if row is None:
            raise NotPossible(f"NAME: there is no device '{name}'", "device_unknown")
        queries.set_device(change.connection, row.id, revoked_at=change.now)
        change.record("device.revoked", device=row.id)

    desk.change(by or system(site_id), work)


def devices(desk: Desk, site_id: int) -> Sequence[Any]:
    """The site's devices, rows of `devices`, revoked ones left out."""
    with desk.view(site_id) as view:
        return [row for row in queries.device_rows(view.connection, site_id) if row.revoked_at is None]


def lacks(desk: Desk, site_id: int, site: Site | None = None) -> list[Lack]:
    """The kiosks without numbers of some service for an outage; `site`: as the site file would be."""
    with desk.view(site_id) as view:
        return lacks_of(view.connection, site_id, site or view.branch.site)


def check_name(what: str, name: str) -> None:
    """Raises NotPossible for a name that cannot stand on one line; `what` is the argument that holds it."""
    if not name or len(name) > NAME_MAX or not name.isprintable():
        raise NotPossible(f"{what}: 1 to {NAME_MAX} printable characters", "name")
