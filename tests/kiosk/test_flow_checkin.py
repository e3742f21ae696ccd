"""The flow of somebody who is expected: by code, by scanner, by name; and what is said when it does not do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flowing import Kiosk, on_site

from kiosk import flow
from kiosk import state as s
from kiosk.flow.expected import code_in

Make = Callable[..., Any]
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def kiosk(services: Make) -> Kiosk:
    """A kiosk of a site with appointments, at its start screen."""
    return Kiosk(services().model_copy(update={"appointments": True}))


def wishes(kiosk: Kiosk) -> list[s.CheckInWith | None]:
    """Who the server was asked for."""
    return [each.pending.check_in for each in kiosk.of(s.TakeTicket)]


def test_a_typed_code_is_checked_in_and_greeted(kiosk: Kiosk, ticket: Make) -> None:
    """Letters in any case and digits of any script; the ticket comes with the greeting, and is printed."""
    assert kiosk.tap(s.CheckInPressed()) == s.CheckInCode()
    kiosk.type("k7 -m2٣")
    assert kiosk.state.screen == s.CheckInCode("K7M23")
    kiosk(s.Erased())
    assert isinstance(kiosk.tap(s.EntryDone("key-1")), s.Taking)
    assert kiosk.of(s.TakeTicket) == [
        s.TakeTicket(s.Pending("key-1", "", "", check_in=s.CheckInWith(code="K7M2")))
    ]
    screen = kiosk(s.TicketTaken("key-1", s.Given(ticket(), greeting="Ana", due_at=TEN)))
    assert isinstance(screen, s.Printing)
    assert (screen.given.greeting, screen.given.due_at) == ("Ana", TEN)
    assert kiosk.prints() == ["A042"]


def test_a_code_has_at_least_four_and_at_most_twelve_characters(kiosk: Kiosk) -> None:
    """Less is not asked for, more is not typed."""
    kiosk.tap(s.CheckInPressed())
    kiosk.type("ABC")
    assert isinstance(kiosk.tap(s.EntryDone("key-1")), s.CheckInCode)
    kiosk.type("DEFGHIJKLMNOP")
    assert kiosk.state.screen == s.CheckInCode("ABCDEFGHIJKL")


def test_no_appointments_no_check_in(services: Make) -> None:
    """On a day without appointments nobody is asked for a code, and a scanner does nothing."""
    kiosk = Kiosk(services())
    assert kiosk.tap(s.CheckInPressed()) == s.Start()
    assert kiosk.tap(s.Scanned("K7M2", "key-1")) == s.Start()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("K7M2", "K7M2"),
        (" k7m2\n", "K7M2"),
        ("K7M2-9QXD", "K7M29QXD"),
        ("https://q.example/a/K7M2", "K7M2"),
        ("https://q.example/a/K7M2/", "K7M2"),
        ("https://q.example/check-in?code=k7m2&x=1", "K7M2"),
        ("https://q.example/t/abcdefghijklmnopqrstuv", ""),
        ("https://q.example/", ""),
        ("http://[", ""),
        ("K7", ""),
        ("K7M2K7M2K7M2K7", ""),
        ("BEGIN:VCARD", ""),
        ("", ""),
    ],
)
def test_a_scan_is_a_code_or_a_link_to_one(text: str, code: str) -> None:
    """The code alone, or the link that was sent with it; anything else is no code."""
    assert code_in(text) == code


def test_a_code_held_to_the_scanner_needs_no_tap(kiosk: Kiosk) -> None:
    """From the first screen, or while typing, or instead of a name: a scan checks in."""
    for before in ([], [s.CheckInPressed()], [s.CheckInPressed(), s.ByNamePressed()]):
        for event in before:
            kiosk.tap(event)
        assert isinstance(kiosk.tap(s.Scanned("K7M2", "key-1")), s.Taking)
        kiosk(s.TicketRefused("key-1", "arrived"))
        kiosk.tap(s.FinishPressed())
    assert wishes(kiosk) == [s.CheckInWith(code="K7M2")] * 3


def test_a_scan_that_is_no_code_is_said_and_costs_no_try(kiosk: Kiosk) -> None:
    """A ticket's own code, or a bottle's: the customer is not left alone with it, and what was typed stays."""
    screen = kiosk.tap(s.Scanned("4006381333931 bottle", "key-1"))
    assert isinstance(screen, s.NotCheckedIn)
    assert (screen.reason, kiosk.state.tries) == ("unread", 0)
    assert kiosk.takes() == []
    kiosk.tap(s.BackPressed())
    kiosk.type("K7M")
    kiosk.tap(s.Scanned("4006381333931 bottle", "key-1"))
    kiosk.tap(s.Scanned("4006381333931 bottle", "key-1"))
    assert kiosk.tap(s.BackPressed()) == s.CheckInCode("K7M")


def test_a_scanner_that_reads_twice_costs_one_try(kiosk: Kiosk) -> None:
    """In the first moments of the answer the same scan again is nothing."""
    kiosk.tap(s.Scanned("K7M2", "key-1"))
    kiosk(s.TicketRefused("key-1", "not_found"), after=0.2)
    kiosk(s.Scanned("K7M2", "key-2"), after=0.3)
    assert kiosk.takes() == ["key-1"]


def test_the_notice_stands_before_the_name(services: Make) -> None:
    """Nobody types a name or a phone before what is done with them was on the screen."""
    told = services().model_copy(update={"appointments": True})
    kiosk = Kiosk(on_site(told, privacy_notice={"en": "We keep it for a day."}))
    kiosk.tap(s.CheckInPressed())
    assert kiosk.tap(s.ByNamePressed()) == s.Privacy()
    assert kiosk.tap(s.AgreedPressed()) == s.CheckInName()


def test_by_name_and_the_phones_last_digits(kiosk: Kiosk) -> None:
    """Letters of any script for the name, three to six digits for the phone; then the server is asked once."""
    kiosk.tap(s.CheckInPressed())
    assert kiosk.tap(s.ByNamePressed()) == s.CheckInName(), "no notice, nothing to agree to"
    kiosk.type(" Zoë O'7Ñoño, ")
    assert kiosk.state.screen == s.CheckInName("Zoë O'Ñoño ")
    assert kiosk.tap(s.EntryDone("key-1")) == s.CheckInPhone("Zoë O'Ñoño")
    kiosk.type("4x2")
    assert isinstance(kiosk.tap(s.EntryDone("key-2")), s.CheckInPhone)
    kiosk.type("35678")
    kiosk.tap(s.EntryDone("key-3"))
    assert wishes(kiosk) == [s.CheckInWith(name="Zoë O'Ñoño", phone_end="423567")]
    assert kiosk.takes() == ["key-3"]


def test_back_goes_one_step_and_keeps_what_was_typed(kiosk: Kiosk) -> None:
    """From the phone to the name, from the name to the code, from the code to the services."""
    kiosk.tap(s.CheckInPressed())
    kiosk.tap(s.ByNamePressed())
    kiosk.type("Ana")
    kiosk.tap(s.EntryDone("key-1"))
    kiosk.type("42")
    assert kiosk.tap(s.BackPressed()) == s.CheckInName("Ana", phone="42")
    assert kiosk.tap(s.EntryDone("key-2")) == s.CheckInPhone("Ana", "42")
    seen = [kiosk.tap(s.BackPressed()) for _ in range(3)]
    assert seen == [s.CheckInName("Ana", phone="42"), s.CheckInCode(), s.Start()]


@pytest.mark.parametrize("reason", ["too_early", "other_day", "arrived", "cancelled", "closed", "full"])
def test_what_the_server_says_is_passed_on(kiosk: Kiosk, reason: str) -> None:
    """The reason, and from when on where that is known; the key is settled."""
    kiosk.tap(s.Scanned("K7M2", "key-1"))
    screen = kiosk(s.TicketRefused("key-1", reason, TEN))
    assert isinstance(screen, s.NotCheckedIn)
    assert (screen.reason, screen.opens_at, kiosk.state.tries) == (reason, TEN, 1)
    assert kiosk.asked[-1] == s.Forget("key-1")


def test_a_wrong_code_then_the_right_one(kiosk: Kiosk, ticket: Make) -> None:
    """The code is still there: mostly one sign of it is wrong, and whoever was wrong altogether holds the eraser."""
    kiosk.tap(s.CheckInPressed())
    kiosk.type("K7MZ")
    kiosk.tap(s.EntryDone("key-1"))
    kiosk(s.TicketRefused("key-1", "not_found"))
    assert kiosk.tap(s.BackPressed()) == s.CheckInCode("K7MZ")
    kiosk(s.Erased(), after=1)
    kiosk.type("2")
    kiosk.tap(s.EntryDone("key-2"))
    assert wishes(kiosk)[-1] == s.CheckInWith(code="K7M2")
    assert isinstance(kiosk(s.TicketTaken("key-2", s.Given(ticket()))), s.Printing)


def test_five_tries_then_the_desk(kiosk: Kiosk) -> None:
    """Nobody finds a code by trying: after five the desk helps, also by name, until the next customer."""
    for count in range(5):
        kiosk.tap(s.Scanned(f"TRY{count}", f"key-{count}"))
        screen = kiosk(s.TicketRefused(f"key-{count}", "not_found" if count % 2 else "something_new"))
        assert isinstance(screen, s.NotCheckedIn)
        assert screen.reason == ("too_many" if count == 4 else "not_found" if count % 2 else "other")
    for event in (s.BackPressed(), s.ByNamePressed(), s.Scanned("TRY6", "key-6")):
        screen = kiosk.tap(event)
        assert isinstance(screen, s.NotCheckedIn)
        assert screen.reason == "too_many"
    assert kiosk.tap(s.WithoutPressed()) == s.Start()
    assert isinstance(kiosk.tap(s.CheckInPressed()), s.NotCheckedIn), (
        "leaving and coming back changes nothing"
    )
    assert len(kiosk.takes()) == 5
    assert kiosk.tap(s.FinishPressed()) == s.Start()
    assert isinstance(kiosk.tap(s.CheckInPressed()), s.NotCheckedIn), (
        "back at the start it is still the same one"
    )
    kiosk.tap(s.FinishPressed())
    kiosk.wait(flow.IDLE_FOR)
    kiosk.wait(2)
    assert kiosk.tap(s.CheckInPressed()) == s.CheckInCode()


def test_a_ticket_without_the_appointment(kiosk: Kiosk) -> None:
    """Whoever is not found can take a ticket like everybody, in the same language."""
    kiosk.tap(s.LanguageChosen("es"))
    kiosk.tap(s.Scanned("K7M2", "key-1"))
    kiosk(s.TicketRefused("key-1", "other_day"))
    assert kiosk.tap(s.WithoutPressed()) == s.Start()
    assert kiosk.state.language == "es"


@pytest.mark.parametrize("reason", ["not_found", "other_day", "arrived", "cancelled", "closed", "full"])
def test_back_to_start_keeps_the_language(kiosk: Kiosk, reason: str) -> None:
    """The same customer goes on in the same words; the next one, after the time-out, in the site's."""
    kiosk.tap(s.LanguageChosen("es"))
    kiosk.tap(s.Scanned("K7M2", "key-1"))
    kiosk(s.TicketRefused("key-1", reason))
    assert kiosk.tap(s.FinishPressed()) == s.Start()
    assert kiosk.state.language == "es"
    kiosk.wait(flow.IDLE_FOR)
    kiosk.wait(flow.WARN_FOR)
    assert kiosk.state.language == "en"


def test_too_early_tells_the_time_and_who_waits_leaves(kiosk: Kiosk) -> None:
    """The time of the appointment is on the screen; "I will wait" makes room for the next customer."""
    kiosk.tap(s.LanguageChosen("es"))
    kiosk.tap(s.Scanned("K7M2", "key-1"))
    screen = kiosk(s.TicketRefused("key-1", "too_early", TEN, TEN + timedelta(minutes=30)))
    assert isinstance(screen, s.NotCheckedIn)
    assert (screen.opens_at, screen.due_at) == (TEN, TEN + timedelta(minutes=30))
    assert kiosk.tap(s.FinishPressed()) == s.Start()
    assert kiosk.state.language == "en"


def test_checked_in_already_tells_the_number(kiosk: Kiosk) -> None:
    """Where the server tells it, which it does to who has the code."""
    kiosk.tap(s.Scanned("K7M2", "key-1"))
    screen = kiosk(s.TicketRefused("key-1", "arrived", number="B017"))
    assert isinstance(screen, s.NotCheckedIn)
    assert screen.number == "B017"


@pytest.mark.parametrize(
    ("chosen", "booked", "spoken"),
    [(None, "es", "es"), ("en", "es", "en"), (None, "fr", "en"), ("es", "en", "es")],
)
def test_the_language_is_the_chosen_one_else_the_booked_one(
    kiosk: Kiosk, ticket: Make, chosen: str | None, booked: str, spoken: str
) -> None:
    """On paper and on the screen; one that the site does not speak is on paper alone."""
    if chosen is not None:
        kiosk.tap(s.LanguageChosen(chosen))
    kiosk.tap(s.Scanned("K7M2", "key-1"))
    assert kiosk.of(s.TakeTicket)[0].pending.language == (chosen or "")
    kiosk(s.TicketTaken("key-1", s.Given(ticket(language=chosen or booked))))
    assert [each.language for each in kiosk.of(s.PrintTicket)] == [chosen or booked]
    assert kiosk.state.language == spoken


@pytest.mark.parametrize("reason", ["other_day", "too_early", "arrived", "cancelled"])
@pytest.mark.parametrize(
    ("chosen", "booked", "spoken"),
    [(None, "es", "es"), ("en", "es", "en"), (None, "fr", "en"), (None, "", "en")],
)
def test_a_no_is_said_in_the_chosen_language_else_the_booked_one(
    kiosk: Kiosk, reason: str, chosen: str | None, booked: str, spoken: str
) -> None:
    """And who goes on to a ticket without the appointment stays in it; back at the start it is the site's again."""
    if chosen is not None:
        kiosk.tap(s.LanguageChosen(chosen))
    kiosk.tap(s.Scanned("K7M2", "key-1"))
    kiosk(s.TicketRefused("key-1", reason, language=booked))
    assert kiosk.state.language == spoken
    kiosk.tap(s.WithoutPressed())
    assert kiosk.state.language == spoken
    kiosk.wait(flow.IDLE_FOR)
    kiosk.wait(flow.WARN_FOR)
    assert kiosk.state.language == "en"


@pytest.mark.parametrize(("chosen", "left"), [(None, "en"), ("es", "es")])
def test_a_booked_language_ends_with_back_to_start(
    kiosk: Kiosk, ticket: Make, chosen: str | None, left: str
) -> None:
    """Whoever chose it keeps it; one that came with the booking is not left to the next customer."""
    if chosen is not None:
        kiosk.tap(s.LanguageChosen(chosen))
    kiosk.tap(s.Scanned("K7M2", "key-1"))
    kiosk(s.TicketTaken("key-1", s.Given(ticket(language=chosen or "ar"))))
    kiosk(s.PaperFared("id-A042", "printed"))
    kiosk.tap(s.AnotherPressed())
    kiosk.tap(s.Scanned("K7M2", "key-2"))
    assert isinstance(kiosk(s.TicketRefused("key-2", "arrived")), s.NotCheckedIn)
    assert kiosk.state.language == (chosen or "ar")
    assert kiosk.tap(s.FinishPressed()) == s.Start()
    assert kiosk.state.language == left


def test_without_the_server_the_desk_checks_in(kiosk: Kiosk) -> None:
    """Only the server knows who is expected: during an outage nobody types a code for nothing."""
    kiosk(s.BandsAre(frozenset("ABCD")))
    kiosk.cut()
    screen = kiosk.tap(s.CheckInPressed())
    assert isinstance(screen, s.NotCheckedIn)
    assert (screen.reason, kiosk.state.tries) == ("away", 0)
    kiosk.tap(s.BackPressed())
    kiosk.type("K7M2")
    assert isinstance(kiosk.tap(s.EntryDone("key-1")), s.NotCheckedIn)
    assert kiosk.takes() == []


def test_a_restart_goes_on_with_a_code_but_never_with_a_name(services: Make) -> None:
    """A name is on no disk; should one come all the same, it is dropped."""
    kiosk = Kiosk()
    named = s.Pending("key-1", "", "en", check_in=s.CheckInWith(name="Ana", phone_end="4235"))
    kiosk(s.Resumed(named))
    assert kiosk.takes() == []
    assert s.Forget("key-1") in kiosk.asked
    kiosk(s.Resumed(s.Pending("key-2", "", "en", check_in=s.CheckInWith(code="K7M2"))))
    assert kiosk.takes() == ["key-2"]


def test_no_text_form_tells_what_was_typed(kiosk: Kiosk) -> None:
    """Whatever a log or a crash's report might show of states, inputs and requests, it is not a name, phone or code."""
    kiosk.tap(s.CheckInPressed())
    kiosk.tap(s.ByNamePressed())
    told = []
    for character in "Quetzal":
        told.append(repr(s.Typed(character)))
        kiosk.type(character)
        told.append(repr(kiosk.state))
    kiosk.tap(s.EntryDone("key-1"))
    kiosk.type("987654")
    told.append(repr(kiosk.state))
    kiosk.tap(s.EntryDone("key-2"))
    told += [repr(kiosk.state), repr(kiosk.asked), repr(s.Scanned("QUETZ", "k")), repr(s.CheckPin("987654"))]
    told.append(repr(s.Given(kiosk.of(s.TakeTicket), greeting="Quetzal")))
    assert not [each for each in told if "quet" in each.lower() or "9876" in each or "'Q'" in each]
