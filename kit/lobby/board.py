"""Pure: what the lobby shows, from a snapshot of the board and the events after it.

Every call gets a turn on the card, in the order of the events, for at least SHOWN_S. Up to three share it: one that
comes while another has not had its time joins that one, and more wait. When nobody takes its place it stays until the
customer is there or AMBER_S have passed. The list of calls changes at once, whoever's turn it is. Only a call that is
taken back loses its turn. Calls that were missed for longer than AMBER_S are only put in the list: shown, not shouted.

`now` is in seconds of a steady clock of the caller's. The time of day is reckoned from the server's, for a Raspberry
Pi has no clock that can be trusted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from kit.lobby.following import counters_after, next_after, notices_after, reorders, waiting_after
from kit.lobby.only import EVERYTHING, Only
from kit.wire import Board, BoardCounter, Call, Event, NextNumber, SiteInfo, State, Waiting

SHOWN_S = 8.0
AMBER_S = 30.0
SLOTS = 3  # calls that may share the card
KEPT_CALLS = 24

_CALLS = {"ticket.called", "ticket.recalled"}
_LEAVES: dict[str, State] = {
    "ticket.arrived": "serving",
    "ticket.finished": "finished",
    "ticket.no_show": "no_show",
    "ticket.cancelled": "cancelled",
    "ticket.held": "held",
    "ticket.resumed": "waiting",
    "ticket.transferred": "waiting",
    "ticket.returned": "waiting",
}
# In these states nobody is to go to the counter that called: the call is taken back.
_WITHDRAWN: set[State] = {"waiting", "held", "cancelled"}
# The server's board is this long before it leaves out old calls.
_LONGEST_BOARD = 12
# Nothing on a board changes by these.
_ASIDE = (
    "ticket.issued", "ticket.printed", "ticket.reprint", "ticket.delayed", "ticket.feedback", "display.", "counter.",
    "device.", "user.", "appointment.", "service.", "people.", "bands.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """A call on the card, since when, and whether it is `over`: its customer has come, or it has ended."""

    call: Call
    since: float
    over: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A call in the list; `pending` while its own turn is still to come, `fresh` while its customer is on the way."""

    call: Call
    pending: bool
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Lobby:
    """Everything that is known. `heard` is the last event taken, `counted` the last one that the snapshot holds.

    `turns`: the card, the newest call first. `unsaid`: turns that have begun and are still to be heard, oldest first;
    `kit.lobby.announcing` takes them. `outdated`: something happened that only a new snapshot can tell; `urgent`: that
    is the name of somebody who is called, so it cannot wait.
    """

    told: Board
    calls: tuple[Call, ...]  # newest first, one for each ticket
    waiting: tuple[Waiting, ...]
    counters: tuple[BoardCounter, ...]
    next: tuple[NextNumber, ...]
    heard: int
    counted: int
    told_now: float
    only: Only = EVERYTHING
    queue: tuple[Call, ...] = ()
    turns: tuple[Turn, ...] = ()
    unsaid: tuple[Turn, ...] = ()
    outdated: bool = False
    urgent: bool = False

    @property
    def site(self) -> SiteInfo:
        """The site, as the last snapshot tells it."""
        return self.told.site

    def time(self, now: float) -> datetime:
        """Return the server's time of day."""
        return self.told.now + timedelta(seconds=now - self.told_now)

    def age(self, call: Call, now: float) -> float:
        """Return how many seconds ago a call was made."""
        return (self.time(now) - call.called_at).total_seconds()

    def opens(self, now: float) -> bool:
        """Return whether the time has come at which a closed house opens, though no snapshot says yet that it has."""
        at = self.told.opens_at
        return not self.told.open and at is not None and at <= self.time(now)

    def rows(self, now: float) -> tuple[Row, ...]:
        """Return the calls for the list, newest first, without those on the card."""
        large = {turn.call.ticket for turn in self.turns}
        pending = {call.ticket for call in self.queue}
        return tuple(
            Row(call, call.ticket in pending, call.state == "called" and self.age(call, now) < AMBER_S)
            for call in self.calls
            if call.ticket not in large
        )


def opened(board: Board, now: float, only: Only = EVERYTHING) -> Lobby:
    """Begin with a snapshot. A call made just before is shown, but is not announced a second time."""
    lobby = Lobby(
        told=board,
        calls=_ordered([call for call in board.calls if only.call(call)]),
        waiting=tuple(board.waiting),
        counters=tuple(board.counters),
        next=tuple(board.next),
        heard=board.event_id,
        counted=board.event_id,
        told_now=now,
        only=only,
    )
    newest = next((call for call in lobby.calls if call.state == "called"), None)
    if newest is None or lobby.age(newest, now) >= AMBER_S:
        return lobby
    return replace(lobby, turns=(Turn(newest, now - max(0.0, lobby.age(newest, now))),))


def caught_up(lobby: Lobby, board: Board, now: float) -> Lobby:
    """Take a newer snapshot: the list, the counts, the names and the clock. Announcing is the events' alone.

    A snapshot older than what has been heard since is left aside.
    """
    if board.event_id < lobby.heard:
        return lobby
    lobby = replace(
        lobby,
        told=board,
        waiting=tuple(board.waiting),
        counters=tuple(board.counters),
        next=tuple(board.next),
        counted=board.event_id,
        told_now=now,
        outdated=False,
        urgent=False,
    )
    here = [call for call in board.calls if lobby.only.call(call)]
    # What the events are about to announce is listed when they do; until then what is known of it stays.
    coming = {c.ticket for c in here if c.event_id > lobby.heard and lobby.age(c, now) < AMBER_S}
    known = [call for call in lobby.calls if call.ticket in coming]
    told = [call for call in here if call.ticket not in coming]
    lobby = _named(replace(lobby, calls=_ordered([*told, *known])), here)
    for call in here:
        if call.state != "called" and call.event_id <= lobby.heard:
            lobby = _left(lobby, call.ticket, call.state)
    return _without_withdrawn(lobby, board)


def _named(lobby: Lobby, calls: list[Call]) -> Lobby:
    """Give what is being shown and said the names that only a snapshot tells."""
    names = {call.event_id: call.name for call in calls if call.name}

    def named(call: Call) -> Call:
        name = names.get(call.event_id)
        return call if name is None or name == call.name else call.model_copy(update={"name": name})

    if not names:
        return lobby
    return replace(
        lobby,
        queue=tuple(named(call) for call in lobby.queue),
        turns=tuple(replace(turn, call=named(turn.call)) for turn in lobby.turns),
        unsaid=tuple(replace(turn, call=named(turn.call)) for turn in lobby.unsaid),
    )


def _without_withdrawn(lobby: Lobby, board: Board) -> Lobby:
    """Drop from the announcements what the snapshot should have, and has not: calls that were taken back."""
    told = {call.ticket for call in board.calls}
    oldest = board.calls[-1].event_id if len(board.calls) >= _LONGEST_BOARD else 0
    announced = [*lobby.queue, *(turn.call for turn in (*lobby.turns, *lobby.unsaid))]
    for call in announced:
        if call.ticket not in told and call.event_id > oldest:
            lobby = _left(lobby, call.ticket, "waiting")
    return lobby


def happened(lobby: Lobby, event: Event, now: float) -> Lobby:
    """Take an event. One that was already taken changes nothing."""
    if event.id <= lobby.heard:
        return lobby
    lobby = replace(lobby, heard=event.id)
    ticket = str(event.data.get("ticket", ""))
    if event.event in _CALLS:
        lobby = _called(lobby, event, now)
    elif event.event in _LEAVES:
        lobby = _left(lobby, ticket, _LEAVES[event.event])
    elif not event.event.startswith(_ASIDE):
        lobby = replace(lobby, outdated=True)
    return lobby if event.id <= lobby.counted else _followed(lobby, event)


def _followed(lobby: Lobby, event: Event) -> Lobby:
    """Keep what else an event changes, that no snapshot holds yet."""
    waiting, notices = waiting_after(lobby.waiting, event), notices_after(lobby.told.notices, event)
    shut = not lobby.told.open and event.event.startswith("ticket.")
    others_next = lobby.site.lobby.next_numbers > 0 and reorders(event)
    return replace(
        lobby,
        told=lobby.told if notices is None else lobby.told.model_copy(update={"notices": notices}),
        waiting=lobby.waiting if waiting is None else waiting,
        counters=counters_after(lobby.counters, event),
        next=next_after(lobby.next, event),
        outdated=lobby.outdated or waiting is None or shut or others_next,
    )


def ticked(lobby: Lobby, now: float, slots: int = SLOTS) -> tuple[Lobby, tuple[Call, ...]]:
    """Let time pass. Returns the calls whose turns begin now, the oldest first: to be shown large and announced.

    `slots` (1 to SLOTS): how many calls the screen's card has room for.
    """
    begun: list[Call] = []
    while lobby.queue:
        staying = _staying(lobby, now, slots)
        if staying is None:
            break
        call, *rest = lobby.queue
        turn = Turn(call, now)
        lobby = replace(lobby, queue=tuple(rest), turns=(turn, *staying), unsaid=(*lobby.unsaid, turn))
        begun.append(call)
    turns = tuple(
        turn
        for place, turn in enumerate(lobby.turns)
        if not _had_its_time(turn, now) or (place < slots and not turn.over and now - turn.since < AMBER_S)
    )
    return lobby if turns == lobby.turns else replace(lobby, turns=turns), tuple(begun)


def _staying(lobby: Lobby, now: float, slots: int) -> tuple[Turn, ...] | None:
    """The turns beside which the next call of the queue can begin; None while it has to wait.

    A number that is called again takes the place that it has.
    """
    again = lobby.queue[0].ticket
    staying = tuple(
        turn for turn in lobby.turns if not _had_its_time(turn, now) and turn.call.ticket != again
    )
    return staying if len(staying) < slots else None


def _had_its_time(turn: Turn, now: float) -> bool:
    return now - turn.since >= SHOWN_S


def _called(lobby: Lobby, event: Event, now: float) -> Lobby:
    call = _call_of(event)
    if call is None:
        return replace(lobby, outdated=True)
    if not lobby.only.call(call):
        return _left(lobby, call.ticket, "waiting")  # it may have been called here before
    call = call.model_copy(update={"name": _name_of(lobby, call)})
    names = lobby.site.lobby.show_names and event.id > lobby.counted
    lobby = replace(
        lobby,
        calls=_ordered([call, *lobby.calls]),
        outdated=lobby.outdated or names,
        urgent=lobby.urgent or names,
    )
    if lobby.age(call, now) >= AMBER_S:
        return lobby
    return replace(lobby, queue=(*lobby.queue, call))


def _name_of(lobby: Lobby, call: Call) -> str | None:
    """Events tell no names; a snapshot that was ahead of them may have."""
    return next((told.name for told in lobby.told.calls if told.event_id == call.event_id), None)


def _call_of(event: Event) -> Call | None:
    data: Mapping[str, Any] = event.data
    try:
        return Call.model_validate(
            {**data, "event_id": event.id, "recalled": event.event == "ticket.recalled", "state": "called"}
        )
    except ValidationError:
        return None  # of a newer server: the snapshot will tell


def _left(lobby: Lobby, ticket: str, state: State) -> Lobby:
    """A ticket that nobody has to be called for any more: gone everywhere when its call is taken back."""
    if state in _WITHDRAWN:
        return replace(
            lobby,
            calls=tuple(call for call in lobby.calls if call.ticket != ticket),
            queue=tuple(call for call in lobby.queue if call.ticket != ticket),
            turns=tuple(turn for turn in lobby.turns if turn.call.ticket != ticket),
            unsaid=tuple(turn for turn in lobby.unsaid if turn.call.ticket != ticket),
        )
    told = {"state": state}
    return replace(
        lobby,
        calls=tuple(c.model_copy(update=told) if c.ticket == ticket else c for c in lobby.calls),
        turns=tuple(replace(turn, over=True) if turn.call.ticket == ticket else turn for turn in lobby.turns),
    )


def _ordered(calls: list[Call]) -> tuple[Call, ...]:
    """Return calls newest first, the latest of each ticket."""
    latest: dict[str, Call] = {}
    for call in sorted(calls, key=lambda call: -call.event_id):
        latest.setdefault(call.ticket, call)
    return tuple(latest.values())[:KEPT_CALLS]
