"""Commands that look after the data: `backup`, `restore`, and what `run` makes sure of before it serves."""

from __future__ import annotations

import argparse
import fcntl
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.errors import NextPleaseError, SettingError
from server.care.keeping import backup_folder
from server.care.restoring import restore_file, restore_newest, restore_rows
from server.commands.telling import said
from server.desk import Desk
from server.desk.recovery import mark_restored
from server.desk.restored import LOST
from server.desk.setup import site_ids
from server.desk.soundness import sound, thoroughly
from server.store.backup import write_backup
from server.store.claims import replacing_file, replacing_rows
from server.store.damage import damage
from server.store.database import Database
from server.store.files import Use, aside_files, file_of, remove, sqlite_file
from server.store.queries.recovery import recovery_rows
from server.store.seen import lost, remembered, seen_file, seen_now
from server.store.shelf import backup_name, backups, has_room, on_one_disk, prune, sweep
from server.store.space import MB, make_room
from server.store.traces import known_now, scrub, truncate_wal

log = logging.getLogger("server")
Open = Callable[[], Database]
ASIDE_KEPT = 3


def backup(options: argparse.Namespace, database: Database) -> int:
    """Write a verified backup: into the asked file, or into the backups' folder with all that is due there."""
    if options.file is None:
        return _nightly(database, options)
    target: Path = options.file.absolute()
    file = file_of(database)
    if file is not None and target.resolve() == file.resolve():
        raise SettingError(f"FILE: {target} is the database itself")
    if not target.parent.is_dir():
        raise SettingError(f"FILE: there is no folder {target.parent}")
    if target.exists():
        raise SettingError(f"FILE: {target} is there already; nothing was written. Give another name")
    write_backup(database, target, thoroughly)
    said(f"{target}: complete and verified")
    return 0


def _nightly(database: Database, options: argparse.Namespace) -> int:
    """What a running server has done for it once a day, and after people were erased."""
    desk = Desk(database)
    folder = backup_folder(desk, options.data.absolute())
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise NextPleaseError(f"backup_dir {folder}: {problem.strerror}") from problem
    with _alone_in(folder) as mine:
        if not mine:
            said(f"{folder}: somebody else is at it")
            return 0
        sweep(folder)
        _forget(desk, folder)
        target = folder / backup_name(database)
        if not target.exists():
            if not has_room(database, folder, options.free_space * MB):
                raise NextPleaseError(f"backup {target}: there is no room for it")
            write_backup(database, target, thoroughly)
            said(f"{target}: complete and verified")
        for old in prune(folder, options.backups):
            said(f"{old}: removed, there are {options.backups} newer ones")
    file = file_of(database)
    for old in aside_files(file)[:-ASIDE_KEPT] if file is not None else []:
        said(f"{old}: removed, there are {ASIDE_KEPT} newer ones")
        remove(old)
    if file is not None and on_one_disk(folder, file):
        said(f"warning: {folder} is on the same disk as the database; see backup_dir in the site file")
    return 0


def _forget(desk: Desk, folder: Path) -> None:
    """Nobody whom the database has forgotten is left in its log, its backups, or what was set aside."""
    if not truncate_wal(desk.database):
        log.warning("the write-ahead log could not be emptied: somebody reads for very long")
    with desk.database.reading() as connection:
        known = known_now(connection)
    file = file_of(desk.database)
    aside = []
    if file is not None:
        sweep(file.parent)
        aside = aside_files(file)
    for each in [*backups(folder), *folder.glob("nextplease-replaced-*.db"), *aside]:
        try:
            count = scrub(each, known)
        except (sqlite3.Error, OSError) as problem:
            if each in aside and not _expired(desk, each):
                continue  # damaged: kept for whoever wants to look at it, as long as its people may be known
            log.warning(
                "%s is removed: it cannot be read, so nobody can be erased from it: %s", each, problem
            )
            remove(each)
        else:
            if count:
                said(f"{each}: {count} people forgotten")


def _expired(desk: Desk, file: Path) -> bool:
    """Whether everybody in a file that was last written then should be forgotten by now."""
    written = int(file.stat().st_mtime * 1000)
    for site_id in site_ids(desk.database).values():
        with desk.view(site_id) as view:
            if view.branch.business_day(written, None) > view.branch.forgotten_up_to(view.day):
                return False
    return True


@contextmanager
def _alone_in(folder: Path) -> Iterator[bool]:
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def restore(options: argparse.Namespace, open_database: Open, url: str) -> int:
    """Put a backup in the database's place; servers that run on it let go of it meanwhile, and go on with the backup.

    All its sites come back, `--site` or not. Raises SettingError when a server does not let go, somebody else
    restores, or the backup has no site of that code.
    """
    source: Path = options.file.absolute()
    if not source.is_file():
        raise SettingError(f"FILE: there is no file {source}")
    file = sqlite_file(url)
    aside = (
        _restore_rows(options, open_database, source)
        if file is None
        else restore_file(
            file, source, "replaced", "restored", alone=lambda: replacing_file(file), site=options.site
        )
    )
    if aside is not None:
        said(f"the database before it is kept: {aside}")
    said(f"restored from {source}; numbers go on above what the devices have seen")
    return 0


def _restore_rows(options: argparse.Namespace, open_database: Open, source: Path) -> Path:
    database = open_database()
    folder = options.data.absolute() / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return restore_rows(database, source, folder, alone=lambda: replacing_rows(database), site=options.site)


# ---------------------------------------------------------------- before it serves


def ready_database(url: str, data: Path, open_database: Open, *, unchecked: bool) -> tuple[Database, int]:
    """The database, opened and found sound; a damaged one has been replaced by its newest good backup.

    With it the open file that claims it, for the program that this process becomes; -1 where there is no such file.
    Raises NextPleaseError when it is damaged and there is no good backup: it is never begun anew by itself.
    """
    file = sqlite_file(url)
    if file is None:
        return open_database(), -1
    make_room(file.parent)
    claim = Use.begin(file, alone=True) if file.parent.is_dir() else None
    if claim is None:  # new, or another server looked at it when it started
        database = open_database()
        claim = Use.begin(file, alone=False)
        if claim is None:
            raise SettingError(f"database {file}: a backup is being restored into it")
    else:
        database = _looked_at(file, data, open_database, unchecked=unchecked)
        claim.share()
    return database, claim.hand_over()


def _looked_at(file: Path, data: Path, open_database: Open, *, unchecked: bool) -> Database:
    notes = remembered(seen_file(file))
    folders = list(dict.fromkeys(each for each in (notes.backups, data.absolute() / "backups") if each))
    expected = bool(notes.sites or aside_files(file) or any(backups(each) for each in folders))
    if not unchecked and (expected or (file.exists() and file.stat().st_size)):
        wrong = damage(file)
        if wrong:
            restore_newest(file, folders, wrong)
    database = open_database()
    found = [] if unchecked else sound(database)
    if found:
        for line in found[:20]:
            log.error("%s", line)
        database.close()
        restore_newest(file, folders, found[0])
        database = open_database()
    _note_loss(database, file)
    return database


def _note_loss(database: Database, file: Path) -> None:
    """A write-ahead log that is gone leaves a sound file that ends too early: the note beside it knows better."""
    known = remembered(seen_file(file)).sites
    with database.reading() as connection:
        here = seen_now(connection)
    missing = lost(known, here)
    if missing and not _recovers(database):
        count = sum(missing.values())
        log.error(
            "THE NEWEST %d CHANGES ARE MISSING: was %s-wal lost? Numbers go on above them.", count, file
        )
        mark_restored(database, known, f"the newest {count} {LOST}")


def _recovers(database: Database) -> bool:
    """Whether the sites wait for their devices already, after a restore."""
    with database.reading() as connection:
        return any(row.resumed_at is None for row in recovery_rows(connection))
