"""Walks of a kiosk's flow through anything that can happen, for Hypothesis."""

from __future__ import annotations

import collections
from collections.abc import Iterator
from typing import Any, get_args

from hypothesis import strategies as st

from kiosk import flow, hands
from kiosk import state as s
from kit import wire

Event = tuple[s.Input | int, float]
LANGUAGES = ["en", "es", "fr", "de", "uk", "ar", "zh"]
TYPED = "QZ7"  # what is typed here stands nowhere else
EASES = ("larger", "contrast", "low", "speech")


def services_of(count: int, languages: int, way: dict[str, Any]) -> wire.Services:
    """A site: `way` says what its services are like."""
    site = {
        "code": "m",
        "name": "City Hall",
        "languages": LANGUAGES[:languages],
        "timezone": "UTC",
        "priority": way["priority"],
        "privacy_notice": way["notice"],
    }
    each = {"name": {"en": "X"}, "served": True, "waiting": 0, "ahead": 0, "open": way["open"]}
    each |= {} if way["open"] else {"reason": way["reason"]}
    question = {"ask": {"en": "?"}, "answers": [{"en": "No"}, {"en": "Yes"}]}
    services = [
        {
            "code": "ABCDEFGHI"[i],
            "group": way["groups"][i % len(way["groups"])],
            "questions": [question] * (way["questions"] if i % 2 else 0),
            "faq": [{"q": {"en": "?"}, "a": {"en": "!"}}] if way["faq"] and i % 2 else [],
            **each,
        }
        for i in range(count)
    ]
    told = {"event_id": 1, "now": "2026-11-24T10:00:00Z", "site": site, "services": services}
    return wire.Services.model_validate(told | {"appointments": way["appointments"]})


def ticket_of(key: str) -> wire.Ticket:
    """The ticket that this key gets."""
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


PLAIN: dict[str, Any] = {
    "open": True,
    "reason": None,
    "priority": "staff",
    "notice": {},
    "groups": [""],
    "questions": 0,
    "faq": False,
    "appointments": True,
}
WAYS = st.fixed_dictionaries(
    {
        "open": st.sampled_from([True, True, False]),
        "reason": st.sampled_from([None, "paused"]),
        "priority": st.sampled_from(["staff", "ask"]),
        "notice": st.sampled_from([{}, {"en": "We keep it for a day."}]),
        "groups": st.sampled_from([[""], ["", "One"], ["One", "Two"], ["One"]]),
        "questions": st.integers(0, 2),
        "faq": st.booleans(),
        "appointments": st.sampled_from([True, True, False]),
    }
)
KEYS = st.sampled_from([f"key-{n}" for n in range(4)])
PLACES = st.sampled_from([None, 0, 1, 7])
CHARACTERS = st.sampled_from([*TYPED, "ä", " "])
REASONS = st.sampled_from(["closed", "full", "paused", "other", "band", "not_found", "too_early"])
PENDING = st.builds(
    s.Pending,
    KEYS,
    st.just("A"),
    st.sampled_from(["en", "es"]),
    check_in=st.sampled_from([None, None, s.CheckInWith(code=TYPED), s.CheckInWith(name=TYPED)]),
)
CUSTOMER = st.one_of(
    st.builds(s.ServiceChosen, st.sampled_from("ABBX"), KEYS),
    st.builds(s.GroupChosen, st.sampled_from(["One", "Two", ""])),
    st.builds(s.LanguageChosen, st.sampled_from(["en", "es", "xx"])),
    st.builds(s.PageTurned, st.sampled_from([-1, 1])),
    st.builds(s.Answered, st.booleans()),
    st.builds(s.AnswerChosen, PLACES),
    st.builds(s.QuestionOpened, PLACES),
    st.builds(s.EaseToggled, st.sampled_from(EASES)),
    st.builds(s.VolumeChanged, st.sampled_from([-1, 1])),
    st.builds(s.Typed, CHARACTERS),
    st.builds(s.EntryDone, KEYS),
    st.builds(s.Scanned, st.sampled_from([TYPED + "8", "https://x/" + TYPED + "8", "?"]), KEYS),
    st.builds(s.Touched, st.booleans()),
    st.builds(s.ChoreChosen, st.sampled_from(get_args(s.Chore))),
    st.sampled_from(
        [
            s.Tick(),
            s.TakePressed(),
            s.BackPressed(),
            s.LanguagesPressed(),
            s.RepeatPressed(),
            s.FinishPressed(),
            s.AnotherPressed(),
            s.MoreTimePressed(),
            s.RetryPressed(),
            s.PrintPressed(),
            s.CheckInPressed(),
            s.CheckInPressed(),
            s.ByNamePressed(),
            s.AgreedPressed(),
            s.WithoutPressed(),
            s.Erased(),
            s.CornerHeld(),
        ]
    ),
)
SERVICES = st.builds(s.ServicesCame, st.builds(services_of, st.integers(0, 9), st.integers(2, 7), WAYS))
WORLD = st.one_of(
    SERVICES,
    SERVICES,
    SERVICES.map(lambda came: s.ServicesAged(came.services)),
    st.builds(lambda key, own: s.TicketTaken(key, s.Given(ticket_of(key), offline=own)), KEYS, st.booleans()),
    st.builds(s.TicketRefused, KEYS, REASONS),
    st.builds(s.TicketUnanswered, KEYS, st.floats(0, 60)),
    st.builds(
        s.PaperFared,
        KEYS.map(lambda key: f"id-{key}"),
        st.sampled_from(["printed", "sent", "uncertain", "failed"]),
        st.just("paper_out"),
        st.booleans(),
    ),
    st.builds(s.BandsAre, st.sampled_from([frozenset(), frozenset("A"), frozenset("AB")]), st.integers(0, 9)),
    st.builds(s.PrinterIs, st.sampled_from(["", "paper_out"])),
    st.builds(s.PageSized, st.integers(-1, 12)),
    st.builds(s.Resumed, PENDING),
    st.builds(s.ChoreDone, st.just("Done.")),
    st.sampled_from([s.ServicesFailed(), s.ServicesFailed(), s.QueueChanged(), s.PinRight(), s.PinWrong()]),
)
PAUSES = st.sampled_from([0.0, 0.05, 0.5, 1.5, 1.5, 1.5, 1.5, 6.0, 25.0])
# A number is something apt to happen on the screen that is shown then: so that the ways are walked to their ends.
# (In one piece, as Hypothesis would otherwise choose evenly among all its parts; and long, as it likes lists short.)
WHATEVER = st.just(0).flatmap(lambda _: st.one_of(CUSTOMER, WORLD))
EVENTS = st.lists(
    st.tuples(st.one_of(st.integers(0, 999), st.integers(0, 999), WHATEVER), PAUSES), min_size=20, max_size=60
)
LIKELY: dict[type[s.Screen], list[s.Input]] = {
    s.Start: [
        s.GroupChosen("One"),
        s.CheckInPressed(),
        s.LanguagesPressed(),
        s.CornerHeld(),
        s.ServicesFailed(),
        s.ServiceChosen("A", "key-1"),
    ],
    s.Group: [s.ServiceChosen("B", "key-2"), s.BackPressed(), s.PageTurned(1)],
    s.Languages: [s.LanguageChosen("es"), s.BackPressed()],
    s.Away: [s.QueueChanged(), s.RetryPressed(), s.BandsAre(frozenset("A"))],
    s.About: [s.TakePressed(), s.TakePressed(), s.QuestionOpened(0)],
    s.Questions: [s.AnswerChosen(0), s.AnswerChosen(None)],
    s.Asking: [s.Answered(sooner=True), s.Answered(sooner=False)],
    s.CheckInCode: [s.ByNamePressed()],
    s.Privacy: [s.AgreedPressed()],
    s.NotCheckedIn: [s.BackPressed(), s.ByNamePressed(), s.WithoutPressed(), s.RetryPressed()],
    s.NoPaper: [s.PrinterIs(""), s.PrintPressed(), s.PrintPressed(), s.AnotherPressed()],
    s.Pin: [s.PinRight(), s.PinRight(), s.PinWrong()],
    s.Chores: [s.ChoreChosen("test_print"), s.ChoreDone("Done.")],
}


# Where a walk may begin: what takes many right steps would otherwise hardly ever be come to.
TYPE = [s.Typed("7")] * 4
BEGINNINGS: list[list[s.Input]] = [
    [],
    [s.ServicesFailed(), s.ServicesFailed()],
    [s.CheckInPressed(), s.ByNamePressed(), s.AgreedPressed(), s.Typed("Q"), s.EntryDone("")],
    [s.CornerHeld(), *TYPE, s.EntryDone(""), s.PinRight()],
]


def _apt(state: s.State) -> list[s.Input]:
    """What may well happen now."""
    screen = state.screen
    if isinstance(screen, s.Taking | s.Sorry):
        key = screen.pending.key
        return [
            s.TicketTaken(key, s.Given(ticket_of(key))),
            s.TicketTaken(key, s.Given(ticket_of(key))),
            s.TicketRefused(key, "not_found"),
            s.TicketUnanswered(key),
        ]
    if isinstance(screen, s.Printing):
        ticket = screen.ticket.id
        return [s.PaperFared(ticket, "printed"), s.PaperFared(ticket, "failed", "paper_out", untouched=True)]
    if isinstance(screen, hands.TYPING) and len(screen.typed) < 4:
        return [s.Typed("7"), s.Typed("Q"), s.Typed("7"), s.Erased()]
    if isinstance(screen, hands.TYPING) and not (isinstance(screen, s.Pin) and screen.checking):
        return [s.EntryDone("key-3"), *LIKELY.get(type(screen), [])]
    if state.warned_at is not None:
        return [s.MoreTimePressed(), s.Touched(), s.Tick()]
    return LIKELY.get(type(screen), [s.FinishPressed(), s.Tick(), s.RepeatPressed()])


class Walk:
    """A kiosk from a first screen with appointments and all that may come before a ticket."""

    def __init__(self) -> None:
        way = PLAIN | {"groups": ["", "One"], "priority": "ask", "questions": 1, "faq": True}
        way |= {"notice": {"en": "We keep it for a day."}}
        self.now = 2.0
        self.state, _ = flow.step(flow.begin(0.0), s.ServicesCame(services_of(5, 7, way)), 0.0)
        self.before = self.state
        self.event: s.Input = s.Tick()
        self.asked: list[tuple[s.Input, s.Request, s.State]] = []

    def step(self, event: s.Input, pause: float) -> tuple[s.Request, ...]:
        """Something happens after a pause."""
        self.now += pause
        due = self._happens(s.Tick()) if pause else ()  # what time alone does, told apart from the event
        return due if event == s.Tick() else due + self._happens(event)

    def _happens(self, event: s.Input) -> tuple[s.Request, ...]:
        self.before, self.event = self.state, event
        self.state, requests = flow.step(self.state, event, self.now)
        self.asked += [(event, request, self.state) for request in requests]
        return requests

    def along(self, events: list[Event]) -> Iterator[tuple[s.Request, ...]]:
        """All of it, one after the other: what was asked for at each step."""
        begins = events[0][0]
        for event in BEGINNINGS[begins % len(BEGINNINGS)] if isinstance(begins, int) else []:
            yield self.step(event, 2.0)
        for event, pause in events:
            if isinstance(event, int):
                likely = _apt(self.state)
                yield self.step(likely[event % len(likely)], pause)
            else:
                yield self.step(event, pause)

    def quiet(self) -> Iterator[tuple[s.Request, ...]]:
        """Nothing happens any more, for as long as the longest way home takes."""
        end = self.now + flow.LONGEST + 2
        while self.now < end:
            yield self.step(s.Tick(), 1.0)


def walked(events: list[Event]) -> Walk:
    """A walk to its end."""
    walk = Walk()
    collections.deque(walk.along(events), maxlen=0)
    return walk
