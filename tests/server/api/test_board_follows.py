"""A lobby screen that hears only the events knows what the board says: kit.lobby.board and server keep one contract."""

from __future__ import annotations

import random
from typing import Any

import pytest

from kit.lobby.board import Lobby, happened, opened
from kit.wire import Board, Event
from server.store import queries
from server.stream.frames import logged_of, told, wire_time

MOVES = ("arrive", "finish", "no-show", "hold", "resume", "return", "cancel", "transfer", "call")


def heard(desk: Any, site_id: int, lobby: Lobby) -> Lobby:
    """The lobby after every event that came since, as a display is told of them."""
    with desk.view(site_id) as view:
        rows = queries.events_after(view.connection, site_id, lobby.heard, 1000)
        for row in rows:
            data = told(view.branch, logged_of(row), staff=False)
            lobby = happened(lobby, Event(id=row.id, event=row.event, data=data), 0.0)
    return lobby


@pytest.mark.parametrize("seed", [1, 2])
def test_events_alone_keep_the_board(
    seed: int, desk: Any, site_id: int, kiosk: Any, staff: Any, display: Any, clock: Any
) -> None:
    """Whatever staff do, counts, calls and pauses by events are those of a fresh board, and none need be fetched."""
    choose = random.Random(seed)
    lobby = opened(Board.model_validate(display.get("/board").json), 0.0)
    tickets: list[str] = []
    done = 0
    for _ in range(110):
        clock.advance(seconds=choose.choice([2, 5, 40]))
        what = choose.choice(["take", "take", "next", "pause", "leave", "tell", *MOVES, *MOVES])
        if what == "take":
            tickets.append(kiosk.take(choose.choice("AB"))["id"])
            continue
        if what == "next":
            staff.post(f"/counters/{choose.choice('123')}/next")
        elif what == "tell":
            message = choose.choice([{}, {"en": "At three"}, {"en": "At four", "es": "A las cuatro"}])
            until = choose.choice([None, wire_time(clock.now + 3_600_000)])
            staff.post("/displays/message", {"message": message, "until": until})
        elif what == "leave":
            staff.post(f"/counters/{choose.choice('123')}/{choose.choice(['open', 'break', 'close'])}")
        elif what == "pause":
            path = choose.choice(["pause", "resume"])
            body = {"message": {"en": "Back soon"}} if path == "pause" else {}
            staff.post(f"/services/C/{path}", body)
        elif what == "counter":
            staff.post(f"/counters/{choose.choice('123')}/{choose.choice(['open', 'break', 'close'])}")
        elif tickets:
            body = {"transfer": {"service": choose.choice("ABC")}, "call": {"counter": "2"}}.get(what, {})
            answer = staff.post(f"/tickets/{choose.choice(tickets[-8:])}/{what}", body)
            assert answer.status_code in {200, 409}, answer.text
            done += answer.status_code == 200
    lobby = heard(desk, site_id, lobby)
    board = Board.model_validate(display.get("/board").json)
    assert done > 10
    assert {each.service: each.count for each in lobby.waiting} == {
        each.service: each.count for each in board.waiting
    }
    assert [(call.ticket, call.event_id, call.state) for call in lobby.calls][:12] == [
        (call.ticket, call.event_id, call.state) for call in board.calls
    ]
    assert [(each.paused, each.message) for each in lobby.waiting] == [
        (each.paused, each.message) for each in board.waiting
    ]
    assert [(each.code, each.state, each.number) for each in lobby.counters] == [
        (each.code, each.state, each.number) for each in board.counters
    ]
    assert [(each.code, each.state, each.number) for each in lobby.counters] == [
        (each.code, each.state, each.number) for each in board.counters
    ]
    assert board.counters
    assert lobby.told.notices == board.notices
    assert not lobby.outdated


def test_a_screen_is_told_who_may_give_priority(kiosk: Any) -> None:
    """So that a kiosk asks only where the site wants it asked."""
    assert kiosk.get("/services").json["site"]["priority"] == "staff"
