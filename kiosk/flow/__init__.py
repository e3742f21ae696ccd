"""The kiosk's thinking: (state, input, now) -> (state, requests). Pure; every screen change and time-out is here.

`now` is seconds of a monotonic clock. The loop feeds what happened, carries out the requests, and draws the state.
The laws, tested as properties: one tap is one TakeTicket key; never two tries at once; whatever happens or does not
happen, the kiosk is back at Start (or Away, which recovers by itself) within LONGEST seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk import state as s
from kiosk.state import State

Step = tuple[State, tuple[s.Request, ...]]

# Time-outs in seconds, generous on purpose (WCAG 2.2.1: at least 20 s, longer by one simple action).
DONE_FOR = 20.0
NO_PAPER_FOR = 60.0  # time to write a number down, or to photograph the code
REFUSED_FOR = 20.0
SORRY_FOR = 30.0
IDLE_FOR = 45.0  # then language and page go back for the next customer
SLOW_AFTER = 3.0  # then the screen says that it takes longer
GIVE_UP_AFTER = 20.0  # no ticket in this time: the desk helps
TRY_LIMIT = 15.0  # a try that nobody ever answers is given up this long after GIVE_UP_AFTER
RETRY_EVERY = 1.0
PRINT_FOR = 20.0  # the printer has not said how it went: the number must do

# A screen begins to listen this long after it came up, so that fingers still drumming cannot press what is new.
LOCK_SHORT = 0.3
LOCK_LONG = 1.0
LOCK_QUIET = 0.4  # each touch during the lock prolongs it ...
LOCK_MOST = 3.0  # ... up to this

POLL_EVERY = 30.0  # the event stream is quicker; this is for when it has dropped
POLL_AWAY = 3.0
POLL_SOON = 0.2  # gathers a burst of events into one question
FETCH_LIMIT = 20.0  # an answer that never came is not waited for any longer
FAILURES_TO_AWAY = 2

LONGEST = GIVE_UP_AFTER + TRY_LIMIT + PRINT_FOR + NO_PAPER_FOR + SORRY_FOR + IDLE_FOR


def begin(now: float) -> State:
    """The state of a kiosk that has just been switched on."""
    return State(shown_at=now, touched_at=now, fetch_at=now)


def step(state: State, event: s.Input, now: float) -> Step:
    """What becomes of `state` when `event` happens at `now`, and what to ask for."""
    state, first = _let_time_pass(state, now)
    handle = _HANDLERS.get(type(event))
    if handle is None:
        return state, first
    state, then = handle(state, event, now)
    return state, first + then


def remaining(state: State, now: float) -> float | None:
    """The share of its time that a screen which ends by itself still has, 1 down to 0; None for the others."""
    lasts = {s.Done: DONE_FOR, s.NoPaper: NO_PAPER_FOR, s.Refused: REFUSED_FOR, s.Sorry: SORRY_FOR}
    screen = state.screen
    if not isinstance(screen, s.Done | s.NoPaper | s.Refused | s.Sorry):
        return None
    return min(1.0, max(0.0, (screen.until - now) / lasts[type(screen)]))


def slow(state: State, now: float) -> bool:
    """Whether the customer has waited so long for a ticket that a word is due."""
    return isinstance(state.screen, s.Taking) and now - state.screen.since >= SLOW_AFTER


# --- time -----------------------------------------------------------------------------------------------------------


def _let_time_pass(state: State, now: float) -> Step:
    requests: tuple[s.Request, ...] = ()
    screen = state.screen
    if isinstance(screen, s.Taking):
        state, requests = _taking_in_time(state, screen, now)
    elif isinstance(screen, s.Printing):
        if now - screen.since >= PRINT_FOR:
            state = _show(state, s.NoPaper(screen.given, "", doubtful=True, until=now + NO_PAPER_FOR), now)
    elif isinstance(screen, s.Done | s.NoPaper | s.Refused | s.Sorry):
        if now >= screen.until:
            state = _next_customer(state, now)
    elif isinstance(screen, s.Asking):
        if now - state.touched_at >= IDLE_FOR:
            state = _next_customer(state, now)
    elif _left_behind(state) and now - state.touched_at >= IDLE_FOR:
        state = replace(state, chosen=None, screen=_rewound(screen))
    state, fetches = _fetch_in_time(state, now)
    return state, requests + fetches


def _taking_in_time(state: State, screen: s.Taking, now: float) -> Step:
    waited = now - screen.since
    if waited >= GIVE_UP_AFTER + (TRY_LIMIT if screen.asking else 0.0):
        sorry = s.Sorry(screen.pending, until=now + SORRY_FOR)
        return _show(state, sorry, now), (s.Forget(screen.pending.key),)
    if screen.asking or now < screen.next_try:
        return state, ()
    return replace(state, screen=replace(screen, asking=True)), (s.TakeTicket(screen.pending),)


def _left_behind(state: State) -> bool:
    """Whether a customer left a language or a page behind."""
    return state.chosen is not None or (isinstance(state.screen, s.Start) and state.screen.page > 0)


def _rewound(screen: s.Screen) -> s.Screen:
    return s.Start() if isinstance(screen, s.Start) else screen


def _fetch_in_time(state: State, now: float) -> Step:
    if state.fetching is not None and now - state.fetching < FETCH_LIMIT:
        return state, ()
    if now < state.fetch_at:
        return state, ()
    return replace(state, fetching=now, fetch_at=now + POLL_EVERY), (s.FetchServices(),)


# --- moving between screens -----------------------------------------------------------------------------------------


def _show(state: State, screen: s.Screen, now: float, lock: float = LOCK_LONG) -> State:
    return replace(state, screen=screen, shown_at=now, locked_until=now + lock)


def _next_customer(state: State, now: float) -> State:
    """Back to the start as a new customer wants to find it: the site's language, the first page, fresh counts."""
    state = _show(state, _home(state), now)
    return replace(state, chosen=None, fetch_at=min(state.fetch_at, now))


def _home(state: State) -> s.Screen:
    if state.services is None or state.failures >= FAILURES_TO_AWAY:
        return s.Away(first=state.services is None and state.failures == 0)
    return s.Start()


def locked(state: State, now: float) -> bool:
    """Whether a touch is let pass now: the screen has only just come, and nobody can have meant what is on it."""
    return now < state.locked_until


# --- fingers --------------------------------------------------------------------------------------------------------


def _touched(state: State, _event: s.Touched, now: float) -> Step:
    if locked(state, now):
        quiet = min(now + LOCK_QUIET, state.shown_at + LOCK_MOST)
        return replace(state, locked_until=max(state.locked_until, quiet), touched_at=now), ()
    screen = state.screen
    if isinstance(screen, s.Done):
        screen = replace(screen, until=max(screen.until, now + DONE_FOR))
    elif isinstance(screen, s.NoPaper):
        screen = replace(screen, until=max(screen.until, now + NO_PAPER_FOR))
    elif isinstance(screen, s.Refused | s.Sorry):
        screen = replace(screen, until=max(screen.until, now + REFUSED_FOR))
    return replace(state, screen=screen, touched_at=now), ()


def _service_chosen(state: State, event: s.ServiceChosen, now: float) -> Step:
    service, screen = state.service(event.code), state.screen
    if locked(state, now) or not isinstance(screen, s.Start) or service is None:
        return state, ()
    if service.reason == "paused":
        return _show(state, s.Refused(event.code, "paused", until=now + REFUSED_FOR), now), ()
    if not service.open:
        return state, ()
    wish = s.Pending(event.key, event.code, state.language)
    if state.services is not None and state.services.site.priority == "ask":
        return replace(_show(state, s.Asking(wish, screen), now), touched_at=now), ()
    return _take(state, wish, screen, now)


def _take(state: State, wish: s.Pending, came: s.Start | s.Group, now: float) -> Step:
    return _show(state, s.Taking(wish, since=now, came=came), now), (s.TakeTicket(wish),)


def _answered(state: State, event: s.Answered, now: float) -> Step:
    screen = state.screen
    if locked(state, now) or not isinstance(screen, s.Asking):
        return state, ()
    return _take(state, replace(screen.wish, priority=event.sooner), screen.came, now)


def _back_pressed(state: State, _event: s.BackPressed, now: float) -> Step:
    if locked(state, now) or not isinstance(state.screen, s.Asking):
        return state, ()
    return replace(_show(state, state.screen.came, now), touched_at=now), ()


def _language_chosen(state: State, event: s.LanguageChosen, now: float) -> Step:
    offered = state.services.site.languages if state.services else []
    if locked(state, now) or event.code not in offered or not isinstance(state.screen, s.Start | s.Away):
        return state, ()
    return replace(_show(state, state.screen, now, LOCK_SHORT), chosen=event.code, touched_at=now), ()


def _page_turned(state: State, event: s.PageTurned, now: float) -> Step:
    if locked(state, now) or not isinstance(state.screen, s.Start):
        return state, ()
    page = min(max(state.screen.page + event.step, 0), state.pages - 1)
    if page == state.screen.page:
        return state, ()
    return replace(_show(state, s.Start(page), now, LOCK_SHORT), touched_at=now), ()


def _finish_pressed(state: State, _event: s.FinishPressed, now: float) -> Step:
    if locked(state, now):
        return state, ()
    ends = isinstance(state.screen, s.Asking | s.Done | s.NoPaper | s.Refused | s.Sorry)
    if ends or (isinstance(state.screen, s.Start) and _left_behind(state)):
        return _next_customer(state, now), ()
    return state, ()


def _another_pressed(state: State, _event: s.AnotherPressed, now: float) -> Step:
    if locked(state, now) or not isinstance(state.screen, s.Done | s.NoPaper):
        return state, ()
    language = state.chosen
    state = replace(_next_customer(state, now), chosen=language, touched_at=now)
    return state, ()


def _retry_pressed(state: State, _event: s.RetryPressed, now: float) -> Step:
    if locked(state, now) or not isinstance(state.screen, s.Away) or state.fetching is not None:
        return state, ()
    return replace(state, fetching=now), (s.FetchServices(),)


# --- what the drawing says ------------------------------------------------------------------------------------------


def _page_sized(state: State, event: s.PageSized, _now: float) -> Step:
    return _clamp_page(replace(state, page_size=max(1, event.services))), ()


def _clamp_page(state: State) -> State:
    if isinstance(state.screen, s.Start) and state.screen.page >= state.pages:
        return replace(state, screen=s.Start(state.pages - 1))
    return state


# --- what the server says -------------------------------------------------------------------------------------------


def _services_came(state: State, event: s.ServicesCame, now: float) -> Step:
    state = replace(state, services=event.services, fetching=None, failures=0)
    state = replace(state, fetch_at=min(state.fetch_at, now + POLL_EVERY))
    if state.chosen not in event.services.site.languages:
        state = replace(state, chosen=None)
    if isinstance(state.screen, s.Away):
        return _show(state, s.Start(), now, LOCK_SHORT), ()
    return _clamp_page(state), ()


def _services_failed(state: State, _event: s.ServicesFailed, now: float) -> Step:
    failures = state.failures + 1
    soon = RETRY_EVERY if failures < FAILURES_TO_AWAY else POLL_AWAY
    state = replace(state, fetching=None, failures=failures, fetch_at=now + soon)
    if isinstance(state.screen, s.Away):
        return replace(state, screen=s.Away()), ()
    if isinstance(state.screen, s.Start) and failures >= FAILURES_TO_AWAY:
        return _show(state, s.Away(), now, LOCK_SHORT), ()
    return state, ()


def _queue_changed(state: State, _event: s.QueueChanged, now: float) -> Step:
    return replace(state, fetch_at=min(state.fetch_at, now + POLL_SOON)), ()


def _ticket_taken(state: State, event: s.TicketTaken, now: float) -> Step:
    pending = _awaited(state, event.key)
    if pending is None:
        return state, ()
    # Forgotten only now that the printer's spool has it: see app.py for the order on disk.
    requests = (s.PrintTicket(event.given.ticket, pending.language), s.Forget(event.key))
    return _show(state, s.Printing(event.given, since=now), now), requests


def _ticket_refused(state: State, event: s.TicketRefused, now: float) -> Step:
    pending = _awaited(state, event.key)
    if pending is None:
        return state, ()
    refused = s.Refused(pending.service, event.reason, until=now + REFUSED_FOR)
    state = replace(_show(state, refused, now), fetch_at=min(state.fetch_at, now))
    return state, (s.Forget(event.key),)


def _ticket_unanswered(state: State, event: s.TicketUnanswered, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, s.Taking) or screen.pending.key != event.key:
        return state, ()
    screen = replace(screen, asking=False, next_try=now + max(RETRY_EVERY, event.retry_after))
    return replace(state, screen=screen), ()


def _awaited(state: State, key: str) -> s.Pending | None:
    """The wish with this key, while its customer is still standing here."""
    screen = state.screen
    if isinstance(screen, s.Taking | s.Sorry) and screen.pending.key == key:
        return screen.pending
    return None


# --- what the printer says ------------------------------------------------------------------------------------------


def _paper_fared(state: State, event: s.PaperFared, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, s.Printing | s.NoPaper) or screen.ticket.id != event.ticket_id:
        return state, ()
    if event.result in ("printed", "sent"):
        return _show(state, s.Done(screen.given, until=now + DONE_FOR), now), ()
    doubtful = event.result == "uncertain"
    if isinstance(screen, s.NoPaper):  # it only tells why; the screen is up already
        return replace(state, screen=replace(screen, reason=event.reason, doubtful=doubtful)), ()
    return _show(state, s.NoPaper(screen.given, event.reason, doubtful, now + NO_PAPER_FOR), now), ()


# --- after a restart ------------------------------------------------------------------------------------------------


def _resumed(state: State, event: s.Resumed, now: float) -> Step:
    if not isinstance(state.screen, s.Start | s.Away):
        return state, ()
    state = replace(state, chosen=event.pending.language)
    return _show(state, s.Taking(event.pending, since=now), now), (s.TakeTicket(event.pending),)


_HANDLERS: dict[type[s.Input], Callable[[State, Any, float], Step]] = {
    s.Touched: _touched,
    s.ServiceChosen: _service_chosen,
    s.Answered: _answered,
    s.BackPressed: _back_pressed,
    s.LanguageChosen: _language_chosen,
    s.PageTurned: _page_turned,
    s.FinishPressed: _finish_pressed,
    s.AnotherPressed: _another_pressed,
    s.RetryPressed: _retry_pressed,
    s.PageSized: _page_sized,
    s.ServicesCame: _services_came,
    s.ServicesFailed: _services_failed,
    s.QueueChanged: _queue_changed,
    s.TicketTaken: _ticket_taken,
    s.TicketRefused: _ticket_refused,
    s.TicketUnanswered: _ticket_unanswered,
    s.PaperFared: _paper_fared,
    s.Resumed: _resumed,
}
