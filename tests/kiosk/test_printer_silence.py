"""A printer that says nothing any more, on each kind of wire: nothing but its silence tells that it is away."""

from __future__ import annotations

from typing import Any

import pytest
from headless import WIRES

from kiosk import state as s


@pytest.mark.parametrize("wire", WIRES)
def test_a_printer_that_is_switched_off(wired: Any, headless: Any, wire: str) -> None:
    """Where nothing tells that nobody is there, silence does; nothing is sent into it, and its return is seen."""
    printer, url = wired(wire)
    one = headless(url)
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
def test_switched_off_under_the_customers_finger(wired: Any, headless: Any, wire: str) -> None:
    """The tap comes before the silence was noticed: the number is on the screen as soon, and nothing was sent."""
    printer, url = wired(wire)
    one = headless(url)
    one.until(lambda: one.staff_see("ok", "ok"))
    printer.firmware.off = True
    one.tap()
    one.told_in_time(lambda: one.no_paper("no_answer"))
    assert one.state.screen.untouched


@pytest.mark.parametrize("wire", WIRES)
def test_silence_in_mid_ticket_of_a_printer_that_is_only_slow(wired: Any, headless: Any, wire: str) -> None:
    """The customer is not kept waiting and reads that it may not come out; when it does, the screen says so."""
    printer, url = wired(wire)
    one = headless(url)
    one.until(lambda: one.staff_see("ok", "ok"))
    printer.firmware.hangs_after = 150
    one.tap()
    one.told_in_time(lambda: isinstance(one.state.screen, s.NoPaper) and one.state.screen.doubtful)
    assert one.said() == "If no ticket comes out, it is no problem."
    printer.firmware.hangs_after = None
    one.until(lambda: isinstance(one.state.screen, s.Done))
    assert len(printer.firmware.printed) == 1


@pytest.mark.parametrize("wire", WIRES)
def test_switched_off_in_mid_ticket(wired: Any, headless: Any, wire: str) -> None:
    """What may have been printed is never printed again by itself, and is not offered; staff are told."""
    printer, url = wired(wire)
    one = headless(url)
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


def test_a_network_printer_that_nothing_is_heard_of(wired: Any, headless: Any) -> None:
    """Nobody refuses a connection, nobody takes one: as quickly known as a refusal, and its return as well."""
    printer, url = wired("tcp")
    one = headless(url)
    one.until(lambda: one.staff_see("ok", "ok"))
    printer.vanish()
    one.told_in_time(lambda: one.state.printer == "unreachable")
    one.until(lambda: one.staff_see("unreachable"))
    one.tap()
    one.told_in_time(lambda: one.no_paper("unreachable"))
    printer.reappear()
    one.told_in_time(lambda: one.state.printer == "")
    one.until(lambda: one.staff_see("ok"))


def test_a_network_printer_that_was_never_there(wired: Any, headless: Any) -> None:
    """The kiosk starts before its printer: that too is known before anybody taps, and when it comes."""
    printer, url = wired("tcp")
    printer.vanish()
    one = headless(url)
    one.told_in_time(lambda: one.state.printer == "unreachable")
    one.tap()
    one.told_in_time(lambda: one.no_paper("unreachable"))
    printer.reappear()
    one.told_in_time(lambda: one.state.printer == "")
