"""Putting a backup in the database's place: when somebody asks for it, and when the database is found damaged.

The backup is checked first, on a copy; whoever should be forgotten is erased from it; only then a server that runs
has to let go of the database. What was there is kept aside; and its sites wait, once a server runs, until their devices
have told how far they had come.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from kit.errors import NextPleaseError, SettingError
from server.desk import now_ms
from server.desk.branch import moment
from server.desk.recovery import forget_expired, mark_restored
from server.desk.setup import choose_site
from server.desk.soundness import thoroughly
from server.store.backup import without_journal, write_backup
from server.store.copying import clear_tables, copy_tables
from server.store.damage import damage
from server.store.database import Database, connect
from server.store.files import being_written, put_in_place, set_aside
from server.store.migrate import migrate
from server.store.seen import FARTHEST, Seen, remembered, seen_file, seen_now
from server.store.shelf import backups
from server.store.work import first_line

log = logging.getLogger("server")
Alone = Callable[[], AbstractContextManager[object]]


def restore_newest(file: Path, folders: Sequence[Path], why: str) -> None:
    """Put the newest good backup in the place of a damaged file, which is kept.

    Raises NextPleaseError, and changes nothing, when there is no good one.
    """
    found = sorted({each for folder in folders for each in backups(folder)}, key=lambda each: each.name)
    for each in reversed(found):
        try:
            aside = restore_file(file, each, "damaged", why)
        except NextPleaseError as problem:
            log.error("%s is not used: %s", each, problem)  # noqa: TRY400 - said in one line
            continue
        log.error("THE DATABASE WAS DAMAGED (%s). It is kept as %s; restored from %s.", why, aside, each)
        return
    where = ", ".join(str(each) for each in folders)
    many = (
        f"none of the {len(found)} backups in {where} is sound" if found else f"there is no backup in {where}"
    )
    raise NextPleaseError(
        f"database {file}: {why}; {many}. It was left as it is; see docs/install.md, Backups"
    )


def restore_file(
    file: Path,
    backup: Path,
    word: str,
    why: str,
    clock: Callable[[], int] = now_ms,
    alone: Alone = nullcontext,
    site: str | None = None,
) -> Path | None:
    """Put `backup` in the place of a SQLite file; returns where the one before it is kept, None if there was none.

    `alone` is entered once the backup is ready: only from then on servers have to be away, which is for a moment.
    Raises NextPleaseError when the backup is not sound, or has no `site` of this code; then nothing is changed.
    """
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    with being_written(part):
        _prepared(backup, part, clock, site)
        with alone():
            _mark(part, _how_far(file), why, clock)
            aside = set_aside(file, word)
            put_in_place(part, file)
    return aside


def restore_rows(
    database: Database,
    backup: Path,
    folder: Path,
    clock: Callable[[], int] = now_ms,
    alone: Alone = nullcontext,
    site: str | None = None,
) -> Path:
    """The same for PostgreSQL: all rows, in one transaction. What was there is kept as a backup in `folder`."""
    part = folder / f".nextplease-restoring.{os.getpid()}.part"
    stamp = moment(now_ms()).strftime("%Y%m%dT%H%M%S%fZ")
    aside = folder / f"nextplease-replaced-{stamp}.db"
    with being_written(part):
        _prepared(backup, part, clock, site)
        with alone():
            with database.reading() as connection:
                seen = seen_now(connection)
            _mark(part, seen, "restored", clock)
            write_backup(database, aside, lambda _copy: [])
            _put_rows(part, database)
    return aside


def _put_rows(part: Path, database: Database) -> None:
    with _opened(part) as source, source.reading() as rows:

        def work(connection: object) -> None:
            clear_tables(connection)  # type: ignore[arg-type]  # a connection: this room knows no SQL
            copy_tables(rows, connection)  # type: ignore[arg-type]

        database.write(work)


@contextmanager
def _opened(part: Path) -> Iterator[Database]:
    """The file, and no journal of it afterwards."""
    database = connect(f"sqlite:///{part}", create=False)
    try:
        yield database
    finally:
        database.close()
        without_journal(part)


def _prepared(backup: Path, part: Path, clock: Callable[[], int], site: str | None) -> None:
    """Make of the backup a database that may be served. Raises NextPleaseError as `restore_file` does."""
    wrong = damage(backup)
    if wrong:
        raise NextPleaseError(f"backup {backup}: {wrong}")
    shutil.copyfile(backup, part)
    with _opened(part) as database:
        try:
            migrate(database)
        except SettingError as problem:
            raise NextPleaseError(f"backup {backup}: {problem}") from problem
        if site is not None:
            choose_site(database, site)
        found = thoroughly(database)
        if found:
            raise NextPleaseError(f"backup {backup}: {found[0]}")
        forgotten = forget_expired(database, clock)
        if forgotten:
            log.warning("%d people of past days were erased from the restored data", forgotten)


def _mark(part: Path, seen: Mapping[int, Seen], why: str, clock: Callable[[], int]) -> None:
    """Let its sites wait for their devices; `seen`: how far each had come in the database before it."""
    with _opened(part) as database:
        with database.reading() as connection:
            mine = seen_now(connection)
        near = {
            site_id: each
            for site_id, each in seen.items()
            if site_id in mine and each.event <= mine[site_id].event + FARTHEST
        }
        mark_restored(database, near, why, clock)


def _how_far(file: Path) -> dict[int, Seen]:
    """How far the queue had come, from the note beside the file and, if it can still be read, from the file itself."""
    known = dict(remembered(seen_file(file)).sites)
    for site_id, each in _told_by(file).items():
        known[site_id] = known.get(site_id, Seen()) | each
    return known


def _told_by(file: Path) -> dict[int, Seen]:
    if not file.exists() or not file.stat().st_size:
        return {}
    database = connect(f"sqlite:///{file}", create=False)
    try:
        with database.reading() as connection:
            return seen_now(connection)
    except Exception as problem:  # noqa: BLE001 - a damaged file fails in any way; the devices will tell
        log.warning("%s cannot tell how far the queue had come: %s", file, first_line(problem))
        return {}
    finally:
        database.close()
