"""Behind the corner: staff's PIN, and the service functions."""

from __future__ import annotations

from dataclasses import replace

from kiosk import state as s
from kiosk.flow.moves import Handler, Step, go, next_customer
from kiosk.flow.times import LOCK_SHORT, SHUT_FOR, shut
from kiosk.state import State

PIN_SHORTEST = 4
MOST_WRONG = 5


def _corner_held(state: State, _event: s.CornerHeld, now: float) -> Step:
    if not isinstance(state.screen, s.Start | s.Away):
        return state, ()
    return go(state, _pin(state), now, LOCK_SHORT), ()


def _pin(state: State) -> s.Pin:
    return s.Pin(wrong=state.pin_wrong, shut_until=state.pin_shut_until)


def pin_done(state: State, screen: s.Pin, now: float) -> Step:
    """The PIN is typed: is it right? Not while too many were wrong, nor while one is being looked at."""
    if len(screen.typed) < PIN_SHORTEST or screen.checking or shut(state, now):
        return state, ()
    return replace(state, screen=replace(screen, checking=True), touched_at=now), (s.CheckPin(screen.typed),)


def _right(state: State, _event: s.PinRight, now: float) -> Step:
    if not isinstance(state.screen, s.Pin) or not state.screen.checking:
        return state, ()
    state = replace(next_customer(state, now), pin_wrong=0)  # what a customer left behind ends here
    return go(state, s.Chores(), now, LOCK_SHORT), ()


def _wrong(state: State, _event: s.PinWrong, now: float) -> Step:
    if not isinstance(state.screen, s.Pin) or not state.screen.checking:
        return state, ()
    state = replace(state, pin_wrong=state.pin_wrong + 1)
    if state.pin_wrong >= MOST_WRONG:
        state = replace(state, pin_wrong=0, pin_shut_until=now + SHUT_FOR)
    return replace(state, screen=_pin(state)), ()


def _chore_chosen(state: State, event: s.ChoreChosen, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, s.Chores) or screen.busy:
        return state, ()
    return replace(state, screen=s.Chores(busy=event.what), touched_at=now), (s.DoChore(event.what),)


def _chore_done(state: State, event: s.ChoreDone, _now: float) -> Step:
    if not isinstance(state.screen, s.Chores):
        return state, ()
    return replace(state, screen=s.Chores(said=event.said)), ()


HANDLERS: dict[type[s.Input], Handler] = {
    s.CornerHeld: _corner_held,
    s.PinRight: _right,
    s.PinWrong: _wrong,
    s.ChoreChosen: _chore_chosen,
    s.ChoreDone: _chore_done,
}
