"""The line as the database tells it is the line as the rules say it, whatever waits there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert

from server.desk.branch import Branch, branch_of
from server.desk.check import check
from server.desk.floor import Floor
from server.desk.line import Line, Newcomer, irregular
from server.desk.views import View
from server.rules import order, skills
from server.store.database import Database
from server.store.tables import people, tickets

MINUTE = 60_000
NOW = 1_795_518_000_000
DAY = "2026-11-24"
ORDERS = ("priority cap=45m", "priority", "fifo", "due", "ratio 2:1")

SITE = """
name = "Town Hall"
languages = ["en", "es", "ar"]
order = "{order}"
services = [
  {{ code = "A", name = {{ en = "General" }}, target = "5m" }},
  {{ code = "B", name = {{ en = "Passports" }}, target = "40m" }},
  {{ code = "C", name = {{ en = "Cash desk" }} }},
]
counters = [{{ code = "1" }}, {{ code = "2" }}, {{ code = "3" }}]
"""


class Row(NamedTuple):
    """One who waits. `minutes` since the place; negative: the time is yet to come."""

    waits_for: str
    queue_class: str
    minutes: int
    language: str
    needs: tuple[str, ...]
    for_counter: str | None


SKILLS = st.builds(
    skills.Skills,
    services=st.sets(st.sampled_from("ABC")).map(frozenset),
    languages=st.sets(st.sampled_from(["en", "es", "ar"]), max_size=2).map(frozenset),
    features=st.sets(st.sampled_from(["ramp", "loop"])).map(frozenset),
)
ROWS = st.lists(
    st.builds(
        Row,
        waits_for=st.sampled_from("ABC"),
        queue_class=st.sampled_from(order.CLASSES),
        minutes=st.integers(-2, 5).map(lambda quarters: quarters * 15),
        language=st.sampled_from(["en", "es", "ar"]),
        needs=st.sets(st.sampled_from(["ramp", "loop"])).map(lambda each: tuple(sorted(each))),
        for_counter=st.sampled_from([None, None, None, "1", "2"]),
    ),
    max_size=14,
)
# Two halves of a house that share no counter, and a line of each that a ratio would mix differently as a whole.
HALVES = skills.Floor(
    {code: skills.Skills(frozenset(served)) for code, served in zip("123", "ABA", strict=True)}
)
HALVED = [
    Row(service, queue_class, quarters * 15, "en", (), None)
    for service, queue_class, quarters in (
        ("B", "priority", 4), ("B", "priority", 3), ("A", "standard", 2), ("A", "priority", 1)
    )
]  # fmt: skip
FLOORS = st.lists(SKILLS, min_size=3, max_size=3).map(
    lambda known: skills.Floor(dict(zip("123", known, strict=True)))
)


def values_of(row: Row, number: int, site_id: int) -> dict[str, Any]:
    """A ticket's row in the table."""
    place = NOW - row.minutes * MINUTE
    return {
        "id": f"ticket-{number:04d}",
        "site_id": site_id,
        "business_day": DAY,
        "service": "A",
        "number": number,
        "state": "waiting",
        "waits_for": row.waits_for,
        "queue_class": row.queue_class,
        "place_at": place,
        "special": bool(row.needs or row.for_counter),
        "for_counter": row.for_counter,
        "held_ms": 0,
        "language": row.language,
        "token_hash": f"hash-{number}",
        "issue_event": number,
        "created_at": min(place, NOW),
        "recalls": 0,
    }


def fill(connection: Connection, rows: list[Row], site_id: int) -> list[Any]:
    """Put them into the tables; returns what the rules look at."""
    found = []
    connection.execute(delete(tickets))
    for number, row in enumerate(rows, start=1):
        values = values_of(row, number, site_id)
        connection.execute(insert(tickets).values(**values))
        found.append(SimpleNamespace(**values, needs=row.needs))
    return found


def told_needs(monkeypatch: pytest.MonkeyPatch, room: list[Any]) -> None:
    """What the customers need, without the sealing of what people tell."""
    known = {each.id: list(each.needs) for each in room}
    monkeypatch.setattr("server.desk.line.lines.needs_of", lambda row: known[row.id])


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A connection whose transaction is rolled back after the test."""
    with database.engine.connect() as opened, opened.begin() as transaction:
        yield opened
        transaction.rollback()


def branch(text: str, site_id: int) -> Branch:
    """A branch with this order."""
    settings = SITE.format(order=text)
    return branch_of(SimpleNamespace(id=site_id, code="main", revision=1, secret="00", settings=settings))


BRANCHES = {text: branch(text, 1) for text in ORDERS}


def line_of(connection: Connection, text: str, counters: skills.Floor, room: list[Any]) -> Line:
    """The line of this room."""
    counts: dict[str, Any] = {}
    for each in room:
        known = counts.setdefault(each.waits_for, SimpleNamespace(waiting=0, irregular=0, last=0))
        known.waiting += 1
        known.irregular += int(irregular(each))
    floor = Floor((1, 1), ("A", "B", "C"), counters, dict.fromkeys("123", "open"))
    return Line(connection, BRANCHES[text], floor, NOW, counts)


def test_next_and_ahead_are_as_the_rules_say(
    connection: Connection, rounds: Callable[[int], int], site_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For any waiting room, counters and order: who is called, who is ahead of each, who of a newcomer."""
    assert site_id == 1

    @settings(max_examples=rounds(1500), suppress_health_check=[HealthCheck.too_slow])
    @given(ROWS, FLOORS, st.sampled_from(ORDERS), st.integers(0, 2))
    def law(rows: list[Row], counters: skills.Floor, text: str, run: int) -> None:
        room = fill(connection, rows, site_id)
        told_needs(monkeypatch, room)
        line = line_of(connection, text, counters, room)
        rules = line.branch.order
        for code in "123":
            may = [
                each
                for each in room
                if counters.may_call(code, each.waits_for, each.language, each.needs, each.for_counter)
            ]
            called = order.ordered(rules, may, NOW, run)
            first = line.first(code, run)
            assert (None if first is None else first.id) == (called[0].id if called else None)
        for each in [*room, *(Newcomer(code, kind, NOW) for code in "ABC" for kind in order.CLASSES)]:
            rivals = line.floor.rivals(each.waits_for) or {"A", "B", "C"}
            others = [other for other in room if other.waits_for in rivals and other is not each]
            called = order.ordered(rules, [*others, each], NOW)
            assert line.ahead(each) == called.index(each)

    law()


def test_the_queue_tells_everybody_the_same_ahead(
    connection: Connection, rounds: Callable[[int], int], site_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of who waits, and each ticket asked for alone, agree."""
    monkeypatch.setattr(View, "with_people", lambda _self, told: list(told))

    @settings(max_examples=rounds(500), suppress_health_check=[HealthCheck.too_slow])
    @given(ROWS, FLOORS, st.sampled_from(ORDERS))
    @example(HALVED, HALVES, "ratio 2:1")
    def law(rows: list[Row], counters: skills.Floor, text: str) -> None:
        room = fill(connection, rows, site_id)
        line = line_of(connection, text, counters, room)
        view = View(connection, line.branch, NOW, 1, DAY, line.floor)
        view.__dict__["_line"] = line
        told = view.queue().tickets
        assert [each.id for each in told] == [each.id for each in order.ordered(line.branch.order, room, NOW)]
        known = {each.id: each for each in room}
        assert {each.id: each.ahead for each in told} == {
            each.id: line.ahead(known[each.id]) for each in told
        }

    law()


def test_no_table_is_left_over(connection: Connection) -> None:
    """Each test here cleans up: a room is thrown away with its transaction."""
    assert connection.execute(tickets.select()).all() == []
    assert connection.execute(people.select()).all() == []


# ---------------------------------------------------------------- the clock and the line


def numbers(staff: Any) -> list[str]:
    """Who waits, in calling order."""
    return [each["number"] for each in staff.get("/queue").json["tickets"]]


def test_a_clock_set_back_takes_no_priority_away(kiosk: Any, staff: Any, clock: Any) -> None:
    """An hour back: who has priority still goes first, and who comes now stands behind them."""
    kiosk.take("A")
    staff.take("A", priority=True)
    clock.advance(hours=-1)
    staff.take("A", priority=True)
    kiosk.take("A")
    assert numbers(staff) == ["A002", "A003", "A001", "A004"]
    assert staff.next("1")["number"] == "A002"


def test_a_customer_with_priority_who_asks_for_time_gets_it(
    kiosk: Any, staff: Any, nobody: Any, clock: Any
) -> None:
    """Others go first until that time has come, and priority counts again from then on."""
    taken = staff.take("A", priority=True)
    kiosk.take("A"), kiosk.take("A")
    assert nobody.post(f"/t/{taken['token']}/delay", {"minutes": 10}).json["ahead"] == 2
    assert numbers(staff) == ["A002", "A003", "A001"]
    clock.advance(seconds=600)
    assert numbers(staff) == ["A001", "A002", "A003"]


def test_who_was_set_aside_goes_with_the_day(kiosk: Any, staff: Any, clock: Any, database: Database) -> None:
    """Cancelled like who waits, and the log says the same."""
    taken = kiosk.take("A")
    staff.post(f"/tickets/{taken['id']}/hold")
    clock.advance(days=1)
    kiosk.take("A")
    told = staff.get(f"/tickets/{taken['id']}").json
    assert (told["state"], told["held_at"]) == ("cancelled", None)
    assert check(database) == []
