"""Hands the flow's requests to the workers, and the printer's outcomes back to the flow and to the server."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from kiosk import state as s
from kiosk import words
from kiosk.chores import Chores
from kiosk.offline import Offline
from kiosk.outbox import Outbox
from kiosk.paperwatch import PaperWatch, SaysStatus, Seen, input_of
from kiosk.pending import PendingFile
from kiosk.speech import Voice
from kiosk.workers import ASK_S, Post, ReportWorker, ServicesWorker, TicketWorker, Worker
from kit import wire
from kit.client import QueueClient
from kit.language import catalog
from kit.link import LinkLog
from kit.settings import version
from printer.outcome import Outcome
from printer.spool import PrintsTickets, Spool
from printer.ticket import PaperTicket

log = logging.getLogger("kiosk")
OUTCOMES_KEPT = 50
HAND_IN_S = 10.0
AGAIN = "#"  # stands between a ticket's id and the count, in the spool's name for a second try


class ThePrinter(PrintsTickets, SaysStatus, Protocol):
    """What is needed of a printer; printer.device.Printer is one."""


class Jobs:
    """All that goes on beside the loop. `folder` outlives a restart; `post` brings inputs to the loop."""

    def __init__(
        self,
        connect: Callable[[float], QueueClient],
        printer: ThePrinter,
        folder: Path,
        post: Post,
        link: LinkLog,
        chores: Chores,
        voice: Voice,
    ) -> None:
        self._post = post
        self._chores = chores
        self._voice = voice
        self.changed: Callable[[], None] = lambda: (
            None
        )  # staff should hear of it at once, not with the next heartbeat
        self._services: wire.Services | None = None
        self._kept = folder / "services.json"
        self._outcomes: OrderedDict[str, Outcome] = OrderedDict()
        self._last: Outcome | None = None
        self._again = 0
        self._version = version()
        self.pending = PendingFile(folder)
        self._reports = ReportWorker(connect(ASK_S))
        self._watch = PaperWatch(printer, self._on_printer)
        self._offline = Offline(Outbox.opened(folder), connect(HAND_IN_S), post, self._site)
        self._spool = Spool(folder / "spool", printer, self._on_outcome)
        self._tickets = TicketWorker(connect(ASK_S), self.pending, post, self._offline)
        self._fetches = ServicesWorker(connect(ASK_S), self._on_services, link)
        # One thread keeps the order: first the ticket is in the spool, then the tap is forgotten.
        self._papers: Worker[s.PrintTicket | s.Forget | s.DoChore] = Worker("papers", self._paper)

    def start(self) -> None:
        """Take up what the last run left. Raises PrinterError when the spool's folder cannot be had."""
        self._spool.start()
        self._offline.start()
        self._watch.start()
        pending = self.pending.recent(time.time())
        if pending is not None:
            log.info("goes on with a tap from before the restart")
            self._post(s.Resumed(pending))

    def remembered(self) -> s.ServicesCame | None:
        """What the server told the last time, so that an outage at start does not cost the site's name and language."""
        try:
            services = wire.Services.model_validate_json(self._kept.read_bytes())
        except (OSError, ValidationError):
            return None
        self._services = services
        return s.ServicesCame(services)

    def _site(self) -> wire.SiteInfo | None:
        return self._services.site if self._services is not None else None

    def status(self) -> dict[str, str | int | float | bool | None]:
        """How this kiosk is, for the server.

        `printer`: ok, or what its trouble is; `paper`: ok, near_end, out or unknown; `printed` and `reason`: how the
        last ticket came out; `unsent`: tickets of an outage that the server does not have yet, `not_taken` those that
        it would not take.
        """
        last, services, seen = self._last, self._services, self._watch.seen
        unsent, refused = self._offline.counts()
        return {
            "printer": seen.trouble or "ok",
            "paper": seen.paper,
            "printed": last.result if last else None,
            "reason": last.reason if last else None,
            "temperature_c": temperature(),
            "version": self._version,
            "languages": len(services.site.languages) if services else None,
            "unsent": unsent,
            "not_taken": refused,
        }

    def carry(self, request: s.Request) -> None:
        """Hand a request to its worker; returns at once."""
        match request:
            case s.FetchServices():
                self._fetches.put(request)
            case s.TakeTicket() | s.TakeOffline():
                self._tickets.put(request)
            case s.PrintTicket() | s.Forget() | s.DoChore():
                self._papers.put(request)
            case s.Chime():
                self._voice.chime()
            case s.CheckPin():
                self._chores.check(request.pin)

    def close(self) -> None:
        """Let the ticket in the printer come out, and stop."""
        self._watch.close()
        self._fetches.close(0.2)
        self._tickets.close(ASK_S)
        self._papers.close()
        self._spool.close(10.0)
        self._offline.close()
        self._reports.close()

    def _on_services(self, event: s.Input) -> None:
        if isinstance(event, s.ServicesCame):
            fresh = self._services is None or _lasting(self._services) != _lasting(event.services)
            self._services = event.services
            if fresh:
                self._remember(event.services)
            self._offline.heard(event.services)
        self._post(event)

    def _remember(self, services: wire.Services) -> None:
        try:
            new = self._kept.with_suffix(".new")
            new.write_text(services.model_dump_json(), encoding="utf-8")
            new.replace(self._kept)
        except OSError as problem:
            log.warning("cannot remember the services: %s", problem.strerror)

    def _paper(self, request: s.PrintTicket | s.Forget | s.DoChore) -> None:
        if isinstance(request, s.DoChore):
            site = self._site()
            language = site.languages[0] if site and site.languages else s.FALLBACK_LANGUAGE
            self._chores.do(request.what, self._spool, site, language)
            return
        if isinstance(request, s.Forget):
            self._tickets.put(request)
            return
        paper = self._paper_ticket(request)
        if paper is None:
            self._post(s.PaperFared(request.ticket.id, "failed"))
            return
        known = self._outcomes.get(request.ticket.id)
        if known is not None and known.result == "failed":
            # Not one byte of it was sent, and the customer has asked for it again: paper is back.
            self._again += 1
            self._spool.put(f"{request.ticket.id}{AGAIN}{self._again}", paper)
        elif not self._spool.put(request.ticket.id, paper):
            # The spool had it before a restart: what came of it may have been told to a screen that is gone.
            result, reason = (known.result, known.reason) if known else ("uncertain", None)
            self._post(s.PaperFared(request.ticket.id, result, reason or ""))

    def _paper_ticket(self, request: s.PrintTicket) -> PaperTicket | None:
        services, ticket, language = self._services, request.ticket, request.language
        default = services.site.languages[0] if services and services.site.languages else s.FALLBACK_LANGUAGE
        found = next(
            (each for each in (services.services if services else []) if each.code == ticket.service), None
        )
        try:
            return PaperTicket(
                site=services.site.name if services else catalog(language).text("Your number"),
                service=words.service_name(found, catalog(language), default) or ticket.service,
                number=ticket.number,
                ahead=None if request.offline else ticket.ahead,
                wait=ticket.wait,
                language=language,
                issued_at=ticket.created_at,
                timezone=services.site.timezone if services else "UTC",
                url=ticket.url,
            )
        except ValidationError as problem:
            log.error("ticket %s cannot be printed: %s", ticket.number, problem.errors()[0]["loc"])  # noqa: TRY400 - said in one line
            return None

    def _on_printer(self, seen: Seen) -> None:
        self._post(input_of(seen))
        self.changed()

    def _on_outcome(self, outcome: Outcome) -> None:
        if self._chores.tested(outcome):
            return
        ticket_id = outcome.job_id.split(AGAIN)[0]
        self._last = outcome
        self._outcomes[ticket_id] = outcome
        self._outcomes.move_to_end(ticket_id)
        while len(self._outcomes) > OUTCOMES_KEPT:
            self._outcomes.popitem(last=False)
        # A failed job is one of which nothing was sent; one that waited too long belongs to a customer who has gone.
        untouched = outcome.result == "failed" and outcome.reason != "too_old"
        self._post(s.PaperFared(ticket_id, outcome.result, outcome.reason or "", untouched))
        if not self._offline.paper_fared(ticket_id, outcome.result, outcome.reason or ""):
            self._reports.put(ticket_id, outcome.result, outcome.reason or "")


def _lasting(services: wire.Services) -> object:
    """What of it is worth the card: all but what changes with every ticket."""
    passing = {"waiting", "ahead", "wait", "served"}
    return services.model_dump(
        exclude={"event_id": True, "now": True, "bands": True, "services": {"__all__": passing}}
    )


def temperature(file: Path = Path("/sys/class/thermal/thermal_zone0/temp")) -> float | None:
    """The processor's temperature in degrees Celsius, where the machine tells it."""
    try:
        return round(int(file.read_text("ascii")) / 1000, 1)
    except (OSError, ValueError):
        return None
