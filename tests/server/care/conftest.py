"""Servers whose data is damaged, filled up, kept and restored, and who talks to them."""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from patience import DEADLINE_S

from server.commands import care
from server.desk import Desk, setup
from server.desk.check import check
from server.store.database import Database, connect, default_url
from server.store.shelf import backups

ROOT = Path(__file__).parent.parent.parent.parent
_keys = itertools.count()


class Far:
    """A device that talks to a real server; problems are answers, too."""

    def __init__(self, server: Any, token: str) -> None:
        self.server = server
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **more: Any) -> requests.Response:
        """GET below /api/v1."""
        return self.session.get(f"{self.server.url}/api/v1{path}", timeout=DEADLINE_S, **more)

    def post(self, path: str, body: object = None, key: str = "") -> requests.Response:
        """POST below /api/v1, under a new key unless told."""
        headers = {"Idempotency-Key": key or f"care-test-key-{next(_keys):08d}"}
        return self.session.post(
            f"{self.server.url}/api/v1{path}", json=body or {}, headers=headers, timeout=DEADLINE_S
        )

    def take(self, service: str = "A", *, patience: bool = False, **more: Any) -> str:
        """Take a ticket; returns its number. `patience`: as often as the server says that it is not ready yet."""
        end = time.monotonic() + DEADLINE_S
        while True:
            answer = self.post("/tickets", {"service": service, **more})
            if answer.status_code != 503 or not patience or time.monotonic() > end:
                break
            threading.Event().wait(0.1)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])

    def connect(self, last: int, numbers: str = "") -> None:
        """Open the event stream as a screen does that has seen events up to `last`, and go away again."""
        headers = {"Last-Event-ID": str(last), **({"Last-Numbers": numbers} if numbers else {})}
        with self.get("/events", headers=headers, stream=True) as answer:
            assert answer.status_code == 200
            assert next(answer.iter_lines(chunk_size=1)) == b":"


@contextmanager
def opened(server: Any) -> Iterator[Database]:
    """A server's database, opened beside it."""
    urls = [each.partition("=")[2] for each in server.options if each.startswith("--database")]
    database = connect(urls[0] if urls else default_url(server.data))
    try:
        yield database
    finally:
        database.close()


@pytest.fixture
def beside() -> Callable[[Any], Any]:
    """Opens the database of a server beside it, for a `with` block."""
    return opened


@pytest.fixture
def far() -> Callable[..., Far]:
    """Adds a device to a server and makes it talk."""

    def make(server: Any, role: str = "kiosk", counter: str | None = None) -> Far:
        with opened(server) as database:
            site_id = setup.choose_site(database, None)
            token = setup.add_device(Desk(database), site_id, role, f"{role} {next(_keys)}", counter)
        return Far(server, token)

    return make


@pytest.fixture
def sound() -> Callable[[Any], list[str]]:
    """Asserts that nothing is wrong with a server's database; returns what is odd in it, and explained."""

    def look(server: Any) -> list[str]:
        notes: list[str] = []
        with opened(server) as database:
            assert check(database, notes) == []
        return notes

    return look


@pytest.fixture
def backed_up() -> Callable[[Any], Path]:
    """Makes the day's backup of a server, as the server would have it made; returns the newest."""

    def make(server: Any) -> Path:
        asked = argparse.Namespace(file=None, data=server.data, backups=14, free_space=1)
        with opened(server) as database:
            assert care.backup(asked, database) == 0
        return backups(server.data / "backups")[0]

    return make


def readyz(server: Any) -> dict[str, Any]:
    """What /readyz says, with its status as `status`."""
    answer = requests.get(f"{server.url}/readyz", timeout=DEADLINE_S)
    found: dict[str, Any] = answer.json()
    return {**found, "status": answer.status_code}


@pytest.fixture
def ready() -> Callable[[Any], dict[str, Any]]:
    """Asks a server how it is."""
    return readyz


@pytest.fixture
def refused() -> Callable[..., str]:
    """`run` on a folder, which must refuse; returns what it says on stderr."""

    def run(folder: Path, *more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "server", "run", "--data", str(folder), "--port=0", *more],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )
        assert (done.returncode, done.stdout) == (1, ""), done.stderr
        return done.stderr

    return run
