"""A scanner told from a person by the time between keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.scanner import GAP_S, SHORTEST, Burst


def press(keys: list[tuple[str, float]]) -> tuple[list[str], list[str]]:
    """What was typed and what was scanned when each key comes so many seconds after the one before."""
    burst, now = Burst(), 10.0
    typed: list[str] = []
    scanned: list[str] = []
    for name, gap in keys:
        now += gap
        burst, idle = burst.idle(now)
        burst, more, scan = burst.key(name, now)
        typed += idle + more
        scanned += [scan] if scan else []
    burst, last = burst.idle(now + GAP_S + 0.001)
    assert not burst.held
    return typed + last, scanned


def at(gap: float, *names: str) -> list[tuple[str, float]]:
    """These keys, each so many seconds after the one before."""
    return [(name, gap) for name in names]


@pytest.mark.parametrize("end", ["enter", "tab"])
@pytest.mark.parametrize("gap", [0.0, 0.003, 0.03, 0.045])
def test_a_burst_ended_by_enter_is_a_scan(gap: float, end: str) -> None:
    """Whatever a scanner sends, and however it ends it, is one text; nothing of it was typed."""
    assert press(at(gap, *"K7-m2", "space", "x", end)) == ([], ["K7-m2 x"])


@pytest.mark.parametrize("gap", [0.06, 0.08, 0.3, 2.0])
def test_what_a_person_types_stays_typing(gap: float) -> None:
    """Also when it is fast, and ended by Enter."""
    assert press(at(gap, *"K7M2", "enter")) == ([*"K7M2", "enter"], [])


def test_a_few_keys_at_once_are_no_scan() -> None:
    """Keys that came together because the machine was busy are still a person's, in their order."""
    assert press(at(0.0, "a", "b", "enter")) == (["a", "b", "enter"], [])
    assert press(at(0.0, *"abcdef", "left", "enter")) == ([*"abcdef", "left", "enter"], [])


def test_other_keys_never_wait() -> None:
    """Arrows and Enter of a keypad are there at once."""
    burst = Burst()
    for name in ("down", "enter", "escape", "f1", "backspace"):
        burst, typed, scanned = burst.key(name, 1.0)
        assert (typed, scanned, burst.held) == ([name], "", "")


def test_typing_before_a_scan_is_told_apart() -> None:
    """A letter typed by hand is no part of the scan that comes after it."""
    assert press([("q", 0.2), *at(0.2, "K"), *at(0.004, *"7M2", "enter")]) == (["q"], ["K7M2"])


def test_a_key_that_got_stuck_is_no_endless_scan() -> None:
    """What is held back has an end."""
    typed, scanned = press(at(0.001, *("x" * 2000)))
    assert (len(typed), scanned) == (2000, [])


def test_a_text_form_does_not_tell_what_was_read() -> None:
    """A scanned code stays out of logs."""
    burst, _, _ = Burst().key("Q", 1.0)
    assert "Q" not in repr(burst)


NAMES = st.sampled_from([*"aB7", "space", "enter", "tab", "left", "backspace"])


@given(st.lists(st.tuples(NAMES, st.sampled_from([0.0, 0.01, 0.04, 0.06, 0.5])), max_size=30))
def test_no_key_is_lost_and_none_comes_twice(keys: list[tuple[str, float]]) -> None:
    """Typed and scanned together are what was pressed, but for the key that ended each scan; no scan is too short."""
    typed, scanned = press(keys)
    told = typed + ["space" if each == " " else each for scan in scanned for each in scan]
    assert all(len(each) >= SHORTEST for each in scanned)
    for name in {each for each, _ in keys} - {"enter", "tab"}:
        assert told.count(name) == [each for each, _ in keys].count(name)
    ends = [each for each, _ in keys if each in {"enter", "tab"}]
    assert len([each for each in told if each in {"enter", "tab"}]) == len(ends) - len(scanned)
