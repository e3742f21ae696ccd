"""The flow from the choice of a service to the wish for a ticket: groups, what to bring, questions, languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flowing import Kiosk, on_site

from kiosk import flow
from kiosk import state as s
from kit import wire

Make = Callable[..., Any]
BRING = {"en": "Your passport"}
FAQ = [{"q": {"en": "How much is it?"}, "a": {"en": "Nothing."}}]
QUESTIONS = [
    {"ask": {"en": "An interpreter?"}, "answers": [{"en": "No"}, {"en": "Yes"}]},
    {"ask": {"en": "Step-free?"}, "answers": [{"en": "No"}, {"en": "Yes"}]},
]


def status(**fields: Any) -> dict[str, Any]:
    """A service's fields as the wire's own values."""
    told = wire.ServiceStatus.model_validate(
        {"code": "A", "name": {}, "open": True, "served": True, "waiting": 0, "ahead": 0, **fields}
    )
    return {name: getattr(told, name) for name in fields}


@pytest.fixture
def grouped(services: Make) -> Kiosk:
    """A kiosk with A and C in "Papers", B and D in "Money", and E in none; two cards on a page."""
    told = services(
        5, A={"group": "Papers"}, C={"group": "Papers"}, B={"group": "Money"}, D={"group": "Money"}
    )
    kiosk = Kiosk(told)
    kiosk(s.PageSized(2))
    return kiosk


@pytest.fixture
def asking(services: Make) -> Kiosk:
    """A kiosk whose service A has all there can be before a ticket, B nothing, on a site that asks for priority."""
    return Kiosk(on_site(services(2, A=status(bring=BRING, faq=FAQ, questions=QUESTIONS)), priority="ask"))


# --- groups ---------------------------------------------------------------------------------------------------------


def names(kiosk: Kiosk) -> list[str]:
    """What the cards of the screen say."""
    return [each.name if isinstance(each, s.GroupCard) else each.code for each in kiosk.state.cards]


def test_groups_stand_where_their_first_service_does(grouped: Kiosk) -> None:
    """One card for each group in the order of first appearance, one for each service without; pages count cards."""
    assert names(grouped) == ["Papers", "Money", "E"]
    assert grouped.state.pages == 2


def test_a_group_opens_and_leads_back_to_its_page(grouped: Kiosk, ticket: Make) -> None:
    """Behind a group are its services; Back leads to the page that it was on, a service to a ticket."""
    grouped.tap(s.PageTurned(1))
    assert grouped.tap(s.GroupChosen("Papers")) == s.Group("Papers", before=1)
    assert names(grouped) == ["A", "C"]
    assert grouped.tap(s.BackPressed()) == s.Start(page=1)
    grouped.tap(s.GroupChosen("Money"))
    screen = grouped.tap(s.ServiceChosen("D", "key-1"))
    assert isinstance(screen, s.Taking)
    assert screen.came == s.Group("Money", before=1)
    assert names(grouped) == ["B", "D"], "the pressed card stays where it was"


@pytest.mark.parametrize("groups", [("", "", ""), ("All", "All", "All")])
def test_groups_that_tell_nothing_apart_do_not_show(services: Make, groups: tuple[str, ...]) -> None:
    """Without groups, or with all services in the same one, the services themselves are on the first screen."""
    changes = {code: {"group": group} for code, group in zip("ABC", groups, strict=True)}
    kiosk = Kiosk(services(3, **changes))
    assert names(kiosk) == ["A", "B", "C"]
    assert kiosk.tap(s.GroupChosen(groups[0])) == s.Start()


def test_a_group_that_is_gone_leads_to_the_start(grouped: Kiosk, services: Make) -> None:
    """When the site changes its groups, nobody is left in one that is no more."""
    grouped.tap(s.GroupChosen("Papers"))
    assert grouped(s.ServicesCame(services(5))) == s.Start()


# --- what to bring, questions, priority -----------------------------------------------------------------------------


def test_an_answer_begins_with_its_first_page(asking: Kiosk) -> None:
    """However far the list of questions was turned; and the way back leads to where the question stood."""
    asking.tap(s.ServiceChosen("A", "key-1"))
    asking.tap(s.PageTurned(1))
    asking.tap(s.PageTurned(1))
    opened = asking.tap(s.QuestionOpened(0))
    assert isinstance(opened, s.About)
    assert (opened.answer, opened.page) == (0, 0)
    asking.tap(s.PageTurned(1))
    closed = asking.tap(s.QuestionOpened(None))
    assert isinstance(closed, s.About)
    assert (closed.answer, closed.page) == (None, 2)


def test_everything_before_the_ticket_goes_with_it(asking: Kiosk) -> None:
    """What to bring, each question, priority, and only then one wish with the first tap's key and all the answers."""
    assert isinstance(asking.tap(s.ServiceChosen("A", "key-1")), s.About)
    asking.tap(s.QuestionOpened(0))
    assert isinstance(asking.state.screen, s.About)
    assert asking.state.screen.answer == 0
    asking.tap(s.QuestionOpened(None))
    screen = asking.tap(s.TakePressed())
    assert isinstance(screen, s.Questions)
    assert screen.number == 0
    screen = asking.tap(s.AnswerChosen(1))
    assert isinstance(screen, s.Questions)
    assert screen.number == 1
    assert isinstance(asking.tap(s.AnswerChosen(None)), s.Asking)
    assert asking.takes() == []
    asking.tap(s.Answered(sooner=False))
    assert asking.of(s.TakeTicket) == [s.TakeTicket(s.Pending("key-1", "A", "en", False, (1, None)))]


def test_back_goes_one_step_and_out_at_the_end(asking: Kiosk) -> None:
    """Back undoes one answer, then shows what to bring, then the services; nobody was asked for anything."""
    asking.tap(s.ServiceChosen("A", "key-1"))
    for event in (s.TakePressed(), s.AnswerChosen(1), s.AnswerChosen(0)):
        asking.tap(event)
    seen = []
    for _ in range(4):
        screen = asking.tap(s.BackPressed())
        seen.append((type(screen), screen.wish.answers if hasattr(screen, "wish") else None))
    assert seen == [(s.Questions, (1,)), (s.Questions, ()), (s.About, ()), (s.Start, None)]
    assert asking.takes() == []


def test_a_service_that_says_and_asks_nothing_is_one_tap(services: Make) -> None:
    """Texts that are empty in every language are nothing to show."""
    kiosk = Kiosk(services(2, A=status(bring={"en": ""})))
    assert isinstance(kiosk.tap(s.ServiceChosen("A", "key-1")), s.Taking)


def test_an_answer_that_is_not_there_is_none(asking: Kiosk) -> None:
    """Only the question's own answers can be chosen, and only the site's own common questions opened."""
    asking.tap(s.ServiceChosen("A", "key-1"))
    asking.tap(s.QuestionOpened(7))
    assert isinstance(asking.state.screen, s.About)
    assert asking.state.screen.answer is None
    asking.tap(s.TakePressed())
    screen = asking.tap(s.AnswerChosen(2))
    assert isinstance(screen, s.Questions)
    assert screen.number == 0


def test_a_service_that_vanished_in_between_is_said_kindly(asking: Kiosk, services: Make) -> None:
    """While somebody reads what to bring, the site may take the service away."""
    asking.tap(s.ServiceChosen("A", "key-1"))
    told = services(2)
    screen = asking(s.ServicesCame(told.model_copy(update={"services": told.services[1:]})))
    assert isinstance(screen, s.Refused)
    assert (screen.service, screen.reason) == ("A", "closed")


def test_questions_that_changed_in_between_begin_anew(asking: Kiosk, services: Make) -> None:
    """Answers to old questions are never sent with new ones: the customer is back at the services."""
    asking.tap(s.ServiceChosen("A", "key-1"))
    asking.tap(s.TakePressed())
    same = on_site(services(2, A=status(bring=BRING, faq=FAQ, questions=QUESTIONS)), priority="ask")
    assert isinstance(asking(s.ServicesCame(same)), s.Questions), "other figures change nothing"
    assert asking(s.ServicesCame(services(2, A=status(faq=FAQ, questions=QUESTIONS[:1])))) == s.Start()


# --- languages ------------------------------------------------------------------------------------------------------

SEVEN = ("en", "es", "fr", "de", "uk", "ar", "zh")


def test_all_languages_have_their_own_screen(services: Make) -> None:
    """The globe leads to all of them, a language back to where the customer was; the next one finds the default."""
    kiosk = Kiosk(services(7, languages=SEVEN))
    kiosk(s.PageSized(4))
    kiosk.tap(s.PageTurned(1))
    assert kiosk.tap(s.LanguagesPressed()) == s.Languages(came=s.Start(page=1))
    kiosk(s.PageSized(5))
    assert kiosk.tap(s.PageTurned(1)) == s.Languages(page=1, came=s.Start(page=1))
    assert kiosk.tap(s.PageTurned(1)) == s.Languages(page=1, came=s.Start(page=1))
    assert kiosk.tap(s.LanguageChosen("zh")) == s.Start(page=1)
    assert kiosk.state.language == "zh"
    kiosk.wait(flow.IDLE_FOR)
    kiosk.wait(flow.WARN_FOR)
    assert kiosk.state.language == "en"


def test_a_touch_half_a_second_after_a_language_counts(services: Make) -> None:
    """The services listen again as soon as a second tap of the same finger is past."""
    kiosk = Kiosk(services(4, languages=SEVEN))
    kiosk.tap(s.LanguagesPressed())
    kiosk.tap(s.LanguageChosen("uk"))
    assert kiosk.tap(s.ServiceChosen("A", "key-1"), after=0.2) == s.Start()
    kiosk.tap(s.LanguagesPressed())
    kiosk.tap(s.LanguageChosen("de"))
    assert isinstance(kiosk.tap(s.ServiceChosen("A", "key-2"), after=0.4), s.Taking)


def test_one_language_needs_no_globe(services: Make) -> None:
    """Where there is nothing to choose, there is no screen for it."""
    kiosk = Kiosk(services(4, languages=SEVEN[:1]))
    assert kiosk.tap(s.LanguagesPressed()) == s.Start()


def test_languages_lead_back_to_what_is_left(services: Make) -> None:
    """Who chose a language during an outage comes back to the services as soon as there are any."""
    kiosk = Kiosk(services(4, languages=SEVEN))
    kiosk.cut()
    assert kiosk.tap(s.LanguagesPressed()) == s.Languages(came=s.Away())
    kiosk(s.ServicesCame(services(4, languages=SEVEN)))
    assert kiosk.tap(s.LanguageChosen("uk")) == s.Start()
