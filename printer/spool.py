"""Prints tickets one after another, each at most once, and tells how each ended.

A job is written down as queued, then as sending before its first byte leaves, then as done with its outcome. So a job
found sending at start was cut off in the middle, and may be on paper: it is uncertain, and never sent again. A ticket
that waited five minutes, or through a reboot, belongs to a customer who has gone: it is not printed any more.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from printer.jobs import Job, JobFolder, Uptime
from printer.outcome import Outcome, Reason, Result
from printer.ticket import PaperTicket

log = logging.getLogger(__name__)

TOO_OLD_S = 300.0
REMEMBERED = 500  # jobs done and told that are kept, to know the same job when it comes again


class PrintsTickets(Protocol):
    """What the spool needs of a printer; printer.device.Printer is one."""

    def print(
        self,
        ticket: PaperTicket,
        job_id: str,
        about_to_send: Callable[[], None],
        in_doubt: Callable[[], None],
    ) -> Outcome:
        """Print one ticket, telling before the first byte leaves, and when the printer falls silent after the last."""


def _nobody(_job_id: str) -> None:
    """Nobody needs to know."""


class Spool:
    """A worker thread with a durable queue in `folder`.

    `on_outcome` is called on the worker's thread, at least once a job: again after a crash between the telling
    and the note that it was told. It should only hand the outcome on. `on_doubt` is called before it, with the job's
    id, when the printer has fallen silent with the ticket in it: the outcome may take some seconds more.
    """

    def __init__(
        self,
        folder: Path | str,
        printer: PrintsTickets,
        on_outcome: Callable[[Outcome], None],
        uptime: Callable[[], Uptime] = Uptime.now,
        on_doubt: Callable[[str], None] = _nobody,
    ) -> None:
        self._folder = JobFolder(Path(folder))
        self._printer = printer
        self._on_outcome = on_outcome
        self._on_doubt = on_doubt
        self._uptime = uptime
        self._known: set[str] = set()
        self._done: deque[str] = deque()
        self._queue: deque[Job] = deque()
        self._order = 0
        self._closing = False
        self._changed = threading.Condition()
        self._worker = threading.Thread(target=self._work, name="spool", daemon=True)

    def start(self) -> None:
        """Take up what the last run left, and begin. Raises PrinterError when the folder cannot be had."""
        for job in self._folder.open():
            self._known.add(job.job_id)
            self._order = max(self._order, job.order)
            if job.outcome is None or not job.outcome.told:
                self._queue.append(job)
            else:
                self._remember(job.job_id)
        self._worker.start()

    def put(self, job_id: str, ticket: PaperTicket) -> bool:
        """Queue a ticket; it is on disk when this returns. False: this job is known already, and nothing is done.

        Waits for the disk, a few milliseconds or on a bad card many more: not for a thread that draws.
        """
        with self._changed:
            if job_id in self._known:
                return False
            self._known.add(job_id)
            self._order += 1
            now = self._uptime()
            job = Job(
                job_id=job_id,
                state="queued",
                order=self._order,
                boot=now.boot,
                uptime=now.seconds,
                ticket=ticket,
            )
            try:
                self._folder.keep(job)
            except OSError as problem:
                log.error("spool: %s cannot be written down: %s", job_id, problem.strerror)  # noqa: TRY400 - the cause is in the line
                job = job.ended(_outcome(job, "failed", "storage"))
            self._queue.append(job)
            self._changed.notify()
        return True

    def close(self, timeout_s: float = 60.0) -> None:
        """Finish the job in hand, leave the others for the next start, and let go of the folder."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._worker.ident is not None:
            self._worker.join(timeout_s)
        self._folder.close()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            self._finish(job)

    def _next(self) -> Job | None:
        with self._changed:
            while not self._queue and not self._closing:
                self._changed.wait()
            return None if self._closing else self._queue.popleft()

    def _finish(self, job: Job) -> None:
        if job.state != "done":
            job = job.ended(self._outcome_of(job))
            self._note(job)
        outcome = job.result()
        log.info(
            "spool: %s %s%s", job.job_id, outcome.result, f" ({outcome.reason})" if outcome.reason else ""
        )
        try:
            self._on_outcome(outcome)
        except (
            Exception
        ):  # the owner's mistake must not stop the printing; it is told again at the next start
            log.exception("spool: the outcome of %s was not taken", job.job_id)
            return
        self._note(job.told())
        self._remember(job.job_id)

    def _remember(self, job_id: str) -> None:
        """Keep the last ones done, and no more: a kiosk runs for years."""
        self._done.append(job_id)
        while len(self._done) > REMEMBERED:
            oldest = self._done.popleft()
            with self._changed:
                self._known.discard(oldest)
            try:
                self._folder.forget(oldest)
            except OSError as problem:  # a card that went read-only: the next ticket is printed all the same
                log.warning("spool: %s cannot be forgotten: %s", oldest, problem.strerror)

    def _note(self, job: Job) -> None:
        try:
            self._folder.keep(job)
        except OSError as problem:
            log.error("spool: the state of %s cannot be written down: %s", job.job_id, problem.strerror)  # noqa: TRY400 - as above

    def _outcome_of(self, job: Job) -> Outcome:
        if job.state == "sending":
            return _outcome(job, "uncertain", "interrupted")
        if self._is_too_old(job):
            return _outcome(job, "failed", "too_old")
        return self._print(job)

    def _is_too_old(self, job: Job) -> bool:
        now = self._uptime()
        return now.boot != job.boot or now.seconds - job.uptime > TOO_OLD_S

    def _print(self, job: Job) -> Outcome:
        assert job.ticket is not None  # noqa: S101 - a queued job has one
        sending = False

        def about_to_send() -> None:
            nonlocal sending
            self._folder.keep(job.model_copy(update={"state": "sending"}))
            sending = True

        def in_doubt() -> None:
            self._on_doubt(job.job_id)

        try:
            return self._printer.print(job.ticket, job.job_id, about_to_send, in_doubt)
        except (
            Exception
        ) as problem:  # whatever it is, this customer needs an answer and the next one a ticket
            log.exception("spool: %s", job.job_id)
            if sending:
                return _outcome(job, "uncertain", "error")
            return _outcome(job, "failed", "storage" if isinstance(problem, OSError) else "error")


def _outcome(job: Job, result: Result, reason: Reason) -> Outcome:
    return Outcome(job_id=job.job_id, result=result, reason=reason, finished_at=datetime.now(UTC))
