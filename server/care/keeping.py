"""What a running server does for its data: the night's backup, free space, and a note of how far it has come.

Each worker has a `Keeper`, whose `tick` a timer calls. Copying, checking and erasing are done by another process at low
priority (`nextplease-server backup`), so that nothing here is ever waited for by a customer.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from server.desk import Desk
from server.desk.change import Logged
from server.desk.setup import site_ids
from server.problems import Unavailable
from server.store.claims import Share
from server.store.files import file_of
from server.store.queries.recovery import how_far
from server.store.seen import Notes, remember, seen_file, seen_now
from server.store.shelf import backups, day_of, on_one_disk
from server.store.space import MB, Space

log = logging.getLogger("server")
LOOK_S = 1.0
NIGHT_S = 20.0
AGAIN_S = 600.0
TRY_AFTER_S = 5


@dataclass(frozen=True)
class Care:
    """How a site's data is cared for, as `run` was told: megabytes of free space, how many backups, when the first."""

    data: Path
    database: str
    free_space: int = 50
    backups: int = 14
    backup_delay: float = 60.0


def backup_folder(desk: Desk, data: Path) -> Path:
    """Where nightly backups go: the first site's `backup_dir`, by default `backups` in the data folder."""
    sites = list(site_ids(desk.database).values())
    return data / ((desk.branch(sites[0]).site.backup_dir if sites else "") or "backups")


class Keeper:
    """Looks after one process's database, in which it has a `share`.

    `place` is the worker's place among those of one server, from 0.
    """

    def __init__(self, desk: Desk, care: Care, share: Share, place: int = 0) -> None:
        self._desk = desk
        self._share = share
        self._care = care
        self._file = file_of(desk.database)
        self.space = Space(self._file.parent, care.free_space * MB) if self._file else None
        self._changed = True
        self._looked = self._claimed = -NIGHT_S
        self._night = time.monotonic() + care.backup_delay + place * NIGHT_S
        self._forced = False
        self._work: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self.backup_fault: str | None = None
        self.one_disk = False
        desk.listen(self._heard)

    def tick(self, now: float) -> None:
        """Do what is due; `now` is monotonic seconds."""
        if now - self._looked >= LOOK_S:
            self._looked = now
            if self.space is not None:
                self.space.look()
            self._remember()
        if now - self._claimed >= NIGHT_S:
            self._claimed = now
            if not self._share.take():
                log.error("a backup is being restored into this server's database")
        if self._work is not None:
            self._see_to_work(now)
        elif now >= self._night:
            self._night = now + NIGHT_S
            if self._care.backups and self._is_due():
                self._begin_work()

    def close(self) -> None:
        """The worker ends: note how far it has come, and leave no process behind."""
        self._remember()
        if self._work is not None:
            self._work.terminate()
            self._work.wait()

    def is_to_let_go(self) -> bool:
        """Whether a backup is to be restored, for which nobody may use the database."""
        return self._share.wanted()

    def refuse_tickets(self) -> None:
        """Raises Unavailable while the disk has no room for another ticket."""
        if self.space is not None and self.space.refusal:
            raise Unavailable(
                f"{self.space.refusal} Tickets are given again when there is space.", TRY_AFTER_S
            )

    def notes(self) -> dict[str, str]:
        """What somebody should look into, though the server is ready."""
        found = {}
        if self.backup_fault:
            found["backups"] = f"the last backup failed: {self.backup_fault}"
        elif self.one_disk:
            found["backups"] = "on the same disk as the database: set backup_dir in the site file"
        return found

    def _heard(self, _site_id: int, logged: list[Logged]) -> None:
        self._changed = True
        if any(each.event == "people.erased" for each in logged):
            self._night, self._forced = 0.0, True  # copies forget them, too, and at once

    def _remember(self) -> None:
        if not self._changed or self._file is None:
            return
        self._changed = False
        with self._desk.database.reading() as connection:
            seen = seen_now(connection)
        try:
            remember(seen_file(self._file), Notes(seen, backup_folder(self._desk, self._care.data)))
        except OSError as problem:  # a full disk: the devices know, too
            log.debug("%s: %s", seen_file(self._file), problem.strerror)

    def _is_due(self) -> bool:
        folder = backup_folder(self._desk, self._care.data)
        there = backups(folder)
        self._look_at_disks(folder)
        with self._desk.database.reading() as connection:
            today = max((day for _, _, day in how_far(connection) if day), default="")
        return self._forced or not there or day_of(there[0]) < today

    def _look_at_disks(self, folder: Path) -> None:
        self.one_disk = self._file is not None and folder.is_dir() and on_one_disk(folder, self._file)

    def _begin_work(self) -> None:
        self._forced = False
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - read when the process has ended
        command = [sys.executable, "-m", "server", "backup", "--data", str(self._care.data)]
        settings = {
            "NEXTPLEASE_DATABASE": self._care.database,  # not among the arguments: a password may be in it
            "NEXTPLEASE_BACKUPS": str(self._care.backups),
            "NEXTPLEASE_FREE_SPACE": str(self._care.free_space),
        }
        self._work = subprocess.Popen(  # noqa: S603 - our own program
            command,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=self._said,
        )

    def _see_to_work(self, now: float) -> None:
        if self._work is None or self._said is None or self._work.poll() is None:
            return
        code, self._work = self._work.returncode, None
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        self._said.close()
        for line in lines:
            log.log(logging.INFO if code == 0 else logging.ERROR, "backup: %s", line)
        self._look_at_disks(backup_folder(self._desk, self._care.data))
        self.backup_fault = None if code == 0 else (lines[-1] if lines else f"it ended with {code}")
        if code:
            self._forced, self._night = True, now + AGAIN_S
