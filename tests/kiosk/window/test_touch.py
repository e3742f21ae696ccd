"""The kiosk's real window, driven by real fingers, by the mouse and by keys; and what it costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psutil
import pytest

Make = Callable[..., Any]
PANEL = (1280, 800)
# Between two taps of ten: all are over long before the ticket's screen listens, a second after it has come.
PACE_S = 0.065


@pytest.mark.parametrize("taps", [1, 10])
def test_a_finger_takes_exactly_one_ticket(
    panel: Any, queue: Any, start: Make, wait_for: Make, taps: int
) -> None:
    """One tap on the glass takes, prints and shows one ticket; so do ten taps within a second."""
    display, glass = panel
    url, token, waiting = queue
    kiosk = start(url, token, DISPLAY=display)
    spot = kiosk.open_service()
    kiosk.settle()
    begun = time.monotonic()
    for count in range(taps):
        time.sleep(max(0.0, begun + count * PACE_S - time.monotonic()))
        glass.tap(*spot)
    kiosk.where("done")
    kiosk.settle(1.5)
    assert waiting() == 1
    assert kiosk.papers() == 1


@pytest.mark.parametrize("taps", [1, 10])
def test_a_mouse_takes_exactly_one_ticket(
    desk: str, queue: Any, start: Make, xdotool: Make, taps: int
) -> None:
    """The same with the mouse."""
    url, token, waiting = queue
    kiosk = start(url, token, DISPLAY=desk)
    spot = kiosk.open_service()
    kiosk.settle()
    xdotool(desk, "mousemove", *map(str, spot), "click", "--repeat", str(taps), "--delay", "60", "1")
    kiosk.where("done")
    kiosk.settle(1.5)
    assert waiting() == 1
    assert kiosk.papers() == 1


def test_two_fingers_at_once_take_one_ticket(panel: Any, server: Any, start: Make) -> None:
    """A second finger that comes down beside the first does not count."""
    display, glass = panel
    kiosk = start(server.url, DISPLAY=display)
    one, other = kiosk.where("service:A"), kiosk.where("service:B")
    kiosk.settle()
    glass.down(*one, finger=1)
    glass.down(*other, finger=2)
    glass.up(*one, finger=1)
    glass.up(*other, finger=2)
    kiosk.where("done")
    assert [ticket.service for ticket in server.taken.values()] == ["A"]


def test_a_finger_that_slides_off_takes_nothing(panel: Any, server: Any, start: Make) -> None:
    """Who touched the wrong card can still slide away from it."""
    display, glass = panel
    kiosk = start(server.url, DISPLAY=display)
    spot = kiosk.where("service:A")
    kiosk.settle()
    glass.down(*spot)
    glass.move(5, 5)
    glass.up(5, 5)
    kiosk.settle(1.0)
    assert server.asked == 0


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_panel_is_touched_where_it_shows(
    panel: Any, server: Any, start: Make, wait_for: Make, turn: int
) -> None:
    """On a panel hung upright the finger meets what it sees: choose Arabic, then a service."""
    display, glass = panel
    kiosk = start(server.url, extra=("--rotate", str(turn)), DISPLAY=display)
    arabic, before = kiosk.where("language:ar"), kiosk.where("service:C")
    kiosk.settle()
    glass.tap(*arabic)
    wait_for(lambda: kiosk.targets().get("service:C", before) != before, what="the services in Arabic")
    kiosk.settle()
    glass.tap(*kiosk.where("service:C"))
    kiosk.where("done")
    assert [(ticket.service, ticket.language) for ticket in server.taken.values()] == [("C", "ar")]


def test_the_whole_way_by_keyboard(desk: str, server: Any, start: Make, xdotool: Make) -> None:
    """Tab to a service, Enter; a ticket; Escape; back at the start."""
    kiosk = start(server.url, DISPLAY=desk)
    kiosk.where("service:A")
    kiosk.settle()
    xdotool(desk, "mousemove", "640", "400", "key", "--delay", "80", "Tab", "Tab", "Return")
    kiosk.where("done")
    assert [ticket.service for ticket in server.taken.values()] == ["B"]
    kiosk.settle(1.5)
    xdotool(desk, "key", "Escape")
    kiosk.where("service:A")


def test_it_stays_small(desk: str, server: Any, start: Make) -> None:
    """At rest on a real screen: at most 100 MB of memory that is its own (PSS). What it costs is for the benchmarks."""
    kiosk = start(server.url, DISPLAY=desk)
    kiosk.where("service:A")
    kiosk.settle(2.0)
    assert psutil.Process(kiosk.process.pid).memory_full_info().pss <= 100e6


def test_a_touched_card_answers_at_once(panel: Any, server: Any, start: Make, wait_for: Make) -> None:
    """While the server takes its time, the card that was touched shows it within a few frames."""
    display, glass = panel
    server.delay = 3.0  # below the kiosk's own patience of four seconds with one try
    kiosk = start(server.url, DISPLAY=display)
    spot = kiosk.where("service:A")
    kiosk.settle()
    glass.tap(*spot)
    wait_for(lambda: not kiosk.targets(), what="the picture of 'one moment', which has none")
    assert server.answered == 0, "the answer of the server was waited for"
    kiosk.where("done")
