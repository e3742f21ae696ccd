"""Pure: what a lobby screen says, in words, from the board and the time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from kit import ownway
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
from kit.lobby.announcing import quiet
from kit.lobby.beside import apology, message, shut, side
from kit.lobby.board import SHOWN_S, Lobby, Row
from kit.lobby.hours import within
from kit.lobby.inturn import in_turn
from kit.lobby.shown import (
    NOBODY,
    CounterLine,
    Line,
    NowCalling,
    People,
    Place,
    Shut,
    Side,
    View,
    Words,
)
from kit.scripts import is_han
from kit.wire import BoardCounter, Call, Notice, Texts, Waiting

__all__ = [
    "CounterLine",
    "Line",
    "Link",
    "NowCalling",
    "People",
    "Place",
    "Shut",
    "Side",
    "View",
    "Words",
    "starting",
    "view",
]

Link = Literal["fresh", "stale", "starting"]

_GREETINGS = (
    (12, sentence("Good morning.")),
    (18, sentence("Good afternoon.")),
    (24, sentence("Good evening.")),
)


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


def view(
    lobby: Lobby, now: float, link: Link, *, raqm: bool, silent: bool = False, slides: Sequence[Notice] = ()
) -> View:
    """Say everything in the site's first language that this machine can draw.

    In each of them in turn: the site's own texts, that it is closed, and that it takes longer than was said.

    `silent`: calls cannot be heard just now. `slides`: what this screen shows beside the calls, of its own.
    """
    site, told, only = lobby.site, lobby.told, lobby.only
    languages = available(site.languages, raqm=raqm)[0]
    code = languages[0]
    said = catalog(code)
    moment = lobby.time(now)
    waiting = only.waiting(lobby.waiting, lobby.counters)
    coming = only.next(lobby.next, lobby.counters)[: site.lobby.next_numbers]
    unheard = silent or quiet(lobby, now, (turn.call for turn in lobby.turns))
    return View(
        language=code,
        direction=said.language.direction,
        site=site.name,
        clock=clock(moment, code, site.timezone),
        date=day(moment, code, site.timezone),
        greeting=said.text(_greeting(moment, site.timezone)),
        hint=said.text("We will call your number here."),
        distance=site.distance,
        calls=tuple(_now_calling(lobby, turn.call, code, raqm=raqm) for turn in lobby.turns),
        list_title=said.text("Last calls"),
        lines=tuple(_line(row, code) for row in lobby.rows(now)),
        counters_title=said.text("Counters"),
        counters=tuple(_counter(each, said) for each in only.counters_of(lobby.counters)),
        next_title=said.text("Coming up"),
        next_numbers=tuple(each.number for each in coming),
        waiting_title=said.text("Waiting"),
        waiting=tuple(_people(each, said) for each in waiting),
        waiting_all=_waiting_all(sum(each.count for each in waiting), said),
        paused=tuple(
            (each.service, ownway.told(each.message, code) or said.text("Paused for the moment"))
            for each in waiting
            if each.paused
        ),
        paused_word=said.text("Paused"),
        notice=said.text("No connection.") if link == "stale" else "",
        advice=said.text("Please ask our staff.") if link == "stale" else "",
        apology=apology(waiting, languages),
        message=message(told.notices, moment, site.timezone, languages),
        ticker=in_turn([site.lobby.ticker], languages),
        side=side([*told.notices, *slides], moment, site.timezone, languages),
        shut=() if told.open or lobby.turns else shut(told, moment, languages),
        dim=within(site.lobby.dim_hours, moment, site.timezone),
        flash=unheard and any(now - turn.since < SHOWN_S and not turn.over for turn in lobby.turns),
    )


def _line(row: Row, code: str) -> Line:
    place = _place(row.call.counter_name, row.call.counter, code, code)
    return Line(row.call.number, place, row.pending, row.fresh)


def _counter(counter: BoardCounter, said: Catalog) -> CounterLine:
    """A counter that serves somebody says whom, on a break too: that comes after.

    One that serves nobody is marked so, and not called free: nobody is to go there without being called.
    """
    code = said.language.code
    place = _place(counter.name, counter.code, code, code)
    words = {"open": NOBODY, "break": said.text("Break"), "closed": said.text("Closed")}
    state = "" if counter.number else words[counter.state]
    closed = counter.state == "closed" and not counter.number
    return CounterLine(place, counter.direction, counter.number or "", state, closed)


def _waiting_all(people: int, said: Catalog) -> str:
    return said.plural("{n} waiting", "{n} waiting", people) if people else said.text("No one waiting")


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


def _now_calling(lobby: Lobby, call: Call, site_language: str, *, raqm: bool) -> NowCalling:
    place = _place(call.counter_name, call.counter, site_language, site_language)
    title = catalog(site_language).text("Now calling")
    also = _also(call, place, site_language, raqm=raqm)
    name = (call.name or "") if lobby.site.lobby.show_names else ""
    return NowCalling(title, call.number, place, call.direction, also, name)


def _also(call: Call, place: Place, site_language: str, *, raqm: bool) -> Words | None:
    """Return where to go in the customer's own language, where that says something else."""
    own = language(call.language)
    if own.code == language(site_language).code or (own.needs_raqm and not raqm):
        return None
    name = _place(call.counter_name, call.counter, own.code, site_language).name
    return None if name == place.name else Words(name, own.direction, own.code)


def _place(names: Texts, counter: str, code: str, default: str) -> Place:
    usual = catalog(code).text("Counter {code}", code=counter)
    name = pick(names, code, default) or usual
    place = _parts(name, counter)
    return place if name == usual else replace(place, usual=_parts(usual, counter))


def _parts(name: str, counter: str) -> Place:
    if name.endswith(counter) and name != counter:
        return Place(name, name.removesuffix(counter).strip(), counter, counter, counter)
    # In Chinese the word comes after the code (3号窗口), and both are read as one.
    word = name.removeprefix(counter)
    brief = counter if word != name and word[:1] and is_han(word[0]) else name
    return Place(name, "", name, brief, counter)
