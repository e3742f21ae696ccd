"""Real servers over real HTTP, and who talks to them."""

from __future__ import annotations

import importlib.util
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from flask import session
from flask_wtf.csrf import generate_csrf
from patience import DEADLINE_S

from kit.client import new_key
from server import access
from server.app import create_app
from server.desk import Desk, setup, users
from server.store.database import connect, default_url


class Remote:
    """Sends requests to a server; one for each thread. Problems are answers, too."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(headers)

    def get(self, path: str, **more: Any) -> requests.Response:
        """GET below /api/v1."""
        return self.session.get(f"{self.url}/api/v1{path}", timeout=DEADLINE_S, **more)

    def post(self, path: str, body: object = None, key: str = "", **more: Any) -> requests.Response:
        """POST below /api/v1, under a new key unless told."""
        headers = {"Idempotency-Key": key or new_key(), **more.pop("headers", {})}
        return self.session.post(
            f"{self.url}/api/v1{path}", json=body, headers=headers, timeout=DEADLINE_S, **more
        )

    def take(self, service: str = "A", key: str = "") -> dict[str, Any]:
        """Take a ticket."""
        answer = self.post("/tickets", {"service": service}, key)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found


class Stream:
    """An open event stream, read line by line; its first comment has come."""

    def __init__(self, who: Remote) -> None:
        self.answer = who.session.get(f"{who.url}/api/v1/events", stream=True, timeout=DEADLINE_S)
        assert self.answer.status_code == 200
        assert self.answer.headers["Content-Type"].startswith("text/event-stream")
        self.lines = self.answer.iter_lines(chunk_size=1)
        assert next(self.lines) == b":"

    def close(self) -> None:
        """Go away."""
        self.lines.close()
        self.answer.close()


def database_url(server: Any) -> str:
    """Where this server's database is."""
    told = [each.partition("=")[2] for each in server.options if each.startswith("--database")]
    return told[0] if told else default_url(server.data)


@pytest.fixture
def opened() -> Iterator[Callable[[Any], Any]]:
    """Opens a server's database beside it."""
    made: list[Any] = []

    def open_it(server: Any) -> Any:
        made.append(connect(database_url(server)))
        return made[-1]

    yield open_it
    for each in made:
        each.close()


@pytest.fixture
def token(opened: Callable[[Any], Any]) -> Callable[..., str]:
    """Adds a device beside the running server; returns its token."""

    def add(server: Any, role: str, counter: str | None = None) -> str:
        desk = Desk(opened(server))
        site_id = setup.choose_site(desk.database, None)
        return setup.add_device(desk, site_id, role, f"{role} {new_key()[:12]}", counter)

    return add


@pytest.fixture
def remote(token: Callable[..., str]) -> Callable[..., Remote]:
    """Makes a new device of this role talk to the server."""

    def make(server: Any, role: str, counter: str | None = None) -> Remote:
        return Remote(server.url, {"Authorization": f"Bearer {token(server, role, counter)}"})

    return make


@pytest.fixture
def stream() -> Iterator[Callable[[Remote], Stream]]:
    """Opens event streams; closed after the test."""
    made: list[Stream] = []

    def open_it(who: Remote) -> Stream:
        made.append(Stream(who))
        return made[-1]

    yield open_it
    for each in made:
        each.close()


@pytest.fixture
def again() -> Callable[[Any, Remote], Remote]:
    """The same device on a connection of its own: for another thread, or after a restart."""
    return lambda server, known: Remote(
        server.url, {"Authorization": str(known.session.headers["Authorization"])}
    )


def _logged_in(database: Any, name: str, role: str) -> dict[str, str]:
    """The headers of a new member of staff who is logged in."""
    desk = Desk(database)
    users.add(desk, setup.choose_site(database, None), name, role, "correct horse")
    app = create_app(database, desk)
    with app.test_request_context():
        assert access.log_in(desk, name, "correct horse") is not None
        csrf = generate_csrf()
        response = app.make_response("")
        app.session_interface.save_session(app, session, response)  # type: ignore[arg-type]
    return {"Cookie": response.headers["Set-Cookie"].split(";")[0], "X-CSRFToken": csrf}


@pytest.fixture
def clerk(opened: Callable[[Any], Any]) -> Callable[..., Remote]:
    """Makes a clerk, or another role, talk to the server, logged in; each call is the same one on a new connection."""
    made: dict[tuple[int, str], dict[str, str]] = {}

    def make(server: Any, role: str = "staff") -> Remote:
        key = id(server), role
        if key not in made:
            made[key] = _logged_in(opened(server), "clerk" if role == "staff" else role, role)
        return Remote(server.url, made[key])

    return make


@pytest.fixture
def at_once() -> Callable[[list[Callable[[], Any]]], list[Any]]:
    """Runs functions in threads that begin at the same moment; returns their results, or raises what one raised."""

    def run(functions: list[Callable[[], Any]]) -> list[Any]:
        gate = threading.Barrier(len(functions))
        results: list[Any] = [None] * len(functions)

        def one(place: int, function: Callable[[], Any]) -> None:
            gate.wait(DEADLINE_S)
            try:
                results[place] = function()
            except BaseException as problem:  # noqa: BLE001 - handed to the test's own thread
                results[place] = problem

        threads = [threading.Thread(target=one, args=pair) for pair in enumerate(functions)]
        for each in threads:
            each.start()
        deadline = time.monotonic() + 120
        for each in threads:
            each.join(max(0, deadline - time.monotonic()))
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return results

    return run


BENCH = Path(__file__).parents[2] / "bench"


def _bench(name: str) -> Any:
    """A file of tests/bench, whose clients cost so little that many of them fit beside the server."""
    known = f"nextplease_bench_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, BENCH / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[known] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[known])
    return sys.modules[known]


@pytest.fixture(scope="session")
def bench() -> Callable[[str], Any]:
    """`bench(name)`: what that file of tests/bench has."""
    return _bench


@pytest.fixture
def lean() -> Iterator[Any]:
    """Plain sockets that speak HTTP: `wire(server)` connects, closed after the test; and what to say."""
    load = _bench("load")
    made: list[Any] = []

    def wire(server: Any) -> Any:
        made.append(load.Wire(server.url))
        return made[-1]

    yield SimpleNamespace(
        wire=wire, run=load.run, take_ticket=load.take_ticket, new_key=lambda: secrets.token_hex(16)
    )
    for each in made:
        each.close()


@pytest.fixture
def crowd() -> Iterator[Callable[..., Any]]:
    """`crowd(server, token, count)`: so many listeners at once; they go after the test."""
    made: list[Any] = []

    def gather(server: Any, token: str, count: int, **more: Any) -> Any:
        made.append(_bench("crowd").Crowd(server.url, token, count, **more))
        return made[-1]

    yield gather
    for each in made:
        each.close()
