"""What time alone does: tries made again, screens that end, customers asked for more time, services asked for."""

from __future__ import annotations

from dataclasses import replace

from kiosk import state as s
from kiosk.flow import expected
from kiosk.flow.moves import Step, cut_off, in_the_middle, left_behind, next_customer, show
from kiosk.flow.times import (
    CHORES_FOR,
    FETCH_LIMIT,
    GIVE_UP_AFTER,
    IDLE_FOR,
    LOCK_LEFT,
    LOCK_LONG,
    OFFLINE_AFTER,
    PIN_FOR,
    POLL_EVERY,
    PRINT_FOR,
    TRY_LIMIT,
    WARN_FOR,
    Ending,
    lasts,
    patience,
)
from kiosk.state import State


def let_time_pass(state: State, now: float) -> Step:
    """What is due at `now`, whatever happens then."""
    screen = state.screen
    requests: tuple[s.Request, ...] = ()
    if isinstance(screen, s.Taking):
        state, requests = _taking(state, screen, now)
    elif isinstance(screen, s.Printing):
        state = _printing(state, screen, now)
    else:
        state, requests = _ending(state, now)
    state, fetches = _fetch(state, now)
    return state, requests + fetches


def _taking(state: State, screen: s.Taking, now: float) -> Step:
    waited = now - screen.since
    pending = screen.pending
    if _own_number_due(state, screen, waited):
        return replace(state, screen=replace(screen, offline=True)), (s.TakeOffline(pending, instead=True),)
    if waited >= GIVE_UP_AFTER + (TRY_LIMIT if screen.asking or screen.offline else 0.0):
        if pending.check_in is not None:
            return expected.unanswered(state, pending, now), (s.Forget(pending.key),)
        sorry = s.Sorry(pending, until=now + lasts(state, s.Sorry))
        return show(state, sorry, now), (s.Forget(pending.key),)
    if screen.asking or screen.offline or now < screen.next_try:
        return state, ()
    return replace(state, screen=replace(screen, asking=True)), (s.TakeTicket(pending),)


def _own_number_due(state: State, screen: s.Taking, waited: float) -> bool:
    """Whether to stop waiting for the server. Who is expected is known to the server alone."""
    pending = screen.pending
    if screen.offline or pending.check_in is not None or pending.service not in state.bands:
        return False
    return waited >= OFFLINE_AFTER or (cut_off(state) and not screen.asking)


def _printing(state: State, screen: s.Printing, now: float) -> State:
    if now - screen.since < PRINT_FOR:
        return state
    until = now + lasts(state, s.NoPaper)
    return show(state, s.NoPaper(screen.given, "", doubtful=True, until=until), now)


def _ending(state: State, now: float) -> Step:
    due = _due(state)
    if due is None:
        return replace(state, warned_at=None), ()
    if state.warned_at is not None:
        over = now >= state.warned_at + patience(state, WARN_FOR)
        return (_left(state, now) if over else state), ()
    if now < due:
        return state, ()
    if not in_the_middle(state):
        return _left(state, now), ()
    # The question comes over the screen: who was just about to touch something has not said "I am done".
    asked = replace(state, warned_at=now, shown_at=now, locked_until=now + LOCK_LONG)
    return asked, (s.Chime(),)


def _left(state: State, now: float) -> State:
    """The next customer's first screen, under the fingers of somebody who may be about to press something else."""
    return replace(next_customer(state, now), locked_until=now + LOCK_LEFT)


def _due(state: State) -> float | None:
    """When this customer's time on this screen is up; None where nobody has left anything behind."""
    screen = state.screen
    if isinstance(screen, Ending):
        return screen.until
    if isinstance(screen, s.Pin):
        return state.touched_at + PIN_FOR
    if isinstance(screen, s.Chores):
        return state.touched_at + CHORES_FOR
    if isinstance(screen, s.Start | s.Away) and not left_behind(state) and not state.tries:
        return None
    return state.touched_at + patience(state, IDLE_FOR)


def _fetch(state: State, now: float) -> Step:
    if state.fetching is not None and now - state.fetching < FETCH_LIMIT:
        return state, ()
    if now < state.fetch_at:
        return state, ()
    return replace(state, fetching=now, fetch_at=now + POLL_EVERY), (s.FetchServices(),)
