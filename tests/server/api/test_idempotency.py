"""A command is done once for its key, however often it comes."""

from __future__ import annotations

import threading
from typing import Any

from patience import DEADLINE_S

KEY = "0123456789abcdef"


def test_the_same_key_gives_the_same_answer(kiosk: Any) -> None:
    """One ticket, and the answer again to the last character, token and address included."""
    first, again = (kiosk.post("/tickets", {"service": "A"}, key=KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.data == again.data
    assert kiosk.take("A")["number"] == "A002"


def test_white_space_and_defaults_make_no_other_request(kiosk: Any) -> None:
    """The same fields written differently are the same body."""
    first = kiosk.post("/tickets", key=KEY, data='{"service":"A"}', content_type="application/json")
    again = kiosk.post("/tickets", key=KEY, data='{ "service" : "A", "language": null }')
    assert first.data == again.data


def test_the_answer_stays_what_it_was(kiosk: Any, staff: Any) -> None:
    """Even when the ticket has moved on meanwhile."""
    first = kiosk.post("/tickets", {"service": "A"}, key=KEY)
    staff.next("1")
    assert kiosk.post("/tickets", {"service": "A"}, key=KEY).data == first.data


def test_a_refusal_is_kept_too(kiosk: Any, clock: Any) -> None:
    """409 stays 409 under its key though the service has opened since."""
    clock.advance(hours=4)
    closed = kiosk.post("/tickets", {"service": "B"}, key=KEY)
    assert closed.status_code == 409
    clock.advance(hours=19)
    again = kiosk.post("/tickets", {"service": "B"}, key=KEY)
    assert (again.status_code, again.data) == (409, closed.data)
    assert again.content_type == "application/problem+json"
    assert kiosk.take("B")["number"] == "B001"


def test_what_was_invalid_may_be_tried_again(kiosk: Any) -> None:
    """422 and 404 are not kept."""
    assert kiosk.post("/tickets", {"service": "Z"}, key=KEY).status_code == 422
    assert kiosk.post("/tickets", {"service": "A"}, key=KEY).status_code == 201


def test_a_key_is_for_one_request(kiosk: Any, staff: Any) -> None:
    """422 for another body, or another path."""
    kiosk.post("/tickets", {"service": "A"}, key=KEY)
    other = kiosk.post("/tickets", {"service": "C"}, key=KEY)
    assert (other.status_code, other.json["field"]) == (422, "Idempotency-Key")
    staff.post("/counters/1/next", key=KEY)
    assert staff.post("/counters/2/next", key=KEY).status_code == 422


def test_keys_belong_to_their_caller(kiosk: Any, as_device: Any) -> None:
    """Two kiosks that chose the same key get two tickets."""
    first = kiosk.post("/tickets", {"service": "A"}, key=KEY).json
    second = as_device("kiosk two").post("/tickets", {"service": "A"}, key=KEY).json
    other = as_device("other kiosk").post("/tickets", {"service": "A"}, key=KEY).json
    assert (first["number"], second["number"], other["number"]) == ("A001", "A002", "A001")


def test_next_repeated_under_its_key_calls_nobody_else(kiosk: Any, button: Any) -> None:
    """A bounce that reached the server twice."""
    kiosk.take("A"), kiosk.take("A")
    first = button.post("/counters/2/next", key=KEY)
    assert button.post("/counters/2/next", key=KEY).data == first.data
    assert button.get("/board").json["waiting"][0]["count"] == 1


def test_a_shown_call_is_noted_once(kiosk: Any, staff: Any, display: Any) -> None:
    """204 both times, one event."""
    kiosk.take("A")
    staff.next("1")
    board = display.get("/board").json
    shown = {"event_id": board["calls"][0]["event_id"], "shown_at": "2026-11-24T11:00:01Z"}
    for _ in range(2):
        assert display.post("/displays/shown", shown, key=KEY).status_code == 204
    assert display.get("/board").json["event_id"] == board["event_id"] + 1


def test_answers_are_kept_for_seven_days(kiosk: Any, clock: Any) -> None:
    """On the seventh day it is still known; after the eighth day began it may be used anew."""
    first = kiosk.post("/tickets", {"service": "A"}, key=KEY)
    clock.advance(days=6, hours=20)
    assert kiosk.post("/tickets", {"service": "A"}, key=KEY).data == first.data
    clock.advance(days=1, hours=4)
    kiosk.take("A")
    assert kiosk.post("/tickets", {"service": "A"}, key=KEY).data != first.data


def test_a_key_retried_at_the_same_moment_acts_once(kiosk: Any) -> None:
    """Eight copies at once: one ticket, eight equal answers."""
    answers: list[bytes] = []
    gate = threading.Barrier(8)

    def send() -> None:
        gate.wait(DEADLINE_S)
        answers.append(kiosk.post("/tickets", {"service": "A"}, key=KEY).data)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(DEADLINE_S)
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert kiosk.take("A")["number"] == "A002"
