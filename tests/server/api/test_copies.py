"""Staff have a ticket printed again; a kiosk prints the copy and tells how it went."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.desk import setup
from server.desk.check import check
from server.store.database import Database


def here(kiosk: Any) -> None:
    """The kiosk is heard."""
    assert kiosk.post("/devices/heartbeat", key=None).status_code == 204


def test_a_copy_is_asked_of_a_kiosk(
    kiosk: Any, as_device: Any, staff: Any, display: Any, clock: Any, database: Database
) -> None:
    """By an event that names it; it alone reads what the paper needs, for ten minutes, and tells how it went."""
    taken, other = kiosk.take(name="Ada"), as_device("kiosk two")
    path = f"/tickets/{taken['id']}"
    here(other)
    assert kiosk.get(path).json["token"] is None
    assert other.get(path).status_code == 403
    assert staff.post(f"{path}/reprint", {"kiosk": "kiosk two"}).status_code == 200
    told = other.get(path).json
    assert (told["number"], told["token"], told["url"]) == ("A001", taken["token"], taken["url"])
    assert told["person"] is None
    assert kiosk.get(path).json["token"] is None
    assert other.post(f"{path}/print", {"result": "printed"}).status_code == 204
    assert staff.get(path).json["print_result"] == "printed"
    clock.advance(seconds=601)
    assert other.get(path).json["token"] is None
    events = display.get("/events", headers={"Last-Event-ID": "0"}, buffered=False)
    heard = b"".join(next(events.response) for _ in range(2)).decode()
    events.close()
    data = json.loads(heard.split("event: ticket.reprint\ndata: ")[1].split("\n")[0])
    assert data == {
        "ticket": taken["id"],
        "number": "A001",
        "service": "A",
        "kiosk": "kiosk two",
        "at": "2026-11-24T11:00:00.000Z",
    }
    assert check(database) == []


def test_the_kiosk_that_took_it_prints_it_again_by_itself(kiosk: Any, staff: Any) -> None:
    """Without a name; how the first paper fared is forgotten until the copy's is known."""
    taken = kiosk.take()
    path = f"/tickets/{taken['id']}"
    here(kiosk)
    kiosk.post(f"{path}/print", {"result": "failed", "reason": "paper_out"})
    assert staff.post(f"{path}/reprint").json["print_result"] is None
    assert kiosk.get(path).json["token"] == taken["token"]


def test_a_code_that_a_kiosk_made_is_not_known_here(kiosk: Any, staff: Any) -> None:
    """The copy of a ticket of an outage comes without one, unless the kiosk still has it."""
    paper = {"service": "A", "number": 900, "issued_at": "2026-11-24T11:00:00Z", "token": "x" * 22}
    taken = kiosk.post("/tickets", paper).json
    here(kiosk)
    assert staff.post(f"/tickets/{taken['id']}/reprint").status_code == 200
    assert kiosk.get(f"/tickets/{taken['id']}").json["token"] is None


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("nobody", 404, None),
        ("display", 404, None),
        ("kiosk two", 409, "away"),
        ("gone", 409, "revoked"),
        (None, 422, None),
    ],
)
def test_why_there_is_no_copy(
    kiosk: Any,
    staff: Any,
    clock: Any,
    desk: Any,
    site_id: int,
    as_device: Any,
    name: Any,
    status: int,
    reason: Any,
) -> None:
    """No such kiosk, one that is shut out or not heard of for a minute; staff took it, and did not say where."""
    here(as_device("kiosk two"))
    clock.advance(seconds=61)
    setup.add_device(desk, site_id, "kiosk", "gone", None)
    setup.revoke_device(desk, site_id, "gone")
    taken = staff.take()
    answer = staff.post(f"/tickets/{taken['id']}/reprint", {} if name is None else {"kiosk": name})
    assert (answer.status_code, answer.json.get("reason")) == (status, reason)
    assert kiosk.post(f"/tickets/{taken['id']}/reprint").status_code == 403
