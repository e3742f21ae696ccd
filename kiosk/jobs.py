"""Hands the flow's requests to the workers, and the printer's outcomes back to the flow and to the server."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from kiosk import state as s
from kiosk.chores import Chores
from kiosk.hours import aged
from kiosk.offline import Offline
from kiosk.outbox import Outbox
from kiosk.papers import Papers
from kiosk.paperwatch import PaperWatch, SaysStatus, Seen, input_of
from kiosk.pending import PendingFile
from kiosk.speech import Voice
from kiosk.workers import ASK_S, Post, ServicesWorker, TicketWorker, Worker
from kit import wire
from kit.client import QueueClient
from kit.link import LinkLog
from kit.settings import version
from printer.spool import PrintsTickets

log = logging.getLogger("kiosk")
HAND_IN_S = 10.0


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
        # Staff should hear of it at once, not with the next heartbeat.
        self.changed: Callable[[], None] = lambda: None
        self._services: wire.Services | None = None
        self._kept = folder / "services.json"
        self._version = version()
        self.pending = PendingFile(folder)
        self._watch = PaperWatch(printer, self._on_printer)
        self._offline = Offline(Outbox.opened(folder), connect(HAND_IN_S), post, self._site)
        self._papers = Papers(printer, folder, connect, post, self._offline, chores, lambda: self._services)
        self._tickets = TicketWorker(connect(ASK_S), self.pending, post, self._offline)
        self._fetches = ServicesWorker(connect(ASK_S), self._on_services, link)
        # One thread keeps the order: first the ticket is in the spool, then the tap is forgotten.
        self._in_order: Worker[s.PrintTicket | s.Forget | s.DoChore | wire.Event] = Worker("papers", self._do)

    def start(self) -> None:
        """Take up what the last run left. Raises PrinterError when the spool's folder cannot be had."""
        self._papers.start()
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
        last, services, seen = self._papers.last, self._services, self._watch.seen
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
                self._in_order.put(request)
            case s.Chime():
                self._voice.chime()
            case s.CheckPin():
                self._chores.check(request.pin)

    def heard(self, event: wire.Event, name: str) -> None:
        """Something happened at the site; `name` is this kiosk's own. Returns at once."""
        if event.event == "ticket.reprint" and event.data.get("kiosk") == name:
            self._in_order.put(event)

    def close(self) -> None:
        """Let the ticket in the printer come out, and stop."""
        self._watch.close()
        self._fetches.close(0.2)
        self._tickets.close(ASK_S)
        self._in_order.close()
        self._papers.close()
        self._offline.close()

    def _on_services(self, event: s.Input) -> None:
        if isinstance(event, s.ServicesCame):
            fresh = self._services is None or _lasting(self._services) != _lasting(event.services)
            self._services = event.services
            if fresh:
                self._remember(event.services)
            self._offline.heard(event.services)
            self._post(event)
            return
        self._post(event)
        now = self._offline.now()
        if self._services is not None and now is not None:
            self._post(s.ServicesAged(aged(self._services, now)))

    def _remember(self, services: wire.Services) -> None:
        try:
            new = self._kept.with_suffix(".new")
            new.write_text(services.model_dump_json(), encoding="utf-8")
            new.replace(self._kept)
        except OSError as problem:
            log.warning("cannot remember the services: %s", problem.strerror)

    def _do(self, request: s.PrintTicket | s.Forget | s.DoChore | wire.Event) -> None:
        match request:
            case s.PrintTicket():
                self._papers.put(request)
            case s.Forget():
                self._tickets.put(request)
            case s.DoChore():
                self._papers.chore(request.what)
            case wire.Event():
                self._papers.copy(str(request.data["ticket"]), request.id)

    def _on_printer(self, seen: Seen) -> None:
        self._post(input_of(seen))
        self.changed()


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
