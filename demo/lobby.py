"""A whole lobby on this machine: server, kiosk with a virtual printer, lobby display, staff button."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import socket
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from demo.programs import DemoError, Program, Programs, run
from kit.errors import SettingError
from kit.text import RAQM

COUNTER = "4"  # the staff button's: it serves everything
KIOSK_SIZE, KIOSK_INCHES = "1280x800", "10.1"
DISPLAY_SIZE, DISPLAY_INCHES = "1280x720", "43"
PREFERRED_PORT = 8000
SAMPLE_LOGINS = (("clara", "staff"), ("admin", "admin"))


@dataclass
class Login:
    """A sample login, made up for this run."""

    name: str
    role: str
    password: str


class Lobby:
    """Everything of a demo lies in `folder`, which is emptied first; `screen`: real windows instead of SDL's dummy."""

    def __init__(self, folder: Path, *, screen: bool) -> None:
        self.folder = folder
        self.screen = screen
        self.paper = folder / "paper"
        self.counter_log = folder / "logs" / "counter.log"
        self.kiosk_picture, self.display_picture = folder / "kiosk.png", folder / "display.png"
        self.url = ""
        self.logins: list[Login] = []
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
        self._start_server()
        # Each of these commands is a second of waiting for a fresh Python: two at a time.
        with ThreadPoolExecutor(2) as pool:
            display = pool.submit(self.token, "display")
            kiosk = pool.submit(self.token, "kiosk")
            counter = pool.submit(self.token, "counter", "--counter", COUNTER)
            logins = [pool.submit(self._login, *each) for each in SAMPLE_LOGINS]
            self._start_display(display.result())
            self._start_kiosk(kiosk.result())
            words = ["--server", self.url, "--token-file", counter.result(), "--keyboard"]
            self.button = self.programs.start("counter", words)
            self.logins = [login.result() for login in logins]

    @property
    def data(self) -> list[str]:
        """The words that tell nextplease-server which data is meant."""
        return ["--data", str(self.folder / "data")]

    def token(self, role: str, *more: str, name: str = "") -> str:
        """Add a device; returns the file with its token."""
        name = name or f"demo {role}"
        file = self.folder / "tokens" / name.replace(" ", "-")
        file.touch(mode=0o600)
        file.write_text(run(["device", "add", role, name, *more, *self.data], self.programs.environment))
        return str(file)

    def _start_server(self) -> None:
        port = free_port(PREFERRED_PORT)
        if port != PREFERRED_PORT:
            print(f"port {PREFERRED_PORT} is in use; using {port}")
        run(["init", *self.data, "--site", str(self._site_file(port))], self.programs.environment)
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

    def _login(self, name: str, role: str) -> Login:
        login = Login(name, role, secrets.token_urlsafe(9))
        run(
            ["user", "add", name, "--role", role, *self.data],
            self.programs.environment,
            login.password + "\n",
        )
        return login

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


def missing() -> list[str]:
    """What this machine lacks, a sentence each, with what the demo does without it."""
    if RAQM:
        return []
    return ["libfribidi0 is missing: Arabic is hidden (sudo apt install libfribidi0 brings it back)."]
