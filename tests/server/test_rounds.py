"""Listeners whose sockets are written to for them: who is served, who has to go on by itself, and who is let go."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from patience import DEADLINE_S
from sqlalchemy.exc import OperationalError

from server.callers import Caller
from server.desk import Desk, setup
from server.stream import Hub
from server.stream.phones import Phone
from server.stream.posts import Link, Post

FRAME = b"\nevent: "


class Listener:
    """A client with its stream, which a thread of the server's serves: the socket's two ends."""

    def __init__(self, serve: Callable[[Link], Iterator[bytes]]) -> None:
        self.here, self.there = socket.socketpair()
        self.there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.here.setblocking(False)  # as gevent has it
        self.there.settimeout(DEADLINE_S)
        self.link = Blocking(self.here)
        self.problem: OSError | None = None
        self.wakings = 0
        self.got = b""
        self._frames = serve(self.link)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        try:
            for piece in self._frames:
                self.wakings += 1
                self.link.write(piece)
        except OSError as problem:
            self.problem = problem
        finally:
            self._frames.close()  # type: ignore[attr-defined]  # a generator: the server closes it, too
            self.here.close()

    def until(self, what: bytes, times: int = 1) -> bytes:
        """Read on until this has come so often."""
        while self.got.count(what) < times:
            part = self.there.recv(65536)
            assert part, f"the stream ended: {self.got!r}"
            self.got += part
        return self.got

    def rest(self) -> bytes:
        """Read to its end."""
        while part := self.there.recv(65536):
            self.got += part
        return self.got


class Blocking(Link):
    """As under gevent: `write` waits, `offer` does not."""

    def write(self, data: bytes) -> None:
        """Wait until all of it is taken."""
        self._connection.setblocking(True)
        try:
            self._connection.sendall(data)
        finally:
            self._connection.setblocking(False)


@pytest.fixture
def hub(desk: Desk, wait_until: Any) -> Iterator[Hub]:
    """A hub that speaks rarely. Its rounds are over before the database is closed that they read."""
    made = Hub(desk, comment_s=30, stuck_s=60)
    yield made
    made.close()
    wait_until(lambda: made.rounds._running is None, what="the end of the rounds")


@pytest.fixture
def listener(hub: Hub, wait_until: Any) -> Iterator[Callable[..., Listener]]:
    """`listener(caller)`: one who listens and keeps up, its first comment read."""
    made: list[Listener] = []

    def listen(caller: Caller | Phone) -> Listener:
        if isinstance(caller, Phone):
            made.append(Listener(lambda link: hub.watch(caller, link)))
            made[-1].until(FRAME)
        else:
            made.append(Listener(lambda link: hub.listen(caller, None, link)))
            made[-1].until(b":\n\n")
        wait_until(lambda: parked(hub) == len(made), what="parked")
        return made[-1]

    yield listen
    hub.close()
    for each in made:
        each.there.close()
        each.thread.join(DEADLINE_S)
        assert not each.thread.is_alive()


def parked(hub: Hub) -> int:
    """How many keep up."""
    return sum(post.parked for here in hub.rounds._posts.values() for post in here)


def ids(got: bytes) -> list[int]:
    """Of all frames, in the order they came."""
    return [int(line.split(b": ")[1]) for line in got.split(b"\n") if line.startswith(b"id: ")]


def test_who_keeps_up_is_not_woken(
    kiosk: Any, hub: Hub, screen: Caller, ada: Caller, listener: Callable[..., Listener]
) -> None:
    """Each gets every event as a chunk, cut to its role, and its own thread sleeps on."""
    theirs, hers = listener(screen), listener(ada)
    before = hub.last(screen.site_id)
    for _ in range(3):
        kiosk.take("A")
    count = hub.last(screen.site_id) - before
    for each, sees_actor in ((theirs, False), (hers, True)):
        got = each.until(FRAME, count)
        assert ids(got) == list(range(before + 1, before + count + 1))
        assert (b'"actor"' in got) == sees_actor
        assert each.wakings == 1  # for the first comment
        size, _, rest = got.partition(b":\n\n")[2].partition(b"\r\n")
        assert rest[int(size, 16) :].startswith(b"\r\n")
    assert parked(hub) == 2


def test_screens_and_buttons_come_first(kiosk: Any, hub: Hub, screen: Caller, wait_until: Any) -> None:
    """Somebody waits in front of them."""
    site = hub._site(screen.site_id)
    order: list[str] = []

    class Noted(Link):
        """Takes everything."""

        def __init__(self, role: str) -> None:
            self.role = role

        def offer(self, data: bytes) -> int:
            order.append(self.role)
            return len(data)

    for role in ("kiosk", "display", "kiosk", "counter"):
        post = Post(site, Noted(role), replace(screen, role=role))
        post.cursor, post.parked = site.last, True
        hub.rounds.enter(post)
    kiosk.take("A")
    wait_until(lambda: len(order) == 4, what="all of them told")
    assert order == ["display", "counter", "kiosk", "kiosk"]


def test_who_reads_late_misses_nothing(
    staff: Any, kiosk: Any, hub: Hub, screen: Caller, listener: Callable[..., Listener], wait_until: Any
) -> None:
    """Its buffer full, it is left to itself, and others are served; later all is there in order, and it keeps up."""
    late, quick = listener(screen), listener(screen)
    before = hub.last(screen.site_id)
    while parked(hub) == 2:
        number = kiosk.take("A")["id"]
        staff.post(f"/tickets/{number}/cancel")
        quick.until(FRAME, hub.last(screen.site_id) - before)
    kiosk.take("B")
    newest = hub.last(screen.site_id)
    assert ids(quick.until(FRAME, newest - before)) == list(range(before + 1, newest + 1))
    assert ids(late.until(FRAME, newest - before)) == list(range(before + 1, newest + 1))
    wait_until(lambda: parked(hub) == 2, what="parked again")
    kiosk.take("B")
    assert ids(late.until(b"id: %d\n" % (newest + 1)))[-1] == newest + 1


def test_who_takes_nothing_is_let_go(
    staff: Any, kiosk: Any, hub: Hub, screen: Caller, listener: Callable[..., Listener], wait_until: Any
) -> None:
    """What waited for it waits no longer, and nothing is kept for it."""
    stuck = listener(screen)
    hub.rounds._stuck_s = 0.2
    while parked(hub) == 1:
        number = kiosk.take("A")["id"]
        staff.post(f"/tickets/{number}/cancel")
    wait_until(lambda: not stuck.thread.is_alive(), what="let go")
    assert isinstance(stuck.problem, BrokenPipeError)
    assert hub.listeners == 0
    assert not hub.rounds._posts


def test_who_has_gone_is_forgotten(
    kiosk: Any, hub: Hub, screen: Caller, listener: Callable[..., Listener], wait_until: Any
) -> None:
    """At the first thing that it is told."""
    gone = listener(screen)
    gone.there.close()
    kiosk.take("A")
    wait_until(lambda: not gone.thread.is_alive(), what="forgotten")
    assert hub.listeners == 0


def test_a_revoked_device_is_told_and_shut_out(
    desk: Desk, hub: Hub, screen: Caller, listener: Callable[..., Listener]
) -> None:
    """Its own stream ends with the event that says so."""
    listening = listener(screen)
    setup.revoke_device(desk, screen.site_id, "display")
    assert listening.rest().endswith(b'"}\n\n')
    assert b"event: device.revoked" in listening.got


def test_who_waits_for_the_database_is_not_let_go(
    desk: Desk, screen: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes all that it is given; that nothing comes is not its fault."""
    made, reading, left = Hub(desk, comment_s=0.5, stuck_s=0.2), desk.database.reading, [3]
    made.last(screen.site_id)  # known before the database goes away

    def read() -> Any:
        if left[0]:
            left[0] -= 1
            raise OperationalError("SELECT", {}, Exception("terminating connection"))
        return reading()

    monkeypatch.setattr(desk.database, "reading", read)
    listening = Listener(lambda link: made.listen(screen, 0, link))
    listening.until(b"event: day.started")
    assert left == [0]
    made.close()
    listening.thread.join(DEADLINE_S)
    listening.there.close()
    assert listening.problem is None


def test_nothing_is_read_once_it_is_closed(
    hub: Hub, listener: Callable[..., Listener], screen: Caller
) -> None:
    """Its thread has ended, those who listened have gone, and whoever comes later is told nothing by it."""
    listening = listener(screen)
    hub.close()
    assert hub.rounds._running is None
    listening.thread.join(DEADLINE_S)
    late = Listener(lambda link: hub.listen(screen, None, link))
    late.thread.join(DEADLINE_S)
    late.there.close()
    assert hub.rounds._running is None
    assert not hub.rounds._posts


def test_a_quiet_listener_hears_signs_of_life(desk: Desk, screen: Caller) -> None:
    """From the rounds."""
    hub = Hub(desk, comment_s=0.05)
    listening = Listener(lambda link: hub.listen(screen, None, link))
    assert listening.until(b"3\r\n:\n\n\r\n", 3)
    assert listening.wakings == 1
    hub.close()
    listening.thread.join(DEADLINE_S)
    listening.there.close()
    assert not listening.thread.is_alive()


def test_a_busy_listener_hears_signs_of_life_too(
    kiosk: Any, hub: Hub, screen: Caller, listener: Callable[..., Listener]
) -> None:
    """A comment that is due comes with the next event, and then none for as long again."""
    busy = listener(screen)
    for here in hub.rounds._posts.values():
        for post in here:
            post.commented -= 30
    kiosk.take("A")
    kiosk.take("B")
    got = busy.until(FRAME, 2)
    assert got.count(b":\n\n") == 2  # with the first one of all
    assert got.index(b"3\r\n:\n\n\r\n", 1) < got.index(FRAME)
    assert busy.wakings == 1


def test_a_phone_is_told_by_the_rounds(
    kiosk: Any, staff: Any, site_id: int, listener: Callable[..., Listener]
) -> None:
    """That the line moves, and its own call; nothing that it shows already."""
    kiosk.take("A")
    taken = kiosk.take("A")
    phone = listener(Phone(site_id, taken["token"], taken["id"]))
    kiosk.take("A")
    staff.next("1")
    phone.until(FRAME, 2)
    staff.next("2")
    got = phone.until(FRAME, 3)
    told = [json.loads(line[6:]) for line in got.split(b"\n") if line.startswith(b"data: ")]
    assert [(each["state"], each["ahead"], each["counter"]) for each in told] == [
        ("waiting", 1, None),
        ("waiting", 0, None),
        ("called", 0, "2"),
    ]
    assert phone.wakings == 1


def test_only_plain_chunked_answers_have_a_link() -> None:
    """Whoever speaks HTTP/1.0, and any server but gunicorn, is served by its own thread."""
    here, there = socket.socketpair()
    assert Link.of({"gunicorn.socket": here, "SERVER_PROTOCOL": "HTTP/1.1"}) is not None
    assert Link.of({"gunicorn.socket": here, "SERVER_PROTOCOL": "HTTP/1.0"}) is None
    assert Link.of({"SERVER_PROTOCOL": "HTTP/1.1"}) is None
    here.close()
    there.close()


def test_a_lobby_screen_hears_a_sign_of_life_sooner(
    hub: Hub, screen: Caller, listener: Callable[..., Listener], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says within seconds that its link is gone, so it is spoken to again and again where others are not."""
    monkeypatch.setattr("server.stream.posts.DISPLAY_COMMENT_S", 0.05)
    quiet = listener(replace(screen, role="kiosk"))
    listener(replace(screen, role="display")).until(b":\n\n", 4)
    quiet.there.setblocking(False)
    with pytest.raises(BlockingIOError):
        quiet.there.recv(1)
