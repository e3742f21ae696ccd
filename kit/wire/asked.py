"""Requests: what may be asked of the server."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from kit.wire.values import Asked, Code, LanguageCode, LongText, Moment, PrintResult, ShortText

AskedTexts = Annotated[dict[LanguageCode, ShortText], Field(max_length=40)]
# 22 characters of base64url are 128 bits: a link that a kiosk made up must be as hard to guess as the server's own.
OwnToken = Annotated[str, StringConstraints(min_length=22, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
IdempotencyKey = Annotated[str, StringConstraints(min_length=16, max_length=128, pattern=r"^[\x20-\x7e]+$")]
Answers = Annotated[list[int | ShortText | None], Field(max_length=20)]


class TakeTicket(Asked):
    """A customer's choice. `language` is the customer's; default: the site's first.

    `service` may be left out with `appointment`, the code of one that is booked. `answers` holds, for each question of
    the service in order, which answer was chosen: its place from 0 or its text; null for none. `needs` are counters'
    features asked for apart from questions. `consent`: the customer agrees to be called by name.

    A kiosk hands in what it gave during an outage with `number`, `issued_at` and `token`: the ticket it has printed.
    `instead_of` is the key of a call whose answer never came: should that have taken a ticket, it is superseded.
    """

    service: Code | None = None
    language: LanguageCode | None = None
    name: ShortText | None = None
    phone: ShortText | None = None
    consent: bool = False
    priority: bool = False
    appointment: Code | None = None
    answers: Answers = Field(default_factory=list)
    needs: list[Code] = Field(default_factory=list, max_length=20)
    note: LongText | None = None
    number: int | None = Field(default=None, ge=0, le=999_999)
    issued_at: Moment | None = None
    token: OwnToken | None = None
    instead_of: IdempotencyKey | None = None


class Transfer(Asked):
    """Passed on: to another service, to a counter, or both, with what the next colleague should know."""

    service: Code | None = None
    counter: Code | None = None
    note: LongText | None = None


class CallChosen(Asked):
    """The counter to which a chosen ticket is called."""

    counter: Code


class OpenCounter(Asked):
    """`services`: what it serves until it closes; default: as the site file says."""

    services: list[Code] | None = Field(default=None, min_length=1, max_length=100)
    reason: ShortText | None = None


class LeaveCounter(Asked):
    """A break or the end; `reason` is for colleagues and reports."""

    services: list[Code] | None = Field(default=None, max_length=100)
    reason: ShortText | None = None


class PauseService(Asked):
    """`message` is told to everybody, by language; `until` ends the pause by itself."""

    message: AskedTexts = Field(default_factory=dict)
    until: Moment | None = None


class LobbyMessage(Asked):
    """`message` is shown to the waiting room, by language, until it is taken back: by one without.

    It ends by itself at `until`; without, when the business day does.
    """

    message: AskedTexts = Field(default_factory=dict)
    until: Moment | None = None


class Delay(Asked):
    """A customer who needs more time lets others go first, by this many minutes."""

    minutes: int = Field(default=10, ge=1, le=120)


class Feedback(Asked):
    """How it was: `csat` satisfaction 1 to 5, `nps` would recommend 0 to 10, `ces` how easy 1 to 7."""

    csat: int | None = Field(default=None, ge=1, le=5)
    nps: int | None = Field(default=None, ge=0, le=10)
    ces: int | None = Field(default=None, ge=1, le=7)
    comment: LongText | None = None


class NewAppointment(Asked):
    """Somebody who is expected at `at`. `code` is made up unless given; `source` its name in another calendar."""

    service: Code
    at: Moment
    name: ShortText | None = None
    phone: ShortText | None = None
    language: LanguageCode | None = None
    note: LongText | None = None
    code: Annotated[str, StringConstraints(min_length=4, max_length=12, pattern=r"^[A-Za-z0-9]+$")] | None = (
        None
    )
    source: ShortText | None = None


class CheckIn(Asked):
    """By `code`, or by `name` and the last digits of the phone."""

    code: ShortText | None = None
    name: ShortText | None = None
    phone_end: Annotated[str, StringConstraints(pattern=r"^[0-9]{3,6}$")] | None = None
    language: LanguageCode | None = None
    answers: Answers = Field(default_factory=list)
    needs: list[Code] = Field(default_factory=list, max_length=20)


class Printed(Asked):
    """How the paper fared: printed (proved), sent (a printer that never answers), uncertain or failed."""

    result: PrintResult
    reason: ShortText | None = None


class Shown(Asked):
    """A display has put the call with this event id on its glass."""

    event_id: int = Field(ge=1, le=2**53)
    shown_at: Moment


class Reprint(Asked):
    """A copy, at this kiosk (its name); default: the one that took the ticket."""

    kiosk: ShortText | None = None


class Heartbeat(Asked):
    """How a device is: whatever it can tell, as short texts, numbers or booleans, at most 40 of them."""

    status: dict[Code, ShortText | int | float | bool | None] = Field(default_factory=dict, max_length=40)
