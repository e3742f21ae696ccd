"""What the kiosk can be showing, what can happen to it, and what it may ask for: values only.

Times are seconds of a monotonic clock. A ticket's way: Start -> Taking -> Printing -> Done, or NoPaper when no paper
came. Refused, Sorry and Away are the other ends; every one of them leads back to Start.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit import wire

FALLBACK_LANGUAGE = "en"  # until the server has told the site's own


@dataclass(frozen=True)
class Pending:
    """One tap's wish for a ticket. `key` is made once, at the tap, and goes with every try."""

    key: str
    service: str
    language: str
    priority: bool = False


# --- screens --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Start:
    """The services to choose from; `page` counts from 0."""

    page: int = 0


@dataclass(frozen=True)
class Away:
    """The server cannot be reached. `first`: we have only just started and have not tried yet."""

    first: bool = False


@dataclass(frozen=True)
class Asking:
    """A service was chosen, and the site wants to know whether its customer must be served sooner.

    `key` is the tap's, `page` the page that it was on.
    """

    service: str
    key: str
    page: int = 0


@dataclass(frozen=True)
class Taking:
    """A ticket was asked for. `page` is the page the tap was on, so that the pressed card stays in its place."""

    pending: Pending
    since: float
    page: int = 0
    asking: bool = True  # a try is with the server now
    next_try: float = 0.0


@dataclass(frozen=True)
class Printing:
    """The ticket exists and is on its way to the paper."""

    ticket: wire.Ticket
    since: float


@dataclass(frozen=True)
class Done:
    """The paper came out."""

    ticket: wire.Ticket
    until: float


@dataclass(frozen=True)
class NoPaper:
    """The ticket exists, its paper does not, or perhaps does not (`doubtful`). `reason` is the printer's word."""

    ticket: wire.Ticket
    reason: str
    doubtful: bool
    until: float


@dataclass(frozen=True)
class Refused:
    """The service closed, or its last ticket went, between the drawing and the tap; or it is paused."""

    service: str
    reason: str  # closed | full | paused | other
    until: float


@dataclass(frozen=True)
class Sorry:
    """No answer came in time: the desk helps. Should the answer come after all, the ticket is still given."""

    pending: Pending
    until: float


Screen = Start | Away | Asking | Taking | Printing | Done | NoPaper | Refused | Sorry


@dataclass(frozen=True)
class State:
    """Everything the screen depends on.

    `chosen` is the customer's language, None for the site's first. `page_size` is how many services fit on a page, told
    by whoever draws. `shown_at` is when this screen came up, `locked_until` when it begins to listen to taps.
    `fetch_at` is when the services are to be asked for again, `fetching` since when an answer is awaited.
    """

    screen: Screen = Away(first=True)
    services: wire.Services | None = None
    chosen: str | None = None
    page_size: int = 4
    shown_at: float = 0.0
    locked_until: float = 0.0
    touched_at: float = 0.0
    fetch_at: float = 0.0
    fetching: float | None = None
    failures: int = 0

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
    def pages(self) -> int:
        """How many pages the services fill, at least 1."""
        count = len(self.services.services) if self.services else 0
        return max(1, -(-count // self.page_size))

    def service(self, code: str) -> wire.ServiceStatus | None:
        """The service with this code, None when the server no longer tells of it."""
        found = (each for each in (self.services.services if self.services else []) if each.code == code)
        return next(found, None)


# --- inputs ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True)
class Touched:
    """A finger or a key, anywhere: somebody is here."""


@dataclass(frozen=True)
class ServiceChosen:
    """A tap on a service's card, with the key made for it."""

    code: str
    key: str


@dataclass(frozen=True)
class Answered:
    """Whether this customer must be served sooner."""

    sooner: bool


@dataclass(frozen=True)
class BackPressed:
    """Not this service after all: back to the services, in the same language."""


@dataclass(frozen=True)
class LanguageChosen:
    """A tap on a language."""

    code: str


@dataclass(frozen=True)
class PageTurned:
    """A tap on the arrow to the next (+1) or the previous (-1) page."""

    step: int


@dataclass(frozen=True)
class FinishPressed:
    """Done, Back to start, or the Escape key: this customer is finished."""


@dataclass(frozen=True)
class AnotherPressed:
    """Another ticket for the same customer."""


@dataclass(frozen=True)
class RetryPressed:
    """Try again to reach the server."""


@dataclass(frozen=True)
class PageSized:
    """So many services fit on a page."""

    services: int


@dataclass(frozen=True)
class ServicesCame:
    """What can be taken now."""

    services: wire.Services


@dataclass(frozen=True)
class ServicesFailed:
    """The server did not say what can be taken."""


@dataclass(frozen=True)
class QueueChanged:
    """Something happened in the queue: what we show may be old."""


@dataclass(frozen=True)
class TicketTaken:
    """The server gave a ticket for this key."""

    key: str
    ticket: wire.Ticket


@dataclass(frozen=True)
class TicketRefused:
    """The server said no for this key. `reason`: closed, full, paused or other."""

    key: str
    reason: str


@dataclass(frozen=True)
class TicketUnanswered:
    """This try brought no answer; the server may have acted or not. `retry_after`: seconds the server asked for."""

    key: str
    retry_after: float = 0.0


@dataclass(frozen=True)
class PaperFared:
    """How the paper of this ticket fared."""

    ticket_id: str
    result: wire.PrintResult
    reason: str = ""


@dataclass(frozen=True)
class Resumed:
    """The program was restarted in the middle of this tap: ask again with the same key."""

    pending: Pending


Input = (
    Tick
    | Touched
    | ServiceChosen
    | Answered
    | BackPressed
    | LanguageChosen
    | PageTurned
    | FinishPressed
    | AnotherPressed
    | RetryPressed
    | PageSized
    | ServicesCame
    | ServicesFailed
    | QueueChanged
    | TicketTaken
    | TicketRefused
    | TicketUnanswered
    | PaperFared
    | Resumed
)

# --- requests -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FetchServices:
    """Ask the server what can be taken now. Answered by ServicesCame or ServicesFailed."""


@dataclass(frozen=True)
class TakeTicket:
    """Ask the server for a ticket. Answered by TicketTaken, TicketRefused or TicketUnanswered with the same key."""

    pending: Pending


@dataclass(frozen=True)
class PrintTicket:
    """Put this ticket on paper. Answered by PaperFared."""

    ticket: wire.Ticket
    language: str


@dataclass(frozen=True)
class Forget:
    """This key is settled or given up: a restart need not ask for it again."""

    key: str


Request = FetchServices | TakeTicket | PrintTicket | Forget
