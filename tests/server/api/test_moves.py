"""The contract's table of moves over HTTP: every cell, legal and not, and the limits in time."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from kit import wire
from server.api.endpoints import ENDPOINTS
from server.desk.check import check

# How a ticket that waits comes into each state.
WAYS = {
    "waiting": (),
    "called": ("call",),
    "serving": ("call", "arrive"),
    "held": ("hold",),
    "finished": ("call", "finish"),
    "no_show": ("call", "no-show"),
    "cancelled": ("cancel",),
}
TABLE = {
    "next": ({"waiting"}, "called"),
    "call": ({"waiting", "held", "no_show"}, "called"),
    "recall": ({"called"}, "called"),
    "arrive": ({"called"}, "serving"),
    "finish": ({"called", "serving"}, "finished"),
    "no-show": ({"called"}, "no_show"),
    "hold": ({"waiting", "called", "serving"}, "held"),
    "resume": ({"held", "no_show"}, "waiting"),
    "transfer": ({"waiting", "called", "serving", "held"}, "waiting"),
    "return": ({"called", "serving", "finished", "no_show"}, "waiting"),
    "cancel": ({"waiting", "held", "called"}, "cancelled"),
    "leave": ({"waiting", "held", "called"}, "cancelled"),
}
DAY_START = 1_795_579_200_000  # 2026-11-25T04:00:00Z
BODIES: dict[str, dict[str, str]] = {
    "call": {"counter": "1"},
    "transfer": {"service": "C", "note": "Next door."},
}


class Hall:
    """Makes tickets, and makes them move."""

    def __init__(self, kiosk: Any, staff: Any, nobody: Any) -> None:
        self.kiosk, self.staff, self.nobody = kiosk, staff, nobody

    def ticket(self, state: str) -> dict[str, Any]:
        """A ticket in this state, with its token."""
        taken: dict[str, Any] = self.kiosk.take("A")
        for way in WAYS[state]:
            assert self.move(taken, way).status_code == 200
        assert self.told(taken)["state"] == state
        return taken

    def told(self, taken: dict[str, Any]) -> dict[str, Any]:
        """The ticket as staff see it now."""
        found: dict[str, Any] = self.staff.get(f"/tickets/{taken['id']}").json
        return found

    def move(self, taken: dict[str, Any], name: str) -> Any:
        """The answer to this move."""
        if name in {"next", "recall"}:
            return self.staff.post(f"/counters/1/{name}")
        if name == "leave":
            return self.nobody.post(f"/t/{taken['token']}/leave")
        return self.staff.post(f"/tickets/{taken['id']}/{name}", BODIES.get(name))


# What does not depend on the database is shown on one.
on_one = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def hall(kiosk: Any, staff: Any, nobody: Any) -> Hall:
    """The town hall."""
    return Hall(kiosk, staff, nobody)


def test_the_table_has_every_state_and_every_move() -> None:
    """What the API offers beside these rows moves no ticket from one state to another."""
    assert set(WAYS) == set(get_args(wire.State))
    paths = [each.path.rpartition("/") for each in ENDPOINTS if each.method == "POST"]
    places = {"/tickets/{id}", "/counters/{code}", "/t/{token}"}
    offered = {name for place, _, name in paths if place in places}
    assert offered - set(TABLE) == {"print", "reprint", "open", "break", "close", "delay", "feedback"}
    assert set(TABLE) <= offered


def test_every_cell(hall: Hall, clock: Any, database: Any) -> None:
    """Each move from its states to its target; from every other 409, and nothing has changed."""
    for name, (sources, target) in TABLE.items():
        for state in WAYS:
            cell = f"{name} from {state}"
            taken = hall.ticket(state)
            before = hall.told(taken)
            clock.advance(seconds=2)
            answer = hall.move(taken, name)
            after = hall.told(taken)
            if state in sources:
                assert (answer.status_code, after["state"]) == (200, target), cell
                assert after["created_at"] == before["created_at"], cell
            elif name == "next":  # takes who waits: nobody does
                ended = {"called": "no_show", "serving": "finished"}.get(state, state)
                assert (answer.status_code, answer.json, after["state"]) == (200, {"ticket": None}, ended), (
                    cell
                )
            else:
                assert answer.status_code == 409, cell
                assert answer.content_type == "application/problem+json", cell
                assert after == before, cell
            hall.staff.post("/counters/1/close")
            hall.move(taken, "cancel")
    assert check(database) == []


@pytest.mark.parametrize(
    ("name", "state", "seconds"),
    [
        ("call", "no_show", 600),
        ("resume", "no_show", 600),
        ("return", "no_show", 600),
        ("return", "finished", 60),
    ],
)
def test_what_has_ended_comes_back_in_time_only(
    name: str, state: str, seconds: float, hall: Hall, clock: Any
) -> None:
    """To the millisecond: 10 minutes for a no-show, 60 seconds for a finish, and never on another day."""
    late = hall.ticket(state)
    clock.advance(seconds=0.001)
    in_time = hall.ticket(state)
    clock.advance(seconds=seconds)
    refused = hall.move(late, name)
    assert (refused.status_code, refused.json["reason"]) == (409, "late")
    assert hall.move(in_time, name).status_code == 200
    clock.now = DAY_START - 1000
    last = hall.ticket(state)
    clock.advance(seconds=2)
    assert hall.move(last, name).json["reason"] == "late"


@on_one
def test_an_old_place_is_an_old_place(hall: Hall, staff: Any, kiosk: Any, clock: Any) -> None:
    """Held, resumed, transferred there and back, called and returned: first in line as before."""
    first = hall.ticket("waiting")
    clock.advance(seconds=60)
    kiosk.take("A"), kiosk.take("C")
    for way in ("hold", "resume", "transfer", "call", "return", "call", "no-show", "resume"):
        clock.advance(seconds=60)
        assert hall.move(first, way).status_code == 200, way
    queue = staff.get("/queue").json["tickets"]
    assert [each["number"] for each in queue] == [first["number"], "A002", "C001"]
    assert queue[0]["created_at"] == first["created_at"]
    assert [each["ahead"] for each in queue] == [0, 1, 2]


@on_one
def test_a_return_is_withdrawn_from_the_board(hall: Hall, display: Any) -> None:
    """As if it had not been called."""
    taken = hall.ticket("called")
    assert [each["number"] for each in display.get("/board").json["calls"]] == [taken["number"]]
    told = hall.move(taken, "return").json
    assert (told["state"], told["counter"], told["called_at"]) == ("waiting", None, None)
    assert display.get("/board").json["calls"] == []
    assert hall.staff.get("/counters").json["counters"][0]["ticket"] is None


@on_one
def test_a_transfer_to_a_counter_waits_for_that_one(hall: Hall, staff: Any, kiosk: Any) -> None:
    """Another counter leaves it, whatever it serves; its own calls it, even for a service that it does not."""
    taken = hall.ticket("waiting")
    answer = staff.post(f"/tickets/{taken['id']}/transfer", {"counter": "3", "note": "Knows her."})
    assert (answer.json["for_counter"], answer.json["person"]["note"]) == ("3", "Knows her.")
    assert staff.next("1") is None
    called = staff.next("3")
    assert (called["number"], called["service"]) == (taken["number"], "A")


@on_one
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "service"),
        ({"service": "Z"}, "service"),
        ({"counter": "9"}, "counter"),
        ({"service": "B", "to": 1}, "to"),
    ],
)
def test_a_transfer_to_nowhere_is_422(hall: Hall, staff: Any, body: dict[str, Any], field: str) -> None:
    """With the field at fault; the ticket stays where it was."""
    taken = hall.ticket("waiting")
    answer = staff.post(f"/tickets/{taken['id']}/transfer", body)
    assert (answer.status_code, answer.json["field"]) == (422, field)
    assert hall.told(taken)["service"] == "A"


@on_one
def test_a_no_show_needs_the_recalls_that_the_site_wants(
    hall: Hall, staff: Any, desk: Any, site_id: int, clock: Any
) -> None:
    """Two, a minute apart: before that neither "no-show" nor a quick "next" ends it."""
    from server.desk import setup
    from server.sitefile import dump, parse

    text = dump(desk.branch_now(site_id).site)
    assert "recalls" not in text
    setup.apply_site(desk, site_id, parse(f"recalls = 2\n{text}", "test"))
    taken = hall.ticket("called")
    clock.advance(seconds=20)
    assert staff.post("/counters/1/next").json["reason"] == "recalls"
    for _ in range(2):
        refused = hall.move(taken, "no-show")
        assert (refused.status_code, refused.json["reason"]) == (409, "recalls")
        clock.advance(seconds=40)
        assert hall.move(taken, "recall").status_code == 200
    clock.advance(seconds=59.999)
    assert hall.move(taken, "no-show").status_code == 409
    clock.advance(seconds=0.001)
    assert hall.move(taken, "no-show").json["state"] == "no_show"
