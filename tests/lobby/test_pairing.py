"""A new kiosk, lobby screen and button are let in by their codes, as processes."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pygame
import pytest
from patience import DEADLINE_S

from server.callers import system
from server.desk import Desk, setup
from server.desk.pairing import let_in
from server.store.database import connect, default_url

ROOT = Path(__file__).resolve().parents[2]


class Program:
    """A device's program without a token."""

    def __init__(self, folder: Path, role: str, url: str, *words: str) -> None:
        folder.mkdir()
        self.role, self.folder, self.token = role, folder, folder / "token"
        command = [sys.executable, "-m", role, "--server", url, "--token-file", str(self.token), *words]
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=os.environ | {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )

    def code(self) -> str:
        """The code that it told last; empty when none yet."""
        found = re.findall(r"type (\S{9}) at \S+/staff/devices", self.log.read_text())
        return found[-1] if found else ""

    def end(self) -> int:
        """SIGTERM."""
        self.process.terminate()
        code = self.process.wait(DEADLINE_S)
        assert self.process.stdin is not None
        self.process.stdin.close()
        return code


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Starts programs; all are ended after the test."""
    made: list[Program] = []

    def start(role: str, url: str, *words: str) -> Program:
        made.append(Program(tmp_path / role, role, url, *words))
        return made[-1]

    yield start
    for each in made:
        if each.process.poll() is None:
            each.process.kill()
            each.end()


def test_new_devices_are_let_in_by_their_codes(
    servers: Callable[..., Any], program: Callable[..., Program], wait_until: Any, tmp_path: Path
) -> None:
    """Each shows its code, is let in by somebody who types it, keeps its token, and is at work."""
    server = servers("sqlite")
    server.start()
    window = ("--windowed", "--size", "800x480")
    pictures = {role: tmp_path / f"{role}.png" for role in ("kiosk", "display")}
    kiosk = ("--printer", f"virtual:{tmp_path / 'paper'}", "--state", str(tmp_path / "state"))
    words = {
        "kiosk": (*kiosk, *window, "--snapshot", str(pictures["kiosk"])),
        "display": (*window, "--mute", "--snapshot", str(pictures["display"])),
        "counter": ("--keyboard",),
    }
    programs = [program(role, server.url, *more) for role, more in words.items()]
    for each in programs:
        wait_until(each.code, what=f"a code of {each.role}")
        assert not each.token.exists() or each.token.read_bytes() == b""
    for picture in pictures.values():
        wait_until(picture.exists, what="a picture of the page")
        assert pygame.image.load(picture).get_size() == (800, 480)
    first, *others = programs
    done = server.cli("device", "pair", first.code().lower(), "new kiosk")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "kiosk 'new kiosk' is let in\n")
    again = server.cli("device", "pair", first.code(), "another")
    assert again.returncode == 2
    assert "CODE" in again.stderr
    database = connect(default_url(server.data))
    desk = Desk(database)
    site_id = setup.choose_site(database, None)
    for each in others:
        counter = "1" if each.role == "counter" else None
        desk.change(
            system(site_id), partial(let_in, code=each.code(), name=f"new {each.role}", counter=counter)
        )

    def at_work() -> bool:
        seen = {row.name for row in setup.devices(desk, site_id) if row.seen_at}
        return seen >= {f"new {each.role}" for each in programs}

    wait_until(at_work, what="a sign of life of all three")
    database.close()
    for each in programs:
        assert stat.S_IMODE(each.token.stat().st_mode) == 0o600
        assert each.token.read_text().strip() not in each.log.read_text()
        assert each.end() == 0
        assert "Traceback" not in each.log.read_text()
