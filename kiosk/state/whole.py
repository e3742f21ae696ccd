"""Everything that the screen depends on."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.state.cards import Card, cards_of, first_cards
from kiosk.state.screens import About, Asking, Away, Group, Languages, Questions, Screen, Start, Taking
from kit import wire

FALLBACK_LANGUAGE = "en"  # until the server has told the site's own
LOUDEST = 5
USUAL_VOLUME = 3


@dataclass(frozen=True)
class Eased:
    """How this customer wants it; the next one begins afresh. `volume` counts from 1 to LOUDEST.

    `hushed`: reading aloud was turned off on purpose, so keys do not begin it again.
    """

    larger: bool = False
    contrast: bool = False
    low: bool = False
    speech: bool = False
    volume: int = USUAL_VOLUME
    hushed: bool = False


@dataclass(frozen=True)
class State:
    """Everything the screen depends on.

    `chosen` is the customer's language, None for the site's first; `booked`: nobody chose it here, it is the one that
    an appointment was booked in. `page_size` is how many services fit on a page, told
    by whoever draws. `shown_at` is when this screen came up, `locked_until` when it begins to listen to taps.
    `fetch_at` is when the services are to be asked for again, `fetching` since when an answer is awaited.
    `warned_at` is since when the customer is asked whether more time is needed, None while not; `extended` how often it
    was. `repeats` goes up with each wish to hear it again. `bands` are the services for which this kiosk has numbers
    of its own, `unsent` how many such tickets the server does not know yet, `printer` what the printer's trouble is.
    `speaks`: this machine has a voice. `customers` goes up with each new customer. `tries`: how often this one could
    not be checked in. `pin_wrong` and `pin_shut_until`: how often staff's PIN was wrong, and until when none is looked
    at.
    """

    screen: Screen = field(default_factory=lambda: Away(first=True))
    services: wire.Services | None = None
    chosen: str | None = None
    booked: bool = False
    eased: Eased = field(default_factory=Eased)
    page_size: int = 4
    shown_at: float = 0.0
    locked_until: float = 0.0
    touched_at: float = 0.0
    warned_at: float | None = None
    extended: int = 0
    repeats: int = 0
    fetch_at: float = 0.0
    fetching: float | None = None
    failures: int = 0
    bands: frozenset[str] = frozenset()
    unsent: int = 0
    speaks: bool = True
    printer: str = ""
    customers: int = 0
    tries: int = 0
    pin_wrong: int = 0
    pin_shut_until: float = 0.0

    @property
    def site_language(self) -> str:
        """The language a new customer finds."""
        languages = self.services.site.languages if self.services else []
        return languages[0] if languages else FALLBACK_LANGUAGE

    @property
    def language(self) -> str:
        """The language to draw in."""
        return self.chosen or self.site_language

    @property
    def place(self) -> Start | Group:
        """Where among the services this customer is, or came from: the first screen, or one group."""
        screen = self.screen
        if isinstance(screen, About | Questions | Asking | Taking | Languages):
            screen = screen.came or Start()
        return screen if isinstance(screen, Start | Group) else Start()

    @property
    def cards(self) -> tuple[Card, ...]:
        """What there is to choose from at `place`, on all pages: groups and services, or one group's services."""
        services = self.services.services if self.services else []
        if isinstance(self.place, Group):
            return cards_of(services, self.place.name)
        return first_cards(services)

    @property
    def pages(self) -> int:
        """How many pages the cards fill at most, or on their own screen the languages; at least 1.

        The way for who has an appointment may stand in a card's place.
        """
        door = self.services is not None and self.services.appointments and isinstance(self.place, Start)
        count = len(self.cards) + door
        if isinstance(self.screen, Languages):
            count = len(self.services.site.languages) if self.services else 0
        return max(1, -(-count // self.page_size))

    def service(self, code: str) -> wire.ServiceStatus | None:
        """The service with this code, None when the server no longer tells of it."""
        found = (each for each in (self.services.services if self.services else []) if each.code == code)
        return next(found, None)
