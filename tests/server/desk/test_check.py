"""`check`: says nothing about a sound database, and names each row that was altered by hand."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from server.callers import system
from server.desk import setup, users
from server.desk.check import check, found_wrong


@pytest.fixture
def busy_day(
    kiosk: Any,
    staff: Any,
    button: Any,
    display: Any,
    nobody: Any,
    clock: Any,
    desk: Any,
    site_id: int,
) -> None:
    """A bit of everything: calls, recalls, ends of each kind, prints, a new day, devices and users changed."""
    taken = [kiosk.take(code) for code in "ABAACA"]
    kiosk.post(f"/tickets/{taken[0]['id']}/print", {"result": "printed"})
    for _ in range(3):
        staff.next("1")
        clock.advance(seconds=20)
    button.next("2")
    button.post("/counters/2/recall")
    staff.post(f"/tickets/{taken[1]['id']}/arrive")
    shown = {"event_id": display.get("/board").json["event_id"] - 1, "shown_at": "2026-11-24T11:00:00Z"}
    display.post("/displays/shown", shown)
    setup.revoke_device(desk, site_id, "kiosk two")
    users.disable(desk, site_id, "max")
    users.set_password(desk, site_id, "zoe", "a new password")
    clock.advance(days=1)
    for _ in range(2):
        kiosk.take("A")
    button.next("2")
    _busier(kiosk, staff, nobody, clock)


def _busier(kiosk: Any, staff: Any, nobody: Any, clock: Any) -> None:
    """Everything that staff and customers can do beside."""
    first, needy, moved, late = (kiosk.take("A") for _ in range(4))
    staff.take("C", priority=True, note="With a dog.")
    for ticket, way in ((first, "hold"), (needy, "hold"), (needy, "resume"), (late, "cancel")):
        clock.advance(seconds=5)
        assert staff.post(f"/tickets/{ticket['id']}/{way}").status_code == 200
    staff.post(f"/tickets/{moved['id']}/transfer", {"service": "B", "counter": "3"})
    nobody.post(f"/t/{needy['token']}/delay", {"minutes": 5})
    staff.post(f"/tickets/{first['id']}/call", {"counter": "1"})
    staff.post(f"/tickets/{first['id']}/finish")
    nobody.post(f"/t/{first['token']}/feedback", {"csat": 2, "nps": 3})
    nobody.post(f"/t/{first['token']}/feedback", {"csat": 5})
    staff.post(f"/tickets/{kiosk.take('A')['id']}/hold")
    staff.post("/counters/3/open", {"services": ["B", "C"]})
    staff.post("/counters/1/break", {"reason": "Tea"})
    staff.post("/services/C/pause", {"message": {"en": "Back soon"}, "until": "2026-11-25T12:00:00Z"})


def test_a_sound_database_has_nothing_to_say(busy_day: None, database: Any) -> None:
    """After a day with everything in it."""
    assert check(database) == []


FIRST = "id = (SELECT min(id) FROM tickets)"
HELD = "state = 'held'"
MOVED = "for_counter = '3'"
ALTERED = {
    f"UPDATE tickets SET number = 77 WHERE {FIRST}": "ticket A001 of 2026-11-24",
    f"UPDATE tickets SET state = 'waiting' WHERE {FIRST}": "state is 'waiting'",
    f"UPDATE tickets SET language = 'ar' WHERE {FIRST}": "language",
    f"UPDATE tickets SET created_at = created_at + 1 WHERE {FIRST}": "created_at",
    f"UPDATE tickets SET called_at = called_at - 1 WHERE {FIRST}": "called_at",
    f"UPDATE tickets SET recalls = 9 WHERE {FIRST}": "recalls",
    f"UPDATE tickets SET counter = '3' WHERE {FIRST}": "counter",
    f"UPDATE tickets SET end_reason = 'served' WHERE {FIRST}": "end_reason",
    f"UPDATE tickets SET print_result = 'failed' WHERE {FIRST}": "print_result",
    f"UPDATE tickets SET token_hash = 'x' WHERE {FIRST}": "token_hash",
    f"UPDATE tickets SET device_id = NULL WHERE {FIRST}": "device_id",
    f"UPDATE tickets SET business_day = '2026-11-20' WHERE {FIRST}": "business_day",
    f"UPDATE tickets SET id = 'forged' WHERE {FIRST}": "the log never issued it",
    f"DELETE FROM tickets WHERE {FIRST}": "its row is missing",
    f"UPDATE tickets SET held_at = held_at + 1 WHERE {HELD}": "held_at",
    f"UPDATE tickets SET state = 'waiting' WHERE {HELD}": "state is 'waiting'",
    "UPDATE tickets SET held_ms = 0 WHERE held_ms > 0": "held_ms",
    f"UPDATE tickets SET for_counter = NULL WHERE {MOVED}": "for_counter",
    f"UPDATE tickets SET special = (1 = 0) WHERE {MOVED}": "special",
    f"UPDATE tickets SET waits_for = 'A' WHERE {MOVED}": "waits_for",
    "UPDATE tickets SET queue_class = 'standard' WHERE queue_class = 'priority'": "queue_class",
    "UPDATE tickets SET place_at = created_at WHERE place_at > created_at": "place_at",
    "UPDATE tickets SET due_at = 5 WHERE state = 'held'": "due_at",
    "UPDATE tickets SET promise_high_s = 5 WHERE state = 'held'": "promise_high_s",
    "UPDATE number_counters SET irregular = irregular + 1 WHERE service = 'B'": "out of the order of arrival",
    "UPDATE counters SET reason = 'Lunch' WHERE code = '1'": "counter 1: reason",
    "UPDATE counters SET serves = NULL WHERE code = '3'": "counter 3: serves",
    "UPDATE counters SET run = 1 WHERE code = '3'": "counter 3: run",
    "UPDATE services SET paused = (1 = 0) WHERE code = 'C'": "service C: paused",
    "UPDATE services SET paused_until = NULL WHERE code = 'C'": "service C: paused_until",
    "UPDATE services SET message = '{}' WHERE code = 'C'": "service C: message",
    "UPDATE feedback SET csat = 4": "csat is 4, the log says 5",
    "UPDATE feedback SET nps = NULL": "nps",
    "UPDATE feedback SET at = at + 1": "feedback of",
    "DELETE FROM feedback": "its row is missing",
    "UPDATE sites SET last_place = last_place + 1 WHERE code = 'main'": "newest place",
    "UPDATE sites SET floor_event = floor_event - 1 WHERE code = 'main'": "floor changed last",
    "UPDATE events SET event = 'ticket.finished' WHERE id = 20": "event 20",
    "UPDATE events SET at = at + 1 WHERE id = 20": "event 20",
    "UPDATE events SET data = replace(data, 'A', 'B') WHERE id = 20": "event 20",
    "UPDATE events SET actor = 'system' WHERE id = 20": "event 20",
    "UPDATE events SET checksum = 1 WHERE id = 20": "event 20",
    "UPDATE events SET id = 9999 WHERE id = 20": "21 follows 19",
    "DELETE FROM events WHERE id = 20": "21 follows 19",
    "UPDATE number_counters SET last = last + 1 WHERE service = 'A'": "numbers of A",
    "UPDATE number_counters SET waiting = 7 WHERE service = 'A'": "numbers of A",
    "DELETE FROM number_counters WHERE service = 'B'": "numbers of B",
    "UPDATE counters SET state = 'open' WHERE code = '3'": "counter 3",
    "UPDATE counters SET ticket_id = NULL WHERE code = '2'": "counter 2",
    "UPDATE counters SET next_at = 5 WHERE code = '2'": "counter 2",
    "UPDATE counters SET retired = (1 = 1) WHERE code = '2'": "counter 2",
    "DELETE FROM counters WHERE code = '3' AND site_id = 1": "counter 3",
    "UPDATE services SET position = 9 WHERE code = 'B'": "service B",
    "UPDATE services SET retired = (1 = 1) WHERE code = 'B'": "service B",
    "UPDATE sites SET last_event = last_event + 1 WHERE code = 'main'": "site main",
    "UPDATE sites SET business_day = '2026-12-24' WHERE code = 'main'": "business day",
    "UPDATE sites SET revision = 9 WHERE code = 'main'": "revision",
    "UPDATE sites SET settings = replace(settings, 'Town', 'City') WHERE code = 'main'": "site main: its row",
    "UPDATE sites SET settings = 'broken' WHERE code = 'main'": "site main: its row",
    "UPDATE sites SET secret = 'ff' WHERE code = 'main'": "site main: its row",
    "UPDATE sites SET secret = 'no hex' WHERE code = 'main'": "site main: its row",
    "UPDATE sites SET code = 'renamed' WHERE code = 'main'": "site renamed: its row",
    "UPDATE commands SET answer = replace(answer, 'A001', 'A009')": "stored answer",
    "UPDATE commands SET status = 409": "stored answer",
    "UPDATE commands SET at = at + 1": "stored answer",
    "UPDATE commands SET caller = 'user:99'": "stored answer",
    "UPDATE devices SET role = 'metrics' WHERE name = 'kiosk'": "(kiosk): its row",
    "UPDATE devices SET token_hash = 'x' WHERE name = 'display'": "(display): its row",
    "UPDATE devices SET revoked_at = NULL WHERE name = 'kiosk two'": "(kiosk two): revoked_at",
    "UPDATE devices SET counter = '2' WHERE name = 'button 1'": "(button 1): its row",
    "UPDATE users SET role = 'admin' WHERE name = 'ada'": "(ada): the row",
    "UPDATE users SET disabled_at = NULL WHERE name = 'max'": "(max): the row",
    "UPDATE users SET password_hash = 'x' WHERE name = 'zoe'": "(zoe): the row",
}


def test_each_altered_row_is_named(busy_day: None, database: Any, kind: str) -> None:
    """Whatever the table and the column."""
    missed = {}
    with database.engine.connect() as connection:
        if kind == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        for statement, named in ALTERED.items():
            with connection.begin() as transaction:
                if kind == "postgresql":
                    connection.execute(text("SET LOCAL session_replication_role = replica"))
                assert connection.execute(text(statement)).rowcount >= 1, statement
                found = found_wrong(connection)
                if not any(named in line for line in found):
                    missed[statement] = found
                transaction.rollback()
    assert missed == {}


def test_a_number_given_twice_is_named(busy_day: None, database: Any) -> None:
    """The log itself says so, even when all sums fit."""
    import json

    from server.desk.change import event_checksum

    with database.engine.begin() as connection:
        row = connection.execute(
            text("SELECT * FROM events WHERE event = 'ticket.issued' AND site_id = 1 ORDER BY id LIMIT 1")
        ).one()
        data = json.dumps({**json.loads(row.data), "number": 2}, separators=(",", ":"), sort_keys=True)
        checksum = event_checksum(row.id, row.event, row.at, row.ticket_id, row.actor, data)
        connection.execute(
            text("UPDATE events SET data = :data, checksum = :sum WHERE site_id = 1 AND id = :id"),
            {"data": data, "sum": checksum, "id": row.id},
        )
    found = check(database)
    assert any("A002 was given twice" in line for line in found)
    assert any("ticket A002 of 2026-11-24" in line and "number is 1" in line for line in found)


def test_what_is_told_of_a_ticket_after_its_day(kiosk: Any, nobody: Any, clock: Any, database: Any) -> None:
    """Counts as on the day itself: what the paper did, an answer; and rows of that day are still compared."""
    taken = [kiosk.take("A") for _ in range(5)]
    for ticket in taken[1:3]:
        clock.advance(days=1)
        kiosk.take("A")
        assert kiosk.post(f"/tickets/{ticket['id']}/print", {"result": "printed"}).status_code < 300
        assert nobody.post(f"/t/{taken[3]['token']}/feedback", {"csat": 4}).status_code < 300
    assert check(database) == []
    altered = {
        1: "print_result = 'failed'",
        2: "print_result = NULL",
        3: "recalls = 1",
        4: "business_day = 'x'",
    }
    for place, change in altered.items():
        mine = taken[place]["id"]
        with database.engine.connect() as connection:
            connection.execute(text(f"UPDATE tickets SET {change} WHERE id = '{mine}'"))
            found = [line for line in found_wrong(connection) if f"({mine}): {change.split()[0]} is" in line]
            connection.rollback()
        assert len(found) == 1, change


def test_a_kind_of_event_that_nobody_knows_is_named(desk: Any, site_id: int, database: Any) -> None:
    """So a program that is older than the log says so, instead of finding rows that do not fit."""
    desk.change(system(site_id), lambda change: change.record("counter-plan.changed"))
    assert any(line.endswith("unknown kind 'counter-plan.changed'") for line in check(database))
