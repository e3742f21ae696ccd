"""A real server whose clock is wrong, jumps and is put right, and goes through the nights of daylight saving."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from patience import DEADLINE_S

from server.desk import Desk, setup
from server.desk.check import check
from server.sitefile import parse
from server.store.migrate import migrate

SITE = """
name = "Town Hall"
timezone = "{zone}"
day_start = "{day_start}"
services = [{{ code = "A", name = {{ en = "General" }} }}]
counters = [{{ code = "1" }}]
"""


def epoch(moment: str) -> float:
    """A moment in UTC as seconds since 1970."""
    return datetime.fromisoformat(f"{moment}+00:00").timestamp()


@pytest.fixture
def set_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the clock of the programs that this test starts, to a moment in UTC; it goes on from there."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.fail("libfaketime is missing. On Debian: sudo apt install faketime", pytrace=False)
    file = tmp_path / "clock"
    monkeypatch.setenv("LD_PRELOAD", str(found[0]))
    monkeypatch.setenv("FAKETIME_TIMESTAMP_FILE", str(file))
    monkeypatch.setenv("FAKETIME_NO_CACHE", "1")
    monkeypatch.setenv("NO_FAKE_STAT", "1")

    def set_it(moment: str) -> None:
        written = file.with_suffix(".new")
        written.write_text(f"{epoch(moment) - time.time():+.3f}\n")
        written.replace(file)

    return set_it


@dataclass
class Kiosk:
    """A kiosk at the door."""

    server: Any
    token: str

    def take(self) -> dict[str, Any]:
        """Take a ticket, as a kiosk does: a worker that has slept through a year is replaced, and it asks again.

        With the same key, so that it is one ticket. While the worker is replaced, the web server may answer with a page
        of its own, as it does for nobody else's mistake, and what is being written is refused with 503, to be asked
        again; whatever else our own code answers counts.
        """
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": secrets.token_hex(16)}
        url = f"{self.server.url}/api/v1/tickets"
        deadline = time.monotonic() + DEADLINE_S
        while True:
            try:
                answer = requests.post(url, json={"service": "A"}, headers=headers, timeout=DEADLINE_S)
            except requests.ConnectionError:
                pass
            else:
                if answer.headers["Content-Type"].startswith("application/") and answer.status_code != 503:
                    break
            assert time.monotonic() < deadline, self.server.told()
            time.sleep(0.2)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def towns(servers: Callable[..., Any], opened: Callable[[Any], Any]) -> Callable[..., list[Kiosk]]:
    """Kiosks of towns that began at this moment, on one server that trusts its clock as a synchronised one does."""

    def begin(kind: str, moment: str, *places: tuple[str, str]) -> list[Kiosk]:
        server = servers(kind)
        server.data.mkdir(parents=True)
        database = opened(server)
        migrate(database)
        desk = Desk(database, lambda: int(epoch(moment) * 1000))
        found = []
        for zone, day_start in places:
            site = parse(SITE.format(zone=zone, day_start=day_start), "town")
            site_id = setup.create_site(database, f"town{len(found)}", site, desk.moments.clock)
            found.append(Kiosk(server, setup.add_device(desk, site_id, "kiosk", "kiosk", None)))
        server.start("--trust-clock")
        return found

    return begin


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_network_time_at_boot(
    kind: str,
    postgres: Any,
    set_time: Callable[[str], None],
    towns: Callable[..., list[Kiosk]],
    opened: Callable[[Any], Any],
) -> None:
    """Begun in 1970, then the right time: a new day. After a power cut 1970 again: the day that was reached goes on."""
    set_time("1970-01-01 00:10:00")
    (kiosk,) = towns(kind, "1970-01-01 00:09:00", ("UTC", "04:00"))
    assert kiosk.take()["created_at"].startswith("1970-01-01T00:1")
    assert kiosk.take()["number"] == "A002"
    set_time("2026-11-24 10:00:00")
    taken = kiosk.take()
    assert (taken["number"], taken["created_at"][:10]) == ("A001", "2026-11-24")
    kiosk.server.kill()
    set_time("1970-01-01 00:05:00")
    kiosk.server.start("--trust-clock")
    assert [kiosk.take()["number"] for _ in range(2)] == ["A002", "A003"]
    set_time("2026-11-24 10:20:00")
    assert kiosk.take()["number"] == "A004"
    set_time("2026-11-25 10:00:00")
    assert kiosk.take()["number"] == "A001"
    assert check(opened(kiosk.server)) == []


# What a customer is given who comes at these moments, in UTC, one after the other.
NIGHTS = {
    # The clocks skip half past two: the day starts at the jump, one in the morning by UTC.
    ("Europe/Berlin", "02:30"): [
        ("2026-03-29 00:58:00", "A001"),
        ("2026-03-29 01:00:00", "A001"),
        ("2026-03-29 02:30:00", "A002"),
        ("2026-03-30 00:28:00", "A003"),
        ("2026-03-30 00:30:00", "A001"),
        # Half past two comes twice: the day starts at its first coming, and is not started again.
        ("2026-10-25 00:28:00", "A001"),
        ("2026-10-25 00:30:00", "A001"),
        ("2026-10-25 01:15:00", "A002"),
        ("2026-10-25 01:31:00", "A003"),
        ("2026-10-26 01:28:00", "A004"),
        ("2026-10-26 01:30:00", "A001"),
    ],
    ("America/New_York", "01:30"): [
        ("2026-11-01 05:28:00", "A001"),
        ("2026-11-01 05:30:00", "A001"),
        ("2026-11-01 06:10:00", "A002"),
        ("2026-11-01 06:31:00", "A003"),
        ("2026-11-02 06:30:00", "A001"),
    ],
    # No night: the clock jumps over the start of the day. Forward begins a day, back does not undo it.
    ("UTC", "04:00"): [
        ("2026-11-24 03:55:00", "A001"),
        ("2026-11-24 04:00:01", "A001"),
        ("2026-11-24 03:30:00", "A002"),
        ("2026-11-23 12:00:00", "A003"),
        ("2026-11-24 09:00:00", "A004"),
        ("2026-11-25 03:58:00", "A005"),
        ("2026-11-25 04:00:00", "A001"),
        ("2026-11-25 03:00:00", "A002"),
        ("2026-11-25 05:00:00", "A003"),
    ],
}


def test_nights_of_daylight_saving_and_jumps_over_the_start_of_the_day(
    set_time: Callable[[str], None], towns: Callable[..., list[Kiosk]], opened: Callable[[Any], Any]
) -> None:
    """A day starts once, at the first moment that its clocks show its start or later, and never goes back."""
    set_time("2026-03-28 12:00:00")
    told: dict[tuple[str, str], list[tuple[str, str]]] = {}
    kiosks = towns("sqlite", "2026-03-28 11:00:00", *NIGHTS)
    for place, kiosk in zip(NIGHTS, kiosks, strict=True):
        told[place] = []
        for moment, _ in NIGHTS[place]:
            set_time(moment)
            told[place].append((moment, kiosk.take()["number"]))
    assert told == NIGHTS
    assert check(opened(kiosks[0].server)) == []
