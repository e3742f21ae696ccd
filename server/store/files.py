"""The files of a SQLite database: who uses them, putting a damaged one aside, putting a good one in its place."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from server.store.database import Database

JOURNALS = ("-wal", "-shm", "-journal")
LOCK, WANTED = ".lock", ".wanted"  # files beside a database: it is used; somebody asks for it alone


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None for another kind."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


def file_of(database: Database) -> Path | None:
    """The same for an open one."""
    return Path(str(database.engine.url.database)) if database.engine.dialect.name == "sqlite" else None


class Use:
    """A claim on a database file, by a lock on a file beside it. Ends with its processes, however they end.

    Servers share it; who replaces the file needs it alone.
    """

    def __init__(self, file: Path, descriptor: int) -> None:
        self.file = file
        self._descriptor = descriptor

    @classmethod
    def begin(cls, file: Path, *, alone: bool, ending: str = LOCK) -> Use | None:
        """Claim it; None when somebody else's claim does not allow that."""
        name = file.with_name(file.name + ending)
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return cls(file, descriptor)

    def share(self) -> None:
        """Let other servers in."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def try_share(self) -> bool:
        """Claim it with other servers; whether that could be done."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def let_go(self) -> None:
        """Give it back, but stay ready to claim it again. For all processes that have it from `hand_over`."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def hand_over(self) -> int:
        """Keep it for the program that this process becomes, and for its workers; returns the open file's number."""
        os.set_inheritable(self._descriptor, True)
        return self._descriptor

    def end(self) -> None:
        """Give it back."""
        os.close(self._descriptor)


def set_aside(file: Path, word: str) -> Path | None:
    """Rename a database with its journals to FILE-WORD-TIME.db beside it; None when there is none."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = file.with_name(f"{file.stem}-{word}-{stamp}.db")
    found = False
    for ending in ("", *JOURNALS):
        with contextlib.suppress(FileNotFoundError):
            file.with_name(file.name + ending).replace(aside.with_name(aside.name + ending))
            found = True
    sync_folder(file.parent)
    return aside if found else None


def aside_files(file: Path) -> list[Path]:
    """The databases that were set aside, oldest first."""
    found = [
        each for word in ("damaged", "replaced") for each in file.parent.glob(f"{file.stem}-{word}-*.db")
    ]
    return sorted(found, key=lambda each: each.name.rsplit("-", 1)[-1])


def put_in_place(part: Path, file: Path) -> None:
    """Make the finished file `part` the file `file`, for good."""
    with part.open("rb") as done:
        os.fsync(done.fileno())
    part.replace(file)
    sync_folder(file.parent)


@contextlib.contextmanager
def being_written(part: Path) -> Iterator[None]:
    """A new file that only its owner can read, for a `with` block; afterwards it is gone, or is what it was to become.

    `abandoned` says of others' whether whoever wrote it was ended.
    """
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        remove(part)
        os.close(descriptor)


def abandoned(part: Path) -> bool:
    """Whether nobody writes this file, as far as `being_written` can tell, or it is gone."""
    try:
        descriptor = os.open(part, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def sync_folder(folder: Path) -> None:
    """Make renames in it durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(file: Path) -> None:
    """A database with its journals."""
    for ending in ("", *JOURNALS):
        file.with_name(file.name + ending).unlink(missing_ok=True)
