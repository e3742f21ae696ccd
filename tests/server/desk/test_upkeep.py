"""What staff see of the kiosks, and of copies they ask for."""

from __future__ import annotations

from typing import Any

from server.stream import Hub


def test_a_kiosk_in_need_is_named_above_the_staffs_pages(
    kiosk: Any, as_device: Any, staff: Any, as_user: Any, clock: Any
) -> None:
    """In words, the urgent one first; gone when it is well; and one that falls silent is named after two minutes."""
    kiosk.beat(printer="ok", paper="near_end", unsent=3)
    as_device("kiosk two").beat(printer="cover_open", paper="ok", unsent=0)
    for page in ("/staff", "/staff/counter/1", "/staff/counter/1/now"):
        text = staff.reads(page)
        first = text.index("kiosk two · the printer's cover is open")
        assert first < text.index("kiosk · the paper is nearly out · 3 tickets are still to be handed in")
    kiosk.beat(printer="ok", paper="ok", unsent=0)
    assert "nearly out" not in staff.reads("/staff")
    clock.advance(seconds=130)
    as_device("kiosk two").beat(printer="ok", paper="ok")
    text = staff.reads("/staff")
    assert "kiosk · not heard of for 2 min" in text
    assert "kiosk two" not in text


def test_pages_look_again_when_a_kiosks_need_changes(kiosk: Any, app: Any, desk: Any, site_id: int) -> None:
    """One event when the paper goes out, none for heartbeats that tell the same."""
    hub: Hub = app.extensions["hub"]
    before = hub.last(site_id)
    for _ in range(3):
        kiosk.beat(printer="ok", paper="ok")
    assert hub.last(site_id) == before
    for unsent in (0, 1, 2):
        kiosk.beat(printer="paper_out", paper="out", unsent=unsent)
    assert hub.last(site_id) == before + 2  # the paper; then that there are tickets to hand in


def test_the_list_of_devices_tells_how_each_is(kiosk: Any, display: Any, as_user: Any) -> None:
    """Printer, paper, software, temperature and what is still to be handed in."""
    kiosk.beat(printer="paper_out", paper="out", version="1.2.3", temperature_c=48.4, unsent=2)
    display.beat(version="1.2.3", odd=True)
    text = as_user("zoe").reads("/staff/devices")
    for each in (
        "Printer the paper is out",
        "Paper out",
        "Software 1.2.3",
        "Temperature 48 °C",
        "handed in 2",
    ):
        assert each in text


def test_a_ticket_is_printed_again(kiosk: Any, as_device: Any, staff: Any) -> None:
    """At a kiosk that is chosen; the ticket's page says what came of it, or why nothing did."""
    taken = kiosk.take()
    page = f"/staff/ticket/{taken['id']}"
    token = staff.headers["X-CSRFToken"]

    def ask(name: str, key: str) -> str:
        form = {"csrf_token": token, "key": key.ljust(20, "-"), "kiosk": name}
        answer = staff.client.post(f"{page}/print", data=form)
        assert (answer.status_code, answer.location) == (303, page)
        return staff.reads(page)

    assert "kiosk has not been heard of for a minute, so it was not asked." in ask("kiosk", "first")
    as_device("kiosk two").beat()
    text = ask("kiosk two", "second")
    assert "kiosk two is asked for a copy." in text
    assert "A copy was asked for at kiosk two" in text
    as_device("kiosk two").post(f"/tickets/{taken['id']}/print", {"result": "printed"}, key=None)
    assert "A copy was printed at kiosk two" in staff.reads(page)
