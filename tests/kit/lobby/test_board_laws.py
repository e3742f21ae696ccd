"""Laws of the board that hold whatever happens and in whatever order it is heard."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kit.lobby.announcing import Announcement, announced
from kit.lobby.board import AMBER_S, SHOWN_S, Lobby, caught_up, happened, opened, ticked
from kit.wire import Board, Call, Event, SiteInfo, Waiting

OPENED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SITE = SiteInfo(code="main", name="City Hall", languages=["en"], timezone="UTC")
OVER = {"arrived": "serving", "finished": "finished", "no_show": "no_show"}
SHOWN = {"called", "serving", "finished", "no_show"}
# By these a call is taken back.
BACK = {f"ticket.{kind}" for kind in ("held", "resumed", "transferred", "returned", "cancelled")}
FULL_S, BRIEF_S = 6.0, 3.5  # how long an announcement takes
# Moves beside calling and ending: from which states they are made.
MOVES = {
    "held": "waiting called serving",
    "resumed": "held no_show",
    "transferred": "waiting called serving held",
    "returned": "called serving finished no_show",
    "cancelled": "waiting held called",
    "delayed": "waiting",
    "chosen": "waiting held no_show",
}


@dataclass
class Server:
    """A made-up server: tickets are called, recalled and end; it knows the board and every event."""

    now: float = 0.0
    events: list[Event] = field(default_factory=list)
    calls: dict[str, Call] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    pause: str = ""

    def add(self, kind: str, ticket: str, **more: Any) -> None:
        data = {"ticket": ticket, "number": ticket, "service": self.lines[ticket], **more}
        self.events.append(Event(id=len(self.events) + 1, event=f"ticket.{kind}", data=data))

    def issue(self) -> str:
        ticket = f"A{len(self.events):03}"
        self.states[ticket], self.lines[ticket] = "waiting", "A"
        self.add("issued", ticket)
        return ticket

    def call(self, ticket: str, kind: str) -> None:
        at = (OPENED + timedelta(seconds=self.now)).isoformat()
        self.add(kind, ticket, counter="1", direction="none", language="en", called_at=at, **self.was(ticket))
        self.states[ticket] = "called"
        self.calls[ticket] = Call.model_validate({**self.events[-1].data, "event_id": len(self.events)})

    def end(self, ticket: str, how: str) -> None:
        self.states[ticket] = OVER[how]
        self.add(how, ticket)
        self.calls[ticket] = self.calls[ticket].model_copy(update={"state": OVER[how]})

    def was(self, ticket: str) -> dict[str, str]:
        return {} if self.states[ticket] == "waiting" else {"was": self.states[ticket]}

    def move(self, what: str, which: int) -> None:
        """One of the moves that need no call, for one of the tickets that may make it."""
        may = [ticket for ticket, state in self.states.items() if state in MOVES[what].split()]
        if not may:
            return
        ticket = may[which % len(may)]
        if what == "chosen":
            self.call(ticket, "called")
            return
        there = self.states[ticket] in {"called", "serving"}
        more: dict[str, Any] = {"counter": "1" if there else None}
        if what == "transferred":
            more |= {"from_service": self.lines[ticket], **self.was(ticket)}
            self.lines[ticket] = "AB"[which % 2]
        if what == "cancelled":
            more |= self.was(ticket)
        self.states[ticket] = {"held": "held", "cancelled": "cancelled"}.get(what, "waiting")
        self.add(what, ticket, **more)

    def paused(self, message: str) -> None:
        self.pause = message
        data = {"service": "B", "message": {"en": message}}
        kind = "service.paused" if message else "service.resumed"
        self.events.append(
            Event(id=len(self.events) + 1, event=kind, data=data if message else {"service": "B"})
        )

    def waiting(self, service: str) -> int:
        return sum(self.lines[each] == service and state == "waiting" for each, state in self.states.items())

    def act(self, what: str, which: int) -> None:
        standing = [ticket for ticket, state in self.states.items() if state == "called"]
        if what == "issue":
            self.issue()
        elif what == "call":
            self.call(self.issue(), "called")
        elif what in MOVES:
            self.move(what, which)
        elif what == "pause":
            self.paused("Back soon" if which % 2 else "")
        elif standing:
            ticket = standing[which % len(standing)]
            if what == "recall":
                self.call(ticket, "recalled")
            else:
                self.end(ticket, what)

    def board(self) -> Board:
        stand = [call for call in self.calls.values() if self.states[call.ticket] in SHOWN]
        newest = sorted(stand, key=lambda call: -call.event_id)
        waiting = [Waiting(service="A", count=self.waiting("A"))]
        message = {"en": self.pause} if self.pause else {}
        waiting.append(
            Waiting(service="B", count=self.waiting("B"), paused=bool(self.pause), message=message)
        )
        now = OPENED + timedelta(seconds=self.now)
        return Board(event_id=len(self.events), now=now, site=SITE, calls=newest[:20], waiting=waiting)


@dataclass
class Screen:
    """A lobby screen that hears the server when its link is up, and remembers what it showed and announced."""

    server: Server
    lobby: Lobby
    slots: int = 3
    linked: bool = True
    behind: int = 0
    turns: list[tuple[float, int]] = field(default_factory=list)
    cards: list[tuple[float, list[str]]] = field(default_factory=list)
    said: list[tuple[float, Announcement]] = field(default_factory=list)
    silent_at: float = 0.0
    heard_at: dict[int, float] = field(default_factory=dict)

    def hear(self) -> None:
        # One event from before comes again each time, as on a stream that resumes a little early.
        for event in self.server.events[max(0, self.behind - 1) :]:
            self.heard_at.setdefault(event.id, self.server.now)
            self.lobby = happened(self.lobby, event, self.server.now)
        self.behind = len(self.server.events)

    def tick(self) -> None:
        now = self.server.now
        self.lobby, calls = ticked(self.lobby, now, self.slots)
        self.turns += [(now, call.event_id) for call in calls]
        self.cards.append((now, [turn.call.ticket for turn in self.lobby.turns]))
        self.lobby, announcement = announced(self.lobby, now, busy=now < self.silent_at)
        if announcement is not None:
            self.said.append((now, announcement))
            self.silent_at = now + (BRIEF_S if announcement.brief else FULL_S)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * 2)):
            self.server.now += 0.5
            if self.linked:
                self.hear()
            self.tick()

    def taken_back(self, event_id: int) -> float | None:
        """When the call of this event was heard to be taken back; None: it stands."""
        ticket = self.server.events[event_id - 1].data["ticket"]
        return next(
            (
                self.heard_at.get(event.id, 0.0)
                for event in self.server.events[event_id:]
                if event.event in BACK and event.data["ticket"] == ticket
            ),
            None,
        )


ACTIONS = st.tuples(
    st.sampled_from(["issue", "call", "call", "call", "recall", "arrived", "finished", "no_show"])
    | st.sampled_from([*MOVES, "pause"])
    | st.sampled_from(["cut", "link", "snapshot"]),
    st.integers(0, 5),
    st.sampled_from([0.0, 0.0, 0.5, 3.0, 10.0, 40.0]),
)
DAYS = st.lists(ACTIONS, max_size=25)
SLOTS = st.integers(1, 3)


def played(actions: list[tuple[str, int, float]], slots: int = 3) -> Screen:
    """A screen after all this has happened, and after the link came back and everything was quiet."""
    server = Server()
    screen = Screen(server, opened(server.board(), 0), slots)
    for what, which, pause in actions:
        if what == "cut":
            screen.linked = False
        elif what == "link":
            screen.linked = True
        elif what == "snapshot":
            screen.lobby = caught_up(screen.lobby, server.board(), server.now)
        else:
            server.act(what, which)
        screen.wait(pause)
    screen.linked = True
    screen.wait(SHOWN_S * len(actions) + AMBER_S + 1)
    return screen


@settings(deadline=None, max_examples=150)
@given(DAYS, SLOTS)
def test_no_call_is_swallowed(actions: list[tuple[str, int, float]], slots: int) -> None:
    """Every call and recall has its turn, but for those heard too late and those that were taken back."""
    screen = played(actions, slots)
    shown = {event_id for _, event_id in screen.turns}
    for event in screen.server.events:
        if event.event not in {"ticket.called", "ticket.recalled"} or event.id in shown:
            continue
        made = datetime.fromisoformat(event.data["called_at"])
        late = screen.heard_at[event.id] - (made - OPENED).total_seconds()
        assert late >= AMBER_S or screen.taken_back(event.id) is not None


@settings(deadline=None, max_examples=150)
@given(DAYS, SLOTS)
def test_each_call_has_its_time_on_the_card(actions: list[tuple[str, int, float]], slots: int) -> None:
    """Turns follow the events' order, none comes twice, and each number stays for its time while its call stands."""
    screen = played(actions, slots)
    order = [event_id for _, event_id in screen.turns]
    assert order == sorted(set(order))
    for began, event_id in screen.turns:
        ticket = screen.server.events[event_id - 1].data["ticket"]
        back = screen.taken_back(event_id)
        for now, card in screen.cards:
            if began <= now < began + SHOWN_S and back is None:
                assert ticket in card
    for _, card in screen.cards:
        assert len(card) == len(set(card)) <= slots


@settings(deadline=None, max_examples=150)
@given(DAYS, SLOTS)
def test_each_call_is_announced_once_in_order(actions: list[tuple[str, int, float]], slots: int) -> None:
    """All that had a turn are heard in that order, but for those taken back before; never before they are shown."""
    screen = played(actions, slots)
    heard = [told.call.event_id for _, told in screen.said]
    assert heard == sorted(set(heard))
    shown_at = {event_id: began for began, event_id in screen.turns}
    assert all(now >= shown_at[told.call.event_id] for now, told in screen.said)
    assert all(screen.taken_back(each) is not None for each in shown_at.keys() - set(heard))


@settings(deadline=None, max_examples=100)
@given(DAYS)
def test_in_the_end_the_screen_agrees_with_the_server(actions: list[tuple[str, int, float]]) -> None:
    """When all is quiet the list, the states and the number waiting are the server's, and nothing is amber."""
    screen = played(actions)
    rows = screen.lobby.rows(screen.server.now)
    theirs = [(call.ticket, call.state, False) for call in screen.server.board().calls]
    assert [(row.call.ticket, row.call.state, row.pending) for row in rows][:20] == theirs
    assert not any(row.fresh for row in rows)
    assert (screen.lobby.turns, screen.lobby.unsaid) == ((), ())
    assert list(screen.lobby.waiting) == screen.server.board().waiting


@settings(deadline=None, max_examples=150)
@given(DAYS)
def test_by_events_alone_the_screen_knows_all(actions: list[tuple[str, int, float]]) -> None:
    """Without a second snapshot too: who waits where, which calls stand, what is paused; none needs to be asked for."""
    server = Server()
    lobby = opened(server.board(), 0)
    for what, which, pause in actions:
        if what not in {"cut", "link", "snapshot"}:
            server.act(what, which)
        server.now += pause
    for event in server.events:
        lobby = happened(lobby, event, server.now)
    board = server.board()
    assert list(lobby.waiting) == board.waiting
    assert [call.ticket for call in lobby.calls][:20] == [call.ticket for call in board.calls]
    assert not lobby.outdated


@settings(deadline=None, max_examples=150)
@given(DAYS, SLOTS)
def test_a_call_taken_back_is_gone_everywhere(actions: list[tuple[str, int, float]], slots: int) -> None:
    """No number that is to go to no counter is shown, listed or announced once the screen has heard so."""
    server = Server()
    screen = Screen(server, opened(server.board(), 0), slots)
    for what, which, pause in actions:
        if what not in {"cut", "link", "snapshot"}:
            server.act(what, which)
        screen.hear()
        before = len(screen.said)
        screen.tick()
        here = [told.call.ticket for _, told in screen.said[before:]]
        here += [call.ticket for call in screen.lobby.calls] + screen.cards[-1][1]
        assert all(server.states[ticket] in SHOWN for ticket in here)
        server.now += pause
