"""What screens, staff and phones read."""

from __future__ import annotations

from typing import Any

from server.desk import Desk, setup
from server.sitefile import dump, parse
from server.store.database import connect


def test_services_tell_all_a_kiosk_needs(kiosk: Any) -> None:
    """Names, open or why not, who serves, how many wait."""
    kiosk.take("A"), kiosk.take("B")
    told = kiosk.get("/services").json
    assert told["site"]["languages"] == ["en", "es", "ar"]
    assert told["site"]["public_url"] == "https://queue.example"
    first = told["services"][0]
    wanted = {
        "code": "A",
        "open": True,
        "reason": None,
        "served": False,
        "waiting": 1,
        "ahead": 2,
        "wait": None,
    }
    assert wanted.items() <= first.items()
    assert first["name"]["es"] == "General"


def test_the_queue_is_in_calling_order(kiosk: Any, staff: Any) -> None:
    """Everyone waiting, each with how many are ahead; who was called is gone."""
    for code in "ABA":
        kiosk.take(code)
    assert [(each["number"], each["ahead"]) for each in staff.get("/queue").json["tickets"]] == [
        ("A001", 0),
        ("B001", 1),
        ("A002", 2),
    ]
    staff.next("1")
    assert [each["number"] for each in staff.get("/queue").json["tickets"]] == ["B001", "A002"]


def test_the_board_shows_the_newest_call_first(kiosk: Any, staff: Any, display: Any, clock: Any) -> None:
    """Number, counter with name and direction, language, and how many wait."""
    kiosk.take("A", language="ar"), kiosk.take("B"), kiosk.take("A")
    staff.next("1")
    clock.advance(seconds=5)
    staff.next("3")
    board = display.get("/board").json
    assert [each["number"] for each in board["calls"]] == ["B001", "A001"]
    wanted = {"counter": "1", "direction": "left", "language": "ar", "recalled": False, "state": "called"}
    assert wanted.items() <= board["calls"][1].items()
    assert board["calls"][1]["counter_name"]["es"]
    assert board["calls"][0]["counter_name"] == {"en": "Room three"}
    waiting = {each["service"]: each["count"] for each in board["waiting"]}
    assert waiting == {"A": 1, "B": 0, "C": 0}
    assert board["now"] == "2026-11-24T11:00:05.000Z"


def test_the_board_and_its_events_fit_together(kiosk: Any, display: Any) -> None:
    """The board's event id is the newest event: a stream from there misses nothing."""
    before = display.get("/board").json["event_id"]
    kiosk.take("A")
    assert display.get("/board").json["event_id"] == before + 1


def test_everyone_can_ask_who_they_are(as_device: Any, staff: Any) -> None:
    """A button learns its counter and what that serves."""
    wanted = {"name": "button 1", "role": "counter", "counter": "1", "services": ["A"], "site": "main"}
    assert wanted.items() <= as_device("button 1").get("/me").json.items()
    assert {"name": "ada", "role": "staff", "counter": None}.items() <= staff.get("/me").json.items()


def test_a_site_applied_by_somebody_else_counts_at_once(
    as_device: Any, database_url: str, site_id: int, clock: Any
) -> None:
    """A command line beside the running server changes what a button serves."""
    button = as_device("button 1")
    assert button.get("/me").json["services"] == ["A"]
    other = Desk(connect(database_url), clock)
    text = dump(other.branch(site_id).site).replace('services = ["A"]', 'services = ["A", "B"]')
    setup.apply_site(other, site_id, parse(text, "test"))
    other.database.close()
    assert button.get("/me").json["services"] == ["A", "B"]


def test_a_group_is_told_by_its_name_and_in_each_language(kiosk: Any, desk: Any, site_id: int) -> None:
    """`group` is a text as it always was, the same for all services of a group; `group_name` says it by language."""
    text = (
        'name = "X"\nlanguages = ["de", "en"]\n[[counters]]\ncode = "1"\n[[services]]\ncode = "A"\n'
        'group = "Ausweise"\n[[services]]\ncode = "B"\ngroup = { de = "Ausweise", en = "Papers" }\n'
        '[[services]]\ncode = "C"\n'
    )
    setup.apply_site(desk, site_id, parse(text, "test"))
    told = kiosk.get("/services").json["services"]
    names = {"de": "Ausweise", "en": "Papers"}
    assert [(each["group"], each["group_name"]) for each in told] == [("Ausweise", names)] * 2 + [("", {})]


def test_a_phone_sees_its_ticket_and_nothing_else(kiosk: Any, nobody: Any, staff: Any) -> None:
    """Number, state, people ahead; where to go once called."""
    kiosk.take("A")
    taken = kiosk.take("A")
    path = f"/t/{taken['token']}"
    waiting = nobody.get(path)
    assert {"number": "A002", "state": "waiting", "ahead": 1, "wait": None}.items() <= waiting.json.items()
    assert "id" not in waiting.json
    staff.next("1")
    assert nobody.get(path).json["ahead"] == 0
    staff.next("2")
    called = nobody.get(path).json
    assert (called["state"], called["counter"]) == ("called", "2")


def test_a_phone_that_knows_already_is_told_so(kiosk: Any, nobody: Any, staff: Any) -> None:
    """304 without a body while nothing has changed."""
    path = f"/t/{kiosk.take('A')['token']}"
    etag = nobody.get(path).headers["ETag"]
    same = nobody.get(path, headers={"If-None-Match": etag})
    assert (same.status_code, same.data) == (304, b"")
    staff.next("1")
    changed = nobody.get(path, headers={"If-None-Match": etag})
    assert (changed.status_code, changed.json["state"]) == (200, "called")


def test_an_unknown_ticket_is_404_on_a_phone(nobody: Any) -> None:
    """Page data and stream alike."""
    assert nobody.get("/t/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404
    assert nobody.get("/t/AAAAAAAAAAAAAAAAAAAAAA/events").status_code == 404


def test_a_heartbeat_is_kept(kiosk: Any, database: Any, site_id: int) -> None:
    """The last one, with when it came."""
    from server.store import queries

    assert kiosk.post("/devices/heartbeat", {"status": {"paper": "near_end", "up_s": 12}}).status_code == 204
    with database.reading() as connection:
        row = queries.device_by_name(connection, site_id, "kiosk")
    assert "near_end" in row.status
    assert row.seen_at == 1_795_518_000_000


def test_a_display_tells_that_a_call_is_on_its_glass(kiosk: Any, staff: Any, display: Any) -> None:
    """204 for a call's event, 404 for any other."""
    kiosk.take("A")
    staff.next("1")
    event_id = display.get("/board").json["calls"][0]["event_id"]
    shown = {"event_id": event_id, "shown_at": "2026-11-24T11:00:01Z"}
    answer = display.post("/displays/shown", shown)
    assert (answer.status_code, answer.data) == (204, b"")
    assert display.post("/displays/shown", {**shown, "event_id": 1}).status_code == 404
    assert display.post("/displays/shown", {**shown, "event_id": 10**6}).status_code == 404
