"""How far the queue had come, as others remember it: devices, and a small file beside the database.

After a restore, or when the write-ahead log was lost, the database itself no longer knows. Numbers and event ids must
still go on above what people hold on paper and screens have shown.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from server.store import queries
from server.store.queries.recovery import how_far

FARTHEST = 1_000_000  # events between a backup and now; more than that is a mistake, or a bit that flipped


@dataclass(frozen=True)
class Seen:
    """How far a site had come: its newest event, and for each service the newest number with its business day."""

    event: int = 0
    numbers: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def with_number(self, service: str, day: str, number: int) -> Seen:
        """The same with this number seen, too."""
        newest = max(self.numbers.get(service, ("", 0)), (day, number))
        return Seen(self.event, {**self.numbers, service: newest})

    def __or__(self, other: Seen) -> Seen:
        """What either has seen."""
        both = Seen(max(self.event, other.event), self.numbers)
        for service, (day, number) in other.numbers.items():
            both = both.with_number(service, day, number)
        return both

    def as_json(self) -> str:
        """For a file or a column."""
        numbers = {service: list(each) for service, each in self.numbers.items()}
        return json.dumps({"event": self.event, "numbers": numbers}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Seen:
        """From what `as_json` gave. Raises ValueError."""
        told = json.loads(text)
        try:
            numbers = {
                str(service): (str(day), int(last)) for service, (day, last) in told["numbers"].items()
            }
            return cls(int(told["event"]), numbers)
        except (KeyError, TypeError, AttributeError) as problem:
            raise ValueError("not what was seen of a queue") from problem


def seen_now(connection: Connection) -> dict[int, Seen]:
    """How far each site has come in the database itself, by its id."""
    found = {}
    for site_id, last, day in how_far(connection):
        rows = queries.day_counts(connection, site_id, day) if day else []
        found[site_id] = Seen(last, {row.service: (str(day), row.last) for row in rows})
    return found


def seen_file(database: Path) -> Path:
    """Where it is remembered beside this SQLite file."""
    return database.with_name(database.name + ".seen")


@dataclass(frozen=True)
class Notes:
    """What the file beside a database says: how far each site had come, and the folder of the backups."""

    sites: Mapping[int, Seen] = field(default_factory=dict)
    backups: Path | None = None


def remember(file: Path, notes: Notes) -> None:
    """Write it down, without waiting for the disk: after a kill all of it is there, after a power cut an older one."""
    told = {
        "sites": {str(site_id): each.as_json() for site_id, each in sorted(notes.sites.items())},
        "backups": str(notes.backups) if notes.backups else None,
    }
    text = json.dumps(told)
    new = file.with_name(file.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(f"{zlib.crc32(text.encode()):08x} {text}\n")
    new.replace(file)


def remembered(file: Path) -> Notes:
    """What was written down; nothing where it is missing or damaged, for it only ever adds to what is known."""
    with contextlib.suppress(OSError, ValueError):
        checksum, _, text = file.read_text(encoding="utf-8").strip().partition(" ")
        if int(checksum, 16) == zlib.crc32(text.encode()):
            told = json.loads(text)
            sites = {int(site_id): Seen.from_json(each) for site_id, each in told["sites"].items()}
            return Notes(sites, Path(told["backups"]) if told["backups"] else None)
    return Notes()


def lost(known: Mapping[int, Seen], database: Mapping[int, Seen]) -> dict[int, int]:
    """By site, how many events were seen that the database does not have."""
    behind = {
        site_id: known[site_id].event - each.event for site_id, each in database.items() if site_id in known
    }
    return {site_id: count for site_id, count in behind.items() if 0 < count <= FARTHEST}
