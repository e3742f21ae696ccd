"""A real server process and a real browser for the tests of the pages.

One server serves them all: each test gets a service and a counter of its own (`desk`), so that no test sees another's
customers.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import serving
from held_port import HeldPort
from patience import DEADLINE_S
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from kit import wire
from kit.client import QueueClient, new_key
from server.desk import Desk as Application
from server.desk import setup
from server.store.database import connect, default_url

ROOT = Path(__file__).parents[3]
PLACES = 80
PASSWORD = "correct horse battery"
expect.set_options(timeout=1000 * DEADLINE_S)
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def site_file() -> str:
    """A site with as many services as there are tests, each with a counter that serves it alone."""
    lines = [serving.day_start(), 'name = "City Hall"', 'languages = ["en", "es", "ar"]']
    ways = ("left", "right", "straight", "none")
    for index in range(PLACES):
        code = chr(65 + index // 20) + chr(65 + index % 20)
        lines += [
            "[[services]]",
            f'code = "{code}"',
            f'name = {{ en = "Service {code}", es = "Servicio {code}" }}',
        ]
        lines += [
            "[[counters]]",
            f'code = "{index + 1}"',
            f'services = ["{code}"]',
            f'direction = "{ways[index % 4]}"',
        ]
    return "\n".join(lines)


class LiveServer:
    """`nextplease-server run` as a process of its own, on a port that stays the same when it is started again."""

    def __init__(self, folder: Path, site: str) -> None:
        self.data = folder / "data"
        self._held = HeldPort()
        self.port = self._held.number
        self.process: subprocess.Popen[str] | None = None
        (folder / "site.toml").write_text(site, "utf-8")
        self.command("init", "--site", str(folder / "site.toml"))
        self.tokens = self._devices()
        self.errors = folder / "server.log"
        self.start()
        self.kiosk = QueueClient(self.url, self.tokens["kiosk"], timeout=DEADLINE_S)
        self.users = 0

    def _devices(self) -> dict[str, str]:
        """A kiosk, a display, and a button for each counter: in this process, for it takes no time here."""
        database = connect(default_url(self.data))
        site_id = setup.choose_site(database, None)
        desk = Application(database)
        tokens = {role: setup.add_device(desk, site_id, role, role, None) for role in ("kiosk", "display")}
        for counter in desk.branch(site_id).counters:
            tokens[counter] = setup.add_device(desk, site_id, "counter", f"button {counter}", counter)
        database.close()
        return tokens

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *words: str, said: str = "") -> str:
        """Run `nextplease-server`, and return what it prints."""
        done = serving.command(*words, "--data", str(self.data), text=said)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self) -> None:
        """Start it, and wait until it says that it is ready."""
        with self.errors.open("a") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server", "run", "--data", str(self.data), "--port", str(self.port)],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("ready http://"), self.errors.read_text()

    def stop(self) -> None:
        """End it as systemd would."""
        if self.process is not None and self.process.stdout is not None:
            os.kill(self.process.pid, signal.SIGTERM)
            assert self.process.wait(DEADLINE_S) == 0
            self.process.stdout.close()
        self.process = None

    def close(self) -> None:
        """End it for good."""
        self.stop()
        self._held.close()

    def new_user(self) -> str:
        """A new member of staff with PASSWORD; returns the name."""
        self.users += 1
        name = f"clerk{self.users}"
        self.command("user", "add", name, "--role", "staff", said=PASSWORD + "\n")
        return name


@dataclass
class Desk:
    """A counter of a test's own, with its service and its physical button."""

    server: LiveServer
    counter: str
    service: str
    button: QueueClient

    @property
    def path(self) -> str:
        return f"/staff/counter/{self.counter}"

    def take(self, language: str = "en") -> wire.Ticket:
        """A customer takes a ticket."""
        return self.server.kiosk.take_ticket(self.service, language, new_key())

    def call_next(self) -> wire.Ticket | None:
        """The physical button, waiting out the guard against a double press."""
        time.sleep(1.6)
        return self.button.call_next(self.counter, new_key())

    def state(self, ticket: wire.Ticket) -> str:
        """What has become of a ticket, as its kiosk is told."""
        return self.server.kiosk.ticket(ticket.id).state


@dataclass
class Watch:
    """Everything a browser asked for and complained about."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The server that the tests of the pages share."""
    server = LiveServer(tmp_path_factory.mktemp("pages"), site_file())
    yield server
    server.close()


@pytest.fixture(scope="session")
def places() -> Iterator[int]:
    """Numbers of counters not yet given to a test."""
    return iter(range(1, PLACES + 1))


@pytest.fixture
def desk(live_server: LiveServer, places: Iterator[int]) -> Desk:
    """A counter and a service that no other test touches."""
    return new_desk(live_server, next(places))


def new_desk(server: LiveServer, number: int) -> Desk:
    """The counter with this number of `site_file`."""
    index = number - 1
    service = chr(65 + index // 20) + chr(65 + index % 20)
    return Desk(
        server, str(number), service, QueueClient(server.url, server.tokens[str(number)], timeout=DEADLINE_S)
    )


@pytest.fixture(scope="session")
def clerk(live_server: LiveServer) -> str:
    """A member of staff, for the tests that change nothing about it."""
    return live_server.new_user()


# For a module and not for the session: while it is open, no test in this thread could start an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without the window that nobody sees: a page costs a quarter."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell", args=CHROMIUM
        )
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Watch:
    """What this test's browsers asked for and complained about."""
    return Watch()


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Open another browser of its own: `new_page(java_script_enabled=False, …)`; each is watched."""
    contexts: list[BrowserContext] = []

    def open_page(**options: object) -> Page:
        options = {"base_url": live_server.url} | options
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(1000 * DEADLINE_S)
        context.on("request", lambda request: watch.requests.append(request.url))
        context.on(
            "console", lambda line: watch.complaints.append(line.text) if line.type == "error" else None
        )
        context.on("weberror", lambda error: watch.complaints.append(str(error.error)))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def logins() -> dict[str, list[Any]]:
    """The cookies of who has logged in, by name."""
    return {}


@pytest.fixture
def log_in(clerk: str, logins: dict[str, list[Any]]) -> Callable[..., Page]:
    """Log a browser in, and go to a page: `log_in(page, desk.path)`. Once by hand, then with the same cookies."""

    def to(page: Page, path: str, name: str = clerk) -> Page:
        page.context.add_cookies(logins.get(name, []))
        page.goto(path)
        if name not in logins:
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Log in").click()
        page.get_by_role("button", name="Log out").wait_for()
        logins.setdefault(name, page.context.cookies())
        page.wait_for_load_state("load")  # its script runs before that, and listens for keys
        return page

    return to


@pytest.fixture
def at(desk: Desk, new_page: Callable[..., Page], log_in: Callable[..., Page]) -> Callable[..., Page]:
    """Open the page of this test's counter, logged in: `at()`."""

    def open_page(**options: object) -> Page:
        return log_in(new_page(**options), desk.path)

    return open_page
