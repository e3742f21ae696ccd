"""The whole API, driven at random, does what a branch of a few lines does."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test as prove
from nextplease_model.machine import Branch
from patience import DEADLINE_S

from server.desk import Desk
from server.store.database import Database

pytestmark = pytest.mark.timeout(7200)


def run(examples: int, steps: int, **on: Any) -> None:
    """So many branches, each for so many steps."""
    running = type("Running", (Branch,), on)
    prove(
        running,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_api_does_what_the_model_does(
    desk: Desk,
    database: Database,
    clock: Any,
    rounds: Callable[[int], int],
    actors: Callable[[str, dict[str, str]], Any],
) -> None:
    """Any sequence of what kiosks, staff, buttons, phones and the clock can do."""
    run(rounds(120), 50, desk=desk, database=database, clock=clock, act=staticmethod(actors))


# ---------------------------------------------------------------- the same over the wire


class WireClock:
    """The clock of this process and, by a file, of every other one."""

    def __init__(self, clock: Any, file: Path) -> None:
        self._clock, self._file = clock, file

    def __call__(self) -> int:
        return int(self._clock())

    @property
    def now(self) -> int:
        """Milliseconds since 1970."""
        return int(self._clock.now)

    @now.setter
    def now(self, moment: int) -> None:
        self._clock.now = moment
        written = self._file.with_suffix(".new")
        written.write_text(str(moment))
        written.replace(self._file)

    def advance(self, *, seconds: float) -> None:
        """Move on."""
        self.now += int(1000 * seconds)


class Remote:
    """Sends what an actor sends, to a server over HTTP."""

    def __init__(self, url: str, acting: Any) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(acting.headers)
        cookie = acting.client.get_cookie("session")
        if cookie is not None:
            self.session.cookies.set("session", cookie.value)

    def get(self, path: str, *, buffered: bool = True, **more: Any) -> Any:
        """GET below /api/v1."""
        answer = self.session.get(f"{self.url}/api/v1{path}", timeout=DEADLINE_S, stream=not buffered, **more)
        return Told(answer)

    def post(
        self, path: str, body: object = None, *, key: str | None = "", headers: dict[str, str] | None = None
    ) -> Any:
        """POST below /api/v1."""
        sent = dict(headers or {})
        if key is not None:
            sent["Idempotency-Key"] = key or secrets.token_hex(16)
        url = f"{self.url}/api/v1{path}"
        return Told(self.session.post(url, json=body, headers=sent, timeout=DEADLINE_S))


class Told:
    """An answer in the words of the test client."""

    def __init__(self, answer: requests.Response) -> None:
        self.answer = answer
        self.status_code = answer.status_code

    @property
    def text(self) -> str:
        """The body."""
        return self.answer.text

    @property
    def json(self) -> Any:
        """The body, understood."""
        return self.answer.json()

    @property
    def response(self) -> Any:
        """What comes, as it comes."""
        return self.answer.iter_content(chunk_size=None)

    def close(self) -> None:
        """Hang up."""
        self.answer.close()


@pytest.fixture
def wire_clock(clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WireClock:
    """A clock that each Python process started from now on goes by, too."""
    file = tmp_path / "now"
    (tmp_path / "sitecustomize.py").write_text(
        f"import time\ntime.time_ns = lambda: int(open({str(file)!r}).read()) * 1_000_000\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = WireClock(clock, file)
    found.now = clock.now
    return found


def test_a_server_does_the_same_over_http(
    database: Database,
    database_url: str,
    wire_clock: WireClock,
    servers: Callable[..., Any],
    rounds: Callable[[int], int],
    actors: Callable[[str, dict[str, str]], Any],
) -> None:
    """A process with a worker and real connections; devices, days and the log from another process beside it."""
    server = servers("sqlite", f"--database={database_url}")
    server.data.mkdir()
    server.start("--trust-clock", "--backups=0", "--trusted-proxy=127.0.0.1")

    def act(kind: str, who: dict[str, str]) -> Remote:
        return Remote(server.url, actors(kind, who))

    desk = Desk(database, wire_clock)
    run(rounds(10), 25, desk=desk, database=database, clock=wire_clock, act=staticmethod(act))
    assert server.stop() == 0
    assert "Traceback" not in server.told()
