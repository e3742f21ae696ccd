"""Numbers for an outage: who has which, and where what was given from them belongs."""

from hypothesis import given
from hypothesis import strategies as st

from server.rules import numbers
from server.rules.bands import Band, Range, band, new_bands, ordinary_last, place, slots

A = Range("A", 1, 999)


def test_the_first_kiosk_has_the_top_of_the_range() -> None:
    """A900 to A999, and the second one A800 to A899."""
    assert band(A, 7, 0, 100) == Band("A", 7, 0, 900, 999)
    assert band(A, 8, 1, 100) == Band("A", 8, 1, 800, 899)


def test_ordinary_numbers_keep_half_of_the_range() -> None:
    """Four bands of a hundred fit into 999 numbers, a fifth does not; and none where there are to be none."""
    assert band(A, 7, 3, 100) is not None
    assert band(A, 7, 4, 100) is None
    assert band(A, 7, 0, 0) is None


@given(
    st.integers(1, 2000), st.integers(0, 3000), st.integers(0, 400), st.lists(st.integers(1, 9), unique=True)
)
def test_no_number_is_in_two_bands(first: int, more: int, size: int, devices: list[int]) -> None:
    """Whatever the range, the bands lie apart within it, above every ordinary number, which are half or more."""
    of = Range("A", first, first + more)
    found = new_bands([of], slots(devices, {}, ()), size, [], {})
    held = [number for each in found for number in range(each.first, each.last + 1)]
    assert len(set(held)) == len(held) == size * len(found)
    last = ordinary_last(of.last, found)
    assert all(last < number <= of.last for number in held)
    assert last - first + 1 >= (more + 1) / 2


def test_a_slot_stays_and_one_of_today_is_not_given_again() -> None:
    """Kiosk 8 keeps its second slot after kiosk 7 has gone; the new one takes the first only when that is free."""
    assert slots([8, 9], {7: 0, 8: 1}, {0}) == {8: 1, 9: 2}
    assert slots([8, 9], {7: 0, 8: 1}, ()) == {8: 1, 9: 0}


def test_what_stands_today_stays_and_nothing_is_laid_over_it() -> None:
    """A smaller band in the site file counts from tomorrow; a band that ordinary numbers have reached is none today."""
    standing = [Band("A", 7, 0, 900, 999)]
    assert new_bands([A], {7: 0, 8: 1}, 50, standing, {}) == []
    assert new_bands([A], {7: 0, 8: 1}, 100, standing, {"A": 799}) == [Band("A", 8, 1, 800, 899)]
    assert new_bands([A], {7: 0, 8: 1}, 100, standing, {"A": 800}) == []


def test_a_moment_is_held_to_what_can_be() -> None:
    """Not before the last contact, not after now, not before the kiosk's ticket before; even by a clock set back."""
    assert place(1500, 1000, 2000, None) == 1500
    assert place(10, 1000, 2000, None) == 1000
    assert place(9000, 1000, 2000, None) == 2000
    assert place(1500, 1000, 2000, 1700) == 1700
    assert place(1500, 1000, 500, None) == 1000


def test_a_daily_limit_counts_what_was_given_elsewhere() -> None:
    """Five a day, two of them handed in: three ordinary ones; and none when all were handed in."""
    assert numbers.highest(1, 899, 5, 2) == 3
    assert numbers.left(1, 899, 1, 5, 2) == 2
    assert numbers.left(1, 899, None, 5, 7) == 0
