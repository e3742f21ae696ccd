import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pygame
import pytest
from patience import DEADLINE_S

from display.cli import _loop, main

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def token(tmp_path: Path) -> Path:
    """A file with a token in it."""
    path = tmp_path / "token"
    path.write_text("secret-token\n")
    return path


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--server", "nowhere"], "--server"),
        (["--size", "big"], "--size"),
        (["--size", "10x10"], "--size"),
        (["--rotate", "45"], "--rotate"),
        (["--diagonal", "0"], "--diagonal"),
        (["--diagonal", "wide"], "--diagonal"),
        (["--snapshot", "/no/such/folder/x.png"], "--snapshot"),
        (["--token-file", "/no/such/file"], "--token-file"),
        (["--colour", "red"], "--colour"),
        (["--services", "A,,B"], "--services"),
        (["--counters", "1;2"], "--counters"),
        (["--sound", "loud"], "--sound"),
    ],
)
def test_a_bad_setting_is_named_in_one_line(
    token: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    """Exit code 2, and one line on stderr that names the setting."""
    assert main(["--server", "http://127.0.0.1:9", "--token-file", str(token), *arguments]) == 2
    said = capsys.readouterr().err.strip()
    assert named in said
    assert "\n" not in said


def test_without_a_screen_it_says_so(
    token: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No display to open a window on is one line and exit code 1, no traceback."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    monkeypatch.setenv("DISPLAY", ":987")
    assert main(["--server", "http://127.0.0.1:9", "--token-file", str(token)]) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert "no window could be opened" in said[-1]


def test_it_runs_without_a_server_and_ends_when_told(token: Path, tmp_path: Path, until: Until) -> None:
    """A screen whose server is away shows its first picture, keeps running, and ends with 0 at SIGTERM."""
    picture = tmp_path / "screen.png"
    command = [sys.executable, "-m", "display", "--server", "http://127.0.0.1:9", "--token-file", str(token)]
    command += ["--size", "480x800", "--rotate", "90", "--windowed", "--mute", "--snapshot", str(picture)]
    program = subprocess.Popen(
        command,
        env=os.environ | {"SDL_VIDEODRIVER": "dummy"},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    )
    try:
        until(picture.exists)
        assert program.poll() is None
        program.send_signal(signal.SIGTERM)
        out, errors = program.communicate(timeout=DEADLINE_S)
    finally:
        program.kill()
        program.wait()
    assert program.returncode == 0
    assert "Traceback" not in errors
    assert out == ""
    assert pygame.image.load(picture).get_size() == (800, 480)


class AtTheKiosk(BaseHTTPRequestHandler):
    """A server that knows this token as a kiosk's."""

    def do_GET(self) -> None:
        body = b'{"name": "hall", "role": "kiosk", "site": "main"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Quiet."""


def test_a_kiosks_token_ends_it(token: Path) -> None:
    """Exit code 2, and a line that names the file and whose token it is."""
    server = HTTPServer(("127.0.0.1", 0), AtTheKiosk)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    command = [sys.executable, "-m", "display", "--server", url, "--token-file", str(token)]
    try:
        ended = subprocess.run(
            [*command, "--windowed", "--size", "800x480", "--mute"],
            env=os.environ | {"SDL_VIDEODRIVER": "dummy"},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1] == (
        f"nextplease-display: --token-file {token}: this token belongs to kiosk 'hall', not to a display"
    )


class Part:
    """Stands in for app, link and voice: ends after some steps, and hangs when told to."""

    def __init__(self, steps: int) -> None:
        self.steps, self.hung, self.wrong, self.rest = steps, "", None, 0.0

    @property
    def ended(self) -> bool:
        return self.steps <= 0

    def step(self) -> None:
        self.steps -= 1

    def wait(self, _seconds: float) -> None:
        """No news."""


@pytest.mark.parametrize("hangs", ["", "link", "voice"])
def test_the_watchdog_hears_only_of_a_program_that_moves(
    hangs: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told while all parts move; of one that hangs it hears nothing more, and the log says once which it is."""
    monkeypatch.setattr("display.cli.WATCHDOG_S", 0.0)
    parts = {"app": Part(5), "link": Part(5), "voice": Part(5)}
    if hangs:
        parts[hangs].hung = "one of its threads"
    told: list[str] = []
    notifier = type("Notifier", (), {"notify": lambda _self, word: told.append(word)})()
    _loop(parts["app"], parts["link"], parts["voice"], notifier, [])  # type: ignore[arg-type]
    assert told[0] == "READY=1"
    assert told.count("WATCHDOG=1") == (0 if hangs else 5)
    assert sum("one of its threads has stopped" in line for line in caplog.messages) == bool(hangs)
