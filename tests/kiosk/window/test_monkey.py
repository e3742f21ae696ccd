"""A monkey before the kiosk: random taps, keys, swipes and scans on the real loop, window and pictures."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flowing import on_site
from glass import Glass

from kiosk import flow
from kiosk import state as s
from kit import wire

Make = Callable[..., Any]
SIZE = (800, 480)
REST_EVERY = 100  # acts; then nobody touches anything until the kiosk has found its way home
KEYS = [
    "tab",
    "tab",
    "return",
    "return",
    "up",
    "down",
    "left",
    "right",
    "space",
    "escape",
    "backspace",
    "f1",
    "f2",
]
KEYS += ["f3", "r", "7", "q", "a", "delete", "home", "f5"]
SCANS = ["K7M2PQ", "https://q.example/a/k7m2pq", "WRONG1", "4006381333931 bottle", "?"]


class World:
    """A server, numbers of our own and a printer with moods: answers come late, never, twice, or not as one hopes."""

    def __init__(self, glass: Glass, services: wire.Services, ticket: Make, chance: random.Random) -> None:
        self._glass, self._services, self._ticket, self._chance = glass, services, ticket, chance
        self._due: list[tuple[float, int, s.Input]] = []
        self._count = 0
        self.tickets: dict[str, s.Given] = {}
        self.jobs: list[str] = []
        self.untouched: set[str] = set()
        glass.desk.answer = self.answer

    def deliver(self) -> None:
        """Say what is due by now."""
        while self._due and self._due[0][0] <= self._glass.now:
            self._glass.inbox.put(heapq.heappop(self._due)[2])

    def say(self, event: s.Input, most: float) -> None:
        """This will be said within so many seconds."""
        self._count += 1
        heapq.heappush(self._due, (self._glass.now + self._chance.uniform(0.01, most), self._count, event))

    def answer(self, request: s.Request) -> None:
        """What the world makes of a request."""
        mood = self._chance.random()
        match request:
            case s.FetchServices():
                self._fetched(mood)
            case s.TakeTicket(pending):
                self._taken(pending, mood)
            case s.TakeOffline(pending):
                given = self._given(pending, offline=True)
                self.say(
                    s.TicketTaken(pending.key, given) if mood < 0.8 else s.TicketRefused(pending.key, "band"),
                    0.5,
                )
            case s.PrintTicket(ticket):
                self._printed(ticket, mood)
            case s.CheckPin():
                self.say(s.PinRight() if mood < 0.4 else s.PinWrong(), 0.5)
            case s.DoChore() if mood < 0.9:
                self.say(s.ChoreDone("Done."), 2.0)

    def _fetched(self, mood: float) -> None:
        if mood < 0.85:
            self.say(s.ServicesCame(self._services), 0.5)
        elif mood < 0.97:
            self.say(s.ServicesFailed(), 4.0)
        self.say(s.BandsAre(frozenset("ABCDE"[: int(mood * 6)]), unsent=int(mood * 4)), 1.0)
        self.say(s.PrinterIs("paper_out" if 0.3 < mood < 0.4 else ""), 5.0)

    def _given(self, pending: s.Pending, *, offline: bool = False) -> s.Given:
        """The same key is the same ticket, as the server and the outbox have it."""
        if pending.key not in self.tickets:
            number = f"{pending.service or 'A'}{len(self.tickets) + 1:03d}"
            told = self._ticket(number, id=f"id-{pending.key}", language=pending.language or "en")
            greeting = "Ana" if pending.check_in else None
            self.tickets[pending.key] = s.Given(told, greeting=greeting, offline=offline)
        return self.tickets[pending.key]

    def _taken(self, pending: s.Pending, mood: float) -> None:
        if mood < 0.7:
            self.say(s.TicketTaken(pending.key, self._given(pending)), 1.0)
        elif mood < 0.8:
            self._given(pending)  # it acted, but its answer is lost
            self.say(s.TicketUnanswered(pending.key), 4.0)
        elif mood < 0.9:
            reason = self._chance.choice(["closed", "full", "not_found", "too_early", "ambiguous", "other"])
            self.say(s.TicketRefused(pending.key, reason), 2.0)
        elif mood < 0.97:
            self.say(s.TicketUnanswered(pending.key, retry_after=mood * 5), 4.0)

    def _printed(self, ticket: wire.Ticket, mood: float) -> None:
        assert ticket.id not in self.jobs or ticket.id in self.untouched, "printed a second time"
        self.jobs.append(ticket.id)
        self.untouched.discard(ticket.id)
        if mood < 0.7:
            self.say(s.PaperFared(ticket.id, "printed"), 2.0)
        elif mood < 0.85:
            self.untouched.add(ticket.id)
            self.say(s.PaperFared(ticket.id, "failed", "paper_out", untouched=True), 1.0)
            self.say(s.PrinterIs(""), 40.0)
        elif mood < 0.95:
            self.say(s.PaperFared(ticket.id, "uncertain", "offline"), 10.0)


class Monkey:
    """Does anything at all. Counts the flows that came to their end: a ticket on the screen."""

    def __init__(self, glass: Glass, world: World, chance: random.Random) -> None:
        self._glass, self._world, self._chance = glass, world, chance
        self.shown: list[str] = []
        self.seen: set[type[s.Screen]] = set()
        self._before: s.Screen = glass.state.screen

    def act(self) -> None:
        """One thing that hands can do, and a pause."""
        chance, glass = self._chance, self._glass
        kind = chance.random()
        targets = glass.kiosk.picture.targets
        if kind < 0.6 and targets:
            wanted = [each for each in targets if not each.name.startswith("ease:")]
            rect = chance.choice(wanted if wanted and chance.random() < 0.8 else targets).rect
            self._touch((rect.centerx, rect.centery), (rect.centerx, rect.centery))
        elif kind < 0.68:
            spot = self._anywhere()
            self._touch(spot, spot)
        elif kind < 0.73:
            self._touch(self._anywhere(), self._anywhere())
        elif kind < 0.94:
            glass.finger.key(chance.choice(KEYS))
        elif kind < 0.97:
            glass.finger.scan(chance.choice(SCANS))
        else:
            glass.finger.down(5, 5)  # and it may rest there for longer than the corner asks for
            self._turns(chance.choice([0.1, 6.0]))
            glass.finger.up(5, 5)
        self._turns(chance.choice([0.0, 0.05, 0.3, 0.6, 1.1, 1.1, 1.1, 1.1, 2.0, 2.0, 2.0, 8.0]))

    def rest(self) -> None:
        """Nobody is there any more."""
        for _ in range(int(flow.LONGEST / 5) + 3):
            self._turns(5.0)

    def _anywhere(self) -> tuple[int, int]:
        return self._chance.randrange(SIZE[0]), self._chance.randrange(SIZE[1])

    def _touch(self, down: tuple[int, int], up: tuple[int, int]) -> None:
        self._glass.finger.down(*down)
        if self._chance.random() < 0.3:
            self._turns(0.04)
        self._glass.finger.up(*up)

    def _turns(self, seconds: float) -> None:
        self._world.deliver()
        for pause in (0.04, seconds):
            assert self._glass.turn(pause), "nothing a hand does ends the program"
            self._look()

    def _look(self) -> None:
        """Keep what a person would have seen: each ticket that came up."""
        screen, before = self._glass.state.screen, self._before
        self.seen.add(type(screen))
        if isinstance(screen, s.Printing | s.Done | s.NoPaper):
            known = (
                isinstance(before, s.Printing | s.Done | s.NoPaper) and before.ticket.id == screen.ticket.id
            )
            self.shown += [] if known else [screen.ticket.id]
        self._before = screen


@pytest.fixture
def hall(services: Make) -> wire.Services:
    """A site with all there can be before a ticket: groups, texts, questions, a notice, seven languages."""
    question = {"ask": {"en": "Step-free?"}, "answers": [{"en": "No"}, {"en": "Yes"}]}
    told = services(5, languages=("en", "es", "fr", "de", "uk", "ar", "zh"))
    more = [{"group": "Papers"}, {"group": "Papers", "bring": {"en": "Your passport"}}]
    more += [{"questions": [question]}, {"open": False, "reason": "paused"}]
    more += [
        {"faq": [{"q": {"en": "How much?"}, "a": {"en": "Nothing."}}], "questions": [question, question]}
    ]
    changed = [
        wire.ServiceStatus.model_validate({**each.model_dump(), **fields})
        for each, fields in zip(told.services, more, strict=True)
    ]
    told = told.model_copy(update={"services": changed, "appointments": True})
    return on_site(told, priority="ask", privacy_notice={"en": "We keep it for a day."})


@pytest.mark.timeout(3600)  # ten thousand acts in a proof
def test_a_monkey_finds_nothing_that_stops_it(
    hall: wire.Services, ticket: Make, rounds: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never stuck, never an exception, back at the start in time with nothing left, one ticket per completed flow."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    chance = random.Random(20261123)
    glass = Glass(hall, SIZE)
    world = World(glass, hall, ticket, chance)
    monkey = Monkey(glass, world, chance)
    for count in range(1, rounds(10_000) + 1):
        monkey.act()
        if count % REST_EVERY == 0:
            monkey.rest()
            at_rest(glass.state)
    glass.close()
    assert len(monkey.shown) == len(set(monkey.shown)) == len(set(world.jobs)), (
        "one ticket for each completed flow"
    )
    assert set(monkey.shown) <= {given.ticket.id for given in world.tickets.values()}
    asked = [each.pending for each in glass.desk.of(s.TakeTicket)]
    assert len({each.key for each in asked}) == len(set(map(tap_of, asked))), "one tap has one key"
    assert len(monkey.shown) >= count // 100, "it took tickets"
    missing = {each.__name__ for each in EVERYWHERE - monkey.seen}
    assert not missing, f"it never came to {missing}"


EVERYWHERE = {
    s.Start, s.Group, s.Languages, s.About, s.Questions, s.Asking, s.CheckInCode, s.NotCheckedIn, s.Taking, s.Done,
    s.NoPaper, s.Refused, s.Pin,
}  # fmt: skip


def tap_of(pending: s.Pending) -> object:
    """A wish as it stays from its first try to its last."""
    return replace(pending, check_in=None), pending.check_in and pending.check_in.code


def at_rest(state: s.State) -> None:
    """The first screen, as the next customer wants to find it."""
    assert isinstance(state.screen, s.Start | s.Away), state.screen
    assert (state.chosen, state.eased, state.warned_at, state.tries) == (None, s.Eased(), None, 0)
    assert not isinstance(state.screen, s.Start) or state.screen.page == 0
