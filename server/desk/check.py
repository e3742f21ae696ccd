"""Verifies a database: its own integrity check, and the queue's laws.

The event log is replayed, and must give exactly the tickets, counters and numbers that the tables hold. A row altered
by hand, a bit flipped on the card, a number twice or missing: each is one line that names the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from kit.errors import SettingError
from server.desk import command_checksum, pictures
from server.desk.change import device_digest, site_digest, user_digest
from server.desk.replay import Replay
from server.sitefile import parse
from server.store import queries
from server.store.database import Database

PAGE = 5000


def check(database: Database, notes: list[str] | None = None) -> list[str]:
    """What is wrong, a line each; empty when all is right. A server may go on meanwhile: it is one moment's view.

    Into `notes` goes what is odd, and explained by the log.
    """
    with database.reading() as connection:
        return found_wrong(connection, notes)


def found_wrong(connection: Connection, notes: list[str] | None = None) -> list[str]:
    """The same as this connection sees it."""
    notes = [] if notes is None else notes
    found: list[str] = []
    try:
        found += [f"file: {line}" for line in queries.integrity(connection)]
        for row in queries.all_sites(connection):
            found += [f"site {row.code}: {line}" for line in _site(connection, row, notes)]
    except DBAPIError as problem:
        found.append(f"file: {str(problem.orig).strip().splitlines()[0]}")
    return found


def _site(connection: Connection, row: Any, notes: list[str]) -> list[str]:
    replay = Replay(connection, row.id, _secret(row))
    for event in _events(connection, row.id):
        replay.take(event)
    notes += [f"site {row.code}: {line}" for line in [*replay.notes, *replay.bands.notes()]]
    replay.compare_site(row)
    replay.compare_rest(connection, row.id)
    replay.found += replay.appointments.compare(_appointments(connection, row.id), row.business_day)
    replay.found += replay.feedback.compare(queries.feedback_rows(connection, row.id))
    replay.found += replay.bands.compare(queries.band_rows(connection, row.id))
    set_up = [
        *_settings(connection, row, replay.site.get("digest")),
        *pictures.wrong(connection, row.id, replay.site),
        *_devices(queries.device_rows(connection, row.id), replay.devices),
        *_users(queries.user_rows(connection, row.id), replay.users),
    ]
    answers = [
        f"stored answer {each.caller} {each.key}: its row is not what was written"
        for each in _commands(connection, row.id)
        if each.checksum != command_checksum(each)
    ]
    return replay.found + set_up + answers


def _secret(row: Any) -> bytes:
    try:
        return bytes.fromhex(row.secret)
    except ValueError:
        return b""  # the digest of the site's row tells


def _settings(connection: Connection, row: Any, digest: str | None) -> Iterator[str]:
    """The site's row, and that services and counters stand as its settings say."""
    if site_digest(row) != digest:
        yield "its row (code, settings, secret, created_at) is not what was written"
    try:
        site = parse(row.settings, "settings")
    except SettingError as problem:
        yield str(problem)
        return
    yield from _listed("service", site.services, queries.service_rows(connection, row.id))
    yield from _listed("counter", site.counters, queries.counter_rows(connection, row.id))


def _listed(what: str, wanted: Sequence[Any], rows: Sequence[Any]) -> Iterator[str]:
    places = {each.code: place for place, each in enumerate(wanted)}
    for row in rows:
        place = places.pop(row.code, None)
        if row.retired != (place is None):
            yield f"{what} {row.code}: retired is {row.retired}, the settings say {place is None}"
        elif place not in (None, row.position):
            yield f"{what} {row.code}: position is {row.position}, the settings say {place}"
    for code in places:
        yield f"{what} {code}: its row is missing"


def _devices(rows: Sequence[Any], known: dict[int, dict[str, Any]]) -> Iterator[str]:
    left = dict(known)
    for row in rows:
        expected = left.pop(row.id, None)
        if expected is None or expected["digest"] != device_digest(row):
            yield f"device {row.id} ({row.name}): its row is not what was written"
        elif row.revoked_at != expected["revoked_at"]:
            told = expected["revoked_at"]
            yield f"device {row.id} ({row.name}): revoked_at is {row.revoked_at}, the log says {told}"
    for lost in left:
        yield f"device {lost}: its row is missing"


def _users(rows: Sequence[Any], known: dict[int, str]) -> Iterator[str]:
    left = dict(known)
    for row in rows:
        if left.pop(row.id, None) != user_digest(row):
            yield f"user {row.id} ({row.name}): the row is not what was written"
    for lost in left:
        yield f"user {lost}: the row is missing"


def _events(connection: Connection, site_id: int) -> Iterator[Any]:
    after = -(2**62)
    while page := queries.events_after(connection, site_id, after, PAGE):
        yield from page
        after = page[-1].id


def _appointments(connection: Connection, site_id: int) -> Iterator[Any]:
    after = ""
    while page := queries.appointments_after(connection, site_id, after, PAGE):
        yield from page
        after = page[-1].id


def _commands(connection: Connection, site_id: int) -> Iterator[Any]:
    after = ("", "")
    while page := queries.commands_after(connection, site_id, after, PAGE):
        yield from page
        after = (page[-1].caller, page[-1].key)
