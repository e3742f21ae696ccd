"""Bad input: the contract's status and one clear line, never a fault of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest

KEY = "0123456789abcdef"
JSON = "application/json"


def is_problem(answer: Any, status: int, field: str | None = None) -> None:
    """The answer is this problem, as RFC 9457 says."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert answer.json.get("field") == field


NOT_JSON = [
    b"{",
    b"service=A",
    b"\xff\xfe",
    b'{"service":"\xff"}',
    b"[" * 60_000,
    b'{"service":"\\ud800"}',
    b"\xef\xbb\xbf{}",
]


@pytest.mark.parametrize("body", NOT_JSON, ids=[repr(each[:12]) for each in NOT_JSON])
def test_what_is_not_json_is_400(kiosk: Any, body: bytes) -> None:
    """Broken, wrongly encoded, too deep."""
    is_problem(kiosk.post("/tickets", data=body, content_type=JSON), 400)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"service": "Z"}, "service"),
        ({}, "service"),
        ({"service": None}, "service"),
        ({"service": 1}, "service"),
        ({"service": ""}, "service"),
        ({"service": "A" * 21}, "service"),
        ({"service": "A\x00"}, "service"),
        ({"service": "A\n"}, "service"),
        ({"service": "\u0661"}, "service"),
        ({"service": "A", "language": "xx"}, "language"),
        ({"service": "A", "language": "e\x07n"}, "language"),
        ({"service": "A", "more": 1}, "more"),
        ([], "body"),
        ("A", "body"),
        (None, "service"),
    ],
)
def test_an_invalid_field_is_named(kiosk: Any, body: object, field: str) -> None:
    """422; nothing was taken."""
    is_problem(kiosk.post("/tickets", body), 422, field)
    assert kiosk.take("A")["number"] == "A001"


@pytest.mark.parametrize("body", [{"a": 1}, [], 5, '"x"'])
def test_calls_without_fields_take_none(button: Any, body: object) -> None:
    """An empty body or {} is right, anything else 422."""
    assert button.post("/counters/2/next", body).status_code == 422
    assert button.post("/counters/2/next", {}).status_code == 200


@pytest.mark.parametrize(
    "key", [None, "short", "x" * 15, "x" * 129, "ünprintable key 1", "tab\there 0123456789"]
)
def test_a_missing_or_malformed_key_is_422(kiosk: Any, key: str | None) -> None:
    """And named by its header."""
    is_problem(kiosk.post("/tickets", {"service": "A"}, key=key), 422, "Idempotency-Key")


@pytest.mark.parametrize("key", ["x" * 16, "x" * 128, "a b!~ 0123456789"])
def test_every_printable_key_is_taken(kiosk: Any, key: str) -> None:
    """16 to 128 characters."""
    assert kiosk.post("/tickets", {"service": "A"}, key=key).status_code == 201


def test_a_large_body_is_413(kiosk: Any) -> None:
    """Refused before it is read."""
    large = json.dumps({"service": "A" * (10 << 20)}).encode()
    is_problem(kiosk.post("/tickets", data=large, content_type=JSON), 413)


def test_64_kilobytes_are_read(kiosk: Any) -> None:
    """The limit itself is not too large."""
    body = b'{"service":"A"}'.ljust(64 * 1024)
    assert kiosk.post("/tickets", data=body, content_type=JSON).status_code == 201
    is_problem(kiosk.post("/tickets", data=body + b" ", content_type=JSON), 413)


@pytest.mark.parametrize(
    "sent", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
)
def test_another_content_type_is_415(kiosk: Any, sent: str) -> None:
    """Whatever the body says."""
    is_problem(kiosk.post("/tickets", data=b'{"service":"A"}', content_type=sent), 415)


@pytest.mark.parametrize(
    "shown_at",
    [
        "yesterday",
        "2026-11-24T11:00:00",
        "0001-01-01T00:00:00+10:00",
        "9999-12-31T23:59:59-10:00",
        10**400,
        [],
        None,
    ],
)
def test_a_time_that_is_none_is_422(display: Any, shown_at: object) -> None:
    """Without an offset, outside the calendar, or no time at all."""
    answer = display.post("/displays/shown", {"event_id": 1, "shown_at": shown_at})
    is_problem(answer, 422, "shown_at")


@pytest.mark.parametrize("event_id", [0, -1, 2**60, 10**400, "x", 1.5])
def test_an_event_id_that_is_none_is_422(display: Any, event_id: object) -> None:
    """Zero, below, beyond, or no number."""
    answer = display.post("/displays/shown", {"event_id": event_id, "shown_at": "2026-11-24T11:00:00Z"})
    is_problem(answer, 422, "event_id")


@pytest.mark.parametrize(
    "status",
    [{"a": 10**400}, {"a": 1e308}, {"a": "x" * 200}, {str(n): n for n in range(40)}, {"a": None, "b": True}],
)
def test_a_heartbeat_may_say_odd_things(kiosk: Any, status: object) -> None:
    """Odd figures are taken or refused, and never a fault."""
    assert kiosk.post("/devices/heartbeat", {"status": status}).status_code in {204, 422}


@pytest.mark.parametrize(
    "status",
    [
        {"a": "x" * 201},
        {str(n): n for n in range(41)},
        {"": 1},
        {"a b": 1},
        {"a": "\x00"},
        {"a": {}},
        {"a": []},
    ],
)
def test_a_heartbeat_has_its_limits(kiosk: Any, status: object) -> None:
    """Short texts, at most 40 of them, no control characters."""
    assert kiosk.post("/devices/heartbeat", {"status": status}).status_code == 422


def test_figures_that_json_does_not_know(kiosk: Any) -> None:
    """NaN and Infinity: no fault of ours."""
    for body in (b'{"status":{"a":NaN}}', b'{"status":{"a":Infinity}}', b'{"status":{"a":1e999}}'):
        answer = kiosk.post("/devices/heartbeat", data=body, content_type=JSON)
        assert answer.status_code in {204, 400, 422}


PARTS = [
    "%00",
    "%0a",
    "%ff",
    "%ED%A0%80",
    "x" * 3000,
    "..",
    "%2e%2e",
    "a%20b",
    "'",
    "%27%20OR%201=1",
    "\u202e",
    "-1",
]


@pytest.mark.parametrize("part", PARTS)
def test_odd_paths_are_not_there(staff: Any, kiosk: Any, part: str) -> None:
    """404 for any ticket, counter or token nobody knows, NUL and wrong UTF-8 included."""
    for answer in (
        staff.get(f"/tickets/{part}"),
        staff.post(f"/tickets/{part}/arrive"),
        staff.post(f"/counters/{part}/next"),
        kiosk.post(f"/tickets/{part}/print", {"result": "sent"}),
        staff.get(f"/t/{part}"),
        staff.get(f"/t/{part}/events"),
    ):
        assert answer.status_code in {404, 405, 308}, answer.text


def test_a_print_reason_has_no_control_characters(kiosk: Any) -> None:
    """It reaches logs and screens."""
    path = f"/tickets/{kiosk.take('A')['id']}/print"
    for reason in ("\x00", "a\x1b[31m", "a\nb", "\x7f", "\x9b1m", "x" * 201):
        is_problem(kiosk.post(path, {"result": "failed", "reason": reason}), 422, "reason")
    is_problem(kiosk.post(path, {"result": "burnt"}), 422, "result")


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "9" * 19, "\u0661", "", " "])
def test_an_odd_last_event_id_is_422(display: Any, last: str) -> None:
    """Named by its header."""
    try:
        answer = display.get(
            "/events", headers={"Last-Event-ID": last.encode().decode("latin-1")}, buffered=False
        )
    finally:
        pass
    is_problem(answer, 422, "Last-Event-ID")


def test_a_wrong_method_is_405_and_says_which_is_right(kiosk: Any) -> None:
    """With the Allow header that HTTP asks for."""
    answer = kiosk.get("/tickets")
    is_problem(answer, 405)
    assert "POST" in answer.headers["Allow"]
    is_problem(kiosk.client.delete("/api/v1/board"), 405)


def test_an_unknown_address_is_a_problem_too(nobody: Any) -> None:
    """404 as problem+json."""
    is_problem(nobody.get("/nothing"), 404)
    is_problem(nobody.client.get("/api/v2"), 404)


def test_head_and_options_do_no_harm(kiosk: Any) -> None:
    """HEAD answers as GET without a body, OPTIONS tells the methods."""
    head = kiosk.client.head("/api/v1/services", headers=kiosk.headers)
    assert (head.status_code, head.data) == (200, b"")
    stream = kiosk.client.head("/api/v1/events", headers=kiosk.headers)
    assert (stream.status_code, stream.data) == (200, b"")
    options = kiosk.client.options("/api/v1/tickets")
    assert options.status_code == 200
    assert "POST" in options.headers["Allow"]


def test_every_answer_carries_the_headers_of_caution(kiosk: Any, nobody: Any) -> None:
    """Problems too."""
    for answer in (kiosk.get("/services"), nobody.get("/nothing")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert kiosk.get("/services").headers["Cache-Control"] == "no-store"
