"""Moves a site into another database with its history, its devices' tokens and its phones' addresses.

Sites, devices and users are numbered by the database they are in. Where the new one has given a number to somebody
else, the site gets others, and the event log and the stored answers are told: nothing else names them by number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Table, func, insert, inspect, select, text

from kit.errors import NextPleaseError, SettingError
from server.desk import command_checksum, now_ms, pictures
from server.desk.change import event_checksum, site_digest
from server.desk.check import found_wrong
from server.store import queries
from server.store.claims import claim_alone
from server.store.database import Database
from server.store.tables import bands, commands, devices, events, metadata, pairings, sites, tickets, users

PAGE = 2000  # rows in memory at a time
Row = dict[str, Any]


@dataclass
class _Numbers:
    """The numbers that the site, its devices and its users have in the new database, by those of the old one."""

    site: int = 0
    device: dict[int, int] = field(default_factory=dict)
    user: dict[int, int] = field(default_factory=dict)

    def actor(self, actor: str) -> str:
        """device:7 as it is called now."""
        kind, _, number = actor.partition(":")
        known = {"device": self.device, "user": self.user}.get(kind)
        return actor if known is None else f"{kind}:{known[int(number)]}"

    def data(self, told: Row) -> Row:
        """An event's data as it is now."""
        known = {"device": self.device, "display": self.device, "user": self.user}
        now = {
            name: known[name].get(value, value) if name in known else value for name, value in told.items()
        }
        if "bands" in told:
            now["bands"] = [[self.device.get(owner, owner), *rest] for owner, *rest in told["bands"]]
        return now


def move_site(source: Database, site_id: int, target: Database, code: str | None) -> Mapping[str, int]:
    """Move the site, under a new code if one is given; returns how many rows of each table, none if it was there.

    Both databases have the newest tables. All of it arrives, verified, or nothing; then the old one is marked. Raises
    SettingError when a server runs on the old one, or the new one has another site of this code; NextPleaseError when
    something is not as it should be.
    """
    claim = claim_alone(source)
    if claim is None:
        raise SettingError("a server runs on the database that is to be moved: stop it first")
    try:
        with source.reading() as before:
            counts = {}
            if not _has_arrived(before, target, site_id):
                _must_be_right(before, "the database that is to be moved")
                counts = target.write(lambda after: _copied(before, after, site_id, code))
        _mark(source, target, site_id)
    finally:
        claim.end()
    return counts


def moved_to(database: Database) -> str | None:
    """Where this database's site was moved, and when, for people; None as long as it is here."""
    with database.reading() as connection:
        if not inspect(connection).has_table("moved"):
            return None
        row = connection.execute(text("SELECT place, at FROM moved ORDER BY at DESC")).first()
    if row is None:
        return None
    return f"{row.place} on {datetime.fromtimestamp(row.at / 1000, UTC):%Y-%m-%d %H:%M} UTC"


def _has_arrived(before: Connection, target: Database, site_id: int) -> bool:
    """Whether an earlier try was cut off after all had arrived, before the old database was marked."""
    row = queries.site_settings(before, site_id)
    with target.reading() as after:
        return any(
            known.secret == row.secret and known.last_event >= row.last_event
            for known in queries.all_sites(after)
        )


def _must_be_right(connection: Connection, what: str) -> None:
    found = found_wrong(connection)
    if found:
        raise NextPleaseError(f"{what} is not as it should be, and nothing was moved: {found[0]}")


def _copied(before: Connection, after: Connection, site_id: int, code: str | None) -> dict[str, int]:
    numbers = _Numbers()
    row = queries.site_settings(before, site_id)
    _must_be_new(after, row, code)
    numbers.site = _add(after, sites, {**row._mapping, "code": code or row.code})
    counts = {}
    left_out = {sites, pairings, devices, users}  # pairings: codes of ten minutes, of no site
    # Devices and users first: the others speak of them.
    for table in (devices, users, *(each for each in metadata.sorted_tables if each not in left_out)):
        counts[table.name] = _copy(before, after, table, site_id, numbers)
    if code is not None and code != row.code:
        _note_code(after, numbers.site)
    _must_be_right(after, "what has arrived")
    return counts


def _must_be_new(after: Connection, row: Any, code: str | None) -> None:
    for known in queries.all_sites(after):
        if known.secret == row.secret:
            raise SettingError(f"--to: an older state of this site is there already, as '{known.code}'")
        if known.code == (code or row.code):
            raise SettingError(
                f"--to: there is another site '{known.code}': give this one a new code with --as"
            )


def _copy(before: Connection, after: Connection, table: Table, site_id: int, numbers: _Numbers) -> int:
    """All of the site's rows of one table."""
    query = select(table).where(table.c.site_id == site_id).order_by(*table.primary_key)
    options = {"stream_results": True, "yield_per": PAGE}  # a year's log does not fit a Pi's memory
    known = {devices: numbers.device, users: numbers.user}.get(table)
    change = _CHANGES.get(table, _as_it_is)
    count = 0
    for page in before.execute(query, execution_options=options).mappings().partitions():
        rows = [{**change(dict(row), numbers), "site_id": numbers.site} for row in page]
        if known is None:
            after.execute(insert(table), rows)
        else:
            known |= {row["id"]: _add(after, table, row) for row in rows}
        count += len(rows)
    arrived = after.execute(select(func.count()).select_from(table).where(table.c.site_id == numbers.site))
    if arrived.scalar_one() != count:
        raise NextPleaseError(f"{table.name}: not all {count} rows have arrived; nothing was moved")
    return count


def _add(after: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Add a row under a number that the new database gives."""
    values = {name: value for name, value in row.items() if name != "id"}
    return int(after.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())


def _as_it_is(row: Row, _numbers: _Numbers) -> Row:
    return row


def _ticket(row: Row, numbers: _Numbers) -> Row:
    known = numbers.device
    return {
        **row,
        "device_id": known.get(row["device_id"], row["device_id"]),
        "copy_device": known.get(row["copy_device"], row["copy_device"]),
    }


def _band(row: Row, numbers: _Numbers) -> Row:
    return {**row, "device_id": numbers.device[row["device_id"]]}


def _event(row: Row, numbers: _Numbers) -> Row:
    told = json.loads(row["data"])
    changed = numbers.data(told)
    data = row["data"]
    if changed != told:
        data = json.dumps(changed, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    now = {**row, "actor": numbers.actor(row["actor"]), "data": data}
    whole = (now["id"], now["event"], now["at"], now["ticket_id"], now["actor"], now["data"])
    return {**now, "checksum": event_checksum(*whole)}


def _command(row: Row, numbers: _Numbers) -> Row:
    now = {**row, "caller": numbers.actor(row["caller"])}
    return {**now, "checksum": command_checksum(SimpleNamespace(**now))}


_CHANGES: dict[Table, Callable[[Row, _Numbers], Row]] = {
    tickets: _ticket,
    events: _event,
    commands: _command,
    bands: _band,
}


def _note_code(after: Connection, site_id: int) -> None:
    """The site has another code: an event like any change of its settings."""
    row = queries.site_settings(after, site_id)
    number, at, revision = row.last_event + 1, now_ms(), row.revision + 1
    told = {"digest": site_digest(row), **pictures.logged(after, site_id), "revision": revision}
    data = json.dumps(told, separators=(",", ":"))
    whole = (number, "site.changed", at, None, "system", data)
    names = ("id", "event", "at", "ticket_id", "actor", "data")
    values = dict(zip(names, whole, strict=True)) | {"checksum": event_checksum(*whole)}
    queries.add_events(after, [{"site_id": site_id, **values}])
    queries.set_site(after, site_id, last_event=number, revision=revision)


def _mark(source: Database, target: Database, site_id: int) -> None:
    """Whoever opens the old database is told; nobody erases its people there any more, so their keys go now.

    Those of this site only: another site that is still to be moved needs its own.
    """
    place = target.engine.url.set(password=None).render_as_string()

    def work(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE IF NOT EXISTS moved (place TEXT NOT NULL, at BIGINT NOT NULL)"))
        connection.execute(text("INSERT INTO moved VALUES (:place, :at)"), {"place": place, "at": now_ms()})
        connection.execute(text("DELETE FROM day_keys WHERE site_id = :site_id"), {"site_id": site_id})

    source.write(work)
