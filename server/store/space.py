"""Free space: below a floor no ticket is given, and calls still find room.

SQLite on a full disk raises, and keeps what it has; but a customer should be told before, in words. Calling and
finishing write a few pages each: the floor is theirs, and when even that is eaten up, a reserve is given back to them.
"""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path

log = logging.getLogger("store")
MB = 1_000_000
RESERVE = 4 * MB
LAST = 2 * MB  # with less than this, SQLite's next journal page may not fit


class Space:
    """The disk of the database. `look` is called now and then by a timer; asking `refusal` costs nothing.

    `floor` is in bytes; 0: never refuses. `reserve` is the file that is given back when the disk is all but full.
    """

    def __init__(self, folder: Path, floor: int) -> None:
        self._folder = folder
        self._floor = floor
        self._reserve = folder / "nextplease.reserve"
        self.refusal: str | None = None
        self.free = 0

    def look(self) -> None:
        """See how much is free."""
        if not self._floor:
            return
        self.free = free_bytes(self._folder)
        if self.free < LAST:
            give_back(self._reserve)
        elif self.free > self._floor + 2 * RESERVE:
            self._set_aside()
        low = self.free < self._floor
        if low != (self.refusal is not None):
            said = f"{self.free / MB:.0f} MB are free, {self._floor / MB:.0f} are wanted"
            log.log(
                logging.ERROR if low else logging.INFO,
                "disk of %s: %s: tickets are %s",
                self._folder,
                said,
                "refused until there is space" if low else "given again",
            )
        self.refusal = f"The disk is almost full: {self.free / MB:.0f} MB are free." if low else None

    def _set_aside(self) -> None:
        with contextlib.suppress(FileExistsError, OSError):  # without a reserve, the floor alone must do
            descriptor = os.open(self._reserve, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, RESERVE)
            finally:
                os.close(descriptor)


def free_bytes(folder: Path) -> int:
    """What an ordinary user may still write on this folder's disk."""
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize


def give_back(reserve: Path) -> None:
    """The reserve, to whoever must write now."""
    if reserve.exists():
        log.error("%s is given back: the disk is full", reserve)
        reserve.unlink(missing_ok=True)


def make_room(folder: Path) -> None:
    """Before a database is opened on a full disk: SQLite's shared memory file must find room, or the process dies."""
    if folder.is_dir() and free_bytes(folder) < LAST:
        give_back(folder / "nextplease.reserve")
