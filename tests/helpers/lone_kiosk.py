"""A kiosk's workers as a program, so that a test can kill it: `python lone_kiosk.py URL TOKEN FOLDER BOOT`.

One line in, one JSON line out. Its uptime and its clock go as the test says, so that eight hours pass in a second:

    meet                    ask the server for the services       -> {"bands": [...], "unsent": 0} or {"away": true}
    take KEY SERVICE        a customer's tap, without the server   -> {"number": "A900", "token": "...", "id": "..."}
    instead KEY SERVICE     the same, after a try whose answer never came
    pass SECONDS            time goes by, for uptime and clock     -> {}
    clock SECONDS           the clock alone is set by so much      -> {}
    unsent                  what is not handed in yet              -> {"unsent": 0, "refused": 0}
"""

from __future__ import annotations

import json
import queue
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk import state as s
from kiosk.offline import Offline
from kiosk.outbox import Outbox
from kiosk.pending import PendingFile
from kiosk.workers import TicketWorker
from kit import wire
from kit.client import QueueClient
from kit.errors import NextPleaseError
from printer.jobs import Uptime


class Lone:
    """The kiosk. What it must not lose lies in `folder`; uptime and clock begin as the machine's own."""

    def __init__(self, url: str, token: str, folder: Path, boot: str) -> None:
        self.boot = boot
        self.passed, self.set_by = 0.0, 0.0
        self.site: wire.SiteInfo | None = None
        self.answers: queue.Queue[s.Input] = queue.Queue()
        self.client = QueueClient(url, token, timeout=5.0)
        outbox = Outbox(folder, self.uptime, self.clock)
        self.offline = Offline(
            outbox, QueueClient(url, token, timeout=5.0), self.answers.put, lambda: self.site
        )
        self.tickets = TicketWorker(self.client, PendingFile(folder), self.answers.put, self.offline)
        kept = folder / "site.json"
        if kept.exists():
            self.site = wire.SiteInfo.model_validate_json(kept.read_bytes())
        self.kept = kept
        self.offline.start()

    def uptime(self) -> Uptime:
        now = Uptime.now()
        return Uptime(self.boot, now.seconds + self.passed)

    def clock(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.passed + self.set_by)

    def do(self, *words: str) -> dict[str, object]:
        match words:
            case ["meet"]:
                return self._meet()
            case ["take", key, service]:
                return self._take(s.Pending(key, service, "en"))
            case ["instead", key, service]:
                return self._take(s.Pending(key, service, "en"), instead=True)
            case ["pass", seconds]:
                self.passed += float(seconds)
            case ["clock", seconds]:
                self.set_by += float(seconds)
            case ["unsent"]:
                unsent, refused = self.offline.counts()
                return {"unsent": unsent, "refused": refused}
        return {}

    def _meet(self) -> dict[str, object]:
        try:
            services = self.client.services()
        except NextPleaseError as problem:
            return {"away": str(problem)}
        self.site = services.site
        self.kept.write_text(services.site.model_dump_json())
        self.offline.heard(services)
        return {"bands": [each.model_dump() for each in services.bands], "unsent": self.offline.counts()[0]}

    def _take(self, tap: s.Pending, *, instead: bool = False) -> dict[str, object]:
        self.tickets.put(s.TakeOffline(tap, instead=instead))
        while True:
            answer = self.answers.get()
            if isinstance(answer, s.TicketTaken) and answer.key == tap.key:
                ticket = answer.given.ticket
                self.tickets.put(s.Forget(tap.key))
                return {"number": ticket.number, "token": ticket.token, "id": ticket.id, "url": ticket.url}
            if isinstance(answer, s.TicketRefused) and answer.key == tap.key:
                return {"refused": answer.reason}


def main() -> None:
    """Answer line after line."""
    url, token, folder, boot = sys.argv[1:]
    lone = Lone(url, token, Path(folder), boot)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(lone.do(*line.split())), flush=True)


if __name__ == "__main__":
    main()
