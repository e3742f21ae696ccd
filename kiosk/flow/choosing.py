"""The first screen: services and their groups, pages, languages; and how a customer leaves."""

from __future__ import annotations

from dataclasses import replace

from kiosk import state as s
from kiosk.flow import expected, journey
from kiosk.flow.moves import (
    Handler,
    Step,
    clamped,
    go,
    left_behind,
    next_customer,
    no_number,
    settled,
    show,
)
from kiosk.flow.times import LOCK_SHORT, lasts
from kiosk.state import State

TURNING = (
    s.Start | s.Group | s.Languages | s.About | s.Questions | s.CheckInCode | s.Privacy | s.CheckInName
    | s.NotCheckedIn | s.Chores
)  # fmt: skip
BUSY = s.Taking | s.Printing


def _service_chosen(state: State, event: s.ServiceChosen, now: float) -> Step:
    service, screen = state.service(event.code), state.screen
    if not isinstance(screen, s.Start | s.Group) or service is None:
        return state, ()
    if service.reason == "paused" or (service.open and no_number(state, event.code)):
        reason = "paused" if service.reason == "paused" else "band"
        return go(state, s.Refused(event.code, reason, until=now + lasts(state, s.Refused)), now), ()
    if not service.open:
        return state, ()
    return journey.begin(state, s.Pending(event.key, event.code, state.language), screen, now)


def _group_chosen(state: State, event: s.GroupChosen, now: float) -> Step:
    if not isinstance(state.screen, s.Start):
        return state, ()
    group = s.Group(event.name, before=state.screen.page)
    if settled(state, group) != group:
        return state, ()
    return go(state, group, now, LOCK_SHORT), ()


def _languages_pressed(state: State, _event: s.LanguagesPressed, now: float) -> Step:
    """All languages; the drawing knows how many it has room for before."""
    offered = state.services.site.languages if state.services else []
    if not isinstance(state.screen, s.Start | s.Group | s.Away) or len(offered) < 2:
        return state, ()
    return go(state, s.Languages(came=state.screen), now, LOCK_SHORT), ()


def _language_chosen(state: State, event: s.LanguageChosen, now: float) -> Step:
    offered = state.services.site.languages if state.services else []
    screen = state.screen
    if event.code not in offered or not isinstance(screen, s.Start | s.Group | s.Away | s.Languages):
        return state, ()
    if isinstance(screen, s.Languages):
        screen = settled(state, screen.came)
    return go(replace(state, chosen=event.code, booked=False), screen, now, LOCK_SHORT), ()


def _page_turned(state: State, event: s.PageTurned, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, TURNING):
        return state, ()
    page = max(screen.page + event.step, 0)
    if isinstance(screen, s.Start | s.Group | s.Languages):
        page = min(page, state.pages - 1)
    if page == screen.page:
        return state, ()
    return go(state, replace(screen, page=page), now, LOCK_SHORT), ()


def _page_sized(state: State, event: s.PageSized, _now: float) -> Step:
    return clamped(replace(state, page_size=max(1, event.services))), ()


def _back_pressed(state: State, _event: s.BackPressed, now: float) -> Step:
    screen = state.screen
    if isinstance(screen, s.Group):
        return clamped(go(state, s.Start(screen.before), now, LOCK_SHORT)), ()
    if isinstance(screen, s.Languages):
        return go(state, settled(state, screen.came), now, LOCK_SHORT), ()
    if isinstance(screen, expected.CHECKING_IN):
        return expected.back(state, now), ()
    if isinstance(screen, s.Pin | s.Chores):
        return next_customer(state, now), ()
    before = journey.before(state)
    return (state if before is None else go(state, before, now)), ()


def _finish_pressed(state: State, _event: s.FinishPressed, now: float) -> Step:
    screen = state.screen
    if isinstance(screen, BUSY) or (isinstance(screen, s.Start | s.Away) and not left_behind(state)):
        return state, ()
    if isinstance(screen, s.Refused | s.Sorry) or (
        isinstance(screen, s.NotCheckedIn) and screen.reason not in expected.WAITS
    ):
        # Still the same customer, who needs something else: all stays that this customer chose.
        state = replace(state, chosen=None, booked=False) if state.booked else state
        return go(state, settled(state, s.Start()), now), ()
    return next_customer(state, now), ()


def _another_pressed(state: State, _event: s.AnotherPressed, now: float) -> Step:
    if not isinstance(state.screen, s.Done | s.NoPaper):
        return state, ()
    state = replace(state, fetch_at=min(state.fetch_at, now))
    return go(state, settled(state, s.Start()), now), ()


def _retry_pressed(state: State, _event: s.RetryPressed, now: float) -> Step:
    if isinstance(state.screen, s.NotCheckedIn):
        return expected.again(state, state.screen, now)
    if not isinstance(state.screen, s.Away) or state.fetching is not None:
        return state, ()
    return replace(state, fetching=now), (s.FetchServices(),)


def _resumed(state: State, event: s.Resumed, now: float) -> Step:
    pending = event.pending
    if not isinstance(state.screen, s.Start | s.Away):
        return state, ()
    if pending.check_in is not None and not pending.check_in.code:
        return state, (s.Forget(pending.key),)  # a name is on no disk: there is nothing to go on with
    state = replace(state, chosen=pending.language or None)
    return show(state, s.Taking(pending, since=now), now), (s.TakeTicket(pending),)


HANDLERS: dict[type[s.Input], Handler] = {
    s.ServiceChosen: _service_chosen,
    s.GroupChosen: _group_chosen,
    s.LanguagesPressed: _languages_pressed,
    s.LanguageChosen: _language_chosen,
    s.PageTurned: _page_turned,
    s.PageSized: _page_sized,
    s.BackPressed: _back_pressed,
    s.FinishPressed: _finish_pressed,
    s.AnotherPressed: _another_pressed,
    s.RetryPressed: _retry_pressed,
    s.Resumed: _resumed,
}
