"""Booking, moving, cancelling and listing; what the log and the stored answers keep of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from server.desk.check import check, found_wrong

PERSON = {"name": "Ana García", "phone": "600123456", "note": "Needs the form"}


def booked_rows(database: Any) -> list[Any]:
    """The table as it is."""
    with database.reading() as connection:
        return list(connection.execute(text("SELECT * FROM appointments ORDER BY due_at")).all())


def events(database: Any) -> list[tuple[str, dict[str, Any]]]:
    """What the log says of appointments."""
    query = "SELECT event, data FROM events WHERE event LIKE 'appointment.%' ORDER BY id"
    with database.reading() as connection:
        return [(row.event, json.loads(row.data)) for row in connection.execute(text(query))]


def test_a_new_appointment_has_a_code_that_is_easily_read(book: Any) -> None:
    """Eight signs, none of which looks like another."""
    codes = {book(minutes)["code"] for minutes in range(20)}
    assert len(codes) == 20
    for code in codes:
        assert len(code) == 8
        assert not set(code) & set("01OIL")


def test_a_code_of_ones_own(staff: Any, book: Any, check_in: Any) -> None:
    """Kept as it is typed at the kiosk; the same one is not given twice."""
    assert book(0, code="abc1")["code"] == "ABC1"
    refused = staff.post("/appointments", {"service": "A", "at": "2026-11-24T12:00:00Z", "code": "ABC1"})
    assert (refused.status_code, refused.json["reason"]) == (409, "code_taken")
    assert check_in(code="abc1").status_code == 201


WRONG = (
    ({"service": "Z"}, "service"),
    ({"language": "fr"}, "language"),
    ({"at": "2026-11-23T12:00:00Z"}, "at"),
    ({"at": "2206-11-24T12:00:00Z"}, "at"),
    ({"at": "9999-12-31T23:00:00Z"}, "at"),
    ({"at": "0001-01-01T00:00:00Z"}, "at"),
    ({"at": "2026-11-24T12:00:00"}, "at"),
    ({"name": "a\nb"}, "name"),
    ({"code": "abc"}, "code"),
)


def test_what_cannot_be_is_refused(staff: Any) -> None:
    """The field is named."""
    for wrong, field in WRONG:
        answer = staff.post("/appointments", {"service": "A", "at": "2026-11-24T12:00:00Z", **wrong})
        assert (answer.status_code, answer.json["field"]) == (422, field), wrong


def test_a_day_is_listed_by_time(staff: Any, book: Any) -> None:
    """The business day it is, or another one; a night belongs to the day before."""
    for minutes in (60, 5, 24 * 60, 15 * 60):  # the last is two o'clock in the night
        book(minutes, **PERSON)
    today = staff.get("/appointments").json
    assert today["day"] == "2026-11-24"
    assert [each["at"][11:16] for each in today["appointments"]] == ["11:05", "12:00", "02:00"]
    assert today["appointments"][0]["name"] == PERSON["name"]
    tomorrow = staff.get("/appointments?day=2026-11-25").json["appointments"]
    assert [each["at"][:16] for each in tomorrow] == ["2026-11-25T11:00"]
    for wrong in ("tomorrow", "2026-13-01", "20261124", ""):
        assert staff.get(f"/appointments?day={wrong}").status_code == 422


def test_the_same_source_moves_it(staff: Any, book: Any, database: Any) -> None:
    """Another calendar's entry is one appointment, however often it comes; what is not told stays."""
    first = book(60, source="entry-1@example.org", **PERSON)
    again = book(60, source="entry-1@example.org", name="Ana García")
    assert (again["id"], again["code"], again["phone"]) == (first["id"], first["code"], PERSON["phone"])
    moved = book(90, source="entry-1@example.org", service="B")
    assert (moved["id"], moved["service"], moved["at"]) == (first["id"], "B", "2026-11-24T12:30:00.000Z")
    assert len(booked_rows(database)) == 1
    assert [event for event, _ in events(database)] == ["appointment.booked", "appointment.changed"]
    assert "example.org" not in str(booked_rows(database))


def test_who_is_here_is_not_moved(book: Any, check_in: Any, staff: Any) -> None:
    """The same entry unchanged is fine, a changed one is 409."""
    entry = {"service": "A", "at": "2026-11-24T11:00:00Z", "source": "entry-1"}
    code = staff.post("/appointments", entry).json["code"]
    check_in(code=code)
    again = staff.post("/appointments", entry)
    assert (again.status_code, again.json["state"]) == (200, "arrived")
    moved = staff.post("/appointments", {**entry, "at": "2026-11-24T12:00:00Z"})
    assert (moved.status_code, moved.json["reason"]) == (409, "arrived")


def test_a_cancelled_one_comes_back_only_when_it_is_moved(staff: Any, book: Any) -> None:
    """Reading the same calendar again does not undo what a clerk did."""
    booked = book(60, source="entry-1")
    cancelled = staff.post(f"/appointments/{booked['id']}/cancel")
    assert (cancelled.status_code, cancelled.json["state"]) == (200, "cancelled")
    assert book(60, source="entry-1", name="Ana")["state"] == "cancelled"
    assert book(90, source="entry-1")["state"] == "booked"


def test_what_is_over_is_not_cancelled(staff: Any, book: Any, check_in: Any) -> None:
    """Each with its word; an unknown one is 404."""
    booked = book()
    check_in(code=booked["code"])
    refused = staff.post(f"/appointments/{booked['id']}/cancel")
    assert (refused.status_code, refused.json["reason"]) == (409, "arrived")
    gone = book(5)
    staff.post(f"/appointments/{gone['id']}/cancel")
    refused = staff.post(f"/appointments/{gone['id']}/cancel")
    assert (refused.status_code, refused.json["reason"]) == (409, "cancelled")
    assert staff.post("/appointments/nobody/cancel").status_code == 404


def test_the_same_key_books_once(staff: Any, database: Any) -> None:
    """And gives the same answer again, with the person, though no stored answer has it."""
    body = {"service": "A", "at": "2026-11-24T12:00:00Z", **PERSON}
    first, again = (staff.post("/appointments", body, key="one-and-the-same-key") for _ in range(2))
    assert (first.status_code, first.json) == (201, again.json)
    assert first.json["note"] == PERSON["note"]
    assert len(booked_rows(database)) == 1


def test_who_has_not_come_has_missed_it_when_the_day_is_over(
    book: Any, staff: Any, clock: Any, database: Any, desk: Any
) -> None:
    """Only those of days that are over; also after several days without anybody here."""
    for minutes in (60, 24 * 60, 5 * 24 * 60):
        book(minutes, **PERSON)
    cancelled = book(30, **PERSON)
    staff.post(f"/appointments/{cancelled['id']}/cancel")
    clock.advance(days=3)
    desk.keep_day()
    rows = booked_rows(database)
    assert [row.state for row in rows] == ["cancelled", "missed", "missed", "booked"]
    missed = [data for event, data in events(database) if event == "appointment.missed"]
    assert {each["appointment"] for each in missed} == {rows[1].id, rows[2].id}
    assert check(database) == []


@pytest.mark.parametrize(("days", "forgotten"), [(0, 0), (1, 2), (2, 3)])
def test_people_are_forgotten_with_their_day(
    days: int, forgotten: int, book: Any, check_in: Any, staff: Any, clock: Any, database: Any, desk: Any
) -> None:
    """Arrived, missed and cancelled ones alike; one that was moved is kept until the day it was moved to is over."""
    check_in(code=book(0, **PERSON)["code"])
    book(60, **PERSON)
    gone = book(24 * 60, **PERSON)
    staff.post(f"/appointments/{gone['id']}/cancel")
    book(60, source="entry-1", **PERSON)
    book(48 * 60, source="entry-1")
    clock.advance(days=days)
    desk.keep_day()
    told = [
        each
        for day in ("2026-11-24", "2026-11-25", "2026-11-26")
        for each in staff.get(f"/appointments?day={day}").json["appointments"]
    ]
    known = [{name: each[name] for name in PERSON} for each in told]
    assert known == [dict.fromkeys(PERSON)] * forgotten + [PERSON] * (4 - forgotten)
    assert [row.name is None for row in booked_rows(database)] == [each["name"] is None for each in known]
    assert check(database) == []


def test_neither_log_nor_stored_answers_know_anybody(
    book: Any, check_in: Any, staff: Any, kiosk: Any, database: Any
) -> None:
    """No name, phone, note or code in an event, no name, phone or note in an answer that is kept."""
    booked = book(0, source="entry-1", **PERSON)
    book(20, source="entry-1", **PERSON)
    told = check_in(name="Ana", phone_end="456").json
    gone = book(60, **PERSON)
    staff.post(f"/appointments/{gone['id']}/cancel")
    kiosk.post("/tickets", {"appointment": book(0, **PERSON)["code"]})
    with database.reading() as connection:
        log = str(connection.execute(text("SELECT data FROM events")).all())
        kept = str(connection.execute(text("SELECT answer FROM commands")).all())
    for word in ("Ana", "García", "600123", "form"):
        assert word not in log
        assert word not in kept
    for secret in (booked["code"], gone["code"], told["ticket"]["token"]):
        assert secret not in log
    assert told["ticket"]["token"] not in kept


def test_only_staff_hear_of_appointments(book: Any, app: Any, desk: Any, site_id: int) -> None:
    """A screen in the lobby learns of the event's number, and not what it is about."""
    from server.desk.change import Logged
    from server.stream.frames import encode

    logged = Logged(
        7, "appointment.booked", 0, None, "user:1", {"appointment": "x", "service": "A", "digest": "d"}
    )
    branch = desk.branch(site_id)
    assert b'"service"' not in encode(branch, logged, staff=False)
    assert b'"service"' in encode(branch, logged, staff=True)
    assert b"digest" not in encode(branch, logged, staff=True)


ALTERED = {
    "UPDATE appointments SET due_at = due_at + 1 WHERE state = 'arrived'": "its row is not what was written",
    "UPDATE appointments SET code = 'FORGED22' WHERE state = 'booked'": "its row is not what was written",
    "UPDATE appointments SET service = 'B' WHERE state = 'booked'": "its row is not what was written",
    "UPDATE appointments SET ticket_id = NULL WHERE state = 'arrived'": "its row is not what was written",
    "UPDATE appointments SET state = 'booked' WHERE state = 'arrived'": "state is 'booked', the log says 'arrived'",
    "UPDATE appointments SET id = 'forged' WHERE state = 'booked'": "the log never booked it",
    "DELETE FROM appointments WHERE state = 'cancelled'": "its row is missing",
}


def test_an_altered_appointment_is_named(book: Any, check_in: Any, staff: Any, database: Any) -> None:
    """By `check`; and a sound database has nothing to say."""
    check_in(code=book(0, source="x")["code"])
    book(60)
    staff.post(f"/appointments/{book(90)['id']}/cancel")
    assert check(database) == []
    missed = {}
    with database.engine.connect() as connection:
        for statement, named in ALTERED.items():
            with connection.begin() as transaction:
                assert connection.execute(text(statement)).rowcount == 1, statement
                found = found_wrong(connection)
                if not any(line.startswith("site main: appointment ") and named in line for line in found):
                    missed[statement] = found
                transaction.rollback()
    assert missed == {}
