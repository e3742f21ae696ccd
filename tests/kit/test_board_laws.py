"""Laws of the board that hold whatever happens and in whatever order it is heard."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kit.board import AMBER_S, SHOWN_S, Lobby, caught_up, happened, opened, ticked
from kit.wire import Board, Call, Event, SiteInfo, Waiting

OPENED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SITE = SiteInfo(code="main", name="City Hall", languages=["en"], timezone="UTC")
OVER = {"arrived": "serving", "finished": "finished", "no_show": "no_show"}


@dataclass
class Server:
    """A made-up server: tickets are called, recalled and end; it knows the board and every event."""

    now: float = 0.0
    events: list[Event] = field(default_factory=list)
    calls: dict[str, Call] = field(default_factory=dict)
    waiting: int = 0

    def add(self, kind: str, ticket: str, **more: Any) -> None:
        data = {"ticket": ticket, "number": ticket, "service": "A", **more}
        self.events.append(Event(id=len(self.events) + 1, event=f"ticket.{kind}", data=data))

    def issue(self) -> str:
        self.waiting += 1
        ticket = f"A{len(self.events):03}"
        self.add("issued", ticket)
        return ticket

    def call(self, ticket: str, kind: str) -> None:
        called_at = OPENED + timedelta(seconds=self.now)
        self.waiting -= kind == "called"
        self.add(kind, ticket, counter="1", direction="none", language="en", called_at=called_at.isoformat())
        self.calls[ticket] = Call.model_validate({**self.events[-1].data, "event_id": len(self.events)})

    def end(self, ticket: str, how: str) -> None:
        self.add(how, ticket)
        self.calls[ticket] = self.calls[ticket].model_copy(update={"state": OVER[how]})

    def act(self, what: str, which: int) -> None:
        standing = [call.ticket for call in self.calls.values() if call.state == "called"]
        if what == "issue":
            self.issue()
        elif what == "call":
            self.call(self.issue(), "called")
        elif standing:
            ticket = standing[which % len(standing)]
            if what == "recall":
                self.call(ticket, "recalled")
            else:
                self.end(ticket, what)

    def board(self) -> Board:
        newest = sorted(self.calls.values(), key=lambda call: -call.event_id)
        waiting = [Waiting(service="A", count=self.waiting)]
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
            and other.data["ticket"] == event.data["ticket"]
            and other.event.removeprefix("ticket.") in OVER
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
    tickets = {event.id: event.data["ticket"] for event in screen.server.events}
    ends = {
        event.data["ticket"]
        for event in screen.server.events
        if event.event in {"ticket.finished", "ticket.no_show"}
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
    assert screen.lobby.waiting[0].count == screen.server.waiting
