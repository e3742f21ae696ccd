"""The kiosk's laws, over any sequence of what can happen."""

from __future__ import annotations

import collections
from dataclasses import replace
from typing import Any, get_args

from flow_walks import EVENTS, PLAIN, TYPED, Event, Walk, services_of, ticket_of, walked
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import flow
from kiosk import state as s
from kiosk.flow import moves


@given(EVENTS)
def test_every_state_finds_its_way_home(events: list[Event]) -> None:
    """Whatever happened, and though nothing ever answers again, the kiosk is home in time, with nothing left behind."""
    walk = walked(events)
    collections.deque(walk.quiet(), maxlen=0)
    state = walk.state
    assert state.screen in {s.Start(), s.Away(), s.Away(first=True)}
    assert (state.chosen, state.eased, state.warned_at, state.extended) == (None, s.Eased(), None, 0)
    assert state.tries == 0
    assert not (set(TYPED) & set("".join(_texts(state.screen))))
    walk.step(s.ServicesCame(services_of(3, 2, PLAIN)), 0.0)
    assert walk.state.screen == s.Start()
    assert s.TakeTicket(s.Pending("fresh", "A", "en")) in walk.step(s.ServiceChosen("A", "fresh"), 5.0)


def _texts(value: Any) -> list[str]:
    """Every text in a screen, also what its text form leaves out."""
    if isinstance(value, str):
        return [value]
    return [text for each in getattr(value, "__dict__", {}).values() for text in _texts(each)]


@given(EVENTS)
def test_one_tap_is_one_key(events: list[Event]) -> None:
    """A ticket is only ever asked for with the key of a tap (or of a restart), and only while its screen shows it."""
    for event, request, after in walked(events).asked:
        if not isinstance(request, s.TakeTicket | s.TakeOffline):
            continue
        assert isinstance(after.screen, s.Taking)
        assert after.screen.pending == request.pending
        assert after.screen.asking or after.screen.offline
        if isinstance(event, s.ServiceChosen | s.EntryDone | s.Scanned):
            assert event.key == request.pending.key


@given(EVENTS)
def test_never_two_tries_at_once(events: list[Event]) -> None:
    """A try is only made when the one before it was answered, or given up; after our own number there is none."""
    awaited: str | None = None
    own: set[str] = set()
    walk = Walk()
    for requests in walk.along(events):
        event = walk.event
        if isinstance(event, s.TicketTaken | s.TicketRefused | s.TicketUnanswered) and event.key == awaited:
            awaited = None
        for request in requests:
            if isinstance(request, s.Forget):
                awaited = None if request.key == awaited else awaited
                own.discard(request.key)
            elif isinstance(request, s.TakeTicket):
                assert awaited is None
                assert request.pending.key not in own
                awaited = request.pending.key
            elif isinstance(request, s.TakeOffline):
                assert request.pending.key not in own
                assert request.pending.check_in is None
                own.add(request.pending.key)


@given(EVENTS)
def test_one_ticket_and_one_paper_for_each_wish(events: list[Event]) -> None:
    """Each ticket is printed once for each time it was wished for, and again only when nothing of it was sent."""
    wished: set[str] = set()
    walk = Walk()
    for requests in walk.along(events):
        for request in requests:
            if isinstance(request, s.TakeTicket | s.TakeOffline):
                wished.add(request.pending.key)
            elif isinstance(request, s.PrintTicket) and isinstance(walk.event, s.PrintPressed):
                before = walk.before.screen
                assert isinstance(before, s.NoPaper)
                assert before.untouched
                assert not before.doubtful
            elif isinstance(request, s.PrintTicket):
                key = request.ticket.id.removeprefix("id-")
                assert key in wished, "nothing is printed that nobody asked for"
                wished.remove(key)
                assert isinstance(walk.state.screen, s.Printing)
                assert walk.state.screen.ticket == request.ticket


@given(EVENTS)
def test_every_wish_is_settled(events: list[Event]) -> None:
    """Once home, no key is left that a restart would ask for again."""
    walk = walked(events)
    collections.deque(walk.quiet(), maxlen=0)
    last: dict[str, s.Request] = {}
    for _, request, _ in walk.asked:
        if isinstance(request, s.TakeTicket | s.TakeOffline):
            last[request.pending.key] = request
        elif isinstance(request, s.Forget):
            last[request.key] = request
    assert all(isinstance(request, s.Forget) for request in last.values())


@given(EVENTS, st.sampled_from([s.Touched(), s.Touched(by_key=True), s.MoreTimePressed()]))
def test_there_is_always_more_time(events: list[Event], hand: s.Input) -> None:
    """From wherever time runs out with a question, at least 20 s are left for the answer, more than ten times over."""
    walk = walked(events)
    for _ in range(11):
        end = walk.now + flow.LONGEST + 2
        while walk.state.warned_at is None and walk.now < end:
            walk.step(s.Tick(), 5.0)
        if walk.state.warned_at is None:
            return  # a screen that ends without anything to lose, or nobody there
        screen = walk.state.screen
        walk.step(hand, max(0.0, walk.state.warned_at + 20.0 - walk.now))
        assert _but_time(walk.state.screen) == _but_time(screen)
        assert walk.state.warned_at is None


def _but_time(screen: s.Screen) -> s.Screen:
    return replace(screen, until=0.0) if isinstance(screen, s.NoPaper | s.NotCheckedIn) else screen


@given(EVENTS)
def test_time_is_never_up_without_a_question(events: list[Event]) -> None:
    """Whoever is in the middle of something is only sent home at least 20 s after a sound and a question."""
    walk = walked(events)
    chimed = walk.state.warned_at
    for requests in walk.quiet():
        if s.Chime() in requests:
            chimed = walk.now
        middle = isinstance(walk.before.screen, moves.MIDDLE | s.NoPaper)
        if middle and walk.state.customers > walk.before.customers:
            assert chimed is not None
            assert walk.now - chimed >= 20.0


@given(st.floats(0, 1e6), st.floats(0, 100), st.booleans())
def test_the_bar_stays_between_empty_and_full(until: float, now: float, spoken: bool) -> None:
    """The share of time left is never below 0 nor above 1."""
    screen = s.Done(s.Given(ticket_of("key-0")), until=until)
    share = flow.remaining(s.State(screen=screen, eased=s.Eased(speech=spoken)), now)
    assert share is not None
    assert 0.0 <= share <= 1.0


def test_these_laws_reach_every_screen_and_every_input() -> None:
    """A screen that no walk comes to, or an input that never happens, would be outside of the law."""
    # Walks of the same kind, but always the same ones, and enough of them.
    screens: set[type[s.Screen]] = set()
    inputs: set[type[s.Input]] = set()

    @settings(max_examples=200, derandomize=True, database=None)
    @given(EVENTS)
    def reach(events: list[Event]) -> None:
        walk = Walk()
        for _ in walk.along(events):
            screens.add(type(walk.state.screen))
            inputs.add(type(walk.event))

    reach()
    assert screens == set(get_args(s.Screen))
    assert inputs == set(get_args(s.Input))
