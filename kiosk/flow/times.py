"""How long things last, in seconds, and what of it is left.

Generous on purpose (WCAG 2.2.1, EN 301 549: a warning, then at least 20 s to ask for more time, at least ten times).
Whoever is read to needs longer: times for reading are multiplied then.
"""

from __future__ import annotations

from kiosk import state as s
from kiosk.state import State

DONE_FOR = 30.0  # to take the paper, and to find the phone for its code
NO_PAPER_FOR = 60.0  # time to write a number down, or to photograph the code
REFUSED_FOR = 20.0
SORRY_FOR = 30.0
NOT_CHECKED_IN_FOR = 45.0
IDLE_FOR = 45.0  # then a customer in the middle of something is asked whether more time is needed
WARN_FOR = 25.0  # ... and nobody answered in this time: language and all go back for the next customer
SPOKEN = 2.0  # times for reading, while it is read aloud or stands in large letters
PIN_FOR = 20.0
CHORES_FOR = 120.0
SHUT_FOR = 60.0  # no PIN is looked at, after too many wrong ones
SLOW_AFTER = 3.0  # then the screen says that it takes longer
OFFLINE_AFTER = 6.0  # no ticket in this time: a number of this kiosk's own, where it has some
GIVE_UP_AFTER = 20.0  # no ticket in this time: the desk helps
TRY_LIMIT = 15.0  # a try that nobody ever answers is given up this long after GIVE_UP_AFTER
RETRY_EVERY = 1.0
PRINT_FOR = 20.0  # the printer has not said how it went: the number must do

# A screen begins to listen this long after it came up, so that fingers still drumming cannot press what is new. A
# finger that came down before and stays longer than a tap does is heard all the same when it lifts.
LOCK_SHORT = 0.3  # the customer's own touch brought it, and a second tap does no harm there
LOCK_TAPPED = 0.5  # ... or might: a double tap's second touch comes sooner; EN 301 549 5.8 asks it of keys
LOCK_LONG = 1.0  # it came by itself, perhaps under a hand on its way to what stood there before
LOCK_LEFT = 1.5  # ... and that was the last screen, with "Done" where services stand now
LOCK_QUIET = 0.4  # each touch during the lock prolongs it ...
LOCK_MOST = 1.5  # ... up to this

POLL_EVERY = 30.0  # the event stream is quicker; this is for when it has dropped
POLL_AWAY = 3.0
POLL_SOON = 0.2  # gathers a burst of events into one question
FETCH_LIMIT = 20.0  # an answer that never came is not waited for any longer

LASTS: dict[type[s.Screen], float] = {
    s.Done: DONE_FOR,
    s.NoPaper: NO_PAPER_FOR,
    s.Refused: REFUSED_FOR,
    s.Sorry: SORRY_FOR,
    s.NotCheckedIn: NOT_CHECKED_IN_FOR,
}
Ending = s.Done | s.NoPaper | s.Refused | s.Sorry | s.NotCheckedIn

# The longest way back to the first screen when nothing happens any more, from whatever there was.
LONGEST = max(
    GIVE_UP_AFTER + TRY_LIMIT + SPOKEN * max(SORRY_FOR, NOT_CHECKED_IN_FOR + WARN_FOR),
    PRINT_FOR + SPOKEN * (NO_PAPER_FOR + WARN_FOR),
    SPOKEN * (max(IDLE_FOR, NOT_CHECKED_IN_FOR) + WARN_FOR),
    CHORES_FOR,
)


def patience(state: State, seconds: float) -> float:
    """How long that is for this customer."""
    return seconds * SPOKEN if state.eased.speech or state.eased.larger else seconds


def lasts(state: State, screen: type[s.Screen]) -> float:
    """How long a screen that ends by itself lasts for this customer."""
    return patience(state, LASTS[screen])


def remaining(state: State, now: float) -> float | None:
    """The share of its time that a screen which ends by itself still has, 1 down to 0; None for the others."""
    screen = state.screen
    if not isinstance(screen, Ending):
        return None
    return min(1.0, max(0.0, (screen.until - now) / lasts(state, type(screen))))


def warning(state: State, now: float) -> float | None:
    """While the customer is asked whether more time is needed: the seconds left to say so. None while not."""
    if state.warned_at is None:
        return None
    return max(0.0, state.warned_at + patience(state, WARN_FOR) - now)


def slow(state: State, now: float) -> bool:
    """Whether the customer has waited so long for a ticket that a word is due."""
    return isinstance(state.screen, s.Taking) and now - state.screen.since >= SLOW_AFTER


def locked(state: State, now: float) -> bool:
    """Whether a touch is let pass now: the screen has only just come, and nobody can have meant what is on it."""
    return now < state.locked_until


def shut(state: State, now: float) -> bool:
    """Whether no PIN is looked at now: too many were wrong."""
    return now < state.pin_shut_until
