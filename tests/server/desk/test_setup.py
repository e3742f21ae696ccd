"""Setting up a site while it runs: services and counters come and go, history stays."""

from __future__ import annotations

from typing import Any

import pytest

from kit.errors import SettingError
from server.desk import setup, users
from server.desk.check import check
from server.sitefile import dump, parse


@pytest.fixture
def change(desk: Any, site_id: int) -> Any:
    """Applies the site file with texts replaced."""

    def apply(*pairs: tuple[str, str], dry_run: bool = False) -> list[str]:
        text = dump(desk.branch_now(site_id).site)
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        return setup.apply_site(desk, site_id, parse(text, "test"), dry_run=dry_run)

    return apply


def without_service(desk: Any, site_id: int, code: str) -> Any:
    """The site as it is, but for this service."""
    import tomlkit

    document = tomlkit.parse(dump(desk.branch_now(site_id).site)).unwrap()
    document["services"] = [each for each in document["services"] if each["code"] != code]
    return parse(tomlkit.dumps(document), "test")


def test_a_service_with_people_waiting_stays(kiosk: Any, staff: Any, desk: Any, site_id: int) -> None:
    """Refused, saying how many; afterwards it goes, and comes back with its numbers."""
    kiosk.take("C")
    smaller = without_service(desk, site_id, "C")
    before = desk.branch_now(site_id).site
    for dry_run in (True, False):
        with pytest.raises(SettingError, match="service C cannot be removed: 1 person waits"):
            setup.apply_site(desk, site_id, smaller, dry_run=dry_run)
    kiosk.take("C")
    with pytest.raises(SettingError, match="2 people wait"):
        setup.apply_site(desk, site_id, smaller)
    while staff.get("/queue").json["tickets"]:
        setup_clock_on(desk)
        staff.next("2")
    assert setup.apply_site(desk, site_id, smaller)
    assert kiosk.post("/tickets", {"service": "C"}).status_code == 422
    setup.apply_site(desk, site_id, before)
    assert kiosk.post("/tickets", {"service": "C"}).json["reason"] == "full"
    assert check(desk.database) == []


def setup_clock_on(desk: Any) -> None:
    """Two seconds later: a counter may call again."""
    desk.moments.clock.advance(seconds=2)


def test_a_dry_run_changes_nothing(change: Any, desk: Any, site_id: int, display: Any) -> None:
    """It says what it would change, and only that."""
    before = display.get("/board").json
    assert change(("Town Hall", "City Hall"), dry_run=True)
    after = display.get("/board").json
    assert (after["event_id"], after["site"]["name"]) == (before["event_id"], "Town Hall")


def test_what_is_applied_counts_for_the_next_request(change: Any, display: Any) -> None:
    """Without a restart."""
    assert change(("Town Hall", "City Hall"))
    assert display.get("/board").json["site"]["name"] == "City Hall"
    assert change(("City Hall", "City Hall")) == []


def test_a_counter_with_a_customer_stays(kiosk: Any, staff: Any, desk: Any, site_id: int) -> None:
    """Refused until the customer has gone."""
    import tomlkit

    document = tomlkit.parse(dump(desk.branch_now(site_id).site)).unwrap()
    document["counters"] = document["counters"][1:]
    smaller = parse(tomlkit.dumps(document), "test")
    taken = kiosk.take("A")
    staff.next("1")
    with pytest.raises(SettingError, match="counter 1 cannot be removed: it has a customer"):
        setup.apply_site(desk, site_id, smaller)
    staff.post(f"/tickets/{taken['id']}/finish")
    setup.apply_site(desk, site_id, smaller)
    assert staff.post("/counters/1/next").status_code == 404
    assert [each["code"] for each in staff.get("/counters").json["counters"]] == ["2", "3"]
    assert check(desk.database) == []


@pytest.mark.parametrize("name", ["", "x" * 61, "a\nb", "\udcff"])
def test_names_are_printable(desk: Any, site_id: int, name: str) -> None:
    """Of devices and users alike."""
    with pytest.raises(SettingError, match="NAME"):
        setup.add_device(desk, site_id, "kiosk", name, None)
    with pytest.raises(SettingError, match="NAME"):
        users.add(desk, site_id, name, "staff", "long enough")


def test_names_are_given_once(desk: Any, site_id: int) -> None:
    """A second device or user of the name is refused, naming it."""
    with pytest.raises(SettingError, match="'kiosk'"):
        setup.add_device(desk, site_id, "kiosk", "kiosk", None)
    with pytest.raises(SettingError, match="'ada'"):
        users.add(desk, site_id, "ada", "staff", "long enough")


def test_a_button_needs_a_counter_that_is_there(desk: Any, site_id: int) -> None:
    """And no other role takes one."""
    for role, counter in (("counter", None), ("counter", "9"), ("kiosk", "1")):
        with pytest.raises(SettingError, match="--counter"):
            setup.add_device(desk, site_id, role, "new", counter)
