"""What staff see of a call on the lobby's screens, and of the screens themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from server.stream import Hub
from server.stream.frames import wire_time


@pytest.fixture
def call(kiosk: Any, staff: Any, desk: Any, site_id: int) -> Callable[[], tuple[str, int]]:
    """Call somebody to counter 1: the ticket's id, and the event."""

    def made() -> tuple[str, int]:
        ticket = kiosk.take("A")["id"]
        staff.next("1")
        with desk.view(site_id) as view:
            return ticket, view.last_event

    return made


PAGE = "/staff/counter/1/now"
NOT_YET = "Not shown yet"
NOBODY = "No screen in the lobby is connected"


def test_a_call_that_no_screen_shows_is_said(
    staff: Any, display: Any, as_device: Any, call: Any, clock: Any
) -> None:
    """After three seconds, until one has told that it shows it; a call made again has to be shown again."""
    display.beat(showing=None)
    ticket, event = call()
    assert f"hidden>{NOT_YET}" in staff.client.get(PAGE).text
    clock.advance(seconds=4)
    for path in (PAGE, f"/staff/ticket/{ticket}"):
        assert NOT_YET in staff.reads(path)
    assert "hidden" not in re.search(f"<span[^>]*>{NOT_YET}", staff.client.get(PAGE).text)[0]  # type: ignore[index]
    display.post("/displays/shown", {"event_id": event, "shown_at": wire_time(clock.now)})
    for path in (PAGE, f"/staff/ticket/{ticket}"):
        text = staff.reads(path)
        assert "shown on 1 screen" in text
        assert NOT_YET not in text
    staff.post("/counters/1/recall")
    clock.advance(seconds=4)
    assert NOT_YET in staff.reads(PAGE)


def test_without_a_screen_there_is_nothing_to_wait_for(
    staff: Any, display: Any, desk: Any, site_id: int, call: Any, clock: Any
) -> None:
    """One that has not been heard of for two minutes is not connected; where none was ever let in, nothing is said."""
    from server.desk import setup

    call()
    assert NOBODY in staff.reads(PAGE)
    display.beat()
    clock.advance(seconds=30)
    assert NOBODY not in staff.reads(PAGE)
    clock.advance(seconds=100)
    assert NOBODY in staff.reads(PAGE)
    setup.revoke_device(desk, site_id, "display")
    text = staff.reads(PAGE)
    assert NOBODY not in text
    assert NOT_YET not in text


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({"services": "B,C"}, False),
        ({"services": "A,B"}, True),
        ({"counters": "2"}, False),
        ({"counters": ""}, True),
    ],
)
def test_a_screen_for_others_is_not_waited_for(
    staff: Any, display: Any, call: Any, clock: Any, status: dict[str, str], expected: bool
) -> None:
    """A screen tells for which services and counters it is."""
    display.beat(**status)
    call()
    clock.advance(seconds=4)
    assert (NOT_YET in staff.reads(PAGE)) is expected


def test_a_screen_without_sound_is_named_above_the_staffs_pages(
    display: Any, staff: Any, as_user: Any, app: Any, site_id: int, clock: Any
) -> None:
    """Like a kiosk without paper, with one event; on the lists of devices and of screens, with what it shows."""
    hub: Hub = app.extensions["hub"]
    display.beat(showing="A042", sound="")
    before = hub.last(site_id)
    for _ in range(3):
        display.beat(showing="A042", sound="there is no sound card")
    assert hub.last(site_id) == before + 1
    for page in ("/staff", PAGE):
        assert "display · the sound has a fault" in staff.reads(page)
    text = as_user("zoe").reads("/staff/devices")
    assert "On the board A042" in text
    assert "Sound there is no sound card" in text
    text = staff.reads("/staff/lobby")
    assert "A042 Here now the sound has a fault" in text
    display.beat(showing=None, sound="")
    assert "fault" not in staff.reads("/staff")
    clock.advance(seconds=130)
    assert "display · not heard of for 2 min" in staff.reads("/staff")


def test_staff_tell_the_waiting_room_something(staff: Any, display: Any, clock: Any) -> None:
    """From a form like a pause's; it stands until somebody takes it back; a slip is said and loses nothing."""
    token = staff.headers["X-CSRFToken"]

    def send(key: str, path: str = "", **fields: str) -> Any:
        form = {"csrf_token": token, "key": key.ljust(20, "-"), **fields}
        return staff.client.post(f"/staff/lobby{path}", data=form)

    assert send("first", **{"message-en": " "}).status_code == 422
    wrong = send("second", **{"message-en": "At three", "until": "10:00"})
    assert wrong.status_code == 422
    assert 'value="At three"' in wrong.text
    done = send("third", **{"message-en": "We close  at three", "message-ar": "نغلق", "until": "15:00"})
    assert (done.status_code, done.location) == (303, "/staff/lobby")
    (notice,) = display.get("/board").json["notices"]
    assert notice["text"] == {"en": "We close at three", "ar": "نغلق"}
    assert notice["until"] == "2026-11-24T15:00:00.000Z"
    text = staff.reads("/staff/lobby")
    assert "On every screen now We close at three نغلق until 15:00" in text
    assert send("fourth", "/back").status_code == 303
    assert display.get("/board").json["notices"] == []
    assert "On every screen now" not in staff.reads("/staff/lobby")
