"""A printer: how it is, and one ticket on its paper."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kit.errors import PrinterError
from printer import url, virtual
from printer.connection import Link, LinkLost, PrinterUnreachable, open_link
from printer.conversation import INITIALISE, Conversation, Ending, reason_for
from printer.encode import encode
from printer.layout import lay_out
from printer.outcome import Outcome
from printer.pace import Pace
from printer.paper import paper_for
from printer.status import Status
from printer.ticket import PaperTicket
from printer.timing import Timing
from printer.url import PrinterAddress

log = logging.getLogger(__name__)

_DEAF: tuple[Ending, ...] = (("failed", "no_answer"), ("failed", "stalled"))


def _nothing() -> None:
    """Nobody needs to know."""


class Printer:
    """A printer at an address. The wire is opened anew for each call, so that unplugging costs one job at most.

    May be used from several threads: a call waits until the one before it has ended. `gives_back`: the kernel's driver
    has a USB printer again after each call; otherwise not before it is plugged in anew.
    """

    def __init__(
        self, address: PrinterAddress, timing: Timing | None = None, *, gives_back: bool = False
    ) -> None:
        self.address = address
        self.paper = paper_for(address)
        self._timing = timing or Timing()
        self._gives_back = gives_back
        self._in_use = threading.Lock()
        self._pace = Pace()
        # When a look last found it away, and how a job ends then.
        self._missed: tuple[float, Ending] | None = None
        # Something an earlier process asked may still be answered.
        self._unsettled = True

    @classmethod
    def open(
        cls, address: str | PrinterAddress, timing: Timing | None = None, *, gives_back: bool = False
    ) -> "Printer":
        """Make one from its URL. Raises SettingError; whether the printer is there is not looked at."""
        parsed = url.parse(address) if isinstance(address, str) else address
        return cls(parsed, timing, gives_back=gives_back)

    @property
    def watched(self) -> bool:
        """Whether it may tell how it is: not a folder, and not one that is said never to answer."""
        return self.address.kind != "virtual" and self.address.answers

    def status(self) -> Status:
        """Ask how it is; unknown for one that never answers. Raises PrinterError when it cannot be reached."""
        if self.address.kind == "virtual":
            return Status.OK
        with self._in_use:
            try:
                status = self._look()
            except PrinterUnreachable as problem:
                if self._pace.away or not (problem.late and self._pace.known):
                    self._missed = time.monotonic(), ("failed", "unreachable")
                raise
            if status is Status.UNKNOWN and self._pace.away:
                self._missed = time.monotonic(), ("failed", "no_answer")
        return Status.OK if status is Status.NEAR_END and self.address.ignores_near_end else status

    def print(
        self,
        ticket: PaperTicket,
        job_id: str = "",
        about_to_send: Callable[[], None] = _nothing,
        in_doubt: Callable[[], None] = _nothing,
    ) -> Outcome:
        """Print one ticket; every trouble with the printer is an outcome. Takes half a minute at worst.

        `about_to_send` is called once, after the printer said it is ready and before the first byte of the
        ticket. What it raises ends the job with nothing sent. `in_doubt` is called at most once, when a printer that
        answers falls silent with the ticket in it, a second or two after its last byte; the outcome follows when it
        has had its time.
        """
        asked = time.monotonic()
        job = encode(lay_out(ticket), self.paper)
        with self._in_use:
            if self._missed is not None and self._missed[0] >= asked:
                # While we waited for somebody else's look, it found nobody: the customer need not wait for another.
                result, reason = self._missed[1]
            else:
                result, reason = self._print(job, about_to_send, in_doubt)
            if result == "uncertain":
                self._unsettled = True
        return Outcome(job_id=job_id, result=result, reason=reason, finished_at=datetime.now(UTC))

    def _look(self) -> Status:
        patience = self._pace.look(self._timing)
        link = self._open(min(self._timing.connect, patience) if self._pace.known else self._timing.connect)
        heard = False
        try:
            if not self._answers(link):
                return Status.UNKNOWN
            status = self._conversation(link).ask_status(patience)
            heard = status is not Status.UNKNOWN
        finally:
            if heard:
                link.close()
            else:  # no goodbye comes from there either, and nothing but a question is lost
                self._pace.silent()
                link.drop()
        return status

    def _open(self, connect_s: float) -> Link:
        began = time.monotonic()
        try:
            timing = replace(self._timing, connect=connect_s)
            link = open_link(self.address, timing, gives_back=self._gives_back)
        except PrinterUnreachable as problem:
            if problem.late:
                self._pace.silent()
            raise
        if self.address.kind == "tcp":
            self._pace.took(time.monotonic() - began)
        return link

    def _conversation(self, link: Link) -> Conversation:
        if not link.keeps_replies:
            self._pace.owed = 0
        return Conversation(link, self._timing, self._pace)

    def _print(self, job: bytes, about_to_send: Callable[[], None], in_doubt: Callable[[], None]) -> Ending:
        if self.address.kind == "virtual":
            about_to_send()
            return self._deliver(job)
        try:
            link = self._open(self._pace.quick(self._timing) if self._pace.away else self._timing.connect)
        except PrinterUnreachable as problem:
            log.warning("%s: %s", self.address.url, problem)
            return "failed", "unreachable"
        ending: Ending | None = None
        try:
            ending = self._talk(link, job, about_to_send, in_doubt)
        finally:
            if ending in _DEAF:  # no goodbye comes from there, and nothing of the ticket is lost
                link.drop()
            else:
                link.close()
        return ending

    def _deliver(self, job: bytes) -> Ending:
        try:
            virtual.deliver(Path(self.address.path), job, self.paper)
        except PrinterError as problem:
            log.warning("%s: %s", self.address.url, problem)
            return "failed", "error"
        return "printed", None

    def _talk(
        self, link: Link, job: bytes, about_to_send: Callable[[], None], in_doubt: Callable[[], None]
    ) -> Ending:
        talk = self._conversation(link)
        status = Status.UNKNOWN
        if self._answers(link):
            try:
                status = self._prepare(link, talk)
            except LinkLost as lost:
                return "failed", lost.reason
            if status.blocks:
                return "failed", reason_for(status)
            if status is Status.UNKNOWN and self._pace.known:
                return "failed", "no_answer"
        about_to_send()
        try:
            link.write(job)
        except LinkLost as lost:
            return ("uncertain" if lost.sent else "failed"), lost.reason
        if self._answers(link):
            return talk.prove(self.paper, silent=status is Status.UNKNOWN, in_doubt=in_doubt)
        try:
            link.drain()
        except LinkLost as lost:
            return "uncertain", lost.reason
        return "sent", None

    def _prepare(self, link: Link, talk: Conversation) -> Status:
        """Clear whatever an earlier job left half done, ask, and settle old accounts. Raises LinkLost."""
        link.write(INITIALISE, self._timing.reply)
        status = talk.ask_status(*self._pace.job(self._timing))
        if status is Status.UNKNOWN:
            self._pace.silent()
        if self._unsettled and link.keeps_replies and status in (Status.OK, Status.NEAR_END):
            talk.settle()
            self._unsettled = False
        return status

    def _answers(self, link: Link) -> bool:
        return self.address.answers and link.replies
