"""Printers for the tests, each with what is wrong with it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from fake_printer import Firmware, PtyPrinter, TcpPrinter
from patience import wait_until

from printer.ticket import PaperTicket
from printer.timing import Timing


@pytest.fixture
def firmware() -> type[Firmware]:
    """The firmware alone, without a wire."""
    return Firmware


@pytest.fixture
def tcp_printer() -> Iterator[Callable[..., TcpPrinter]]:
    """Make printers on the network, each with its firmware's state and its wire's faults."""
    made: list[TcpPrinter] = []

    def make(
        reads_at_most: int | None = None, closes_after: int | None = None, **firmware: object
    ) -> TcpPrinter:
        made.append(TcpPrinter(Firmware(**firmware), reads_at_most, closes_after))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for printer in made:
        printer.close()


@pytest.fixture
def pty_printer() -> Iterator[Callable[..., PtyPrinter]]:
    """Make printers on serial lines."""
    made: list[PtyPrinter] = []

    def make(*, reads: bool = True, **firmware: object) -> PtyPrinter:
        made.append(PtyPrinter(Firmware(**firmware), reads=reads))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for printer in made:
        printer.close()


@pytest.fixture
def timing() -> Timing:
    """The same deadlines, shorter."""
    return Timing(connect=3.0, reply=1.0, stall=1.0, proof=3.0, silent=0.3, poll=0.1, quiet=0.05)


@pytest.fixture
def make_ticket() -> Callable[..., PaperTicket]:
    """A ticket, with any of its fields changed."""

    def make(**changes: object) -> PaperTicket:
        values: dict[str, object] = {
            "site": "City Hall",
            "service": "General enquiries",
            "number": "A042",
            "ahead": 4,
            "wait": {"low_s": 600, "high_s": 900},
            "issued_at": datetime(2026, 11, 24, 9, 42, tzinfo=UTC),
            "timezone": "Europe/Berlin",
            "url": "https://queue.example.org/t/pZr8kQm2VxW4nB7cT1yLdA",
        }
        return PaperTicket.model_validate(values | changes)

    return make


@pytest.fixture
def until() -> Callable[..., None]:
    """Wait for a condition, or fail saying which (tests/helpers/patience.py)."""
    return wait_until
