"""nextplease-counter as a process: how it starts, what it says, how it ends."""

from __future__ import annotations

import json
import logging
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from patience import DEADLINE_S

from counter.cli import main

ROOT = Path(__file__).parent.parent.parent
AWAY = "http://127.0.0.1:9"  # nothing listens on the discard port
PROMPT_S = 10.0  # far below what would hold the program back, and far above what a slow machine needs
# The program with a minute's patience for an answer.
PATIENT = """
import sys
from counter import app, cli
cli.ANSWER_S = app.PATIENCE_S = 60.0
sys.exit(cli.main(sys.argv[1:]))
"""


class Server(ThreadingHTTPServer):
    """A pretend server with one customer after another; `mute` makes it take calls and never answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Routes)
        self.keys: list[str] = []
        self.mute = threading.Event()
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Routes(BaseHTTPRequestHandler):
    """Just what a counter asks."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Who am I, who waits, what happens."""
        if self.path.endswith("/me"):
            self.tell({"name": "desk", "role": "counter", "counter": "7", "services": [], "site": "hall"})
        elif self.path.endswith("/board"):
            site = {"code": "hall", "name": "City Hall", "languages": ["en"], "timezone": "UTC"}
            self.tell(
                {"event_id": 0, "now": "2026-11-24T10:00:00Z", "site": site, "calls": [], "waiting": []}
            )
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(b": \n\n")
                self.server.over.wait(DEADLINE_S)  # as silent as a lobby where nothing happens

    def do_POST(self) -> None:
        """A call, or a heartbeat."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.path.endswith("/next"):
            self.send_response(204)
            self.end_headers()
            return
        self.server.keys.append(self.headers["Idempotency-Key"])
        if self.server.mute.is_set():
            self.server.over.wait(DEADLINE_S)
            return
        now = "2026-11-24T10:00:00Z"
        called = {
            "id": "x",
            "number": "A042",
            "service": "A",
            "state": "called",
            "ahead": 0,
            "language": "en",
        }
        self.tell({"ticket": {**called, "created_at": now}})

    def tell(self, answer: dict[str, object]) -> None:
        """Answer with JSON."""
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture
def server():
    """A pretend server."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


class Program:
    """A running nextplease-counter on a terminal, with systemd's socket listening."""

    def __init__(self, folder: Path, *arguments: str, code: str = "") -> None:
        self.systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.systemd.bind(str(folder / "notify"))
        self.systemd.settimeout(DEADLINE_S)
        (folder / "token").write_text("secret\n")
        self.terminal, theirs = pty.openpty()
        self.log = folder / "log"
        environment = {**os.environ, "NOTIFY_SOCKET": str(folder / "notify"), "PYTHONPATH": str(ROOT)}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    *(("-c", code) if code else ("-m", "counter")),
                    "--token-file",
                    folder / "token",
                    *arguments,
                ],
                stdin=theirs,
                stderr=log,
                stdout=log,
                cwd=folder,
                env=environment,
            )
        os.close(theirs)

    def heard(self, word: bytes) -> bool:
        """Whether systemd hears this word next among the words it hears (those before are skipped)."""
        while self.systemd.recv(256) != word:
            pass
        return True

    def close(self) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        with suppress(OSError):
            os.close(self.terminal)
        self.systemd.close()


@pytest.fixture
def start(tmp_path):
    """`start(*arguments)` runs the program; with `code`, that instead of its own first line."""
    started: list[Program] = []

    def start(*arguments: str, code: str = "") -> Program:
        started.append(Program(tmp_path, *arguments, code=code))
        return started[-1]

    yield start
    for program in started:
        program.close()


def test_enter_calls_and_sigterm_ends_with_0(server, start, wait_until) -> None:
    """Ready, watched, one call for one Enter, told in the log; then a prompt, clean end."""
    program = start("--server", server.url, "--keyboard")
    assert program.heard(b"READY=1")
    assert program.heard(b"WATCHDOG=1")
    os.write(program.terminal, b"\n")
    wait_until(lambda: "called A042 to counter 7" in program.log.read_text(), "the call was not told")
    assert len(server.keys) == 1
    stopped = time.monotonic()
    program.process.send_signal(signal.SIGTERM)
    assert program.process.wait(DEADLINE_S) == 0
    assert time.monotonic() - stopped < PROMPT_S
    assert program.heard(b"STOPPING=1")
    assert "Traceback" not in program.log.read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_promptly_while_the_server_keeps_it_waiting(server, start, wait_until, number) -> None:
    """A call without an answer does not hold the program back: here it would wait a minute for one."""
    server.mute.set()
    program = start("--server", server.url, "--keyboard", code=PATIENT)
    assert program.heard(b"READY=1")
    os.write(program.terminal, b"\n")
    wait_until(lambda: server.keys, "nobody was asked")
    program.process.send_signal(number)
    assert program.process.wait(PROMPT_S) == 0
    assert "Traceback" not in program.log.read_text()


def test_a_press_into_a_mute_server_keeps_its_key(server, start, wait_until) -> None:
    """The retry after a time-out carries the same key; nothing is asked after the patience is over."""
    server.mute.set()
    program = start("--server", server.url, "--keyboard")
    assert program.heard(b"READY=1")
    os.write(program.terminal, b"\n")
    wait_until(lambda: "Please press again" in program.log.read_text(), "never given up")
    asked = len(server.keys)
    assert asked >= 2
    assert len(set(server.keys)) == 1
    server.mute.clear()
    assert program.heard(b"WATCHDOG=1")
    assert len(server.keys) == asked


def test_it_starts_without_a_server_and_says_so(start, wait_until) -> None:
    """Power is back before the network: the counter is ready and waits."""
    program = start("--server", AWAY, "--keyboard")
    assert program.heard(b"READY=1")
    wait_until(lambda: "the server is away" in program.log.read_text(), "not said")
    assert program.process.poll() is None


def test_a_closed_keyboard_ends_the_program(start, wait_until) -> None:
    """Without its terminal there is nothing left to do."""
    program = start("--server", AWAY, "--keyboard")
    assert program.heard(b"READY=1")
    os.write(program.terminal, b"\x04")
    assert program.process.wait(DEADLINE_S) == 0
    assert "keyboard is closed" in program.log.read_text()


def test_a_machine_without_pins_is_one_sentence(start) -> None:
    """No GPIO here: exit code 2, one line, no traceback."""
    program = start("--server", AWAY)
    assert program.process.wait(DEADLINE_S) == 2
    said = program.log.read_text()
    assert said.count("\n") == 1
    assert "no GPIO pins" in said
    assert "--keyboard" in said


@pytest.fixture
def own_program():
    """What `main` sets up for a process of its own, put back for the tests that come after in this one."""
    log = logging.getLogger("stream")
    level, handlers = log.level, {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    yield
    log.setLevel(level)
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("own_program")
def test_nobody_lets_in_a_button_whose_pins_do_not_work(tmp_path, capsys) -> None:
    """A new one without a token says so before it asks for one."""
    assert main(["--server", AWAY, "--token-file", str(tmp_path / "new"), "--button", "GPIO5"]) == 2
    assert "no GPIO pins" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--token-file", "x"], "--server"),
        (["--server", "hall", "--token-file", "x"], "--server"),
        (["--server", AWAY], "--token-file"),
        (["--server", AWAY, "--token-file", "/no/such/file"], "--token-file"),
        (["--server", AWAY, "--token-file", "x", "--buton", "GPIO5"], "--buton"),
    ],
)
def test_a_bad_argument_is_named_in_one_line(arguments, named, capsys) -> None:
    """Exit code 2 and one line on stderr."""
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert named in said
    assert said.count("\n") == 1
