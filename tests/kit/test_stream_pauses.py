import logging
import time

import pytest
import requests

from kit.link import LinkLog
from kit.stream import PAUSES_S, PROMPT, EventStream


class Pauses:
    """Stands in for the event that a stream waits on: notes how long, and ends it after some."""

    def __init__(self, most: int) -> None:
        self.taken: list[float] = []
        self._most = most

    def is_set(self) -> bool:
        return len(self.taken) >= self._most

    def wait(self, seconds: float) -> None:
        self.taken.append(seconds)


def test_a_server_that_is_away_is_asked_ever_more_seldom(caplog: pytest.LogCaptureFixture) -> None:
    """After a link that stood, pauses grow to the longest, and the log says once that it was lost."""
    caplog.set_level(logging.INFO)
    pauses = Pauses(8)
    link = LinkLog(logging.getLogger("stream"), patience=0.0)
    stream = EventStream("http://127.0.0.1:9", "token", lambda _event: None, link=link)
    stream._stop = pauses
    stream._heard = time.monotonic()  # it was heard a moment ago

    def away() -> None:
        raise requests.ConnectionError

    stream._read_once = away
    stream._follow()
    assert [round(a / b) for a, b in zip(pauses.taken, PAUSES_S, strict=False)] == [1] * len(PAUSES_S)
    assert min(pauses.taken[-3:]) >= 0.8 * PAUSES_S[-1]
    assert caplog.messages == ["no link to the server yet: it hung up"]


def test_a_link_that_stood_is_taken_up_again_at_once() -> None:
    """A connection that breaks again and again after it stood is mended with the shortest pause each time."""
    pauses = Pauses(5)
    stream = EventStream("http://127.0.0.1:9", "token", lambda _event: None)
    stream._stop = pauses

    def broke_after_a_while() -> None:
        stream._heard = time.monotonic()
        raise requests.ConnectionError

    stream._read_once = broke_after_a_while
    stream._follow()
    assert max(pauses.taken) <= 1.2 * PAUSES_S[0]


@pytest.mark.parametrize(("refused", "longest"), [(False, PROMPT.pauses_s[-1]), (True, PAUSES_S[-1])])
def test_a_lobby_screen_asks_often_while_it_is_let_in(refused: bool, longest: float) -> None:
    """Its pauses stay short, so that it is back soon after the network; one that was shut out has time."""
    pauses = Pauses(8)
    stream = EventStream("http://127.0.0.1:9", "token", lambda _event: None, patience=PROMPT)
    stream._stop = pauses
    stream.refused = refused

    def away() -> None:
        raise requests.ConnectionError

    stream._read_once = away
    stream._follow()
    assert 0.8 * longest <= max(pauses.taken) <= 1.2 * longest


def test_a_lobby_screen_is_back_within_two_seconds_of_the_network() -> None:
    """A try that was under way when the network came back, the pause after it, and a connection take no longer."""
    assert PROMPT.connect_s + 1.2 * PROMPT.pauses_s[-1] < 1.8
    assert PROMPT.silence_s < 5 - 1.5  # a silence is found out before the picture has to say so
