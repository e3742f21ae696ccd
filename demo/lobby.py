"""A whole lobby on this machine: server, kiosk with a virtual printer, lobby display, staff button."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import socket
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from demo.programs import DemoError, Program, Programs, run
from kit.errors import SettingError
from kit.sound import espeak
from kit.text import RAQM

COUNTER = "4"  # the staff button's: it serves everything
KIOSK_SIZE, KIOSK_INCHES = "1280x800", "10.1"
DISPLAY_SIZE, DISPLAY_INCHES = "1280x720", "43"
PREFERRED_PORT = 8000
SAMPLE_LOGINS = (("clara", "staff"), ("admin", "admin"))


@dataclass(frozen=True)
class Device:
    """A device that the server is to know; `counter` is the one at which a button calls."""

    role: str
    name: str
    counter: str = ""


DEVICES = (
    Device("display", "demo display"),
    Device("kiosk", "demo kiosk"),
    Device("counter", "demo counter", COUNTER),
)


@dataclass
class Login:
    """A sample login, made up for this run."""

    name: str
    role: str
    password: str


class Lobby:
    """Everything of a demo lies in `folder`, which is emptied first; `screen`: real windows instead of SDL's dummy.

    `guests` are devices beside the three programs'. `tokens` are the files with the tokens, by the devices' names.
    """

    def __init__(self, folder: Path, *, screen: bool, guests: Sequence[Device] = ()) -> None:
        self.folder = folder
        self.screen = screen
        self.paper = folder / "paper"
        self.counter_log = folder / "logs" / "counter.log"
        self.kiosk_picture, self.display_picture = folder / "kiosk.png", folder / "display.png"
        self.url = ""
        self.devices = (*DEVICES, *guests)
        self.tokens = {
            each.name: str(folder / "tokens" / each.name.replace(" ", "-")) for each in self.devices
        }
        self.logins = [Login(name, role, secrets.token_urlsafe(9)) for name, role in SAMPLE_LOGINS]
        self._sockets = Path(tempfile.mkdtemp(prefix="nextplease-"))  # a socket's path must be short
        self.kiosk_socket = self._sockets / "kiosk"
        self.programs = Programs(folder / "logs", self._environment())
        self.button: Program | None = None
        self._lock: IO[str] | None = None

    def _environment(self) -> dict[str, str]:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("NEXTPLEASE_")
        }
        if not self.screen:
            environment |= {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
        return environment

    def _own(self) -> None:
        """Take the folder for this demo alone. Raises SettingError: a second one would empty it under the first."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = (self.folder / "lock").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            said = "a demo is running here already; end it with Ctrl-C, or choose another --folder"
            raise SettingError(f"--folder {self.folder}: {said}") from problem
        except OSError as problem:
            raise SettingError(f"--folder {self.folder}: {problem.strerror}") from problem

    def start(self) -> None:
        """Start every program. Raises DemoError; SettingError when the folder cannot be used."""
        self._own()
        for old in ("data", "paper", "logs", "kiosk", "tokens"):
            shutil.rmtree(self.folder / old, ignore_errors=True)
        for new in ("logs", "tokens"):
            (self.folder / new).mkdir(parents=True)
        for picture in (self.kiosk_picture, self.display_picture):
            picture.unlink(missing_ok=True)
        port = free_port(PREFERRED_PORT)
        if port != PREFERRED_PORT:
            print(f"port {PREFERRED_PORT} is in use; using {port}")
        self._set_up(port)
        self._start_server(port)
        self._start_display(self.tokens["demo display"])
        self._start_kiosk(self.tokens["demo kiosk"])
        words = ["--server", self.url, "--token-file", self.tokens["demo counter"], "--keyboard"]
        self.button = self.programs.start("counter", words)

    @property
    def data(self) -> list[str]:
        """The words that tell nextplease-server which data is meant."""
        return ["--data", str(self.folder / "data")]

    def _set_up(self, port: int) -> None:
        """The database, and in it the site, the devices and the sample logins."""
        commands: list[tuple[list[str], str]] = [
            (["init", *self.data, "--site", str(self._site_file(port))], "")
        ]
        for each in self.devices:
            counter = ["--counter", each.counter] if each.counter else []
            commands.append((["device", "add", each.role, each.name, *counter, *self.data], ""))
        for login in self.logins:
            words = ["user", "add", login.name, "--role", login.role, *self.data]
            commands.append((words, login.password + "\n"))
        printed = run(commands, self.programs.environment)
        for device, token in zip(self.devices, printed[1:], strict=False):
            file = Path(self.tokens[device.name])
            file.touch(mode=0o600)
            file.write_text(token)

    def _start_server(self, port: int) -> None:
        server = self.programs.start("server", ["run", *self.data, "--port", str(port)], answers=True)
        line = server.process.stdout.readline() if server.process.stdout else ""
        if not line.startswith("ready "):
            raise DemoError(f"the server did not start: {server.said()}")
        self.url = line.split()[1]

    def _site_file(self, port: int) -> Path:
        """The server's sample site; phones follow a ticket at its public_url: in the demo, this machine."""
        server = find_spec("server")
        if server is None or server.origin is None:
            raise DemoError("the server's package is missing")
        sample = Path(server.origin).with_name("sample_site.toml").read_text(encoding="utf-8")
        site = self.folder / "site.toml"
        site.write_text(f'public_url = "http://127.0.0.1:{port}"\n{sample}', encoding="utf-8")
        return site

    def _start_kiosk(self, token: str) -> None:
        words = ["--server", self.url, "--token-file", token, "--printer", f"virtual:{self.paper}"]
        words += [
            "--state",
            str(self.folder / "kiosk"),
            "--size",
            KIOSK_SIZE,
            "--diagonal",
            KIOSK_INCHES,
            "--windowed",
        ]
        words += ["--snapshot", str(self.kiosk_picture), "--remote-input", str(self.kiosk_socket)]
        self.programs.start("kiosk", words)

    def _start_display(self, token: str) -> None:
        words = ["--server", self.url, "--token-file", token]
        words += ["--size", DISPLAY_SIZE, "--diagonal", DISPLAY_INCHES, "--windowed"]
        words += ["--snapshot", str(self.display_picture)]
        # Kept from one demo to the next: its words are ready at once.
        words += ["--voice-cache", str(self.folder / "voice")]
        if self.screen and not has_sound():
            words += ["--sound", "off"]  # a wall that flashes for want of a card is for real lobbies
        self.programs.start("display", words)

    def press(self, line: str = "") -> None:
        """Press the staff button: Enter at the counter program's keyboard; "r" calls again."""
        if self.button is None or self.button.process.stdin is None:
            raise DemoError("the staff button is not there yet")
        self.button.process.stdin.write(line + "\n")
        self.button.process.stdin.flush()

    def stop(self) -> None:
        """End every program."""
        self.programs.stop()
        if self._lock is not None:
            self._lock.close()
        shutil.rmtree(self._sockets, ignore_errors=True)


def free_port(preferred: int) -> int:
    """The preferred port if nobody has it, else any free one."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DemoError("no port is free on 127.0.0.1")


def has_screen() -> bool:
    """Whether windows can be opened here."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def has_sound() -> bool:
    """Whether there is a sound card, or somebody who passes sound on to one elsewhere."""
    with contextlib.suppress(OSError):
        if re.search(r"^ *\d", Path("/proc/asound/cards").read_text(encoding="utf-8"), re.MULTILINE):
            return True
    runtime = os.environ.get("XDG_RUNTIME_DIR", "/nowhere")
    return "PULSE_SERVER" in os.environ or Path(runtime, "pulse", "native").exists()


def missing() -> list[str]:
    """What this machine lacks, a sentence each, with what the demo does without it."""
    lacking = []
    if not RAQM:
        lacking.append(
            "libfribidi0 is missing: Arabic is hidden (sudo apt install libfribidi0 brings it back)."
        )
    if not espeak.there():
        lacking.append(
            "espeak-ng is missing: nothing is spoken or read aloud (sudo apt install espeak-ng brings it back)."
        )
    return lacking
