"""The kiosk as a program: outages, kill -9, and a printer that is not there."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from held_port import HeldPort

Make = Callable[..., Any]
PANEL = (1280, 800)


def test_the_kiosk_comes_up_without_a_server_and_recovers(server: Any, start: Make) -> None:
    """Started during an outage it says so, and shows the services as soon as there are any."""
    server.stop()
    kiosk = start(server.url, extra=("--windowed", "--size", "1280x800"), SDL_VIDEODRIVER="dummy")
    kiosk.where("retry")
    server.start()
    kiosk.where("service:A")


def test_an_outage_shows_within_seconds_and_passes(server: Any, start: Make) -> None:
    """When the server goes, the screen says so before somebody taps into it; when it is back, so are the services."""
    kiosk = start(server.url, extra=("--windowed", "--size", "1280x800"), SDL_VIDEODRIVER="dummy")
    kiosk.where("service:A")
    server.stop()
    begun = time.monotonic()
    kiosk.where("retry")
    assert time.monotonic() - begun < 15
    server.start()
    kiosk.where("service:A")


def test_a_late_answer_is_one_ticket(server: Any, start: Make, wait_for: Make) -> None:
    """The server acts but its answer is lost: the retry carries the same key, and one ticket is printed."""
    server.delay = 6.0  # longer than the kiosk waits for one try
    kiosk = start(server.url, extra=("--windowed", "--size", "1280x800"), SDL_VIDEODRIVER="dummy")
    kiosk.tap("service:A")
    wait_for(lambda: server.asked)
    server.delay = 0.0
    kiosk.where("done")
    assert server.asked >= 2
    assert len(server.taken) == 1
    assert kiosk.papers() == 1


def test_kill_in_the_middle_of_a_tap_is_one_ticket(server: Any, start: Make, wait_for: Make) -> None:
    """Kill -9 while the server is being asked: the next start asks with the same key; one ticket, one paper."""
    server.delay = 30.0  # that answer comes to nobody
    kiosk = start(server.url, extra=("--windowed", "--size", "1280x800"), SDL_VIDEODRIVER="dummy")
    kiosk.tap("service:A")
    wait_for(lambda: server.asked)
    kiosk.kill()
    server.delay = 0.0
    kiosk = start(server.url, extra=("--windowed", "--size", "1280x800"), SDL_VIDEODRIVER="dummy")
    kiosk.where("done")
    wait_for(lambda: not (kiosk.folder / "state" / "pending.json").exists(), what="the tap settled")
    assert (len(server.taken), kiosk.papers()) == (1, 1)
    kiosk.kill()
    kiosk = start(server.url, extra=("--windowed", "--size", "1280x800"), SDL_VIDEODRIVER="dummy")
    kiosk.where("service:A")
    assert (len(server.taken), kiosk.papers()) == (1, 1)


def test_no_printer_leaves_the_customer_with_a_number(server: Any, start: Make, wait_for: Make) -> None:
    """A printer that is not there: the number stays on the screen, and the server is told."""
    nobody = HeldPort()
    extra = ("--windowed", "--size", "1280x800", "--printer", f"tcp://127.0.0.1:{nobody.number}")
    kiosk = start(server.url, extra=extra, SDL_VIDEODRIVER="dummy")
    kiosk.tap("service:A")
    kiosk.where("done")
    wait_for(lambda: "screen: nopaper" in kiosk.log())
    wait_for(lambda: [result for _, result in server.printed] == ["failed"])
    nobody.close()
