"""The flow without the server, without paper, and behind the corner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest
from flowing import Kiosk, on_site

from kiosk import flow
from kiosk import state as s

Make = Callable[..., Any]


@pytest.fixture
def kiosk(services: Make) -> Kiosk:
    """A kiosk with numbers of its own for A and B, not for C and D."""
    kiosk = Kiosk(services())
    kiosk(s.BandsAre(frozenset("AB"), unsent=0))
    return kiosk


# --- numbers of its own ---------------------------------------------------------------------------------------------


def test_with_numbers_of_its_own_the_kiosk_goes_on(kiosk: Kiosk, ticket: Make) -> None:
    """The services stay, the sign shows, and a tap takes one of our own numbers at once."""
    assert kiosk.cut() == s.Start()
    assert flow.offline(kiosk.state)
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    wish = s.Pending("key-1", "A", "en")
    assert kiosk.of(s.TakeOffline) == [s.TakeOffline(wish, instead=False)]
    assert kiosk.takes() == []
    given = s.Given(ticket("A901"), offline=True)
    assert isinstance(kiosk(s.TicketTaken("key-1", given)), s.Printing)
    assert kiosk.of(s.PrintTicket) == [s.PrintTicket(given.ticket, "en", offline=True)]
    assert kiosk.asked[-1] == s.Forget("key-1")


def test_services_open_while_the_server_is_away(kiosk: Kiosk, services: Make) -> None:
    """What opened since can be taken; while the server answers, its own word counts."""
    closed = services(A={"open": False, "reason": "closed"})
    kiosk(s.ServicesCame(closed))
    kiosk(s.ServicesAged(services()))
    assert not kiosk.state.service("A").open
    kiosk.cut()
    kiosk(s.ServicesAged(services()))
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    assert len(kiosk.of(s.TakeOffline)) == 1


def test_a_service_without_a_number_sends_kindly_to_the_desk(kiosk: Kiosk) -> None:
    """Known before anybody is asked for anything."""
    kiosk.cut()
    screen = kiosk.tap(s.ServiceChosen("C", "key-1"))
    assert isinstance(screen, s.Refused)
    assert screen.reason == "band"
    assert kiosk.takes() == kiosk.of(s.TakeOffline) == []


def test_numbers_used_up_in_the_middle_send_to_the_desk(kiosk: Kiosk) -> None:
    """The last number may go between the tap and the answer, or while questions are asked."""
    kiosk.cut()
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    kiosk(s.BandsAre(frozenset("B"), unsent=9))
    screen = kiosk(s.TicketRefused("key-1", "band"))
    assert isinstance(screen, s.Refused)
    assert (screen.reason, kiosk.state.unsent) == ("band", 9)


def test_numbers_that_come_and_go_bring_the_services_and_take_them(kiosk: Kiosk, services: Make) -> None:
    """With the last number of the last service the screen says that none can be given; with a new one they are back."""
    kiosk.cut()
    assert kiosk(s.BandsAre(frozenset())) == s.Away()
    assert kiosk(s.BandsAre(frozenset("A"))) == s.Start()
    kiosk(s.BandsAre(frozenset()))
    assert kiosk(s.ServicesCame(services())) == s.Start()
    assert not flow.offline(kiosk.state)


def test_a_start_without_the_server_goes_on_with_what_was_remembered(services: Make) -> None:
    """A power cut in an outage: as soon as it is clear that nobody answers, the services are there."""
    kiosk = Kiosk()
    remembered = Kiosk(services()).state.services
    kiosk.state = s.State(services=remembered, fetch_at=kiosk.now, shown_at=kiosk.now)
    kiosk(s.BandsAre(frozenset("A"), unsent=3))
    kiosk(s.Tick())
    kiosk(s.ServicesFailed())
    assert kiosk(s.ServicesFailed(), after=1) == s.Start()


def test_a_server_that_does_not_answer_is_not_waited_for(kiosk: Kiosk, ticket: Make) -> None:
    """After six seconds our own number, once, instead of the one that was asked for; and no more tries."""
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    kiosk.wait(flow.OFFLINE_AFTER - 0.1)
    assert kiosk.of(s.TakeOffline) == []
    kiosk.wait(0.1)
    assert kiosk.of(s.TakeOffline) == [s.TakeOffline(s.Pending("key-1", "A", "en"), instead=True)]
    kiosk(s.TicketUnanswered("key-1"))
    for _ in range(10):
        kiosk.wait(1)
    assert (len(kiosk.of(s.TakeOffline)), kiosk.takes()) == (1, ["key-1"])
    kiosk(s.TicketTaken("key-1", s.Given(ticket("A901"), offline=True)))
    assert kiosk.prints() == ["A901"]


def test_as_soon_as_the_outage_is_known_nobody_waits(kiosk: Kiosk) -> None:
    """Refused at once and the services gone as well: our own number comes before the six seconds are over."""
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    kiosk(s.TicketUnanswered("key-1"))
    kiosk(s.ServicesFailed(), after=0.1)
    kiosk(s.ServicesFailed(), after=0.1)
    kiosk.wait(0.1)
    assert kiosk.of(s.TakeOffline) == [s.TakeOffline(s.Pending("key-1", "A", "en"), instead=True)]


@pytest.mark.parametrize("first_offline", [True, False])
def test_two_answers_are_one_ticket(kiosk: Kiosk, ticket: Make, first_offline: bool) -> None:
    """The server's ticket and our own for the same tap: the first is shown and printed, the other is not."""
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    kiosk.wait(flow.OFFLINE_AFTER)
    ours, theirs = s.Given(ticket("A901"), offline=True), s.Given(ticket("A042"))
    first, second = (ours, theirs) if first_offline else (theirs, ours)
    kiosk(s.TicketTaken("key-1", first))
    kiosk(s.TicketTaken("key-1", second))
    kiosk(s.PaperFared(first.ticket.id, "printed"))
    kiosk(s.TicketTaken("key-1", second), after=1)
    assert kiosk.prints() == [first.ticket.number]


def test_no_answer_and_no_number_ends_at_the_desk(kiosk: Kiosk) -> None:
    """A worker that never answers does not hold the customer for ever."""
    kiosk.cut()
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    assert isinstance(kiosk.wait(flow.GIVE_UP_AFTER + flow.TRY_LIMIT), s.Sorry)
    assert s.Forget("key-1") in kiosk.asked


def test_questions_are_asked_without_the_server_too(services: Make) -> None:
    """What goes with the ticket goes with our own number as well."""
    kiosk = Kiosk(on_site(services(), priority="ask"))
    kiosk(s.BandsAre(frozenset("A")))
    kiosk.cut()
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    kiosk.tap(s.Answered(sooner=True))
    assert kiosk.of(s.TakeOffline) == [s.TakeOffline(s.Pending("key-1", "A", "en", priority=True))]


# --- paper ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def unprinted(kiosk: Kiosk, ticket: Make) -> Kiosk:
    """A kiosk whose printer is out of paper, with a ticket of which nothing was sent to it."""
    kiosk(s.PrinterIs("paper_out"))
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    kiosk(s.TicketTaken("key-1", s.Given(ticket())))
    assert kiosk.prints() == ["A042"], "the spool refuses by itself, and says that it did"
    kiosk(s.PaperFared("id-A042", "failed", "paper_out", untouched=True))
    return kiosk


def test_paper_that_is_back_prints_what_was_never_sent(unprinted: Kiosk) -> None:
    """The offer comes with the paper; then the ticket is printed, and the customer thanked."""
    screen = unprinted.state.screen
    assert isinstance(screen, s.NoPaper)
    assert not screen.can_print
    assert isinstance(unprinted.tap(s.PrintPressed()), s.NoPaper), "nothing is offered yet"
    screen = unprinted(s.PrinterIs(""))
    assert isinstance(screen, s.NoPaper)
    assert screen.can_print
    assert isinstance(unprinted.tap(s.PrintPressed()), s.Printing)
    unprinted.tap(s.PrintPressed())
    assert unprinted.prints() == ["A042", "A042"]
    assert isinstance(unprinted(s.PaperFared("id-A042", "printed")), s.Done)


def test_paper_that_went_again_takes_the_offer_back(unprinted: Kiosk) -> None:
    """An offer that cannot be kept is none."""
    unprinted(s.PrinterIs(""))
    screen = unprinted(s.PrinterIs("cover_open"))
    assert isinstance(screen, s.NoPaper)
    assert not screen.can_print
    assert unprinted.state.printer == "cover_open"


def test_what_may_have_come_out_is_not_printed_again(kiosk: Kiosk, ticket: Make) -> None:
    """Only a ticket of which not one byte was sent is offered: nobody gets two papers."""
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    kiosk(s.TicketTaken("key-1", s.Given(ticket())))
    kiosk(s.PaperFared("id-A042", "uncertain", "offline"))
    kiosk(s.PrinterIs(""))
    kiosk.tap(s.PrintPressed())
    assert kiosk.prints() == ["A042"]


# --- staff ----------------------------------------------------------------------------------------------------------


def enter(kiosk: Kiosk, pin: str, right: bool) -> s.Screen:
    """Type a PIN, and have it looked at."""
    kiosk.type(pin)
    kiosk.tap(s.EntryDone("unused"))
    return kiosk(s.PinRight() if right else s.PinWrong())


def test_the_corner_and_the_right_pin_open_the_service_functions(kiosk: Kiosk) -> None:
    """One function at a time; what it said stays until the next; Done leads home."""
    assert kiosk(s.CornerHeld()) == s.Pin()
    assert enter(kiosk, "4711", right=True) == s.Chores()
    assert kiosk.of(s.CheckPin) == [s.CheckPin("4711")]
    for what in get_args(s.Chore):
        assert kiosk.tap(s.ChoreChosen(what)) == s.Chores(busy=what)
        kiosk.tap(s.ChoreChosen("restart"))
        assert kiosk(s.ChoreDone("Done.")) == s.Chores(said="Done.")
    assert [each.what for each in kiosk.of(s.DoChore)] == list(get_args(s.Chore))
    assert kiosk.tap(s.FinishPressed()) == s.Start()


def test_five_wrong_pins_shut_the_door_for_a_minute(kiosk: Kiosk) -> None:
    """Leaving and holding the corner again does not open it sooner; after a minute one may try again."""
    kiosk(s.CornerHeld())
    for count in range(5):
        assert isinstance(enter(kiosk, "0000", right=False), s.Pin)
        if count == 2:
            kiosk.tap(s.BackPressed())
            kiosk(s.CornerHeld(), after=1)
    assert flow.shut(kiosk.state, kiosk.now)
    kiosk.tap(s.FinishPressed())
    screen = kiosk(s.CornerHeld())
    assert isinstance(screen, s.Pin)
    assert screen.shut_until > kiosk.now
    kiosk.type("4711")
    kiosk.tap(s.EntryDone("unused"))
    assert len(kiosk.of(s.CheckPin)) == 5
    kiosk.wait(flow.SHUT_FOR)
    kiosk(s.CornerHeld())
    assert enter(kiosk, "4711", right=True) == s.Chores()


def test_a_pin_is_looked_at_once(kiosk: Kiosk) -> None:
    """While it is being looked at nothing is typed or sent; an answer to a question of before opens nothing."""
    kiosk(s.CornerHeld())
    kiosk.type("47a1")
    kiosk.tap(s.EntryDone("unused"))
    assert kiosk.of(s.CheckPin) == [], "four digits are the least"
    kiosk.type("1")
    for _ in range(3):
        kiosk.tap(s.EntryDone("unused"))
        kiosk.type("9")
    assert kiosk.of(s.CheckPin) == [s.CheckPin("4711")]
    kiosk.tap(s.BackPressed())
    assert kiosk(s.PinRight()) == s.Start()
    kiosk(s.CornerHeld())
    assert kiosk(s.PinRight()) == s.Pin()


def test_staff_who_walk_away_leave_nothing_open(kiosk: Kiosk) -> None:
    """The PIN goes after 20 s, the service functions after two minutes."""
    kiosk(s.CornerHeld())
    assert kiosk.wait(flow.PIN_FOR) == s.Start()
    kiosk(s.CornerHeld())
    enter(kiosk, "4711", right=True)
    kiosk.tap(s.ChoreChosen("test_print"))
    assert isinstance(kiosk.wait(flow.CHORES_FOR - 1), s.Chores)
    assert kiosk.wait(1) == s.Start()


def test_the_corner_opens_nothing_in_the_middle_of_a_customer(kiosk: Kiosk) -> None:
    """Only from the first screen, or where there is nothing to be had."""
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    assert isinstance(kiosk(s.CornerHeld()), s.Taking)
