"""Laws of the calling order: nobody is forgotten, no input order matters, a transfer loses no time."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.rules.order import (
    CLASSES,
    Order,
    bounds,
    countable,
    first_turn,
    ordered,
    parse_order,
    place,
    preferred,
    run_after,
)

MINUTE = 60_000
TARGETS = {"A": 5 * MINUTE, "B": 30 * MINUTE, "C": 0}
ORDERS = ("priority cap=45m", "priority cap=0s", "priority", "fifo", "due", "ratio 2:1", "ratio 1:3")


class T(NamedTuple):
    """A ticket as the order looks at it, with how long serving it takes."""

    queue_class: str
    waits_for: str
    place_at: int
    issue_event: int
    takes: int = 0


def rooms(most: int = 12) -> st.SearchStrategy[tuple[list[T], int]]:
    """A waiting room, and the moment: places collide, lie at caps, and may lie ahead of now."""
    moments = st.integers(0, 6).map(lambda place: place * 15 * MINUTE)
    one = st.tuples(st.sampled_from(CLASSES), st.sampled_from("ABC"), moments)
    rows = st.lists(one, max_size=most).map(
        lambda rows: [T(*row, number) for number, row in enumerate(rows, start=1)]
    )
    return st.tuples(rows, moments)


def order_of(text: str) -> Order:
    """With the targets of the services here."""
    return parse_order(text, TARGETS)


@given(rooms(), st.sampled_from(ORDERS), st.integers(0, 3), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_tickets_come(
    room: tuple[list[T], int], text: str, run: int, shuffler: random.Random
) -> None:
    """The same tickets give the same order, each of them once."""
    tickets, now = room
    mixed = list(tickets)
    shuffler.shuffle(mixed)
    told = ordered(order_of(text), tickets, now, run)
    assert ordered(order_of(text), mixed, now, run) == told
    assert sorted(told, key=lambda each: each.issue_event) == tickets


@given(rooms(), st.sampled_from(ORDERS), st.integers(0, 3))
def test_within_a_class_and_service_the_place_decides(room: tuple[list[T], int], text: str, run: int) -> None:
    """In every order: nobody is overtaken by one like himself."""
    tickets, now = room
    for queue_class in CLASSES:
        for service in "ABC":
            alike = [
                place(each)
                for each in ordered(order_of(text), tickets, now, run)
                if (each.queue_class, each.waits_for) == (queue_class, service)
            ]
            assert alike == sorted(alike)


@given(rooms(), st.sampled_from(ORDERS), st.integers(0, 3))
def test_who_leaves_changes_nothing_among_the_others(room: tuple[list[T], int], text: str, run: int) -> None:
    """Calling one by one gives the order that was foretold, but for the turns of a ratio."""
    tickets, now = room
    order = order_of(text)
    foretold = ordered(order, tickets, now, run)
    called = []
    left = list(tickets)
    while left:
        first = ordered(order, left, now, run)[0]
        run = run_after(order, run, preferred(first, now))
        called.append(first)
        left.remove(first)
    assert called == foretold


@given(rooms(20), st.sampled_from([each for each in ORDERS if countable(parse_order(each))]))
@example(([T("standard", "A", 0, 1), T("appointment", "A", 45 * MINUTE, 2)], 45 * MINUTE), "priority cap=45m")
def test_bounds_count_who_is_ahead(room: tuple[list[T], int], text: str) -> None:
    """For every ticket: exactly those whose place is before their class's bound are called before it."""
    tickets, now = room
    told = ordered(order_of(text), tickets, now)
    for at, ticket in enumerate(told):
        limits = bounds(order_of(text), ticket, now)
        counted = [each for each in told if place(each) < limits[each.queue_class]]
        assert counted == told[:at]


@given(rooms(20), st.sampled_from(ORDERS), st.data())
def test_a_transfer_loses_no_time(room: tuple[list[T], int], text: str, data: st.DataObject) -> None:
    """Whoever came later for the new service, in the same class, stays behind; but for `due`, everybody does."""
    tickets, now = room
    if not tickets:
        return
    chosen = data.draw(st.sampled_from(tickets))
    moved = chosen._replace(waits_for=data.draw(st.sampled_from("ABC")))
    before = ordered(order_of(text), tickets, now)
    after = ordered(order_of(text), [moved if each == chosen else each for each in tickets], now)
    if text != "due":
        assert [moved if each == chosen else each for each in before] == after
    for each in after:
        if (each.queue_class, each.waits_for) == (moved.queue_class, moved.waits_for) and place(each) > place(
            moved
        ):
            assert after.index(each) > after.index(moved)


@given(rooms(20), st.sampled_from(["ratio 2:1", "ratio 1:1", "ratio 1:3"]), st.integers(0, 3))
def test_a_ratio_keeps_its_turns_while_both_wait(room: tuple[list[T], int], text: str, run: int) -> None:
    """Each call belongs to the class whose turn it is, until one of them is used up; then whose time is yet to come."""
    tickets, now = room
    order = order_of(text)
    told = ordered(order, tickets, now, run)
    here = [each for each in told if each.place_at <= now]
    assert told[: len(here)] == here
    kinds = [preferred(each, now) for each in here]
    for at, kind in enumerate(kinds):
        if {True, False} <= set(kinds[at:]):
            assert kind is first_turn(order, run)
            run = (run + 1) % order.cycle


# ---------------------------------------------------------------- a day at the counters


def days() -> st.SearchStrategy[tuple[list[tuple[int, T]], int]]:
    """Arrivals (moment, ticket), and how many counters there are: up to a day's crowd, in bursts and lulls."""
    one = st.tuples(
        st.integers(0, 40),  # minutes since the one before
        st.sampled_from(CLASSES),
        st.integers(-30, 30),  # an appointment's time, in minutes from its arrival
        st.integers(1, 60),  # minutes it takes
    )
    return st.tuples(st.lists(one, min_size=1, max_size=40).map(_arrivals), st.integers(1, 4))


def _arrivals(rows: list[tuple[int, str, int, int]]) -> list[tuple[int, T]]:
    now, found = 60, []
    for number, (gap, queue_class, due, takes) in enumerate(rows, start=1):
        now += gap
        at = now + due if queue_class == "appointment" else now
        found.append((now * MINUTE, T(queue_class, "A", at * MINUTE, number, takes * MINUTE)))
    return found


def simulate(order: Order, arrivals: list[tuple[int, T]], counters: int) -> dict[T, int]:
    """When each is called: a counter that is free calls who is first, and never waits while somebody does."""
    called: dict[T, int] = {}
    free = [0] * counters
    waiting: list[T] = []
    coming = list(arrivals)
    now = run = 0
    while coming or waiting:
        now = max(now, free[0])
        if not waiting:
            now = max(now, coming[0][0])
        while coming and coming[0][0] <= now:
            waiting.append(coming.pop(0)[1])
        first = ordered(order, waiting, now, run)[0]
        run = run_after(order, run, preferred(first, now))
        waiting.remove(first)
        called[first] = now
        heapq.heapreplace(free, now + first.takes)
    return called


def waited_out(order: Order, ticket: T) -> int | None:
    """From when on nobody with a later place goes before the ticket; None: never sure."""
    if order.kind == "fifo" or ticket.queue_class == "priority":
        return ticket.place_at
    if ticket.queue_class == "appointment":
        return ticket.place_at
    return None if order.cap_ms is None else ticket.place_at + order.cap_ms


def test_nobody_waits_beyond_the_cap_plus_the_work_already_ahead(rounds: Callable[[int], int]) -> None:
    """From the cap on, the counters do nothing but what they had begun and who stands before the ticket."""

    @settings(max_examples=rounds(5000))
    @given(days(), st.sampled_from(["priority cap=45m", "priority cap=10m", "fifo"]))
    def law(day: tuple[list[tuple[int, T]], int], text: str) -> None:
        arrivals, counters = day
        order = parse_order(text)
        called = simulate(order, arrivals, counters)
        came = {ticket: at for at, ticket in arrivals}
        for ticket, at in called.items():
            assert at >= came[ticket]
            since = waited_out(order, ticket)
            assert since is not None
            since = max(since, came[ticket])
            begun = [
                other.takes - (since - when)
                for other, when in called.items()
                if when < since < when + other.takes
            ]
            before = [
                other.takes
                for other, when in called.items()
                if when >= since and place(other) < place(ticket)
            ]
            # All counters are busy until it is called, so that work is shared among them.
            assert (at - since) * counters <= sum(begun) + sum(before)
            if at > since:
                later = [
                    other
                    for other, when in called.items()
                    if since < when < at and place(other) > place(ticket)
                ]
                assert later == []

    law()


@given(days())
def test_the_same_day_gives_the_same_calls(day: tuple[list[tuple[int, T]], int]) -> None:
    """And with one class the default order is first come, first served."""
    arrivals, counters = day
    order = parse_order("priority cap=45m")
    assert simulate(order, arrivals, counters) == simulate(order, list(arrivals), counters)
    plain = [(at, ticket._replace(queue_class="standard", place_at=at)) for at, ticket in arrivals]
    called = sorted(simulate(order, plain, counters).items(), key=lambda pair: (pair[1], pair[0].issue_event))
    assert all(one.issue_event < other.issue_event for (one, _), (other, _) in pairwise(called))
