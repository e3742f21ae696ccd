"""The calling order: what a site's line means, by example."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from server.rules.order import ordered, parse_order, rivals, run_after

MINUTE = 60_000
NOW = 100 * MINUTE


class T(NamedTuple):
    """A ticket as the order looks at it; places are minutes here."""

    name: str
    queue_class: str
    minute: int
    issue_event: int = 0
    waits_for: str = "A"

    @property
    def place_at(self) -> int:
        """In milliseconds."""
        return self.minute * MINUTE


def names(text: str, *tickets: T, run: int = 0, targets: dict[str, int] | None = None) -> str:
    """The tickets' names in calling order."""
    order = parse_order(text, targets)
    return "".join(each.name for each in ordered(order, tickets, NOW, run))


S = [T("s", "standard", 60), T("t", "standard", 70), T("u", "standard", 80)]
P = [T("p", "priority", 90), T("q", "priority", 95)]


def test_priority_goes_first_and_within_a_class_who_came_first() -> None:
    """As long as nobody has waited for the cap."""
    assert names("priority cap=45m", *S, *P) == "pqstu"
    assert names("priority", *S, *P) == "pqstu"


def test_who_has_waited_for_the_cap_goes_before_younger_priority() -> None:
    """At 40 minutes to the minute; oldest first among them all."""
    assert names("priority cap=40m", *S, *P) == "spqtu"
    assert names("priority cap=2401s", *S, *P) == "pqstu"
    assert names("priority cap=1h", T("o", "standard", 40), *P) == "opq"


def test_first_come_first_served() -> None:
    """Whatever the class."""
    assert names("fifo", *P, *S) == "stupq"


def test_an_appointment_counts_from_its_time() -> None:
    """Before it, behind everybody who is here; from that very minute on, before standard tickets."""
    soon, now, past = T("a", "appointment", 101), T("b", "appointment", 100), T("c", "appointment", 99)
    assert names("priority cap=45m", soon, now, past, *S, *P) == "pqcbstua"
    assert names("fifo", soon, past, *S) == "stuca"


def test_a_customer_with_priority_who_asked_for_time_lets_the_others_go_first() -> None:
    """Until that time has come."""
    assert names("priority cap=45m", T("d", "priority", 110), *S, *P) == "pqstud"


def test_due_calls_by_when_each_should_be_called() -> None:
    """A standard ticket when its service's target has passed, priority at once."""
    quick, slow = T("v", "standard", 80, 0, "B"), T("w", "standard", 70, 0, "C")
    targets = {"B": 5 * MINUTE, "C": 30 * MINUTE}
    assert names("due", slow, quick, *P, targets=targets) == "vpqw"


def test_a_ratio_alternates_as_long_as_both_wait() -> None:
    """Two and one, from where the counter stands."""
    assert names("ratio 2:1", *S, *P) == "pqstu"
    assert names("ratio 1:1", *S, *P) == "psqtu"
    assert names("ratio 1:1", *S, *P, run=1) == "sptqu"
    assert names("ratio 2:1", *S, *P, run=1) == "psqtu"
    assert names("ratio 2:1", *S, *P, run=2) == "spqtu"


def test_a_turn_that_nobody_could_take_is_kept() -> None:
    """Who comes next for it finds it still there."""
    order = parse_order("ratio 2:1")
    assert [run_after(order, 0, True), run_after(order, 1, True), run_after(order, 2, False)] == [1, 2, 0]
    assert [run_after(order, 0, False), run_after(order, 2, True)] == [0, 2]
    assert run_after(parse_order("fifo"), 0, True) == 0


def test_among_equals_the_log_decides() -> None:
    """Two in one millisecond: whose number was given first."""
    assert names("fifo", T("b", "standard", 5, 9), T("a", "standard", 5, 8)) == "ab"


@pytest.mark.parametrize(
    "text", ["", "lifo", "ratio 2", "ratio a:b", "priority cap=", "priority cap=5", "fifo ", "FIFO"]
)
def test_any_other_line_is_refused(text: str) -> None:
    """With a ValueError."""
    with pytest.raises(ValueError, match="is not a calling order"):
        parse_order(text)


def test_rivals_share_a_counter() -> None:
    """Directly; a counter without a list serves all."""
    services = ("A", "B", "C", "D")
    assert rivals("A", [("A", "B"), ("B", "C"), ("D",)], services) == {"A", "B"}
    assert rivals("B", [("A", "B"), ("B", "C"), ("D",)], services) == {"A", "B", "C"}
    assert rivals("A", [(), ("D",)], services) == set(services)
    assert rivals("A", [("D",)], services) == {"A"}
