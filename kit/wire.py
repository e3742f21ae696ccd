"""What crosses HTTP, as models: the one source for the server's OpenAPI document and for every client.

Times are aware datetimes, RFC 3339 in UTC on the wire. Texts for people come as `{language: text}`.
Requests refuse unknown fields and control characters; answers ignore fields they do not know, so that an older
screen goes on with a newer server.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints

Texts = dict[str, str]
State = Literal["waiting", "called", "serving", "finished", "no_show", "cancelled"]
Direction = Literal["left", "right", "straight", "none"]
PrintResult = Literal["printed", "sent", "uncertain", "failed"]
Role = Literal["kiosk", "display", "counter", "metrics"]


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time needs an offset, for example 2026-11-24T10:42:00Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError as problem:
        raise ValueError("a time lies between the years 1 and 9999 in UTC") from problem


Moment = Annotated[datetime, AfterValidator(_aware), PlainSerializer(_rfc3339, return_type=str)]
# No control characters (C0, DEL, C1): these texts reach printers, logs and screens.
ShortText = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_-]+$")]
LanguageCode = Annotated[str, StringConstraints(min_length=2, max_length=20, pattern=r"^[A-Za-z0-9-]+$")]


class Asked(BaseModel):
    """A request's body."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Told(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Nothing(Asked):
    """A call without fields: an empty body, or {}."""


class TakeTicket(Asked):
    """A customer's choice. `language` is the customer's; default: the site's first."""

    service: Code
    language: LanguageCode | None = None


class Printed(Asked):
    """How the paper fared: printed (proved), sent (a printer that never answers), uncertain or failed."""

    result: PrintResult
    reason: ShortText | None = None


class Shown(Asked):
    """A display has put the call with this event id on its glass."""

    event_id: int = Field(ge=1, le=2**53)
    shown_at: Moment


class Heartbeat(Asked):
    """How a device is: whatever it can tell, as short texts, numbers or booleans, at most 40 of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    status: dict[Code, ShortText | int | float | bool | None] = Field(default_factory=dict, max_length=40)


class Wait(Told):
    """How long it will take: seconds, from about the median to about the 80th percentile."""

    low_s: int
    high_s: int


class Ticket(Told):
    """A ticket as its kiosk and the staff see it.

    `id` is a UUIDv7; `number` is the service's code and at least three digits; `ahead` counts the waiting tickets that
    would be called earlier among the services that share a counter with this one, 0 once it is no longer waiting.
    `token` and `url` (None without the site's public_url) are told to the kiosk that took it, and to nobody else.
    """

    id: str
    number: str
    service: str
    state: State
    ahead: int
    wait: Wait | None = None
    token: str | None = None
    url: str | None = None
    language: str
    created_at: Moment
    called_at: Moment | None = None
    ended_at: Moment | None = None
    counter: str | None = None
    recalls: int = 0
    print_result: PrintResult | None = None


class NextTicket(Told):
    """The answer to "next": the ticket called, or None when nobody waits."""

    ticket: Ticket | None


class Queue(Told):
    """Everyone waiting, in calling order."""

    event_id: int
    tickets: list[Ticket]


class ServiceStatus(Told):
    """A service now: can a ticket be taken, and if not, why and until when.

    `reason` is None while open. `opens_at` is the next moment a ticket may be taken, None if not known. `text` is what
    the site says about a closure. `served`: an open counter serves it. `waiting`: how many wait. `ahead`: how many
    would be called before a ticket taken now.
    """

    code: str
    name: Texts
    group: str = ""
    icon: str = ""
    open: bool
    reason: Literal["closed", "full"] | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    text: Texts = Field(default_factory=dict)
    served: bool
    waiting: int
    ahead: int
    wait: Wait | None = None


class SiteInfo(Told):
    """What a screen must know of its site. `timezone` is an IANA name; `distance` metres to the farthest seat."""

    code: str
    name: str
    languages: list[str]
    timezone: str
    public_url: str = ""
    distance: float = 5.0


class Services(Told):
    """What can be taken now."""

    event_id: int
    now: Moment
    site: SiteInfo
    services: list[ServiceStatus]


class Call(Told):
    """A number on the board. `event_id` is the event that called or recalled it; `state` tells when it arrived."""

    event_id: int
    ticket: str
    number: str
    counter: str
    counter_name: Texts = Field(default_factory=dict)
    direction: Direction = "none"
    language: str
    called_at: Moment
    recalled: bool = False
    state: State = "called"


class Waiting(Told):
    """How many wait for a service."""

    service: str
    name: Texts = Field(default_factory=dict)
    count: int
    wait: Wait | None = None


class Board(Told):
    """What the lobby shows: the last calls of this business day, newest first, and how many wait."""

    event_id: int
    now: Moment
    site: SiteInfo
    calls: list[Call]
    waiting: list[Waiting]


class CounterStatus(Told):
    """A counter: its state, what it serves, and the ticket it has now."""

    code: str
    name: Texts
    direction: Direction
    services: list[str]
    state: Literal["open", "closed"]
    waiting: int
    ticket: Ticket | None


class Counters(Told):
    """All counters of the site."""

    event_id: int
    counters: list[CounterStatus]


class Me(Told):
    """Who the caller is: a device's name, its role, and its counter where it has one.

    `services` are the codes that this counter serves; none: all.
    """

    name: str
    role: str
    counter: str | None = None
    services: list[str] = Field(default_factory=list)
    site: str


class PhoneTicket(Told):
    """A ticket as its owner's phone sees it. `called_at`: when it was last called, while that call stands."""

    number: str
    state: State
    ahead: int
    wait: Wait | None = None
    counter: str | None = None
    counter_name: Texts = Field(default_factory=dict)
    direction: Direction = "none"
    called_at: Moment | None = None


class Problem(Told):
    """An error, as application/problem+json (RFC 9457). `field` names the field at fault."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    field: str | None = None
    reason: str | None = None


class Health(Told):
    """Whether the server is well: `ok`, and each thing that was looked at with what was found."""

    ok: bool
    checks: dict[str, str]


class Event(Told):
    """One line of the event log as a listener sees it: `id` counts up without gaps for a site."""

    id: int
    event: str
    data: dict[str, Any]


# What the event stream carries in `data`. Every `ticket.*` event has ticket (its id), number and service; more by kind:
#
#   ticket.issued      language
#   ticket.called      counter, counter_name, direction, language, called_at
#   ticket.recalled    the same
#   ticket.arrived     counter
#   ticket.finished    counter, reason: served | next | day_end
#   ticket.no_show     counter, reason: staff | next
#   ticket.cancelled   reason: day_end
#   ticket.printed     result, reason
#   counter.opened     counter
#   display.shown      event_id, display
#   day.started        business_day
#   site.changed, device.added, device.revoked, user.changed   name
#
# A listener ignores kinds it does not know.
