"""Real X servers, a touch glass, a mouse, the real server, and the kiosk running as its own program."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import serving
from patience import DEADLINE_S

Make = Callable[..., Any]
PANEL = (1280, 800)

XORG_CONF = """
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AllowMouseOpenFail" "true"
EndSection
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 64000
EndSection
Section "Monitor"
  Identifier "panel"
  HorizSync 5-1000
  VertRefresh 5-200
  Modeline "1280x800" 83.5 1280 1352 1480 1680 800 803 809 831
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "panel"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "1280x800"
  EndSubSection
EndSection
Section "InputDevice"
  Identifier "glass"
  Driver "inputtest"
  Option "SocketPath" "{socket}"
  Option "DeviceType" "Touch"
  Option "PointerHasAbsoluteAxes" "true"
  Option "TouchHasPressure" "false"
  Option "TouchCount" "10"
EndSection
Section "ServerLayout"
  Identifier "all"
  Screen "screen"
  InputDevice "glass" "SendCoreEvents"
EndSection
"""


class Glass:
    """A panel's touch glass: sends fingers to Xorg's inputtest driver. It takes one client for each run of the server.

    Little-endian records as in xorg-server's hw/xfree86 inputtest driver, after an exchange of versions.
    """

    VERSION, SYNC, TOUCH = 0, 1, 6
    BEGIN, MOVE, END = 18, 19, 20
    AXIS_MOST = 65535

    def __init__(self, path: Path) -> None:
        self._link = socket.socket(socket.AF_UNIX)
        self._link.settimeout(DEADLINE_S)
        self._link.connect(str(path))
        self._link.sendall(struct.pack("<IIHH", 12, self.VERSION, 1, 1))
        self._link.recv(12)

    def _send(self, finger: int, kind: int, x: float, y: float) -> None:
        axes = [x / PANEL[0] * self.AXIS_MOST, y / PANEL[1] * self.AXIS_MOST] + [0.0] * 62
        record = struct.pack("<IIII", 1056, self.TOUCH, finger, kind)
        record += struct.pack("<I8sI", 0, bytes([0b11]), 0)
        record += struct.pack("<64d", *axes) + struct.pack("<64d", *([0.0] * 64))
        self._link.sendall(record)
        self._link.sendall(struct.pack("<II", 8, self.SYNC))
        self._link.recv(8)

    def close(self) -> None:
        self._link.close()

    def down(self, x: float, y: float, finger: int = 1) -> None:
        self._send(finger, self.BEGIN, x, y)

    def move(self, x: float, y: float, finger: int = 1) -> None:
        self._send(finger, self.MOVE, x, y)

    def up(self, x: float, y: float, finger: int = 1) -> None:
        self._send(finger, self.END, x, y)

    def tap(self, x: float, y: float, seconds: float = 0.03) -> None:
        self.down(x, y)
        time.sleep(seconds)  # a finger stays on the glass for a moment
        self.up(x, y)


@contextlib.contextmanager
def x_server(command: list[str], log: Path) -> Iterator[str]:
    """Run an X server on a display number that it finds free by itself; give DISPLAY."""
    assert shutil.which(command[0]), f"{command[0]} is missing: see apt.txt"
    read, write = os.pipe()
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "-displayfd", str(write)], pass_fds=[write], stdout=out, stderr=subprocess.STDOUT
        )
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        assert number, log.read_text()[-2000:]
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(DEADLINE_S)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a name short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="np-") as name:
        yield Path(name)


@pytest.fixture
def panel(folder: Path) -> Iterator[tuple[str, Glass]]:
    """A 1280x800 touch panel: its DISPLAY and its glass."""
    (folder / "xorg.conf").write_text(XORG_CONF.format(socket=folder / "glass"))
    command = ["Xorg", "-config", str(folder / "xorg.conf"), "-noreset", "-logfile", str(folder / "xorg.log")]
    with x_server(command, folder / "xorg.out") as display:
        glass = Glass(folder / "glass")
        yield display, glass
        glass.close()


@pytest.fixture
def desk(folder: Path) -> Iterator[str]:
    """A screen with a mouse: DISPLAY."""
    with x_server(
        ["Xvfb", "-screen", "0", "1280x800x24", "-nolisten", "tcp"], folder / "xvfb.out"
    ) as display:
        yield display


@dataclass
class Kiosk:
    """The running program. Its remote-input socket is only asked where things are."""

    process: subprocess.Popen[bytes]
    folder: Path
    talk: Callable[[Path, str], str]
    wait_for: Callable[..., Any]

    def targets(self) -> dict[str, tuple[int, int]]:
        """The middle of everything that can be touched, in the panel's pixels."""
        try:
            told = json.loads(self.talk(self.folder / "finger", "targets"))
        except OSError:
            return {}
        return {each["name"]: (each["rect"][0] + each["rect"][2] // 2, each["rect"][1] + each["rect"][3] // 2)
                for each in told}  # fmt: skip

    def where(self, name: str) -> tuple[int, int]:
        """The middle of a target, once it is there."""
        return self.wait_for(lambda: self.targets().get(name), what=f"{name} on the screen")

    def open_service(self) -> tuple[int, int]:
        """The middle of a service that can be taken now."""

        def found() -> tuple[int, int] | None:
            return next((spot for name, spot in self.targets().items() if name.startswith("service:")), None)

        return self.wait_for(found, what="an open service")

    def tap(self, name: str) -> None:
        """Tap a target through the remote-input socket, for tests that are not about the finger."""
        spot = self.where(name)
        self.settle()
        self.talk(self.folder / "finger", "tap {} {}".format(*spot))

    def kill(self) -> None:
        """End the program as a power cut does."""
        self.process.kill()
        self.process.wait(DEADLINE_S)

    def papers(self) -> int:
        """How many tickets came out of the printer."""
        return len(list((self.folder / "paper").glob("*.bin")))

    def settle(self, seconds: float = 0.5) -> None:
        """Let the lock after a new screen pass, as a person's hand does."""
        time.sleep(seconds)

    def log(self) -> str:
        return (self.folder / "kiosk.log").read_text()


@pytest.fixture
def start(folder: Path, talk: Make, wait_for: Make) -> Iterator[Callable[..., Kiosk]]:
    """Start the kiosk: `start(url, token, DISPLAY=..., extra=[...])`; the rest is environment."""
    running: list[subprocess.Popen[bytes]] = []

    def run(url: str, token: str = "token", extra: tuple[str, ...] = (), **environment: str) -> Kiosk:
        (folder / "token").write_text(token)
        command = [sys.executable, "-m", "kiosk", "--server", url, "--token-file", str(folder / "token")]
        command += ["--printer", f"virtual:{folder / 'paper'}", "--state", str(folder / "state")]
        command += ["--remote-input", str(folder / "finger"), *extra]
        environ = {**os.environ, "SDL_VIDEO_WINDOW_POS": "0,0", **environment}
        with (folder / "kiosk.log").open("ab") as log:
            process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        running.append(process)
        return Kiosk(process, folder, talk, wait_for)

    yield run
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait(DEADLINE_S)
    if (folder / "kiosk.log").exists():
        print((folder / "kiosk.log").read_text())


@pytest.fixture(scope="module")
def real_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The real server with its sample site, for the tests of a file: its address and its folder."""
    folder = tmp_path_factory.mktemp("queue")
    data = str(folder / "data")
    made = serving.command("init", "--data", data, "--site", serving.sample_site(folder / "site.toml"))
    assert made.returncode == 0, made.stderr
    command = [sys.executable, "-m", "server", "run", "--data", data, "--port", "0"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("ready ").strip()
        assert url, (folder / "server.log").read_text()[-2000:]
        yield url, data
    finally:
        process.terminate()
        process.communicate(timeout=DEADLINE_S)


@pytest.fixture
def queue(real_server: tuple[str, str], tmp_path: Path) -> tuple[str, str, Callable[[], int]]:
    """The real server's address, the token of a kiosk new to it, and how many more wait than at first."""
    url, data = real_server
    name = f"test {tmp_path.name}"
    token = serving.command("device", "add", "kiosk", name, "--data", data).stdout.strip()
    assert token

    def all_waiting() -> int:
        headers = {"Authorization": f"Bearer {token}"}
        told = requests.get(f"{url}/api/v1/services", headers=headers, timeout=DEADLINE_S).json()
        return sum(each["waiting"] for each in told["services"])

    before = all_waiting()
    return url, token, lambda: all_waiting() - before


@pytest.fixture
def xdotool() -> Callable[..., None]:
    """Move the mouse or press keys on a display: `xdotool(display, "key", "Tab")`."""

    def run(display: str, *words: str) -> None:
        subprocess.run(
            ["xdotool", *words], env={**os.environ, "DISPLAY": display}, check=True, timeout=DEADLINE_S
        )

    return run
