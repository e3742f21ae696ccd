"""Several workers and several servers on one PostgreSQL: one queue, and everybody hears of everything."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import serving
from patience import DEADLINE_S

from server.desk.check import check
from server.store import queries

COUNTERS = 16
SECONDS = 60
BETWEEN_S = 1.6  # a counter may call again after 1.5 s


@pytest.fixture
def four_workers(servers: Callable[..., Any], tmp_path: Any) -> Any:
    """A server of four workers, whose site has 16 counters and numbers enough."""
    server = servers("postgresql", "--workers=4")
    file = tmp_path / "site.toml"
    counters = "".join(f'[[counters]]\ncode = "{number}"\n' for number in range(1, COUNTERS + 1))
    services = "".join(
        f'[[services]]\ncode = "{code}"\nname = {{ en = "{code}" }}\nlast = 99999\n' for code in "AB"
    )
    file.write_text(f'{serving.day_start()}name = "Large"\noffline_band = 0\n{services}{counters}')
    assert server.cli("init", "--site", str(file)).returncode == 0
    server.start()
    return server


class Desk:
    """Somebody who takes tickets as fast as they are given, and calls at one counter as often as it may."""

    def __init__(self, lean: Any, server: Any, kiosk: str, button: str, counter: int) -> None:
        self.taken: list[bytes] = []
        self.called: list[bytes] = []
        self.problems: list[str] = []
        self._wire = lean.wire(server)
        self._kiosk, self._button, self._counter = kiosk, button, counter
        self._new_key = lean.new_key

    def run(self, until: float) -> None:
        """Until then, and until it has done enough to show something, however slow the machine."""
        body = json.dumps({"service": "AB"[self._counter % 2]}).encode()
        pressed = 0.0
        while not self.problems and (
            time.monotonic() < until
            or ((len(self.taken) < 8 or len(self.called) < 2) and time.monotonic() < until + DEADLINE_S)
        ):
            status, answer = self._wire.ask("POST", "/api/v1/tickets", self._kiosk, body, self._new_key())
            self._note(status, 201, answer, self.taken)
            if time.monotonic() - pressed > BETWEEN_S:
                path = f"/api/v1/counters/{self._counter}/next"
                status, answer = self._wire.ask("POST", path, self._button, b"", self._new_key())
                self._note(status, 200, answer, self.called)
                pressed = time.monotonic()

    def _note(self, status: int, wanted: int, answer: bytes, kept: list[bytes]) -> None:
        if status == wanted:
            kept.append(answer)
        else:
            self.problems.append(f"{status} {answer!r}")


@pytest.mark.timeout(300)
def test_sixteen_counters_on_four_workers(
    four_workers: Any,
    token: Any,
    lean: Any,
    crowd: Any,
    opened: Any,
    rounds: Any,
    at_once: Any,
    wait_until: Any,
) -> None:
    """A minute in `make prove`: no number twice or missing, nobody called twice, and a listener sees every event."""
    kiosk = token(four_workers, "kiosk")
    buttons = [token(four_workers, "counter", str(number)) for number in range(1, COUNTERS + 1)]
    listeners = crowd(four_workers, token(four_workers, "display"), 8, last_event_id=0)
    desks = [Desk(lean, four_workers, kiosk, button, number) for number, button in enumerate(buttons, 1)]
    until = time.monotonic() + rounds(SECONDS)
    at_once([lambda desk=desk: desk.run(until) for desk in desks])
    assert [problem for desk in desks for problem in desk.problems] == []
    _no_number_twice([answer for desk in desks for answer in desk.taken])
    called = [json.loads(answer)["ticket"]["id"] for desk in desks for answer in desk.called]
    assert len(called) == len(set(called)) >= 2 * COUNTERS
    database = opened(four_workers)
    assert check(database) == []
    with database.reading() as connection:
        newest = queries.last_events(connection)[1]
    wait_until(lambda: listeners.have(range(1, newest + 1)), what="every event at every listener")
    for ids in listeners.ids:
        assert ids == list(range(1, newest + 1))


def _no_number_twice(answers: list[bytes]) -> None:
    numbers: dict[str, list[int]] = {"A": [], "B": []}
    for answer in answers:
        number = json.loads(answer)["number"]
        numbers[number[0]].append(int(number[1:]))
    for each in numbers.values():
        assert sorted(each) == list(range(1, len(each) + 1))
        assert len(each) > 50


@pytest.fixture
def two_servers(servers: Callable[..., Any]) -> tuple[Any, Any]:
    """Two servers on one PostgreSQL, as on two machines."""
    first, second = servers("postgresql"), servers("sqlite")
    second.options = first.options
    first.start()
    second.start()
    return first, second


def test_a_call_at_one_server_is_seen_at_the_other(
    two_servers: tuple[Any, Any], token: Any, crowd: Any, lean: Any, wait_until: Any, rounds: Any
) -> None:
    """At once, and not only when it looks by itself, which is each second."""
    first, second = two_servers
    screen = crowd(second, token(first, "display"), 1)
    kiosk = lean.wire(first)
    taker = token(first, "kiosk")
    late = []
    for _ in range(rounds(200)):
        body = b'{"service":"A"}'
        status, _ = kiosk.ask("POST", "/api/v1/tickets", taker, body, lean.new_key())
        answered = time.perf_counter()
        assert status == 201
        newest = json.loads(_board(lean, first, taker))["event_id"]
        wait_until(lambda newest=newest: screen.have([newest]), what="the ticket's event")
        late.append(screen.last[newest] - answered)
    # By looking alone it would be half a second in the middle.
    assert sorted(late)[len(late) // 2] < 0.25


def test_what_one_server_revokes_the_other_refuses(
    two_servers: tuple[Any, Any], crowd: Any, wait_until: Any
) -> None:
    """Its stream at the other server ends, and its token is refused there."""
    first, second = two_servers
    token = first.device("display", "screen")
    screen = crowd(second, token, 1)
    assert first.cli("device", "revoke", "screen").returncode == 0
    wait_until(lambda: screen.closed == 1, what="the stream's end")


@pytest.mark.timeout(120)
def test_it_hears_again_after_the_database_was_away(
    two_servers: tuple[Any, Any], token: Any, crowd: Any, lean: Any, postgres: Any, wait_until: Any
) -> None:
    """Every connection of both servers is cut, as when PostgreSQL restarts: nothing is lost, both go on."""
    first, second = two_servers
    screen = crowd(second, token(first, "display"), 1, last_event_id=0)
    taker = token(first, "kiosk")
    asked = threading.Event()
    taken = 0
    for number in range(6):
        if number == 3:
            _cut(postgres, first)
        status = 0
        deadline = time.monotonic() + DEADLINE_S
        while status != 201:
            assert time.monotonic() < deadline
            status = lean.wire(first).ask(
                "POST", "/api/v1/tickets", taker, b'{"service":"A"}', lean.new_key()
            )[0]
            asked.wait(0 if status == 201 else 0.1)
        taken += 1
    wait_until(lambda: screen.seen and len(screen.ids[0]) >= taken, what="the tickets' events")
    newest = json.loads(_board(lean, first, taker))["event_id"]
    wait_until(lambda: screen.have([newest]), what="the newest event")
    assert screen.ids[0] == list(range(1, newest + 1))
    assert screen.closed == 0


def _board(lean: Any, server: Any, device: str) -> bytes:
    status, body = lean.wire(server).ask("GET", "/api/v1/services", device)
    assert status == 200
    return bytes(body)


def _cut(postgres: Any, server: Any) -> None:
    """End every connection to this server's database."""
    name = next(each for each in server.options if each.startswith("--database")).split("@/")[1].split("?")[0]
    with postgres.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
