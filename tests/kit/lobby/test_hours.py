from datetime import UTC, datetime, timedelta

import pytest

from kit.lobby.hours import readable, volume, within

TUESDAY = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("entry", "now"),
    [
        ("10:42-10:43", True),
        ("10:00-10:42", False),
        ("00:00-24:00", True),
        ("22:00-11:00", True),
        ("22:00-10:42", False),
        ("09:00-09:00", True),
        ("tue 10:00-11:00", True),
        ("mon-fri 10:00-11:00", True),
        ("wed,sat-mon 10:00-11:00", False),
        ("mon 22:00-11:00", True),
        ("tue 22:00-11:00", False),
        ("sat-tue 10:00-11:00", True),
    ],
)
def test_whether_it_is_such_an_hour(entry: str, now: bool) -> None:
    """On a Tuesday at 10:42, with and without weekdays, past midnight and around the week's end."""
    assert within([entry], TUESDAY, "UTC") is now


def test_hours_are_of_the_sites_clock() -> None:
    """In Auckland it is near midnight, and in a moment Wednesday."""
    assert within(["tue 23:00-24:00"], TUESDAY, "Pacific/Auckland")
    assert not within(["10:00-11:00"], TUESDAY, "Pacific/Auckland")


def test_a_night_has_the_hours_of_the_clock_on_the_wall() -> None:
    """Where it goes forward, what would end at half past two ends at three; a night belongs to the day it begins on."""
    for minute, dark in ((0, True), (59, True), (60, False)):
        moment = datetime(2026, 3, 29, 0, 0, tzinfo=UTC) + timedelta(minutes=minute)  # from 01:00 on
        assert within(["sat 22:00-02:30"], moment, "Europe/Berlin") is dark
    assert not within(["sun 22:00-02:30"], datetime(2026, 3, 29, 0, 0, tzinfo=UTC), "Europe/Berlin")


@pytest.mark.parametrize("entry", ["", "noon", "10-11", "someday 10:00-11:00", "25:00-26:00", "10:00-24:01"])
def test_what_cannot_be_read_is_no_hour(entry: str) -> None:
    """An entry of a newer server does no harm."""
    assert not readable(entry)
    assert not within([entry, "11:00-12:00"], TUESDAY, "UTC")
    assert within([entry, "10:00-11:00"], TUESDAY, "UTC")


def test_how_loud() -> None:
    """The first time that fits counts, else the usual loudness, never more than all."""
    assert volume(80, ["09:00-10:00 10", "10:00-11:00 40", "10:00-11:00 50"], TUESDAY, "UTC") == 0.4
    assert volume(80, ["09:00-10:00 10", "10:00-11:00", "loud"], TUESDAY, "UTC") == 0.8
    assert volume(200, [], TUESDAY, "UTC") == 1.0
    assert volume(-1, ["mon-fri 10:00-11:00 300"], TUESDAY, "UTC") == 1.0
