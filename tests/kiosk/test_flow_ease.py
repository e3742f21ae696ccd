"""The flow for everyone: larger, contrast, low, read aloud; and enough time for whoever needs more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import pytest
from flowing import Kiosk

from kiosk import flow
from kiosk import state as s

Make = Callable[..., Any]


@pytest.fixture
def kiosk(services: Make) -> Kiosk:
    """A kiosk at its start screen, with four services and appointments."""
    return Kiosk(services().model_copy(update={"appointments": True}))


@pytest.mark.parametrize("what", get_args(s.Ease))
def test_each_ease_goes_on_and_off_and_is_gone_for_the_next(kiosk: Kiosk, what: s.Ease) -> None:
    """On any screen, by one tap; the next customer finds none of it."""
    kiosk.tap(s.EaseToggled(what))
    assert getattr(kiosk.state.eased, what)
    kiosk.tap(s.CheckInPressed())
    kiosk.tap(s.EaseToggled(what))
    assert not getattr(kiosk.state.eased, what)
    kiosk.tap(s.EaseToggled(what))
    kiosk.tap(s.FinishPressed())
    assert kiosk.state.eased == s.Eased()


def test_the_volume_has_five_steps_and_starts_afresh(kiosk: Kiosk) -> None:
    """Louder and softer within 1 to 5, back in the middle for the next customer."""
    seen = [kiosk.state.eased.volume]
    for step in (1, 1, 1, -1, -1, -1, -1, -1):
        kiosk.tap(s.VolumeChanged(step))
        seen.append(kiosk.state.eased.volume)
    assert seen == [3, 4, 5, 5, 4, 3, 2, 1, 1]
    kiosk.tap(s.FinishPressed())
    assert kiosk.state.eased.volume == 3


def test_say_it_again_counts(kiosk: Kiosk) -> None:
    """Each wish to hear it again is told apart from the last."""
    kiosk.tap(s.RepeatPressed())
    kiosk.tap(s.RepeatPressed())
    assert kiosk.state.repeats == 2


def test_a_key_begins_the_reading_aloud_and_a_finger_does_not(kiosk: Kiosk) -> None:
    """Whoever uses a key is read to, unless they turned it off."""
    kiosk(s.Touched())
    assert not kiosk.state.eased.speech
    kiosk(s.Touched(by_key=True))
    assert kiosk.state.eased.speech
    kiosk.tap(s.EaseToggled("speech"))
    kiosk(s.Touched(by_key=True))
    assert not kiosk.state.eased.speech


def test_staff_are_not_read_to(kiosk: Kiosk) -> None:
    """A PIN typed on a keyboard is not spoken into the hall."""
    kiosk(s.CornerHeld())
    kiosk(s.Touched(by_key=True))
    assert not kiosk.state.eased.speech


# --- time -----------------------------------------------------------------------------------------------------------


def test_who_needs_more_time_is_asked_and_gets_it_ten_times(kiosk: Kiosk) -> None:
    """Time is never up without a sound, a question and more than 20 s for the answer, as often as it takes."""
    kiosk.tap(s.CheckInPressed())
    kiosk.type("AB")
    for count in range(12):
        kiosk.wait(flow.IDLE_FOR)
        assert kiosk.of(s.Chime) == [s.Chime()] * (count + 1)
        assert flow.warning(kiosk.state, kiosk.now) == flow.WARN_FOR > 20
        kiosk.wait(flow.WARN_FOR - 0.1)
        kiosk(s.MoreTimePressed() if count % 2 else s.Touched())
        assert flow.warning(kiosk.state, kiosk.now) is None
        assert kiosk.state.screen == s.CheckInCode("AB")
    assert kiosk.state.extended == 12
    kiosk.wait(flow.IDLE_FOR)
    assert kiosk.wait(flow.WARN_FOR) == s.Start()
    assert kiosk.state.extended == 0


def test_a_kiosk_that_nobody_uses_asks_nobody(kiosk: Kiosk) -> None:
    """The first screen as the next customer wants it has no time-out, and makes no sound."""
    kiosk(s.Touched())
    for _ in range(20):
        kiosk.wait(30)
    assert kiosk.of(s.Chime) == []


@pytest.mark.parametrize("spoken", [False, True])
def test_the_ticket_stays_long_enough_to_be_heard(kiosk: Kiosk, ticket: Make, spoken: bool) -> None:
    """The last screen ends without a question, twice as late while it is read aloud."""
    if spoken:
        kiosk(s.Touched(by_key=True))
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    kiosk(s.TicketTaken("key-1", s.Given(ticket())))
    kiosk(s.PaperFared("id-A042", "printed"))
    lasts = flow.DONE_FOR * (flow.SPOKEN if spoken else 1)
    assert flow.remaining(kiosk.state, kiosk.now) == 1.0
    assert isinstance(kiosk.wait(lasts - 0.1), s.Done)
    assert kiosk.wait(0.1) == s.Start()
    assert kiosk.of(s.Chime) == []


def test_reading_aloud_doubles_the_time_to_answer(kiosk: Kiosk) -> None:
    """Whoever has to listen has twice the time before the question, and for it."""
    kiosk(s.Touched(by_key=True))
    kiosk.tap(s.CheckInPressed())
    kiosk.wait(2 * flow.IDLE_FOR - 1)
    assert kiosk.of(s.Chime) == []
    kiosk.wait(1)
    assert kiosk.of(s.Chime) == [s.Chime()]
    assert isinstance(kiosk.wait(2 * flow.WARN_FOR - 1), s.CheckInCode)
    assert kiosk.wait(1) == s.Start()


def test_a_number_without_paper_is_not_taken_away_without_a_word(kiosk: Kiosk, ticket: Make) -> None:
    """Who is still writing it down is asked, and gets the whole time again."""
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    kiosk(s.TicketTaken("key-1", s.Given(ticket())))
    kiosk(s.PaperFared("id-A042", "failed"))
    kiosk.wait(flow.NO_PAPER_FOR)
    assert kiosk.of(s.Chime) == [s.Chime()]
    kiosk(s.MoreTimePressed())
    assert isinstance(kiosk.wait(flow.NO_PAPER_FOR - 1), s.NoPaper)
    assert kiosk.of(s.Chime) == [s.Chime()]


def test_what_is_under_the_question_does_not_listen_at_once(kiosk: Kiosk) -> None:
    """A finger on its way to a card when the question comes, or goes, takes no ticket by it."""
    kiosk.tap(s.LanguageChosen("es"))
    kiosk.wait(flow.IDLE_FOR)
    kiosk(s.ServiceChosen("A", "key-1"), after=0.1)
    kiosk(s.Touched(), after=5)
    kiosk(s.ServiceChosen("A", "key-2"), after=0.1)
    assert kiosk.takes() == []
    assert isinstance(kiosk.tap(s.ServiceChosen("A", "key-3"), after=1), s.Taking)


def test_i_am_done_under_a_finger_on_its_way_is_not_meant(kiosk: Kiosk) -> None:
    """The question came by itself: what is hit within its first second only says that somebody is still here."""
    kiosk.tap(s.LanguageChosen("es"))
    kiosk.wait(flow.IDLE_FOR)
    kiosk(s.FinishPressed(), after=0.8)
    kiosk(s.MoreTimePressed())
    assert (kiosk.state.language, kiosk.state.warned_at) == ("es", None)
    kiosk.wait(flow.IDLE_FOR)
    kiosk(s.FinishPressed(), after=1.1)
    assert kiosk.state.language == "en"


def test_nothing_of_a_customer_is_left(kiosk: Kiosk) -> None:
    """Language, eases, what was typed, tries: the state after a customer is the state before, but for the count."""
    kiosk(s.Tick(), after=1)
    before = kiosk.state
    kiosk.tap(s.LanguageChosen("es"))
    kiosk.tap(s.EaseToggled("larger"))
    kiosk.tap(s.RepeatPressed())
    kiosk.tap(s.CheckInPressed())
    kiosk.type("XYZ9")
    kiosk.tap(s.EntryDone("key-1"))
    kiosk(s.TicketRefused("key-1", "not_found"))
    kiosk.tap(s.FinishPressed())
    kiosk.tap(s.FinishPressed())  # the first leads to the start, still as the same customer
    after = kiosk.state
    same = {"shown_at": 0.0, "locked_until": 0.0, "touched_at": 0.0, "fetch_at": 0.0, "fetching": None}
    assert replace(after, **same) == replace(before, customers=1, **same)


def test_without_a_voice_keys_act_at_once() -> None:
    """A machine that cannot speak does not let the first key go by for it."""
    silent = replace(flow.begin(0.0), speaks=False)
    state, _requests = flow.step(silent, s.Touched(by_key=True), 1.0)
    assert not state.eased.speech


def test_a_finger_late_for_done_takes_no_ticket(kiosk: Kiosk, ticket: Make) -> None:
    """The last screen leaves by itself under a finger: what stands there now was not meant."""
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    kiosk(s.TicketTaken("key-1", s.Given(ticket())))
    kiosk(s.PaperFared("id-A042", "printed"))
    assert kiosk.wait(flow.DONE_FOR) == s.Start()
    kiosk(s.ServiceChosen("A", "key-2"), after=1.2)
    assert len(kiosk.takes()) == 1
    kiosk(s.ServiceChosen("A", "key-3"), after=1.5)
    assert len(kiosk.takes()) == 2


def test_a_refusal_keeps_the_customers_language(kiosk: Kiosk) -> None:
    """Whoever cannot have one service is still here, and looks for another one in the same language."""
    kiosk.tap(s.LanguageChosen("es"))
    kiosk.tap(s.ServiceChosen("A", "key-1"))
    kiosk(s.TicketRefused("key-1", "full"))
    assert kiosk.tap(s.FinishPressed()) == s.Start()
    assert kiosk.state.language == "es"
