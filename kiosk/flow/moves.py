"""From one screen to another, and back to the first one for the next customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk import state as s
from kiosk.flow.times import LOCK_LONG, LOCK_SHORT, LOCK_TAPPED
from kiosk.state import State

Step = tuple[State, tuple[s.Request, ...]]
Handler = Callable[[State, Any, float], Step]

FAILURES_TO_AWAY = 2
MIDDLE = (
    s.Group | s.Languages | s.About | s.Questions | s.Asking | s.CheckInCode | s.Privacy | s.CheckInName
    | s.CheckInPhone | s.NotCheckedIn
)  # fmt: skip


def show(state: State, screen: s.Screen, now: float, lock: float = LOCK_LONG) -> State:
    """Another screen, which listens after `lock` seconds; nobody has touched anything for it."""
    return replace(state, screen=screen, shown_at=now, locked_until=now + lock, warned_at=None)


def go(state: State, screen: s.Screen, now: float, lock: float = LOCK_TAPPED) -> State:
    """Another screen, because the customer wants it."""
    return replace(show(state, screen, now, lock), touched_at=now)


def next_customer(state: State, now: float) -> State:
    """Back to the start as a new customer wants to find it: the site's language, the first page, fresh counts."""
    state = show(state, home(state), now, LOCK_TAPPED)
    return replace(
        state,
        chosen=None,
        booked=False,
        eased=s.Eased(),
        extended=0,
        repeats=0,
        tries=0,
        customers=state.customers + 1,
        fetch_at=min(state.fetch_at, now),
    )


def cut_off(state: State) -> bool:
    """Whether the server is known to be out of reach."""
    return state.failures >= FAILURES_TO_AWAY


def offline(state: State) -> bool:
    """Whether the kiosk goes on by itself now, with numbers of its own."""
    return cut_off(state) and bool(state.bands)


def no_number(state: State, service: str) -> bool:
    """Whether there is no number to be had for this service: the server is away, and ours are used up."""
    return offline(state) and service not in state.bands


def home(state: State) -> s.Start | s.Away:
    """The first screen, as things are."""
    if state.services is None or (cut_off(state) and not state.bands):
        return s.Away(first=state.services is None and state.failures == 0)
    return s.Start()


def spoken_to(state: State, pending: s.Pending, booked: str) -> State:
    """Whoever has chosen no language and booked in one of the site's is spoken to in that, as the paper will be."""
    offered = state.services.site.languages if state.services is not None else []
    if pending.language or booked not in offered:
        return state
    return replace(state, chosen=booked, booked=True)


def settled(state: State, place: s.Start | s.Group | s.Away | None) -> s.Screen:
    """Where going back to `place` leads by now: the server may have come or gone, a group may be no more."""
    first = home(state)
    if isinstance(first, s.Away) or isinstance(place, s.Away) or place is None:
        return first
    if isinstance(place, s.Group) and not _is_group(state, place.name):
        return s.Start(place.before)
    return place


def resettle(state: State, now: float) -> State:
    """The services or the apology, as the server and our own numbers have just turned out."""
    screen = state.screen
    if not isinstance(screen, s.Start | s.Group | s.Away):
        return state
    wanted = settled(state, screen)
    if wanted != screen:
        # A customer who is being asked for more time is still being asked.
        state = replace(show(state, wanted, now, LOCK_SHORT), warned_at=state.warned_at)
    return clamped(state)


def clamped(state: State) -> State:
    """The last page there is, where the one that was shown has vanished."""
    screen = state.screen
    if isinstance(screen, s.Start | s.Group | s.Languages) and screen.page >= state.pages:
        return replace(state, screen=replace(screen, page=state.pages - 1))
    return state


def left_behind(state: State) -> bool:
    """Whether a customer has changed something that the next one would find."""
    changed = state.chosen is not None or state.eased != s.Eased()
    return changed or (isinstance(state.screen, s.Start) and state.screen.page > 0)


def in_the_middle(state: State) -> bool:
    """Whether a customer is in the middle of something, so that time is not to run out without a word."""
    screen = state.screen
    return isinstance(screen, MIDDLE | s.NoPaper) or (
        isinstance(screen, s.Start | s.Away) and left_behind(state)
    )


def _is_group(state: State, name: str) -> bool:
    services = state.services.services if state.services else []
    return any(isinstance(each, s.GroupCard) and each.name == name for each in s.first_cards(services))
