"""Pure: what a lobby screen says, in words, from the board and the time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from kit.language import (
    Catalog,
    about_wait,
    available,
    bare_minutes,
    catalog,
    clock,
    day,
    language,
    pick,
    sentence,
    short_wait,
)
from kit.language.table import Direction
from kit.lobby.board import Lobby
from kit.scripts import is_han
from kit.wire import Call, Waiting
from kit.wire import Direction as Way

Link = Literal["fresh", "stale", "starting"]

_GREETINGS = (
    (12, sentence("Good morning.")),
    (18, sentence("Good afternoon.")),
    (24, sentence("Good evening.")),
)


@dataclass(frozen=True, slots=True)
class Words:
    """A text in a language of its own."""

    text: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Place:
    """A counter's name; where the name ends in the counter's code, in those two parts.

    `brief` is what is enough in a narrow list: the code alone, where the rest of the name is the word for a counter.
    """

    name: str
    word: str
    code: str
    brief: str


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
    """A counter in the list of all counters: whom it serves now, or in a word why nobody."""

    place: Place
    way: Way
    number: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What the side area shows just now: words, a picture (its path on the server or a file's name), or both."""

    text: Words | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Shut:
    """Nobody can be served now: that it is closed, from when on it will be open, and what the site says about it."""

    title: str
    opens: str = ""
    text: str = ""


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
    apology: str = ""  # it takes longer than somebody was told
    message: str = ""  # what staff tell the waiting room
    ticker: str = ""  # runs along the foot
    side: Side | None = None
    shut: Shut | None = None
    dim: bool = False  # the hours in which the screen is dark
    flash: bool = False  # a call cannot be heard just now, so it must be seen

    @property
    def call(self) -> NowCalling | None:
        """The newest of the calls that are large."""
        return self.calls[0] if self.calls else None


def starting() -> View:
    """What is shown before the server has been reached for the first time."""
    said = catalog("en")
    return View(
        language="en",
        direction="ltr",
        site="",
        clock="",
        date="",
        greeting=said.text("One moment."),
        hint=said.text("We are getting ready for you."),
        distance=5.0,
    )


def view(lobby: Lobby, now: float, link: Link, *, raqm: bool) -> View:
    """Say everything in the site's first language that this machine can draw."""
    site = lobby.site
    code = available(site.languages, raqm=raqm)[0][0]
    said = catalog(code)
    moment = lobby.time(now)
    people = sum(each.count for each in lobby.waiting)
    return View(
        language=code,
        direction=said.language.direction,
        site=site.name,
        clock=clock(moment, code, site.timezone),
        date=day(moment, code, site.timezone),
        greeting=said.text(_greeting(moment, site.timezone)),
        hint=said.text("We will call your number here."),
        distance=site.distance,
        calls=(_now_calling(lobby.turn.call, code, raqm=raqm),) if lobby.turn else (),
        list_title=said.text("Last calls"),
        lines=tuple(Line(row.call.number, _place(row.call, code, code), row.pending) for row in lobby.rows()),
        waiting_title=said.text("Waiting"),
        waiting=tuple(_people(each, said) for each in lobby.waiting),
        waiting_all=said.plural("{n} waiting", "{n} waiting", people)
        if people
        else said.text("No one waiting"),
        paused=tuple(
            (each.service, pick(each.message, code, code) or said.text("Paused for the moment"))
            for each in lobby.waiting
            if each.paused
        ),
        paused_word=said.text("Paused"),
        notice=said.text("No connection.") if link == "stale" else "",
        advice=said.text("Please ask our staff.") if link == "stale" else "",
    )


def _people(waiting: Waiting, said: Catalog) -> People:
    wait = None if waiting.paused else waiting.wait
    if wait is None:
        return People(waiting.service, waiting.count)
    figures = bare_minutes(wait.low_s, wait.high_s, said)
    full, short = (write(wait.low_s, wait.high_s, said) for write in (about_wait, short_wait))
    return People(waiting.service, waiting.count, full, short, figures)


def _greeting(moment: datetime, zone: str) -> str:
    hour = moment.astimezone(ZoneInfo(zone)).hour
    return next(words for until, words in _GREETINGS if hour < until)


def _now_calling(call: Call, site_language: str, *, raqm: bool) -> NowCalling:
    place = _place(call, site_language, site_language)
    title = catalog(site_language).text("Now calling")
    return NowCalling(title, call.number, place, call.direction, _also(call, place, site_language, raqm=raqm))


def _also(call: Call, place: Place, site_language: str, *, raqm: bool) -> Words | None:
    """Return where to go in the customer's own language, where that says something else."""
    own = language(call.language)
    if own.code == language(site_language).code or (own.needs_raqm and not raqm):
        return None
    name = _place(call, own.code, site_language).name
    return None if name == place.name else Words(name, own.direction)


def _place(call: Call, code: str, default: str) -> Place:
    name = pick(call.counter_name, code, default) or catalog(code).text("Counter {code}", code=call.counter)
    if name.endswith(call.counter) and name != call.counter:
        return Place(name, name.removesuffix(call.counter).strip(), call.counter, call.counter)
    # In Chinese the word comes after the code (3号窗口), and both are read as one.
    word = name.removeprefix(call.counter)
    brief = call.counter if word != name and word[:1] and is_han(word[0]) else name
    return Place(name, "", name, brief)
