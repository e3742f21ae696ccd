"""A running server: what others do beside it counts at once, and nothing holds it up."""

from __future__ import annotations

import contextlib
import json
import socket
import sqlite3
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import requests
from patience import DEADLINE_S

from server.desk.check import check


def test_a_revoked_devices_stream_is_cut(shared: Any, remote: Any, stream: Any) -> None:
    """By the command line beside the server, within seconds; its token is refused from then on."""
    screen, other = remote(shared, "display"), remote(shared, "display")
    name = screen.get("/me").json()["name"]
    cut = stream(screen)
    assert shared.cli("device", "revoke", name).returncode == 0
    began = time.monotonic()
    lines = [line for line in cut.lines if line]
    assert time.monotonic() - began < 6
    assert b"event: device.revoked" in lines
    assert screen.get("/me").status_code == 401
    assert other.get("/me").status_code == 200


def test_a_site_applied_beside_it_counts_at_once(
    shared: Any, remote: Any, stream: Any, tmp_path: Any
) -> None:
    """The next answer has it, and the stream tells."""
    kiosk, screen = remote(shared, "kiosk"), remote(shared, "display")
    file = tmp_path / "site.toml"
    file.write_text(shared.cli("site", "show").stdout.replace("City Hall", "Town Hall"))
    told = stream(screen)
    assert shared.cli("site", "apply", str(file)).returncode == 0
    assert kiosk.get("/services").json()["site"]["name"] == "Town Hall"
    assert b"event: site.changed" in told.lines


@pytest.mark.parametrize("streams", [0, 20])
def test_sigterm_ends_it_in_time(live: Any, remote: Any, stream: Any, streams: int) -> None:
    """Exit code 0 within 5 s, open streams or not; each stream ends properly."""
    screen = remote(live, "display")
    streams_of_it = [stream(screen) for _ in range(streams)]
    began = time.monotonic()
    assert live.stop() == 0
    assert time.monotonic() - began < 5
    for each in streams_of_it:
        list(each.lines)  # ends as a stream does: a broken connection would raise
    assert "Traceback" not in live.told()


def test_a_lock_held_by_another_process_is_waited_for(
    shared: Any, remote: Any, again: Any, at_once: Any, stream: Any
) -> None:
    """While nothing can be written, reads and streams go on, and then the command succeeds."""
    kiosk, screen = remote(shared, "kiosk"), remote(shared, "display")
    first = kiosk.take("A")
    told = stream(screen)
    held, released = threading.Event(), threading.Event()
    times: list[float] = []

    def hold() -> None:
        other = lock(shared)
        held.set()
        released.wait(DEADLINE_S)
        other.close()

    def take() -> dict[str, Any]:
        held.wait(DEADLINE_S)
        found: dict[str, Any] = again(shared, kiosk).take("A")
        assert released.is_set()
        return found

    def read() -> None:
        held.wait(DEADLINE_S)
        # For two seconds, of the five that a command waits; longer only for answers enough to see something.
        reader, until = again(shared, kiosk), time.monotonic() + 2
        while time.monotonic() < until or len(times) < 10:
            began = time.monotonic()
            assert reader.get("/services").status_code == 200
            times.append(time.monotonic() - began)
        released.set()

    answers = at_once([hold, take, read])
    assert int(answers[1]["number"][1:]) == int(first["number"][1:]) + 1
    assert sorted(times)[len(times) // 2] < 0.5  # each one that waited for the lock would take longer
    assert b"event: ticket.issued" in told.lines


def lock(server: Any) -> Any:
    """Take the lock that every change needs, as another process would."""
    database = [each.partition("=")[2] for each in server.options if each.startswith("--database")]
    if not database:
        held = sqlite3.connect(server.data / "nextplease.db", isolation_level=None, check_same_thread=False)
        held.execute("BEGIN IMMEDIATE")
        return held
    connection = psycopg.connect(database[0].replace("+psycopg", ""))
    connection.execute("SELECT * FROM sites FOR UPDATE")
    return connection


def test_commands_and_check_beside_a_busy_server(
    shared: Any, remote: Any, again: Any, opened: Any, at_once: Any
) -> None:
    """Devices are added, and check finds nothing wrong, while tickets are taken."""
    kiosk = remote(shared, "kiosk")
    done, busy = threading.Event(), threading.Semaphore(0)

    def load() -> int:
        mine, count = again(shared, kiosk), 0
        while not done.is_set():
            mine.take("ABCD"[count % 4])  # a service has 999 numbers a day
            count += 1
            busy.release()
        return count

    def beside() -> list[str]:
        found: list[str] = []
        try:
            database = opened(shared)
            for number in range(2):
                for _ in range(8):  # tickets before each, however slow the machine is
                    assert busy.acquire(timeout=DEADLINE_S)
                shared.device("display", f"added {number}")
                found += check(database)
            for _ in range(8):
                assert busy.acquire(timeout=DEADLINE_S)
        finally:
            done.set()
        return found

    *counts, found = at_once([load, load, load, beside])
    assert found == []
    assert sum(counts) > 20


def test_a_listener_that_goes_is_forgotten(shared: Any, remote: Any, wait_until: Any, stream: Any) -> None:
    """The metrics say how many streams are open."""
    screen, meter = remote(shared, "display"), remote(shared, "metrics")

    def streams() -> float:
        text = meter.session.get(f"{shared.url}/metrics", timeout=DEADLINE_S).text
        (line,) = (each for each in text.splitlines() if each.startswith("nextplease_streams "))
        return float(line.split()[1])

    kiosk = remote(shared, "kiosk")
    before = streams()
    listening = [stream(screen) for _ in range(3)]
    assert streams() == before + 3
    for each in listening:
        each.close()

    def gone() -> bool:
        kiosk.take("A")  # writing is how a server notices
        return streams() <= before

    wait_until(gone, what="no stream more than before")


def exchange(url: str, request: bytes) -> bytes:
    """Send bytes, and read until the other side has said its status, or closes."""
    address = urlsplit(url)
    answer = b""
    with socket.create_connection((address.hostname, address.port), timeout=DEADLINE_S) as connection:
        with contextlib.suppress(OSError):  # it need not listen to the end
            connection.sendall(request)
        with contextlib.suppress(OSError):
            while b"\r\n" not in answer and (part := connection.recv(65536)):
                answer += part
    return answer


def test_odd_bytes_are_never_a_fault_of_ours(shared: Any, remote: Any) -> None:
    """Large bodies, wrong lengths, chunks, long addresses, broken requests: 4xx, and the server lives."""
    kiosk = remote(shared, "kiosk")
    head = f"Authorization: {kiosk.session.headers['Authorization']}\r\nIdempotency-Key: 0123456789abcdef\r\n"
    post = f"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}".encode()
    kind = b"Content-Type: application/json\r\n"
    large = b"x" * (10 << 20)
    chunk = b"Transfer-Encoding: chunked\r\n\r\n"
    sent = {
        "announced": (post + kind + b"Content-Length: %d\r\n\r\n" % len(large), b"413"),
        "chunked": (post + kind + chunk + b"20000\r\n" + b" " * 0x20000 + b"\r\n0\r\n\r\n", b"413"),
        "bad chunk": (post + kind + chunk + b"zz\r\nx\r\n0\r\n\r\n", b"400"),
        "bad length": (post + kind + b"Content-Length: x\r\n\r\n", b"400"),
        "negative": (post + kind + b"Content-Length: -1\r\n\r\n", b"400"),
        "long address": (b"GET /api/v1/tickets/" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n", b"4"),
        "long header": (b"GET /healthz HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", b"4"),
        "no request": (b"\x16\x03\x01\x02\x00\x01\x00\xfc\r\n\r\n", b"4"),
        "NUL": (b"GET /api/v1/t/%00/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"404"),
    }
    for name, (request, status) in sent.items():
        answer = exchange(shared.url, request)
        assert answer.startswith(b"HTTP/1.1 " + status), (name, answer[:200])
    whole = requests.post(
        f"{shared.url}/api/v1/tickets",
        data=large,
        headers={**kiosk.session.headers, "Idempotency-Key": "x" * 16},
    )
    assert whole.status_code == 413
    assert kiosk.take("A")["state"] == "waiting"
    assert "Traceback" not in shared.told()


def test_figures_and_health(shared: Any, remote: Any) -> None:
    """Healthz and readyz for anyone, metrics for its token only."""
    kiosk, meter = remote(shared, "kiosk"), remote(shared, "metrics")
    kiosk.take("A")
    assert requests.get(f"{shared.url}/healthz", timeout=DEADLINE_S).status_code == 200
    ready = requests.get(f"{shared.url}/readyz", timeout=DEADLINE_S)
    assert (ready.status_code, ready.json()["ok"]) == (200, True)
    text = meter.session.get(f"{shared.url}/metrics", timeout=DEADLINE_S).text
    waiting = kiosk.get("/services").json()["services"][0]["waiting"]
    assert f'nextplease_waiting{{service="A"}} {waiting}.0' in text
    assert 'nextplease_events_total{event="ticket.issued",site="main"}' in text
    assert kiosk.session.get(f"{shared.url}/metrics", timeout=DEADLINE_S).status_code == 403
    assert requests.get(f"{shared.url}/metrics", timeout=DEADLINE_S).status_code == 401


def test_the_document_is_served(shared: Any) -> None:
    """As JSON, to anyone."""
    told = json.loads(requests.get(f"{shared.url}/api/v1/openapi.json", timeout=DEADLINE_S).content)
    assert told["openapi"].startswith("3.1")
