"""The debounce: real switches chatter, and each deliberate press still counts exactly once."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.press import (
    LONG_S,
    REPEAT_S,
    SETTLE_S,
    STUCK_S,
    Contact,
    Signal,
    at_rest,
    is_repeat,
    next_look,
    observe,
)

Edge = tuple[float, bool]


def play(edges: Iterable[Edge], until: float, start_level: bool = False) -> list[tuple[Signal, float]]:
    """Feed edges as the program does: each at its time, and a look whenever the contact asks for one."""
    contact = at_rest(start_level, 0.0)
    heard: list[tuple[Signal, float]] = []
    level = start_level

    def look(contact: Contact, level: bool, now: float) -> Contact:
        contact, said = observe(contact, level, now)
        heard.extend((signal, now) for signal in said)
        return contact

    for moment, new_level in [*edges, (until, None)]:
        while (due := next_look(contact)) is not None and due < moment:
            contact = look(contact, level, due)
        level = level if new_level is None else new_level
        contact = look(contact, level, moment)
    return heard


def signals(edges: Iterable[Edge], until: float, start_level: bool = False) -> list[Signal]:
    """Only what was heard, not when."""
    return [signal for signal, _ in play(edges, until, start_level)]


def train(start: float, level: bool, bounces: list[float]) -> list[Edge]:
    """One change of level with chatter: the gaps of `bounces` (s) alternate away from `level` and back to it."""
    edges, moment = [(start, level)], start
    for index, gap in enumerate(bounces if len(bounces) % 2 == 0 else bounces[:-1]):
        moment += gap
        edges.append((moment, (index % 2 == 1) == level))
    return edges


# Chatter for up to 30 ms, in up to eight gaps.
chatter = st.lists(st.floats(0.0001, 0.03), max_size=8).map(
    lambda gaps: [gap * min(1.0, 0.03 / sum(gaps)) for gap in gaps] if gaps else []
)
short_hold = st.floats(SETTLE_S + 0.031, LONG_S - 0.05)
rest = st.floats(SETTLE_S + 0.031, 3.0)


@given(st.lists(st.tuples(rest, chatter, short_hold, chatter), max_size=12))
def test_n_presses_with_any_chatter_give_exactly_n_presses(presses) -> None:
    """However the contact bounces on the way down and up, n presses are heard n times, and never as anything else."""
    edges: list[Edge] = []
    now = 0.0
    for pause, down, hold, up in presses:
        now += pause
        edges += train(now, True, down)
        now += hold
        edges += train(now, False, up)
    assert signals(edges, now + 5) == [Signal.PRESS] * len(presses)


@given(chatter, st.floats(LONG_S + 0.04, STUCK_S - 1), chatter)
def test_a_hold_is_one_recall_and_no_press(down: list[float], hold: float, up: list[float]) -> None:
    """A hold of 1.2 s or more speaks once, as a long press, whatever the chatter."""
    edges = train(1.0, True, down) + train(1.0 + hold, False, up)
    assert signals(edges, 60.0) == [Signal.LONG_PRESS]


@given(st.lists(st.tuples(st.floats(0, 40), st.booleans()), max_size=60), st.booleans())
def test_one_hold_never_says_both_press_and_long_press(edges: list[Edge], start: bool) -> None:
    """Between two settled releases at most one of press and long press is heard, whatever noise is on the wire."""
    contact, spoken = at_rest(start, 0.0), 0
    level = start
    moments = sorted(edges)
    for moment, new_level in [*moments, (100.0, False), (101.0, False)]:
        while (due := next_look(contact)) is not None and due < moment:
            contact, spoken = count(contact, level, due, spoken)
        level = new_level
        contact, spoken = count(contact, level, moment, spoken)


def count(contact: Contact, level: bool, now: float, spoken: int) -> tuple[Contact, int]:
    """One look; `spoken` is how often the present hold has called or recalled, which may never pass 1."""
    was_down = contact.down
    contact, said = observe(contact, level, now)
    spoken += sum(signal in {Signal.PRESS, Signal.LONG_PRESS} for signal in said)
    assert spoken <= 1
    if was_down and not contact.down:
        return contact, 0
    return contact, spoken


@given(
    st.lists(st.tuples(st.floats(0, 3), st.booleans()), max_size=40), st.lists(st.floats(0, 5), max_size=40)
)
def test_extra_looks_change_nothing(edges: list[Edge], looks: list[float]) -> None:
    """Re-reading the pin between edges, at any moments, hears the same as the edges alone."""
    moments = sorted(edges)
    level, at = False, 0
    with_looks: list[Edge] = []
    extra = sorted(looks)
    for moment, new_level in moments:
        while at < len(extra) and extra[at] <= moment:
            with_looks.append((extra[at], level))
            at += 1
        with_looks.append((moment, new_level))
        level = new_level
    with_looks += [(moment, level) for moment in extra[at:]]
    assert play(with_looks, 50.0) == play(moments, 50.0)


def test_a_long_press_speaks_while_it_is_held() -> None:
    """The recall comes 1.2 s into the hold, not at the release."""
    assert play([(1.0, True), (9.0, False)], 20.0) == [(Signal.LONG_PRESS, 1.0 + LONG_S)]


def test_a_press_speaks_as_soon_as_the_release_is_sure() -> None:
    """A clerk waits for no more than the settling time after letting go."""
    assert play([(1.0, True), (1.2, False)], 20.0) == [(Signal.PRESS, pytest.approx(1.2 + SETTLE_S))]


def test_a_spike_calls_nobody() -> None:
    """A closure shorter than the settling time, as a relay nearby makes it, is not a press."""
    assert signals([(1.0, True), (1.02, False), (5.0, True), (5.0005, False)], 20.0) == []


def test_a_contact_that_opens_for_a_moment_during_a_hold_is_still_one_hold() -> None:
    """A glitch half-way through a recall must not call the next customer."""
    assert signals([(1.0, True), (1.6, False), (1.61, True), (3.0, False)], 20.0) == [Signal.LONG_PRESS]


def test_a_stuck_button_is_reported_once_and_once_when_freed() -> None:
    """Held for 30 s, it says so a single time; let go, it says that it is free, and calls nobody."""
    heard = play([(1.0, True), (500.0, False)], 600.0)
    assert [signal for signal, _ in heard] == [Signal.LONG_PRESS, Signal.STUCK, Signal.FREED]
    assert heard[1][1] == pytest.approx(1.0 + STUCK_S)


def test_a_button_found_held_at_the_start_calls_nobody() -> None:
    """Something leaning on the button while the program starts is no press and no recall, but is reported."""
    assert signals([(5.0, False)], 20.0, start_level=True) == []
    assert signals([(50.0, False)], 90.0, start_level=True) == [Signal.STUCK, Signal.FREED]


def test_after_a_stuck_hold_the_next_press_counts() -> None:
    """A freed button works again."""
    heard = signals([(40.0, False), (50.0, True), (50.2, False)], 90.0, start_level=True)
    assert heard == [Signal.STUCK, Signal.FREED, Signal.PRESS]


def test_a_late_look_still_tells_a_press_from_a_recall() -> None:
    """When the program was busy, the moments of the edges decide, not the moment it got round to them."""
    contact = at_rest(False, 0.0)
    contact, first = observe(contact, True, 1.0)
    contact, second = observe(contact, False, 1.3)
    contact, third = observe(contact, False, 9.0)
    assert first + second + third == (Signal.PRESS,)


def test_a_clock_that_steps_back_is_held() -> None:
    """A look dated before the last one counts as made at the last one."""
    contact, _ = observe(at_rest(False, 10.0), True, 12.0)
    contact, said = observe(contact, True, 3.0)
    assert (said, contact.seen, contact.raw_since) == ((), 12.0, 12.0)


def test_a_held_enter_key_is_one_press() -> None:
    """A keyboard repeats a held key; each repeat moves the lock-out on, and a new press later counts."""
    moments = [0.0, 0.5, *(0.5 + n / 30 for n in range(1, 200)), 10.0]
    last: float | None = None
    counted = []
    for moment in moments:
        if not is_repeat(last, moment):
            counted.append(moment)
        last = moment
    assert counted == [0.0, 10.0]
    assert not is_repeat(1.0, 1.0 + REPEAT_S)


def test_a_release_just_before_the_long_press_is_a_press_even_when_looked_at_just_after() -> None:
    """While a release waits to be believed, the hold does not grow longer."""
    contact = at_rest(False, 0.0)
    heard: list[Signal] = []
    for level, moment in ((True, 1.0), (True, 1.5), (False, 2.19), (False, 2.205), (False, 2.3)):
        contact, said = observe(contact, level, moment)
        heard += said
    assert heard == [Signal.PRESS]
