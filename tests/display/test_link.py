import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from display import link as link_module
from display.link import BoardFetched, Link, LinkChanged
from kit.errors import Refused, Unreachable
from kit.link import LinkLog
from kit.wire import Board, Event, Me

WHERE = "nextplease-display: --token-file display.token"
Until = Callable[[Callable[[], object]], None]


class FakeClient:
    """A server that can be switched off."""

    def __init__(self, board: Board) -> None:
        self.answer = board
        self.up = threading.Event()
        self.up.set()
        self.refuses = False
        self.status = 404
        self.role = "display"
        self.shown_keys: list[tuple[int, str]] = []
        self.tried_keys: list[str] = []
        self.beats: list[dict[str, Any]] = []
        self.asked = self.tried = 0

    def me(self) -> Me:
        self._check()
        return Me(name="hall", role=self.role, site="main")

    def board(self) -> Board:
        self.asked += 1
        self._check()
        return self.answer

    def shown(self, event_id: int, shown_at: datetime, key: str) -> None:
        self.tried_keys.append(key)
        self._check()
        self.shown_keys.append((event_id, key))

    def heartbeat(self, status: dict[str, Any]) -> None:
        self._check()
        self.beats.append(status)

    def _check(self) -> None:
        self.tried += 1
        if not self.up.is_set():
            raise Unreachable("off")
        if self.refuses:
            raise Refused(self.status, "no")


class FakeStream:
    """An event stream in the test's hands."""

    def __init__(
        self, on_event: Callable[[Event], None], last_id: int, on_link: Callable[[bool], None]
    ) -> None:
        self.on_event, self.last_id, self.on_link = on_event, last_id, on_link
        self.started = self.closed = False
        self.silence, self.turned, self.alive = 0.0, time.monotonic(), True

    def start(self) -> None:
        self.started = True

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def made(made_up: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """A link with its fake client, and the streams that it opened; tries again fast."""
    monkeypatch.setattr(link_module, "RETRY_S", 0.02)
    client, streams = FakeClient(made_up.board()), []

    def open_stream(*arguments: Any) -> FakeStream:
        streams.append(FakeStream(*arguments))
        return streams[-1]

    link = Link(client, open_stream, WHERE, LinkLog(logging.getLogger("display"), patience=0.0))
    yield SimpleNamespace(link=link, client=client, streams=streams)
    link.close()


def test_the_board_comes_first_and_events_follow_from_there(made: SimpleNamespace, until: Until) -> None:
    """The stream starts at the board's last event, so that nothing between the two is missed."""
    made.link.start()
    until(lambda: made.streams)
    assert made.streams[0].last_id == 100
    until(lambda: made.streams[0].started)
    event = Event(id=101, event="ticket.issued", data={})
    made.streams[0].on_link(True)
    made.streams[0].on_event(event)
    assert made.link.news() == [BoardFetched(made.client.answer), LinkChanged(up=True), event]
    assert made.link.news() == []


def test_it_goes_on_asking_until_the_server_is_there(made: SimpleNamespace, until: Until) -> None:
    """A screen that is switched on before its server finds it later."""
    made.client.up.clear()
    made.link.start()
    until(lambda: made.client.tried >= 3)
    assert made.link.silence == math.inf
    made.client.up.set()
    until(lambda: made.link.silence == 0)


def test_a_report_keeps_its_key(made: SimpleNamespace, until: Until) -> None:
    """A report that did not get through is sent again under the same key, and counts once."""
    made.link.start()
    until(lambda: made.streams)
    made.client.up.clear()
    made.link.report(101, made.client.answer.now)
    until(lambda: len(made.client.tried_keys) >= 2)
    made.client.up.set()
    until(lambda: made.client.shown_keys)
    assert len(set(made.client.tried_keys)) == 1
    assert [event_id for event_id, _ in made.client.shown_keys] == [101]


def test_a_refused_report_is_not_repeated(made: SimpleNamespace, until: Until) -> None:
    """What the server does not want is left at that, and the next report goes out."""
    made.link.start()
    until(lambda: made.streams)
    made.client.refuses = True
    made.link.report(101, made.client.answer.now)
    until(lambda: made.client.tried_keys)
    made.client.refuses = False
    made.link.report(102, made.client.answer.now)
    until(lambda: made.client.shown_keys)
    assert len(made.client.tried_keys) == 2


def test_heartbeats_say_how_the_screen_is(made: SimpleNamespace, until: Until) -> None:
    """The first goes out at the start."""
    made.link.tell_status(showing="A042", size="800x480")
    made.link.start()
    until(lambda: made.client.beats)
    assert made.client.beats == [{"showing": "A042", "size": "800x480"}]


def test_closing_closes_the_stream(made: SimpleNamespace, until: Until) -> None:
    """Nothing is followed any more."""
    made.link.start()
    until(lambda: made.streams)
    made.link.close()
    assert made.streams[0].closed


def test_news_ends_the_waiting(made: SimpleNamespace) -> None:
    """A loop that waits for the next frame is woken by a call, not by the frame."""
    made.link.start()
    begun = time.monotonic()
    made.link.wait(30)
    assert time.monotonic() - begun < 10
    assert isinstance(made.link.news()[0], BoardFetched)


@pytest.mark.parametrize("first_away", [False, True])
def test_another_devices_token_is_a_wrong_setting(
    made: SimpleNamespace, until: Until, first_away: bool
) -> None:
    """It is told in one line and wakes the loop; a server that is away first tells it when it is reached."""
    made.client.role = "counter"
    if first_away:
        made.client.up.clear()
    made.link.start()
    if first_away:
        until(lambda: made.client.tried >= 2)
        assert made.link.wrong is None
        made.client.up.set()
    until(lambda: made.link.wrong is not None)
    assert str(made.link.wrong) == f"{WHERE}: this token belongs to counter 'hall', not to a display"
    made.link.wait(30)
    assert made.link.news() == []


def test_an_unknown_token_is_a_wrong_setting(made: SimpleNamespace, until: Until) -> None:
    """A screen that the server does not know ends, and says which file is to blame."""
    made.client.refuses, made.client.status = True, 401
    made.link.start()
    until(lambda: made.link.wrong is not None)
    assert str(made.link.wrong) == f"{WHERE}: this token is not known to the server, or was revoked"


def test_a_token_revoked_later_costs_one_line_and_no_screen(
    made: SimpleNamespace, until: Until, caplog: pytest.LogCaptureFixture
) -> None:
    """It goes on trying quietly, and is back when the device is."""
    caplog.set_level(logging.INFO, "display")
    made.link.start()
    until(lambda: made.streams)
    made.client.refuses, made.client.status = True, 401
    asked = made.client.asked
    made.link.want_board()
    until(lambda: made.client.asked >= asked + 3)
    assert made.link.wrong is None
    made.client.refuses = False
    until(lambda: "is back" in caplog.text)
    assert [record.getMessage() for record in caplog.records] == [
        "the link to the server stands",
        "the link to the server is lost: this token is not known to the server, or was revoked",
        "the link to the server is back",
    ]


def test_a_thread_that_stands_still_is_noticed(made: SimpleNamespace, until: Until) -> None:
    """Whoever feeds the watchdog hears which of them it is; nothing is wrong while all move, or after the end."""
    assert made.link.hung == "link", "it has not begun"
    made.link.start()
    until(lambda: made.link.silence == 0)
    assert made.link.hung == ""
    made.streams[0].turned -= link_module.HUNG_S
    assert made.link.hung == "event-stream"
    made.streams[0].turned, made.streams[0].alive = time.monotonic(), False
    assert made.link.hung == "event-stream"
    made.link.close()
    assert made.link.hung == ""


def test_a_question_that_is_never_answered_is_noticed(
    made: SimpleNamespace, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that waits for longer than anything may take counts as hung."""
    asked, answered = threading.Event(), threading.Event()

    def never(_status: dict[str, Any]) -> None:
        asked.set()
        answered.wait(30)

    monkeypatch.setattr(made.client, "heartbeat", never)
    monkeypatch.setattr(link_module, "HUNG_S", 0.05)
    made.link.start()
    until(asked.is_set)
    until(lambda: made.link.hung == "link")
    answered.set()
