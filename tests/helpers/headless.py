"""A kiosk without a window, on a printer with a wire: what customer and staff are told, and when."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import usb.backend.libusb1
from fake_printer import Firmware, PtyPrinter, TcpPrinter
from patience import DEADLINE_S
from starving import waited_for_a_processor
from usb_bus import UsbPrinter

from kiosk import flow, notices, words
from kiosk import state as s
from kiosk.chores import Brightness, Chores
from kiosk.jobs import Jobs
from kiosk.presence import Presence
from kiosk.speech import voice_of
from kit.client import QueueClient, new_key
from kit.language import catalog
from kit.link import LinkLog
from printer.device import Printer
from printer.timing import Timing

TIMING = Timing(proof=4.0)  # the product's own, but for the time in which a ticket may still be proved
WIRES = ("tcp", "serial", "file", "usb")
PRINTERS = {"tcp": TcpPrinter, "serial": PtyPrinter, "file": PtyPrinter, "usb": UsbPrinter}
TURN_S = 0.005  # one turn of the loop
WITHIN_S = 2.0  # from a fault to the right words on the screen


class Kiosk:
    """The product's own flow, workers and printer. Time runs as fast as the test likes: `pass_` lets seconds go by."""

    def __init__(self, server: Any, url: str, folder: Path) -> None:
        self.server = server
        self.inbox: queue.SimpleQueue[s.Input] = queue.SimpleQueue()
        self.extra = 0.0
        self.last_turn_s = 0.0
        log = logging.getLogger("kiosk")

        def connect(timeout: float) -> QueueClient:
            return QueueClient(server.url, "token", timeout=timeout)

        chores = Chores("", Brightness(folder), None, self.inbox.put, lambda: None)
        printer = Printer.open(url, TIMING)
        self.jobs = Jobs(connect, printer, folder, self.inbox.put, LinkLog(log), chores, voice_of("off"))
        self.presence = Presence(connect(5.0), "the test", self.jobs.status)
        self.jobs.changed = self.presence.soon
        self.state = flow.begin(self.now)
        self.presence.start()
        self.jobs.start()
        self.until(lambda: not isinstance(self.state.screen, s.Away))

    @property
    def now(self) -> float:
        return time.monotonic() + self.extra

    def do(self, event: s.Input) -> None:
        self.state, requests = flow.step(self.state, event, self.now)
        for request in requests:
            self.jobs.carry(request)

    def turn(self) -> None:
        while not self.inbox.empty():
            self.do(self.inbox.get())
        self.do(s.Tick())

    def until(self, condition: Callable[[], Any]) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not condition():
            assert time.monotonic() < deadline, f"still {self.state.screen}, printer {self.state.printer!r}"
            began = time.monotonic()
            self.turn()
            time.sleep(TURN_S)
            self.last_turn_s = time.monotonic() - began

    def told_in_time(self, condition: Callable[[], Any]) -> None:
        """Wait for the right words, and see that they came in time by the kiosk's own clock.

        That is the wall's without what its threads had to wait for a processor: a machine that has other things to do
        is not the kiosk's fault.
        """
        began, queued = time.monotonic(), self._workers_waited()
        self.until(condition)
        took = time.monotonic() - began
        starved = self._workers_waited() - queued + self.last_turn_s
        assert took - starved <= WITHIN_S

    def _workers_waited(self) -> float:
        return waited_for_a_processor(os.getpid(), but=threading.get_native_id())

    def no_paper(self, reason: str) -> bool:
        """Whether the number is on the screen, for this reason."""
        return isinstance(self.state.screen, s.NoPaper) and self.state.screen.reason == reason

    def first_screen_tells(self) -> bool:
        """Whether who comes to the first screen reads that there is no paper."""
        return any("paper" in each or "print" in each for each in notices.notices(self.state, catalog("en")))

    def pass_(self, seconds: float) -> None:
        self.extra += seconds
        self.turn()

    def tap(self) -> None:
        """A customer takes a ticket for service A."""
        self.pass_(5.0)
        self.do(s.Touched())
        self.do(s.ServiceChosen("A", new_key()))

    def press(self, event: s.Input) -> None:
        self.pass_(1.5)  # what has just come up listens by now
        self.do(event)

    def said(self) -> str:
        """The sentence over a number that is not on paper."""
        screen = self.state.screen
        assert isinstance(screen, s.NoPaper)
        return words.no_paper(screen.reason, screen.doubtful, catalog("en"))[0]

    def staff_see(self, printer: str, paper: str | None = None) -> bool:
        """Whether the last heartbeat says so."""
        if not self.server.beats:
            return False
        told = self.server.beats[-1]
        return told["printer"] == printer and paper in {None, told["paper"]}

    def close(self) -> None:
        self.presence.close()
        self.jobs.close()

    def abandon(self) -> None:
        """Let go of what the kernel takes from a killed process, and tidy nothing up."""
        self.presence.close()
        self.jobs._watch.close()
        self.jobs._papers._spool._folder.close()


@contextlib.contextmanager
def wires(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Make printers, each on a wire: it and its URL."""
    made: list[Any] = []

    def make(wire: str, **firmware: Any) -> tuple[Any, str]:
        made.append(PRINTERS[wire](Firmware(**firmware)))
        if wire == "usb":  # the place of libusb, which finds no bus here
            monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda *_, **__: made[-1].bus)
        return made[-1], made[-1].file_url if wire == "file" else made[-1].url

    yield make
    for each in made:
        each.close()


@contextlib.contextmanager
def kiosks(server: Any, folder: Path) -> Iterator[Callable[[str], Kiosk]]:
    """Make kiosks, each on this printer."""
    running: list[Kiosk] = []

    def make(url: str) -> Kiosk:
        running.append(Kiosk(server, url, folder))
        return running[-1]

    yield make
    for each in running:
        each.close()
