"""A pretend server, a pretend lamp, and GPIO pins that a test can pull."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory
from patience import DEADLINE_S, wait_until

from counter.app import CounterApp
from counter.button import Light
from kit import wire

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def ticket(number: str) -> wire.Ticket:
    """A called ticket with this number."""
    return wire.Ticket(
        id=number, number=number, service="A", state="called", ahead=0, language="en", created_at=NOW
    )


class FakeClient:
    """Answers like a server: `tickets` wait, `trouble` is raised by turns before commands are answered.

    It keeps the exactly-once promise: a key seen before gets the answer it got then.
    """

    def __init__(self) -> None:
        self.tickets: list[str] = []
        self.trouble: list[Exception] = []
        self.after: list[Exception] = []
        self.away: Exception | None = None
        self.hang = threading.Event()
        self.hang.set()
        self.asked: list[tuple[str, str, str]] = []
        self.done: dict[str, wire.Ticket | None] = {}
        self.beats: list[dict[str, object]] = []
        self.who = wire.Me(name="desk 1", role="counter", counter="1", services=["A"], site="hall")
        self.waiting: dict[str, int] = {}

    def me(self) -> wire.Me:
        """Who this device is."""
        self._reachable()
        return self.who

    def call_next(self, counter: str, key: str) -> wire.Ticket | None:
        """Call the next of `tickets`; with `after`, do it and lose the answer."""
        self.asked.append(("next", counter, key))
        self._answer()
        if key not in self.done:
            self.done[key] = ticket(self.tickets.pop(0)) if self.tickets else None
        if self.after:
            raise self.after.pop(0)
        return self.done[key]

    def recall(self, counter: str, key: str) -> wire.Ticket:
        """Call A001 again."""
        self.asked.append(("recall", counter, key))
        self._answer()
        return ticket("A001")

    def board(self) -> wire.Board:
        """How many wait."""
        self._reachable()
        site = wire.SiteInfo(code="hall", name="City Hall", languages=["en"], timezone="UTC")
        waiting = [wire.Waiting(service=code, count=count) for code, count in self.waiting.items()]
        return wire.Board(event_id=1, now=NOW, site=site, calls=[], waiting=waiting)

    def heartbeat(self, status: Mapping[str, str | int | float | bool | None]) -> None:
        """Note it."""
        self.beats.append(dict(status))

    def _answer(self) -> None:
        assert self.hang.wait(DEADLINE_S)
        self._reachable()
        if self.trouble:
            raise self.trouble.pop(0)

    def _reachable(self) -> None:
        if self.away is not None:
            raise self.away


class FakeLamp:
    """Remembers everything it showed."""

    def __init__(self) -> None:
        self.shown: list[Light] = []

    def show(self, light: Light) -> None:
        """Remember it."""
        self.shown.append(light)

    def close(self) -> None:
        """Nothing to do."""


@pytest.fixture
def client() -> FakeClient:
    """The pretend server."""
    return FakeClient()


@pytest.fixture
def lamp() -> FakeLamp:
    """The pretend lamp."""
    return FakeLamp()


@pytest.fixture
def app(client: FakeClient, lamp: FakeLamp) -> Iterator[CounterApp]:
    """A running counter on the pretend server, its link up."""
    app = CounterApp(lambda: client, lamp, "nextplease-counter: --token-file")
    app.start()
    app.on_link(True)
    app.tick(time.monotonic())
    yield app
    client.hang.set()
    app.close()
    wait_until(lambda: not any(thread.is_alive() for thread in app._threads), "the counter did not stop")


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    """A machine with GPIO pins, each of which a test can pull low or high."""
    factory = MockFactory()
    before, gpiozero.Device.pin_factory = gpiozero.Device.pin_factory, factory
    yield factory
    factory.reset()
    gpiozero.Device.pin_factory = before
