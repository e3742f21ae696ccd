from types import SimpleNamespace

import pytest

from kit.lobby.board import Lobby, happened, opened, ticked
from kit.lobby.only import Only
from kit.lobby.view import view
from kit.wire import BoardCounter, LobbyInfo, NextNumber

COUNTERS = [
    BoardCounter(code="1", name={"en": "Counter 1"}, services=["A"], state="open"),
    BoardCounter(code="2", name={"en": "Counter 2"}, services=["B"], state="break"),
    BoardCounter(code="3", name={"en": "Counter 3"}, services=["A", "C"], state="closed", number="A007"),
]


def a_lobby(made_up: SimpleNamespace, services: str = "", counters: str = "") -> Lobby:
    """A lobby for these services and counters, after a call of A to 1, B to 2 and C to 3."""
    board = made_up.board(A=4, B=11, C=2)
    site = board.site.model_copy(update={"lobby": LobbyInfo(next_numbers=4)})
    coming = [NextNumber(number=f"{service}050", service=service) for service in "ABC"]
    only = Only(frozenset(services), frozenset(counters))
    told = {"counters": COUNTERS, "next": coming, "calls": [], "site": site}
    lobby = opened(board.model_copy(update=told), 0, only)
    for number, (service, counter) in enumerate(("A1", "B2", "C3")):
        lobby = happened(lobby, made_up.called(101 + number, f"{service}042", counter), 0)
    return ticked(lobby, 0)[0]


@pytest.mark.parametrize(
    ("services", "counters", "calls", "listed", "counted", "coming"),
    [
        ("", "", ["C042", "B042", "A042"], "123", "ABC", "ABC"),
        ("A", "", ["A042"], "13", "A", "A"),
        ("", "23", ["C042", "B042"], "23", "ABC", "ABC"),
        ("", "2", ["B042"], "2", "B", "B"),
        ("AC", "3", ["C042"], "3", "AC", "AC"),
    ],
)
def test_what_a_screen_of_some_services_or_counters_shows(
    made_up: SimpleNamespace,
    services: str,
    counters: str,
    calls: list[str],
    listed: str,
    counted: str,
    coming: str,
) -> None:
    """Its own calls and counters, who waits for what they serve, and who comes next there."""
    lobby = a_lobby(made_up, services, counters)
    seen = view(lobby, 0, "fresh", raqm=True)
    assert [call.number for call in seen.calls] == calls
    assert "".join(each.place.code for each in seen.counters) == listed
    assert "".join(each.service for each in seen.waiting) == counted
    assert "".join(number[0] for number in seen.next_numbers) == coming
    assert len(lobby.unsaid) == len(calls)


def test_counts_go_on_for_services_that_are_not_shown(made_up: SimpleNamespace) -> None:
    """What happens elsewhere asks for no snapshot."""
    lobby = a_lobby(made_up, "A")
    assert [each.count for each in lobby.waiting] == [3, 10, 1]
    assert view(lobby, 0, "fresh", raqm=True).waiting_all == "3 waiting"


def test_a_customer_who_goes_to_another_floor_is_gone_here(made_up: SimpleNamespace) -> None:
    """A number that another floor's counter calls is called here no more."""
    lobby = a_lobby(made_up, counters="1")
    again = made_up.called(110, "A042", "2")
    assert happened(lobby, again, 1).turns == ()


def test_unknown_codes_are_named(made_up: SimpleNamespace) -> None:
    """Services and counters that the site does not have; of counters nothing is said while the board tells none."""
    only = Only(frozenset("AXY"), frozenset("19"))
    board = made_up.board()
    assert only.unknown(board) == ["service X", "service Y"]
    told = board.model_copy(update={"counters": COUNTERS})
    assert only.unknown(told) == ["service X", "service Y", "counter 9"]
    assert Only().unknown(told) == []


def test_a_screen_tells_what_it_is_for() -> None:
    """In its heartbeats, so that staff are not told to wait for it; what would not fit is not told."""
    assert Only().told() == {"services": "", "counters": ""}
    assert Only(frozenset("BA"), frozenset({"12"})).told() == {"services": "A,B", "counters": "12"}
    many = frozenset(f"counter{number}" for number in range(30))
    assert Only(counters=many).told()["counters"] == ""
