"""Very many screens and phones at once: each sees every call, and whoever stops reading harms nobody."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import psutil
import pytest
import serving

from server.desk import Desk, setup
from server.sitefile import parse

COUNTERS = 20
CALLS_S = 10
BETWEEN_S = 1.6  # a counter may call again after 1.5 s
SITE = (
    'name = "Station"\noffline_band = 0\n[[services]]\ncode = "A"\nname = { en = "All" }\nlast = 99999\n'
    + "".join(f'[[counters]]\ncode = "{number}"\n' for number in range(1, COUNTERS + 1))
)


class Calls:
    """Calls customers to the counters in turn, ten a second; `times` is how long each answer took, seconds."""

    def __init__(self, lean: Any, server: Any, kiosk: str, buttons: list[str]) -> None:
        self._wire, self._lean = lean.wire(server), lean
        self._kiosk, self._buttons = kiosk, buttons
        self._called = [0.0] * len(buttons)
        self.times: list[float] = []

    def make(self, count: int) -> None:
        """So many, ten a second."""
        for _ in range(count):
            self._ask("/api/v1/tickets", self._kiosk, b'{"service":"A"}', 201)
        began = time.monotonic()
        for number in range(count):
            place = number % COUNTERS
            time.sleep(max(0.0, self._called[place] + BETWEEN_S - time.monotonic()))
            self._ask(f"/api/v1/counters/{place + 1}/next", self._buttons[place], b"", 200)
            self._called[place] = time.monotonic()
            pause = began + (number + 1) / CALLS_S - time.monotonic()
            time.sleep(max(0.0, pause))  # the pace of the calls, not a wait for anything

    def newest(self) -> int:
        """The newest event's id."""
        status, answer = self._wire.ask("GET", "/api/v1/board", self._buttons[0])
        assert status == 200
        return int(json.loads(answer)["event_id"])

    def _ask(self, path: str, token: str, body: bytes, wanted: int) -> None:
        began = time.perf_counter()
        status, answer = self._wire.ask("POST", path, token, body, self._lean.new_key())
        assert status == wanted, answer
        self.times.append(time.perf_counter() - began)


@pytest.fixture(params=["sqlite", "postgresql"])
def station(request: Any, servers: Any, opened: Any, token: Any, lean: Any) -> tuple[Any, Calls, str]:
    """A running server with twenty counters; who calls there; and a screen's token.

    Its daily backup, another process, is due much later: what that needs is said in docs/install.md.
    """
    live = servers(request.param, "--backup-delay=86400")
    live.start()
    desk = Desk(opened(live))
    site_id = setup.choose_site(desk.database, None)
    setup.apply_site(desk, site_id, parse(serving.day_start() + SITE, "station"))
    buttons = [token(live, "counter", str(number)) for number in range(1, COUNTERS + 1)]
    return live, Calls(lean, live, token(live, "kiosk"), buttons), token(live, "display")


def memory(server: Any) -> float:
    """The server with all its processes in MB, shared pages shared out."""
    tree = [psutil.Process(server.process.pid), *psutil.Process(server.process.pid).children(recursive=True)]
    return sum(each.memory_full_info().pss for each in tree) / 1e6


@pytest.mark.timeout(300)
def test_every_screen_sees_every_call(
    station: tuple[Any, Calls, str], crowd: Callable[..., Any], rounds: Any, wait_until: Any
) -> None:
    """A thousand in `make prove`: none misses one, in order, within the memory that a small Pi has to spare."""
    server, calls, screen = station
    first = calls.newest() + 1
    screens = crowd(server, screen, rounds(1000), last_event_id=first - 1)
    calls.make(rounds(200))
    newest = calls.newest()
    wait_until(lambda: screens.have(range(first, newest + 1)), what="every event at every screen")
    for ids in screens.ids:
        assert ids == list(range(first, newest + 1))
    assert memory(server) < 130


@pytest.mark.timeout(300)
def test_who_stops_reading_slows_nobody(
    station: tuple[Any, Calls, str], crowd: Callable[..., Any], rounds: Any, wait_until: Any
) -> None:
    """As many that never read: calls are answered, others see them, and the server keeps no more for them."""
    server, calls, screen = station
    crowd(server, screen, rounds(1000), reads=False)
    before = memory(server)
    screens = crowd(server, screen, 5)
    calls.make(rounds(300))
    wait_until(lambda: screens.have([calls.newest()]), what="the newest event at those who read")
    assert sorted(calls.times)[len(calls.times) // 2] < 0.5
    assert memory(server) < before + 25
