"""The client: retries with the same key, and the difference between no answer, a refusal, and somebody else's page."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from kit.client import QueueClient, new_key
from kit.errors import Refused, Unreachable

TICKET = {
    "id": "x",
    "number": "A001",
    "service": "A",
    "state": "waiting",
    "ahead": 0,
    "language": "en",
    "created_at": "2026-11-24T11:00:00Z",
}
PROBLEM = {"title": "Not possible now", "status": 409, "detail": "Closed.", "reason": "closed"}
PORTAL = b"<html>Welcome to the guests' network</html>"


def answer(status: int, body: object = None, kind: str = "application/json", **headers: str) -> Any:
    """What a server answers: JSON, or bytes as they are."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return status, data, {"Content-Type": kind, **headers}


class Wire(BaseAdapter):
    """Takes the place of the network: plays `answers` by turns, and remembers what was sent."""

    def __init__(self, *answers: Any) -> None:
        super().__init__()
        self.answers = list(answers)
        self.sent: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, **_more: Any) -> requests.Response:  # type: ignore[override]
        self.sent.append(request)
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        status, data, headers = found
        raw = HTTPResponse(
            body=io.BytesIO(data), status=status, headers=headers, preload_content=False, reason="said"
        )
        return requests.adapters.HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def talk() -> Callable[..., tuple[QueueClient, Wire]]:
    """A client on a wire that answers as told."""

    def make(*answers: Any, retries: int = 0) -> tuple[QueueClient, Wire]:
        client = QueueClient("http://queue:8000/", "secret", retries=retries, pause=0)
        wire = Wire(*answers)
        client._session.mount("http://", wire)
        return client, wire

    return make


def test_a_command_carries_token_and_key(talk: Any) -> None:
    """To the right address, with only the fields that are set."""
    client, wire = talk(answer(201, TICKET))
    assert client.take_ticket("A", None, "0123456789abcdef").number == "A001"
    (sent,) = wire.sent
    assert (sent.method, sent.url) == ("POST", "http://queue:8000/api/v1/tickets")
    assert sent.headers["Authorization"] == "Bearer secret"
    assert sent.headers["Idempotency-Key"] == "0123456789abcdef"
    assert json.loads(sent.body) == {"service": "A"}


@pytest.mark.parametrize("trouble", [requests.ConnectionError(), requests.Timeout(), answer(503, PROBLEM)])
def test_a_retry_carries_the_same_key(talk: Any, trouble: Any) -> None:
    """After a broken connection, a time-out or a 503."""
    client, wire = talk(trouble, trouble, answer(200, {"ticket": TICKET}), retries=2)
    assert client.call_next("1", "0123456789abcdef").id == "x"
    assert [each.headers["Idempotency-Key"] for each in wire.sent] == ["0123456789abcdef"] * 3


def test_retries_end(talk: Any) -> None:
    """Unreachable when no answer came, Refused when the last was 503."""
    client, wire = talk(*[requests.ConnectionError()] * 3, retries=2)
    with pytest.raises(Unreachable):
        client.services()
    assert len(wire.sent) == 3
    client, _ = talk(*[answer(503, PROBLEM)] * 2, retries=1)
    with pytest.raises(Refused):
        client.recall("1", new_key())


def test_a_refusal_is_told_whole_and_not_retried(talk: Any) -> None:
    """Status, words, reason and how long to wait."""
    kind = {"kind": "application/problem+json"}
    client, wire = talk(answer(409, PROBLEM, **kind, **{"Retry-After": "7"}), retries=3)
    with pytest.raises(Refused) as caught:
        client.take_ticket("A", "en", new_key())
    assert (caught.value.status, caught.value.reason, caught.value.detail) == (409, "closed", "Closed.")
    assert caught.value.retry_after == 7
    assert len(wire.sent) == 1


@pytest.mark.parametrize("status", [200, 201, 204, 302, 404, 502, 511])
def test_somebody_elses_page_is_not_our_server(talk: Any, status: int) -> None:
    """A captive portal or a proxy, whatever its status: Unreachable, and never taken for an answer."""
    page = answer(status, PORTAL, "text/html", Location="http://portal/")
    calls: list[Callable[[QueueClient], object]] = [
        lambda client: client.services(),
        lambda client: client.take_ticket("A", None, new_key()),
    ]
    if status != 204:  # which says nothing, ours or not
        calls.append(lambda client: client.printed("x", "printed"))
        calls.append(lambda client: client.shown(1, datetime.now(UTC), new_key()))
        calls.append(lambda client: client.heartbeat({}))
    for call in calls:
        client, wire = talk(page)
        with pytest.raises(Unreachable):
            call(client)
        assert len(wire.sent) == 1


def test_what_says_nothing_is_told_by_204(talk: Any) -> None:
    """Print results, shown calls and heartbeats."""
    client, wire = talk(*[answer(204)] * 3)
    client.printed("x", "failed", "paper out")
    client.shown(7, datetime(2026, 11, 24, 11, tzinfo=UTC), new_key())
    client.heartbeat({"paper": "ok"})
    assert json.loads(wire.sent[0].body) == {"result": "failed", "reason": "paper out"}
    assert json.loads(wire.sent[1].body) == {"event_id": 7, "shown_at": "2026-11-24T11:00:00.000Z"}


def test_fields_of_a_newer_server_are_ignored(talk: Any) -> None:
    """An older screen goes on."""
    client, _ = talk(answer(200, {**TICKET, "priority": "high"}))
    assert client.ticket("x").number == "A001"


def test_keys_do_not_repeat() -> None:
    """And have the form that the server asks for."""
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert all(16 <= len(each) <= 128 and each.isprintable() for each in keys)
