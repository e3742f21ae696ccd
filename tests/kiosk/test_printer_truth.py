"""Every fault of a printer, before, during and after a ticket, on each kind of wire: what customer and staff are told.

The flow, the workers and the printer's own code are real, and so are the wires; server and firmware are made up.
"""

from __future__ import annotations

import contextlib
import logging
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
from printer.connection import Timing
from printer.device import Printer

TIMING = Timing(proof=4.0)  # the product's own, but for the time in which a ticket may still be proved
WIRES = ("tcp", "serial", "file", "usb")
PRINTERS = {"tcp": TcpPrinter, "serial": PtyPrinter, "file": PtyPrinter, "usb": UsbPrinter}
TURN_S = 0.005  # one turn of the loop
WITHIN_S = 2.0  # from a fault to the right words on the screen
FAULTS = [("paper_out", "The printer is out of paper."), ("cover_open", "We could not print your ticket.")]


def waited_for_a_processor() -> float:
    """Seconds that the workers' threads, all but this one, were ready to run and were not let."""
    total = 0
    for task in Path("/proc/self/task").iterdir():
        if int(task.name) == threading.get_native_id():
            continue
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            total += int((task / "schedstat").read_text().split()[1])
    return total / 1e9


class Kiosk:
    """The kiosk without its window. Its time runs as fast as the test likes: `pass_` lets the flow's seconds go by."""

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
        self.until(lambda: isinstance(self.state.screen, s.Start))

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
        began, queued = time.monotonic(), waited_for_a_processor()
        self.until(condition)
        took = time.monotonic() - began
        starved = waited_for_a_processor() - queued + self.last_turn_s
        assert took - starved <= WITHIN_S

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


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Make a printer on a wire: it and its URL."""
    made: list[Any] = []

    def make(wire: str, **firmware: Any) -> tuple[Any, str]:
        made.append(PRINTERS[wire](Firmware(**firmware)))
        if wire == "usb":  # the place of libusb, which finds no bus here
            monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda *_, **__: made[-1].bus)
        return made[-1], made[-1].file_url if wire == "file" else made[-1].url

    yield make
    for each in made:
        each.close()


@pytest.fixture
def kiosk(server: Any, tmp_path: Path) -> Iterator[Callable[[str], Kiosk]]:
    """A kiosk on this printer."""
    running: list[Kiosk] = []

    def make(url: str) -> Kiosk:
        running.append(Kiosk(server, url, tmp_path))
        return running[-1]

    yield make
    for each in running:
        each.close()


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(("fault", "words_for_it"), FAULTS)
def test_a_fault_beforehand(wired: Any, kiosk: Any, wire: str, fault: str, words_for_it: str) -> None:
    """Known before anybody taps and told to staff; the number is on the screen; with paper back it is printed, once."""
    printer, url = wired(wire, **{fault: True})
    one = kiosk(url)
    one.told_in_time(lambda: one.state.printer == fault)
    assert one.first_screen_tells()
    one.until(lambda: one.staff_see(fault))
    one.tap()
    one.told_in_time(lambda: one.no_paper(fault))
    assert one.said() == words_for_it
    assert not one.state.screen.can_print
    assert printer.firmware.printed == []
    setattr(printer.firmware, fault, False)
    one.told_in_time(lambda: isinstance(one.state.screen, s.NoPaper) and one.state.screen.can_print)
    one.until(lambda: one.staff_see("ok"))
    one.press(s.PrintPressed())
    one.until(lambda: isinstance(one.state.screen, s.Done))
    assert len(printer.firmware.printed) == 1
    assert len(one.server.taken) == 1


@pytest.mark.parametrize("wire", WIRES)
def test_paper_that_ends_in_mid_ticket(wired: Any, kiosk: Any, wire: str) -> None:
    """Nobody claims that it was printed and nobody sends it again: the new roll brings the rest out, once."""
    printer, url = wired(wire, paper_ends_after=150)
    one = kiosk(url)
    one.tap()
    one.told_in_time(lambda: isinstance(one.state.screen, s.NoPaper) and one.state.screen.doubtful)
    assert one.said() == "If no ticket comes out, it is no problem."
    one.until(lambda: one.staff_see("paper_out", "out"))
    printer.firmware.new_roll()
    one.until(lambda: one.state.printer == "")
    assert not one.state.screen.can_print
    one.press(s.PrintPressed())  # no such button; and even a press of it prints nothing
    one.press(s.FinishPressed())
    one.tap()
    one.until(lambda: isinstance(one.state.screen, s.Done))
    assert len(printer.firmware.printed) == 2
    assert len(one.server.taken) == 2


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(("fault", "_words"), FAULTS)
def test_a_fault_afterwards(wired: Any, kiosk: Any, wire: str, fault: str, _words: str) -> None:
    """The ticket is out; the next customer finds the printer's trouble on the first screen, and staff know."""
    printer, url = wired(wire)
    one = kiosk(url)
    one.tap()
    one.until(lambda: isinstance(one.state.screen, s.Done))
    setattr(printer.firmware, fault, True)
    one.told_in_time(lambda: one.state.printer == fault)
    one.until(lambda: one.staff_see(fault))
    one.press(s.FinishPressed())
    assert isinstance(one.state.screen, s.Start)
    assert one.first_screen_tells()
    assert len(printer.firmware.printed) == 1


@pytest.mark.parametrize("wire", WIRES)
def test_paper_near_its_end_is_for_staff_alone(wired: Any, kiosk: Any, wire: str) -> None:
    """Staff are warned while tickets still come out; no customer is told anything."""
    printer, url = wired(wire, near_end=True)
    one = kiosk(url)
    one.until(lambda: one.staff_see("ok", "near_end"))
    assert one.state.printer == ""
    one.tap()
    one.until(lambda: isinstance(one.state.screen, s.Done))
    assert len(printer.firmware.printed) == 1


@pytest.mark.parametrize("wire", ["tcp", "usb"])
def test_a_printer_that_goes_away_and_comes_back(wired: Any, kiosk: Any, wire: str) -> None:
    """Its plug is pulled: the number is on the screen; plugged in again, the ticket can be printed."""
    printer, url = wired(wire)
    one = kiosk(url)
    one.until(lambda: one.staff_see("ok", "ok"))
    printer.unplug()
    one.told_in_time(lambda: one.state.printer == "unreachable")
    one.until(lambda: one.staff_see("unreachable"))
    one.tap()
    one.told_in_time(lambda: one.no_paper("unreachable"))
    printer.plug_in()
    one.told_in_time(lambda: isinstance(one.state.screen, s.NoPaper) and one.state.screen.can_print)
    one.press(s.PrintPressed())
    one.until(lambda: isinstance(one.state.screen, s.Done))
    assert len(printer.firmware.printed) == 1


@pytest.mark.parametrize("wire", WIRES)
def test_a_printer_that_is_switched_off(wired: Any, kiosk: Any, wire: str) -> None:
    """Where nothing tells that nobody is there, silence does; nothing is sent into it, and its return is seen."""
    printer, url = wired(wire)
    one = kiosk(url)
    one.until(lambda: one.staff_see("ok", "ok"))
    printer.firmware.off = True
    one.told_in_time(lambda: one.state.printer == "offline")
    assert one.first_screen_tells()
    one.until(lambda: one.staff_see("offline"))
    one.tap()
    one.told_in_time(lambda: one.no_paper("no_answer"))
    assert one.said() == "We could not print your ticket."
    printer.firmware.off = False
    one.told_in_time(lambda: one.state.printer == "" and one.state.screen.can_print)
    one.until(lambda: one.staff_see("ok"))
    one.press(s.PrintPressed())
    one.until(lambda: isinstance(one.state.screen, s.Done))
    assert len(printer.firmware.printed) == 1


@pytest.mark.parametrize("wire", WIRES)
def test_switched_off_under_the_customers_finger(wired: Any, kiosk: Any, wire: str) -> None:
    """The tap comes before the silence was noticed: the number is on the screen as soon, and nothing was sent."""
    printer, url = wired(wire)
    one = kiosk(url)
    one.until(lambda: one.staff_see("ok", "ok"))
    printer.firmware.off = True
    one.tap()
    one.told_in_time(lambda: one.no_paper("no_answer"))
    assert one.state.screen.untouched


@pytest.mark.parametrize("wire", WIRES)
def test_silence_in_mid_ticket_of_a_printer_that_is_only_slow(wired: Any, kiosk: Any, wire: str) -> None:
    """The customer is not kept waiting and reads that it may not come out; when it does, the screen says so."""
    printer, url = wired(wire)
    one = kiosk(url)
    one.until(lambda: one.staff_see("ok", "ok"))
    printer.firmware.hangs_after = 150
    one.tap()
    one.told_in_time(lambda: isinstance(one.state.screen, s.NoPaper) and one.state.screen.doubtful)
    assert one.said() == "If no ticket comes out, it is no problem."
    printer.firmware.hangs_after = None
    one.until(lambda: isinstance(one.state.screen, s.Done))
    assert len(printer.firmware.printed) == 1


@pytest.mark.parametrize("wire", WIRES)
def test_switched_off_in_mid_ticket(wired: Any, kiosk: Any, wire: str) -> None:
    """What may have been printed is never printed again by itself, and is not offered; staff are told."""
    printer, url = wired(wire)
    one = kiosk(url)
    one.until(lambda: one.staff_see("ok", "ok"))
    printer.firmware.hangs_after = 150
    one.tap()
    one.told_in_time(lambda: isinstance(one.state.screen, s.NoPaper) and one.state.screen.doubtful)
    printer.firmware.off = True
    one.until(lambda: one.staff_see("offline"))
    printer.firmware.off, printer.firmware.hangs_after = False, None
    one.told_in_time(lambda: one.state.printer == "")
    assert not one.state.screen.can_print
    assert printer.firmware.printed == []
    assert [result for _, result in one.server.printed] == ["uncertain"]


def test_a_network_printer_that_nothing_is_heard_of(wired: Any, kiosk: Any) -> None:
    """Nobody refuses a connection, nobody takes one: as quickly known as a refusal, and its return as well."""
    printer, url = wired("tcp")
    one = kiosk(url)
    one.until(lambda: one.staff_see("ok", "ok"))
    printer.vanish()
    one.told_in_time(lambda: one.state.printer == "unreachable")
    one.until(lambda: one.staff_see("unreachable"))
    one.tap()
    one.told_in_time(lambda: one.no_paper("unreachable"))
    printer.reappear()
    one.told_in_time(lambda: one.state.printer == "")
    one.until(lambda: one.staff_see("ok"))


def test_a_network_printer_that_was_never_there(wired: Any, kiosk: Any) -> None:
    """The kiosk starts before its printer: that too is known before anybody taps, and when it comes."""
    printer, url = wired("tcp")
    printer.vanish()
    one = kiosk(url)
    one.told_in_time(lambda: one.state.printer == "unreachable")
    one.tap()
    one.told_in_time(lambda: one.no_paper("unreachable"))
    printer.reappear()
    one.told_in_time(lambda: one.state.printer == "")
