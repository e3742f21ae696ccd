"""Pure: what the lobby shows, from a snapshot of the board and the events after it.

Every call gets its turn as the large one, in the order of the events: for at least SHOWN_S, and when nobody else waits
until the customer is there or AMBER_S have passed. The list of calls changes at once, whoever's turn it is. Calls
that were missed for longer than AMBER_S are only put in the list: shown, not shouted.

`now` is in seconds of a steady clock of the caller's. The time of day is reckoned from the server's, for a Raspberry
Pi has no clock that can be trusted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from kit.wire import Board, Call, Event, SiteInfo, State, Waiting

SHOWN_S = 6.0
AMBER_S = 30.0
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
    """A call that is large now, since when, and whether its customer has come."""

    call: Call
    since: float
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A call in the list; `pending` while its own turn is still to come."""

    call: Call
    pending: bool


@dataclass(frozen=True, slots=True)
class Lobby:
    """Everything that is known. `heard` is the last event taken, `counted` the last one that `waiting` holds."""

    site: SiteInfo
    calls: tuple[Call, ...]  # newest first, one for each ticket
    waiting: tuple[Waiting, ...]
    heard: int
    counted: int
    told_at: datetime
    told_now: float
    queue: tuple[Call, ...] = ()
    turn: Turn | None = None
    outdated: bool = False  # something happened that only a new snapshot can tell

    def time(self, now: float) -> datetime:
        """Return the server's time of day."""
        return self.told_at + timedelta(seconds=now - self.told_now)

    def rows(self) -> tuple[Row, ...]:
        """Return the calls for the list, newest first, without the one that is large now."""
        large = self.turn.call.ticket if self.turn else None
        pending = {call.ticket for call in self.queue}
        return tuple(Row(call, call.ticket in pending) for call in self.calls if call.ticket != large)


def opened(board: Board, now: float) -> Lobby:
    """Begin with a snapshot. A call made just before is shown, but is not announced a second time."""
    lobby = Lobby(
        site=board.site,
        calls=_ordered(board.calls),
        waiting=tuple(board.waiting),
        heard=board.event_id,
        counted=board.event_id,
        told_at=board.now,
        told_now=now,
    )
    newest = next((call for call in lobby.calls if call.state == "called"), None)
    if newest is None or _age(lobby, newest, now) >= AMBER_S:
        return lobby
    return replace(lobby, turn=Turn(newest, now - max(0.0, _age(lobby, newest, now))))


def caught_up(lobby: Lobby, board: Board, now: float) -> Lobby:
    """Take a newer snapshot: the list, the counts and the clock. Announcing is the events' alone.

    A snapshot older than what has been heard since is left aside.
    """
    if board.event_id < lobby.heard:
        return lobby
    lobby = replace(
        lobby,
        site=board.site,
        waiting=tuple(board.waiting),
        counted=board.event_id,
        told_at=board.now,
        told_now=now,
        outdated=False,
    )
    # What the events are about to announce is listed when they do; until then what is known of it stays.
    coming = {c.ticket for c in board.calls if c.event_id > lobby.heard and _age(lobby, c, now) < AMBER_S}
    known = [call for call in lobby.calls if call.ticket in coming]
    told = [call for call in board.calls if call.ticket not in coming]
    lobby = replace(lobby, calls=_ordered([*told, *known]))
    for call in board.calls:
        if call.state != "called" and call.event_id <= lobby.heard:
            lobby = _left(lobby, call.ticket, call.state)
    return _without_withdrawn(lobby, board)


def _without_withdrawn(lobby: Lobby, board: Board) -> Lobby:
    """Drop from the announcements what the snapshot should have, and has not: calls that were taken back."""
    told = {call.ticket for call in board.calls}
    oldest = board.calls[-1].event_id if len(board.calls) >= _LONGEST_BOARD else 0
    announced = [*lobby.queue, *([lobby.turn.call] if lobby.turn else [])]
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
    return _paused(_counted(lobby, event), event)


def ticked(lobby: Lobby, now: float) -> tuple[Lobby, Call | None]:
    """Let time pass. Returns the call whose turn begins now, to be shown large and chimed, if there is one."""
    turn = lobby.turn
    if turn is not None and now - turn.since < SHOWN_S:
        return lobby, None
    if lobby.queue:
        call, *rest = lobby.queue
        return replace(lobby, queue=tuple(rest), turn=Turn(call, now)), call
    if turn is not None and (turn.arrived or now - turn.since >= AMBER_S):
        return replace(lobby, turn=None), None
    return lobby, None


def _called(lobby: Lobby, event: Event, now: float) -> Lobby:
    call = _call_of(event)
    if call is None:
        return replace(lobby, outdated=True)
    lobby = replace(lobby, calls=_ordered([call, *lobby.calls]))
    if _age(lobby, call, now) >= AMBER_S:
        return lobby
    return replace(lobby, queue=(*lobby.queue, call))


def _call_of(event: Event) -> Call | None:
    data: Mapping[str, Any] = event.data
    try:
        return Call.model_validate(
            {**data, "event_id": event.id, "recalled": event.event == "ticket.recalled", "state": "called"}
        )
    except ValidationError:
        return None  # of a newer server: the snapshot will tell


def _left(lobby: Lobby, ticket: str, state: State) -> Lobby:
    """Take a ticket that nobody has to be called for any more out of the announcements."""
    queue = tuple(call for call in lobby.queue if call.ticket != ticket)
    turn = lobby.turn
    if turn is not None and turn.call.ticket == ticket:
        turn = replace(turn, arrived=True) if state == "serving" else None
    if state in _WITHDRAWN:
        calls = tuple(call for call in lobby.calls if call.ticket != ticket)
    else:
        told = {"state": state}
        calls = tuple(c.model_copy(update=told) if c.ticket == ticket else c for c in lobby.calls)
    return replace(lobby, calls=calls, queue=queue, turn=turn)


def _counted(lobby: Lobby, event: Event) -> Lobby:
    """Keep the numbers of people waiting, but for what a snapshot has already counted."""
    changes = _changes(event)
    if event.id <= lobby.counted or not changes:
        return lobby
    waiting = tuple(
        each.model_copy(update={"count": max(0, each.count + changes[each.service])})
        if each.service in changes
        else each
        for each in lobby.waiting
    )
    unknown = changes.keys() - {each.service for each in lobby.waiting}
    return replace(lobby, waiting=waiting, counted=event.id, outdated=lobby.outdated or bool(unknown))


def _changes(event: Event) -> dict[str, int]:
    """How many more wait after an event, by service; less below 0."""
    data, kind = event.data, event.event.removeprefix("ticket.")
    service = str(data.get("service", ""))
    waited = data.get("was", "waiting") == "waiting"
    if kind in {"issued", "resumed", "returned"}:
        return {service: 1}
    if kind == "held":  # it has a counter when it was there, and waited otherwise
        return {} if data.get("counter") else {service: -1}
    if kind in {"called", "cancelled"}:
        return {service: -1} if waited else {}
    if kind == "transferred":
        before = str(data.get("from_service", service))
        if not waited:
            return {service: 1}
        return {before: -1, service: 1} if before != service else {}
    return {}


def _paused(lobby: Lobby, event: Event) -> Lobby:
    """Keep which services are paused, and what is said about it, but for what a snapshot has told already."""
    if event.id <= lobby.counted or event.event not in {"service.paused", "service.resumed"}:
        return lobby
    service, paused = event.data.get("service"), event.event == "service.paused"
    message = event.data.get("message")
    update = {"paused": paused, "message": message if paused and isinstance(message, dict) else {}}
    waiting = tuple(
        each.model_copy(update=update) if each.service == service else each for each in lobby.waiting
    )
    return replace(lobby, waiting=waiting, counted=event.id)


def _ordered(calls: list[Call]) -> tuple[Call, ...]:
    """Return calls newest first, the latest of each ticket."""
    latest: dict[str, Call] = {}
    for call in sorted(calls, key=lambda call: -call.event_id):
        latest.setdefault(call.ticket, call)
    return tuple(latest.values())[:KEPT_CALLS]


def _age(lobby: Lobby, call: Call, now: float) -> float:
    return (lobby.time(now) - call.called_at).total_seconds()
