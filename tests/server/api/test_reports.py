"""The figures of business days, on both kinds of databases: as a plain recount of rows and log gives them."""

from __future__ import annotations

import csv
import io
import random
import threading
from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from server.api.reports import plain
from server.desk import measures, setup
from server.rules.measures import Tally
from server.sitefile import parse
from server.store.database import connect
from server.store.queries import measures as reading
from server.store.tables import events, feedback, tickets

TODAY = "2026-11-24"
MOVES = ("arrive", "finish", "no-show", "hold", "resume", "cancel", "return", "call", "transfer")


@pytest.fixture
def manager(as_user: Callable[[str], Any]) -> Any:
    """A manager, logged in."""
    return as_user("max")


def figures(manager: Any, **asked: str) -> Any:
    """The report, as JSON."""
    answer = manager.get("/reports/days", query_string=asked)
    assert answer.status_code == 200, answer.text
    return answer.json


def table(answer: Any) -> list[dict[str, str]]:
    """A table that was downloaded, as a spreadsheet reads it."""
    assert answer.data.startswith(BOM_UTF8)
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


class Branch:
    """A few days at random, by everybody who can do anything to a ticket."""

    def __init__(self, kiosk: Any, staff: Any, nobody: Any, clock: Any, seed: int) -> None:
        self.kiosk, self.staff, self.nobody, self.clock = kiosk, staff, nobody, clock
        self.chance = random.Random(seed)
        self.taken: list[dict[str, Any]] = []

    def live(self, days: int, steps: int) -> None:
        """So many days of so many steps."""
        for _ in range(days):
            self.taken = []
            for _ in range(steps):
                self.step()
                self.clock.advance(seconds=self.chance.randrange(1, 300))
            self.clock.advance(seconds=20 * 3600)

    def step(self) -> None:
        """Somebody does something, possible or not."""
        chance = self.chance
        if not self.taken or chance.random() < 0.35:
            answer = self.kiosk.post("/tickets", {"service": chance.choice("AAB")})
            self.taken += [answer.json] if answer.status_code == 201 else []
        elif chance.random() < 0.3:
            self.staff.post(f"/counters/{chance.choice('123')}/next")
        else:
            self.touch(chance.choice(self.taken[-6:]))

    def touch(self, ticket: dict[str, Any]) -> None:
        """Something is done to one ticket."""
        if self.chance.random() < 0.25:
            path, body = self.chance.choice(
                [("leave", {}), ("delay", {"minutes": 10}), ("feedback", {"csat": self.chance.randint(1, 5)})]
            )
            self.nobody.post(f"/t/{ticket['token']}/{path}", body)
            return
        move = self.chance.choice(MOVES)
        body = {"call": {"counter": "2"}, "transfer": {"service": "B"}}.get(move)
        self.staff.post(f"/tickets/{ticket['id']}/{move}", body)


def recount(database: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """Row by row, each ticket's waiting clock run through the log: as slow and as plain as can be."""
    found: dict[tuple[str, str], dict[str, Any]] = defaultdict(lambda: defaultdict(list))
    with database.reading() as connection:
        log = defaultdict(list)
        for event in connection.execute(select(events).order_by(events.c.id)):
            log[event.ticket_id].append(event)
        scores = {row.ticket_id: row.csat for row in connection.execute(select(feedback))}
        rows = connection.execute(select(tickets)).all()
    for row in rows:
        if row.end_reason == "superseded":
            continue
        mine = found[row.business_day, row.service]
        mine[outcome(row)].append(row.id)
        held = clock_stood(row, log[row.id])
        start = max(row.created_at, row.place_at)
        if row.called_at is not None:
            mine["waits"].append(max(0, row.called_at - start - held) // 1000)
        if row.state == "finished" and row.end_reason != "day_end":
            mine["services"].append((row.ended_at - (row.arrived_at or row.last_called_at)) // 1000)
        until = row.called_at or row.ended_at
        if row.promise_high_s is not None and until is not None:
            kept = until - start - held <= 1000 * row.promise_high_s
            if row.called_at or (not kept and row.end_reason != "day_end"):
                mine["promises"].append(kept)
        if scores.get(row.id) is not None:
            mine["csat"].append(scores[row.id])
    return found


def outcome(row: Any) -> str:
    """What became of a ticket."""
    if row.end_reason == "day_end":
        return "day_end"
    if row.state == "cancelled":
        return "left" if row.end_reason == "left" else "cancelled"
    return {"finished": "served", "no_show": "no_shows"}.get(row.state, "still_here")


def clock_stood(row: Any, log: list[Any]) -> int:
    """For how long its clock stood until its first call, or its end."""
    whole, since = 0, None
    for event in log:
        if since is not None:
            whole, since = whole + event.at - since, None
        if row.called_at is not None and event.at >= row.called_at:
            return whole
        if event.event == "ticket.held":
            since = event.at
    return whole


def rank(values: list[int], share: float) -> int | None:
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[max(1, -(-int(share * 100) * len(ordered) // 100)) - 1] if ordered else None


def must_be(told: dict[str, Any], counted: dict[str, Any]) -> None:
    """These figures are those of the recount."""
    outcomes = ("served", "left", "cancelled", "no_shows", "day_end", "still_here")
    assert {name: told[name] for name in outcomes} == {name: len(counted[name]) for name in outcomes}
    assert told["taken"] == sum(told[name] for name in outcomes)
    waits, services, csat = counted["waits"], counted["services"], counted["csat"]
    assert told["wait"] == {
        "count": len(waits),
        "median_s": rank(waits, 0.5),
        "p80_s": rank(waits, 0.8),
        "p95_s": rank(waits, 0.95),
        "mean_s": round(sum(waits) / len(waits)) if waits else None,
    }
    assert told["service_time"]["median_s"] == rank(services, 0.5)
    assert told["service_time"]["count"] == len(services)
    assert (told["promises"], told["promises_kept"]) == (len(counted["promises"]), sum(counted["promises"]))
    assert told["csat"] == {
        "count": len(csat),
        "mean": round(sum(csat) / len(csat), 2) if csat else None,
    }


def merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Several recounts in one."""
    whole: dict[str, Any] = defaultdict(list)
    for part in parts:
        for name, values in part.items():
            whole[name] += values
    return whole


def test_figures_are_those_of_a_plain_recount(
    kiosk: Any, staff: Any, manager: Any, nobody: Any, clock: Any, database: Any, monkeypatch: Any
) -> None:
    """Of each day, each service and all of them, read day by day, whatever happened to the tickets."""
    monkeypatch.setattr(measures, "AIM", 1)
    branch = Branch(kiosk, staff, nobody, clock, seed=10)
    branch.live(days=3, steps=50)
    promise = tickets.update().where(tickets.c.number % 3 == 0).values(promise_low_s=0, promise_high_s=300)
    database.write(lambda connection: connection.execute(promise))
    counted = recount(database)
    told = figures(manager, **{"from": TODAY, "to": "2026-11-30"})
    monkeypatch.undo()
    assert figures(manager, **{"from": TODAY, "to": "2026-11-30"}) == told  # in longer pieces
    assert [each["day"] for each in told["days"]] == sorted({day for day, _ in counted})
    assert len(told["days"]) == 3
    for each in told["days"]:
        for part in each["services"]:
            must_be(part, counted[each["day"], part["service"]])
        must_be(each, merged([each_ for (day, _), each_ in counted.items() if day == each["day"]]))
    for part in told["services"]:
        must_be(part, merged([each for (_, service), each in counted.items() if service == part["service"]]))
    must_be(told["total"], merged(list(counted.values())))
    total = merged(list(counted.values()))
    # None of it may be empty: there would be nothing to compare.
    assert all(total[name] for name in ("served", "left", "cancelled", "no_shows", "day_end", "csat"))
    assert {True, False} == set(total["promises"])
    only = figures(manager, **{"from": TODAY, "to": "2026-11-30", "service": "A"})
    assert [part["service"] for part in only["services"]] == ["A"]
    assert only["total"]["wait"] == only["services"][0]["wait"] == told["services"][0]["wait"]


def test_what_nobody_can_know_is_null(manager: Any, kiosk: Any) -> None:
    """A day without anybody is not listed; of a ticket that waits there is no wait, no service, no score yet."""
    nothing = figures(manager)
    assert (nothing["first"], nothing["last"], nothing["days"], nothing["services"]) == (TODAY, TODAY, [], [])
    kiosk.take("A")
    told = figures(manager)["total"]
    assert (told["taken"], told["still_here"]) == (1, 1)
    assert told["wait"] == {"count": 0, "median_s": None, "p80_s": None, "p95_s": None, "mean_s": None}
    assert told["service_time"] == {"count": 0, "median_s": None, "mean_s": None}
    assert told["csat"] == {"count": 0, "mean": None}


def test_a_ticket_that_another_took_the_place_of_is_nobodys(manager: Any, kiosk: Any, database: Any) -> None:
    """Its customer is counted once, with the other."""
    first = kiosk.take("A")
    kiosk.take("A")
    gone = tickets.update().where(tickets.c.id == first["id"])
    database.write(lambda c: c.execute(gone.values(state="cancelled", end_reason="superseded")))
    assert figures(manager)["total"]["taken"] == 1


def test_the_table_has_a_line_for_each_day_and_service(manager: Any, kiosk: Any, button: Any) -> None:
    """Under the same names; what is not known is empty."""
    kiosk.take("A")
    kiosk.take("B")
    button.next("2")
    answer = manager.get("/reports/days?format=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="report-{TODAY}-{TODAY}.csv"'
    assert answer.data.count(BOM_UTF8) == 1, "by it a spreadsheet knows that this is UTF-8"
    lines = table(answer)
    assert [(each["day"], each["service"], each["taken"]) for each in lines] == [
        (TODAY, "A", "1"),
        (TODAY, "B", "1"),
    ]
    assert [each["service_name"] for each in lines] == ["General", "Passports"]
    assert (lines[0]["wait_median_s"], lines[1]["wait_median_s"]) == ("0", "")


@pytest.mark.parametrize("text", ["=A", "-A", "+A", "@A", "\tA", " =A", "\uff1dA"])
def test_no_spreadsheet_takes_a_cell_for_a_formula(text: str) -> None:
    """A service's code may begin with a hyphen."""
    assert plain(text) == f"'{text}"
    assert plain("A-1") == "A-1"


def test_a_services_name_is_no_formula_either(manager: Any, kiosk: Any, desk: Any, site_id: int) -> None:
    """Whatever the site file calls it."""
    kiosk.take("A")
    site = 'name = "Town Hall"\nlanguages = ["en"]\n[[services]]\ncode = "A"\nname = { en = "=1+1" }\n'
    setup.apply_site(desk, site_id, parse(site + '[[counters]]\ncode = "2"\n', "small"))
    (line,) = table(manager.get("/reports/days?format=csv"))
    assert line["service_name"] == "'=1+1"


@pytest.mark.parametrize("name", ["Pässe", "جوازات السفر", '护照, "neu"'])
def test_a_name_in_any_script_comes_through_the_table(
    manager: Any, kiosk: Any, desk: Any, site_id: int, name: str
) -> None:
    """Letters of every language, commas and quotes."""
    kiosk.take("A")
    site = f'name = "Town Hall"\nlanguages = ["en"]\n[[services]]\ncode = "A"\nname = {{ en = \'{name}\' }}\n'
    setup.apply_site(desk, site_id, parse(site + '[[counters]]\ncode = "2"\n', "small"))
    (line,) = table(manager.get("/reports/days?format=csv"))
    assert (line["service"], line["service_name"], line["taken"]) == ("A", name, "1")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("from=yesterday", "from"),
        ("to=2026-11-31", "to"),
        ("to=20261124", "to"),
        ("from=2026-11-24&to=2026-11-23", "to"),
        ("from=2025-11-01&to=2026-11-24", "to"),
        ("from=0001-01-01&to=9999-12-31", "to"),
        ("service=Z", "service"),
        ("service=A%00", "service"),
        ("format=pdf", "format"),
    ],
)
def test_what_cannot_be_is_422(manager: Any, asked: str, field: str) -> None:
    """With the field at fault."""
    answer = manager.get(f"/reports/days?{asked}")
    assert (answer.status_code, answer.json["field"]) == (422, field)


def test_the_longest_span_ends_with_the_last_day_there_is(manager: Any) -> None:
    """366 days, wherever they lie."""
    assert figures(manager, **{"from": "9998-12-31", "to": "9999-12-31"})["days"] == []


def test_one_report_of_a_site_is_made_at_a_time(
    manager: Any, database: Any, site_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks meanwhile waits for a moment, and then is told to come back; other sites are not held up."""
    monkeypatch.setattr(measures, "QUEUE_S", 0.05)
    with measures._one_at_a_time(database, site_id):
        answer = manager.get("/reports/days")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(measures.TRY_AFTER_S))
        with measures._one_at_a_time(database, site_id + 1):
            pass
    assert manager.get("/reports/days").status_code == 200
    monkeypatch.setattr(measures, "QUEUE_S", 30)
    entered = threading.Event()

    def second() -> None:
        with measures._one_at_a_time(database, site_id):
            entered.set()

    with measures._one_at_a_time(database, site_id):
        waiting = threading.Thread(target=second)
        waiting.start()
        assert not entered.wait(0.05)
    assert entered.wait(30)
    waiting.join()


@pytest.mark.parametrize("kind", ["postgresql"])
def test_one_report_of_a_site_is_made_at_a_time_by_all_workers(
    manager: Any, database_url: str, site_id: int, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Another worker's report holds up its site's, and no other's; it is over when its connection breaks, too."""
    monkeypatch.setattr(measures, "QUEUE_S", 0.05)
    monkeypatch.setattr(measures, "LOOK_S", 0.01)
    worker = connect(database_url)
    connection = worker.engine.connect()
    assert reading.claim(connection, site_id + 1)
    assert manager.get("/reports/days").status_code == 200
    assert reading.claim(connection, site_id)
    answer = manager.get("/reports/days")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(measures.TRY_AFTER_S))
    monkeypatch.setattr(measures, "QUEUE_S", 30)
    answers: list[int] = []
    waiting = threading.Thread(target=lambda: answers.append(manager.get("/reports/days").status_code))
    waiting.start()
    connection.invalidate()  # as it would be with a worker that dies
    waiting.join()
    assert answers == [200]
    connection.close()
    worker.close()


def test_another_sites_tickets_are_not_counted(manager: Any, kiosk: Any, database: Any) -> None:
    """Though its services have the same codes."""
    kiosk.take("A")
    other = setup.choose_site(database, "other")
    database.write(lambda c: c.execute(tickets.update().values(site_id=other)))
    assert figures(manager)["total"]["taken"] == 0


def test_holding_after_the_call_takes_nothing_off_the_wait(
    manager: Any, kiosk: Any, staff: Any, button: Any, clock: Any
) -> None:
    """Held for two of ten minutes before the call, and sent away after it to fill in a form: eight minutes."""
    path = f"/tickets/{kiosk.take('A')['id']}"
    clock.advance(seconds=60)
    staff.post(f"{path}/hold")
    clock.advance(seconds=120)
    staff.post(f"{path}/resume")
    clock.advance(seconds=420)
    button.next("2")
    clock.advance(seconds=30)
    staff.post(f"{path}/hold")
    clock.advance(seconds=900)
    assert figures(manager)["total"]["wait"]["median_s"] == 480
    staff.post(f"{path}/call", {"counter": "2"})
    clock.advance(seconds=100)
    staff.post(f"{path}/finish")
    told = figures(manager)["total"]
    assert (told["wait"]["median_s"], told["service_time"]["median_s"]) == (480, 100)


@pytest.mark.parametrize(("taken", "then"), [(0, 8), (100, 8), (3000, 4), (6000, 2), (60_000, 1)])
def test_quiet_days_are_read_several_at_once(taken: int, then: int) -> None:
    """Four days were read with so many tickets; at most twice as many days come next, and never more than a month."""
    read = {TODAY: {"A": Tally(taken=taken)}}
    assert measures._next_length(4, read) == then
    assert measures._next_length(32, {}) == 32
