"""kill -9 under load: whatever was acknowledged is there."""

from __future__ import annotations

import os
import random
import signal
import threading
from typing import Any

import psutil
import pytest
import requests
from patience import DEADLINE_S

from server.desk.check import check
from server.store import queries

CLIENTS = 6


class Load:
    """Clients that take tickets until the server is gone; `taken` what was acknowledged, by key."""

    def __init__(self, server: Any, kiosk: Any, again: Any) -> None:
        self.taken: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._ask, args=(again(server, kiosk), client))
            for client in range(CLIENTS)
        ]
        for each in self._threads:
            each.start()

    def _ask(self, kiosk: Any, client: int) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            key = f"load-{id(self):016x}-{client}-{number}"
            self.asked.append(key)
            try:
                answer = kiosk.post("/tickets", {"service": "ABCD"[client % 4]}, key)
            except requests.RequestException:
                return
            if answer.status_code == 201:
                self.taken[key] = answer.json()
            elif answer.status_code != 503:
                raise AssertionError(answer.text)

    def end(self) -> None:
        """Wait for all of them."""
        self._stop.set()
        for each in self._threads:
            each.join(DEADLINE_S)
            assert not each.is_alive()


def kill_all(server: Any) -> None:
    """The server and its workers, as when the power goes."""
    server.kill()


def kill_the_master(server: Any) -> None:
    """The first process only; its worker notices and goes."""
    workers = psutil.Process(server.process.pid).children(recursive=True)
    os.kill(server.process.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs(workers, timeout=DEADLINE_S)
    assert not alive
    server.ended()


@pytest.mark.timeout(3600)
def test_every_acknowledged_ticket_survives(
    live: Any, remote: Any, again: Any, opened: Any, rounds: Any, wait_until: Any
) -> None:
    """Fifty kills in `make prove`: nothing lost, check content, and a retry gives what was taken."""
    _more_numbers(live)
    kiosk = remote(live, "kiosk")
    known: dict[str, dict[str, Any]] = {}
    dice = random.Random(5)
    for number in range(rounds(50)):
        if live.process is None:
            live.start()
        load = Load(live, kiosk, again)
        wait_until(lambda load=load: len(load.taken) >= 20, what="20 tickets")
        threading.Event().wait(dice.uniform(0, 0.2))
        (kill_the_master if number % 5 == 4 else kill_all)(live)
        load.end()
        known |= load.taken
        database = opened(live)
        assert check(database) == []
        with database.reading() as connection:
            for each in load.taken.values():
                row = queries.ticket(connection, 1, each["id"])
                assert f"{row.service}{row.number:03d}" == each["number"]
        database.close()
        _retry(live, again, kiosk, load)
    assert len({each["number"] for each in known.values()}) == len(known) >= 100
    done = live.cli("check")
    assert (done.returncode, done.stdout) == (0, "all is right\n")


def _more_numbers(live: Any) -> None:
    """Fifty loads take more than the 999 numbers that each of the sample site's services has."""
    site = live.data.parent / "more.toml"
    shown = live.cli("site", "show").stdout
    site.write_text(shown.replace("[[services]]", "[[services]]\nlast = 99999"))
    done = live.cli("site", "apply", str(site))
    assert done.returncode == 0, done.stderr


def _retry(live: Any, again: Any, kiosk: Any, load: Load) -> None:
    """After a restart: acknowledged keys give the same answer, unanswered ones exactly one ticket."""
    live.start()
    mine = again(live, kiosk)
    for key in list(load.taken)[-5:]:
        service = load.taken[key]["service"]
        assert mine.post("/tickets", {"service": service}, key).json() == load.taken[key]
    for key in [key for key in load.asked if key not in load.taken]:
        service = "ABCD"[int(key.split("-")[2]) % 4]
        first, second = (mine.post("/tickets", {"service": service}, key) for _ in range(2))
        assert first.status_code == 201
        assert first.content == second.content
        load.taken[key] = first.json()


def test_a_killed_worker_is_replaced(live: Any, remote: Any, again: Any, wait_until: Any) -> None:
    """The server goes on by itself."""
    kiosk = remote(live, "kiosk")
    first = kiosk.take("A")
    (worker,) = psutil.Process(live.process.pid).children()
    worker.kill()

    def answers() -> bool:
        try:
            return bool(again(live, kiosk).get(f"/tickets/{first['id']}").status_code == 200)
        except requests.RequestException:
            return False

    wait_until(answers, what="a new worker")
    assert again(live, kiosk).take("A")["number"] == "A002"


def test_an_altered_row_is_named_by_the_command(live: Any, remote: Any, opened: Any) -> None:
    """Exit code 1 and the ticket's number on stdout."""
    from sqlalchemy import text

    remote(live, "kiosk").take("A")
    database = opened(live)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE tickets SET number = 7"))
    done = live.cli("check")
    assert done.returncode == 1
    assert "ticket A001" in done.stdout
    assert "number is 7" in done.stdout
