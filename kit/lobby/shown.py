"""Everything that a lobby screen shows, as words: what `kit.lobby.view` makes and a screen or a page draws."""

from __future__ import annotations

from dataclasses import dataclass, field

from kit.language.table import Direction
from kit.wire import Direction as Way

SIDE_STEPS = 12
NOBODY = "–"  # in a counter's row: it serves nobody just now


@dataclass(frozen=True, slots=True)
class Words:
    """A text in a language of its own; a page says which one, for whoever has it read aloud."""

    text: str
    direction: Direction
    language: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A counter's name; where the name ends in the counter's code, in those two parts.

    `brief` is what is enough in a narrow list: the code alone, where the rest of the name is the word for a counter.
    `counter` is the counter's own code, for a list in which not even that has room; "" where it has none. `usual` is
    what a counter with this code is usually called, where it has another name: for a card that has no room for that.
    """

    name: str
    word: str
    code: str
    brief: str
    counter: str = ""
    usual: Place | None = None


@dataclass(frozen=True, slots=True)
class NowCalling:
    """The large call: number, where to go and which way, and the same for who reads another language."""

    title: str
    number: str
    place: Place
    way: Way
    also: Words | None
    name: str = ""  # the customer's first name, where they agreed


@dataclass(frozen=True, slots=True)
class Line:
    """A call in the list; `pending` while its turn as the large one is still to come.

    `fresh`: its customer is still on the way, so it stays amber.
    """

    number: str
    place: Place
    pending: bool
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class CounterLine:
    """A counter in the list of all counters: whom it serves now, or in a word why nobody.

    `closed`: nobody works there, so it is the first to be left out where there is little room.
    """

    place: Place
    way: Way
    number: str = ""
    state: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """What the side area shows just now: words, a picture (its path on the server or a file's name), or both.

    `step`: how much of its time has gone, from 0 to SIDE_STEPS - 1, where its words may be too many to be shown at
    once: parts of them then take turns within it.
    """

    text: Words | None = None
    picture: str = ""
    step: int = 0


@dataclass(frozen=True, slots=True)
class Shut:
    """Nobody can be served now, in one language: that it is closed, from when on it will be open.

    `text`: what the site says about it, in another language where it has not written it in this one.
    """

    title: str
    opens: str = ""
    text: Words | None = None
    direction: Direction = "ltr"
    language: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class People:
    """How many wait for a service, and how long one who comes now would: in full, shorter, and in figures.

    All empty where nobody can say; `figures` with the unit and without, None where they would not do.
    """

    service: str
    count: int
    wait: str = ""
    short_wait: str = ""
    figures: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Everything a screen shows. Two equal views are the same picture."""

    language: str
    direction: Direction
    site: str
    clock: str
    date: str
    greeting: str
    hint: str
    distance: float
    calls: tuple[NowCalling, ...] = ()  # up to three share the card, the newest first
    list_title: str = ""
    lines: tuple[Line, ...] = ()
    counters_title: str = ""
    counters: tuple[CounterLine, ...] = ()
    next_title: str = ""
    next_numbers: tuple[str, ...] = ()
    waiting_title: str = ""
    waiting: tuple[People, ...] = ()
    waiting_all: str = ""
    paused: tuple[tuple[str, str], ...] = ()  # services without tickets now, and why
    paused_word: str = ""
    notice: str = ""  # what is wrong with this screen just now
    advice: str = ""  # and what to do
    apology: tuple[Words, ...] = ()  # it takes longer than somebody was told, in each language in turn
    message: tuple[Words, ...] = ()  # what staff tell the waiting room, in each language in turn
    ticker: tuple[Words, ...] = ()  # runs along the foot, one language after another
    side: Side | None = None
    shut: tuple[Shut, ...] = ()  # it is closed, in each language in turn
    dim: bool = False  # the hours in which the screen is dark
    flash: bool = False  # a call cannot be heard just now, so it must be seen

    @property
    def begins(self) -> tuple[tuple[Words, ...], bool, bool]:
        """What makes all turns begin anew when it is another; a newer estimate of the same apology does not."""
        return self.message, bool(self.apology), bool(self.shut)

    @property
    def call(self) -> NowCalling | None:
        """The newest of the calls that are large."""
        return self.calls[0] if self.calls else None
