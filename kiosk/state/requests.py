"""What the kiosk may ask for: values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.state.inputs import Chore
from kiosk.state.screens import Pending
from kit import wire


@dataclass(frozen=True)
class FetchServices:
    """Ask the server what can be taken now. Answered by ServicesCame or ServicesFailed."""


@dataclass(frozen=True)
class TakeTicket:
    """Ask the server for a ticket, or for the one of an appointment.

    Answered by TicketTaken, TicketRefused or TicketUnanswered with the same key.
    """

    pending: Pending


@dataclass(frozen=True)
class TakeOffline:
    """Take a number from this kiosk's own band. `instead`: the server was asked with this key, and may have acted.

    Answered by TicketTaken, or by TicketRefused with the reason "band".
    """

    pending: Pending
    instead: bool = False


@dataclass(frozen=True)
class PrintTicket:
    """Put this ticket on paper. Answered by PaperFared. `due_at`: the time of its appointment."""

    ticket: wire.Ticket
    language: str
    offline: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True)
class Forget:
    """This key is settled or given up: a restart need not ask for it again."""

    key: str


@dataclass(frozen=True)
class Chime:
    """A short sound: the time is nearly up."""


@dataclass(frozen=True)
class CheckPin:
    """Is this the PIN? Answered by PinRight or PinWrong."""

    pin: str = field(repr=False)


@dataclass(frozen=True)
class DoChore:
    """One of the service functions. Answered by ChoreDone, unless the program ends by it."""

    what: Chore


Request = FetchServices | TakeTicket | TakeOffline | PrintTicket | Forget | Chime | CheckPin | DoChore
