"""`run`: starting, refusing to start, and stopping."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from patience import DEADLINE_S

ROOT = Path(__file__).parent.parent.parent.parent


def refused(*words: str) -> str:
    """Run the server, which must refuse; returns its one line."""
    done = subprocess.run(
        [sys.executable, "-m", "server", "run", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    return done.stderr


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_empty_folder_gets_the_sample_site(kind: str, servers: Callable[..., Any]) -> None:
    """And other files in it are left alone."""
    live = servers(kind)
    live.furnish = None  # the whole way, as at a customer's
    live.start()
    (live.data / "notes.txt").write_text("mine")
    assert requests.get(f"{live.url}/readyz", timeout=DEADLINE_S).json()["ok"] is True
    assert "City Hall" in live.cli("site", "show").stdout
    assert live.stop() == 0
    live.start()
    assert "City Hall" in live.cli("site", "show").stdout
    assert (live.data / "notes.txt").read_text() == "mine"


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    """Exit 2, and nothing is made."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refused("--data", str(tmp_path / "data"), "--port", str(port))
    assert str(port) in line
    assert "in use" in line
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file in its place, or a place where nothing can be made."""
    (tmp_path / "file").write_text("")
    for folder in (str(tmp_path / "file"), str(tmp_path / "file" / "below"), "/proc/nextplease"):
        assert folder in refused("--data", folder, "--port", "0")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--host", "no.such.host.invalid"), "--host"),
        (("--host", "a" * 80), "--host"),
        (("--database", "mysql://x/y"), "--database"),
        (("--database", "postgresql+psycopg:///x?host=/nowhere"), "database"),
        (("--workers", "2"), "--workers"),
    ],
)
def test_what_cannot_be_served_is_named(tmp_path: Path, words: tuple[str, ...], named: str) -> None:
    """Exit 2 and one line."""
    assert named in refused("--data", str(tmp_path / "data"), "--port", "0", *words)


def test_several_workers_share_a_postgresql(servers: Callable[..., Any], wait_until: Any) -> None:
    """Numbers stay in order whoever answers, and a stream of one worker tells what the other did."""
    server = servers("postgresql", "--workers=2")
    server.start()
    token = server.device("kiosk", "kiosk")
    headers = {"Authorization": f"Bearer {token}"}
    with requests.get(
        f"{server.url}/api/v1/events", headers=headers, stream=True, timeout=DEADLINE_S
    ) as stream:
        lines = stream.iter_lines(chunk_size=1)
        assert next(lines) == b":"
        numbers = []
        for number in range(12):
            key = {"Idempotency-Key": f"several-workers-{number}"}
            answer = requests.post(
                f"{server.url}/api/v1/tickets",
                json={"service": "A"},
                headers=headers | key,
                timeout=DEADLINE_S,
            )
            numbers.append(answer.json()["number"])
        assert numbers == [f"A{number:03d}" for number in range(1, 13)]
        ids = []
        while len(ids) < 12:
            line = next(lines)
            if line.startswith(b"id: "):
                ids.append(int(line[4:]))
        assert ids == list(range(ids[0], ids[0] + 12))
        lines.close()
    assert server.stop() == 0


def test_ctrl_c_ends_it_too(servers: Callable[..., Any]) -> None:
    """As in a terminal: the signal reaches every process of it."""
    server = servers("sqlite")
    server.start()
    began = time.monotonic()
    os.killpg(server.process.pid, signal.SIGINT)
    assert server.ended() == 0
    assert time.monotonic() - began < 5
    assert "Traceback" not in server.told()


def test_what_was_acknowledged_is_finished(servers: Callable[..., Any]) -> None:
    """SIGTERM right after an answer: it is there at the next start."""
    server = servers("sqlite")
    server.start()
    headers = {"Authorization": f"Bearer {server.device('kiosk', 'kiosk')}"}
    key = {"Idempotency-Key": "0123456789abcdef"}
    taken = requests.post(
        f"{server.url}/api/v1/tickets", json={"service": "A"}, headers=headers | key, timeout=DEADLINE_S
    )
    assert server.stop() == 0
    server.start()
    again = requests.get(
        f"{server.url}/api/v1/tickets/{taken.json()['id']}", headers=headers, timeout=DEADLINE_S
    )
    assert again.json()["number"] == "A001"


def test_the_command_line_does_without_the_web() -> None:
    """The night's backup is a process beside the server: Flask would cost it 8 MB and a Pi half a second."""
    program = "import sys, server.cli; sys.exit('flask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
