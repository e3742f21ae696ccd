"""What the kiosk's tests share: made-up services and tickets."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pygame
import pytest
from headless import Kiosk, kiosks, wires
from held_port import HeldPort
from patience import DEADLINE_S, wait_until

from kit import wire

NOON = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
NAMES = [
    ("A", {"en": "General enquiries", "es": "Consultas generales", "ar": "استفسارات عامة"}),
    ("B", {"en": "Passports, identity", "es": "Pasaportes e identidad", "ar": "الجوازات والهوية"}),
    ("C", {"en": "Residence registration", "es": "Empadronamiento", "ar": "تسجيل الإقامة"}),
    ("D", {"en": "Cash desk", "es": "Caja", "ar": "الصندوق"}),
    ("E", {"en": "Vehicle registration", "es": "Matriculación de vehículos", "ar": "تسجيل المركبات"}),
    ("F", {"en": "Births, deaths, marriages", "es": "Registro civil", "ar": "الأحوال المدنية"}),
    ("G", {"en": "Lost property", "es": "Objetos perdidos", "ar": "المفقودات"}),
]


WAITS = [None, (10, 15), (30, 40), None, (95, 125), (60, 90), (0, 5)]  # minutes, of each service


def make_wait(low: int, high: int) -> wire.Wait:
    """A wait of so many minutes."""
    return wire.Wait(low_s=low * 60, high_s=high * 60)


def make_services(
    count: int = 4, languages: tuple[str, ...] = ("en", "es", "ar"), **changes: Any
) -> wire.Services:
    """Services as the server would tell them; `changes` by code replace a service's fields."""
    site = wire.SiteInfo(
        code="main",
        name="City Hall",
        languages=list(languages),
        timezone="Europe/Madrid",
        public_url="https://q.example",
    )
    services = []
    for index, (code, name) in enumerate(NAMES[:count]):
        fields: dict[str, Any] = {"open": True, "served": True, "waiting": index * 3, "ahead": index * 3}
        fields["wait"] = make_wait(*WAITS[index]) if WAITS[index] else None
        fields |= changes.get(code, {})
        services.append(wire.ServiceStatus(code=code, name=name, **fields))
    return wire.Services(event_id=1, now=NOON, site=site, services=services)


def make_ticket(number: str = "A042", **changes: Any) -> wire.Ticket:
    """A ticket as the server would give it."""
    fields: dict[str, Any] = {
        "id": f"id-{number}",
        "number": number,
        "service": number[0],
        "state": "waiting",
        "ahead": 4,
        "wait": make_wait(10, 15),
        "token": "t" * 22,
        "url": "https://q.example/t/" + "t" * 22,
        "language": "en",
        "created_at": NOON,
    }
    return wire.Ticket(**(fields | changes))


@pytest.fixture
def services() -> Callable[..., wire.Services]:
    """Make services: `services(count, A={"open": False})`."""
    return make_services


@pytest.fixture
def ticket() -> Callable[..., wire.Ticket]:
    """Make a ticket: `ticket("A042", ahead=4)`."""
    return make_ticket


class FakeServer:
    """As much of the server as a kiosk talks to, on a free port of 127.0.0.1, with faults to switch on.

    `taken` maps each idempotency key to its ticket; `asked` counts how often tickets were asked for, `wishes`
    holds what was asked for; `printed` holds the print reports, `beats` the heartbeats, `refused` counts the
    401s. `role` is the token's; `unknown`: it was revoked. `delay` holds every ticket's answer back, `answered`
    counts those given; `mute` answers nothing at all; `refuse` is a reason for 409.
    """

    def __init__(self, services: wire.Services) -> None:
        self.services = services
        self.taken: dict[str, wire.Ticket] = {}
        self.asked = 0
        self.wishes: list[dict[str, Any]] = []
        self.printed: list[tuple[str, str]] = []
        self.beats: list[dict[str, Any]] = []
        self.role = "kiosk"
        self.unknown = False
        self.refused = 0
        self.delay = 0.0
        self.answered = 0
        self.mute = False
        self.refuse: str | None = None
        self.lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self._held = HeldPort()
        self.port = self._held.number
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def silent(self) -> bool:
        """Whether nothing is answered; connections kept from before a stop are dead too."""
        return self.mute or self._server is None

    def start(self) -> None:
        """Listen (again, on the same port)."""
        fake = self

        class Handler(_Handler):
            server_state = fake

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Stop listening: connections are refused from now on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        self._held.close()

    def take(self, service: str, language: str, key: str) -> wire.Ticket:
        """The ticket of this key: a new one for a new key."""
        with self.lock:
            self.asked += 1
            if key not in self.taken:
                number = f"{service}{len(self.taken) + 1:03d}"
                self.taken[key] = make_ticket(number, id=str(uuid.uuid4()), language=language)
            return self.taken[key]


class _Handler(BaseHTTPRequestHandler):
    server_state: FakeServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        fake = self.server_state
        if fake.silent:
            self.close_connection = True
            return
        if fake.unknown:
            self._unauthorized()
        elif self.path.endswith("/me"):
            self._answer(200, json.dumps({"name": "hall", "role": fake.role, "site": "main"}))
        elif self.path.endswith("/services"):
            self._answer(200, fake.services.model_dump_json())
        elif self.path.endswith("/events"):
            self._events()
        elif found := [each for each in fake.taken.values() if self.path.endswith(f"/tickets/{each.id}")]:
            self._answer(200, found[0].model_dump_json())
        else:
            self._answer(404, '{"title": "Not found", "status": 404}')

    def do_POST(self) -> None:
        fake = self.server_state
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        if fake.silent:
            self.close_connection = True
            return
        if fake.unknown:
            self._unauthorized()
        elif self.path.endswith("/tickets"):
            if fake.refuse:
                self._answer(409, json.dumps({"title": "Not now", "status": 409, "reason": fake.refuse}))
                return
            fake.wishes.append(body)
            ticket = fake.take(body["service"], body.get("language", "en"), self.headers["Idempotency-Key"])
            time.sleep(fake.delay)
            fake.answered += 1
            self._answer(201, ticket.model_dump_json())
        elif self.path.endswith("/print"):
            fake.printed.append((self.path.split("/")[-2], body["result"]))
            self._answer(204, "")
        else:
            fake.beats.append(body["status"])
            self._answer(204, "")

    def _unauthorized(self) -> None:
        self.server_state.refused += 1
        self._answer(401, '{"title": "Unauthorized", "status": 401}')

    def _events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with contextlib.suppress(OSError):
            while self.server_state._server is not None and not self.server_state.unknown:
                self.wfile.write(b": alive\n\n")
                time.sleep(0.2)
        self.close_connection = True  # as a server that ends, or refuses a device, hangs up on its listeners

    def _answer(self, status: int, body: str) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)

    def log_message(self, *_args: Any) -> None:
        """Be quiet."""


@pytest.fixture
def server(services: Callable[..., wire.Services]) -> Iterator[FakeServer]:
    """A fake server with four services."""
    fake = FakeServer(services())
    yield fake
    fake.close()


@pytest.fixture
def wait_for() -> Callable[..., Any]:
    """Wait until a condition holds and return its value (tests/helpers/patience.py)."""
    return wait_until


@pytest.fixture
def talk() -> Callable[[Path, str], str]:
    """Say one line to a program's remote-input socket and return its answer."""

    def say(path: Path, line: str) -> str:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(DEADLINE_S)
            link.connect(str(path))
            link.sendall(line.encode() + b"\n")
            with link.makefile("r", encoding="utf-8") as answers:
                return answers.readline().rstrip("\n")

    return say


@pytest.fixture
def scan(tmp_path: Path) -> Callable[[pygame.Surface], str]:
    """Read the QR code in a picture with zbarimg, as a phone would."""

    def read(surface: pygame.Surface) -> str:
        file = tmp_path / "scan.png"
        pygame.image.save(surface, str(file))
        found = subprocess.run(
            ["zbarimg", "-q", "--raw", str(file)], capture_output=True, text=True, check=False
        )
        return found.stdout.strip()

    return read


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Make a printer on a wire, as in tests/helpers/headless.py: it and its URL."""
    with wires(monkeypatch) as make:
        yield make


@pytest.fixture
def headless(server: FakeServer, tmp_path: Path) -> Iterator[Callable[[str], Kiosk]]:
    """Make a kiosk without a window, on the printer of this URL."""
    with kiosks(server, tmp_path) as make:
        yield make
