"""Watches the printer while nothing is printed: a customer is told beforehand, staff before the paper is out.

A printer that has answered once and then falls silent is away; one that never answers may be as well as it likes, and
nobody claims to know.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk import state as s
from kit.errors import PrinterError
from printer.connection import LinkLost, PrinterUnreachable
from printer.pace import AWAY_AFTER
from printer.status import Status

log = logging.getLogger("kiosk")

# Trouble is on the screen within two seconds: a pause, two silences (printer/pace.py says how long each may be, a third
# of a second for a quick one) and half a second to spare for a slower one. A look costs a third of a millisecond.
LOOK_EVERY_S = 0.8
RARELY = 30
SILENT_LOOKS = AWAY_AFTER
LOOK_AGAIN_S = 0.05  # after one silence
LISTEN_EVERY_S = 0.3  # while it is away: each look is a long one, so that one that is only slow is heard


class SaysStatus(Protocol):
    """What is needed of a printer; printer.device.Printer is one."""

    @property
    def watched(self) -> bool:
        """Whether it may tell how it is at all."""

    def status(self) -> Status:
        """Ask. Raises PrinterError when it cannot be reached."""


@dataclass(frozen=True)
class Seen:
    """How the printer is: `trouble` keeps it from printing ("" for none), `paper` is ok, near_end, out or unknown."""

    trouble: str = ""
    paper: str = "unknown"


class PaperWatch:
    """A thread that looks. `changed` is called on it with what it sees, first and whenever that changes."""

    def __init__(
        self, printer: SaysStatus, changed: Callable[[Seen], None], every: float = LOOK_EVERY_S
    ) -> None:
        self._printer = printer
        self._changed = changed
        self._every = every
        self._answered = False
        self._silent = 0
        self._seen: Seen | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="paper watch", daemon=True)

    @property
    def seen(self) -> Seen:
        """What was seen last."""
        return self._seen or Seen()

    def start(self) -> None:
        """Begin to look, where there is something to be seen."""
        if self._printer.watched:
            self._thread.start()

    def close(self) -> None:
        """Stop; returns at once."""
        self._stop.set()

    def _work(self) -> None:
        while True:
            seen = self._look()
            if seen != self._seen:
                log.info("printer: %s, paper: %s", seen.trouble or "ready", seen.paper)
                self._seen = seen
                self._changed(seen)
            if self._stop.wait(self._pause()):
                return

    def _pause(self) -> float:
        """One that never answers is asked less and less often, one that has fallen silent the more."""
        if not self._answered:
            return self._every * min(RARELY, 1 + self._silent // 5)
        if self._silent:
            return min(self._every, LOOK_AGAIN_S if self._silent < SILENT_LOOKS else LISTEN_EVERY_S)
        return self._every

    def _look(self) -> Seen:
        try:
            status = self._printer.status()
        except PrinterError as problem:
            log.debug("printer: %s", problem)
            # Hung up in the middle of a question, or not there: either way it would not print now.
            late = self._answered and _late(problem)
            return self._silence("unreachable") if late else Seen("unreachable", self.seen.paper)
        if status is Status.UNKNOWN:
            return self._silence("offline")
        self._answered, self._silent = True, 0
        return Seen(str(status) if status.blocks else "", _paper(status, self.seen.paper))

    def _silence(self, trouble: str) -> Seen:
        """What it means that nothing came: for one that has answered before, nothing yet the first time."""
        self._silent += 1
        if not self._answered:
            return Seen()
        return Seen(trouble, self.seen.paper) if self._silent >= SILENT_LOOKS else self.seen


def _late(problem: PrinterError) -> bool:
    """Whether it was not said that nobody is there: only nothing happened for too long."""
    return isinstance(problem, PrinterUnreachable | LinkLost) and problem.late


def _paper(status: Status, before: str) -> str:
    match status:
        case Status.PAPER_OUT:
            return "out"
        case Status.NEAR_END:
            return "near_end"
        case Status.OK:
            return "ok"
        case _:
            return before  # an open cover says nothing about the roll


def input_of(seen: Seen) -> s.PrinterIs:
    """What the flow is told."""
    return s.PrinterIs(seen.trouble)
