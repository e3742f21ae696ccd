"""The kiosk's flow, one behaviour at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flowing import Kiosk, on_site

from kiosk import flow
from kiosk import state as s
from kit import wire

Make = Callable[..., Any]


@pytest.fixture
def kiosk(services: Make) -> Kiosk:
    """A kiosk at its start screen, with four services."""
    return Kiosk(services())


@pytest.fixture
def done(kiosk: Kiosk, ticket: Make) -> Kiosk:
    """A kiosk that has just printed A042."""
    kiosk.tap(s.ServiceChosen("A", "key-1"), after=0)
    kiosk(s.TicketTaken("key-1", s.Given(ticket())), after=0.05)
    kiosk(s.PaperFared("id-A042", "printed"), after=0.3)
    return kiosk


def test_first_thing_is_to_ask_for_the_services() -> None:
    """A kiosk that was just switched on asks for the services and says "one moment" until they come."""
    kiosk = Kiosk()
    assert kiosk(s.Tick()) == s.Away(first=True)
    assert kiosk.asked == [s.FetchServices()]


def test_a_tap_takes_prints_and_thanks(kiosk: Kiosk, ticket: Make) -> None:
    """One tap: a ticket is asked for with the tap's key and language, printed, and the customer thanked."""
    assert isinstance(kiosk.tap(s.ServiceChosen("A", "key-1"), after=0), s.Taking)
    assert kiosk.asked[-1] == s.TakeTicket(s.Pending("key-1", "A", "en"))
    assert isinstance(kiosk(s.TicketTaken("key-1", s.Given(ticket())), after=0.05), s.Printing)
    assert kiosk.prints() == ["A042"]
    assert isinstance(kiosk(s.PaperFared("id-A042", "printed"), after=0.3), s.Done)


def test_ten_taps_in_a_second_take_one_ticket(kiosk: Kiosk, ticket: Make) -> None:
    """Ten taps within a second on the same spot, answers and paper coming in between, take one ticket."""
    for count in range(10):
        kiosk.tap(s.ServiceChosen("A", f"key-{count}"), after=0.1)
        kiosk.tap(s.AnotherPressed(), after=0)
        kiosk.tap(s.FinishPressed(), after=0)
        kiosk(s.TicketTaken("key-0", s.Given(ticket())), after=0.02)
        kiosk(s.PaperFared("id-A042", "printed"), after=0.02)
    assert kiosk.takes() == ["key-0"]
    assert kiosk.prints() == ["A042"]


def test_drumming_fingers_cannot_hold_the_screen(done: Kiosk) -> None:
    """The lock after a new screen gives way after a second and a half even when the taps never stop."""
    taps = 0
    while isinstance(done.state.screen, s.Done):
        done.tap(s.FinishPressed(), after=0.1)
        taps += 1
    assert 10 < taps < 20


def test_a_double_tap_takes_one_ticket_and_chooses_nothing_more(asking: Kiosk) -> None:
    """The second touch of a finger that taps twice, as slowly as people do, presses nothing of the screen that came."""
    for gap in (0.0, 0.1, 0.3, 0.45):
        assert isinstance(asking.tap(s.ServiceChosen("A", "key-1")), s.Asking)
        assert isinstance(asking.tap(s.Answered(sooner=True), after=gap), s.Asking)
        assert asking.tap(s.BackPressed()) == s.Start()
        assert asking.tap(s.ServiceChosen("B", "key-2"), after=gap) == s.Start()
    assert asking.takes() == []


def test_who_is_done_or_goes_back_is_heard_soon_after(asking: Kiosk, ticket: Make) -> None:
    """A touch of its own, half a second after the one that brought the screen, counts: nobody has to touch twice."""
    asking.tap(s.ServiceChosen("A", "key-1"))
    assert asking.tap(s.BackPressed()) == s.Start()
    assert isinstance(asking.tap(s.ServiceChosen("A", "key-2"), after=0.5), s.Asking)
    assert isinstance(asking.tap(s.Answered(sooner=False), after=0.5), s.Taking)
    asking(s.TicketTaken("key-2", s.Given(ticket())))
    asking(s.PaperFared("id-A042", "printed"))
    assert asking.tap(s.FinishPressed()) == s.Start()
    assert isinstance(asking.tap(s.ServiceChosen("A", "key-3"), after=0.5), s.Asking)


def test_a_finger_that_rests_on_a_new_screen_is_heard_when_it_lifts(asking: Kiosk) -> None:
    """It came down too soon, but no tap is as long: whoever presses slowly is not made to press again."""
    asking.tap(s.ServiceChosen("A", "key-1"))
    asking.tap(s.BackPressed())
    asking(s.Touched(), after=0.2)
    assert asking(s.ServiceChosen("A", "key-2"), after=0.2) == s.Start()
    asking(s.Touched(), after=0.1)
    assert isinstance(asking(s.ServiceChosen("A", "key-3"), after=0.5), s.Asking)


def test_done_returns_to_start_by_itself(done: Kiosk) -> None:
    """The last screen goes back to the start after its time, and a touch gives it that time again."""
    done.wait(flow.DONE_FOR - 2)
    done(s.Touched())
    assert isinstance(done.wait(flow.DONE_FOR - 1), s.Done)
    assert done.wait(1.1) == s.Start()


def test_progress_runs_down(done: Kiosk) -> None:
    """The bar on the last screen runs from full to empty."""
    assert flow.remaining(done.state, done.now) == 1.0
    assert flow.remaining(done.state, done.now + flow.DONE_FOR / 2) == pytest.approx(0.5)
    assert flow.remaining(done.state, done.now + 99) == 0.0


def test_language_goes_back_for_the_next_customer(kiosk: Kiosk, ticket: Make) -> None:
    """A ticket is taken in the customer's language; the next customer finds the site's own."""
    kiosk.tap(s.LanguageChosen("ar"), after=0)
    kiosk.tap(s.ServiceChosen("A", "key-1"), after=1)
    assert kiosk.asked[-1] == s.TakeTicket(s.Pending("key-1", "A", "ar"))
    kiosk(s.TicketTaken("key-1", s.Given(ticket())))
    kiosk(s.PaperFared("id-A042", "printed"))
    assert kiosk.state.language == "ar"
    kiosk.tap(s.FinishPressed(), after=2)
    assert (kiosk.state.screen, kiosk.state.language) == (s.Start(), "en")


def test_another_ticket_keeps_the_language(kiosk: Kiosk, ticket: Make) -> None:
    """Another ticket is for the same customer, who goes on in the same language."""
    kiosk.tap(s.LanguageChosen("es"), after=0)
    kiosk.tap(s.ServiceChosen("A", "key-1"), after=1)
    kiosk(s.TicketTaken("key-1", s.Given(ticket())))
    kiosk(s.PaperFared("id-A042", "printed"))
    assert kiosk.tap(s.AnotherPressed(), after=2) == s.Start()
    assert kiosk.state.language == "es"


def test_a_language_left_behind_is_put_back(kiosk: Kiosk, services: Make) -> None:
    """Somebody who chose a language and a page and walked away leaves nothing for the next customer."""
    kiosk(s.ServicesCame(services(7)))
    kiosk.tap(s.LanguageChosen("es"), after=0)
    kiosk.tap(s.PageTurned(1), after=1)
    assert kiosk.wait(flow.IDLE_FOR) == s.Start(page=1)
    assert kiosk.wait(flow.WARN_FOR) == s.Start()
    assert kiosk.state.language == "en"


def test_escape_puts_language_and_page_back(kiosk: Kiosk) -> None:
    """Escape on the start screen does what walking away does, at once."""
    kiosk.tap(s.LanguageChosen("es"), after=0)
    kiosk.tap(s.FinishPressed(), after=1)
    assert kiosk.state.language == "en"


def test_a_language_nobody_offers_is_ignored(kiosk: Kiosk) -> None:
    """Only the site's languages can be chosen."""
    kiosk.tap(s.LanguageChosen("xx"), after=0)
    assert kiosk.state.language == "en"


def test_pages_turn_and_stay_within_the_services(kiosk: Kiosk, services: Make) -> None:
    """Pages turn both ways, never past an end, and a page that vanished leads to the last there is."""
    kiosk(s.ServicesCame(services(7)))
    kiosk(s.PageSized(3))
    assert kiosk.state.pages == 3
    for expected in (1, 2, 2):
        assert kiosk.tap(s.PageTurned(1), after=1) == s.Start(page=expected)
    assert kiosk(s.ServicesCame(services(4))) == s.Start(page=1)
    assert kiosk.tap(s.PageTurned(-1), after=1) == s.Start()


def test_a_closed_service_cannot_be_taken(kiosk: Kiosk, services: Make) -> None:
    """A tap on a closed service asks for nothing."""
    kiosk(s.ServicesCame(services(4, D={"open": False, "reason": "closed"})))
    kiosk.tap(s.ServiceChosen("D", "key-1"), after=0)
    assert kiosk.takes() == []


def test_a_service_that_closed_meanwhile_is_said_kindly(kiosk: Kiosk) -> None:
    """A refusal shows its own screen, asks for fresh services, and goes back by itself."""
    kiosk.tap(s.ServiceChosen("A", "key-1"), after=0)
    screen = kiosk(s.TicketRefused("key-1", "full"))
    assert isinstance(screen, s.Refused)
    assert screen.reason == "full"
    kiosk.wait(0.1)
    assert kiosk.asked[-1] == s.FetchServices()
    assert kiosk.wait(flow.REFUSED_FOR) == s.Start()


def test_a_try_without_answer_is_made_again_with_the_same_key(kiosk: Kiosk, ticket: Make) -> None:
    """No answer in time: the same key is sent again, and its ticket is printed when it comes."""
    kiosk.tap(s.ServiceChosen("A", "key-1"), after=0)
    kiosk(s.TicketUnanswered("key-1"), after=5)
    assert flow.slow(kiosk.state, kiosk.now)
    kiosk.wait(flow.RETRY_EVERY)
    assert kiosk.takes() == ["key-1", "key-1"]
    kiosk(s.TicketTaken("key-1", s.Given(ticket())), after=0.5)
    assert kiosk.prints() == ["A042"]


def test_a_ticket_that_never_comes_ends_at_the_desk(kiosk: Kiosk) -> None:
    """After the give-up time the screen asks to go to the desk, forgets the key, and returns to the start."""
    kiosk.tap(s.ServiceChosen("A", "key-1"), after=0)
    for _ in range(40):
        kiosk(s.TicketUnanswered("key-1"), after=0.5)
        kiosk.wait(0.5)
    assert isinstance(kiosk.state.screen, s.Sorry)
    assert s.Forget("key-1") in kiosk.asked
    assert kiosk.wait(flow.SORRY_FOR) == s.Start()


def test_a_late_answer_still_gives_the_ticket(kiosk: Kiosk, ticket: Make) -> None:
    """An answer that comes while we say sorry is printed; one that comes after the customer left is not."""
    kiosk.tap(s.ServiceChosen("A", "key-1"), after=0)
    assert isinstance(kiosk.wait(flow.GIVE_UP_AFTER + flow.TRY_LIMIT), s.Sorry)
    assert isinstance(kiosk(s.TicketTaken("key-1", s.Given(ticket())), after=1), s.Printing)
    kiosk(s.PaperFared("id-A042", "printed"))
    kiosk.wait(flow.DONE_FOR)
    kiosk(s.TicketTaken("key-1", s.Given(ticket())))
    assert kiosk.prints() == ["A042"]


@pytest.mark.parametrize(("result", "doubtful"), [("failed", False), ("uncertain", True)])
def test_no_paper_leaves_the_customer_with_a_number(
    kiosk: Kiosk, ticket: Make, result: wire.PrintResult, doubtful: bool
) -> None:
    """When paper fails or may have failed, the number stays on the screen, for long enough to write it down."""
    kiosk.tap(s.ServiceChosen("A", "key-1"), after=0)
    kiosk(s.TicketTaken("key-1", s.Given(ticket())))
    screen = kiosk(s.PaperFared("id-A042", result, "paper_out"))
    assert isinstance(screen, s.NoPaper)
    assert (screen.ticket.number, screen.reason, screen.doubtful) == ("A042", "paper_out", doubtful)
    assert isinstance(kiosk.wait(flow.NO_PAPER_FOR), s.NoPaper)
    assert isinstance(kiosk.wait(flow.WARN_FOR - 1), s.NoPaper)
    assert kiosk.wait(1) == s.Start()


def test_a_silent_printer_is_not_waited_for_forever(kiosk: Kiosk, ticket: Make) -> None:
    """A printer that never says how it went: the number is shown; should paper come after all, we say thanks."""
    kiosk.tap(s.ServiceChosen("A", "key-1"), after=0)
    kiosk(s.TicketTaken("key-1", s.Given(ticket())))
    assert isinstance(kiosk.wait(flow.PRINT_FOR), s.NoPaper)
    assert isinstance(kiosk(s.PaperFared("id-A042", "printed"), after=3), s.Done)


def test_away_after_two_failures_and_back_by_itself(kiosk: Kiosk, services: Make) -> None:
    """One missed answer changes nothing; two say that we are away; an answer brings the services back."""
    kiosk.wait(flow.POLL_EVERY)
    assert kiosk(s.ServicesFailed()) == s.Start()
    assert kiosk(s.ServicesFailed(), after=2) == s.Away()
    kiosk.wait(flow.POLL_AWAY)
    assert kiosk.asked[-1] == s.FetchServices()
    assert kiosk(s.ServicesCame(services())) == s.Start()


def test_a_lost_question_is_asked_again(kiosk: Kiosk) -> None:
    """A worker that never answers does not stop the services from being asked for."""
    kiosk.wait(flow.POLL_EVERY)
    before = kiosk.asked.count(s.FetchServices())
    kiosk.wait(flow.POLL_EVERY)
    assert kiosk.asked.count(s.FetchServices()) == before + 1


def test_a_burst_of_events_is_one_question(kiosk: Kiosk) -> None:
    """Many changes in the queue at once are one question to the server."""
    before = kiosk.asked.count(s.FetchServices())
    for _ in range(20):
        kiosk(s.QueueChanged(), after=0.005)
    kiosk.wait(flow.POLL_SOON)
    assert kiosk.asked.count(s.FetchServices()) == before + 1


def test_a_restart_asks_again_with_the_same_key(services: Make, ticket: Make) -> None:
    """After a restart in the middle of a tap the same key is sent, so that the server counts one ticket."""
    kiosk = Kiosk()
    kiosk(s.Resumed(s.Pending("key-1", "A", "es")))
    kiosk(s.ServicesCame(services()))
    assert kiosk.takes() == ["key-1"]
    assert kiosk.state.language == "es"
    assert isinstance(kiosk(s.TicketTaken("key-1", s.Given(ticket()))), s.Printing)


@pytest.fixture
def asking(services: Make) -> Kiosk:
    """A kiosk whose site wants to be asked for priority, with its services on the screen."""
    return Kiosk(on_site(services(), priority="ask"))


@pytest.mark.parametrize("sooner", [True, False])
def test_the_question_comes_before_the_ticket(asking: Kiosk, sooner: bool) -> None:
    """Only after the answer a ticket is asked for, with the key of the first tap and with what was said."""
    assert isinstance(asking.tap(s.ServiceChosen("A", "key-1"), after=0), s.Asking)
    assert asking.takes() == []
    assert isinstance(asking.tap(s.Answered(sooner), after=2), s.Taking)
    assert asking.asked[-1] == s.TakeTicket(s.Pending("key-1", "A", "en", sooner))


def test_back_from_the_question_keeps_the_language(asking: Kiosk) -> None:
    """Who chose the wrong service goes back to them, and nobody is asked for anything."""
    asking.tap(s.LanguageChosen("es"), after=0)
    asking.tap(s.ServiceChosen("A", "key-1"), after=1)
    assert asking.tap(s.BackPressed(), after=2) == s.Start()
    assert asking.state.language == "es"
    assert asking.takes() == []


def test_a_question_nobody_answers_goes_away(asking: Kiosk) -> None:
    """Who walks away leaves neither a question nor a ticket behind."""
    asking.tap(s.ServiceChosen("A", "key-1"), after=0)
    asking.wait(flow.IDLE_FOR)
    assert asking.wait(flow.WARN_FOR) == s.Start()
    assert asking.takes() == []


def test_touching_a_paused_service_tells_why(kiosk: Kiosk, services: Make) -> None:
    """No ticket is asked for; the message comes instead, and goes by itself."""
    kiosk(s.ServicesCame(services(4, D={"open": False, "reason": "paused"})))
    screen = kiosk.tap(s.ServiceChosen("D", "key-1"), after=0)
    assert isinstance(screen, s.Refused)
    assert screen.reason == "paused"
    assert kiosk.takes() == []
    assert kiosk.wait(flow.REFUSED_FOR) == s.Start()
