"""Tallies and their histograms: what is added up in parts is what would have been counted at once."""

from __future__ import annotations

import math
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from server.rules.measures import COUNTED, MEASURED, Histogram, Tally, held_before, together, wait_of

SECONDS = st.integers(0, 20_000)
FEW = st.lists(st.one_of(SECONDS, st.integers(0, 5)), max_size=40)
SHARES = (0.0, 0.5, 0.8, 0.95, 1.0)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    """A tally with anything in it."""
    counts = {name: draw(st.integers(0, 1000)) for name in COUNTED}
    return Tally(**counts, **{name: Histogram.of(draw(FEW)) for name in MEASURED})


@given(FEW)
def test_percentiles_and_mean_are_those_of_the_sorted_values(values: list[int]) -> None:
    """By nearest rank: so many of the values are not above it, and it is one of them; nothing of nothing."""
    made = Histogram.of(values)
    found = made.percentiles(*SHARES)
    assert made.count == len(values)
    if not values:
        assert (found, made.mean()) == ([None] * len(SHARES), None)
        return
    ordered = sorted(values)
    assert found == [ordered[max(1, math.ceil(share * len(ordered))) - 1] for share in SHARES]
    assert abs(made.mean() - sum(values) / len(values)) <= 0.5  # type: ignore[operator]


@given(st.lists(FEW, max_size=5))
def test_histograms_that_were_merged_are_one_of_all_values(parts: list[list[int]]) -> None:
    """Whatever the parts, and though each has its own percentiles."""
    merged = Histogram()
    for part in parts:
        merged.add(Histogram.of(part))
    assert merged == Histogram.of(value for part in parts for value in part)


@given(st.lists(tallies(), min_size=1, max_size=4), st.data())
def test_tallies_add_up_in_any_order(parts: list[Tally], data: st.DataObject) -> None:
    """Nothing is lost, nothing is counted twice, and the parts stay as they were."""
    before = [together([each]) for each in parts]
    whole = together(parts)
    assert whole == together(data.draw(st.permutations(parts)))
    assert parts == before
    for name in COUNTED:
        assert getattr(whole, name) == sum(getattr(each, name) for each in parts)
    for name in MEASURED:
        assert getattr(whole, name).count == sum(getattr(each, name).count for each in parts)


def ticket(**more: int) -> SimpleNamespace:
    """A ticket taken at 1,000 s and called ten minutes later."""
    return SimpleNamespace(
        **{"created_at": 1_000_000, "due_at": None, "place_at": 1_000_000, "called_at": 1_600_000} | more
    )


def test_a_wait_ends_with_the_first_call() -> None:
    """It is the promise's time as well."""
    wait = wait_of(ticket(), 0)
    assert (wait.wait_ms, wait.promise_ms) == (600_000, 600_000)


def test_holding_and_letting_others_go_first_is_not_waiting() -> None:
    """Neither counts for the promise; more of it than there was time is no wait, not a negative one."""
    assert wait_of(ticket(), 200_000).wait_ms == 400_000
    assert wait_of(ticket(place_at=1_300_000), 0).wait_ms == 300_000
    assert wait_of(ticket(place_at=1_900_000), 0).wait_ms == 0
    assert wait_of(ticket(), 200_000).promise_ms == 400_000


def test_who_comes_early_waits_from_the_booked_time_on() -> None:
    """The promise was made on arrival, and its clock runs from there."""
    wait = wait_of(ticket(due_at=1_400_000, place_at=1_400_000), 0)
    assert (wait.wait_ms, wait.promise_ms) == (200_000, 600_000)
    late = wait_of(ticket(due_at=700_000, place_at=700_000), 0)
    assert (late.wait_ms, late.promise_ms) == (600_000, 600_000)


def test_only_what_was_held_before_the_first_call_is_taken_off() -> None:
    """Who is sent away from the counter to fill in a form has been called, and waited for that until then."""
    log = [("ticket.held", 100), ("ticket.resumed", 300), ("ticket.called", 500), ("ticket.held", 600)]
    assert held_before(500, log) == 200
    assert held_before(500, [*log, ("ticket.called", 900)]) == 200
    assert held_before(500, [("ticket.held", 100), ("ticket.called", 500)]) == 400
    assert held_before(500, [("ticket.held", 500), ("ticket.called", 900)]) == 0
    assert held_before(500, []) == 0
