"""Pure: a printer's reply bytes, and what they say.

Layouts from Epson's guides for the TM-T88III, TM-L60II and TM-T90. Replies of one byte tell themselves apart
by their fixed bits: `0xx1xx10` answers DLE EOT, `0xx0xxxx` answers GS r. A first byte of `0xx1xx00` opens the four
of an automatic status (GS a), `7` and `"` the seven of a finished process (GS ( H).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

ASK_PRINTER, ASK_OFFLINE_CAUSE, ASK_PAPER = 1, 2, 4


class Status(StrEnum):
    """How a printer is, from most to least in the way of printing; `unknown` when it does not say."""

    COVER_OPEN = "cover_open"
    PAPER_OUT = "paper_out"
    ERROR = "error"
    OFFLINE = "offline"
    NEAR_END = "near_end"
    OK = "ok"
    UNKNOWN = "unknown"

    @property
    def blocks(self) -> bool:
        """Whether nothing would be printed now."""
        return self in (Status.COVER_OPEN, Status.PAPER_OUT, Status.ERROR, Status.OFFLINE)


_ORDER = list(Status)


def worst(found: Iterable[Status]) -> Status:
    """Return the one that matters most; unknown when nothing was found."""
    return min(found, key=_ORDER.index, default=Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class RealTime:
    """The byte that answers DLE EOT n, for an n that only who asked knows."""

    value: int

    def status(self, asked: int) -> Status:
        """Read the byte as the answer to DLE EOT `asked`, one of the three above."""
        return _real_time(asked, self.value)


@dataclass(frozen=True, slots=True)
class Sensor:
    """The byte that answers GS r 1. It comes when all that was sent before has been processed."""

    status: Status


@dataclass(frozen=True, slots=True)
class Automatic:
    """An automatic status, four bytes sent unasked."""

    status: Status


@dataclass(frozen=True, slots=True)
class Finished:
    """The process with this id (four characters of GS ( H) has been printed."""

    process: bytes


Reply = RealTime | Sensor | Automatic | Finished

_FINISHED_START, _FINISHED_SIZE = b"\x37\x22", 7
_AUTOMATIC_SIZE = 4


@dataclass(slots=True)
class Reader:
    """Cuts what a printer sends into replies, however it was split on its way. Flow control and noise are skipped."""

    _pending: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[Reply]:
        """Take more bytes; return the replies that are whole now."""
        self._pending += data
        replies: list[Reply] = []
        while self._pending:
            size = self._size()
            if size > len(self._pending):
                break
            reply = _read(bytes(self._pending[:size]))
            del self._pending[:size]
            if reply is not None:
                replies.append(reply)
        return replies

    def _size(self) -> int:
        first = self._pending[0]
        if first == _FINISHED_START[0]:
            second = self._pending[1:2]
            return _FINISHED_SIZE if second in (b"", _FINISHED_START[1:]) else 1
        return _AUTOMATIC_SIZE if first & 0x93 == 0x10 else 1


def _read(reply: bytes) -> Reply | None:
    first = reply[0]
    if len(reply) == _FINISHED_SIZE:
        return Finished(reply[2:6])
    if len(reply) == _AUTOMATIC_SIZE:
        return Automatic(_automatic(reply))
    if first & 0x93 == 0x12:
        return RealTime(first)
    if first & 0x90 == 0:
        return Sensor(_paper(first, near_end=0x03, gone=0x0C))
    return None


def _real_time(asked: int, value: int) -> Status:
    if asked == ASK_PRINTER:
        return Status.OFFLINE if value & 0x08 else Status.OK
    if asked == ASK_OFFLINE_CAUSE:
        causes = ((0x04, Status.COVER_OPEN), (0x20, Status.PAPER_OUT), (0x40, Status.ERROR))
        return worst([status for bit, status in causes if value & bit] or [Status.OK])
    return _paper(value, near_end=0x0C, gone=0x60)


def _paper(value: int, *, near_end: int, gone: int) -> Status:
    if value & gone:
        return Status.PAPER_OUT
    return Status.NEAR_END if value & near_end else Status.OK


def _automatic(reply: bytes) -> Status:
    found = [_paper(reply[2], near_end=0x03, gone=0x0C)]
    if reply[0] & 0x20:
        found.append(Status.COVER_OPEN)
    if reply[1] & 0x6C:
        found.append(Status.ERROR)
    if reply[0] & 0x08:
        found.append(Status.OFFLINE)
    return worst(found)
