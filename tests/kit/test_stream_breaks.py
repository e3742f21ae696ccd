"""The stream's follower when the other side breaks off, or is silent while the program wants to end."""

from __future__ import annotations

import logging
import socket
import threading
import time

import pytest
from patience import DEADLINE_S, wait_until

from kit.stream import EventStream
from kit.wire import Event

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(number: int) -> bytes:
    """One event as an HTTP chunk."""
    frame = b'id: %d\nevent: ticket.issued\ndata: {"service": "A"}\n\n' % number
    return b"%x\r\n%s\r\n" % (len(frame), frame)


class BreakingServer:
    """Sends one event to each connection; breaks off in the middle of a chunk until `steady`, then stays silent."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(0.1)
        self.resumed: list[bytes] = []
        self.steady = threading.Event()
        self.over = threading.Event()
        self.open: list[socket.socket] = []
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        """One connection after another."""
        while not self.over.is_set():
            try:
                connection, _ = self.listener.accept()
            except TimeoutError:
                continue
            connection.settimeout(DEADLINE_S)
            self.resumed.append(connection.recv(65536))
            connection.sendall(HEAD + chunk(len(self.resumed)))
            if self.steady.is_set():
                self.open.append(connection)
            else:
                connection.sendall(b"40\r\nid: ")
                connection.close()

    def close(self) -> None:
        """Hang up on everybody."""
        self.over.set()
        self.thread.join()
        for each in (*self.open, self.listener):
            each.close()


@pytest.fixture
def server():
    """A server that breaks off."""
    server = BreakingServer()
    yield server
    server.close()


def test_a_server_that_dies_within_a_chunk_is_followed_again(server: BreakingServer) -> None:
    """Every event is heard once, and the next connection says where to go on."""
    heard: list[Event] = []
    stream = EventStream(f"http://127.0.0.1:{server.listener.getsockname()[1]}", "token", heard.append)
    stream.start()
    wait_until(lambda: len(heard) >= 3, "the follower gave up")
    assert [event.id for event in heard[:3]] == [1, 2, 3]
    assert b"Last-Event-ID: 1\r\n" in server.resumed[1]
    stream.close()


def test_closing_does_not_wait_for_a_silent_server(server: BreakingServer) -> None:
    """A program ends promptly, however long the next comment takes, and its follower with it."""
    server.steady.set()
    heard: list[Event] = []
    stream = EventStream(f"http://127.0.0.1:{server.listener.getsockname()[1]}", "token", heard.append)
    stream.start()
    wait_until(lambda: heard, "nothing was heard")
    started = time.monotonic()
    stream.close()
    assert time.monotonic() - started < 5  # the next comment would come after 15
    wait_until(lambda: not stream._thread.is_alive(), "the follower did not end")


def test_being_stopped_is_not_a_lost_link(server: BreakingServer, caplog: pytest.LogCaptureFixture) -> None:
    """A program that is told to end says nothing about a link that it closes itself."""
    caplog.set_level(logging.INFO)
    server.steady.set()
    links: list[bool] = []
    heard: list[Event] = []
    url = f"http://127.0.0.1:{server.listener.getsockname()[1]}"
    stream = EventStream(url, "token", heard.append, on_link=links.append)
    stream.start()
    wait_until(lambda: heard, "nothing was heard")
    stream.close()
    wait_until(lambda: not stream._thread.is_alive(), "the follower did not end")
    assert links == [True]
    assert caplog.messages == ["the link to the server stands"]
