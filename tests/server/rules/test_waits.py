"""The wait estimate's rules: what makes a wait longer, what is learnt and what is forgotten."""

from __future__ import annotations

import math
import pickle
from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.rules.waits import ENOUGH, Basis, Learner
from server.rules.waits.calibration import Calibration
from server.rules.waits.prediction import rounded_up
from server.rules.waits.recent import Recent, quantile

numbers = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))


def served(
    learner: Learner, count: int, *, handling_s: float = 300.0, service: str = "A", begin_s: float = 0
) -> float:
    """One counter serves so many people, each of whom waits for one before; returns when the last has gone."""
    learner.opened(1, begin_s)
    now_s = begin_s
    learner.issued(f"{service}0", service, "standard", now_s)
    for number in range(count):
        learner.called(f"{service}{number}", now_s)
        learner.issued(f"{service}{number + 1}", service, "standard", now_s)
        now_s += handling_s
        learner.ended(f"{service}{number}", now_s)
    learner.ended(f"{service}{count}", now_s)
    return now_s


@given(st.lists(numbers, min_size=1, max_size=60), st.integers(1, 20), numbers)
def test_recent_keeps_the_last_ones_sorted(added: list[float], size: int, over: float) -> None:
    """They are those that a plain window holds, and what lies beyond a number is their sum."""
    recent, plain = Recent(size), deque(maxlen=size)  # type: ignore[var-annotated]
    for number in added:
        recent.add(number)
        plain.append(number)
        assert list(recent) == sorted(plain)
        beyond = [each - over for each in plain if each > over]
        count, together = recent.beyond(over)
        assert count == len(beyond)
        assert together == pytest.approx(sum(beyond), abs=1e-3)


@given(st.lists(numbers, min_size=1), st.floats(0, 1.3), st.floats(0, 1.3))
def test_a_quantile_rises_with_its_share(those: list[float], one: float, other: float) -> None:
    """From the smallest at 0 over the largest at 1 to more than any above."""
    low, high = sorted((one, other))
    assert quantile(those, low) <= quantile(those, high) + 1e-6
    assert quantile(those, 0) == min(those)
    assert quantile(those, 1) == max(those)


def test_it_can_predict_before_it_has_seen_anything() -> None:
    """Numbers, not an error; but too few samples to tell anybody."""
    for counters in (0, 3):
        first = Learner().predict("A", "standard", {"A": 2}, counters, 0.0)
        assert 0 < first.p50_s <= first.p80_s < math.inf
        assert (first.samples, first.shown) == (0, False)


def test_after_twenty_waits_it_may_be_told() -> None:
    """Samples are waits, whoever's."""
    learner = Learner()
    now_s = served(learner, ENOUGH)
    assert not learner.predict("A", "standard", {}, 1, now_s).shown
    now_s = served(learner, 1, begin_s=now_s)
    assert learner.samples < ENOUGH or learner.predict("A", "standard", {}, 1, now_s).shown
    served(learner, 2, begin_s=now_s)
    assert learner.predict("A", "standard", {}, 1, now_s).shown


@settings(max_examples=40)
@given(ahead=st.integers(0, 40), more=st.integers(1, 10), counters=st.integers(1, 8))
def test_more_people_or_fewer_counters_make_the_work_longer(ahead: int, more: int, counters: int) -> None:
    """The raw estimate rises with the people ahead, and falls with the counters."""
    learner = Learner()
    now_s = served(learner, 3)
    learner.issued("busy", "A", "standard", now_s)
    learner.called("busy", now_s)

    def raw_s(people: int, hands: int) -> float:
        return learner.predict("A", "standard", {"A": people}, hands, now_s).basis.raw_s

    assert raw_s(ahead + more, counters) > raw_s(ahead, counters)
    assert raw_s(ahead + more, counters + 1) < raw_s(ahead + more, counters)


def test_people_ahead_weigh_by_their_own_service() -> None:
    """Ten for a service of ten minutes take longer than ten for one of one minute."""
    learner = Learner()
    now_s = served(learner, 20, handling_s=60, service="A")
    now_s = served(learner, 20, handling_s=600, service="B", begin_s=now_s)
    short = learner.predict("A", "standard", {"A": 10}, 1, now_s)
    long = learner.predict("A", "standard", {"B": 10}, 1, now_s)
    assert long.p50_s > 4 * short.p50_s


def test_who_has_been_served_for_long_is_nearly_done() -> None:
    """Where everybody takes five minutes, the next is called sooner four minutes after a call than at once."""
    learner = Learner()
    now_s = served(learner, 50)
    learner.issued("busy", "A", "standard", now_s)
    learner.called("busy", now_s)
    early = learner.predict("A", "standard", {}, 1, now_s + 1)
    late = learner.predict("A", "standard", {}, 1, now_s + 240)
    assert late.basis.raw_s < early.basis.raw_s / 2


def test_priority_waits_for_priority_only() -> None:
    """Ten standard tickets are not ahead of it; a capped one is."""
    learner = Learner()
    learner.opened(1, 0)
    for number in range(10):
        learner.issued(f"s{number}", "A", "standard", 600.0 * number)
    ahead = learner.ahead("A", "priority", 2_000.0)
    assert sum(ahead(2_000.0).values()) == 0
    assert sum(ahead(2_700.0).values()) == 1  # the first has waited for 45 minutes by then
    standard = learner.ahead("A", "standard", 5_500.0)
    assert sum(standard(5_500.0).values()) == 10


def test_an_appointment_that_comes_due_will_be_ahead() -> None:
    """It is not ahead yet when the ticket is taken, but will be when that is called."""
    learner = Learner()
    learner.issued("booked", "A", "appointment", 0, 900.0)
    ahead = learner.ahead("A", "standard", 10.0)
    assert sum(ahead(10.0).values()) == 0
    assert sum(ahead(900.0).values()) == 1


def test_only_services_that_share_a_counter_count() -> None:
    """The people of the others are not ahead."""
    learner = Learner()
    learner.issued("a", "A", "standard", 0)
    learner.issued("b", "B", "standard", 0)
    assert learner.ahead("A", "standard", 1.0, among={"A", "C"})(1.0) == {"A": 1}


def test_an_early_appointment_waits_until_its_time_in_a_full_hall() -> None:
    """In an empty one it is called at once."""
    learner = Learner()
    now_s = served(learner, 30)
    assert learner.predict("A", "appointment", {}, 1, now_s, now_s + 1_200).basis.raw_s == 0
    learner.issued("busy", "A", "standard", now_s)
    learner.called("busy", now_s)
    for number in range(9):
        learner.issued(f"w{number}", "A", "standard", now_s)
    ahead = learner.ahead("A", "appointment", now_s, now_s + 1_200)
    raw_s = learner.predict("A", "appointment", ahead, 1, now_s, now_s + 1_200).basis.raw_s
    assert 1_200 <= raw_s <= 1_500


def test_counters_that_usually_open_are_counted_on() -> None:
    """Where a second counter has opened at ten o'clock on other days, a wait across ten is shorter."""

    def learnt(second_opens: bool) -> Learner:
        learner = Learner()
        for day in range(3):
            begin_s = day * 86_400 + 9 * 3600.0
            learner.opened(1, begin_s)
            learner.issued(f"{day}", "A", "standard", begin_s)  # waits, so that the time counts
            learner.opened(2 if second_opens else 1, begin_s + 3600)
            learner.ended(f"{day}", begin_s + 7200)
            learner.ended_day(begin_s + 7200)
        learner.opened(1, 3 * 86_400 + 9 * 3600.0)
        return learner

    now_s = 3 * 86_400 + 9.75 * 3600
    one, two = (learnt(opens).predict("A", "standard", {"A": 20}, 1, now_s) for opens in (False, True))
    assert two.basis.usual_s < 0.75 * one.basis.usual_s
    assert two.basis.plain_s == one.basis.plain_s
    assert two.basis.raw_s < one.basis.raw_s


def test_a_call_that_was_a_slip_teaches_no_handling() -> None:
    """It waits again, and nobody is thought to be served in three seconds."""
    learner = Learner()
    now_s = served(learner, 30)
    before = learner.predict("A", "standard", {"A": 5}, 1, now_s).basis.raw_s
    learner.issued("slip", "A", "standard", now_s)
    learner.called("slip", now_s + 1)
    learner.returned("slip", now_s + 4)
    assert list(learner.hall.waiting) == ["slip"]
    assert learner.predict("A", "standard", {"A": 5}, 1, now_s + 4).basis.raw_s == before


def test_held_and_transferred_tickets_keep_their_place_and_teach_no_wait() -> None:
    """Their waits are not what was predicted for them."""
    learner = Learner()
    learner.opened(1, 0)
    for ticket in ("held", "moved", "last"):
        learner.issued(ticket, "A", "standard", 0)
    learner.held("held", 10)
    learner.transferred("moved", "B", 20)
    assert learner.ahead("A", "standard", 30.0)(30.0) == {"A": 1, "B": 1}
    learner.resumed("held", 40)
    assert learner.ahead("A", "standard", 50.0)(50.0) == {"A": 2, "B": 1}
    assert learner.called("held", 60) is None
    assert learner.called("moved", 70) is None
    assert learner.samples == 0
    waited = learner.called("last", 80)
    assert waited is not None
    assert waited.actual_s == 80
    assert learner.samples == 1


def test_a_clock_that_goes_back_teaches_nothing_wrong() -> None:
    """No negative handling, no negative wait."""
    learner = Learner()
    learner.opened(1, 1_000)
    learner.issued("a", "A", "standard", 1_000)
    learner.issued("b", "A", "standard", 1_000)
    learner.called("a", 1_060)
    learner.ended("a", 500)
    assert learner.called("b", 510) is None
    assert learner.predict("A", "standard", {"A": 3}, 1, 520).p50_s > 0


def test_tickets_it_has_not_heard_of_are_ignored() -> None:
    """It may begin anywhere in a log."""
    learner = Learner()
    for told in (learner.ended, learner.held, learner.resumed, learner.returned):
        told("unknown", 1.0)
    learner.transferred("unknown", "B", 2.0)
    assert learner.called("unknown", 3.0) is None
    assert not learner.hall.waiting


def test_what_it_keeps_does_not_grow_with_the_log() -> None:
    """After 90 days of the same kind it holds no more than after 60."""
    learner = Learner()
    sizes = {}
    for day in range(90):
        begin_s = day * 86_400 + 32_400.0
        for number in range(40):
            learner.issued(f"{day}-{number}", "ABC"[number % 3], "standard", begin_s + number)
        learner.opened(4, begin_s + 100)
        for number in range(40):
            learner.called(f"{day}-{number}", begin_s + 100 + number * 60)
            learner.ended(f"{day}-{number}", begin_s + 400 + number * 60)
        learner.ended_day(begin_s + 10_000)
        if day in {59, 89}:
            sizes[day] = len(pickle.dumps(learner))
    assert sizes[89] < 1.1 * sizes[59]


@given(st.lists(st.floats(1, 7_200), min_size=300, max_size=300), st.integers(0, 3))
@settings(max_examples=8, deadline=None)
def test_four_of_five_waits_are_kept_whatever_they_are_like(waits_s: list[float], people: int) -> None:
    """The level follows what happened, even where the waits have nothing to do with the people ahead."""
    learner = Learner()
    kept = 0
    for number, wait_s in enumerate(waits_s):
        at_s = number * 10_000.0
        ticket = f"{number}"
        prediction = learner.predict("A", "standard", {"A": people}, 1, at_s)
        learner.issued(ticket, "A", "standard", at_s, prediction=prediction)
        learner.called(ticket, at_s + wait_s)
        kept += wait_s <= prediction.p80_s
    assert kept / len(waits_s) >= 0.7


def test_a_promise_is_more_than_p80_rounded_up_only_while_promises_were_broken_too_often() -> None:
    """It is so after a bad day, and no longer when that was made good."""
    calibration = Calibration()
    basis = Basis(raw_s=3_600, scale_s=900, kind="standard", size=6, hour=9)

    def careful() -> bool:
        prediction = calibration.predict(basis)
        return prediction.high_s > rounded_up(prediction.p80_s)

    def wait(times: int, least_s: int) -> None:
        told = calibration.predict(basis)  # all of them, before any is called
        for number in range(times):
            calibration.learn(told, least_s + 100 * (number * 7 % 20), waiting=5)

    for _ in range(20):
        wait(10, 3_000)
    assert not careful()
    wait(60, 6_000)
    assert careful()
    for _ in range(40):
        wait(10, 3_000)
    assert not careful()


def test_an_hour_that_was_missed_too_often_is_promised_more_than_another() -> None:
    """What went wrong at nine is made good at nine."""
    calibration = Calibration()
    nine, ten = (Basis(raw_s=3_600, scale_s=900, kind="standard", size=6, hour=hour) for hour in (9, 10))
    for number in range(200):
        calibration.learn(calibration.predict(ten), 3_000 + 60 * (number * 7 % 20), waiting=5)
        calibration.learn(calibration.predict(nine), 3_000 + 200 * (number * 7 % 20), waiting=5)
    assert calibration.predict(nine).p80_s > calibration.predict(ten).p80_s
