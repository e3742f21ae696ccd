"""The kiosk's thinking: (state, input, now) -> (state, requests). Pure; every screen change and time-out is here.

`now` is seconds of a monotonic clock. The loop feeds what happened, carries out the requests, and draws the state.
The laws, tested as properties: one tap is one key; never two tries at once; one ticket and one paper for each wish;
whatever happens or does not happen, the kiosk is back at Start (or Away, which recovers by itself) within LONGEST
seconds, with nothing left of the customer, who was asked at least 20 s before whether more time is needed.
"""

from __future__ import annotations

from kiosk import state as s
from kiosk.flow import answers, choosing, ease, expected, fields, journey, staff
from kiosk.flow.expected import CODE_SHORTEST, MOST_TRIES, PHONE_SHORTEST
from kiosk.flow.moves import FAILURES_TO_AWAY, Handler, Step, offline
from kiosk.flow.passing import let_time_pass
from kiosk.flow.staff import MOST_WRONG, PIN_SHORTEST
from kiosk.flow.times import (
    CHORES_FOR,
    DONE_FOR,
    GIVE_UP_AFTER,
    IDLE_FOR,
    LONGEST,
    NO_PAPER_FOR,
    NOT_CHECKED_IN_FOR,
    OFFLINE_AFTER,
    PIN_FOR,
    POLL_AWAY,
    POLL_EVERY,
    POLL_SOON,
    PRINT_FOR,
    REFUSED_FOR,
    RETRY_EVERY,
    SHUT_FOR,
    SLOW_AFTER,
    SORRY_FOR,
    SPOKEN,
    TRY_LIMIT,
    WARN_FOR,
    locked,
    patience,
    remaining,
    shut,
    slow,
    warning,
)
from kiosk.state import State

__all__ = [
    "CHORES_FOR", "CODE_SHORTEST", "DONE_FOR", "FAILURES_TO_AWAY", "GIVE_UP_AFTER", "IDLE_FOR", "LONGEST",
    "MOST_TRIES", "MOST_WRONG", "NOT_CHECKED_IN_FOR", "NO_PAPER_FOR", "OFFLINE_AFTER", "PHONE_SHORTEST",
    "PIN_FOR", "PIN_SHORTEST", "POLL_AWAY", "POLL_EVERY", "POLL_SOON", "PRINT_FOR", "REFUSED_FOR",
    "RETRY_EVERY", "SHUT_FOR", "SLOW_AFTER", "SORRY_FOR", "SPOKEN", "TRY_LIMIT", "WARN_FOR", "Step", "begin",
    "locked", "offline", "patience", "remaining", "shut", "slow", "step", "warning",
]  # fmt: skip


def begin(now: float) -> State:
    """The state of a kiosk that has just been switched on."""
    return State(shown_at=now, touched_at=now, fetch_at=now)


def step(state: State, event: s.Input, now: float) -> Step:
    """What becomes of `state` when `event` happens at `now`, and what to ask for."""
    state, first = let_time_pass(state, now)
    handle = _HANDLERS.get(type(event))
    if handle is None or (type(event) in _MEANT and locked(state, now)):
        return state, first
    state, then = handle(state, event, now)
    return state, first + then


def _entry_done(state: State, event: s.EntryDone, now: float) -> Step:
    if isinstance(state.screen, s.Pin):
        return staff.pin_done(state, state.screen, now)
    return expected.entry_done(state, event, now)


_HANDLERS: dict[type[s.Input], Handler] = {
    **choosing.HANDLERS,
    **journey.HANDLERS,
    **ease.HANDLERS,
    **fields.HANDLERS,
    **expected.HANDLERS,
    **staff.HANDLERS,
    **answers.HANDLERS,
    s.EntryDone: _entry_done,
}

# What somebody does to a thing on the screen: nobody can have meant one that has only just come.
_MEANT: set[type[s.Input]] = {
    s.ServiceChosen, s.GroupChosen, s.TakePressed, s.QuestionOpened, s.AnswerChosen, s.Answered, s.BackPressed,
    s.LanguagesPressed, s.LanguageChosen, s.EaseToggled, s.PageTurned, s.FinishPressed, s.AnotherPressed,
    s.RetryPressed, s.PrintPressed, s.CheckInPressed, s.ByNamePressed, s.AgreedPressed, s.WithoutPressed, s.Typed,
    s.Erased, s.EntryDone, s.ChoreChosen,
}  # fmt: skip
