"""The spool's folder: one small file a job, each change whole and on disk before the next step.

A job's file is replaced by rename, and both the file and the folder are flushed: whatever stops us, even a pulled plug,
leaves the state before or the state after, never half of one.
"""

import fcntl
import hashlib
import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from kit.errors import PrinterError
from printer.outcome import Outcome, Reason, Result
from printer.ticket import PaperTicket

log = logging.getLogger(__name__)

State = Literal["queued", "sending", "done"]


class StoredOutcome(BaseModel):
    """How it ended, and whether the owner has been told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    result: Result
    reason: Reason | None
    finished_at: AwareDatetime
    told: bool = False


class Job(BaseModel):
    """A job as it lies on disk. `order` counts up; `boot` and `uptime` (seconds) tell its age without a clock.

    The ticket goes when the job is done.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    job_id: str
    state: State
    order: int
    boot: str
    uptime: float
    ticket: PaperTicket | None
    outcome: StoredOutcome | None = None

    def ended(self, outcome: Outcome) -> "Job":
        """Return the job as done."""
        stored = StoredOutcome(result=outcome.result, reason=outcome.reason, finished_at=outcome.finished_at)
        return self.model_copy(update={"state": "done", "ticket": None, "outcome": stored})

    def told(self) -> "Job":
        """Return the done job, its owner told."""
        assert self.outcome is not None  # noqa: S101 - only ended() makes what is told
        return self.model_copy(update={"outcome": self.outcome.model_copy(update={"told": True})})

    def result(self) -> Outcome:
        """Return how it ended."""
        assert self.outcome is not None  # noqa: S101 - asked of done jobs only
        kept = self.outcome
        return Outcome(self.job_id, kept.result, kept.reason, kept.finished_at)


@dataclass(frozen=True, slots=True)
class Uptime:
    """Which boot this is, and for how many seconds it has run, sleep included.

    A Pi has no clock of its own: after a boot it may wake in the past, and jump ahead when the network comes.
    """

    boot: str
    seconds: float

    @classmethod
    def now(cls) -> "Uptime":
        """Ask the kernel."""
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return cls(boot, time.clock_gettime(time.CLOCK_BOOTTIME))


class JobFolder:
    """The folder, held by one process at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: int | None = None

    def open(self) -> list[Job]:
        """Take hold of the folder; return its jobs, oldest first. Raises PrinterError when another process has it."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            self.close()
            raise PrinterError(f"another program prints from {self._folder}") from problem
        except OSError as problem:
            self.close()
            raise PrinterError(f"the spool cannot use {self._folder}: {problem.strerror}") from problem
        for draft in self._folder.glob("*.new"):
            draft.unlink()
        found = [job for file in self._folder.glob("*.json") if (job := _read(file)) is not None]
        return sorted(found, key=lambda job: job.order)

    def close(self) -> None:
        """Let go."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def keep(self, job: Job) -> None:
        """Write the job down; it is on disk when this returns. Raises OSError."""
        final = self._file(job.job_id)
        draft = final.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as file:
            file.write(job.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(final)
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def forget(self, job_id: str) -> None:
        """Drop a job that is done and told."""
        self._file(job_id).unlink(missing_ok=True)

    def _file(self, job_id: str) -> Path:
        # A job's id is its owner's business and may hold anything; a file's name may not.
        return self._folder / f"{hashlib.sha256(job_id.encode()).hexdigest()[:32]}.json"


def _read(file: Path) -> Job | None:
    try:
        return Job.model_validate_json(file.read_bytes())
    except (ValidationError, OSError) as problem:
        # Not ours, or a disk that lies. Never print what cannot be read; keep it for whoever looks.
        log.warning("spool: %s cannot be read and is set aside: %s", file.name, type(problem).__name__)
        file.replace(file.with_suffix(".unreadable"))
        return None
