"""Checking in: somebody who is expected says who they are, by code, by a scanned code, or by name and phone."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from kiosk import state as s
from kiosk.flow.moves import Handler, Step, cut_off, go, settled, spoken_to
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


def not_checked_in(state: State, reason: str, now: float) -> State:
    """Say kindly why not, and what now."""
    until = now + lasts(state, s.NotCheckedIn)
    return go(state, s.NotCheckedIn(reason, until, tries=state.tries), now)


def refused(state: State, event: s.TicketRefused, now: float) -> State:
    """The server did not check this customer in."""
    state = replace(state, tries=state.tries + 1)
    reason = event.reason if event.reason in REASONS else "other"
    if reason in UNKNOWN and state.tries >= MOST_TRIES:
        reason = "too_many"
    screen = state.screen
    pending = screen.pending if isinstance(screen, s.Taking | s.Sorry) else None
    who = pending.check_in if pending is not None else None
    told = s.NotCheckedIn(
        reason,
        now + lasts(state, s.NotCheckedIn),
        event.opens_at,
        state.tries,
        code=who.code if who is not None else "",
        due_at=event.at,
        number=event.number,
    )
    return go(spoken_to(state, pending, event.language) if pending is not None else state, told, now)


def _begin(state: State, now: float, typed: str = "") -> State:
    if state.tries >= MOST_TRIES:
        return not_checked_in(state, "too_many", now)
    return go(state, s.CheckInCode(typed, tries=state.tries), now, LOCK_SHORT)


def _check(state: State, who: s.CheckInWith, key: str, now: float) -> Step:
    """Ask the server, which alone knows who is expected; and in which language, if none was chosen here."""
    if state.tries >= MOST_TRIES:
        return not_checked_in(state, "too_many", now), ()
    if cut_off(state):
        return not_checked_in(state, "away", now), ()
    wish = s.Pending(key, "", state.chosen or "", check_in=who)
    return go(state, s.Taking(wish, since=now, tries=state.tries), now), (s.TakeTicket(wish),)


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
    first = s.Privacy if any(notice.values()) else s.CheckInName
    return go(state, first(tries=state.tries), now, LOCK_SHORT), ()


def _agreed(state: State, _event: s.AgreedPressed, now: float) -> Step:
    if not isinstance(state.screen, s.Privacy):
        return state, ()
    return go(state, s.CheckInName(tries=state.tries), now, LOCK_SHORT), ()


def entry_done(state: State, event: s.EntryDone, now: float) -> Step:
    """The field is complete: on to the next one, or to the server."""
    screen = state.screen
    if isinstance(screen, s.CheckInCode) and len(screen.typed) >= CODE_SHORTEST:
        return _check(state, s.CheckInWith(code=screen.typed), event.key, now)
    if isinstance(screen, s.CheckInName) and screen.typed.strip():
        return go(state, s.CheckInPhone(screen.typed.strip(), tries=state.tries), now, LOCK_SHORT), ()
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
        return not_checked_in(state, "not_found", now), ()
    return _check(state, s.CheckInWith(code=code), event.key, now)


def back(state: State, now: float) -> State:
    """One step back among these screens; from an apology it is another try."""
    screen = state.screen
    if isinstance(screen, s.CheckInPhone):
        return go(state, s.CheckInName(screen.name, state.tries), now, LOCK_SHORT)
    if isinstance(screen, s.CheckInCode):
        return go(state, settled(state, s.Start()), now)
    return _begin(state, now, screen.code if isinstance(screen, s.NotCheckedIn) else "")


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
