"""A printer: how it is, and one ticket on its paper."""

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from kit.errors import PrinterError
from printer import url, virtual
from printer.connection import Link, LinkLost, PrinterUnreachable, Timing, open_link
from printer.conversation import INITIALISE, Conversation, Ending, reason_for
from printer.encode import encode
from printer.layout import lay_out
from printer.outcome import Outcome
from printer.paper import paper_for
from printer.status import Status
from printer.ticket import PaperTicket
from printer.url import PrinterAddress

log = logging.getLogger(__name__)


def _nothing() -> None:
    """Nobody needs to know."""


class Printer:
    """A printer at an address. The wire is opened anew for each call, so that unplugging costs one job at most.

    May be used from several threads: a call waits until the one before it has ended.
    """

    def __init__(self, address: PrinterAddress, timing: Timing | None = None) -> None:
        self.address = address
        self.paper = paper_for(address)
        self._timing = timing or Timing()
        self._in_use = threading.Lock()
        # Something an earlier process asked may still be answered.
        self._unsettled = True

    @classmethod
    def open(cls, address: str | PrinterAddress, timing: Timing | None = None) -> "Printer":
        """Make one from its URL. Raises SettingError; whether the printer is there is not looked at."""
        return cls(url.parse(address) if isinstance(address, str) else address, timing)

    @property
    def watched(self) -> bool:
        """Whether it may tell how it is: not a folder, and not one that is said never to answer."""
        return self.address.kind != "virtual" and self.address.answers

    def status(self) -> Status:
        """Ask how it is; unknown for one that never answers. Raises PrinterError when it cannot be reached."""
        if self.address.kind == "virtual":
            return Status.OK
        with self._in_use, closing(open_link(self.address, self._timing)) as link:
            if not self._answers(link):
                return Status.UNKNOWN
            status = Conversation(link, self._timing).ask_status()
        return Status.OK if status is Status.NEAR_END and self.address.ignores_near_end else status

    def print(
        self, ticket: PaperTicket, job_id: str = "", about_to_send: Callable[[], None] = _nothing
    ) -> Outcome:
        """Print one ticket; every trouble with the printer is an outcome. Takes half a minute at worst.

        `about_to_send` is called once, after the printer said it is ready and before the first byte of the
        ticket. What it raises ends the job with nothing sent.
        """
        with self._in_use:
            result, reason = self._print(encode(lay_out(ticket), self.paper), about_to_send)
            if result == "uncertain":
                self._unsettled = True
        return Outcome(job_id=job_id, result=result, reason=reason, finished_at=datetime.now(UTC))

    def _print(self, job: bytes, about_to_send: Callable[[], None]) -> Ending:
        if self.address.kind == "virtual":
            about_to_send()
            return self._deliver(job)
        try:
            link = open_link(self.address, self._timing)
        except PrinterUnreachable as problem:
            log.warning("%s: %s", self.address.url, problem)
            return "failed", "unreachable"
        with closing(link):
            return self._talk(link, job, about_to_send)

    def _deliver(self, job: bytes) -> Ending:
        try:
            virtual.deliver(Path(self.address.path), job, self.paper)
        except PrinterError as problem:
            log.warning("%s: %s", self.address.url, problem)
            return "failed", "error"
        return "printed", None

    def _talk(self, link: Link, job: bytes, about_to_send: Callable[[], None]) -> Ending:
        talk = Conversation(link, self._timing)
        status = Status.UNKNOWN
        if self._answers(link):
            try:
                status = self._prepare(link, talk)
            except LinkLost as lost:
                return "failed", lost.reason
            if status.blocks:
                return "failed", reason_for(status)
        about_to_send()
        try:
            link.write(job)
        except LinkLost as lost:
            return ("uncertain" if lost.sent else "failed"), lost.reason
        if self._answers(link):
            return talk.prove(self.paper, silent=status is Status.UNKNOWN)
        try:
            link.drain()
        except LinkLost as lost:
            return "uncertain", lost.reason
        return "sent", None

    def _prepare(self, link: Link, talk: Conversation) -> Status:
        """Clear whatever an earlier job left half done, ask, and settle old accounts. Raises LinkLost."""
        link.write(INITIALISE)
        status = talk.ask_status()
        if self._unsettled and link.keeps_replies and status in (Status.OK, Status.NEAR_END):
            talk.settle()
            self._unsettled = False
        return status

    def _answers(self, link: Link) -> bool:
        return self.address.answers and link.replies
