"""Answers about what can be taken: the site, its services, and how long they take."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kit.wire.values import Moment, Texts, Told


class Wait(Told):
    """How long it will take: seconds, from about the median to about the 80th percentile."""

    low_s: int
    high_s: int


class AskedQuestion(Told):
    """A question of a service before the ticket, and the answers to choose from."""

    ask: Texts
    answers: list[Texts]


class CommonQuestion(Told):
    """What people often ask about a service, and the answer."""

    q: Texts
    a: Texts


class Band(Told):
    """Numbers of a service that this kiosk alone may give while it cannot reach the server, both ends included.

    `next` is the first of them that it has not handed in as used on this business day.
    """

    service: str
    first: int
    last: int
    next: int


class ThemeInfo(Told):
    """How the site looks: one of the four themes, its own colour as #RRGGBB, and where its logo is, "" for none.

    `logo` is a path on the server; it changes when the logo does.
    """

    name: Literal["day", "night", "contrast", "warm"] = "day"
    colour: str = "#0A6C74"
    logo: str = ""


class ServiceStatus(Told):
    """A service now: can a ticket be taken, and if not, why and until when.

    `reason` is None while open; while paused, `text` is the message and `opens_at` when it ends by itself, if known.
    `opens_at` is the next moment a ticket may be taken, None if not known. `text` is what
    the site says about a closure. `served`: an open counter serves it. `waiting`: how many wait. `ahead`: how many
    would be called before a ticket taken now. Services with the same `group` are in one; `group` is its name in the
    site's first language, `group_name` in each that it has one in.
    """

    code: str
    name: Texts
    group: str = ""
    group_name: Texts = Field(default_factory=dict)
    icon: str = ""
    open: bool
    reason: Literal["closed", "full", "paused"] | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    text: Texts = Field(default_factory=dict)
    served: bool
    waiting: int
    ahead: int
    wait: Wait | None = None
    questions: list[AskedQuestion] = Field(default_factory=list)
    faq: list[CommonQuestion] = Field(default_factory=list)
    bring: Texts = Field(default_factory=dict)


class LobbyInfo(Told):
    """How the lobby looks and sounds.

    Hours are times of day on the site's clock as in the site file, `12:00-13:00`; they may run past midnight. `voice`:
    in the ticket's language, in the site's first one, in both, or not at all. In `quiet_hours` nothing sounds, in
    `dim_hours` the screen is dark. `volume` in per cent; `volumes`: another one at a time of day, `18:00-20:00 40`.
    `next_numbers`: how many of those who come next are shown. `ticker`: a line that runs along the foot, by language.
    """

    voice: Literal["ticket", "site", "both", "off"] = "ticket"
    quiet_hours: list[str] = Field(default_factory=list)
    volume: int = 100
    volumes: list[str] = Field(default_factory=list)
    show_names: bool = False
    next_numbers: int = 0
    dim_hours: list[str] = Field(default_factory=list)
    ticker: Texts = Field(default_factory=dict)


class SiteInfo(Told):
    """What a screen must know of its site.

    `timezone` is an IANA name; `distance` metres to the farthest seat; `priority` who may give it: `ask` is the kiosk.
    `privacy_notice` stands before a name or a phone is asked for.
    """

    code: str
    name: str
    languages: list[str]
    timezone: str
    public_url: str = ""
    distance: float = 5.0
    priority: Literal["staff", "ask", "none"] = "staff"
    privacy_notice: Texts = Field(default_factory=dict)
    theme: ThemeInfo = Field(default_factory=ThemeInfo)
    lobby: LobbyInfo = Field(default_factory=LobbyInfo)


class Services(Told):
    """What can be taken now. `appointments`: somebody is expected today, so that checking in is worth offering.

    To a kiosk: its own `bands` of numbers for an outage, and the business day that they are for.
    """

    event_id: int
    now: Moment
    site: SiteInfo
    services: list[ServiceStatus]
    appointments: bool = False
    bands: list[Band] = Field(default_factory=list)
    business_day: str = ""
