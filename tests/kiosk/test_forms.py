"""The forms: about a service, its questions, check-in, privacy, more time, and staff's PIN and functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pygame
import pytest
from drawn_forms import EASED, HOW, SIZES, draw, pages_of, whole
from kiosk_states import EASES, EXAMPLES, NOW, PASSPORT, SECONDS, services

from kiosk import flow, screens
from kiosk import state as s
from kiosk.screens import View
from kit.drawing.scale import Scale

CAME = s.Start()


def answers_on(screen: s.Screen, size: tuple[int, int], language: str, eased: s.Eased) -> list[str]:
    """The names of the answers on a question's first page."""
    names = [each.name for each in draw(screen, size, language, eased).targets]
    return [each for each in names if each.startswith("answer:")]


@pytest.mark.parametrize("eased", EASED, ids=HOW)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_answer_can_be_given(size: tuple[int, int], eased: s.Eased) -> None:
    """All answers of a long question, and to say nothing, are on some page."""
    screen = s.Questions(replace(PASSPORT, answers=(0,)), CAME)
    targets = [each for picture in pages_of(screen, size, "de", eased) for each in picture.targets]
    given = [each.means.place for each in targets if isinstance(each.means, s.AnswerChosen)]
    assert given == [*range(6), None]


@pytest.mark.parametrize("eased", EASES.values(), ids=EASES)
@pytest.mark.parametrize("size", [(800, 480), (480, 800)], ids=str)
def test_yes_and_no_stand_on_one_page(size: tuple[int, int], eased: s.Eased) -> None:
    """However large the type and small the panel; and every page of answers says which of how many it is."""
    for language in ("en", "de", "uk", "ar", "fr"):
        assert answers_on(s.Asking(PASSPORT, CAME), size, language, eased) == ["answer:yes", "answer:no"]
        screen = s.Questions(PASSPORT, CAME)
        assert answers_on(screen, size, language, eased)[:2] == ["answer:0", "answer:1"], language
        pictures = pages_of(screen, size, language, eased)
        for number, picture in enumerate(pictures, 1):
            if len(pictures) > 1:
                assert f"{number}/{len(pictures)}" in whole(picture)


def test_several_long_answers_stand_on_a_page() -> None:
    """In larger text on the small panel, too."""
    screen = s.Questions(replace(PASSPORT, answers=(0,)), CAME)
    assert len(answers_on(screen, (800, 480), "de", EASES["larger"])) == 2


@pytest.mark.parametrize("eased", EASED, ids=HOW)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_what_is_told_before_a_ticket_is_told_whole(size: tuple[int, int], eased: s.Eased) -> None:
    """What to bring, from the first page on, and every common question; and a ticket is one touch away on each page.

    That it leads to a person is only said where large type leaves no room for it.
    """
    pictures = pages_of(s.About(PASSPORT, CAME), size, "en", eased)
    around = {
        "Take a ticket",
        "Back",
        "A",
        "C",
        "City Hall",
        "People often ask",
        "With a ticket you speak to a person.",
        "More",
        *(f"{number + 1}/{len(pictures)}" for number in range(len(pictures))),
    }
    lines = [each.text for picture in pictures for each in picture.texts]
    told = " ".join(line for line in lines if line not in around)
    service = services().services[1]
    assert service.bring["en"] in told
    first = " ".join(each.text for each in pictures[0].texts)
    beginnings = ["What to bring Bring your passport", "Passports, identity Bring your passport"]
    assert any(each in first for each in beginnings[: 2 if eased.larger else 1])
    closing = "With a ticket you speak to a person."
    assert closing in pictures[0].spoken
    assert eased.larger or closing in " ".join(lines)
    for each in service.faq:
        assert each.q["en"] in told
    for picture in pictures:
        assert isinstance(next(each for each in picture.targets if each.name == "take").means, s.TakePressed)


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "uk", "ar", "zh"])
@pytest.mark.parametrize("size", [(1280, 800), (1080, 1920), (1920, 1080)], ids=str)
def test_common_questions_stand_on_the_first_page(size: tuple[int, int], language: str) -> None:
    """On a usual panel nobody turns a page to find them: what is on a second page is found by few."""
    picture = draw(s.About(PASSPORT, CAME), size, language, s.Eased())
    names = {each.name for each in picture.targets}
    assert {"question:0", "question:1", "question:2", "take", "back"} <= names
    assert "next" not in names


def test_a_common_question_opens_and_closes() -> None:
    """Its answer stands under it; the way back closes it, and a ticket can be taken from there."""
    closed = draw(s.About(PASSPORT, CAME), (1080, 1920))
    question = next(each for each in closed.targets if each.name == "question:2")
    assert question.means == s.QuestionOpened(2)
    opened = draw(s.About(PASSPORT, CAME, answer=2), (1080, 1920))
    assert "Yes." in whole(opened)
    assert next(each for each in opened.targets if each.name == "back").means == s.QuestionOpened(None)
    assert "take" in [each.name for each in opened.targets]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_way_on_opens_when_there_is_enough_to_go_on_with(size: tuple[int, int]) -> None:
    """A code of four signs, two letters of a name, four digits of a phone: before that, Continue cannot be touched."""
    for short, enough in [
        (s.CheckInCode("7KQ"), s.CheckInCode("7KQ4")),
        (s.CheckInName("M"), s.CheckInName("Mo")),
        (s.CheckInPhone("Mo", "123"), s.CheckInPhone("Mo", "1234")),
        (s.Pin("123"), s.Pin("1234")),
    ]:
        assert "continue" not in [each.name for each in draw(short, size).targets]
        assert "continue" in [each.name for each in draw(enough, size).targets]


def test_the_question_for_more_time_covers_what_is_below() -> None:
    """Only its two answers can be touched, the one for more time first, and nothing of below is read or read aloud."""
    for example in EXAMPLES.values():
        picture = draw(example.screen, warned_at=SECONDS - flow.WARN_FOR / 2)
        assert [each.name for each in picture.targets] == ["more-time", "no-more-time"]
        assert [each.means for each in picture.targets] == [s.MoreTimePressed(), s.FinishPressed()]
        question, calm, *answers = picture.spoken
        assert question == "Do you need more time?"
        assert calm == "Nothing is lost. You can take as long as you like."
        assert answers == ["Yes, more time", "I am done"]
        assert "Continue" not in whole(picture)


def test_the_time_left_can_be_seen_running_down() -> None:
    """The bar is shorter a second later."""
    surface, told = pygame.Surface((1280, 800)), services()
    state = s.State(screen=s.CheckInCode(), services=told, warned_at=0.0)
    pictures = []
    for now in (1.0, 2.0):
        screens.draw(surface, state, View(Scale(1280, 800), now, told.now))
        pictures.append(pygame.image.tobytes(surface, "RGB"))
    assert pictures[0] != pictures[1]


def test_a_pin_cannot_be_read_from_the_glass() -> None:
    """A dot for each digit; while too many were wrong there is nothing to type on."""
    picture = draw(s.Pin("4711"))
    assert "••••" in whole(picture)
    assert "4711" not in whole(picture) + " ".join(picture.spoken)
    shut = draw(s.Pin("", wrong=5, shut_until=SECONDS + 30))
    assert [each.name for each in shut.targets] == ["finish"]


def test_staff_see_how_the_kiosk_is() -> None:
    """Printer, tickets that wait to be handed in, and the version; while one function runs the others rest."""
    picture = draw(s.Chores(said="The test ticket was printed."), unsent=3, printer="paper_out")
    told = whole(picture)
    assert "The test ticket was printed." in told
    assert "The printer is out of paper." in told
    assert "3 tickets are not handed in yet." in told
    assert "Next Please" in told
    names = [each.name for each in picture.targets]
    assert names == [
        "chore:test_print",
        "chore:brighter",
        "chore:darker",
        "chore:restart",
        "chore:pair",
        "finish",
    ]
    busy = draw(s.Chores(busy="test_print"))
    assert "chore:restart" not in [each.name for each in busy.targets]


def test_a_check_in_that_failed_never_tells_who_was_looked_for() -> None:
    """Kind words for every reason, a person to ask or nothing left to ask, and no word of blame."""
    for name, example in EXAMPLES.items():
        if isinstance(example.screen, s.NotCheckedIn):
            told = whole(draw(example.screen))
            assert "desk" in told, name
            assert not {"error", "wrong", "invalid", "failed", "María"} & set(told.lower().split()), name


def test_a_code_that_was_not_found_is_shown() -> None:
    """So that it can be compared with the one on paper."""
    told = whole(draw(s.NotCheckedIn("not_found", 30.0, came=s.CheckInCode("K7QX42MA"))))
    assert "K7QX 42MA" in told
    assert "code" in told


@pytest.mark.parametrize("reason", ["not_found", "ambiguous"])
def test_a_name_that_was_not_found_is_shown_as_it_was_typed(reason: str) -> None:
    """With the digits, so that a wrong one is seen."""
    told = whole(draw(s.NotCheckedIn(reason, 30.0, came=s.CheckInName("Garca", phone="4711"))))
    assert "Typed: Garca, 4711" in told


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "uk", "ar", "zh"])
@pytest.mark.parametrize(
    "name", [each for each in EXAMPLES if isinstance(EXAMPLES[each].screen, s.NotCheckedIn)]
)
def test_why_not_and_what_now_are_on_one_page(name: str, language: str) -> None:
    """In plain type on the small panel, too: whoever reads the reason sees the way to a person below it."""
    assert "next" not in [each.name for each in draw(EXAMPLES[name].screen, (800, 480), language).targets]


@pytest.mark.parametrize(
    ("days", "told"), [(0, "Your appointment: 11:12"), (2, "Your appointment: Thu 26 Nov 2026, 11:12")]
)
def test_an_appointment_on_another_day_is_told_with_its_day(days: int, told: str) -> None:
    """And with its time, on one line; the day is not told to whoever comes on the right one."""
    due = NOW + timedelta(days=days, minutes=30)
    reason = "other_day" if days else "too_early"
    screen = s.NotCheckedIn(reason, 30.0, opens_at=due - timedelta(minutes=20), due_at=due)
    picture = draw(screen, (800, 480))
    assert told in [each.text for each in picture.texts]
    assert "next" not in [each.name for each in picture.targets], "all of it is on one page"


def test_whoever_can_check_in_again_is_told_so() -> None:
    """By sight and by ear, with the desk still named; one touch tries again with what was typed before."""
    picture = draw(s.NotCheckedIn("back", 30.0))
    again = next(each for each in picture.targets if each.name == "again")
    assert again.means == s.RetryPressed()
    for said in (whole(picture), " ".join(picture.spoken)):
        assert "You can check in here again." in said
        assert "desk" in said


def test_what_stands_in_a_field_already_can_be_heard() -> None:
    """Whoever comes back to it cannot see it; a PIN is told to nobody."""
    assert "So far: G A R" in draw(s.CheckInName("GAR")).spoken
    assert "So far: K 7" in draw(s.CheckInCode("K7")).spoken
    assert not [each for each in draw(s.Pin("12")).spoken + draw(s.CheckInCode()).spoken if "So far" in each]


def test_without_the_server_a_ticket_is_not_the_loudest() -> None:
    """The words send people with an appointment to the desk: the ticket is there, and no main action."""

    def ground(example: str, name: str) -> tuple[int, ...]:
        surface = pygame.Surface((1280, 800))
        view = View(Scale(*surface.get_size()), SECONDS, NOW)
        targets = screens.draw(surface, EXAMPLES[example].state("en"), view).targets
        rect = next(each.rect for each in targets if each.name == name)
        return tuple(surface.get_at((rect.centerx, rect.y + 10)))

    assert (
        ground("check-in-away", "without") == ground("not-found", "without") != ground("not-found", "again")
    )


def test_without_the_server_nobody_is_told_to_try_again() -> None:
    """The desk first, then a ticket of this kiosk's own, where it has any."""
    screen = s.NotCheckedIn("away", 30.0)
    for bands, ways in (({"A"}, ["without", "finish"]), (set(), ["finish"])):
        picture = draw(screen, failures=3, bands=frozenset(bands))
        names = [each.name for each in picture.targets if not each.name.startswith("ease:")]
        assert names == ways
        assert "again" not in whole(picture)
        assert whole(picture).index("desk") < whole(picture).index("not possible")
