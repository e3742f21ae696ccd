"""A hand is there: what a touch prolongs, and how this customer wants it."""

from __future__ import annotations

from dataclasses import replace

from kiosk import state as s
from kiosk.flow.moves import Handler, Step
from kiosk.flow.times import LOCK_MOST, LOCK_QUIET, LOCK_SHORT, REFUSED_FOR, Ending, lasts, locked, patience
from kiosk.state import State

STAFF = s.Pin | s.Chores


def _touched(state: State, event: s.Touched, now: float) -> Step:
    eased = state.eased
    if (
        event.by_key
        and state.speaks
        and not (eased.speech or eased.hushed or isinstance(state.screen, STAFF))
    ):
        state = replace(state, eased=replace(eased, speech=True))
    state = _prolonged(state, now)
    if state.warned_at is not None:
        return _extended(state, now), ()
    if locked(state, now):
        quiet = min(now + LOCK_QUIET, state.shown_at + LOCK_MOST)
        state = replace(state, locked_until=max(state.locked_until, quiet))
    return state, ()


def _prolonged(state: State, now: float) -> State:
    """Somebody is here: the screen lasts as if it had just come up."""
    screen = state.screen
    if isinstance(screen, s.Sorry):  # like a refusal, it has been read by the time somebody touches it
        screen = replace(screen, until=max(screen.until, now + patience(state, REFUSED_FOR)))
    elif isinstance(screen, Ending):
        screen = replace(screen, until=max(screen.until, now + lasts(state, type(screen))))
    return replace(state, screen=screen, touched_at=now)


def _extended(state: State, now: float) -> State:
    """More time. The question goes away, and what was below it does not listen at once."""
    return replace(
        state, warned_at=None, extended=state.extended + 1, shown_at=now, locked_until=now + LOCK_SHORT
    )


def _more_time(state: State, _event: s.MoreTimePressed, now: float) -> Step:
    if state.warned_at is None:
        return state, ()
    return _extended(_prolonged(state, now), now), ()


def _toggled(state: State, event: s.EaseToggled, now: float) -> Step:
    eased = state.eased
    match event.what:
        case "larger":
            eased = replace(eased, larger=not eased.larger)
        case "contrast":
            eased = replace(eased, contrast=not eased.contrast)
        case "low":
            eased = replace(eased, low=not eased.low)
        case "speech":
            eased = replace(eased, speech=not eased.speech, hushed=eased.speech)
    state = _prolonged(replace(state, eased=eased), now)
    # Everything may have moved under the finger.
    return replace(state, shown_at=now, locked_until=now + LOCK_SHORT), ()


def _volume(state: State, event: s.VolumeChanged, now: float) -> Step:
    volume = min(max(state.eased.volume + event.step, 1), s.LOUDEST)
    return _prolonged(replace(state, eased=replace(state.eased, volume=volume)), now), ()


def _repeat(state: State, _event: s.RepeatPressed, now: float) -> Step:
    return _prolonged(replace(state, repeats=state.repeats + 1), now), ()


HANDLERS: dict[type[s.Input], Handler] = {
    s.Touched: _touched,
    s.MoreTimePressed: _more_time,
    s.EaseToggled: _toggled,
    s.VolumeChanged: _volume,
    s.RepeatPressed: _repeat,
}
