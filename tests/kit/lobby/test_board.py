from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kit.lobby.board import AMBER_S, SHOWN_S, Lobby, caught_up, happened, opened, ticked
from kit.wire import Board, Call, Event, SiteInfo, Waiting

OPENED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SITE = SiteInfo(code="main", name="City Hall", languages=["en"], timezone="UTC")


def at(now: float) -> datetime:
    """The server's time when our own clock says `now`."""
    return OPENED + timedelta(seconds=now)


def snapshot(event_id: int = 0, now: float = 0, calls: tuple[Call, ...] = (), **waiting: int) -> Board:
    """The server's board."""
    counts = [Waiting(service=code, count=count) for code, count in waiting.items()]
    return Board(event_id=event_id, now=at(now), site=SITE, calls=list(calls), waiting=counts)


def call_of(event_id: int, number: str, now: float, **more: Any) -> Call:
    """A call as a snapshot tells it."""
    return Call(
        event_id=event_id, ticket=number, number=number, counter="3", language="en", called_at=at(now), **more
    )


def event(number: int, kind: str, ticket: str, now: float = 0, **more: Any) -> Event:
    """An event as the stream tells it."""
    data: dict[str, Any] = {"ticket": ticket, "number": ticket, "service": ticket[0], **more}
    if kind in {"called", "recalled"}:
        data |= {"counter": "3", "counter_name": {"en": "Counter 3"}, "direction": "left", "language": "en"}
        data["called_at"] = at(now).isoformat()
    return Event(id=number, event=f"ticket.{kind}", data=data)


def numbers(lobby: Lobby) -> list[str]:
    """The list as it is read from the top."""
    return [row.call.number for row in lobby.rows()]


def test_two_presses_at_once_lose_nothing() -> None:
    """Two calls in the same moment are listed at once and large one after the other."""
    lobby = opened(snapshot(), 0)
    lobby = happened(lobby, event(1, "called", "A001", 1), 1)
    lobby = happened(lobby, event(2, "called", "B001", 1), 1)
    lobby, first = ticked(lobby, 1)
    assert first is not None
    assert first.number == "A001"
    assert [(row.call.number, row.pending) for row in lobby.rows()] == [("B001", True)]
    assert ticked(lobby, 1 + SHOWN_S - 0.1)[1] is None
    lobby, second = ticked(lobby, 1 + SHOWN_S)
    assert second is not None
    assert second.number == "B001"
    assert [(row.call.number, row.pending) for row in lobby.rows()] == [("A001", False)]


def test_a_call_stays_large_for_thirty_seconds() -> None:
    """With nobody else waiting, the call stays until its time is over, and then stands in the list."""
    lobby, _ = ticked(happened(opened(snapshot(), 0), event(1, "called", "A001", 1), 1), 1)
    lobby, _ = ticked(lobby, 1 + AMBER_S - 0.1)
    assert lobby.turn is not None
    lobby, _ = ticked(lobby, 1 + AMBER_S)
    assert lobby.turn is None
    assert numbers(lobby) == ["A001"]


def test_a_call_goes_when_the_customer_is_there() -> None:
    """An arrival ends it, after the shortest time that people need to have seen it."""
    lobby, _ = ticked(happened(opened(snapshot(), 0), event(1, "called", "A001", 1), 1), 1)
    lobby = happened(lobby, event(2, "arrived", "A001", 3), 3)
    lobby, _ = ticked(lobby, 3)
    assert lobby.turn is not None
    assert lobby.turn.arrived
    assert ticked(lobby, 1 + SHOWN_S)[0].turn is None


def test_a_call_that_ended_gives_its_place_at_once() -> None:
    """When staff have ended a ticket, nobody is sent to the counter for it any more."""
    lobby, _ = ticked(happened(opened(snapshot(), 0), event(1, "called", "A001", 1), 1), 1)
    lobby = happened(lobby, event(2, "no_show", "A001", 3), 3)
    lobby = happened(lobby, event(3, "called", "A002", 3), 3)
    lobby, call = ticked(lobby, 3)
    assert call is not None
    assert call.number == "A002"


def test_a_recall_is_announced_again() -> None:
    """A recalled number is large once more and on top of the list."""
    lobby, _ = ticked(happened(opened(snapshot(), 0), event(1, "called", "A001", 1), 1), 1)
    lobby, _ = ticked(happened(lobby, event(2, "called", "A002", 10), 10), 10)
    lobby, _ = ticked(lobby, 40)
    lobby, call = ticked(happened(lobby, event(3, "recalled", "A001", 41), 41), 41)
    assert call is not None
    assert (call.number, call.recalled) == ("A001", True)
    assert numbers(lobby) == ["A002"]
    assert numbers(ticked(lobby, 80)[0]) == ["A001", "A002"]


def test_what_was_missed_is_shown_and_not_shouted() -> None:
    """After an outage old calls stand in the list, without a turn of their own; fresh ones are announced."""
    lobby = opened(snapshot(), 0)
    lobby = happened(lobby, event(1, "called", "A001", 10), 100)
    lobby = happened(lobby, event(2, "called", "A002", 90), 100)
    lobby, call = ticked(lobby, 100)
    assert call is not None
    assert call.number == "A002"
    lobby, call = ticked(lobby, 140)
    assert call is None
    assert numbers(lobby) == ["A002", "A001"]


def test_a_screen_that_starts_shows_the_last_call_without_a_chime() -> None:
    """A call made a moment before is large for the rest of its time."""
    lobby = opened(snapshot(5, 20, (call_of(5, "A002", 12), call_of(3, "A001", 1))), 20)
    lobby, call = ticked(lobby, 20)
    assert call is None
    assert lobby.turn is not None
    assert lobby.turn.call.number == "A002"
    assert ticked(lobby, 12 + AMBER_S)[0].turn is None
    assert opened(snapshot(5, 60, (call_of(5, "A002", 12),)), 60).turn is None


def test_people_waiting_are_counted() -> None:
    """Who takes a ticket waits, who is called waits no more, and what a snapshot holds is not counted twice."""
    lobby = opened(snapshot(0, 0, A=0, B=4), 0)
    lobby = happened(lobby, event(1, "issued", "A001"), 1)
    lobby = happened(lobby, event(2, "issued", "A002"), 1)
    lobby = happened(lobby, event(3, "called", "A001", 1), 1)
    assert [(each.service, each.count) for each in lobby.waiting] == [("A", 1), ("B", 4)]
    lobby = caught_up(lobby, snapshot(5, 2, A=3, B=4), 2)
    lobby = happened(lobby, event(4, "issued", "A003"), 2)
    lobby = happened(lobby, event(5, "issued", "A004"), 2)
    lobby = happened(lobby, event(6, "issued", "A005"), 2)
    assert [each.count for each in lobby.waiting] == [4, 4]


def test_an_event_taken_twice_counts_once() -> None:
    """A stream that resumes a little early changes nothing."""
    lobby = opened(snapshot(0, 0, A=0), 0)
    for _ in range(2):
        lobby = happened(lobby, event(1, "issued", "A001"), 1)
        lobby = happened(lobby, event(2, "called", "A001", 1), 1)
    lobby, _ = ticked(lobby, 1)
    assert lobby.queue == ()
    assert lobby.waiting[0].count == 0


def test_a_snapshot_ahead_of_the_events_does_not_swallow_a_call() -> None:
    """A board fetched in the moment of a call leaves its announcement to the event."""
    lobby = opened(snapshot(0, 0, A=1), 0)
    lobby = caught_up(lobby, snapshot(1, 5, (call_of(1, "A001", 5),), A=0), 5)
    assert numbers(lobby) == []
    lobby, call = ticked(happened(lobby, event(1, "called", "A001", 5), 5), 5)
    assert call is not None
    assert call.number == "A001"
    assert lobby.waiting[0].count == 0


def test_an_old_snapshot_is_left_aside() -> None:
    """A board that was fetched before the latest events does not undo them."""
    lobby = happened(opened(snapshot(), 0), event(2, "called", "A001", 1), 1)
    assert caught_up(lobby, snapshot(1, 1), 1) is lobby


def test_a_snapshot_withdraws_what_is_over() -> None:
    """Tickets that a newer snapshot knows as ended are not announced any more."""
    lobby = opened(snapshot(), 0)
    for number, ticket in enumerate(("A001", "A002", "A003"), start=1):
        lobby = happened(lobby, event(number, "called", ticket, 1), 1)
    lobby, _ = ticked(lobby, 1)
    over = call_of(2, "A002", 1, state="finished")
    lobby = caught_up(lobby, snapshot(4, 2, (call_of(3, "A003", 1), over, call_of(1, "A001", 1))), 2)
    lobby, call = ticked(lobby, 1 + SHOWN_S)
    assert call is not None
    assert call.number == "A003"


def test_the_clock_is_the_servers() -> None:
    """The time of day follows the server's last word and our own steady seconds."""
    lobby = opened(snapshot(now=0), 1000)
    assert lobby.time(1090) == OPENED + timedelta(seconds=90)
    lobby = caught_up(lobby, snapshot(now=200), 1100)
    assert lobby.time(1101) == OPENED + timedelta(seconds=201)


@pytest.mark.parametrize(
    ("kind", "outdated"),
    [
        ("day.started", True),
        ("site.changed", True),
        ("ticket.moved", True),
        ("display.shown", False),
        ("ticket.printed", False),
    ],
)
def test_what_the_events_cannot_tell_asks_for_a_snapshot(kind: str, outdated: bool) -> None:
    """A new day or a changed site is fetched; what changes no board is not."""
    lobby = happened(opened(snapshot(), 0), Event(id=1, event=kind, data={"ticket": "x"}), 0)
    assert lobby.outdated is outdated
    assert not caught_up(lobby, snapshot(1), 0).outdated


def test_a_call_that_cannot_be_read_does_no_harm() -> None:
    """A call by a newer server with other fields asks for a snapshot."""
    lobby = happened(opened(snapshot(), 0), Event(id=1, event="ticket.called", data={"ticket": "x"}), 0)
    assert lobby.outdated
    assert lobby.queue == ()


def test_a_call_taken_back_is_gone_at_once() -> None:
    """A returned call leaves the large place and the list, and one still waiting for its turn never has it."""
    lobby = opened(snapshot(A=2), 0)
    lobby = happened(lobby, event(1, "called", "A001", 1), 1)
    lobby = happened(lobby, event(2, "called", "A002", 1), 1)
    lobby, _ = ticked(lobby, 1)
    for number, ticket in ((3, "A001"), (4, "A002")):
        lobby = happened(lobby, event(number, "returned", ticket, counter="3"), 2)
    lobby, call = ticked(lobby, 2)
    assert (call, lobby.turn, numbers(lobby)) == (None, None, [])
    assert lobby.waiting[0].count == 2
    assert not lobby.outdated


def test_a_snapshot_takes_a_call_back() -> None:
    """A newer board without a call that was about to be announced means that it was withdrawn."""
    lobby = happened(opened(snapshot(), 0), event(1, "called", "A001", 1), 1)
    lobby, call = ticked(caught_up(lobby, snapshot(3, 2), 2), 2)
    assert (call, numbers(lobby)) == (None, [])


def test_a_paused_service_is_told() -> None:
    """The message comes with the event and goes with the next."""
    lobby = opened(snapshot(A=2, B=1), 0)
    data = {"service": "B", "message": {"en": "Back at noon"}}
    lobby = happened(lobby, Event(id=1, event="service.paused", data=data), 1)
    assert [(each.paused, dict(each.message)) for each in lobby.waiting] == [
        (False, {}),
        (True, {"en": "Back at noon"}),
    ]
    lobby = happened(lobby, Event(id=2, event="service.resumed", data={"service": "B"}), 2)
    assert not any(each.paused or each.message for each in lobby.waiting)
    assert not lobby.outdated
