"""The folder of the backups: which there are, which is the newest, which go.

They are named by the business day and by how many events the log had, so that the newest is known even where the
machine's clock is not.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from server.store.database import Database
from server.store.files import abandoned, file_of, remove
from server.store.queries.recovery import how_far
from server.store.space import free_bytes

PREFIX = "nextplease-"


def backup_name(database: Database) -> str:
    """What the database's next backup is called."""
    with database.reading() as connection:
        rows = how_far(connection)
    day = max((day for _, _, day in rows if day), default="0000-00-00")
    return f"{PREFIX}{day}-{sum(last for _, last, _ in rows):012d}.db"


def day_of(backup: Path) -> str:
    """The business day of a backup, from its name."""
    return backup.name.removeprefix(PREFIX)[:10]


def backups(folder: Path) -> list[Path]:
    """The backups in this folder, newest first."""
    return sorted(folder.glob(f"{PREFIX}????-??-??-*.db"), key=lambda each: each.name, reverse=True)


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep`; returns what went."""
    old = backups(folder)[keep:]
    for each in old:
        remove(each)
    return old


def has_room(database: Database, folder: Path, floor: int) -> bool:
    """Whether another backup leaves the floor of free space alone."""
    file = file_of(database)
    return free_bytes(folder) - (file.stat().st_size if file else 0) > floor


def on_one_disk(folder: Path, file: Path) -> bool:
    """Whether the disk that takes the database away takes the backups along."""
    with contextlib.suppress(OSError):
        return folder.stat().st_dev == file.stat().st_dev
    return False


def sweep(folder: Path) -> None:
    """Remove what was being written when a process was ended: it may say who somebody is."""
    for each in folder.glob(f".{PREFIX[:-1]}*.part*"):
        if abandoned(each.with_name(each.name.partition(".part")[0] + ".part")):
            each.unlink(missing_ok=True)
