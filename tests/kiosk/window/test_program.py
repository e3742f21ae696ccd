"""The kiosk as a program: pictures, systemd, ending well, and bad settings."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pygame
import pytest
from patience import DEADLINE_S

Make = Callable[..., Any]
PANEL = (1280, 800)


def test_the_snapshot_follows_the_screen(server: Any, start: Make, wait_for: Make, folder: Path) -> None:
    """The picture file shows the start screen, and after a tap the ticket, with a code that can be scanned."""
    picture = folder / "screen.png"
    kiosk = start(
        server.url,
        extra=("--windowed", "--size", "1280x800", "--snapshot", str(picture)),
        SDL_VIDEODRIVER="dummy",
    )
    kiosk.tap("service:A")
    ticket = wait_for(lambda: next(iter(server.taken.values()), None))

    def scanned() -> bool:
        found = subprocess.run(
            ["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True, check=False
        )
        return found.stdout.strip() == ticket.url

    wait_for(scanned, what="the ticket's code in the picture")
    assert pygame.image.load(str(picture)).get_size() == PANEL


def test_sigterm_ends_the_program_well(server: Any, start: Make) -> None:
    """Told to stop, it stops within seconds, with 0, and takes its socket away."""
    kiosk = start(server.url, extra=("--windowed", "--size", "800x480"), SDL_VIDEODRIVER="dummy")
    kiosk.where("service:A")
    kiosk.process.terminate()
    assert kiosk.process.wait(DEADLINE_S) == 0
    assert not (kiosk.folder / "finger").exists()


def test_systemd_hears_ready_and_watchdog(server: Any, start: Make, folder: Path) -> None:
    """READY=1 comes when the first picture is on the glass, and the watchdog is fed."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(folder / "notify"))
        ear.settimeout(DEADLINE_S)
        start(
            server.url,
            extra=("--windowed", "--size", "800x480"),
            SDL_VIDEODRIVER="dummy",
            NOTIFY_SOCKET=str(folder / "notify"),
        )
        heard = {ear.recv(100).decode() for _ in range(2)}
    assert heard == {"READY=1", "WATCHDOG=1"}


def test_the_server_hears_how_the_kiosk_is(server: Any, start: Make, wait_for: Make) -> None:
    """The first heartbeat goes out at the start."""
    start(server.url, extra=("--windowed", "--size", "800x480"), SDL_VIDEODRIVER="dummy")
    beat = wait_for(lambda: server.beats and server.beats[0])
    assert (beat["printer"], beat["paper"], beat["unsent"]) == ("ok", "unknown", 0)
    assert "version" in beat


@pytest.mark.parametrize(
    ("unknown", "words"),
    [(False, "this token belongs to display 'hall', not to a kiosk"), (True, "or was revoked")],
)
def test_a_token_that_is_not_a_kiosks_ends_it(server: Any, start: Make, unknown: bool, words: str) -> None:
    """Exit code 2 and one line that names the file, instead of a screen that never works."""
    server.role, server.unknown = "display", unknown
    kiosk = start(server.url, extra=("--windowed", "--size", "800x480"), SDL_VIDEODRIVER="dummy")
    assert kiosk.process.wait(DEADLINE_S) == 2
    lines = [line for line in kiosk.log().splitlines() if not line.startswith("kiosk: ")]
    assert len(lines) == 1
    assert lines[0].startswith("nextplease-kiosk: --token-file ")
    assert words in lines[0]


def test_a_token_revoked_later_costs_one_line_and_no_kiosk(server: Any, start: Make, wait_for: Make) -> None:
    """The screen says that no tickets can be had, and the services are back as soon as the device is."""
    kiosk = start(server.url, extra=("--windowed", "--size", "800x480"), SDL_VIDEODRIVER="dummy")
    kiosk.where("service:A")
    wait_for(lambda: server.beats)
    server.unknown = True
    kiosk.where("retry")
    wait_for(lambda: "is lost: this token is not known" in kiosk.log())
    refused = server.refused
    wait_for(lambda: server.refused >= refused + 3)
    server.unknown = False
    kiosk.where("service:A")
    wait_for(lambda: "is back" in kiosk.log())
    kiosk.process.terminate()
    assert kiosk.process.wait(DEADLINE_S) == 0
    told = [line for line in kiosk.log().splitlines() if "the link to the server" in line]
    assert [line.split(" server ")[1].split(":")[0] for line in told] == ["stands", "is lost", "is back"]
    assert "HTTPError" not in kiosk.log()


BAD = [
    ("--server", "ftp://x", "--server"),
    ("--printer", "lpt1:", "lpt1"),
    ("--rotate", "45", "--rotate"),
    ("--size", "10x10", "--size"),
    ("--diagonal", "zero", "--diagonal"),
    ("--token-file", "/nowhere/token", "--token-file"),
    ("--state", "/proc/nowhere", "--state"),
    ("--snapshot", "/proc/nowhere/x.png", "--snapshot"),
    ("--remote-input", "/proc/nowhere/finger", "--remote-input"),
    ("--colour", "blue", "--colour"),
]


# One process for all of them: to start a kiosk takes each a second.
ONE_BY_ONE = """
import contextlib, io, json, sys
from kiosk.cli import main
for words in json.load(sys.stdin):
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        code = main(words)
    print(json.dumps([code, said.getvalue()]))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """The exit code and what was said on stderr, by the option that was bad."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "token").write_text("token")
    good = ["--server", "http://127.0.0.1:9", "--token-file", str(folder / "token"), "--size", "800x480"]
    good += ["--printer", f"virtual:{folder / 'paper'}", "--state", str(folder / "state"), "--windowed"]
    done = subprocess.run(
        [sys.executable, "-c", ONE_BY_ONE],
        input=json.dumps([[*good, option, value] for option, value, _ in BAD]),
        capture_output=True,
        text=True,
        env={**os.environ, "SDL_VIDEODRIVER": "dummy"},
        timeout=DEADLINE_S,
        check=True,
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    return {option: answer for (option, _, _), answer in zip(BAD, said, strict=True)}


@pytest.mark.parametrize(("option", "named"), [(each[0], each[2]) for each in BAD])
def test_a_bad_setting_is_one_line(answers: dict[str, tuple[int, str]], option: str, named: str) -> None:
    """A bad setting ends the program with 2 and one line that names it."""
    code, said = answers[option]
    assert code == 2
    lines = [line for line in said.splitlines() if not line.startswith("kiosk: ")]
    assert len(lines) == 1
    assert named in lines[0]
