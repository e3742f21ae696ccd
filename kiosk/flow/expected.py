"""Checking in: somebody who is expected says who they are, by code, by a scanned code, or by name and phone."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from kiosk import state as s
from kiosk.flow.moves import Handler, Step, cut_off, go, settled, show, spoken_to
from kiosk.flow.times import LOCK_SHORT, lasts, locked
from kiosk.state import State

CODE_SHORTEST = 4
PHONE_SHORTEST = 3
MOST_TRIES = 5  # then the desk helps: nobody finds a code, or a neighbour's name, by trying
CHECKING_IN = s.CheckInCode | s.Privacy | s.CheckInName | s.CheckInPhone | s.NotCheckedIn
REASONS = {
    "not_found", "ambiguous", "too_early", "other_day", "arrived", "cancelled", "closed", "full", "too_many"
}  # fmt: skip
UNKNOWN = {"not_found", "ambiguous", "other"}  # nobody was found by it: the fifth of these is the last
WAITS = {"too_early"}  # nothing can be done before its time: whoever says so leaves, and comes back
_CODE = re.compile(r"[A-Z0-9]{4,12}")
_BETWEEN = re.compile(r"[\s-]")  # as people write a long code


def code_in(text: str) -> str:
    """The code of an appointment in what was scanned: the text itself, or a link that carries one; "" for none."""
    text = text.strip()
    try:
        link = urlsplit(text)
        said = parse_qs(link.query).get("code", [])
    except ValueError:  # looks like a link, and is none
        return ""
    if link.scheme not in {"", "http", "https"}:
        return ""
    found = said[0] if said else link.path.rstrip("/").rpartition("/")[2]
    found = _BETWEEN.sub("", found).upper()
    return found if _CODE.fullmatch(found) else ""


def field_for(who: s.CheckInWith) -> s.IdField:
    """Where somebody types this, with it there already: to mend a letter nobody begins again."""
    return s.CheckInName(who.name, phone=who.phone_end) if who.name else s.CheckInCode(who.code)


def not_checked_in(
    state: State, reason: str, now: float, came: s.IdField | None = None, wish: s.Pending | None = None
) -> State:
    """Say kindly why not, and what now."""
    until = now + lasts(state, s.NotCheckedIn)
    return go(state, s.NotCheckedIn(reason, until, came=came or s.CheckInCode(), wish=wish), now)


def refused(state: State, pending: s.Pending, event: s.TicketRefused, now: float) -> State:
    """The server did not check this customer in."""
    state = replace(state, tries=state.tries + 1)
    reason = event.reason if event.reason in REASONS else "other"
    if reason in UNKNOWN and state.tries >= MOST_TRIES:
        return not_checked_in(state, "too_many", now)
    came = field_for(pending.check_in or s.CheckInWith())
    until = now + lasts(state, s.NotCheckedIn)
    told = s.NotCheckedIn(reason, until, event.opens_at, came=came, due_at=event.at, number=event.number)
    return go(spoken_to(state, pending, event.language), told, now)


def unanswered(state: State, pending: s.Pending, now: float) -> State:
    """The server has not answered in time: the desk checks in, or this screen once it can be reached again."""
    came = field_for(pending.check_in or s.CheckInWith())
    return replace(not_checked_in(state, "away", now, came, pending), fetch_at=min(state.fetch_at, now))


def reached(state: State, now: float) -> State:
    """The server answers: whoever was sent to the desk can check in here after all, and is told so, not moved on."""
    screen = state.screen
    offered = state.services is not None and state.services.appointments
    if not isinstance(screen, s.NotCheckedIn) or screen.reason != "away" or not offered:
        return state
    until = max(screen.until, now + lasts(state, s.NotCheckedIn))
    told = replace(screen, reason="back", until=until, page=0)
    # A customer who is being asked for more time is still being asked.
    return replace(show(state, told, now), warned_at=state.warned_at)


def lost(state: State, now: float) -> State:
    """The server is out of reach again: what was just offered cannot be had."""
    screen = state.screen
    if not isinstance(screen, s.NotCheckedIn) or screen.reason != "back":
        return state
    return replace(show(state, replace(screen, reason="away", page=0), now), warned_at=state.warned_at)


def again(state: State, screen: s.NotCheckedIn, now: float) -> Step:
    """Ask the server what it has not answered: with the same key, for it may have checked this customer in."""
    if screen.reason != "back" or screen.wish is None:
        return back(state, now), ()
    return _ask(state, screen.wish, now)


def _begin(state: State, now: float, field: s.IdField | None = None) -> State:
    if state.tries >= MOST_TRIES:
        return not_checked_in(state, "too_many", now)
    return go(state, field or s.CheckInCode(), now, LOCK_SHORT)


def _check(state: State, who: s.CheckInWith, key: str, now: float) -> Step:
    """Ask the server, which alone knows who is expected; and in which language, if none was chosen here."""
    return _ask(state, s.Pending(key, "", state.chosen or "", check_in=who), now)


def _ask(state: State, wish: s.Pending, now: float) -> Step:
    if state.tries >= MOST_TRIES:
        return not_checked_in(state, "too_many", now), ()
    if cut_off(state):
        return unanswered(state, wish, now), ()
    return go(state, s.Taking(wish, since=now), now), (s.TakeTicket(wish),)


def _check_in_pressed(state: State, _event: s.CheckInPressed, now: float) -> Step:
    offered = state.services is not None and state.services.appointments
    if not offered or not isinstance(state.screen, s.Start | s.Group):
        return state, ()
    if cut_off(state):
        return not_checked_in(state, "away", now), ()
    return _begin(state, now), ()


def _by_name(state: State, _event: s.ByNamePressed, now: float) -> Step:
    if not isinstance(state.screen, s.CheckInCode | s.NotCheckedIn):
        return state, ()
    if state.tries >= MOST_TRIES:
        return not_checked_in(state, "too_many", now), ()
    notice = state.services.site.privacy_notice if state.services is not None else {}
    return go(state, s.Privacy() if any(notice.values()) else s.CheckInName(), now, LOCK_SHORT), ()


def _agreed(state: State, _event: s.AgreedPressed, now: float) -> Step:
    if not isinstance(state.screen, s.Privacy):
        return state, ()
    return go(state, s.CheckInName(), now, LOCK_SHORT), ()


def entry_done(state: State, event: s.EntryDone, now: float) -> Step:
    """The field is complete: on to the next one, or to the server."""
    screen = state.screen
    if isinstance(screen, s.CheckInCode) and len(screen.typed) >= CODE_SHORTEST:
        return _check(state, s.CheckInWith(code=screen.typed), event.key, now)
    if isinstance(screen, s.CheckInName) and screen.typed.strip():
        return go(state, s.CheckInPhone(screen.typed.strip(), screen.phone), now, LOCK_SHORT), ()
    if isinstance(screen, s.CheckInPhone) and len(screen.typed) >= PHONE_SHORTEST:
        return _check(state, s.CheckInWith(name=screen.name, phone_end=screen.typed), event.key, now)
    return state, ()


def _scanned(state: State, event: s.Scanned, now: float) -> Step:
    """A code held to the scanner. Not in the first moments of an apology: a scanner may read the same code twice."""
    screen = state.screen
    offered = state.services is not None and state.services.appointments
    choosing = isinstance(screen, s.Start | s.Group | s.Languages) and offered
    if not choosing and not isinstance(screen, CHECKING_IN):
        return state, ()
    if isinstance(screen, s.NotCheckedIn) and locked(state, now):
        return state, ()
    code = code_in(event.text)
    if not code:
        came = screen.came if isinstance(screen, s.NotCheckedIn) else screen
        return not_checked_in(state, "unread", now, came if isinstance(came, s.IdField) else None), ()
    return _check(state, s.CheckInWith(code=code), event.key, now)


def back(state: State, now: float) -> State:
    """One step back among these screens; from an apology another try, where it was typed and with all of it there."""
    screen = state.screen
    if isinstance(screen, s.CheckInPhone):
        return go(state, s.CheckInName(screen.name, phone=screen.typed), now, LOCK_SHORT)
    if isinstance(screen, s.CheckInCode):
        return go(state, settled(state, s.Start()), now)
    return _begin(state, now, screen.came if isinstance(screen, s.NotCheckedIn) else None)


def _without(state: State, _event: s.WithoutPressed, now: float) -> Step:
    if not isinstance(state.screen, CHECKING_IN):
        return state, ()
    return go(state, settled(state, s.Start()), now), ()


HANDLERS: dict[type[s.Input], Handler] = {
    s.CheckInPressed: _check_in_pressed,
    s.ByNamePressed: _by_name,
    s.AgreedPressed: _agreed,
    s.Scanned: _scanned,
    s.WithoutPressed: _without,
}
