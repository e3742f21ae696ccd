"""What the past costs: nothing. A call, a ticket and the board do the same work after years as in the first week."""

from __future__ import annotations

import contextlib
import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from patience import DEADLINE_S
from sqlalchemy import text

from server.app import create_app
from server.desk.check import check
from server.sitefile import parse
from server.store.database import connect
from server.store.migrate import migrate

EACH_DAY = 100
FEW = 10  # days: 1,000 tickets; a million in `make prove`
MANY = {"sqlite": 100, "postgresql": 300}  # PostgreSQL plans otherwise while the past is small
ALL = 1_000_000 // EACH_DAY
TIMES = 10
TODAY = (
    1_768_302_000_000  # 2026-01-13T11:00:00Z: behind whoever runs this, for a server goes by the real time
)
NOTICED_S = 2.0  # nobody waits so long for a call; the figure itself is a matter for a quiet machine


class Place:
    """A site with a past, and who acts in it today."""

    def __init__(self, url: str, history: Any, days: int) -> None:
        self.url = url
        self.database = connect(url)
        migrate(self.database)
        self.clock = history.Clock(TODAY)
        self.past = history.Past(self.database, self.clock, parse, days, EACH_DAY)
        if self.database.engine.dialect.name == "postgresql":
            with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        self._client = create_app(self.database, self.past.desk).test_client()
        self._keys = itertools.count()
        self._mine = ""
        for act in (self.take, self.take, self.next, self.take, self.board, self.phone):
            act()  # once for statements that are made ready

    def take(self) -> None:
        """A ticket."""
        self._mine = self._ask("POST", "/tickets", self.past.token, {"service": "A"}).json["token"]

    def next(self) -> None:
        """A call."""
        self.clock.now += 2000
        self._ask("POST", "/counters/1/next", self.past.button)

    def board(self) -> None:
        """What the lobby shows."""
        self._ask("GET", "/board", self.past.button)

    def phone(self) -> None:
        """What the newest customer's phone shows: who is ahead has to be counted."""
        self._ask("GET", f"/t/{self._mine}", self.past.button)

    def _ask(self, method: str, path: str, token: str, body: object = None) -> Any:
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": f"a-key-of-today-{next(self._keys):09d}",
        }
        answer = self._client.open(f"/api/v1{path}", method=method, headers=headers, json=body)
        assert answer.status_code < 300, answer.text
        return answer


@pytest.fixture(scope="module")
def place(
    bench: Callable[[str], Any], tmp_path_factory: Any, request: Any
) -> Iterator[Callable[[str, int], Place]]:
    """`place(kind, days)`: a site with so many days behind it, made once for all tests."""
    made: dict[tuple[str, int], Place] = {}
    names: list[str] = []

    def make(kind: str, days: int) -> Place:
        if (kind, days) not in made:
            url = f"sqlite:///{tmp_path_factory.mktemp('old') / f'{days}.db'}"
            if kind == "postgresql":
                postgres = request.getfixturevalue("postgres")
                names.append(postgres.fresh())
                url = postgres.url(names[-1])
            made[kind, days] = Place(url, bench("history"), days)
        return made[kind, days]

    yield make
    for each in made.values():
        each.database.close()
    for name in names:
        request.getfixturevalue("postgres").drop(name)


def steps(place: Place, act: Callable[[], None]) -> int:
    """How many steps SQLite's machine makes for it: the same in each run, however busy the computer is."""
    counted = 0

    def one() -> int:
        nonlocal counted
        counted += 1
        return 0

    drivers = _drivers(place)
    for driver in drivers:
        driver.set_progress_handler(one, 1)
    for _ in range(TIMES):
        act()
    for driver in drivers:
        driver.set_progress_handler(None, 1)
    return counted


def _drivers(place: Place) -> list[Any]:
    """The connections that it reads and writes by: in one thread these two."""
    found: list[Any] = []
    with place.database.reading() as connection:
        found.append(connection.connection.dbapi_connection)
    place.database.write(lambda connection: found.append(connection.connection.dbapi_connection))
    return found


@pytest.mark.timeout(3600)
def test_on_sqlite_the_work_does_not_grow(place: Any, rounds: Any) -> None:
    """Counted in steps of its machine; with the full count in `make prove`."""
    young, old = place("sqlite", FEW), place("sqlite", MANY["sqlite"] if rounds(10) == 1 else ALL)
    for name in ("phone", "take", "next", "board"):
        few, many = steps(young, getattr(young, name)), steps(old, getattr(old, name))
        assert few > 100
        assert many <= 1.3 * few, f"{name}: {few} steps, and {many} with a long past"
    assert check(young.database) == []


def rows_read(place: Place, act: Callable[[], None]) -> int:
    """How many rows and index entries PostgreSQL reads for it in the tables that grow."""
    before = _read_so_far(place)
    for _ in range(TIMES):
        act()
    return _read_so_far(place) - before


def _read_so_far(place: Place) -> int:
    place.database.close()  # a connection hands in its figures at the latest when it ends ...
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    query = text(
        "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) + (SELECT sum(idx_tup_read)"
        " FROM pg_stat_user_indexes WHERE relname IN ('tickets', 'events', 'commands', 'people', 'number_counters'))"
        " FROM pg_stat_user_tables WHERE relname IN ('tickets', 'events', 'commands', 'people', 'number_counters')"
    )
    deadline = time.monotonic() + DEADLINE_S
    while True:
        with place.database.engine.connect() as connection:
            if connection.execute(others).scalar_one() == 0:  # ... and is off this list only after that
                return int(connection.execute(query).scalar_one())
        assert time.monotonic() < deadline, "somebody is still connected"
        time.sleep(0.05)


@pytest.mark.timeout(3600)
def test_on_postgresql_the_work_does_not_grow(place: Any, rounds: Any) -> None:
    """Counted in rows and index entries; with the full count in `make prove`."""
    young, old = place("postgresql", FEW), place("postgresql", MANY["postgresql"] if rounds(10) == 1 else ALL)
    for name in ("phone", "take", "next", "board"):
        few, many = rows_read(young, getattr(young, name)), rows_read(old, getattr(old, name))
        assert many <= 1.3 * few + 5 * TIMES, f"{name}: {few} rows, and {many} with a long past"
    assert check(young.database) == []


class Today:
    """What goes on at a branch beside the reading of its past; `times` is how long each answer took, seconds."""

    def __init__(self, server: Any, lean: Any, past: Any, pause_s: float = 0.2) -> None:
        self._wire, self._lean, self._past, self._told = lean.wire(server), lean, past, server.told
        self.pause_s = pause_s
        self.times: list[float] = []
        self.spans: list[tuple[float, float]] = []  # when each was asked and answered

    def go_on(self) -> None:
        """A ticket, a call and a look at the board, at the pace of a busy branch."""
        self._ask("POST", "/tickets", self._past.token, {201}, b'{"service":"A"}')
        self._ask("POST", "/counters/1/next", self._past.button, {200, 409})  # not twice in 1.5 s
        self._ask("GET", "/board", self._past.button, {200})
        time.sleep(self.pause_s)

    def slowest(self) -> float:
        """99 of 100 answers took no longer; begins anew."""
        times, self.times = sorted(self.times), []
        return times[-(-99 * len(times) // 100) - 1]

    def _ask(self, method: str, path: str, token: str, wanted: set[int], body: bytes = b"") -> None:
        began = time.monotonic()
        status, answer = self._wire.ask(method, f"/api/v1{path}", token, body, self._lean.new_key())
        ended = time.monotonic()
        self.times.append(ended - began)
        self.spans.append((began, ended))
        assert status in wanted, f"{status} {answer!r}\n{self._told()[-3000:]}"


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_reading_all_of_the_past_holds_nobody_up(
    place: Any, kind: str, servers: Any, lean: Any, rounds: Any, tmp_path: Path
) -> None:
    """Tickets, calls and the board go on beside `check` and `backup`; of a million tickets in `make prove`.

    Neither needs memory for every ticket.
    """
    full = rounds(10) > 1
    old = place(kind, ALL if full else FEW)
    server = servers("sqlite", f"--database={old.url}", "--trust-clock", "--backup-delay=86400")
    server.start()
    today = Today(server, lean, old.past)
    for _ in range(rounds(100)):
        today.go_on()
    quiet = today.slowest()
    for words in (["check"], ["backup", str(tmp_path / "copy.db")]):
        command = [sys.executable, "-m", "server", *words, f"--data={server.data}", f"--database={old.url}"]
        peak = 0.0
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as reading:
            process = psutil.Process(reading.pid)
            while reading.poll() is None:
                with contextlib.suppress(psutil.Error):  # it has just ended
                    peak = max(peak, process.memory_full_info().pss / 1e6)
                today.go_on()
            assert reading.stderr is not None
            assert reading.returncode == 0, reading.stderr.read()
        assert len(today.times) >= 6
        beside = today.slowest()
        assert beside < (1.0 if full else NOTICED_S), f"{words[0]}: {beside:.2f} s"
        if full:  # with fewer answers it would be the slowest of them all, by chance
            assert beside <= 5 * quiet, f"{words[0]}: {beside:.3f} s, and {quiet:.3f} s without it"
        assert 20 < peak < 150, f"{words[0]}: {peak:.0f} MB"


REPORT_DAYS = 365
LIVED = 50  # tickets of the day that all others are copies of


class Reports:
    """A manager who asks for the same report again and again; `spans` is when each was asked and answered."""

    def __init__(self, manager: Any, days: tuple[str, str]) -> None:
        self._manager, self._query = manager, {"from": days[0], "to": days[1]}
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.spans: list[tuple[float, float]] = []
        self.answers: list[Any] = []

    def __enter__(self) -> Reports:
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._enough.set()
        self._thread.join(DEADLINE_S)

    def _ask(self) -> None:
        while not self._enough.is_set():
            began = time.monotonic()
            answer = self._manager.get("/reports/days", params=self._query)
            self.spans.append((began, time.monotonic()))
            self.answers.append((answer.status_code, answer.json()))

    def around(self, calls: list[tuple[float, float]]) -> int:
        """How many of these calls came and were answered while a report was being made."""
        return sum(any(a < began and ended < z for a, z in self.spans) for began, ended in calls)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_report_delays_no_call(
    kind: str, bench: Any, servers: Any, opened: Any, lean: Any, clerk: Any, rounds: Any, request: Any
) -> None:
    """Tickets, calls and the board are answered while a year is counted; a million tickets in `make prove`."""
    full = rounds(10) > 1
    copies = 55 if full else 2
    history = bench("history")
    server = servers(kind, "--trust-clock", "--backup-delay=86400")
    server.furnish = None
    server.data.mkdir()
    database = opened(server)
    migrate(database)
    past = history.Past(database, history.Clock(TODAY), parse, 1, LIVED)
    server.start()
    history.many_tickets(database, REPORT_DAYS, copies)
    count = LIVED * (1 + REPORT_DAYS * copies)
    today = Today(server, lean, past, pause_s=0.02)
    for _ in range(rounds(300)):
        today.go_on()
    quiet = today.slowest()
    today.spans.clear()
    last = datetime.fromtimestamp(TODAY / 1000, UTC).date() - timedelta(days=1)
    days = str(last - timedelta(days=REPORT_DAYS)), str(last)
    deadline = time.monotonic() + (600 if full else DEADLINE_S)
    with Reports(clerk(server, "manager"), days) as reports:
        while len(reports.spans) < 2 or reports.around(today.spans) < (300 if full else 20):
            assert time.monotonic() < deadline, f"{len(today.spans)} answers, {reports.spans}"
            today.go_on()
    for status, told in reports.answers:
        assert (status, told["total"]["taken"], len(told["days"])) == (200, count, REPORT_DAYS + 1)
    waits = told["total"]["wait"]
    assert (waits["count"], round(waits["median_s"], -2), round(waits["p80_s"], -2)) == (count, 1200, 1900)
    beside = today.slowest()
    took = [ended - began for began, ended in reports.spans]
    print(  # for who runs it alone, with -s
        f"{kind}: {count} tickets in {min(took):.2f} to {max(took):.2f} s; p99 {quiet * 1000:.0f} ms, "
        f"{beside * 1000:.0f} ms beside it, of {reports.around(today.spans)}"
    )
    assert beside < (1.0 if full else NOTICED_S)
