"""A branch outgrows its file: the site moves into another database, with its history, and its devices go on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import serving

from server.desk import Desk, setup, users
from server.desk.check import check
from server.desk.moving import move_site, moved_to
from server.sitefile import sample
from server.store import queries
from server.store.database import connect
from server.store.migrate import migrate
from server.store.tables import metadata

DAY = 24


class Branch:
    """A site in a database of its own, with a history of several days."""

    def __init__(self, url: str, clock: Any, app_of: Callable[..., Any]) -> None:
        self.database = connect(url)
        migrate(self.database)
        self.site_id = setup.create_site(self.database, "main", sample(), clock)
        self.desk = Desk(self.database, clock)
        self.tokens = {
            name: setup.add_device(self.desk, self.site_id, role, name, counter)
            for name, role, counter in (
                ("kiosk", "kiosk", None),
                ("button", "counter", "1"),
                ("screen", "display", None),
            )
        }
        users.add(self.desk, self.site_id, "ada", "staff", "correct horse")
        self.taken: list[dict[str, Any]] = []
        self._app_of, self._clock = app_of, clock

    def live(self, days: int) -> None:
        """So many days, each with tickets taken, called, shown and left waiting."""
        client = self._app_of(self.database, self.desk).test_client()
        for day in range(days):
            for number in range(6):
                self.taken.append(self._post(client, "kiosk", "/tickets", {"service": "AB"[number % 2]}))
            paper = {"service": "A", "number": 900, "issued_at": "2026-11-24T11:00:00Z", "token": uuid4().hex}
            self.taken.append(self._post(client, "kiosk", "/tickets", paper))
            self._post(client, "button", "/counters/1/next")
            board = client.get(
                "/api/v1/board", headers={"Authorization": f"Bearer {self.tokens['screen']}"}
            ).json
            shown = {"event_id": board["calls"][0]["event_id"], "shown_at": "2026-11-24T11:00:00Z"}
            self._post(client, "screen", "/displays/shown", shown)
            if day < days - 1:
                self._clock.advance(hours=DAY)
        setup.revoke_device(self.desk, self.site_id, "screen")

    def _post(self, client: Any, who: str, path: str, body: object = None) -> Any:
        self._count = getattr(self, "_count", 0) + 1
        headers = {
            "Authorization": f"Bearer {self.tokens[who]}",
            "Idempotency-Key": f"a-days-key-{self._count:08d}",
        }
        answer = client.post(f"/api/v1{path}", headers=headers, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json


@pytest.fixture
def branch(tmp_path: Path, clock: Any) -> Any:
    """Makes branches on SQLite files; closed after the test."""
    from server.app import create_app

    made: list[Branch] = []

    def make(name: str) -> Branch:
        made.append(Branch(f"sqlite:///{tmp_path / name}.db", clock, create_app))
        return made[-1]

    yield make
    for each in made:
        each.database.close()


@pytest.fixture
def town(postgres: Any) -> Any:
    """An empty PostgreSQL database with its tables."""
    name = postgres.fresh()
    database = connect(postgres.url(name))
    migrate(database)
    yield database
    database.close()
    postgres.drop(name)


def rows(database: Any, site_id: int) -> dict[str, int]:
    """How many rows of each table the site has."""
    with database.reading() as connection:
        return {
            table.name: len(connection.execute(table.select().where(table.c.site_id == site_id)).all())
            for table in metadata.sorted_tables
            if "site_id" in table.c
        }


def test_a_site_arrives_whole(branch: Any, town: Any) -> None:
    """Every row of every table, the same log, and check finds nothing wrong."""
    here = branch("here")
    here.live(3)
    before = rows(here.database, here.site_id)
    with here.database.reading() as connection:
        log = [each[1:] for each in queries.events_after(connection, here.site_id, 0, 10_000)]
    move_site(here.database, here.site_id, town, None)
    site_id = setup.choose_site(town, "main")
    assert rows(town, site_id) == before
    with town.reading() as connection:
        assert [each[1:] for each in queries.events_after(connection, site_id, 0, 10_000)] == log
    assert check(town) == []


def test_two_branches_whose_numbers_are_the_same(branch: Any, town: Any, clock: Any) -> None:
    """Each comes from a file of its own, both with the same code: the second is renumbered, in its log too."""
    north, south = branch("north"), branch("south")
    north.live(1)
    south.live(2)
    move_site(north.database, north.site_id, town, None)
    with pytest.raises(Exception, match="give this one a new code with --as"):
        move_site(south.database, south.site_id, town, None)
    move_site(south.database, south.site_id, town, "south")
    assert check(town) == []
    desk, south_id = Desk(town, clock), setup.choose_site(town, "south")
    numbers = {row.name: row.id for row in setup.devices(desk, south_id)}
    with town.reading() as connection:
        for event in queries.events_after(connection, south_id, 0, 10_000):
            told = json.loads(event.data)
            if event.event == "ticket.issued":
                assert event.actor == f"device:{numbers['kiosk']}"
                assert told["device"] == numbers["kiosk"]
    for branch_ in (north, south):
        assert desk.device(_hash(branch_.tokens["kiosk"])) is not None
        assert desk.device(_hash(branch_.tokens["screen"])) is None


def _hash(token: str) -> str:
    from server.desk.tokens import token_hash

    return token_hash(token)


def test_an_answer_given_before_is_given_again(branch: Any, town: Any, clock: Any) -> None:
    """A kiosk that asks again after the move, with the key from before, gets its ticket and no other."""
    from server.app import create_app

    north, south = branch("north"), branch("south")
    north.live(1)
    south.live(1)
    move_site(north.database, north.site_id, town, None)
    move_site(south.database, south.site_id, town, "south")
    client = create_app(town, Desk(town, clock)).test_client()
    headers = {"Authorization": f"Bearer {south.tokens['kiosk']}", "Idempotency-Key": "a-days-key-00000001"}
    answer = client.post("/api/v1/tickets", headers=headers, json={"service": "A"})
    assert answer.json["id"] == south.taken[0]["id"]
    assert client.get(f"/api/v1/t/{south.taken[-1]['token']}").json["number"] == south.taken[-1]["number"]


def test_a_damaged_site_does_not_move(branch: Any, town: Any) -> None:
    """Nothing arrives, and the old database serves on."""
    here = branch("here")
    here.live(1)
    with sqlite3.connect(here.database.engine.url.database) as other:
        other.execute("UPDATE tickets SET number = 77 WHERE number = 1")
    other.close()
    with pytest.raises(Exception, match="nothing was moved"):
        move_site(here.database, here.site_id, town, None)
    assert setup.site_ids(town) == {}
    assert moved_to(here.database) is None


def test_a_move_that_was_cut_off_before_its_last_step_is_finished(
    branch: Any, town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything had arrived, the old database was not marked yet: the same command again marks it."""
    here = branch("here")
    with monkeypatch.context() as patch:
        patch.setattr("server.desk.moving._mark", lambda *_: None)
        assert move_site(here.database, here.site_id, town, None)
    assert move_site(here.database, here.site_id, town, None) == {}
    assert moved_to(here.database) is not None


def test_the_server_goes_on_in_postgresql(
    servers: Callable[..., Any], remote: Any, again: Any, postgres: Any, opened: Any
) -> None:
    """By the command line: tokens, a phone's address, numbers and event ids go on; the old file says where it went."""
    server = servers("sqlite")
    server.start()
    kiosk = remote(server, "kiosk")
    first = kiosk.take("A")
    name = postgres.fresh()
    assert "stop it first" in _moved(server, postgres.url(name)).stderr
    server.stop()
    done = _moved(server, postgres.url(name))
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 tickets" in done.stderr
    mistaken = serving.program("run", "--port=0", "--data", str(server.data))
    for refused in (mistaken, server.cli("device", "list")):
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr
        assert "was moved to postgresql+psycopg://" in refused.stderr
    server.options = (*server.options, f"--database={postgres.url(name)}")
    server.start()
    kiosk = again(server, kiosk)
    assert kiosk.get(f"/t/{first['token']}").json()["number"] == "A001"
    assert kiosk.take("A")["number"] == "A002"
    database = opened(server)
    assert check(database) == []
    database.close()
    server.stop()
    postgres.drop(name)


def _moved(server: Any, url: str) -> Any:
    return server.cli("move", f"--to={url}")


def test_the_old_file_names_nobody_any_more(branch: Any, town: Any, clock: Any) -> None:
    """Nobody would ever erase its people there: the keys to what they told are gone."""
    here = branch("here")
    here.live(1)
    move_site(here.database, here.site_id, town, None)
    with here.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM day_keys").scalar_one() == 0
