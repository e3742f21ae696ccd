"""Reading an event stream: frames however the bytes arrive, and a follower that resumes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patience import DEADLINE_S

from kit.stream import EventStream, Frame, frames
from kit.wire import Event

LINE = st.text(st.characters(blacklist_characters="\r\n\x00", blacklist_categories=["Cs"]), max_size=20)
FRAMES = st.lists(
    st.tuples(
        st.integers(1, 2**53), st.sampled_from(["ticket.called", "day.started"]), st.lists(LINE, min_size=1)
    )
)


@given(FRAMES, st.lists(LINE, min_size=1, max_size=3))
def test_what_was_written_is_read(wanted: list[tuple[int, str, list[str]]], comments: list[str]) -> None:
    """Frames come back as they were, comments between them as signs of life."""
    lines: list[str] = []
    for number, event, data in wanted:
        lines += [f":{each}" for each in comments]
        lines += [f"id: {number}", f"event: {event}", *(f"data: {each}" for each in data), ""]
    read = list(frames(iter(lines)))
    assert [each for each in read if each] == [
        Frame(number, event, "\n".join(data)) for number, event, data in wanted
    ]
    assert read.count(None) == len(wanted) * len(comments)


@given(st.lists(LINE))
def test_no_line_can_break_it(lines: list[str]) -> None:
    """Whatever a server, or something else, sends."""
    for each in frames(iter([*lines, ""])):
        assert each is None or isinstance(each.data, str)


def test_an_unfinished_frame_is_not_taken() -> None:
    """The link broke before its empty line."""
    assert list(frames(iter(["id: 1", "event: a", "data: x"]))) == []


class Lobby(ThreadingHTTPServer):
    """A small server with a log: answers a stream with what comes after Last-Event-ID, in odd pieces."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str | None] = []
        self.scripts: list[list[bytes]] = []
        self.done = threading.Event()


class Handler(BaseHTTPRequestHandler):
    """Plays the next script, then closes; without one it keeps the line open until the test is over."""

    server: Lobby

    def do_GET(self) -> None:
        self.server.asked.append(self.headers.get("Last-Event-ID"))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if not self.server.scripts:
            self.wfile.flush()
            self.server.done.wait(20)
            return
        for piece in self.server.scripts.pop(0):
            self.wfile.write(piece)
            self.wfile.flush()

    def log_message(self, *_words: Any) -> None:
        """Quiet."""


@pytest.fixture
def lobby() -> Iterator[Lobby]:
    """The server, running."""
    server = Lobby()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.done.set()
    server.shutdown()
    thread.join(DEADLINE_S)
    server.server_close()


def frame(number: int) -> bytes:
    """An event as the server writes it."""
    return f"id: {number}\nevent: ticket.issued\ndata: {json.dumps({'n': number})}\n\n".encode()


def follow(lobby: Lobby, last_id: int | None, wait_until: Any, count: int) -> list[Event]:
    """What a follower tells until it has so many events."""
    seen: list[Event] = []
    stream = EventStream(f"http://127.0.0.1:{lobby.server_port}", "t", seen.append, last_id)
    stream.start()
    wait_until(lambda: len(seen) >= count, what=f"{count} events")
    assert stream.fresh
    stream.close()
    stream._thread.join(DEADLINE_S)
    assert not stream._thread.is_alive()
    return seen


def test_it_resumes_where_it_was(lobby: Lobby, wait_until: Any) -> None:
    """Cut in the middle of a frame: nothing twice, nothing lost."""
    lobby.scripts = [
        [b":\n\n", frame(6), frame(7)[:9]],
        [b":\n\n", frame(7)[:3], frame(7)[3:], frame(8)],
        [frame(9)],
    ]
    seen = follow(lobby, 5, wait_until, 4)
    assert [each.id for each in seen] == [6, 7, 8, 9]
    assert [each.data for each in seen] == [{"n": number} for number in range(6, 10)]
    assert lobby.asked[:3] == ["5", "6", "8"]


def test_what_is_told_again_is_not_told_twice(lobby: Lobby, wait_until: Any) -> None:
    """A resumed stream may overlap."""
    lobby.scripts = [[frame(1), frame(2)], [frame(1), frame(2), frame(3)]]
    assert [each.id for each in follow(lobby, 0, wait_until, 3)] == [1, 2, 3]


def test_without_a_last_id_it_begins_now(lobby: Lobby, wait_until: Any) -> None:
    """And asks for none."""
    lobby.scripts = [[frame(40)]]
    assert [each.id for each in follow(lobby, None, wait_until, 1)] == [40]
    assert lobby.asked[0] is None


@pytest.mark.parametrize("rubbish", [b"\xff\xfe\n\n", b"id: 9\nevent: x\ndata: {\n\n"])
def test_rubbish_does_not_end_it(lobby: Lobby, wait_until: Any, rubbish: bytes) -> None:
    """It asks again, from where it was."""
    lobby.scripts = [[frame(1), rubbish], [frame(2)]]
    assert [each.id for each in follow(lobby, 0, wait_until, 2)] == [1, 2]
