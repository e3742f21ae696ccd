"""A clock that jumps far ahead counts only when the system says that it is synchronised."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from server.desk import Desk, moments
from server.desk.check import check
from server.desk.moments import Moments


@pytest.fixture
def kind() -> str:
    """Nothing here depends on the kind of database."""
    return "sqlite"


@pytest.fixture
def steady() -> SimpleNamespace:
    """A clock that only ever goes on, in ms."""
    return SimpleNamespace(now=5_000)


@pytest.fixture
def system(desk: Desk, clock: Any, steady: SimpleNamespace) -> SimpleNamespace:
    """The machine that the desk runs on: `synchronised` is what it says of its clock."""
    machine = SimpleNamespace(synchronised=False)
    desk.moments = Moments(clock, lambda: machine.synchronised, lambda: steady.now)
    return machine


def test_a_jump_of_years_changes_nothing(
    system: Any, steady: Any, kiosk: Any, clock: Any, desk: Desk, database: Any
) -> None:
    """Numbers and times go on from the last event, by as much as has surely passed."""
    kiosk.take("A")
    clock.advance(days=3650)
    steady.now += 90_000
    taken = kiosk.take("A")
    assert (taken["number"], taken["created_at"]) == ("A002", "2026-11-24T11:01:30.000Z")
    desk.keep_day()
    steady.now += 30_000
    taken = kiosk.take("A")
    assert (taken["number"], taken["created_at"]) == ("A003", "2026-11-24T11:02:00.000Z")
    assert check(database) == []


def test_the_day_goes_on_all_the_same(system: Any, steady: Any, kiosk: Any, clock: Any) -> None:
    """Seventeen hours later by the clock that only goes on, it is tomorrow."""
    kiosk.take("A")
    clock.advance(days=3650)
    steady.now += 17 * 3_600_000
    taken = kiosk.take("A")
    assert (taken["number"], taken["created_at"]) == ("A001", "2026-11-25T04:00:00.000Z")


def test_as_soon_as_it_is_synchronised_it_counts(
    system: Any, kiosk: Any, clock: Any, nobody: Any, desk: Desk
) -> None:
    """A week off, and network time at last."""
    kiosk.take("A")
    clock.advance(days=7)
    assert kiosk.take("A")["number"] == "A002"
    assert "clock" in desk.moments.notes()
    system.synchronised = True
    taken = kiosk.take("A")
    assert (taken["number"], taken["created_at"]) == ("A001", "2026-12-01T11:00:00.000Z")
    assert desk.moments.notes() == {}


def test_up_to_two_days_it_is_believed(system: Any, kiosk: Any, clock: Any) -> None:
    """A weekend's power cut."""
    kiosk.take("A")
    clock.advance(days=2)
    assert kiosk.take("A")["created_at"] == "2026-11-26T11:00:00.000Z"


def test_an_idle_site_is_never_left_behind(system: Any, kiosk: Any, clock: Any, desk: Desk) -> None:
    """Each morning is an event of its own: five days without a customer, and nothing is in doubt."""
    kiosk.take("A")
    for _ in range(20):
        clock.advance(hours=6)
        desk.keep_day()
    taken = kiosk.take("A")
    assert (taken["number"], taken["created_at"]) == ("A001", "2026-11-29T11:00:00.000Z")


def test_what_another_process_wrote_is_looked_up(
    system: Any, kiosk: Any, clock: Any, desk: Desk, database: Any, site_id: int
) -> None:
    """A worker that heard nothing for days asks the log before it doubts the clock."""
    from server.callers import system as everyone

    kiosk.take("A")
    other = Desk(database, clock)
    for _ in range(3):
        clock.advance(days=1)
        other.change(everyone(site_id), lambda _change: None)
    assert kiosk.take("A")["created_at"] == "2026-11-27T11:00:00.000Z"


def test_reading_is_by_the_same_moment(system: Any, kiosk: Any, display: Any, clock: Any) -> None:
    """The board's now, too."""
    kiosk.take("A")
    clock.advance(days=400)
    assert display.get("/board").json["now"].startswith("2026-11-24T11:00")


def test_a_clock_of_ones_own_is_believed(kiosk: Any, clock: Any) -> None:
    """As in most tests here."""
    kiosk.take("A")
    clock.advance(days=400)
    assert kiosk.take("A")["number"] == "A001"


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [(0, 0, True), (0, 0x2001, True), (0, 0x40, False), (5, 0, False), (5, 0x40, False), (-1, 0, True)],
)
def test_what_the_kernel_says(monkeypatch: pytest.MonkeyPatch, state: int, status: int, said: bool) -> None:
    """Kept by somebody; not kept; and a kernel that will not tell, which is believed."""

    def adjtimex(told: Any) -> int:
        told._obj.status = status
        return state

    monkeypatch.setattr(ctypes, "CDLL", lambda _name: SimpleNamespace(adjtimex=adjtimex))
    assert moments.system_synchronised() is said


def test_the_real_kernel_is_asked_without_harm() -> None:
    """It answers yes or no, and twice the same."""
    asked: Callable[[], bool] = moments.system_synchronised
    assert asked() in {True, False}
    assert asked() == asked()
