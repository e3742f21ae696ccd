"""The kiosk's real window, on a real X server, driven by real fingers and by the mouse."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pygame
import pytest
import requests

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
        self._link.settimeout(5)
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
        process.wait(10)


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
    tickets: Callable[[], int] = field(default=lambda: 0)

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
        process.wait(10)
    if (folder / "kiosk.log").exists():
        print((folder / "kiosk.log").read_text())


@pytest.fixture
def queue(folder: Path) -> Iterator[tuple[str, str, Callable[[], int]]]:
    """The real server with its sample site: its address, a kiosk's token, and how many wait."""
    data = str(folder / "data")
    command = [sys.executable, "-m", "server", "run", "--data", data, "--port", "0"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("ready ").strip()
        assert url, (folder / "server.log").read_text()[-2000:]
        add = [sys.executable, "-m", "server", "device", "add", "kiosk", "test", "--data", data]
        token = subprocess.run(add, capture_output=True, text=True, check=True).stdout.strip()

        def waiting() -> int:
            headers = {"Authorization": f"Bearer {token}"}
            told = requests.get(f"{url}/api/v1/services", headers=headers, timeout=5).json()
            return sum(each["waiting"] for each in told["services"])

        yield url, token, waiting
    finally:
        process.terminate()
        process.communicate(timeout=10)


def open_service(kiosk: Kiosk) -> str:
    """The name of a service that can be taken now."""
    return kiosk.wait_for(
        lambda: next((name for name in kiosk.targets() if name.startswith("service:")), None),
        what="an open service",
    )


def xdotool(display: str, *words: str) -> None:
    """Move the mouse or press keys on a display."""
    subprocess.run(["xdotool", *words], env={**os.environ, "DISPLAY": display}, check=True, timeout=20)


# --- one tap is one ticket ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("taps", [1, 10])
def test_a_finger_takes_exactly_one_ticket(
    panel: Any, queue: Any, start: Make, wait_for: Make, taps: int
) -> None:
    """One tap on the glass takes, prints and shows one ticket; so do ten taps within a second."""
    display, glass = panel
    url, token, waiting = queue
    kiosk = start(url, token, DISPLAY=display)
    spot = kiosk.where(open_service(kiosk))
    kiosk.settle()
    begun = time.monotonic()
    for count in range(taps):
        time.sleep(max(0.0, begun + count * 0.1 - time.monotonic()))
        glass.tap(*spot)
    kiosk.where("done")
    kiosk.settle(1.5)
    assert waiting() == 1
    assert kiosk.papers() == 1


@pytest.mark.parametrize("taps", [1, 10])
def test_a_mouse_takes_exactly_one_ticket(desk: str, queue: Any, start: Make, taps: int) -> None:
    """The same with the mouse."""
    url, token, waiting = queue
    kiosk = start(url, token, DISPLAY=desk)
    spot = kiosk.where(open_service(kiosk))
    kiosk.settle()
    xdotool(desk, "mousemove", *map(str, spot), "click", "--repeat", str(taps), "--delay", "95", "1")
    kiosk.where("done")
    kiosk.settle(1.5)
    assert waiting() == 1
    assert kiosk.papers() == 1


def test_two_fingers_at_once_take_one_ticket(panel: Any, server: Any, start: Make) -> None:
    """A second finger that comes down beside the first does not count."""
    display, glass = panel
    kiosk = start(server.url, DISPLAY=display)
    one, other = kiosk.where("service:A"), kiosk.where("service:B")
    kiosk.settle()
    glass.down(*one, finger=1)
    glass.down(*other, finger=2)
    glass.up(*one, finger=1)
    glass.up(*other, finger=2)
    kiosk.where("done")
    assert [ticket.service for ticket in server.taken.values()] == ["A"]


def test_a_finger_that_slides_off_takes_nothing(panel: Any, server: Any, start: Make) -> None:
    """Who touched the wrong card can still slide away from it."""
    display, glass = panel
    kiosk = start(server.url, DISPLAY=display)
    spot = kiosk.where("service:A")
    kiosk.settle()
    glass.down(*spot)
    glass.move(5, 5)
    glass.up(5, 5)
    kiosk.settle(1.0)
    assert server.asked == 0


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_panel_is_touched_where_it_shows(panel: Any, server: Any, start: Make, turn: int) -> None:
    """On a panel hung upright the finger meets what it sees: choose Arabic, then a service."""
    display, glass = panel
    kiosk = start(server.url, extra=("--rotate", str(turn)), DISPLAY=display)
    arabic = kiosk.where("language:ar")
    kiosk.settle()
    glass.tap(*arabic)
    kiosk.settle()
    glass.tap(*kiosk.where("service:C"))
    kiosk.where("done")
    assert [(ticket.service, ticket.language) for ticket in server.taken.values()] == [("C", "ar")]


def test_the_whole_way_by_keyboard(desk: str, server: Any, start: Make) -> None:
    """Tab to a service, Enter; a ticket; Escape; back at the start."""
    kiosk = start(server.url, DISPLAY=desk)
    kiosk.where("service:A")
    kiosk.settle()
    xdotool(desk, "mousemove", "640", "400", "key", "--delay", "80", "Tab", "Tab", "Return")
    kiosk.where("done")
    assert [ticket.service for ticket in server.taken.values()] == ["B"]
    kiosk.settle(1.5)
    xdotool(desk, "key", "Escape")
    kiosk.where("service:A")


# --- outages --------------------------------------------------------------------------------------------------------


def test_the_kiosk_comes_up_without_a_server_and_recovers(server: Any, start: Make) -> None:
    """Started during an outage it says so, and shows the services as soon as there are any."""
    server.stop()
    kiosk = start(server.url, extra=("--windowed", "--size", "1280x800"), SDL_VIDEODRIVER="dummy")
    kiosk.where("retry")
    server.start()
    kiosk.where("service:A")


def test_a_late_answer_is_one_ticket(server: Any, start: Make, talk: Make, wait_for: Make) -> None:
    """The server acts but its answer is lost: the retry carries the same key, and one ticket is printed."""
    server.delay = 6.0  # longer than the kiosk waits for one try
    kiosk = start(server.url, extra=("--windowed", "--size", "1280x800"), SDL_VIDEODRIVER="dummy")
    spot = kiosk.where("service:A")
    kiosk.settle()
    talk(kiosk.folder / "finger", "tap {} {}".format(*spot))
    wait_for(lambda: server.asked == 1)
    server.delay = 0.0
    kiosk.where("done")
    assert server.asked >= 2
    assert len(server.taken) == 1
    assert kiosk.papers() == 1


def test_kill_in_the_middle_of_a_tap_is_one_ticket(
    server: Any, start: Make, talk: Make, wait_for: Make
) -> None:
    """Kill -9 while the server is being asked: the next start asks with the same key; one ticket, one paper."""
    server.delay = 1.0
    kiosk = start(server.url, extra=("--windowed", "--size", "1280x800"), SDL_VIDEODRIVER="dummy")
    spot = kiosk.where("service:A")
    kiosk.settle()
    talk(kiosk.folder / "finger", "tap {} {}".format(*spot))
    wait_for(lambda: server.asked == 1)
    kiosk.process.send_signal(signal.SIGKILL)
    kiosk.process.wait(10)
    server.delay = 0.0
    kiosk = start(server.url, extra=("--windowed", "--size", "1280x800"), SDL_VIDEODRIVER="dummy")
    kiosk.where("done")
    wait_for(lambda: not (kiosk.folder / "state" / "pending.json").exists(), what="the tap settled")
    assert (len(server.taken), kiosk.papers()) == (1, 1)
    kiosk.process.send_signal(signal.SIGKILL)
    kiosk.process.wait(10)
    kiosk = start(server.url, extra=("--windowed", "--size", "1280x800"), SDL_VIDEODRIVER="dummy")
    kiosk.where("service:A")
    assert (len(server.taken), kiosk.papers()) == (1, 1)


def test_no_printer_leaves_the_customer_with_a_number(
    server: Any, start: Make, talk: Make, wait_for: Make
) -> None:
    """A printer that is not there: the number stays on the screen, and the server is told."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = probe.getsockname()[1]
    extra = ("--windowed", "--size", "1280x800", "--printer", f"tcp://127.0.0.1:{nobody}")
    kiosk = start(server.url, extra=extra, SDL_VIDEODRIVER="dummy")
    spot = kiosk.where("service:A")
    kiosk.settle()
    talk(kiosk.folder / "finger", "tap {} {}".format(*spot))
    kiosk.where("done")
    wait_for(lambda: "screen: nopaper" in kiosk.log())
    wait_for(lambda: [result for _, result in server.printed] == ["failed"])


# --- what it costs --------------------------------------------------------------------------------------------------


def test_idle_it_costs_next_to_nothing(desk: str, server: Any, start: Make) -> None:
    """At rest on a real screen: at most 1 % of a core, and at most 100 MB of memory that is its own (PSS)."""
    kiosk = start(server.url, DISPLAY=desk)
    kiosk.where("service:A")
    kiosk.settle(2.0)
    program = psutil.Process(kiosk.process.pid)
    before, begun = program.cpu_times(), time.monotonic()
    time.sleep(8.0)  # the measurement itself
    after, seconds = program.cpu_times(), time.monotonic() - begun
    share = (after.user + after.system - before.user - before.system) / seconds
    assert share <= 0.01
    assert program.memory_full_info().pss <= 100e6


def test_a_touched_card_answers_at_once(panel: Any, server: Any, start: Make) -> None:
    """While the server takes its time, the card that was touched shows it within a few frames."""
    display, glass = panel
    server.delay = 3.0
    kiosk = start(server.url, DISPLAY=display)
    spot = kiosk.where("service:A")
    kiosk.settle()
    glass.tap(*spot)
    begun = time.monotonic()
    while kiosk.targets():  # the picture of "one moment" has none
        assert time.monotonic() - begun < 1.0
    kiosk.where("done")


# --- the program ----------------------------------------------------------------------------------------------------


def test_the_snapshot_follows_the_screen(
    server: Any, start: Make, talk: Make, wait_for: Make, folder: Path
) -> None:
    """The picture file shows the start screen, and after a tap the ticket, with a code that can be scanned."""
    picture = folder / "screen.png"
    kiosk = start(
        server.url,
        extra=("--windowed", "--size", "1280x800", "--snapshot", str(picture)),
        SDL_VIDEODRIVER="dummy",
    )
    spot = kiosk.where("service:A")
    kiosk.settle()
    talk(kiosk.folder / "finger", "tap {} {}".format(*spot))
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
    assert kiosk.process.wait(10) == 0
    assert not (kiosk.folder / "finger").exists()


def test_systemd_hears_ready_and_watchdog(server: Any, start: Make, folder: Path) -> None:
    """READY=1 comes when the first picture is on the glass, and the watchdog is fed."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(folder / "notify"))
        ear.settimeout(15)
        start(
            server.url,
            extra=("--windowed", "--size", "800x480"),
            SDL_VIDEODRIVER="dummy",
            NOTIFY_SOCKET=str(folder / "notify"),
        )
        heard = {ear.recv(100).decode() for _ in range(2)}
    assert heard == {"READY=1", "WATCHDOG=1"}


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


@pytest.mark.parametrize(("option", "value", "named"), BAD, ids=[each[0] for each in BAD])
def test_a_bad_setting_is_one_line(start: Make, option: str, value: str, named: str) -> None:
    """A bad setting ends the program with 2 and one line that names it."""
    kiosk = start(
        "http://127.0.0.1:9",
        extra=("--windowed", "--size", "800x480", option, value),
        SDL_VIDEODRIVER="dummy",
    )
    assert kiosk.process.wait(20) == 2
    lines = [line for line in kiosk.log().splitlines() if not line.startswith("kiosk: ")]
    assert len(lines) == 1
    assert named in lines[0]
