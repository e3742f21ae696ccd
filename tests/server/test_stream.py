"""Event streams: the frames, who sees what, when they end, and that they never fall silent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from server.callers import Caller
from server.desk import Desk, setup, users
from server.store.database import connect
from server.stream import COMMENT_S, Hub
from server.stream.phones import Phone


@pytest.fixture
def hub(desk: Desk) -> Iterator[Hub]:
    """A hub that sends a sign of life after 50 quiet milliseconds."""
    made = Hub(desk, comment_s=0.05)
    yield made
    made.close()


def take(frames: Iterator[bytes], count: int) -> list[dict[str, str]]:
    """The next so many frames that are no comments."""
    found: list[dict[str, str]] = []
    for chunk in frames:
        blocks = (each for each in chunk.decode().split("\n\n") if each and not each.startswith(":"))
        found += [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]
        if len(found) >= count:
            return found
    raise AssertionError("the stream ended")


def test_a_frame_is_id_event_and_one_line_of_data(kiosk: Any, desk: Desk, screen: Caller) -> None:
    """In this order, the data as one line of JSON."""
    listening = Hub(desk).listen(screen, None)
    assert next(listening) == b":\n\n"
    taken = kiosk.take("A", language="ar")
    raw = next(listening).decode()
    lines = raw.split("\n")
    assert [line.split(":")[0] for line in lines] == ["id", "event", "data", "", ""]
    assert lines[1] == "event: ticket.issued"
    data = json.loads(lines[2].removeprefix("data: "))
    wanted = {"ticket": taken["id"], "number": "A001", "service": "A", "language": "ar"}
    assert wanted.items() <= data.items()
    assert taken["token"] not in raw


def test_from_the_first_from_now_and_from_a_place(kiosk: Any, hub: Hub, screen: Caller) -> None:
    """0 replays all, absent begins now, a number goes on after it."""
    for _ in range(3):
        kiosk.take("A")
    first = take(hub.listen(screen, 0), hub.last(screen.site_id))
    assert [int(each["id"]) for each in first] == list(range(1, hub.last(screen.site_id) + 1))
    assert first[0]["event"] == "day.started"
    assert [each["id"] for each in take(hub.listen(screen, len(first) - 1), 1)] == [str(len(first))]
    listening = hub.listen(screen, None)
    next(listening)
    kiosk.take("A")
    assert [each["id"] for each in take(listening, 1)] == [str(len(first) + 1)]


def test_every_listener_gets_every_id(kiosk: Any, hub: Hub, screen: Caller, ada: Caller, desk: Desk) -> None:
    """Only the data differs: who did it, and what devices and users are called, is for staff."""
    kiosk.take("A")
    setup.add_device(desk, screen.site_id, "kiosk", "new", None)
    count = hub.last(screen.site_id)
    theirs, hers = take(hub.listen(screen, 0), count), take(hub.listen(ada, 0), count)
    assert [(each["id"], each["event"]) for each in theirs] == [(each["id"], each["event"]) for each in hers]
    assert not any("actor" in each["data"] for each in theirs)
    assert all("actor" in each["data"] for each in hers)
    assert not any("digest" in each["data"] for each in theirs + hers)
    told = {each["event"]: json.loads(each["data"]).keys() for each in theirs}
    assert told["device.added"] == told["bands.assigned"] == {"at"}


def test_a_quiet_stream_shows_that_it_lives(hub: Hub, screen: Caller) -> None:
    """A comment at least every 15 s."""
    listening = hub.listen(screen, None)
    assert [next(listening) for _ in range(3)] == [b":\n\n"] * 3
    assert COMMENT_S < 15


def test_a_busy_stream_shows_that_it_lives_too(kiosk: Any, desk: Desk, screen: Caller) -> None:
    """A comment is never farther from the one before it than that, whatever else was sent."""
    listening = Hub(desk, comment_s=0.0).listen(screen, None)
    assert next(listening) == b":\n\n"
    for _ in range(2):
        kiosk.take("A")
        assert next(listening) == b":\n\n"
        assert b"event: ticket.issued" in next(listening)


def test_another_processs_events_come_too(hub: Hub, screen: Caller, database_url: str, clock: Any) -> None:
    """By looking at the log, with what they wrote."""
    listening = hub.listen(screen, None)
    next(listening)
    other = Desk(connect(database_url), clock)
    for name in ("one", "two"):
        setup.add_device(other, screen.site_id, "display", name, None)
    other.database.close()
    hub.poll()
    assert [each["event"] for each in take(listening, 2)] == ["device.added"] * 2


def test_own_events_wait_for_another_processs_before_them(
    kiosk: Any, hub: Hub, screen: Caller, database_url: str, clock: Any
) -> None:
    """Order is the log's order, whoever told first."""
    listening = hub.listen(screen, None)
    next(listening)
    other = Desk(connect(database_url), clock)
    setup.add_device(other, screen.site_id, "display", "new", None)
    other.database.close()
    kiosk.take("A")
    found = take(listening, 2)
    assert [each["event"] for each in found] == ["device.added", "ticket.issued"]
    assert int(found[1]["id"]) == int(found[0]["id"]) + 1


@pytest.fixture
def cut(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Who reads from the database finds the connection cut, as often as the list's one number says."""
    left, reading = [0], desk.database.reading

    def read() -> Any:
        if left[0]:
            left[0] -= 1
            raise OperationalError("SELECT", {}, Exception("terminating connection\ndue to a restart"))
        return reading()

    monkeypatch.setattr(desk.database, "reading", read)
    return left


def test_a_database_that_was_restarted_ends_no_stream(
    kiosk: Any, hub: Hub, screen: Caller, cut: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    """Who was just reading what it missed reads again; it is said in one line."""
    kiosk.take("A")
    listening = hub.listen(screen, 0)
    assert next(listening) == b":\n\n"
    cut[0] = 3
    newest = hub.last(screen.site_id)
    assert [each["id"] for each in take(listening, newest)] == [str(number + 1) for number in range(newest)]
    assert cut == [0]
    assert caplog.messages == ["streams wait for the database: terminating connection"]


def test_a_phone_outlives_a_restart_of_the_database_too(
    kiosk: Any, hub: Hub, site_id: int, cut: list[int]
) -> None:
    """It is told what it shows, a moment later."""
    taken = kiosk.take("A")
    watching = hub.watch(Phone(site_id, taken["token"], taken["id"]))
    cut[0] = 2
    assert json.loads(take(watching, 1)[0]["data"])["number"] == taken["number"]
    assert cut == [0]


def test_a_revoked_devices_stream_ends(hub: Hub, screen: Caller, desk: Desk) -> None:
    """With the event that says so; another device's goes on."""
    listening = hub.listen(screen, None)
    next(listening)
    setup.revoke_device(desk, screen.site_id, "kiosk")
    assert take(listening, 1)[0]["event"] == "device.revoked"
    setup.revoke_device(desk, screen.site_id, "display")
    assert take(listening, 1)[0]["event"] == "device.revoked"
    with pytest.raises(StopIteration):
        next(listening)


def test_a_users_stream_ends_with_the_password(hub: Hub, ada: Caller, desk: Desk) -> None:
    """Every session ends then; one begun afterwards may replay the past."""
    listening = hub.listen(ada, None)
    next(listening)
    users.set_password(desk, ada.site_id, "ada", "another password")
    take(listening, 1)
    with pytest.raises(StopIteration):
        next(listening)
    again = hub.listen(ada, 0)
    take(again, hub.last(ada.site_id))
    assert next(again) == b":\n\n"


def test_closing_ends_every_stream(hub: Hub, screen: Caller) -> None:
    """When the server goes down."""
    listening = hub.listen(screen, None)
    next(listening)
    assert hub.listeners == 1
    hub.close()
    assert list(listening) == []
    assert hub.listeners == 0


def test_an_abandoned_stream_is_forgotten(hub: Hub, screen: Caller) -> None:
    """Its client has gone."""
    listening = hub.listen(screen, None)
    next(listening)
    listening.close()  # type: ignore[attr-defined]
    assert hub.listeners == 0


def phone_of(taken: dict[str, Any], site_id: int) -> Phone:
    """The phone that follows this ticket."""
    return Phone(site_id, taken["token"], taken["id"])


def test_a_phone_is_told_now_and_at_each_change(kiosk: Any, staff: Any, hub: Hub, site_id: int) -> None:
    """Waiting with one ahead, then none, then called where; nothing that it shows already."""
    kiosk.take("A")
    following = hub.watch(phone_of(kiosk.take("A"), site_id))
    told = [json.loads(take(following, 1)[0]["data"])]
    kiosk.take("A")
    staff.next("1")
    told.append(json.loads(take(following, 1)[0]["data"]))
    staff.next("2")
    told.append(json.loads(take(following, 1)[0]["data"]))
    assert [(each["state"], each["ahead"], each["counter"]) for each in told] == [
        ("waiting", 1, None),
        ("waiting", 0, None),
        ("called", 0, "2"),
    ]
    assert "id" not in told[0]


def test_a_phone_misses_nothing_between_its_first_look_and_its_wait(
    kiosk: Any, staff: Any, hub: Hub, site_id: int
) -> None:
    """The call comes right after the first frame was made."""
    following = hub.watch(phone_of(kiosk.take("A"), site_id))
    assert b'"waiting"' in next(following)
    staff.next("1")
    assert b'"called"' in next(following)


def test_a_phone_hears_signs_of_life_on_a_busy_day(kiosk: Any, hub: Hub, site_id: int) -> None:
    """Other people's tickets change nothing for it, and yet it is not silent."""
    following = hub.watch(phone_of(kiosk.take("A"), site_id))
    next(following)
    for _ in range(3):
        kiosk.take("A")
        assert next(following) == b":\n\n"


def test_a_phones_stream_is_served(kiosk: Any, nobody: Any) -> None:
    """Over HTTP, as an event stream."""
    answer = nobody.get(f"/t/{kiosk.take('A')['token']}/events", buffered=False)
    assert answer.content_type.startswith("text/event-stream")
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"event: ticket.changed" in next(answer.iter_encoded())
    answer.close()
