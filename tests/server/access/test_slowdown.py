"""How often something may be tried."""

from __future__ import annotations

from server.access.slowdown import PLACES, Slowdown


class Clock:
    """Seconds, set by the test."""

    now = 50.0

    def __call__(self) -> float:
        return self.now


def test_some_tries_at_once_and_then_one_at_a_time() -> None:
    """Three tries, then one every ten seconds; after a long rest all three are back."""
    clock = Clock()
    slowdown = Slowdown(3, 10, clock)
    for _ in range(3):
        assert slowdown.wait_s("ada") == 0
        slowdown.spend("ada")
    assert slowdown.wait_s("ada") == 10
    clock.now += 4
    assert slowdown.wait_s("ada") == 6
    clock.now += 6
    assert slowdown.wait_s("ada") == 0
    slowdown.spend("ada")
    assert slowdown.wait_s("ada") == 10
    clock.now += 1000
    for _ in range(3):
        assert slowdown.wait_s("ada") == 0
        slowdown.spend("ada")
    assert slowdown.wait_s("ada") == 10


def test_keys_do_not_mix() -> None:
    """Another key has tries of its own, and parts of a key are not run together."""
    slowdown = Slowdown(1, 10, Clock())
    slowdown.spend("ada", "here")
    assert slowdown.wait_s("ada", "here") == 10
    assert slowdown.wait_s("ada", "there") == 0
    assert slowdown.wait_s("adahere") == 0


def test_a_try_that_went_well_is_given_back() -> None:
    """Who logs in ten times a minute with the right password is never slowed down."""
    slowdown = Slowdown(2, 10, Clock())
    for _ in range(10):
        assert slowdown.wait_s("ada") == 0
        slowdown.spend("ada")
        slowdown.give_back("ada")


def test_made_up_keys_do_not_fill_the_memory() -> None:
    """However many names are tried, what is remembered stays small; odd text is a name like any other."""
    slowdown = Slowdown(1, 10, Clock())
    for number in range(3 * PLACES):
        slowdown.spend(f"name {number}")
    assert len(slowdown._full_at) <= PLACES
    slowdown.spend("\ud800")
