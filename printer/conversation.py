"""One job's talk with a printer: ask, refuse, send, ask for proof."""

import secrets
import string
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from printer.connection import Link, LinkLost
from printer.outcome import Reason, Result
from printer.pace import Pace
from printer.paper import Paper
from printer.status import (
    ASK_OFFLINE_CAUSE,
    ASK_PAPER,
    ASK_PRINTER,
    Finished,
    Reader,
    RealTime,
    Reply,
    Sensor,
    Status,
    worst,
)
from printer.timing import Timing

INITIALISE = b"\x1b@"
_ASK = b"\x10\x04"
_ASK_SENSOR = b"\x1dr\x01"
_TELL_WHEN_FINISHED = b"\x1d(H\x06\x00\x30\x30"
_PRINTABLE = string.ascii_letters.encode() + string.digits.encode()

Ending = tuple[Result, Reason | None]

_REASONS: dict[Status, Reason] = {
    Status.COVER_OPEN: "cover_open",
    Status.PAPER_OUT: "paper_out",
    Status.ERROR: "error",
    Status.OFFLINE: "offline",
}


def reason_for(status: Status) -> Reason:
    """Return why a printer in this state does not print."""
    return _REASONS[status]


@dataclass(slots=True)
class Conversation:
    """The talk over one open link. `pace` is what is known of this printer's answers, from talks before as well."""

    link: Link
    timing: Timing
    pace: Pace = field(default_factory=Pace)
    _reader: Reader = field(default_factory=Reader)
    _waiting: list[Reply] = field(default_factory=list)

    def ask_status(self, *patience: float) -> Status:
        """Ask how the printer is; unknown when it does not answer. Raises LinkLost.

        `patience` is how many seconds to wait for an answer, once for each time that a question is asked; without it
        there is time for one that is busy, and how long it takes says nothing about its pace.
        """
        found: list[Status] = []
        for question in (ASK_PRINTER, ASK_OFFLINE_CAUSE, ASK_PAPER):
            answer = self._ask(question, patience)
            if answer is None:
                # Half an answer may still tell what is wrong, but never that all is well.
                return next((s for s in (worst(found),) if s.blocks), Status.UNKNOWN)
            found.append(answer.status(question))
        self.pace.told()
        return worst(found)

    def settle(self) -> None:
        """Let go by what an earlier job asked for: its late reply must not prove ours. Raises LinkLost."""
        self.link.write(_ASK_SENSOR)
        deadline = time.monotonic() + self.timing.reply
        while (left := deadline - time.monotonic()) > 0:
            if any(isinstance(reply, Sensor) for reply in self._receive(left)):
                deadline = min(deadline, time.monotonic() + self.timing.quiet)
        self._waiting.clear()

    def prove(self, paper: Paper, *, silent: bool, in_doubt: Callable[[], None]) -> Ending:
        """After the last byte: wait for the printer's word that all before was printed.

        `in_doubt` is called when one that answered before the ticket no longer does: it may be slow, or gone.
        """
        process = bytes(secrets.choice(_PRINTABLE) for _ in range(4))
        try:
            self.link.write(_TELL_WHEN_FINISHED + process if paper.tells_finished else _ASK_SENSOR)
            return self._await_proof(process if paper.tells_finished else None, silent, in_doubt)
        except LinkLost as lost:
            return "uncertain", lost.reason

    def _await_proof(self, process: bytes | None, silent: bool, in_doubt: Callable[[], None]) -> Ending:
        deadline = time.monotonic() + (self.timing.silent if silent else self.timing.proof)
        blocked: Status | None = None
        doubted = False
        while (left := deadline - time.monotonic()) > 0 or self._waiting:
            for reply in self._receive(min(left, self.timing.poll)):
                ending = _proof(reply, process)
                if ending is not None:
                    return ending
            if silent or self._waiting:
                continue
            held = self.link.held()
            status = self.ask_status()
            if status is Status.UNKNOWN and self.link.held() >= held and not doubted:
                # Not while bytes still go out: the question waits behind them on the wire.
                doubted = True
                in_doubt()
            # Twice, for a head that was only busy; and not after the word has come meanwhile.
            if status.blocks and status is blocked and not self._waiting:
                return "uncertain", reason_for(status)
            blocked = status if status.blocks else None
        return "uncertain", "no_answer"

    def _ask(self, question: int, patience: Sequence[float]) -> RealTime | None:
        self._forget_late_answers(0.0)
        for seconds in patience or (self.timing.reply,):
            asked = time.monotonic()
            self.link.write(_ASK + bytes([question]), seconds if patience else None)
            answer = self._answer(seconds)
            if answer is None:
                self.pace.owed += 1
                continue
            if self.pace.owed:
                # This or what comes now answers what was asked before: it must not pass for the next question's.
                self._forget_late_answers(self.timing.quiet)
                self.pace.owed = 0
            elif patience:
                self.pace.took(time.monotonic() - asked)
            return answer
        return None

    def _forget_late_answers(self, quiet: float) -> None:
        """Drop the status answers that come until the line is quiet, and keep what may prove something."""
        deadline = time.monotonic() + self.timing.reply  # for a line that never is
        while (data := self.link.read(quiet)) and time.monotonic() < deadline:
            self._waiting += [each for each in self._reader.feed(data) if not isinstance(each, RealTime)]

    def _answer(self, seconds: float) -> RealTime | None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            replies = self._reader.feed(self.link.read(left))
            for index, reply in enumerate(replies):
                if isinstance(reply, RealTime):
                    self._waiting += replies[index + 1 :]
                    return reply
                self._waiting.append(reply)
        return None

    def _receive(self, seconds: float) -> Iterator[Reply]:
        if not self._waiting:
            self._waiting += self._reader.feed(self.link.read(seconds))
        received, self._waiting = self._waiting, []
        yield from received


def _proof(reply: Reply, process: bytes | None) -> Ending | None:
    if process is not None:
        return ("printed", None) if reply == Finished(process) else None
    if not isinstance(reply, Sensor):
        return None
    # The paper ended at the very end of this ticket: somebody should look at it.
    return ("uncertain", "paper_out") if reply.status is Status.PAPER_OUT else ("printed", None)
