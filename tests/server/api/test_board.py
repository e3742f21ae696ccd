"""What the lobby's board tells: the counters, lateness, who comes next, messages, and whether the place is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.desk import setup
from server.desk.check import check
from server.desk.waits import is_late
from server.sitefile import Closure, Lobby, Notice
from server.store import queries
from server.store.tables import tickets
from server.stream.frames import wire_time


@pytest.fixture
def changed(desk: Any, site_id: int) -> Callable[..., None]:
    """Changes keys of the site: `changed(lobby=Lobby(…))`."""

    def change(**values: object) -> None:
        site = desk.branch_now(site_id).site
        setup.apply_site(desk, site_id, site.model_copy(update=values))

    return change


def board(display: Any) -> Any:
    """The board."""
    answer = display.get("/board")
    assert answer.status_code == 200, answer.text
    return answer.json


def counter(display: Any, code: str) -> tuple[str, str | None]:
    """State and number of one of the board's counters."""
    (found,) = [each for each in board(display)["counters"] if each["code"] == code]
    return found["state"], found["number"]


def test_every_counter_is_on_the_board(display: Any, kiosk: Any, staff: Any, clock: Any) -> None:
    """In the site's order, with its name, state, services and whom it called or serves; free again afterwards."""
    taken = [kiosk.take("A"), kiosk.take("C")]
    found = board(display)["counters"]
    assert [each["code"] for each in found] == ["1", "2", "3"]
    assert [each["services"] for each in found] == [["A"], ["A", "B", "C"], ["B"]]
    assert (found[0]["direction"], found[2]["name"]) == ("left", {"en": "Room three"})
    assert [counter(display, code) for code in "123"] == [("closed", None)] * 3
    staff.next("1")
    clock.advance(seconds=5)
    staff.next("2")
    assert counter(display, "1") == ("open", "A001")
    assert counter(display, "2") == ("open", "C001")
    staff.post(f"/tickets/{taken[0]['id']}/arrive")
    assert counter(display, "1") == ("open", "A001")
    staff.post(f"/tickets/{taken[0]['id']}/finish")
    staff.post("/counters/2/break")
    assert counter(display, "1") == ("open", None)
    assert counter(display, "2") == ("break", "C001")
    staff.post(f"/tickets/{taken[1]['id']}/transfer", {"service": "B"})
    assert counter(display, "2") == ("break", None)


def test_a_call_tells_its_service(display: Any, kiosk: Any, staff: Any) -> None:
    """The one that it is called for, which a transfer changes; so does its event."""
    ticket = kiosk.take("A")
    staff.post(f"/tickets/{ticket['id']}/transfer", {"service": "B"})
    staff.next("3")
    (call,) = board(display)["calls"]
    assert (call["number"], call["service"]) == ("A001", "B")


def test_a_first_name_is_shown_to_who_agreed(
    display: Any, kiosk: Any, staff: Any, changed: Any, clock: Any, desk: Any, site_id: int
) -> None:
    """Only where the site wants names, while its customer is called or served, and not once people are forgotten."""
    kiosk.take("A", name="Ada Lovelace", consent=True)
    kiosk.take("C", name="Grace Hopper")
    staff.next("1")
    clock.advance(seconds=5)
    staff.next("2")
    assert {each["name"] for each in board(display)["calls"]} == {None}
    changed(lobby=Lobby(show_names=True))
    assert [each["name"] for each in board(display)["calls"]] == [None, "Ada"]
    staff.post("/counters/1/close")
    assert {each["name"] for each in board(display)["calls"]} == {None}
    with desk.view(site_id) as view:
        assert not any("Ada" in row.data for row in queries.events_after(view.connection, site_id, 0, 1000))


def test_lateness_is_told_for_the_service(display: Any, kiosk: Any, database: Any, clock: Any) -> None:
    """Once somebody waits for longer than was promised with the ticket; a paused or served one does not count."""
    ticket = kiosk.take("A")
    kiosk.take("C")
    with database.engine.begin() as connection:
        connection.execute(
            tickets.update().where(tickets.c.id == ticket["id"]).values(promise_low_s=60, promise_high_s=120)
        )
    clock.advance(seconds=119)
    assert [each["late"] for each in board(display)["waiting"]] == [False, False, False]
    clock.advance(seconds=2)
    assert [each["late"] for each in board(display)["waiting"]] == [True, False, False]


def test_lateness_is_the_same_sum_everywhere(kiosk: Any, desk: Any, site_id: int, database: Any) -> None:
    """What the database finds for the board is what a ticket's own page says, appointments and delays included."""
    from itertools import product

    taken = [kiosk.take("A")["id"] for _ in range(24)]
    ways = product((None, 60), (0, 40_000), (0, 90_000), (None, 50_000, 400_000))
    with database.engine.begin() as connection:
        for ticket, (promise, held, lent, due) in zip(taken, ways, strict=True):
            row = connection.execute(tickets.select().where(tickets.c.id == ticket)).one()
            base = max(row.created_at, row.created_at + (due or 0))
            values = {"promise_high_s": promise, "held_ms": held, "place_at": base + lent}
            values["due_at"] = None if due is None else row.created_at + due
            connection.execute(tickets.update().where(tickets.c.id == ticket).values(**values))
    found = set()
    with database.reading() as connection:
        rows = queries.waiting(connection, site_id)
        for seconds in range(0, 700, 7):
            now = rows[0].created_at + seconds * 1000
            late = any(is_late(row, now) for row in rows)
            found.add(late)
            assert queries.late_services(connection, site_id, now) == (
                frozenset("A") if late else frozenset()
            )
    assert found == {True, False}


def test_who_comes_next(display: Any, kiosk: Any, staff: Any, changed: Any, clock: Any) -> None:
    """As many as the site wants, of services that an open counter serves, in order; none of whom stands elsewhere."""
    for service, more in (
        ("A", {}),
        ("C", {}),
        ("A", {"priority": True}),
        ("A", {}),
        ("A", {}),
        ("B", {}),
        ("A", {}),
    ):
        taken = (staff if more else kiosk).take(service, **more)
        clock.advance(seconds=1)
        if taken["number"] == "A004":
            assert staff.post(f"/tickets/{taken['id']}/transfer", {"counter": "2"}).status_code == 200
    changed(lobby=Lobby(next_numbers=3))
    assert board(display)["next"] == []  # no counter is open
    staff.post("/counters/1/open")
    told = board(display)["next"]
    assert told == [{"number": number, "service": "A"} for number in ("A001", "A003", "A005")]
    staff.post("/counters/2/open")
    assert [each["number"] for each in board(display)["next"]] == ["A001", "C001", "A003"]
    changed(lobby=Lobby())
    assert board(display)["next"] == []


def test_a_message_to_the_waiting_room(
    display: Any, staff: Any, database: Any, desk: Any, clock: Any, site_id: int
) -> None:
    """On the board and in the events until it is taken back or its time is over; said twice it is one.

    Without a time of its own it is over with the business day: nobody is there at night to take it back.
    """
    words = {"en": "We close at three today.", "es": " "}
    with desk.view(site_id) as view:
        before = view.last_event
    assert staff.post("/displays/message", {"message": words}).status_code == 204
    assert staff.post("/displays/message", {"message": words}).status_code == 204
    (notice,) = board(display)["notices"]
    assert (notice["place"], notice["text"]) == ("message", {"en": "We close at three today."})
    assert notice["id"] == f"message-{before + 1}"
    assert notice["until"] == "2026-11-25T04:00:00.000Z"
    with desk.view(site_id) as view:
        assert view.last_event == before + 1
    assert check(database) == []
    assert staff.post("/displays/message").status_code == 204
    assert board(display)["notices"] == []
    until = {"message": words, "until": "2000-01-01T00:00:00Z"}
    assert staff.post("/displays/message", until).status_code == 422
    until["until"] = wire_time(clock.now + 60_000)
    assert staff.post("/displays/message", until).status_code == 204
    assert [each["until"] for each in board(display)["notices"]] == [until["until"]]
    clock.advance(seconds=61)
    assert board(display)["notices"] == []
    assert check(database) == []


def test_notices_of_the_site(display: Any, changed: Any) -> None:
    """In their order, with moments instead of days; those that are over are left out."""
    from datetime import date

    told = [
        Notice(id="past", text={"en": "Over"}, until=date(2026, 11, 1)),
        Notice(id="now", text={"en": "Photos", "es": ""}, seconds=20, hours=("08:00-12:00",)),
        Notice(id="soon", text={"en": "Soon"}, since=date(2026, 12, 1), until=date(2026, 12, 1)),
    ]
    changed(notices=tuple(told))
    now, soon = board(display)["notices"]
    assert (now["id"], now["text"], now["seconds"], now["hours"], now["since"]) == (
        "now", {"en": "Photos"}, 20, ["08:00-12:00"], None,
    )  # fmt: skip
    assert (soon["since"], soon["until"]) == ("2026-12-01T00:00:00.000Z", "2026-12-02T00:00:00.000Z")


def test_closed_with_the_next_opening(display: Any, kiosk: Any, staff: Any, changed: Any, clock: Any) -> None:
    """Once no service can be taken and nobody is here any more; with what the site says of a day off."""
    from datetime import date

    assert board(display)["open"]
    kiosk.take("A")
    today = Closure.model_validate(
        {"from": date(2026, 11, 1), "to": date(2026, 12, 24), "text": {"en": "Closed for works", "es": ""}}
    )
    changed(closures=(today,))
    assert board(display)["open"]
    staff.next("1")
    assert board(display)["open"]
    (called,) = board(display)["calls"]
    staff.post(f"/tickets/{called['ticket']}/hold")
    assert board(display)["open"], "who is on hold still expects to be called"
    staff.post("/counters/1/close")
    assert not board(display)["open"], "a hold that was forgotten keeps no empty house open"
    staff.post("/counters/1/open", {})
    assert board(display)["open"]
    staff.post(f"/tickets/{called['ticket']}/cancel")
    told = board(display)
    assert (told["open"], told["opens_at"], told["text"]) == (
        False, "2026-12-25T00:00:00.000Z", {"en": "Closed for works"},
    )  # fmt: skip


def test_the_site_tells_its_screens_how_the_lobby_sounds(display: Any, kiosk: Any, changed: Any) -> None:
    """Voice, hours, volumes and the ticker, with every board."""
    lobby = Lobby(
        voice="both", volumes=("18:00-20:00 40",), ticker={"en": "Welcome"}, dim_hours=("20:00-07:00",)
    )
    changed(lobby=lobby)
    told = board(display)["site"]["lobby"]
    assert (told["voice"], told["volume"], told["volumes"]) == ("both", 100, ["18:00-20:00 40"])
    assert (told["ticker"], told["dim_hours"], told["next_numbers"]) == (
        {"en": "Welcome"},
        ["20:00-07:00"],
        0,
    )
    assert kiosk.get("/services").json["site"]["lobby"] == told
