"""Pure: the words beside the calls: an apology, a message, what the side area shows, and that it is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from kit.language import Catalog, about_wait, catalog, clock, day, pick
from kit.lobby.hours import within
from kit.lobby.inturn import BETWEEN, in_turn
from kit.lobby.shown import SIDE_STEPS, Shut, Side, Words
from kit.ownway import direction_of, picked
from kit.wire import Board, Notice, Waiting

LEAST_S = 3  # nothing in the side area can be read in less
_SHORT = 20  # characters that every screen has room for at once, in one step of a notice's time
_STEPS = [each for each in range(1, SIDE_STEPS + 1) if SIDE_STEPS % each == 0]


def apology(waiting: Iterable[Waiting], languages: Sequence[str]) -> tuple[Words, ...]:
    """That it takes longer than somebody was told, and how long now, for each service of which that is true.

    In each language in turn: whoever was promised something was told it in their own.
    """
    late = [each for each in waiting if each.late]
    return in_turn([{code: _sorry(late, catalog(code)) for code in languages}], languages) if late else ()


def _sorry(late: Iterable[Waiting], said: Catalog) -> str:
    waits = [_new_estimate(each, said) for each in late if each.wait is not None]
    sorry = said.text("This is taking longer than we said. We are sorry.")
    return BETWEEN.join([sorry, *filter(None, waits)])


def _new_estimate(waiting: Waiting, said: Catalog) -> str:
    wait = about_wait(waiting.wait.low_s, waiting.wait.high_s, said) if waiting.wait else ""
    name = pick(waiting.name, said.language.code, said.language.code) or waiting.service
    return said.text("{service}: now {wait}", service=name, wait=wait) if wait else ""


def message(
    notices: Iterable[Notice], moment: datetime, zone: str, languages: Sequence[str]
) -> tuple[Words, ...]:
    """What staff tell the waiting room now, in each language; all of it, if there is more than one thing."""
    standing = (each for each in notices if each.place == "message" and _stands(each, moment, zone))
    return in_turn([each.text for each in standing], languages)


def side(notices: Iterable[Notice], moment: datetime, zone: str, languages: Sequence[str]) -> Side | None:
    """What the side area shows at this moment: one notice after another, the same on every screen of a site.

    A notice has its seconds in each of the languages that it is written in.
    """
    turns = [
        (float(max(LEAST_S, each.seconds)), shown)
        for each in notices
        if each.place == "side" and _stands(each, moment, zone)
        for shown in _sides(each, languages)
    ]
    left = moment.timestamp() % sum(seconds for seconds, _ in turns) if turns else 0.0
    for seconds, shown in turns:
        if left < seconds:
            return _going(shown, left / seconds)
        left -= seconds
    return turns[-1][1] if turns else None


def _going(shown: Side, gone: float) -> Side:
    """In no more steps than its words may have parts: each is drawn anew."""
    parts = len(shown.text.text) / _SHORT if shown.text else 1
    steps = next((each for each in _STEPS if each >= parts), SIDE_STEPS)
    return replace(shown, step=min(steps - 1, int(gone * steps)) * (SIDE_STEPS // steps))


def _sides(notice: Notice, languages: Sequence[str]) -> list[Side]:
    said = [Side(words, notice.picture) for words in in_turn([notice.text], languages)]
    return said or ([Side(None, notice.picture)] if notice.picture else [])


def _stands(notice: Notice, moment: datetime, zone: str) -> bool:
    begun = notice.since is None or notice.since <= moment
    ended = notice.until is not None and notice.until <= moment
    return begun and not ended and (not notice.hours or within(notice.hours, moment, zone))


def shut(board: Board, moment: datetime, languages: Sequence[str]) -> tuple[Shut, ...]:
    """That it is closed, when it opens: the time today, the weekday this week, else the date; and the site's word.

    In each language in turn.
    """
    return tuple(dict.fromkeys(_shut(board, moment, catalog(code), languages[0]) for code in languages))


def _shut(board: Board, moment: datetime, said: Catalog, default: str) -> Shut:
    language = said.language
    words, spoken = picked(board.text, language.code, default)
    text = Words(words, direction_of(words, spoken), spoken) if words else None
    title, opens = said.text("Closed"), _opens(board, moment, said)
    return Shut(title, opens, text, language.direction, language.code)


def _opens(board: Board, moment: datetime, said: Catalog) -> str:
    """Nothing once the time has come, though nobody has said yet that it is open: a weekday would be next week's."""
    if board.opens_at is None or board.opens_at <= moment:
        return ""
    code, zone = said.language.code, board.site.timezone
    here, there = (each.astimezone(ZoneInfo(zone)).date() for each in (moment, board.opens_at))
    time = clock(board.opens_at, code, zone)
    if there == here:
        return said.text("Opens at {time}", time=time)
    if there - here < timedelta(days=7):
        local = board.opens_at.astimezone(ZoneInfo(zone))
        name = format_datetime(local, "EEEE", locale=said.language.locale)
    else:
        name = day(board.opens_at, code, zone)
    return said.text("Opens {day} at {time}", day=name, time=time)
