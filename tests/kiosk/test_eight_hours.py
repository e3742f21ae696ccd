"""Eight hours without the server: 300 customers, two kiosks, clocks that jump, three power cuts; then all come home."""

from __future__ import annotations

import json
import os
import random
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from held_port import HeldPort
from patience import DEADLINE_S
from serving import command

CUSTOMERS = 300
HOURS = 8
SITE = """
name = "Town Hall"
timezone = "UTC"
day_start = "{day_start}"
offline_band = 100
public_url = "http://127.0.0.1:{port}"
services = [
  {{ code = "A", name = {{ en = "General" }} }},
  {{ code = "B", name = {{ en = "Passports" }} }},
  {{ code = "C", name = {{ en = "Cash desk" }} }},
]
counters = [{{ code = "1" }}]
"""


class Lone:
    """A kiosk's program, that can be killed and started again."""

    def __init__(self, url: str, token: str, folder: Path) -> None:
        folder.mkdir()
        self.token = token
        helper = Path(__file__).parents[1] / "helpers" / "lone_kiosk.py"
        self._command = [sys.executable, str(helper), url, token, str(folder)]
        self.passed = 0.0
        self.boots = 0
        self.start()

    def start(self) -> None:
        root = str(Path(__file__).parents[2])
        self.boots += 1
        self.process = subprocess.Popen(
            [*self._command, str(self.boots)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": root},
        )  # fmt: skip
        assert self._answer() == {"ready": True}

    def say(self, *words: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def ask(self, *words: object) -> dict[str, Any]:
        self.say(*words)
        return self._answer()

    def let_pass(self, seconds: float) -> None:
        self.passed += seconds
        self.ask("pass", seconds)

    def cut_power(self) -> None:
        """Pull the plug, and plug it in again: the clock knows nothing of the hours, the uptime begins anew."""
        self.kill()
        self.start()
        self.ask("clock", -self.passed)
        self.ask("pass", self.passed)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=DEADLINE_S)


class Server:
    """The real server; `later` starts it with its clock that many seconds on."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.held = HeldPort()
        self.port = self.held.number
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        # Whatever the time is now, the hours that follow are hours of one day: at its end all who wait are let go.
        begun = datetime.now(UTC) - timedelta(hours=1)
        (folder / "site.toml").write_text(SITE.format(port=self.port, day_start=f"{begun:%H}:00"))
        made = command("init", "--data", str(self.data), "--site", str(folder / "site.toml"))
        assert made.returncode == 0, made.stderr

    def kiosk(self, name: str) -> str:
        return command("device", "add", "kiosk", name, "--data", str(self.data)).stdout.strip()

    def start(self, later: int = 0) -> None:
        environment = dict(os.environ)
        if later:
            found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
            assert found, "libfaketime is missing: see apt.txt"
            environment |= {"LD_PRELOAD": str(found[0]), "FAKETIME": f"+{later}s", "NO_FAKE_STAT": "1"}
        run = [sys.executable, "-m", "server", "run", "--data", str(self.data), "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*run, "--trust-clock"], stdout=subprocess.PIPE, stderr=log, text=True, env=environment
            )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("ready"), self.log.read_text()[-2000:]

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=DEADLINE_S)

    def tickets(self) -> list[sqlite3.Row]:
        with sqlite3.connect(f"file:{self.data / 'nextplease.db'}?mode=ro", uri=True) as database:
            database.row_factory = sqlite3.Row
            return database.execute("SELECT * FROM tickets ORDER BY place_at, issue_event").fetchall()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with three services."""
    made = Server(tmp_path)
    made.start()
    yield made
    if made.process.poll() is None:
        made.stop()
    made.held.close()


@pytest.fixture
def kiosks(server: Server, tmp_path: Path) -> Iterator[list[Lone]]:
    """Two kiosks which have met the server."""
    made = [Lone(server.url, server.kiosk(name), tmp_path / name) for name in ("door", "hall")]
    for each in made:
        assert len(each.ask("meet")["bands"]) == 3
    yield made
    for each in made:
        each.kill()


def test_eight_hours_without_the_server(
    server: Server, kiosks: list[Lone], wait_until: Callable[..., Any]
) -> None:
    """Every ticket that a customer holds is in the queue, once, in its kiosk's order, and its code works."""
    server.stop()
    dice = random.Random(8)
    cuts = {dice.randrange(20, CUSTOMERS - 20) for _ in range(3)}
    assert len(cuts) == 3
    given: list[list[dict[str, Any]]] = [[], []]
    for customer in range(CUSTOMERS):
        which = dice.randrange(2)
        kiosk = kiosks[which]
        for each in kiosks:
            each.let_pass(HOURS * 3600 / CUSTOMERS)
        if customer % 70 == 35:
            kiosk.ask("clock", dice.choice([-1, 1]) * dice.randrange(40_000_000))
        key, service = secrets.token_hex(16), dice.choice("ABC")
        if customer in cuts:
            kiosk.say("take", key, service)
            kiosk.cut_power()  # in the middle of the tap: the same tap is asked for again afterwards
        given[which].append(kiosk.ask("take", key, service))
    assert sum(map(len, given)) == CUSTOMERS
    numbers = [each["number"] for tickets in given for each in tickets]
    assert len(set(numbers)) == CUSTOMERS

    server.start(later=HOURS * 3600)
    for each in kiosks:
        each.ask("meet")
    for each in kiosks:
        wait_until(
            lambda each=each: each.ask("unsent") == {"unsent": 0, "refused": 0}, "the tickets handed in"
        )

    rows = server.tickets()
    assert sorted(f"{row['service']}{row['number']:03d}" for row in rows) == sorted(numbers)
    assert {row["state"] for row in rows} == {"waiting"}
    in_line = [f"{row['service']}{row['number']:03d}" for row in rows]
    for tickets in given:
        own = [each["number"] for each in tickets]
        assert [number for number in in_line if number in set(own)] == own
    for each in [*given[0][::25], *given[1][::25]]:
        page = requests.get(f"{server.url}/api/v1/t/{each['token']}", timeout=DEADLINE_S)
        assert (page.status_code, page.json()["number"]) == (200, each["number"])
    told = command("check", "--data", str(server.data))
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize("arrives", ["before", "after"])
def test_a_try_whose_answer_never_came(
    server: Server, kiosks: list[Lone], wait_until: Callable[..., Any], arrives: str
) -> None:
    """The server took the ticket and nobody heard it, or hears of it only later: one person, one live ticket."""
    kiosk, key = kiosks[0], secrets.token_hex(16)

    def original() -> requests.Response:
        return requests.post(
            f"{server.url}/api/v1/tickets",
            json={"service": "A", "language": "en"},
            headers={"Authorization": f"Bearer {kiosk.token}", "Idempotency-Key": key},
            timeout=DEADLINE_S,
        )

    if arrives == "before":
        assert original().status_code == 201
    paper = kiosk.ask("instead", key, "A")
    wait_until(lambda: kiosk.ask("unsent") == {"unsent": 0, "refused": 0}, "the ticket handed in")
    if arrives == "after":
        assert original().status_code == 409
    live = [row for row in server.tickets() if row["state"] == "waiting"]
    assert [f"{row['service']}{row['number']:03d}" for row in live] == [paper["number"]]
    others = [row["end_reason"] for row in server.tickets() if row["state"] != "waiting"]
    assert others == (["superseded"] if arrives == "before" else [])
    told = command("check", "--data", str(server.data))
    assert told.returncode == 0, told.stdout + told.stderr
