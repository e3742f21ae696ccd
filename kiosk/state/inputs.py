"""What people do to the kiosk, and with the news all that can happen to it: values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.state.news import (
    BandsAre,
    PageSized,
    PaperFared,
    PrinterIs,
    QueueChanged,
    Resumed,
    ServicesAged,
    ServicesCame,
    ServicesFailed,
    TicketRefused,
    TicketTaken,
    TicketUnanswered,
)

Ease = Literal["larger", "contrast", "low", "speech"]
Chore = Literal["test_print", "brighter", "darker", "restart", "pair"]

# --- time and hands -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True)
class Touched:
    """A finger or a key, anywhere: somebody is here. `by_key`: a key, which begins the reading aloud."""

    by_key: bool = False


@dataclass(frozen=True)
class ServiceChosen:
    """A tap on a service's card, with the key made for it."""

    code: str
    key: str


@dataclass(frozen=True)
class GroupChosen:
    """A tap on a group of services."""

    name: str


@dataclass(frozen=True)
class TakePressed:
    """Read what is to be brought, and what people ask: a ticket, please."""


@dataclass(frozen=True)
class QuestionOpened:
    """A tap on one of the common questions; None closes it."""

    place: int | None


@dataclass(frozen=True)
class AnswerChosen:
    """The answer to the service's question: its place, None to say nothing."""

    place: int | None


@dataclass(frozen=True)
class Answered:
    """Whether this customer must be served sooner."""

    sooner: bool


@dataclass(frozen=True)
class BackPressed:
    """Not this after all: back to the screen before, in the same language."""


@dataclass(frozen=True)
class LanguagesPressed:
    """A tap on the globe: all languages."""


@dataclass(frozen=True)
class LanguageChosen:
    """A tap on a language."""

    code: str


@dataclass(frozen=True)
class EaseToggled:
    """Larger text, high contrast, low reach or reading aloud, on or off for this customer."""

    what: Ease


@dataclass(frozen=True)
class VolumeChanged:
    """Reading aloud louder (+1) or softer (-1)."""

    step: int


@dataclass(frozen=True)
class RepeatPressed:
    """Say it again."""


@dataclass(frozen=True)
class PageTurned:
    """A tap on the arrow to the next (+1) or the previous (-1) page; of services, texts, answers or keys alike.

    Only the drawing knows how many pages there are, and it sends no step beyond them; among keys the step may be more
    than one, straight to the page that the key names.
    """

    step: int


@dataclass(frozen=True)
class FinishPressed:
    """Done, Back to start, or the Escape key: this customer is finished."""


@dataclass(frozen=True)
class AnotherPressed:
    """Another ticket for the same customer."""


@dataclass(frozen=True)
class MoreTimePressed:
    """Still here: more time, please."""


@dataclass(frozen=True)
class RetryPressed:
    """Try again to reach the server; where a check-in did not reach it, with what was typed for it."""


@dataclass(frozen=True)
class PrintPressed:
    """Paper is back: print the ticket now."""


# --- check-in -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CheckInPressed:
    """I have an appointment."""


@dataclass(frozen=True)
class ByNamePressed:
    """I have no code: by my name. Shows what is done with it first."""


@dataclass(frozen=True)
class AgreedPressed:
    """Read what is done with a name and a phone: go on."""


@dataclass(frozen=True)
class WithoutPressed:
    """A ticket without the appointment then: back to the services, in the same language."""


@dataclass(frozen=True)
class Typed:
    """One character, by a key on the glass or a real one; on whatever screen has a field."""

    character: str = field(repr=False)


@dataclass(frozen=True)
class Erased:
    """The last character goes."""


@dataclass(frozen=True)
class EntryDone:
    """The field is complete. `key` is made here for what may come of it: a check-in."""

    key: str


@dataclass(frozen=True)
class Scanned:
    """A scanner read this, with the key made for it."""

    text: str = field(repr=False)
    key: str


# --- staff ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CornerHeld:
    """The corner was held as long as only staff would."""


@dataclass(frozen=True)
class PinRight:
    """The PIN was right."""


@dataclass(frozen=True)
class PinWrong:
    """The PIN was not right, or there is none."""


@dataclass(frozen=True)
class ChoreChosen:
    """One of the service functions."""

    what: Chore


@dataclass(frozen=True)
class ChoreDone:
    """How it went: a sentence's message id, in English."""

    said: str


Input = (
    Tick
    | Touched
    | ServiceChosen
    | GroupChosen
    | TakePressed
    | QuestionOpened
    | AnswerChosen
    | Answered
    | BackPressed
    | LanguagesPressed
    | LanguageChosen
    | EaseToggled
    | VolumeChanged
    | RepeatPressed
    | PageTurned
    | FinishPressed
    | AnotherPressed
    | MoreTimePressed
    | RetryPressed
    | PrintPressed
    | CheckInPressed
    | ByNamePressed
    | AgreedPressed
    | WithoutPressed
    | Typed
    | Erased
    | EntryDone
    | Scanned
    | CornerHeld
    | PinRight
    | PinWrong
    | ChoreChosen
    | ChoreDone
    | PageSized
    | ServicesCame
    | ServicesFailed
    | ServicesAged
    | QueueChanged
    | TicketTaken
    | TicketRefused
    | TicketUnanswered
    | BandsAre
    | Resumed
    | PaperFared
    | PrinterIs
)
