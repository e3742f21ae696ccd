"""Laws of the board that hold whatever happens and in whatever order it is heard."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kit.lobby.board import AMBER_S, SHOWN_S, Lobby, caught_up, happened, opened, ticked
from kit.wire import Board, Call, Event, SiteInfo, Waiting

OPENED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SITE = SiteInfo(code="main", name="City Hall", languages=["en"], timezone="UTC")
OVER = {"arrived": "serving", "finished": "finished", "no_show": "no_show"}
SHOWN = {"called", "serving", "finished", "no_show"}
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
    """A lobby screen that hears the server when its link is up, and remembers what it announced."""

    server: Server
    lobby: Lobby
    linked: bool = True
    behind: int = 0
    turns: list[tuple[float, int]] = field(default_factory=list)
    heard_at: dict[int, float] = field(default_factory=dict)

    def hear(self) -> None:
        # One event from before comes again each time, as on a stream that resumes a little early.
        for event in self.server.events[max(0, self.behind - 1) :]:
            self.heard_at.setdefault(event.id, self.server.now)
            self.lobby = happened(self.lobby, event, self.server.now)
        self.behind = len(self.server.events)

    def tick(self) -> None:
        self.lobby, call = ticked(self.lobby, self.server.now)
        if call is not None:
            self.turns.append((self.server.now, call.event_id))

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * 2)):
            self.server.now += 0.5
            if self.linked:
                self.hear()
            self.tick()


ACTIONS = st.tuples(
    st.sampled_from(["issue", "call", "call", "call", "recall", "arrived", "finished", "no_show"])
    | st.sampled_from([*MOVES, "pause"])
    | st.sampled_from(["cut", "link", "snapshot"]),
    st.integers(0, 5),
    st.sampled_from([0.0, 0.0, 0.5, 3.0, 10.0, 40.0]),
)


def played(actions: list[tuple[str, int, float]]) -> Screen:
    """A screen after all this has happened, and after the link came back and everything was quiet."""
    server = Server()
    screen = Screen(server, opened(server.board(), 0))
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
@given(st.lists(ACTIONS, max_size=25))
def test_no_call_is_swallowed(actions: list[tuple[str, int, float]]) -> None:
    """Every call and recall has its turn, but for those heard too late and those whose ticket ended before."""
    screen = played(actions)
    shown = {event_id: now for now, event_id in screen.turns}
    for event in screen.server.events:
        if event.event not in {"ticket.called", "ticket.recalled"} or event.id in shown:
            continue
        made = datetime.fromisoformat(event.data["called_at"])
        late = screen.heard_at[event.id] - (made - OPENED).total_seconds()
        ended = any(
            other.id > event.id
            and other.data.get("ticket") == event.data["ticket"]
            and other.event.removeprefix("ticket.") in OVER.keys() | MOVES.keys() - {"delayed"}
            for other in screen.server.events
        )
        assert late >= AMBER_S or ended


@settings(deadline=None, max_examples=150)
@given(st.lists(ACTIONS, max_size=25))
def test_each_call_has_one_turn_in_order(actions: list[tuple[str, int, float]]) -> None:
    """Turns follow the events' order, none comes twice, and none is shorter than it must be while it stands."""
    screen = played(actions)
    order = [event_id for _, event_id in screen.turns]
    assert order == sorted(set(order))
    tickets = {event.id: event.data.get("ticket") for event in screen.server.events}
    over = {"finished", "no_show", "held", "transferred", "returned", "cancelled"}
    ends = {
        event.data["ticket"] for event in screen.server.events if event.event.removeprefix("ticket.") in over
    }
    for (began, event_id), (following, _) in zip(screen.turns, screen.turns[1:], strict=False):
        assert following - began >= SHOWN_S or tickets[event_id] in ends


@settings(deadline=None, max_examples=100)
@given(st.lists(ACTIONS, max_size=25))
def test_in_the_end_the_screen_agrees_with_the_server(actions: list[tuple[str, int, float]]) -> None:
    """When all is quiet the list, the states and the number waiting are the server's, and nothing is amber."""
    screen = played(actions)
    ours = [(row.call.ticket, row.call.state, row.pending) for row in screen.lobby.rows()]
    theirs = [(call.ticket, call.state, False) for call in screen.server.board().calls]
    assert ours[:20] == theirs
    assert screen.lobby.turn is None
    assert list(screen.lobby.waiting) == screen.server.board().waiting


@settings(deadline=None, max_examples=150)
@given(st.lists(ACTIONS, max_size=25))
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
@given(st.lists(ACTIONS, max_size=25))
def test_a_call_taken_back_is_never_announced(actions: list[tuple[str, int, float]]) -> None:
    """No turn begins for a number that is to go to no counter when the screen has heard so."""
    server = Server()
    screen = Screen(server, opened(server.board(), 0))
    for what, which, pause in actions:
        if what not in {"cut", "link", "snapshot"}:
            server.act(what, which)
        screen.hear()
        before = len(screen.turns)
        screen.tick()
        for _, event_id in screen.turns[before:]:
            assert server.states[server.events[event_id - 1].data["ticket"]] == "called"
        server.now += pause
