"""Tickets to paper: what stands on each, the spool that prints it, and who is told how it came out."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from kiosk import state as s
from kiosk import words
from kiosk.chores import Chores
from kiosk.offline import Offline
from kiosk.workers import ASK_S, Post, ReportWorker
from kit import wire
from kit.client import QueueClient
from kit.errors import Refused, Unreachable
from kit.language import catalog
from printer.outcome import Outcome
from printer.spool import PrintsTickets, Spool
from printer.ticket import PaperTicket

log = logging.getLogger("kiosk")

OUTCOMES_KEPT = 50
AGAIN = "#"  # stands between a ticket's id and the count, in the spool's name for a second try
COPY = "copy-"  # what the spool's name of a copy begins with; the event's number and the ticket's id follow


class Papers:
    """All that goes to the printer. `services` tells what the server last said, None before it ever did."""

    def __init__(
        self,
        printer: PrintsTickets,
        folder: Path,
        connect: Callable[[float], QueueClient],
        post: Post,
        offline: Offline,
        chores: Chores,
        services: Callable[[], wire.Services | None],
    ) -> None:
        self._client = connect(ASK_S)
        self._post = post
        self._offline = offline
        self._chores = chores
        self._services = services
        self._reports = ReportWorker(connect(ASK_S))
        self._outcomes: OrderedDict[str, Outcome] = OrderedDict()
        self._again = 0
        self._spool = Spool(folder / "spool", printer, self._on_outcome, on_doubt=self._on_doubt)
        self.last: Outcome | None = None

    def start(self) -> None:
        """Take up what the last run left. Raises PrinterError when the spool's folder cannot be had."""
        self._spool.start()

    def close(self) -> None:
        """Let the ticket in the printer come out, and stop."""
        self._spool.close(10.0)
        self._reports.close()

    def put(self, request: s.PrintTicket) -> None:
        """Put a ticket on paper; how it came out is posted."""
        ticket = request.ticket
        paper = self._paper(ticket, request.language, ahead=None if request.offline else ticket.ahead)
        if paper is not None:
            unserved = not request.offline and self._unserved(ticket.service)
            told = {"due_at": request.due_at, "offline": request.offline, "unserved": unserved}
            paper = paper.model_copy(update=told)
        if paper is None:
            self._post(s.PaperFared(ticket.id, "failed"))
            return
        known, job_id = self._outcomes.get(ticket.id), ticket.id
        if known is not None and known.result == "failed":
            # Not one byte of it was sent, and the customer has asked for it again: paper is back.
            self._again += 1
            known, job_id = None, f"{ticket.id}{AGAIN}{self._again}"
        if not self._spool.put(job_id, paper):
            # The spool had it before a restart: what came of it may have been told to a screen that is gone.
            result, reason = (known.result, known.reason) if known else ("uncertain", None)
            self._post(s.PaperFared(ticket.id, result, reason or ""))

    def copy(self, ticket_id: str, event_id: int) -> None:
        """Staff want this ticket once more: fetch it, and print it marked COPY; once, however often it is heard."""
        try:
            ticket = self._client.ticket(ticket_id)
        except (Unreachable, Refused) as problem:
            # Staff see that nothing came, and press again.
            log.warning("no copy of a ticket: %s", problem)
            return
        if ticket.url is None:
            ticket = ticket.model_copy(update={"url": self._offline.url_of(ticket.id)})
        # How many are ahead and how long it takes was said when it was taken: by now nobody knows without asking.
        paper = self._paper(ticket.model_copy(update={"wait": None}), ticket.language, ahead=None)
        if paper is not None:
            self._spool.put(f"{COPY}{event_id}-{ticket_id}", paper.model_copy(update={"is_copy": True}))

    def chore(self, what: s.Chore) -> None:
        """One of the service functions: some of them print."""
        services = self._services()
        site = services.site if services is not None else None
        self._chores.do(what, self._spool, site, _default(services))

    def _service(self, code: str) -> wire.ServiceStatus | None:
        services = self._services()
        return next((each for each in (services.services if services else []) if each.code == code), None)

    def _unserved(self, code: str) -> bool:
        """Whether no counter is open for this service, as far as we were told."""
        service = self._service(code)
        return service is not None and not service.served

    def _paper(self, ticket: wire.Ticket, language: str, *, ahead: int | None) -> PaperTicket | None:
        services, found = self._services(), self._service(ticket.service)
        try:
            return PaperTicket(
                site=services.site.name if services else catalog(language).text("Your number"),
                service=words.service_name(found, catalog(language), _default(services)) or ticket.service,
                number=ticket.number,
                ahead=ahead,
                wait=ticket.wait,
                language=language,
                issued_at=ticket.created_at,
                timezone=services.site.timezone if services else "UTC",
                url=ticket.url,
            )
        except ValidationError as problem:
            log.error("ticket %s cannot be printed: %s", ticket.number, problem.errors()[0]["loc"])  # noqa: TRY400 - said in one line
            return None

    def _on_doubt(self, job_id: str) -> None:
        """The customer need not wait for what may never come: if the paper does come out, the outcome will say so."""
        self._post(s.PaperFared(_ticket_of(job_id), "uncertain", "no_answer"))

    def _on_outcome(self, outcome: Outcome) -> None:
        if self._chores.tested(outcome):
            return
        if outcome.job_id.startswith(COPY):
            ticket_id = outcome.job_id.removeprefix(COPY).partition("-")[2]
            self._reports.put(ticket_id, outcome.result, outcome.reason or "")
            return
        ticket_id = _ticket_of(outcome.job_id)
        self.last = outcome
        self._outcomes[ticket_id] = outcome
        self._outcomes.move_to_end(ticket_id)
        while len(self._outcomes) > OUTCOMES_KEPT:
            self._outcomes.popitem(last=False)
        # A failed job is one of which nothing was sent; one that waited too long belongs to a customer who has gone.
        untouched = outcome.result == "failed" and outcome.reason != "too_old"
        self._post(s.PaperFared(ticket_id, outcome.result, outcome.reason or "", untouched))
        if not self._offline.paper_fared(ticket_id, outcome.result, outcome.reason or ""):
            self._reports.put(ticket_id, outcome.result, outcome.reason or "")


def _ticket_of(job_id: str) -> str:
    """The ticket's id in the spool's name for a try to print it."""
    return job_id.split(AGAIN)[0]


def _default(services: wire.Services | None) -> str:
    """The site's first language."""
    return services.site.languages[0] if services and services.site.languages else s.FALLBACK_LANGUAGE
