"""Checking in once more: what was typed is still there; and what becomes of it when the server was out of reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from flowing import Kiosk

from kiosk import flow
from kiosk import state as s

Make = Callable[..., Any]


@pytest.fixture
def kiosk(services: Make) -> Kiosk:
    """A kiosk of a site with appointments, at its start screen."""
    return Kiosk(services().model_copy(update={"appointments": True}))


def by_name(kiosk: Kiosk, name: str, phone: str) -> None:
    """Check in by name, and be waiting for the server with the key "named"."""
    kiosk.tap(s.CheckInPressed())
    kiosk.tap(s.ByNamePressed())
    kiosk.type(name)
    kiosk.tap(s.EntryDone("unused"))
    kiosk.type(phone)
    kiosk.tap(s.EntryDone("named"))


@pytest.mark.parametrize("reason", ["not_found", "ambiguous", "something_new"])
def test_a_wrong_name_is_mended_where_it_was_typed(kiosk: Kiosk, reason: str) -> None:
    """After a name "Try again" opens the name, not the code; one letter is mended, the digits are still there."""
    by_name(kiosk, "Anna", "4711")
    kiosk(s.TicketRefused("named", reason))
    assert kiosk.tap(s.BackPressed()) == s.CheckInName("Anna", phone="4711")
    kiosk(s.Erased(), after=1)
    kiosk.type("e")
    assert kiosk.tap(s.EntryDone("unused")) == s.CheckInPhone("Anne", "4711")
    kiosk.tap(s.EntryDone("key-2"))
    assert kiosk.of(s.TakeTicket)[-1].pending.check_in == s.CheckInWith(name="Anne", phone_end="4711")


@pytest.mark.parametrize("way", ["finish", "without", "time", "too_many"])
def test_a_name_is_forgotten_with_the_screen_that_needed_it(kiosk: Kiosk, way: str) -> None:
    """Whether the customer leaves, takes another way, or simply goes: nothing of it is left in the kiosk's state."""
    by_name(kiosk, "Anna", "4711")
    if way == "too_many":
        kiosk.state = replace(kiosk.state, tries=flow.MOST_TRIES - 1)
    kiosk(s.TicketRefused("named", "not_found"))
    if way == "finish":
        kiosk.tap(s.FinishPressed())
    elif way == "without":
        kiosk.tap(s.WithoutPressed())
    elif way == "time":
        kiosk.wait(flow.NOT_CHECKED_IN_FOR)
        kiosk.wait(flow.WARN_FOR)
    assert "Anna" not in str(asdict(kiosk.state))
    assert "4711" not in str(asdict(kiosk.state))


def never_answered(kiosk: Kiosk) -> s.Screen:
    """A scanned code that the server is asked about, and does not answer."""
    kiosk(s.BandsAre(frozenset("ABCD")))
    kiosk.tap(s.Scanned("K7M2", "key-1"))
    for _ in range(30):
        kiosk(s.TicketUnanswered("key-1"), after=0.5)
        kiosk.wait(0.5)
    return kiosk.state.screen


def test_a_check_in_that_is_never_answered_ends_at_the_desk(kiosk: Kiosk) -> None:
    """It is tried again with its key, but never given from this kiosk's own numbers; and a restart forgets it."""
    screen = never_answered(kiosk)
    assert isinstance(screen, s.NotCheckedIn)
    assert screen.reason == "away"
    assert kiosk.of(s.TakeOffline) == []
    assert set(kiosk.takes()) == {"key-1"}
    assert kiosk.asked.count(s.Forget("key-1")) == 1


def test_the_server_comes_back_while_the_desk_is_named(kiosk: Kiosk, services: Make, ticket: Make) -> None:
    """Who was sent to the desk is told that it works here again, and is not moved on: one touch asks once more.

    With the same key: the server may have checked this customer in, with only its answer lost.
    """
    never_answered(kiosk)
    kiosk(s.ServicesCame(services().model_copy(update={"appointments": True})), after=5)
    screen = kiosk.state.screen
    assert isinstance(screen, s.NotCheckedIn)
    assert screen.reason == "back"
    assert screen.until == pytest.approx(kiosk.now + flow.NOT_CHECKED_IN_FOR)
    kiosk(s.RetryPressed(), after=0.2)
    assert isinstance(kiosk.state.screen, s.NotCheckedIn), (
        "whoever was about to touch something else is not taken on"
    )
    before = kiosk.takes()
    assert isinstance(kiosk.tap(s.RetryPressed()), s.Taking)
    assert kiosk.takes() == [*before, "key-1"]
    assert isinstance(kiosk(s.TicketTaken("key-1", s.Given(ticket(), greeting="Ana"))), s.Printing)
    assert kiosk.prints() == ["A042"]


def test_the_server_comes_back_before_anything_was_typed(kiosk: Kiosk, services: Make) -> None:
    """Then one touch opens the field; where the link goes again before that, the desk is named once more."""
    told = services().model_copy(update={"appointments": True})
    kiosk(s.BandsAre(frozenset("ABCD")))
    kiosk.cut()
    kiosk.tap(s.CheckInPressed())
    reasons = [
        getattr(kiosk(each, after=1), "reason", "") for each in (s.ServicesCame(told), s.ServicesFailed())
    ]
    assert reasons == ["back", "back"], "one missed answer changes nothing"
    assert getattr(kiosk(s.ServicesFailed(), after=1), "reason", "") == "away"
    kiosk(s.ServicesCame(told), after=1)
    assert kiosk.tap(s.RetryPressed()) == s.CheckInCode()
    assert kiosk.takes() == []


def test_nobody_is_offered_a_check_in_that_there_is_not(kiosk: Kiosk, services: Make) -> None:
    """A server that is back and knows of no appointments any more: the desk it is."""
    kiosk(s.BandsAre(frozenset("ABCD")))
    kiosk.cut()
    kiosk.tap(s.CheckInPressed())
    assert getattr(kiosk(s.ServicesCame(services()), after=1), "reason", "") == "away"


def test_a_server_that_comes_back_does_not_answer_for_the_customer(kiosk: Kiosk, services: Make) -> None:
    """Whoever is being asked whether more time is needed is still asked, and sent home in time."""
    kiosk(s.BandsAre(frozenset("ABCD")))
    kiosk.cut()
    kiosk.tap(s.CheckInPressed())
    kiosk.wait(flow.NOT_CHECKED_IN_FOR)
    assert kiosk.state.warned_at is not None
    kiosk(s.ServicesCame(services().model_copy(update={"appointments": True})), after=1)
    assert kiosk.state.warned_at is not None
    assert kiosk.wait(flow.WARN_FOR) == s.Start()
