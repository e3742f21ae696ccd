"""The kiosk's laws, over any sequence of what can happen."""

from __future__ import annotations

from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import flow
from kiosk import state as s
from kit import wire


def _services(
    count: int, open_now: bool, priority: Literal["ask", "staff"] = "staff", reason: str | None = None
) -> wire.Services:
    site = wire.SiteInfo(
        code="m", name="City Hall", languages=["en", "es"], timezone="UTC", priority=priority
    )
    each = {"name": {"en": "X"}, "served": True, "waiting": 0, "ahead": 0, "open": open_now}
    each |= {} if open_now else {"reason": reason}
    services = [{"code": "ABCDEFGHI"[i], **each} for i in range(count)]
    return wire.Services.model_validate(
        {"event_id": 1, "now": "2026-11-24T10:00:00Z", "site": site, "services": services}
    )


def _ticket(key: str) -> wire.Ticket:
    return wire.Ticket.model_validate(
        {
            "id": f"id-{key}",
            "number": "A001",
            "service": "A",
            "state": "waiting",
            "ahead": 0,
            "language": "en",
            "created_at": "2026-11-24T10:00:00Z",
        }
    )


KEYS = st.sampled_from([f"key-{n}" for n in range(4)])
CUSTOMER = st.one_of(
    st.builds(s.ServiceChosen, st.sampled_from("ABX"), KEYS),
    st.builds(s.LanguageChosen, st.sampled_from(["en", "es", "xx"])),
    st.builds(s.PageTurned, st.sampled_from([-1, 1])),
    st.builds(s.Answered, st.booleans()),
    st.sampled_from(
        [s.BackPressed(), s.FinishPressed(), s.AnotherPressed(), s.RetryPressed(), s.Touched(), s.Tick()]
    ),
)
WORLD = st.one_of(
    st.builds(
        s.ServicesCame,
        st.builds(
            _services,
            st.integers(0, 9),
            st.booleans(),
            st.sampled_from(["staff", "ask"]),
            st.sampled_from([None, "paused"]),
        ),
    ),
    st.builds(lambda key: s.TicketTaken(key, s.Given(_ticket(key))), KEYS),
    st.builds(s.TicketRefused, KEYS, st.sampled_from(["closed", "full", "paused", "other"])),
    st.builds(s.TicketUnanswered, KEYS, st.floats(0, 60)),
    st.builds(
        s.PaperFared,
        KEYS.map(lambda key: f"id-{key}"),
        st.sampled_from(["printed", "sent", "uncertain", "failed"]),
        st.just("paper_out"),
    ),
    st.sampled_from([s.ServicesFailed(), s.QueueChanged()]),
    st.builds(s.PageSized, st.integers(-1, 12)),
    st.builds(s.Resumed, st.builds(s.Pending, KEYS, st.just("A"), st.sampled_from(["en", "es"]))),
)
EVENTS = st.lists(
    st.tuples(st.one_of(CUSTOMER, WORLD), st.sampled_from([0.0, 0.05, 0.5, 1.5, 6.0, 25.0])), max_size=60
)


def _run(
    events: list[tuple[s.Input, float]],
) -> tuple[s.State, float, list[tuple[s.Input, s.Request, s.State]]]:
    now = 0.0
    state = flow.begin(now)
    asked = []
    for event, pause in events:
        now += pause
        state, requests = flow.step(state, event, now)
        asked += [(event, request, state) for request in requests]
    return state, now, asked


@settings(max_examples=300, deadline=None)
@given(EVENTS)
def test_every_state_finds_its_way_home(events: list[tuple[s.Input, float]]) -> None:
    """Whatever happened, and though nothing ever answers again, the kiosk is home within its time-outs."""
    state, now, _ = _run(events)
    end = now + flow.LONGEST
    while now < end:
        now += 1.0
        state, _requests = flow.step(state, s.Tick(), now)
    assert isinstance(state.screen, s.Start | s.Away)
    assert state.chosen is None
    assert not isinstance(state.screen, s.Start) or state.screen.page == 0
    state, _requests = flow.step(state, s.ServicesCame(_services(3, open_now=True)), now)
    assert state.screen == s.Start()
    state, requests = flow.step(state, s.ServiceChosen("A", "fresh"), now + 5)
    assert s.TakeTicket(s.Pending("fresh", "A", "en")) in requests


@settings(max_examples=300, deadline=None)
@given(EVENTS)
def test_one_tap_is_one_key(events: list[tuple[s.Input, float]]) -> None:
    """A ticket is only ever asked for with the key of a tap (or of a restart), and only while its screen shows it."""
    _state, _now, asked = _run(events)
    for event, request, after in asked:
        if not isinstance(request, s.TakeTicket):
            continue
        assert isinstance(after.screen, s.Taking)
        assert after.screen.pending == request.pending
        assert after.screen.asking
        if isinstance(event, s.ServiceChosen):
            assert event.key == request.pending.key


@settings(max_examples=300, deadline=None)
@given(EVENTS)
def test_never_two_tries_at_once(events: list[tuple[s.Input, float]]) -> None:
    """A try is only made when the one before it was answered, or given up."""
    now, state = 0.0, flow.begin(0.0)
    awaited: str | None = None
    for event, pause in events:
        now += pause
        if isinstance(event, s.TicketTaken | s.TicketRefused | s.TicketUnanswered) and event.key == awaited:
            awaited = None
        state, requests = flow.step(state, event, now)
        for request in requests:
            if isinstance(request, s.Forget) and request.key == awaited:
                awaited = None
            if isinstance(request, s.TakeTicket):
                assert awaited is None
                awaited = request.pending.key


@settings(max_examples=300, deadline=None)
@given(EVENTS)
def test_a_ticket_is_printed_once_for_each_wish(events: list[tuple[s.Input, float]]) -> None:
    """Each answer is printed at most once for each time it was wished for."""
    _state, _now, asked = _run(events)
    wished = [r.pending.key for e, r, _ in asked if isinstance(r, s.TakeTicket) and not isinstance(e, s.Tick)]
    printed = [r.ticket.id.removeprefix("id-") for _, r, _ in asked if isinstance(r, s.PrintTicket)]
    for key in set(printed):
        assert printed.count(key) <= wished.count(key)


@settings(max_examples=300, deadline=None)
@given(EVENTS)
def test_every_wish_is_settled(events: list[tuple[s.Input, float]]) -> None:
    """Once home, no key is left that a restart would ask for again."""
    state, now, asked = _run(events)
    for _ in range(int(flow.LONGEST)):
        now += 1.0
        state, requests = flow.step(state, s.Tick(), now)
        asked += [(s.Tick(), request, state) for request in requests]
    last: dict[str, s.Request] = {}
    for _, request, _ in asked:
        if isinstance(request, s.TakeTicket):
            last[request.pending.key] = request
        elif isinstance(request, s.Forget):
            last[request.key] = request
    assert all(isinstance(request, s.Forget) for request in last.values())


@given(st.floats(0, 1e6), st.floats(0, 100))
def test_the_bar_stays_between_empty_and_full(until: float, now: float) -> None:
    """The share of time left is never below 0 nor above 1."""
    share = flow.remaining(s.State(screen=s.Done(s.Given(_ticket("key-0")), until=until)), now)
    assert share is not None
    assert 0.0 <= share <= 1.0
