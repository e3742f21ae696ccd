"""Access at a running server: what one process refuses, every stream of every worker knows within seconds."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from patience import DEADLINE_S

from server.desk import Desk, setup, users
from server.store.database import connect, default_url

PASSWORD = "correct horse battery"
WITHIN_S = 5.0


@contextlib.contextmanager
def beside(server: Any) -> Iterator[tuple[Desk, int]]:
    """The desk and the site of a running server, from another process."""
    told = [each.partition("=")[2] for each in server.options if each.startswith("--database")]
    database = connect(told[0] if told else default_url(server.data))
    yield Desk(database), setup.choose_site(database, None)
    database.close()


def csrf_of(page: str) -> str:
    """The CSRF token in a page's forms."""
    found = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert found, page
    return found[1]


class Person:
    """A member of staff in a browser of their own."""

    def __init__(self, url: str, name: str, password: str = PASSWORD) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.name = name
        self.send("/staff/login", name=name, password=password)

    def send(self, path: str, page: str = "", **form: str) -> requests.Response:
        """Fill in a page's form."""
        token = csrf_of(self.session.get(self.url + (page or path), timeout=DEADLINE_S).text)
        answer = self.session.post(
            self.url + path, data={"csrf_token": token, **form}, timeout=DEADLINE_S, allow_redirects=False
        )
        assert answer.status_code == 303, answer.text
        return answer


class Listener:
    """An open stream, read in a thread; `ended` is when it ended, by time.monotonic."""

    def __init__(self, url: str, session: requests.Session) -> None:
        self.answer = session.get(f"{url}/api/v1/events", stream=True, timeout=DEADLINE_S)
        assert self.answer.status_code == 200, self.answer.text
        self.ended: float | None = None
        self.begun = threading.Event()
        self.thread = threading.Thread(target=self._read)
        self.thread.start()
        assert self.begun.wait(DEADLINE_S)

    def _read(self) -> None:
        with contextlib.suppress(requests.RequestException):  # a server that was killed just hangs up
            for _ in self.answer.iter_content(1):
                self.begun.set()
        self.ended = time.monotonic()


@pytest.fixture
def listen() -> Iterator[Callable[..., Listener]]:
    """Opens streams. To be asked for before `servers`: the streams end with the server."""
    made: list[Listener] = []

    def open_one(url: str, session: requests.Session) -> Listener:
        made.append(Listener(url, session))
        return made[-1]

    yield open_one
    for each in made:
        each.thread.join(DEADLINE_S)
        each.answer.close()


def bearer(token: str) -> requests.Session:
    """A device."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {token}"
    return session


@pytest.mark.parametrize(("kind", "workers"), [("sqlite", 1), ("postgresql", 2)])
def test_streams_are_cut_in_every_worker(
    kind: str, workers: int, listen: Callable[..., Listener], servers: Callable[..., Any], wait_until: Any
) -> None:
    """A device revoked on a page, and a password changed at the command line: all their streams end within 5 s.

    Others go on. Enough streams are opened for each of two workers to have some.
    """
    server = servers(kind, f"--workers={workers}")
    server.start()
    with beside(server) as (desk, site_id):
        users.add(desk, site_id, "zoe", "admin", PASSWORD)
        users.add(desk, site_id, "ada", "staff", PASSWORD)
        shut = setup.add_device(desk, site_id, "display", "shut out", None)
        other = setup.add_device(desk, site_id, "display", "other", None)
    zoe, ada = Person(server.url, "zoe"), Person(server.url, "ada")

    def several(sessions: list[requests.Session]) -> list[Listener]:
        return [listen(server.url, session) for session in sessions]

    cookies = ada.session.cookies
    adas = [requests.Session() for _ in range(6)]
    for each in adas:
        each.trust_env = False
        each.cookies.update(cookies)
    screens = several([bearer(shut) for _ in range(6)])
    staying = several([bearer(other) for _ in range(6)])
    pages = several(adas)

    began = time.monotonic()
    zoe.send("/staff/devices/revoke", "/staff/devices", name="shut out")
    wait_until(lambda: all(each.ended for each in screens), what="the end of the revoked screen's streams")
    assert max(each.ended or 0 for each in screens) - began < WITHIN_S
    assert not any(each.ended for each in pages)
    for _ in range(4 * workers):  # whichever worker answers
        assert bearer(shut).get(f"{server.url}/api/v1/me", timeout=DEADLINE_S).status_code == 401

    assert server.cli("user", "password", "ada", text="another long password\n").returncode == 0
    began = time.monotonic()
    wait_until(
        lambda: all(each.ended for each in pages), what="the end of the streams of who has a new password"
    )
    assert max(each.ended or 0 for each in pages) - began < WITHIN_S
    for each in adas:
        assert each.get(f"{server.url}/api/v1/queue", timeout=DEADLINE_S).status_code == 401
    assert not any(each.ended for each in staying)
    assert bearer(other).get(f"{server.url}/api/v1/me", timeout=DEADLINE_S).status_code == 200


def test_a_flood_of_logins_holds_nobody_up(servers: Callable[..., Any]) -> None:
    """Forty guess at once, each guess from another forged address and over forged https, beside a listed proxy's name.

    A kiosk goes on taking tickets; the guesses count as one place's; no cookie is kept to an https that is none.
    """
    server = servers("sqlite", "--trusted-proxy=10.9.8.7")
    server.start()
    with beside(server) as (desk, site_id):
        kiosk = bearer(setup.add_device(desk, site_id, "kiosk", "hall", None))
    codes: list[int] = []
    cookies: list[str] = []

    def guess(number: int) -> None:
        session = requests.Session()
        session.trust_env = False
        session.headers.update({"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on"})
        page = session.get(f"{server.url}/staff/login", timeout=DEADLINE_S)
        cookies.append(page.headers["Set-Cookie"])
        form = {"name": f"name {number}", "password": "guess", "csrf_token": csrf_of(page.text)}
        for turn in range(5):
            headers = {"X-Forwarded-For": f"203.0.{number}.{turn}"}
            answer = session.post(f"{server.url}/staff/login", data=form, headers=headers, timeout=DEADLINE_S)
            codes.append(answer.status_code)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(40)]
    for each in threads:
        each.start()
    try:
        for number in range(20):
            answer = kiosk.post(
                f"{server.url}/api/v1/tickets",
                json={"service": "A"},
                headers={"Idempotency-Key": f"flood-{number:016d}"},
                timeout=DEADLINE_S,
            )
            assert answer.status_code == 201, answer.text
    finally:
        for each in threads:
            each.join(DEADLINE_S)
    assert len(codes) == 200
    assert set(codes) <= {403, 429, 503}
    assert codes.count(403) <= 80  # thirty at once from one address, then one a second
    assert 429 in codes
    assert not any("Secure" in each for each in cookies)
