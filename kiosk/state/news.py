"""What the drawing, the server and the printer tell the kiosk: values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.state.screens import Given, Pending
from kit import wire

# --- what the drawing says ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageSized:
    """So many services fit on a page."""

    services: int


# --- what the server says -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ServicesCame:
    """What can be taken now."""

    services: wire.Services


@dataclass(frozen=True)
class ServicesFailed:
    """The server did not say what can be taken."""


@dataclass(frozen=True)
class ServicesAged:
    """Without the server: what it told last, with the opening hours as they are by now."""

    services: wire.Services


@dataclass(frozen=True)
class QueueChanged:
    """Something happened in the queue: what we show may be old."""


@dataclass(frozen=True)
class TicketTaken:
    """There is a ticket for this key: by the server, or from this kiosk's own band."""

    key: str
    given: Given


@dataclass(frozen=True)
class TicketRefused:
    """The server said no for this key. `reason`: closed, full, paused, band, other, or one of NotCheckedIn's.

    Of a check-in: `at` is when the appointment is, `number` the ticket it has got already, `language` the one that it
    was booked in.
    """

    key: str
    reason: str
    opens_at: datetime | None = None
    at: datetime | None = None
    number: str = ""
    language: str = ""


@dataclass(frozen=True)
class TicketUnanswered:
    """This try brought no answer; the server may have acted or not. `retry_after`: seconds the server asked for."""

    key: str
    retry_after: float = 0.0


@dataclass(frozen=True)
class BandsAre:
    """For which services this kiosk has numbers of its own, and how many tickets it has not handed in yet."""

    services: frozenset[str]
    unsent: int = 0


@dataclass(frozen=True)
class Resumed:
    """The program was restarted in the middle of this tap: ask again with the same key."""

    pending: Pending


# --- what the printer says ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PaperFared:
    """How the paper of this ticket fared. `untouched`: not one byte of it was sent, so it may be printed later."""

    ticket_id: str
    result: wire.PrintResult
    reason: str = ""
    untouched: bool = False


@dataclass(frozen=True)
class PrinterIs:
    """The printer's trouble: "" when it prints or never says, else paper_out, cover_open, offline or error."""

    trouble: str = ""
