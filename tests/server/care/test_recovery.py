"""After a restore: numbers and event ids go on above what anybody has seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.app import create_app
from server.care.restoring import restore_file
from server.desk import Desk
from server.desk.check import check
from server.desk.recovery import Recovery, mark_restored, seen_numbers
from server.problems import Unavailable
from server.store.backup import write_backup
from server.store.database import connect
from server.store.seen import Notes, Seen, lost, remember, remembered, seen_now


class Ticking:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticking() -> Ticking:
    """Monotonic time."""
    return Ticking()


@pytest.fixture
def waiting(database: Any, desk: Desk, kiosk: Any, display: Any, ticking: Ticking) -> Recovery:
    """A town hall with A001 and A002, restored; the kiosk and the display live, and have not told yet."""
    for _ in range(2):
        kiosk.take("A")
    for each in (kiosk, display):
        assert each.post("/devices/heartbeat", {"status": {}}, key=None).status_code == 204
    mark_restored(database, {}, "restored")
    recovery = Recovery(desk, 10.0, ticking)
    desk.gate = recovery.guard
    kiosk.client.application.extensions["recovery"] = recovery
    return recovery


def newest(database: Any) -> Seen:
    """How far the first site has come."""
    with database.reading() as connection:
        return seen_now(connection)[1]


def tell(device: Any, event: int, numbers: str = "") -> None:
    """Connect as a device does that has seen this."""
    headers = {"Last-Event-ID": str(event), "Last-Numbers": numbers}
    answer = device.get("/events", headers=headers, buffered=False)
    assert answer.status_code == 200
    answer.close()


def test_nothing_is_given_before_the_devices_have_told(
    waiting: Any, kiosk: Any, display: Any, database: Any
) -> None:
    """503 with Retry-After until both have; then the next number and the next id are above what they saw."""
    before = newest(database).event
    refused = kiosk.post("/tickets", {"service": "A"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    tell(display, before + 40, "A 7 2026-11-24T11:00:00.000Z, B 3 2026-11-24T11:00:00.000Z")
    assert kiosk.post("/tickets", {"service": "A"}).status_code == 503
    tell(kiosk, before + 38, "A 9 2026-11-24T11:00:01.000Z")
    assert kiosk.take("A")["number"] == "A010"
    assert kiosk.take("B")["number"] == "B004"
    assert newest(database).event == before + 43
    notes: list[str] = []
    assert check(database, notes) == []
    assert notes == [
        "site main: A003 to A009 of 2026-11-24 were lost with a restored backup",
        "site main: B001 to B003 of 2026-11-24 were lost with a restored backup",
    ]


def test_a_heartbeat_tells_too(waiting: Any, kiosk: Any, display: Any, database: Any) -> None:
    """For a device that follows no events."""
    before = newest(database).event
    status = {"event_id": before + 5, "last_A": "4 2026-11-24T11:00:00.000Z"}
    assert kiosk.post("/devices/heartbeat", {"status": status}, key=None).status_code == 204
    assert display.post("/devices/heartbeat", {"status": {}}, key=None).status_code == 204
    assert kiosk.take("A")["number"] == "A005"
    assert check(database) == []


def test_a_device_that_is_gone_is_not_waited_for_long(
    waiting: Any, kiosk: Any, ticking: Ticking, database: Any, clock: Any
) -> None:
    """After the grace the queue goes on; what it tells later still counts."""
    before = newest(database).event
    tell(kiosk, before)
    waiting.look()
    assert waiting.waits
    ticking.now += 10.1
    waiting.look()
    assert not waiting.waits
    assert kiosk.take("A")["number"] == "A003"
    now = newest(database).event
    tell(kiosk, now + 30, "A 8 2026-11-24T11:00:02.000Z")
    assert kiosk.take("A")["number"] == "A009"
    assert newest(database).event == now + 32
    assert "changes were lost" in waiting.notes()["recovery"]
    assert check(database) == []


def test_what_cannot_be_is_not_believed(waiting: Any, kiosk: Any, display: Any, database: Any) -> None:
    """Yesterday's numbers, numbers beyond the range, ids far away, words."""
    before = newest(database).event
    odd = "A 500 2026-11-23T11:00:00Z, B 1000 2026-11-24T11:00:00Z, C x y, Z 3 2026-11-24T11:00:00Z, A 6 tomorrow,,"
    tell(kiosk, before + 10_000_000, odd)
    tell(display, 0, "A 905 2026-11-24T11:00:00Z")  # of a kiosk's own band
    assert kiosk.take("A")["number"] == "A003"
    assert kiosk.take("B")["number"] == "B001"
    assert newest(database).event == before + 3
    assert check(database) == []


def test_a_listener_gets_every_id_after_the_jump(
    waiting: Any, kiosk: Any, display: Any, database: Any
) -> None:
    """Who has seen 40 events more resumes with `log.resumed`, and who has seen less is told the same."""
    before = newest(database).event
    tell(kiosk, before + 40)
    tell(display, before)
    kiosk.client.application.extensions["hub"].poll()
    kiosk.take("A")
    for last in (before, before - 1, before + 40):
        answer = display.get("/events", headers={"Last-Event-ID": str(last)}, buffered=False)
        frames = b""
        for part in answer.response:
            frames += part
            if b"ticket.issued" in part.split(b"log.resumed")[-1]:
                break
        answer.close()
        ids = [int(line[4:]) for line in frames.decode().split("\n") if line.startswith("id: ")]
        assert ids == [*range(last + 1, before + 1), before + 41, before + 42]


def test_a_site_without_devices_goes_on_at_once(database: Any, desk: Desk, kiosk: Any) -> None:
    """Nobody is there to be waited for; what this machine remembers counts."""
    kiosk.take("A")
    day = newest(database).numbers["A"][0]
    mark_restored(database, {1: Seen(90, {"A": (day, 30)})}, "restored")
    recovery = Recovery(desk)
    desk.gate = recovery.guard
    recovery.look()
    assert kiosk.take("A")["number"] == "A031"
    assert newest(database).event == 92


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_restored_file_remembers_the_one_before_it(
    database: Any, kiosk: Any, clock: Any, tmp_path: Path, kind: str
) -> None:
    """The replaced database itself says how far it had come, and is kept."""
    kiosk.take("A")
    write_backup(database, tmp_path / "backup", check)
    for _ in range(4):
        kiosk.take("A")
    was = newest(database).event
    database.close()
    file = tmp_path / "nextplease.db"
    aside = restore_file(file, tmp_path / "backup", "replaced", "restored")
    assert aside is not None
    again = connect(f"sqlite:///{file}")
    kept = connect(f"sqlite:///{aside}")
    try:
        assert newest(kept).event == was
        app = create_app(again, Desk(again, clock))
        app.extensions["recovery"].look()
        answer = app.test_client().post(
            "/api/v1/tickets",
            json={"service": "A"},
            headers={**kiosk.headers, "Idempotency-Key": "after-the-restore"},
        )
        assert answer.json["number"] == "A006"
        assert newest(again).event > was
        assert check(again) == []
    finally:
        again.close()
        kept.close()


def test_no_day_begins_before_the_log_goes_on(waiting: Any, desk: Desk, clock: Any, database: Any) -> None:
    """The timer that begins a day must not write under an id that was seen."""
    clock.advance(days=1)
    with pytest.raises(Unavailable, match="restored"):
        desk.keep_day()
    assert check(database) == []


def test_notes_survive_a_kill_and_are_not_believed_when_damaged(tmp_path: Path) -> None:
    """A small file beside the database, with a checksum."""
    notes = Notes({1: Seen(7, {"A": ("2026-11-24", 3)}), 2: Seen(1)}, tmp_path / "elsewhere")
    file = tmp_path / "x.seen"
    assert remembered(file) == Notes()
    remember(file, notes)
    assert remembered(file) == notes
    whole = file.read_bytes()
    for place in range(len(whole) - 1):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert remembered(file) in (Notes(), notes)
    file.write_bytes(whole[:20])
    assert remembered(file) == Notes()


def test_how_much_was_lost() -> None:
    """Only what the database lacks, and only as much as can be."""
    here = {1: Seen(100), 2: Seen(5)}
    assert lost({1: Seen(103), 2: Seen(5), 3: Seen(9)}, here) == {1: 3}
    assert lost({1: Seen(50_000_000)}, here) == {}


def test_a_header_is_read_as_it_is_written() -> None:
    """By every device's event stream."""
    from kit.wire import Event
    from kit.witness import Witness

    witness = Witness()
    for number, at in (
        (41, "2026-11-24T10:00:00.000Z"),
        (42, "2026-11-24T10:01:00.000Z"),
        (1, "2026-11-25T10:00:00Z"),
    ):
        witness.heard(
            Event(
                id=number, event="ticket.issued", data={"service": "A", "number": f"A{number:03d}", "at": at}
            )
        )
    witness.heard(
        Event(
            id=50,
            event="ticket.issued",
            data={"service": "A1", "number": "A17", "at": "2026-11-24T10:00:00Z"},
        )
    )
    witness.heard(Event(id=51, event="ticket.called", data={"service": "B", "number": "B009", "at": "x"}))
    assert witness.header() == "A 1 2026-11-25T10:00:00Z, A1 7 2026-11-24T10:00:00Z"
    assert seen_numbers(witness.header()) == {
        "last_A": "1 2026-11-25T10:00:00Z",
        "last_A1": "7 2026-11-24T10:00:00Z",
    }


def test_staff_read_what_is_missing(
    waiting: Any, kiosk: Any, display: Any, as_user: Any, clock: Any, database: Any
) -> None:
    """On every page, for the rest of the business day; without it they would call who is not in the queue any more."""
    tell(display, newest(database).event + 40, "A 7 2026-11-24T11:00:00.000Z, B 1 2026-11-24T11:00:00.000Z")
    tell(kiosk, 0)
    ada = as_user("ada")
    pages = ("/staff", "/staff/counter/2", "/staff/counter/2/now", "/staff/services", "/staff/lobby")
    for each in pages:
        text = ada.reads(each)
        assert "The queue was restored at " in text
        assert "Not in it any more: A003–A007 , B001 . Please ask who was there." in text
    clock.advance(seconds=86_400)
    assert "The queue was restored at " not in ada.reads("/staff")


def test_staff_read_that_changes_were_lost(display: Any, kiosk: Any, staff: Any, database: Any) -> None:
    """Though nobody restored anything; what is told of later is added."""
    kiosk.take("A")
    tell(display, newest(database).event + 3, "A 3 2026-11-24T11:00:00.000Z")
    assert "changes to the queue were lost. Not in it any more: A002–A003 . Please" in staff.reads("/staff")
    tell(display, newest(database).event + 3, "A 4 2026-11-24T11:00:00.000Z")
    assert "Not in it any more: A002–A003 , A004 . Please" in staff.reads("/staff")


def test_without_a_number_that_is_missing_staff_are_told_to_ask(
    waiting: Any, kiosk: Any, display: Any, staff: Any, database: Any
) -> None:
    """Calls and moves may be lost all the same."""
    for each in (kiosk, display):
        tell(each, newest(database).event)
    assert "What happened just before may be missing. Please ask who is here." in staff.reads("/staff")
