"""What is seen of a printer that nobody is printing on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.paperwatch import PaperWatch, Seen
from kit.errors import PrinterError
from printer.connection import PrinterUnreachable
from printer.device import Printer
from printer.status import Status

LATE = PrinterUnreachable("no answer in time", late=True)


class Fake:
    """A printer that says what it is told to, or raises it; `None`: it cannot be reached, and that is said at once."""

    watched = True

    def __init__(self, *told: Status | PrinterError | None) -> None:
        self.told = list(told)
        self.asked = 0

    def status(self) -> Status:
        self.asked += 1
        now = self.told.pop(0) if len(self.told) > 1 else self.told[0]
        if now is None:
            raise PrinterError("not there")
        if isinstance(now, PrinterError):
            raise now
        return now


@pytest.fixture
def watch() -> Iterator[Callable[[Any], list[Seen]]]:
    """Watch a printer: what was seen, as it changes."""
    running: list[PaperWatch] = []

    def begin(printer: Any) -> list[Seen]:
        seen: list[Seen] = []
        running.append(PaperWatch(printer, seen.append, every=0.001))
        running[-1].start()
        return seen

    yield begin
    for each in running:
        each.close()


def test_every_change_is_told_once(watch: Any, wait_for: Any) -> None:
    """Paper near its end is no trouble yet, its end is; an open cover says nothing about the roll."""
    printer = Fake(Status.OK, Status.OK, Status.NEAR_END, Status.PAPER_OUT, Status.COVER_OPEN, Status.OK)
    seen = watch(printer)
    wait_for(lambda: printer.asked > 8)
    assert seen == [
        Seen("", "ok"),
        Seen("", "near_end"),
        Seen("paper_out", "out"),
        Seen("cover_open", "out"),
        Seen("", "ok"),
    ]


def test_one_that_never_answers_is_not_accused(watch: Any, wait_for: Any) -> None:
    """Silence from the first moment on says nothing."""
    printer = Fake(Status.UNKNOWN)
    seen = watch(printer)
    wait_for(lambda: printer.asked > 5)
    assert seen == [Seen("", "unknown")]


def test_one_that_falls_silent_is_away(watch: Any, wait_for: Any) -> None:
    """A single silence is a busy head; two in a row are a printer that has gone."""
    printer = Fake(Status.OK, Status.UNKNOWN, Status.OK, Status.UNKNOWN, Status.UNKNOWN)
    seen = watch(printer)
    wait_for(lambda: printer.asked > 6)
    assert seen == [Seen("", "ok"), Seen("offline", "ok")]


def test_a_connection_that_comes_too_late_is_a_silence(watch: Any, wait_for: Any) -> None:
    """One lost packet is no printer that has gone, two are; of one that never answered nothing better is known."""
    printer = Fake(Status.OK, LATE, Status.OK, LATE, LATE)
    seen = watch(printer)
    wait_for(lambda: printer.asked > 6)
    assert seen == [Seen("", "ok"), Seen("unreachable", "ok")]
    never = watch(Fake(LATE))
    wait_for(lambda: never)
    assert never == [Seen("unreachable")]


def test_one_that_is_not_there_is_said_so_and_comes_back(watch: Any, wait_for: Any) -> None:
    """A cable pulled and put back."""
    printer = Fake(Status.OK, None, None, Status.OK)
    seen = watch(printer)
    wait_for(lambda: printer.asked > 5)
    assert seen == [Seen("", "ok"), Seen("unreachable", "ok"), Seen("", "ok")]


def test_one_that_cannot_tell_is_not_asked(watch: Any) -> None:
    """A folder of files, and a printer that is said never to answer."""
    assert not Printer.open("virtual:somewhere").watched
    assert not Printer.open("tcp://127.0.0.1:9?status=no").watched
    assert Printer.open("tcp://127.0.0.1:9").watched
