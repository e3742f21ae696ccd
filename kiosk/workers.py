"""Carries out the flow's requests on threads of their own, so that drawing never waits; answers come back as inputs."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from kiosk import state as s
from kiosk.pending import PendingFile
from kit import wire
from kit.client import QueueClient
from kit.errors import Refused, Unreachable
from kit.link import LinkLog, in_words

log = logging.getLogger("kiosk")
Job = TypeVar("Job")
Post = Callable[[s.Input], None]

# Below the flow's patience, so that a try ends before the customer is sent to the desk.
ASK_S = 4.0
REPORT_PAUSES_S = (1.0, 2.0, 5.0, 10.0, 30.0)
REPORT_TRIES = 60
TRY_AGAIN = (401, 403, 429)  # a device added back, a server in a hurry: the same key may still get its ticket


class OwnNumbers(Protocol):
    """Gives tickets without the server; kiosk.offline.Offline is one."""

    def give(self, tap: s.Pending, *, instead: bool) -> s.Given | None:
        """The ticket for this tap, None when no number is left."""

    def given_for(self, tap: str) -> s.Given | None:
        """The ticket that this tap's key has got already."""


class Worker(Generic[Job]):
    """A thread that does one job after another. One that fails in a way nobody thought of is logged, the next done."""

    def __init__(self, name: str, do: Callable[[Job], None]) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._do = do
        self._name = name
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        """Hand over a job; returns at once."""
        self._jobs.put(job)

    def close(self, timeout: float = 2.0) -> None:
        """Finish the jobs handed over so far, waiting at most `timeout` seconds."""
        self._jobs.put(None)
        self._thread.join(timeout)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._do(job)
            except Exception:  # a kiosk must outlive what nobody thought of
                log.exception("%s: job failed", self._name)


class TicketWorker:
    """Asks for tickets, or gives them from this kiosk's own numbers. The tap is on disk before the server hears of it.

    One job after another: so a number of our own is only given when the try before it has ended without an answer, and
    a tap that has one is never asked for again.
    """

    def __init__(
        self, client: QueueClient, pending: PendingFile, post: Post, own: OwnNumbers | None = None
    ) -> None:
        self._client = client
        self._pending = pending
        self._post = post
        self._own = own
        self._settled = ""  # the last key that the server has answered
        self._worker: Worker[s.TakeTicket | s.TakeOffline | s.Forget] = Worker("tickets", self._do)
        self.put = self._worker.put
        self.close = self._worker.close

    def _do(self, job: s.TakeTicket | s.TakeOffline | s.Forget) -> None:
        if isinstance(job, s.Forget):
            self._pending.forget(job.key)
            return
        self._keep(job.pending)
        if isinstance(job, s.TakeOffline):
            if self._settled != job.pending.key:
                self._post(self._give(job))
            return
        known = self._own.given_for(job.pending.key) if self._own is not None else None
        answer = self._ask(job.pending) if known is None else s.TicketTaken(job.pending.key, known)
        if not isinstance(answer, s.TicketUnanswered):
            self._settled = job.pending.key
        self._post(answer)

    def _keep(self, pending: s.Pending) -> None:
        try:
            self._pending.save(pending, time.time())
        except OSError as problem:
            # A full or broken card: a ticket now is worth more than the promise for a crash in these seconds.
            log.warning("cannot keep the tap on disk: %s", problem.strerror)

    def _give(self, job: s.TakeOffline) -> s.Input:
        given = self._own.give(job.pending, instead=job.instead) if self._own is not None else None
        if given is None:
            return s.TicketRefused(job.pending.key, "band")
        log.info("ticket %s given without the server", given.ticket.number)
        return s.TicketTaken(job.pending.key, given)

    def _ask(self, pending: s.Pending) -> s.Input:
        started = time.monotonic()
        try:
            given = _asked(self._client, pending)
        except Unreachable as problem:
            log.warning("no ticket yet: %s", problem)
            return s.TicketUnanswered(pending.key)
        except Refused as refusal:
            log.warning("no ticket: %s", refusal)
            if refusal.status >= 500 or refusal.status in TRY_AGAIN:
                return s.TicketUnanswered(pending.key, refusal.retry_after or 0.0)
            return s.TicketRefused(
                pending.key,
                refusal.reason or "other",
                refusal.opens_at,
                refusal.at,
                refusal.number or "",
                refusal.language or "",
            )
        log.info("ticket %s taken in %.0f ms", given.ticket.number, (time.monotonic() - started) * 1000)
        return s.TicketTaken(pending.key, given)


def _asked(client: QueueClient, pending: s.Pending) -> s.Given:
    """The server's answer to a wish. Raises what the client raises."""
    if pending.check_in is None:
        asked = wire.TakeTicket(
            service=pending.service,
            language=pending.language,
            priority=pending.priority,
            answers=list(pending.answers),
        )
        return s.Given(client.take(asked, pending.key))
    who = pending.check_in
    told = client.check_in(
        wire.CheckIn(
            code=who.code or None,
            name=who.name or None,
            phone_end=who.phone_end or None,
            language=pending.language or None,
            answers=list(pending.answers),
        ),
        pending.key,
    )
    return s.Given(told.ticket, told.greeting, told.at, told.late)


class ServicesWorker:
    """Asks what can be taken now."""

    def __init__(self, client: QueueClient, post: Post, link: LinkLog) -> None:
        self._client = client
        self._post = post
        self._link = link
        self._worker: Worker[s.FetchServices] = Worker("services", self._do)
        self.put = self._worker.put
        self.close = self._worker.close

    def _do(self, _job: s.FetchServices) -> None:
        try:
            services = self._client.services()
        except (Unreachable, Refused) as problem:
            self._link.trouble("services", in_words(problem))
            self._post(s.ServicesFailed())
            return
        self._link.well("services")
        self._post(s.ServicesCame(services))


class ReportWorker:
    """Tells the server how each paper fared, so that staff see a printer in need. Tries for about half an hour."""

    def __init__(self, client: QueueClient) -> None:
        self._client = client
        self._stop = threading.Event()
        self._worker: Worker[tuple[str, wire.PrintResult, str]] = Worker("reports", self._do)

    def put(self, ticket_id: str, result: wire.PrintResult, reason: str) -> None:
        """Report this outcome; returns at once."""
        self._worker.put((ticket_id, result, reason))

    def close(self) -> None:
        """Give up what could not be told."""
        self._stop.set()
        self._worker.close(0.5)

    def _do(self, report: tuple[str, wire.PrintResult, str]) -> None:
        ticket_id, result, reason = report
        for attempt in range(REPORT_TRIES):
            try:
                self._client.printed(ticket_id, result, reason or None)
            except Unreachable:
                if self._stop.wait(REPORT_PAUSES_S[min(attempt, len(REPORT_PAUSES_S) - 1)]):
                    return
            except Refused as refusal:
                log.warning("the server does not want the print report: %s", refusal)
                return
            else:
                return
