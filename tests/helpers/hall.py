"""A made-up hall: counters that call in bursts, by a clock of the test's, and the board that its server would tell."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from kit.wire import Board, BoardCounter, Call, Event, LobbyInfo, SiteInfo, Waiting

OPENED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SERVICES = "ABC"
BOARD_CALLS = 12
NEXT_AGAIN_S = 1.5  # a counter cannot call the next one sooner
_OVER = {"finished": "finished", "no_show": "no_show"}


@dataclass
class Hall:
    """Counters `1` to `counters`; `now` is in seconds. Every event so far is in `events`, the first has id 1."""

    chance: random.Random
    counters: int = 12
    voice: str = "ticket"
    now: float = 0.0
    events: list[Event] = field(default_factory=list)
    waiting: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SERVICES, 0))
    calls: dict[str, Call] = field(default_factory=dict)  # by ticket: those that the board may list
    here: dict[str, str] = field(default_factory=dict)  # by counter: its ticket
    called_at: dict[str, float] = field(default_factory=dict)  # by counter
    taken_back: dict[int, float] = field(default_factory=dict)  # by the call's event: when it was
    made: int = 0  # calls and recalls
    _given: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SERVICES, 0))

    def play(self, calls: int, every_s: float = 5.0) -> Iterator[float]:
        """Call so many in random bursts, one each `every_s` on the average. Yields the seconds to the next burst."""
        while self.made < calls:
            before = self.made
            for counter in self.chance.sample(
                range(1, self.counters + 1), self.chance.randint(1, self.counters)
            ):
                self.act(str(counter))
                if self.made >= calls:
                    break
            yield self.chance.uniform(0, 2 * every_s * max(1, self.made - before))

    def act(self, counter: str) -> None:
        """What staff at a counter do: mostly the next one, now and then something else first."""
        what = self.chance.random()
        if counter in self.here and what < 0.08:
            self.call(self.here[counter], counter, "recalled")
        elif counter in self.here and what < 0.14:
            self.take_back(counter, self.chance.choice(["returned", "held", "transferred"]))
        else:
            self.next(counter)
        if self.chance.random() < 0.3:
            self.arrive(self.chance.choice(list(self.here) or [counter]))

    def next(self, counter: str) -> None:
        """As the server does it: who was there ends first."""
        if self.now - self.called_at.get(counter, -10.0) < NEXT_AGAIN_S:
            return
        self.end(counter)
        service = self.chance.choice(SERVICES)
        self._given[service] += 1
        ticket = f"{service}{self._given[service]:03}"
        self.add("issued", ticket)
        self.waiting[service] += 1
        self.called_at[counter] = self.now
        self.waiting[service] -= 1
        self.call(ticket, counter, "called")

    def call(self, ticket: str, counter: str, kind: str) -> None:
        """A call or a recall."""
        self.made += 1
        self.here[counter] = ticket
        language = self.chance.choice(["en", "en", "es"])
        place = {"counter": counter, "counter_name": {"en": f"Counter {counter}"}, "direction": "left"}
        at = self.time().isoformat()
        self.add(kind, ticket, **place, language=language, called_at=at)
        told = {**self.events[-1].data, "event_id": len(self.events), "recalled": kind == "recalled"}
        self.calls[ticket] = Call.model_validate(told)

    def arrive(self, counter: str) -> None:
        """The customer is there."""
        ticket = self.here.get(counter)
        if ticket is not None and self.calls[ticket].state == "called":
            self.add("arrived", ticket, counter=counter)
            self.calls[ticket] = self.calls[ticket].model_copy(update={"state": "serving"})

    def end(self, counter: str) -> None:
        """Whoever is there is finished, or did not come."""
        ticket = self.here.pop(counter, None)
        if ticket is None:
            return
        kind = "finished" if self.calls[ticket].state == "serving" else self.chance.choice(list(_OVER))
        self.add(kind, ticket, counter=counter)
        self.calls[ticket] = self.calls[ticket].model_copy(update={"state": _OVER[kind]})

    def take_back(self, counter: str, kind: str) -> None:
        """The call is undone, or its customer has to wait again."""
        ticket = self.here.pop(counter)
        for event in self.events:
            if event.data["ticket"] == ticket and event.event in {"ticket.called", "ticket.recalled"}:
                self.taken_back.setdefault(event.id, self.now)
        was = self.calls.pop(ticket).state
        self.add(kind, ticket, counter=counter, was=was)
        if kind != "held":
            self.waiting[ticket[0]] += 1

    def add(self, kind: str, ticket: str, **more: Any) -> None:
        """An event of a ticket."""
        data = {"ticket": ticket, "number": ticket, "service": ticket[0], "at": self.time().isoformat()}
        self.events.append(Event(id=len(self.events) + 1, event=f"ticket.{kind}", data=data | more))

    def time(self) -> datetime:
        """The server's time of day."""
        return OPENED + timedelta(seconds=self.now)

    def board(self) -> Board:
        """The server's board."""
        site = SiteInfo(
            code="main",
            name="City Hall",
            languages=["en", "es"],
            timezone="UTC",
            lobby=LobbyInfo(voice=self.voice),
        )
        counters = [
            BoardCounter(
                code=str(code),
                name={"en": f"Counter {code}"},
                state="open" if str(code) in self.called_at else "closed",
                number=self.here.get(str(code)),
            )
            for code in range(1, self.counters + 1)
        ]
        return Board(
            event_id=len(self.events),
            now=self.time(),
            site=site,
            calls=sorted(self.calls.values(), key=lambda call: -call.event_id)[:BOARD_CALLS],
            waiting=[Waiting(service=code, count=count) for code, count in self.waiting.items()],
            counters=counters,
        )
