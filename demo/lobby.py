"""A whole lobby on this machine: server, kiosk with a virtual printer, lobby display, staff button."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from demo.programs import DemoError, Program, Programs, run
from kit.text import RAQM

COUNTER = "4"  # the staff button's: it serves everything
KIOSK_SIZE, KIOSK_INCHES = "1280x800", "10.1"
DISPLAY_SIZE, DISPLAY_INCHES = "1280x720", "43"
PREFERRED_PORT = 8000


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
        self.kiosk_picture, self.display_picture = folder / "kiosk.png", folder / "display.png"
        self.url = ""
        self.logins: list[Login] = []
        self._sockets = Path(tempfile.mkdtemp(prefix="nextplease-"))  # a socket's path must be short
        self.kiosk_socket = self._sockets / "kiosk"
        self.programs = Programs(folder / "logs", self._environment())
        self.button: Program | None = None

    def _environment(self) -> dict[str, str]:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("NEXTPLEASE_")
        }
        if not self.screen:
            environment |= {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
        return environment

    def start(self) -> None:
        """Start every program. Raises DemoError."""
        for old in ("data", "paper", "logs", "kiosk", "tokens"):
            shutil.rmtree(self.folder / old, ignore_errors=True)
        for new in ("logs", "tokens"):
            (self.folder / new).mkdir(parents=True)
        for picture in (self.kiosk_picture, self.display_picture):
            picture.unlink(missing_ok=True)
        self._start_server()
        self._start_kiosk()
        self._start_display()
        words = [
            "--server",
            self.url,
            "--token-file",
            self.token("counter", "--counter", COUNTER),
            "--keyboard",
        ]
        self.button = self.programs.start("counter", words)

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
        run(["init", *self.data], self.programs.environment)
        port = ["--port", str(free_port(PREFERRED_PORT))]
        server = self.programs.start("server", ["run", *self.data, *port], answers=True)
        line = server.process.stdout.readline() if server.process.stdout else ""
        if not line.startswith("ready "):
            raise DemoError(f"the server did not start: {server.said()}")
        self.url = line.split()[1]
        self._tell_address()
        for name, role in (("clara", "staff"), ("marco", "manager"), ("admin", "admin")):
            login = Login(name, role, secrets.token_urlsafe(9))
            run(
                ["user", "add", name, "--role", role, *self.data],
                self.programs.environment,
                login.password + "\n",
            )
            self.logins.append(login)

    def _tell_address(self) -> None:
        """Phones follow a ticket at the site's public_url: in the demo, this server."""
        site = self.folder / "site.toml"
        shown = run(["site", "show", *self.data], self.programs.environment)
        kept = [line for line in shown.splitlines() if not line.startswith("public_url")]
        site.write_text("\n".join([f'public_url = "{self.url}"', *kept]) + "\n", encoding="utf-8")
        run(["site", "apply", str(site), *self.data], self.programs.environment)

    def _start_kiosk(self) -> None:
        words = [
            "--server",
            self.url,
            "--token-file",
            self.token("kiosk"),
            "--printer",
            f"virtual:{self.paper}",
        ]
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

    def _start_display(self) -> None:
        words = ["--server", self.url, "--token-file", self.token("display")]
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
        shutil.rmtree(self._sockets, ignore_errors=True)


def free_port(preferred: int) -> int:
    """The preferred port if nobody has it, else 0: any free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", preferred))
        except OSError:
            return 0
    return preferred


def has_screen() -> bool:
    """Whether windows can be opened here."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing() -> list[str]:
    """What this machine lacks, a sentence each, with what the demo does without it."""
    if RAQM:
        return []
    return ["libfribidi0 is missing: Arabic is hidden (sudo apt install libfribidi0 brings it back)."]
