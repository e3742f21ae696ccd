"""What the past costs: nothing. A call, a ticket and the board do the same work after years as in the first week."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from server.app import create_app
from server.desk.check import check
from server.sitefile import parse
from server.store.database import connect
from server.store.migrate import migrate

EACH_DAY = 100
FEW, MANY = 10, 300  # days: 1,000 tickets and 30,000; a million in `make prove`
TIMES = 10


class Place:
    """A site with a past, and who acts in it today."""

    def __init__(self, url: str, history: Any, days: int) -> None:
        self.database = connect(url)
        migrate(self.database)
        self.clock = history.Clock(1_795_518_000_000)  # 2026-11-24T11:00:00Z
        self.past = history.Past(self.database, self.clock, parse, days, EACH_DAY)
        if self.database.engine.dialect.name == "postgresql":
            with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        self._client = create_app(self.database, self.past.desk).test_client()
        self._keys = itertools.count()
        for act in (self.take, self.take, self.next, self.board):  # once for statements that are made ready
            act()

    def take(self) -> None:
        """A ticket."""
        self._ask("POST", "/tickets", self.past.token, {"service": "A"})

    def next(self) -> None:
        """A call."""
        self.clock.now += 2000
        self._ask("POST", "/counters/1/next", self.past.button)

    def board(self) -> None:
        """What the lobby shows."""
        self._ask("GET", "/board", self.past.button)

    def _ask(self, method: str, path: str, token: str, body: object = None) -> None:
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": f"a-key-of-today-{next(self._keys):09d}",
        }
        answer = self._client.open(f"/api/v1{path}", method=method, headers=headers, json=body)
        assert answer.status_code < 300, answer.text


@pytest.fixture
def place(bench: Callable[[str], Any], tmp_path: Path, request: Any) -> Iterator[Callable[[str, int], Place]]:
    """`place(kind, days)`: a site with so many days behind it."""
    made: list[Place] = []
    names: list[str] = []

    def make(kind: str, days: int) -> Place:
        url = f"sqlite:///{tmp_path / f'{days}.db'}"
        if kind == "postgresql":
            postgres = request.getfixturevalue("postgres")
            names.append(postgres.fresh())
            url = postgres.url(names[-1])
        made.append(Place(url, bench("history"), days))
        return made[-1]

    yield make
    for each in made:
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
    young, old = place("sqlite", FEW), place("sqlite", MANY if rounds(10) == 1 else 1_000_000 // EACH_DAY)
    for name in ("take", "next", "board"):
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
    place.database.close()  # a connection hands in its figures at the latest when it ends
    query = text(
        "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) + (SELECT sum(idx_tup_read)"
        " FROM pg_stat_user_indexes WHERE relname IN ('tickets', 'events', 'commands', 'people', 'number_counters'))"
        " FROM pg_stat_user_tables WHERE relname IN ('tickets', 'events', 'commands', 'people', 'number_counters')"
    )
    figures: list[int] = []
    deadline = time.monotonic() + 10
    while len(figures) < 4 or len(set(figures[-4:])) > 1:
        assert time.monotonic() < deadline
        with place.database.engine.connect() as connection:
            figures.append(int(connection.execute(query).scalar_one()))
        time.sleep(0.05)
    return figures[-1]


@pytest.mark.timeout(3600)
def test_on_postgresql_the_work_does_not_grow(place: Any, rounds: Any) -> None:
    """Counted in rows and index entries; with the full count in `make prove`."""
    young, old = (
        place("postgresql", FEW),
        place("postgresql", MANY if rounds(10) == 1 else 1_000_000 // EACH_DAY),
    )
    for name in ("take", "next", "board"):
        few, many = rows_read(young, getattr(young, name)), rows_read(old, getattr(old, name))
        assert many <= 1.3 * few + 5 * TIMES, f"{name}: {few} rows, and {many} with a long past"
    assert check(young.database) == []
