"""Every fault of a printer, before, during and after a ticket, on each kind of wire: what customer and staff are told.

The flow, the workers and the printer's own code are real, and so are the wires; server and firmware are made up.
"""

from __future__ import annotations

from typing import Any

import pytest
from headless import WIRES

from kiosk import state as s

FAULTS = [("paper_out", "The printer is out of paper."), ("cover_open", "We could not print your ticket.")]


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(("fault", "words_for_it"), FAULTS)
def test_a_fault_beforehand(wired: Any, headless: Any, wire: str, fault: str, words_for_it: str) -> None:
    """Known before anybody taps and told to staff; the number is on the screen; with paper back it is printed, once."""
    printer, url = wired(wire, **{fault: True})
    one = headless(url)
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
def test_paper_that_ends_in_mid_ticket(wired: Any, headless: Any, wire: str) -> None:
    """Nobody claims that it was printed and nobody sends it again: the new roll brings the rest out, once."""
    printer, url = wired(wire, paper_ends_after=150)
    one = headless(url)
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
def test_a_fault_afterwards(wired: Any, headless: Any, wire: str, fault: str, _words: str) -> None:
    """The ticket is out; the next customer finds the printer's trouble on the first screen, and staff know."""
    printer, url = wired(wire)
    one = headless(url)
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
def test_paper_near_its_end_is_for_staff_alone(wired: Any, headless: Any, wire: str) -> None:
    """Staff are warned while tickets still come out; no customer is told anything."""
    printer, url = wired(wire, near_end=True)
    one = headless(url)
    one.until(lambda: one.staff_see("ok", "near_end"))
    assert one.state.printer == ""
    one.tap()
    one.until(lambda: isinstance(one.state.screen, s.Done))
    assert len(printer.firmware.printed) == 1


@pytest.mark.parametrize("wire", ["tcp", "usb"])
def test_a_printer_that_goes_away_and_comes_back(wired: Any, headless: Any, wire: str) -> None:
    """Its plug is pulled: the number is on the screen; plugged in again, the ticket can be printed."""
    printer, url = wired(wire)
    one = headless(url)
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
