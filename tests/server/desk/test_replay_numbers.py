"""The numbers of a day as spans: what was given twice, what is missing, and what the counters should say."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from server.desk.replay_numbers import Numbers, Spans

DAY = "2026-11-24"


@given(st.lists(st.integers(1, 40)))
def test_spans_are_a_set(numbers: list[int]) -> None:
    """Whatever comes in whatever order, as with Python's own."""
    spans, known = Spans(), set[int]()
    for number in numbers:
        assert spans.add(number) == (number not in known)
        known.add(number)
    assert bool(spans) == bool(known)
    if known:
        assert spans.last == max(known)
        assert list(spans.missing()) == sorted(set(range(min(known), max(known))) - known)


def row(last: int, waiting: int = 0) -> SimpleNamespace:
    """The counter of service A."""
    return SimpleNamespace(service="A", business_day=DAY, last=last, waiting=waiting, irregular=0)


def compared(numbers: Numbers, *rows: SimpleNamespace) -> list[str]:
    """What is wrong, where no kiosk has handed in anything."""
    return list(numbers.compare(rows, lambda _service, _day: False))


def test_lost_numbers_are_no_gap() -> None:
    """They went with what a backup replaced; one that was lost and given is two tickets' number."""
    for lost, said in (([2, 3], []), ([3], ["A002 missing"]), ([2, 3, 4], ["A004 was given twice"])):
        numbers = Numbers()
        for number in (1, 4):
            numbers.given("A", DAY, number)
        numbers.lost("A", DAY, lost)
        assert compared(numbers, row(4)) == [f"numbers of A on {DAY}: {each}" for each in said]


def test_a_counter_must_say_what_the_log_says() -> None:
    """Its highest number and who waits; there is one where tickets are, and none where none ever was."""
    for rows, said in (
        ([row(1, 1)], []),
        ([row(2, 1)], ["the last given is 1, its counter says 2"]),
        ([row(1, 3)], ["1 wait, its counter says 3"]),
        ([], ["the last given is 1, its counter says None"]),
    ):
        numbers = Numbers()
        numbers.given("A", DAY, 1)
        numbers.waits("A", DAY, 1, irregular=False)
        assert compared(numbers, *rows) == [f"numbers of A on {DAY}: {each}" for each in said]
    assert compared(Numbers(), row(1)) == [f"numbers of A on {DAY}: a counter without any ticket"]
