"""What the log says of the link: once lost, once back, in words."""

from __future__ import annotations

import logging
import socket

import pytest
import requests

from kit.client import QueueClient
from kit.errors import Refused, Unreachable
from kit.link import PATIENCE_S, LinkLog, in_words


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged."""
    caplog.set_level(logging.INFO)
    return caplog


def test_a_link_is_lost_once_and_back_once(said: pytest.LogCaptureFixture) -> None:
    """Two parts that notice one outage, again and again, make one line; it is back when both are."""
    link = LinkLog(logging.getLogger("test"), patience=0.0)
    link.well("events")
    for _ in range(3):
        link.trouble("services", "it hung up")
        link.trouble("events", "it does not answer")
    link.well("services")
    link.well("events")
    link.well("services")
    assert said.messages == [
        "the link to the server stands",
        "the link to the server is lost: it hung up",
        "the link to the server is back",
    ]


def test_a_link_that_never_stood_is_not_called_lost(said: pytest.LogCaptureFixture) -> None:
    """A program that starts before its server says so."""
    link = LinkLog(logging.getLogger("test"), patience=0.0)
    link.trouble("events", "its name is not known")
    link.well("events")
    assert said.messages == [
        "no link to the server yet: its name is not known",
        "the link to the server stands",
    ]


def test_a_short_break_is_not_worth_a_word(
    said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is restarted costs no line; a longer break costs one, with what was learnt last."""
    now = 100.0
    monkeypatch.setattr("kit.link.time.monotonic", lambda: now)
    link = LinkLog(logging.getLogger("test"))
    for after, why in ((0.0, "it hung up"), (PATIENCE_S - 0.1, "it hung up")):
        now = 100.0 + after
        link.trouble("events", why)
    link.well("events")
    for after in (0.0, PATIENCE_S, PATIENCE_S + 1):
        now = 200.0 + after
        link.trouble("events", "it hung up" if after == 0 else "it does not answer")
    assert said.messages == [
        "the link to the server stands",
        "the link to the server is lost: it does not answer",
    ]


def unreachable(address: str) -> Unreachable:
    """How a client fails that finds nobody there."""
    with pytest.raises(Unreachable) as caught:
        QueueClient(address, "token", timeout=0.2).me()
    return caught.value


def test_a_missing_server_is_told_in_words() -> None:
    """Whether nobody listens, nobody answers, or somebody else's protocol comes back."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent = unreachable(f"http://127.0.0.1:{mute.getsockname()[1]}")
    assert in_words(silent) == "it does not answer"
    assert in_words(unreachable("http://127.0.0.1:9")) == "nothing listens at its address"
    assert str(unreachable("http://127.0.0.1:9")) == "GET /me: nothing listens at its address"


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "not known to the server"), (403, "another kind of device"), (500, "answered 500")],
)
def test_a_refusal_is_told_in_words(status: int, words: str) -> None:
    """The same words whether a question or the event stream was refused."""
    response = requests.Response()
    response.status_code = status
    assert words in in_words(Refused(status, "No"))
    assert words in in_words(requests.HTTPError(response=response))
