"""Servers whose data is damaged, filled up, kept and restored, and who talks to them."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

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
        return self.session.get(f"{self.server.url}/api/v1{path}", timeout=10, **more)

    def post(self, path: str, body: object = None, key: str = "") -> requests.Response:
        """POST below /api/v1, under a new key unless told."""
        headers = {"Idempotency-Key": key or f"care-test-key-{next(_keys):08d}"}
        return self.session.post(
            f"{self.server.url}/api/v1{path}", json=body or {}, headers=headers, timeout=10
        )

    def take(self, service: str = "A", **more: Any) -> str:
        """Take a ticket; returns its number."""
        answer = self.post("/tickets", {"service": service, **more})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])

    def connect(self, last: int, numbers: str = "") -> None:
        """Open the event stream as a screen does that has seen events up to `last`, and go away again."""
        headers = {"Last-Event-ID": str(last), **({"Last-Numbers": numbers} if numbers else {})}
        with self.get("/events", headers=headers, stream=True) as answer:
            assert answer.status_code == 200
            assert next(answer.iter_lines(chunk_size=1)) == b":"


@pytest.fixture
def far() -> Callable[..., Far]:
    """Adds a device to a server and makes it talk."""

    def make(server: Any, role: str = "kiosk", *more: str) -> Far:
        return Far(server, server.device(role, f"{role} {next(_keys)}", *more))

    return make


def readyz(server: Any) -> dict[str, Any]:
    """What /readyz says, with its status as `status`."""
    answer = requests.get(f"{server.url}/readyz", timeout=5)
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
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout) == (1, ""), done.stderr
        return done.stderr

    return run
