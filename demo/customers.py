"""Made-up customers, who take tickets, and made-up clerks, who call them: a lobby with life in it."""

from __future__ import annotations

import logging
import random
import threading

from demo.lobby import Device
from kit.client import QueueClient, new_key
from kit.errors import NextPleaseError, Refused

log = logging.getLogger("demo")
BETWEEN_TICKETS_S = (2.0, 9.0)
BETWEEN_CALLS_S = (8.0, 20.0)
TAKING = Device("kiosk", "second kiosk")
CALLING = tuple(Device("counter", f"counter {code}", code) for code in ("1", "2", "3", "5"))
WAITING_AT_MOST = 25  # a lobby, not a football crowd


class Customers:
    """Threads that take and call until closed. The randomness is the demo's own and not for secrets."""

    def __init__(self, url: str, kiosk_token: str, counters: dict[str, str]) -> None:
        self._stop = threading.Event()
        self._random = random.Random()  # noqa: S311 - made-up people, not secrets
        self._threads = [
            threading.Thread(target=self._arrive, args=(QueueClient(url, kiosk_token),), daemon=True)
        ]
        for counter, token in counters.items():
            self._threads.append(
                threading.Thread(target=self._serve, args=(QueueClient(url, token), counter), daemon=True)
            )

    def start(self) -> None:
        """Open the doors."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Close them."""
        self._stop.set()

    def _arrive(self, client: QueueClient) -> None:
        while not self._stop.wait(self._random.uniform(*BETWEEN_TICKETS_S)):
            try:
                told = client.services()
                waiting = sum(service.waiting for service in told.services)
                if waiting < WAITING_AT_MOST:
                    service = self._random.choice([each.code for each in told.services if each.open])
                    client.take_ticket(service, self._random.choice(told.site.languages), new_key())
            except NextPleaseError as problem:
                log.info("a made-up customer went away: %s", problem)

    def _serve(self, client: QueueClient, counter: str) -> None:
        while not self._stop.wait(self._random.uniform(*BETWEEN_CALLS_S)):
            try:
                client.call_next(counter, new_key())
            except Refused as problem:
                log.info("counter %s: %s", counter, problem.detail)
            except NextPleaseError as problem:
                log.info("counter %s: %s", counter, problem)
