"""What the lobby shows: calls, who waits, counters and notices."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kit.wire.services import SiteInfo, Wait
from kit.wire.values import CounterState, Direction, Moment, State, Texts, Told


class Call(Told):
    """A number on the board. `event_id` is the event that called or recalled it; `state` tells when it arrived.

    `service` is the one it is called for. `name`: the customer's first name, only where the site shows names and the
    customer agreed, and only while the customer is called or served.
    """

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
    service: str = ""
    name: str | None = None


class Waiting(Told):
    """How many wait for a service, and how long one who comes now would; `message`: why it is paused.

    `late`: somebody who waits for it was promised less than they have waited.
    """

    service: str
    name: Texts = Field(default_factory=dict)
    count: int
    wait: Wait | None = None
    paused: bool = False
    message: Texts = Field(default_factory=dict)
    late: bool = False


class BoardCounter(Told):
    """A counter on the board: its state, and the number that it has called or serves."""

    code: str
    name: Texts
    direction: Direction = "none"
    state: CounterState = "closed"
    number: str | None = None
    services: list[str] = Field(default_factory=list)


class NextNumber(Told):
    """One of those who are likely to be called next: of those who stand in order of arrival, as nobody else is told."""

    number: str
    service: str


class Notice(Told):
    """Something to tell the waiting room: words, a picture, or both.

    `place`: in the `side` area, one after another for `seconds` each; or as a `message` of the staff's that stays until
    it is taken back. `picture`: its path on the server, which changes when the picture does; "" for none. From `since`
    until `until`, and only in `hours` (as in the site file: `08:00-12:00` or `mon-fri 08:00-12:00`; none: always).
    """

    id: str
    place: Literal["side", "message"] = "side"
    text: Texts = Field(default_factory=dict)
    picture: str = ""
    seconds: int = 12
    since: Moment | None = None
    until: Moment | None = None
    hours: list[str] = Field(default_factory=list)


class Board(Told):
    """What the lobby shows: the last calls of this business day, newest first, and how many wait.

    `open`: tickets are to be had, or somebody still waits or is served. While it is not, `opens_at` is when a ticket
    can be had next, if that is known, and `text` what the site says about it, by language.
    """

    event_id: int
    now: Moment
    site: SiteInfo
    calls: list[Call]
    waiting: list[Waiting]
    counters: list[BoardCounter] = Field(default_factory=list)
    next: list[NextNumber] = Field(default_factory=list)
    notices: list[Notice] = Field(default_factory=list)
    open: bool = True
    opens_at: Moment | None = None
    text: Texts = Field(default_factory=dict)
