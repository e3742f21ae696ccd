"""What the kiosk can be showing: values only. Times are seconds of a monotonic clock.

A ticket's way: Start -> (Group) -> About -> Questions -> Asking, each only where the site has something to say or to
ask, -> Taking -> Printing -> Done, or NoPaper when no paper came. Somebody with an appointment goes Start ->
CheckInCode, or Privacy -> CheckInName -> CheckInPhone, -> Taking, and from there the same way; NotCheckedIn leads back
to where it was typed. Refused, NotCheckedIn, Sorry and Away are the other ends; every one of them leads back to Start.

What people type of themselves is left out of a value's text form, so that no log and no report of a crash can hold it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kit import wire


@dataclass(frozen=True)
class CheckInWith:
    """How somebody who is expected says who they are: by code, or by name and the phone's last digits."""

    code: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    phone_end: str = field(default="", repr=False)


@dataclass(frozen=True)
class Pending:
    """One tap's wish for a ticket. `key` is made once, at the tap, and goes with every try.

    `answers` holds, for each of the service's questions in order, the place of the answer that was chosen, None for
    none. With `check_in` the wish is for the ticket of an appointment, and `service` is empty; so is `language` where
    the customer has chosen none here: then it is the one that was booked.
    """

    key: str
    service: str
    language: str
    priority: bool = False
    answers: tuple[int | None, ...] = ()
    check_in: CheckInWith | None = None


@dataclass(frozen=True)
class Start:
    """The services to choose from, or their groups; `page` counts from 0."""

    page: int = 0


@dataclass(frozen=True)
class Group:
    """The services of one group; `page` counts from 0, `before` is the page of Start that it was on."""

    name: str
    page: int = 0
    before: int = 0


@dataclass(frozen=True)
class Away:
    """The server cannot be reached, and no band of numbers is left. `first`: we have only just started."""

    first: bool = False


@dataclass(frozen=True)
class Languages:
    """All languages, where they are more than the first screen has room for; `page` counts from 0.

    `came` is the screen to go back to.
    """

    page: int = 0
    came: Start | Group | Away = Start()


@dataclass(frozen=True)
class About:
    """What to bring and what people often ask, before the ticket. `answer`: which question is open, None for none.

    `came` is the screen to go back to; `page` counts the pages of what is shown from 0, and `before` is the one on
    which the open question stood.
    """

    wish: Pending
    came: Start | Group
    answer: int | None = None
    page: int = 0
    before: int = 0


@dataclass(frozen=True)
class Questions:
    """The service's questions, one after the other: `wish.answers` holds those that are answered."""

    wish: Pending
    came: Start | Group
    page: int = 0

    @property
    def number(self) -> int:
        """Which question is asked, from 0."""
        return len(self.wish.answers)


@dataclass(frozen=True)
class Asking:
    """The site wants to know whether this customer must be served sooner."""

    wish: Pending
    came: Start | Group


@dataclass(frozen=True)
class CheckInCode:
    """Somebody who is expected types the code, or shows its QR code to the scanner.

    `page` is which page of the keys on the glass is shown, where one has no room for all.
    """

    typed: str = field(default="", repr=False)
    page: int = 0


@dataclass(frozen=True)
class Privacy:
    """What is done with a name and a phone, before either is asked for; `page` counts its pages from 0."""

    page: int = 0


@dataclass(frozen=True)
class CheckInName:
    """Somebody who is expected types the name. It is never written to disk.

    `page` is which page of the keys on the glass is shown: the language's own letters, then the Latin ones. `phone`:
    the digits that were typed before the customer came back to the name.
    """

    typed: str = field(default="", repr=False)
    page: int = 0
    phone: str = field(default="", repr=False)


@dataclass(frozen=True)
class CheckInPhone:
    """… and the last digits of the phone."""

    name: str = field(repr=False)
    typed: str = field(default="", repr=False)


IdField = CheckInCode | CheckInName | CheckInPhone


@dataclass(frozen=True)
class NotCheckedIn:
    """The appointment was not found, or it is not its time; what now.

    `reason`: not_found, ambiguous, unread (what the scanner read is no code), too_early, other_day, arrived, cancelled,
    closed, full, too_many, away (the server is out of reach), back (it was, and is no more) or other.
    `opens_at`: from when on, where it is known. `page` counts the pages of what is said from 0. `came` is the screen to
    try again on, with what was typed or scanned still there; `wish` is what the server can be asked again as it is, for
    it has not answered. `due_at` is the time of the appointment, `number` the ticket that it has got already, where
    they are known.
    """

    reason: str
    until: float
    opens_at: datetime | None = None
    page: int = 0
    came: IdField = CheckInCode()
    wish: Pending | None = None
    due_at: datetime | None = None
    number: str = ""


@dataclass(frozen=True)
class Taking:
    """A ticket was asked for. `came` is the screen that the tap was on, so that the pressed card stays in its place."""

    pending: Pending
    since: float
    came: Start | Group | None = None
    asking: bool = True  # a try is with the server now
    next_try: float = 0.0
    offline: bool = False  # a number of this kiosk's own was asked for: the server is not asked again


@dataclass(frozen=True)
class Given:
    """A ticket that exists, and what to say with it. `offline`: its number is from this kiosk's own band.

    `greeting` is the name to say hello with, `due_at` the time of the appointment, `late` that it was missed.
    """

    ticket: wire.Ticket
    greeting: str | None = field(default=None, repr=False)
    due_at: datetime | None = None
    late: bool = False
    offline: bool = False


@dataclass(frozen=True)
class Printing:
    """The ticket exists and is on its way to the paper."""

    given: Given
    since: float

    @property
    def ticket(self) -> wire.Ticket:
        """The ticket itself."""
        return self.given.ticket


@dataclass(frozen=True)
class Done:
    """The paper came out."""

    given: Given
    until: float

    @property
    def ticket(self) -> wire.Ticket:
        """The ticket itself."""
        return self.given.ticket


@dataclass(frozen=True)
class NoPaper:
    """The ticket exists, its paper does not, or perhaps does not (`doubtful`). `reason` is the printer's word.

    `untouched`: nothing of it was sent to the printer. `can_print`: and paper is back, so it can be printed now.
    """

    given: Given
    reason: str
    doubtful: bool
    until: float
    can_print: bool = False
    untouched: bool = False

    @property
    def ticket(self) -> wire.Ticket:
        """The ticket itself."""
        return self.given.ticket


@dataclass(frozen=True)
class Refused:
    """The service closed, or its last ticket went, between the drawing and the tap; or it is paused.

    `reason`: closed, full, paused, band (the numbers for an outage are used up) or other.
    """

    service: str
    reason: str
    until: float


@dataclass(frozen=True)
class Sorry:
    """No answer came in time: the desk helps. Should the answer come after all, the ticket is still given."""

    pending: Pending
    until: float


@dataclass(frozen=True)
class Pin:
    """A corner was held: staff type their PIN. `wrong`: how many were not it; `shut_until`: too many were not.

    `checking`: one is being looked at.
    """

    typed: str = field(default="", repr=False)
    wrong: int = 0
    shut_until: float = 0.0
    checking: bool = False


@dataclass(frozen=True)
class Chores:
    """The service functions for staff. `busy`: the one that is under way; `said`: how the last one went.

    `page` counts their pages from 0, where large text on a small panel needs several.
    """

    busy: str = ""
    said: str = ""
    page: int = 0


Screen = (
    Start
    | Group
    | Languages
    | Away
    | About
    | Questions
    | Asking
    | CheckInCode
    | Privacy
    | CheckInName
    | CheckInPhone
    | NotCheckedIn
    | Taking
    | Printing
    | Done
    | NoPaper
    | Refused
    | Sorry
    | Pin
    | Chores
)
