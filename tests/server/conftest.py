"""A small town hall on both databases, and everyone who acts in it.

Services A (general), B (closed at night), C (two tickets a day); counters 1 (A), 2 (all), 3 (B).
"""

from __future__ import annotations

import html
import itertools
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from server import access
from server.app import assembled, put_on
from server.callers import Caller
from server.desk import Desk, setup, users
from server.desk.people import login_of
from server.desk.tokens import token_hash
from server.sitefile import parse
from server.store.database import Database, connect
from server.store.migrate import migrate
from server.store.tables import metadata

SITE = """
name = "Town Hall"
languages = ["en", "es", "ar"]
public_url = "https://queue.example"

[[services]]
code = "A"
name = { en = "General", es = "General", ar = "عام" }

[[services]]
code = "B"
name = { en = "Passports" }
hours = ["mon-fri 08:00-14:00"]

[[services]]
code = "C"
name = { en = "Cash desk" }
daily_limit = 2

[[counters]]
code = "1"
services = ["A"]
direction = "left"

[[counters]]
code = "2"

[[counters]]
code = "3"
name = { en = "Room three" }
services = ["B"]
"""

DEVICES = {
    "kiosk": ("kiosk", None),
    "kiosk two": ("kiosk", None),
    "display": ("display", None),
    "button 1": ("counter", "1"),
    "button 2": ("counter", "2"),
    "meter": ("metrics", None),
}
USERS = {"ada": "staff", "max": "manager", "zoe": "admin"}
PASSWORD = "correct horse"


def _prepare(url: str, clock: Callable[[], int]) -> dict[str, str]:
    """Fill an empty database; returns the devices' tokens."""
    database = connect(url)
    migrate(database)
    site_id = setup.create_site(database, "main", parse(SITE, "test"), clock)
    desk = Desk(database, clock)
    tokens = {
        name: setup.add_device(desk, site_id, role, name, counter)
        for name, (role, counter) in DEVICES.items()
    }
    for name, role in USERS.items():
        users.add(desk, site_id, name, role, PASSWORD)
    other = setup.create_site(database, "other", parse(SITE, "test"), clock)
    tokens["other kiosk"] = setup.add_device(desk, other, "kiosk", "kiosk", None)
    database.close()
    return tokens


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The town halls that tests are given copies of; each is made at first use."""
    return {"folder": tmp_path_factory.mktemp("prepared")}


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database; a test that asks for it runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(
    kind: str, _prepared: dict[str, Any], request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """A database of its own for each test, with the town hall in it."""
    clock = type(request.getfixturevalue("clock"))()
    if kind == "sqlite":
        if "sqlite" not in _prepared:
            _prepared["sqlite"] = _prepare(f"sqlite:///{_prepared['folder'] / 'town.db'}", clock)
        shutil.copy(_prepared["folder"] / "town.db", tmp_path / "nextplease.db")
        yield f"sqlite:///{tmp_path / 'nextplease.db'}"
        return
    postgres = request.getfixturevalue("postgres")
    if "postgresql" not in _prepared:
        _prepared["name"] = postgres.fresh()
        _prepared["postgresql"] = _prepare(postgres.url(_prepared["name"]), clock)
        with postgres.connect(_prepared["name"]) as connection:
            connection.execute("CREATE SCHEMA saved")
            for table in metadata.sorted_tables:
                connection.execute(f"CREATE TABLE saved.{table} AS TABLE public.{table}")
    else:
        _put_back(postgres.connect(_prepared["name"]))
    yield postgres.url(_prepared["name"])


def _put_back(connection: psycopg.Connection) -> None:
    """Make a PostgreSQL as it was: far quicker than a new database for each test, which syncs the disk."""
    with connection, connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = off")
        connection.execute(
            "SET LOCAL lock_timeout = 5000"
        )  # a test left a transaction open: its fault, and said so
        connection.execute("DROP TABLE IF EXISTS public.moved")  # only a site that was moved away leaves it
        for table in reversed(metadata.sorted_tables):
            connection.execute(f"DELETE FROM public.{table}")
        for table in metadata.sorted_tables:
            connection.execute(f"INSERT INTO public.{table} TABLE saved.{table}")


@pytest.fixture
def tokens(kind: str, database_url: str, _prepared: dict[str, Any]) -> dict[str, str]:
    """The devices' tokens by their names."""
    return dict(_prepared[kind])


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database, open."""
    opened = connect(database_url)
    yield opened
    opened.close()


@pytest.fixture
def desk(database: Database, clock: Any) -> Desk:
    """The desk, with a clock that the test sets."""
    return Desk(database, clock)


@pytest.fixture
def site_id(database: Database) -> int:
    """The town hall's id."""
    return setup.choose_site(database, "main")


@pytest.fixture(scope="session")
def _assembled() -> Flask:
    """One application for all tests, which is put on the database of each."""
    return assembled()


@pytest.fixture
def app(_assembled: Flask, database: Database, desk: Desk) -> Flask:
    """The application. Not in testing mode: a fault shows as the answer 500, as it would in a lobby."""
    put_on(_assembled, database, desk)
    return _assembled


class Acting:
    """Somebody who sends requests: a device with its token, staff with a session, or nobody."""

    def __init__(self, client: FlaskClient, headers: dict[str, str], keys: Iterator[int]) -> None:
        self.client = client
        self.headers = headers
        self._keys = keys

    def get(self, path: str, **more: Any) -> TestResponse:
        """GET below /api/v1."""
        headers = {**self.headers, **more.pop("headers", {})}
        return self.client.get(f"/api/v1{path}", headers=headers, **more)

    def post(self, path: str, body: object = None, *, key: str | None = "", **more: Any) -> TestResponse:
        """POST below /api/v1, by default under a new key; None: without one."""
        headers = {**self.headers, **more.pop("headers", {})}
        if key is not None:
            headers["Idempotency-Key"] = key or f"test-key-{next(self._keys):016d}"
        if body is not None:
            more.setdefault("data", json.dumps(body))
            more.setdefault("content_type", "application/json")
        return self.client.post(f"/api/v1{path}", headers=headers, **more)

    def take(self, service: str = "A", **more: Any) -> dict[str, Any]:
        """Take a ticket."""
        answer = self.post("/tickets", {"service": service, **more})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json
        return found

    def next(self, counter: str) -> dict[str, Any] | None:
        """Press "next"; returns the ticket called."""
        answer = self.post(f"/counters/{counter}/next")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] | None = answer.json["ticket"]
        return found

    def beat(self, **status: Any) -> None:
        """The device tells how it is."""
        assert self.post("/devices/heartbeat", {"status": status}, key=None).status_code == 204

    def reads(self, path: str) -> str:
        """A page's text without its markup."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture
def as_device(app: Flask, tokens: dict[str, str]) -> Callable[[str], Acting]:
    """Makes the device of this name act."""
    keys = itertools.count()
    return lambda name: Acting(app.test_client(), {"Authorization": f"Bearer {tokens[name]}"}, keys)


@pytest.fixture
def as_user(app: Flask, desk: Desk) -> Callable[[str], Acting]:
    """Makes a member of staff act, logged in."""
    keys = itertools.count(10**9)

    def act(name: str) -> Acting:
        client = app.test_client()
        with app.test_request_context():
            (person,) = login_of(desk, name, lambda _hashed: True)  # hashing is slow, and tested at the login
            access._begin(person)
            token = generate_csrf()
            response = app.make_response("")
            app.session_interface.save_session(app, session, response)
        cookie = response.headers["Set-Cookie"].split(";")[0].split("=", 1)
        client.set_cookie(*cookie)
        return Acting(client, {"X-CSRFToken": token}, keys)

    return act


@pytest.fixture
def nobody(app: Flask) -> Acting:
    """A browser or phone without any login."""
    return Acting(app.test_client(), {}, itertools.count(2 * 10**9))


@pytest.fixture
def kiosk(as_device: Callable[[str], Acting]) -> Acting:
    """The kiosk."""
    return as_device("kiosk")


@pytest.fixture
def display(as_device: Callable[[str], Acting]) -> Acting:
    """The lobby display."""
    return as_device("display")


@pytest.fixture
def button(as_device: Callable[[str], Acting]) -> Acting:
    """The button of counter 2, which serves all."""
    return as_device("button 2")


@pytest.fixture
def staff(as_user: Callable[[str], Acting]) -> Acting:
    """A clerk, logged in."""
    return as_user("ada")


@pytest.fixture
def screen(desk: Desk, tokens: dict[str, str]) -> Caller:
    """The lobby display, as the hub knows it."""
    found = desk.device(token_hash(tokens["display"]))
    assert found is not None
    return found


@pytest.fixture
def ada(site_id: int, desk: Desk) -> Caller:
    """The clerk, as the hub knows her."""
    (found,) = (row for row in users.of_site(desk, site_id) if row.name == "ada")
    return Caller(site_id, "user", found.id, "ada", "staff")
