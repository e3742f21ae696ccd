from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kit.lobby.board import AMBER_S, SHOWN_S, Lobby, caught_up, happened, opened, ticked
from kit.wire import Board, BoardCounter, Call, Event, LobbyInfo, NextNumber, Notice, SiteInfo, Waiting

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


def numbers(lobby: Lobby, now: float = 0) -> list[str]:
    """The list as it is read from the top."""
    return [row.call.number for row in lobby.rows(now)]


def card(lobby: Lobby) -> list[str]:
    """The numbers that are large, the newest first."""
    return [turn.call.number for turn in lobby.turns]


def begun(calls: tuple[Call, ...]) -> list[str]:
    """The numbers whose turns begin."""
    return [call.number for call in calls]


def called(*tickets: str, now: float = 1) -> Lobby:
    """A lobby in which these are called in one moment, before the first tick."""
    lobby = opened(snapshot(), 0)
    for number, ticket in enumerate(tickets, start=1):
        lobby = happened(lobby, event(number, "called", ticket, now), now)
    return lobby


def test_two_presses_at_once_share_the_card() -> None:
    """Two calls in the same moment are large together, the newer one first."""
    lobby, calls = ticked(called("A001", "B001"), 1)
    assert begun(calls) == ["A001", "B001"]
    assert card(lobby) == ["B001", "A001"]
    assert numbers(lobby) == []


def test_two_presses_at_once_lose_nothing_on_a_small_screen() -> None:
    """Where one call fits, two are listed at once and large one after the other."""
    lobby, calls = ticked(called("A001", "B001"), 1, slots=1)
    assert begun(calls) == ["A001"]
    assert [(row.call.number, row.pending) for row in lobby.rows(1)] == [("B001", True)]
    assert ticked(lobby, 1 + SHOWN_S - 0.1, slots=1)[1] == ()
    lobby, calls = ticked(lobby, 1 + SHOWN_S, slots=1)
    assert begun(calls) == ["B001"]
    assert [(row.call.number, row.pending) for row in lobby.rows(1 + SHOWN_S)] == [("A001", False)]


def test_a_call_joins_one_that_has_not_had_its_time() -> None:
    """It is large at once; the one before keeps its place until its eight seconds are over."""
    lobby, _ = ticked(called("A001"), 1)
    lobby, calls = ticked(happened(lobby, event(2, "called", "A002", 4), 4), 4)
    assert (begun(calls), card(lobby)) == (["A002"], ["A002", "A001"])
    lobby, calls = ticked(happened(lobby, event(3, "called", "A003", 9), 9), 9)
    assert (begun(calls), card(lobby)) == (["A003"], ["A003", "A002"])


def test_a_fourth_waits_until_a_place_has_had_its_time() -> None:
    """No call cuts another one's time short, and the order is that of the calls."""
    lobby, calls = ticked(called("A001", "A002", "A003", "A004", "A005"), 1)
    assert begun(calls) == ["A001", "A002", "A003"]
    assert [(row.call.number, row.pending) for row in lobby.rows(1)] == [("A005", True), ("A004", True)]
    assert ticked(lobby, 1 + SHOWN_S - 0.1)[1] == ()
    lobby, calls = ticked(lobby, 1 + SHOWN_S)
    assert begun(calls) == ["A004", "A005"]
    assert card(lobby) == ["A005", "A004"]


def test_a_screen_that_shrinks_waits_for_the_time_of_those_it_shows() -> None:
    """When fewer calls fit than share the card, the oldest goes as soon as it has had its time."""
    lobby, _ = ticked(called("A001", "A002"), 1)
    assert card(ticked(lobby, 2, slots=1)[0]) == ["A002", "A001"]
    assert card(ticked(lobby, 1 + SHOWN_S, slots=1)[0]) == ["A002"]


def test_a_call_stays_large_for_thirty_seconds() -> None:
    """With nobody else waiting, the call stays until its time is over, and then stands in the list."""
    lobby, _ = ticked(called("A001"), 1)
    lobby, _ = ticked(lobby, 1 + AMBER_S - 0.1)
    assert card(lobby) == ["A001"]
    lobby, _ = ticked(lobby, 1 + AMBER_S)
    assert card(lobby) == []
    assert numbers(lobby) == ["A001"]


def test_a_call_that_gave_its_place_stays_amber_in_the_list() -> None:
    """Until its customer is there, or thirty seconds have passed."""
    lobby, _ = ticked(called("A001"), 1)
    lobby, _ = ticked(happened(lobby, event(2, "called", "A002", 10), 10), 10)
    assert [(row.call.number, row.fresh) for row in lobby.rows(10)] == [("A001", True)]
    assert [row.fresh for row in lobby.rows(1 + AMBER_S)] == [False]
    arrived = happened(lobby, event(3, "arrived", "A001", 11), 11)
    assert [row.fresh for row in arrived.rows(11)] == [False]


@pytest.mark.parametrize("how", ["arrived", "finished", "no_show"])
def test_a_call_goes_when_it_is_over(how: str) -> None:
    """An arrival or an end ends it, after the shortest time that people need to have seen it."""
    lobby, _ = ticked(called("A001"), 1)
    lobby = happened(lobby, event(2, how, "A001", 3), 3)
    lobby, _ = ticked(lobby, 3)
    assert [turn.over for turn in lobby.turns] == [True]
    assert card(ticked(lobby, 1 + SHOWN_S)[0]) == []


@pytest.mark.parametrize("how", ["arrived", "finished", "no_show"])
def test_a_call_that_ended_before_its_turn_still_has_it(how: str) -> None:
    """A counter that presses on swallows nobody: who was called before is shown and announced as well."""
    lobby, _ = ticked(called("A001", "A002"), 1, slots=1)
    lobby = happened(lobby, event(3, how, "A002", 2), 2)
    lobby, calls = ticked(lobby, 1 + SHOWN_S, slots=1)
    assert begun(calls) == ["A002"]
    assert [turn.call.number for turn in lobby.unsaid] == ["A001", "A002"]


def test_a_recall_is_announced_again() -> None:
    """A recalled number is large once more and on top of the list."""
    lobby, _ = ticked(called("A001"), 1)
    lobby, _ = ticked(happened(lobby, event(2, "called", "A002", 10), 10), 10)
    lobby, _ = ticked(lobby, 40)
    lobby, calls = ticked(happened(lobby, event(3, "recalled", "A001", 41), 41), 41)
    assert [(call.number, call.recalled) for call in calls] == [("A001", True)]
    assert numbers(lobby) == ["A002"]
    assert numbers(ticked(lobby, 80)[0]) == ["A001", "A002"]


def test_a_recall_takes_the_place_that_its_call_still_has() -> None:
    """A number never stands on the card twice, and its time begins again."""
    lobby, _ = ticked(called("A001", "A002"), 1)
    lobby, calls = ticked(happened(lobby, event(3, "recalled", "A001", 4), 4), 4)
    assert (begun(calls), card(lobby)) == (["A001"], ["A001", "A002"])
    lobby, _ = ticked(happened(lobby, event(4, "called", "A003", 10), 10), 10)
    assert card(lobby) == ["A003", "A001"]


def test_what_was_missed_is_shown_and_not_shouted() -> None:
    """After an outage old calls stand in the list, without a turn of their own; fresh ones are announced."""
    lobby = opened(snapshot(), 0)
    lobby = happened(lobby, event(1, "called", "A001", 10), 100)
    lobby = happened(lobby, event(2, "called", "A002", 90), 100)
    lobby, calls = ticked(lobby, 100)
    assert begun(calls) == ["A002"]
    lobby, calls = ticked(lobby, 140)
    assert calls == ()
    assert numbers(lobby) == ["A002", "A001"]


def test_a_screen_that_starts_shows_the_last_call_without_a_chime() -> None:
    """A call made a moment before is large for the rest of its time."""
    lobby = opened(snapshot(5, 20, (call_of(5, "A002", 12), call_of(3, "A001", 1))), 20)
    lobby, calls = ticked(lobby, 20)
    assert (calls, card(lobby), lobby.unsaid) == ((), ["A002"], ())
    assert card(ticked(lobby, 12 + AMBER_S)[0]) == []
    assert card(opened(snapshot(5, 60, (call_of(5, "A002", 12),)), 60)) == []


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
    lobby, calls = ticked(happened(lobby, event(1, "called", "A001", 5), 5), 5)
    assert begun(calls) == ["A001"]
    assert lobby.waiting[0].count == 0


def test_an_old_snapshot_is_left_aside() -> None:
    """A board that was fetched before the latest events does not undo them."""
    lobby = happened(opened(snapshot(), 0), event(2, "called", "A001", 1), 1)
    assert caught_up(lobby, snapshot(1, 1), 1) is lobby


def test_a_snapshot_tells_what_is_over() -> None:
    """Calls that a newer snapshot knows as ended leave the card as soon as they have had their time."""
    lobby, _ = ticked(called("A001", "A002"), 1)
    over = call_of(2, "A002", 1, state="finished")
    lobby = caught_up(lobby, snapshot(4, 2, (over, call_of(1, "A001", 1))), 2)
    assert card(ticked(lobby, 2)[0]) == ["A002", "A001"]
    assert card(ticked(lobby, 1 + SHOWN_S)[0]) == ["A001"]


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
    lobby, _ = ticked(lobby, 1, slots=1)
    for number, ticket in ((3, "A001"), (4, "A002")):
        lobby = happened(lobby, event(number, "returned", ticket, counter="3"), 2)
    assert lobby.unsaid == ()
    lobby, calls = ticked(lobby, 2, slots=1)
    assert (calls, lobby.turns, numbers(lobby)) == ((), (), [])
    assert lobby.waiting[0].count == 2
    assert not lobby.outdated


def test_a_snapshot_takes_a_call_back() -> None:
    """A newer board without a call that was about to be announced means that it was withdrawn."""
    lobby = happened(opened(snapshot(), 0), event(1, "called", "A001", 1), 1)
    lobby, calls = ticked(caught_up(lobby, snapshot(3, 2), 2), 2)
    assert (calls, numbers(lobby)) == ((), [])


def test_a_snapshot_takes_back_what_is_about_to_be_heard() -> None:
    """A call on the card that is gone from a newer board is neither shown nor announced any more."""
    lobby, _ = ticked(called("A001"), 1)
    lobby = caught_up(lobby, snapshot(3, 2), 2)
    assert (lobby.turns, lobby.unsaid) == ((), ())


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


def counters(*told: tuple[str, str, str | None]) -> list[BoardCounter]:
    """Counters by code, state and number."""
    return [
        BoardCounter(code=code, name={}, state=state, number=number, services=["A"])  # type: ignore[arg-type]
        for code, state, number in told
    ]


def test_whom_each_counter_serves_is_followed() -> None:
    """A call gives its counter a number, an end takes it, opening, breaks and closing change its state."""
    board = snapshot(A=3).model_copy(
        update={"counters": counters(("3", "closed", None), ("4", "open", "A009"))}
    )
    lobby = happened(opened(board, 0), event(1, "called", "A001", 1), 1)
    told = [(each.code, each.state, each.number) for each in lobby.counters]
    assert told == [("3", "open", "A001"), ("4", "open", "A009")]
    lobby = happened(lobby, event(2, "finished", "A001", 1, counter="3"), 1)
    lobby = happened(lobby, Event(id=3, event="counter.break", data={"counter": "3"}), 1)
    lobby = happened(lobby, event(4, "transferred", "A009", 1), 1)
    lobby = happened(lobby, Event(id=5, event="counter.closed", data={"counter": "4"}), 1)
    assert [(each.state, each.number) for each in lobby.counters] == [("break", None), ("closed", None)]
    lobby = happened(lobby, Event(id=6, event="counter.opened", data={"counter": "4", "services": ["B"]}), 1)
    assert [(each.state, each.services) for each in lobby.counters] == [("break", ["A"]), ("open", ["B"])]
    assert not lobby.outdated


def test_a_number_that_is_called_comes_next_no_more() -> None:
    """It goes from those who come next at once, and a snapshot is wanted that tells who follows."""
    board = snapshot(A=3)
    site = SITE.model_copy(update={"lobby": LobbyInfo(next_numbers=2)})
    coming = [NextNumber(number=number, service="A") for number in ("A001", "A002")]
    lobby = opened(board.model_copy(update={"next": coming, "site": site}), 0)
    lobby = happened(lobby, event(1, "called", "A001", 1), 1)
    assert [each.number for each in lobby.next] == ["A002"]
    assert lobby.outdated
    assert not lobby.urgent


def test_a_ticket_in_a_closed_house_asks_for_a_snapshot() -> None:
    """Whether it is open again only the server can tell."""
    lobby = opened(snapshot(A=0).model_copy(update={"open": False}), 0)
    assert happened(lobby, event(1, "issued", "A001"), 1).outdated


def named(board: Board) -> Board:
    """The board of a site that shows names."""
    return board.model_copy(update={"site": SITE.model_copy(update={"lobby": LobbyInfo(show_names=True)})})


def test_a_name_is_asked_for_at_once() -> None:
    """Events tell no names: a call wants a snapshot without delay, which gives the card and the voice its name."""
    lobby, _ = ticked(happened(opened(named(snapshot(A=1)), 0), event(1, "called", "A001", 1), 1), 1)
    assert (lobby.outdated, lobby.urgent) == (True, True)
    lobby = caught_up(lobby, named(snapshot(1, 1, (call_of(1, "A001", 1, name="Ada"),))), 1)
    assert [turn.call.name for turn in (*lobby.turns, *lobby.unsaid)] == ["Ada", "Ada"]
    assert [call.name for call in lobby.calls] == ["Ada"]
    assert not lobby.urgent


def test_a_snapshot_ahead_of_the_events_tells_its_names() -> None:
    """A call whose event comes after the board that names it is shown with its name."""
    lobby = opened(named(snapshot(A=1)), 0)
    lobby = caught_up(lobby, named(snapshot(1, 1, (call_of(1, "A001", 1, name="Ada"),))), 1)
    lobby, _ = ticked(happened(lobby, event(1, "called", "A001", 1), 1), 1)
    assert [turn.call.name for turn in lobby.turns] == ["Ada"]
    assert not lobby.urgent


def test_a_message_to_the_room_is_there_at_once() -> None:
    """In place of the one before, beside the site's own notices; and gone when it is taken back."""
    board = snapshot(7).model_copy(update={"notices": [Notice(id="photos", text={"en": "Photos"})]})
    lobby = opened(board, 0)
    for number, text in ((8, "At three"), (9, "At four")):
        event = Event(id=number, event="display.message", data={"message": {"en": text}, "until": None})
        lobby = happened(lobby, event, 0)
    assert [(each.id, each.text["en"]) for each in lobby.told.notices] == [
        ("photos", "Photos"),
        ("message-9", "At four"),
    ]
    lobby = happened(lobby, Event(id=10, event="display.message", data={"message": {}, "until": None}), 0)
    assert [each.id for each in lobby.told.notices] == ["photos"]
    assert not lobby.outdated
