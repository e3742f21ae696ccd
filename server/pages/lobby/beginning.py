"""Pure: a board as it stands for who has watched it for a while, from what the log says of the last minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kit import wire
from kit.lobby.board import AMBER_S, Lobby, happened, opened, ticked
from kit.lobby.only import Only

BACK_S = AMBER_S + 15.0
_STEP_S = 1.0


def recent(board: wire.Board) -> int:
    """The event before the first of the board's recent calls: from there on the log is needed."""
    ids = [call.event_id for call in board.calls if _age(board, call.called_at) < BACK_S]
    return min(ids) - 1 if ids else board.event_id


def begun(board: wire.Board, events: Sequence[wire.Event], now: float, only: Only, slots: int) -> Lobby:
    """Begin with a snapshot, and with the `events` after `recent(board)` at the times when they happened."""
    older = [call for call in board.calls if _age(board, call.called_at) >= BACK_S]
    lobby = opened(board.model_copy(update={"calls": older}), now, only)
    lobby = replace(lobby, heard=recent(board))
    moment = now - BACK_S
    for event in events:
        at = min(now, max(moment, now - _age(board, datetime.fromisoformat(event.data["at"]))))
        lobby = _passed(lobby, moment, at, slots)
        lobby = happened(lobby, event, at)
        moment = at
    return _passed(lobby, moment, now, slots)


def _passed(lobby: Lobby, since: float, until: float, slots: int) -> Lobby:
    while since < until:
        lobby, _calls = ticked(lobby, since, slots)
        since += _STEP_S
    return ticked(lobby, until, slots)[0]


def _age(board: wire.Board, at: datetime) -> float:
    return (board.now - at).total_seconds()
