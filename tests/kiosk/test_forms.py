"""The forms: about a service, its questions, check-in, privacy, more time, and staff's PIN and functions."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pygame
import pytest
from kiosk_states import EASES, EXAMPLES, NOW, PASSPORT, SECONDS, services

from kiosk import flow, screens
from kiosk import state as s
from kiosk.screens import Picture, View, layouts
from kiosk.screens.layouts import Board, Room
from kit.drawing.scale import Scale
from server.rules.appointments import ALPHABET

SIZES = [(800, 480), (1280, 800), (1080, 1920)]
HOW = ["plain", "larger", "larger-low", "all"]
EASED = [EASES[each] for each in HOW]
CAME = s.Start()


def answers_on(screen: s.Screen, size: tuple[int, int], language: str, eased: s.Eased) -> list[str]:
    """The names of the answers on a question's first page."""
    names = [each.name for each in draw(screen, size, language, eased).targets]
    return [each for each in names if each.startswith("answer:")]


def draw(
    screen: s.Screen,
    size: tuple[int, int] = (1280, 800),
    language: str = "en",
    eased: s.Eased = EASED[0],
    **changes: Any,
) -> Picture:
    """The picture of a form; `changes` are the state's."""
    state = s.State(screen=screen, services=services(), chosen=language, eased=eased, **changes)
    return screens.draw(pygame.Surface(size), state, View(Scale(*size), SECONDS, NOW))


def whole(picture: Picture) -> str:
    """All that is written, in one line."""
    return " ".join(each.text for each in picture.texts)


def pages_of(screen: s.Screen, size: tuple[int, int], language: str, eased: s.Eased) -> list[Picture]:
    """Every page of a form, by turning on as a customer would until there is none that was not seen."""
    seen: dict[int, Picture] = {}
    waiting = [getattr(screen, "page", 0)]
    while waiting:
        at = waiting.pop(0)
        if at in seen:
            continue
        assert len(seen) < 60, "the pages never end"
        here = replace(screen, page=at) if hasattr(screen, "page") else screen  # type: ignore[arg-type,type-var]
        seen[at] = draw(here, size, language, eased)
        turns = [each for each in seen[at].targets if each.name.startswith(("next", "key:turn:"))]
        waiting += [at + each.means.step for each in turns if isinstance(each.means, s.PageTurned)]
    return list(seen.values())


def test_the_digits_of_a_code_are_found_at_once() -> None:
    """Where not all keys have room on one page, each page has a key to the digits, or to the letters, that says so."""
    for size, eased in itertools.product(SIZES, EASED):
        pictures = pages_of(s.CheckInCode(), size, "en", eased)
        for picture in pictures if len(pictures) > 1 else []:
            written = {each.text for each in picture.texts}
            digits = bool(written & {*"0123456789"})
            assert ("ABC" if digits else "123") in written or "I have no code" in written, (size, eased)


@pytest.mark.parametrize("eased", EASED, ids=HOW)
@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "uk", "ar", "zh"])
def test_every_letter_of_a_name_can_be_typed_on_the_smallest_panel(language: str, eased: s.Eased) -> None:
    """Turning through the pages of keys, each letter of the language comes by, and space, hyphen and erase too."""
    pictures = pages_of(s.CheckInName(typed="a"), (800, 480), language, eased)
    typed = {
        each.means.character
        for each in itertools.chain(*(p.targets for p in pictures))
        if isinstance(each.means, s.Typed)
    }
    own = layouts.LETTERS.get(language, layouts.LETTERS["en"])
    wanted = {*"".join(own.rows), *own.further, *own.alphabet, *"abcdefghijklmnopqrstuvwxyz", *" -'"}
    assert wanted <= typed
    for picture in pictures:
        assert [each for each in picture.targets if each.name == "key:erase"]


@pytest.mark.parametrize("eased", EASED, ids=HOW)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_code_can_be_typed_and_nobody_needs_one(size: tuple[int, int], eased: s.Eased) -> None:
    """All signs of our codes, and those that other systems add, are on some page, and so is the way by name."""
    targets = [each for picture in pages_of(s.CheckInCode(), size, "de", eased) for each in picture.targets]
    typed = {each.means.character for each in targets if isinstance(each.means, s.Typed)}
    assert typed == {*"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"} >= {*ALPHABET}
    assert any(isinstance(each.means, s.ByNamePressed) for each in targets)


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
    """What to bring and every common question are on some page, and a ticket is one touch away on each of them."""
    pictures = pages_of(s.About(PASSPORT, CAME), size, "en", eased)
    around = {
        "Take a ticket",
        "Back",
        "A",
        "C",
        "City Hall",
        "People often ask",
        "With a ticket you speak to a person.",
    }
    lines = [each.text for picture in pictures for each in picture.texts]
    told = " ".join(line for line in lines if line not in around)
    service = services().services[1]
    assert service.bring["en"] in told
    assert "With a ticket you speak to a" in " ".join(lines)
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


def test_a_panel_too_small_for_fingers_still_has_keys() -> None:
    """Five inches are less than we ask for; whatever a customer turns on there, the keys are on the screen."""
    size = (800, 480)
    for eased in EASES.values():
        state = s.State(screen=s.CheckInCode("K7"), services=services(), eased=eased)
        picture = screens.draw(pygame.Surface(size), state, View(Scale(*size, 5.0), SECONDS, NOW))
        assert "key:erase" in [each.name for each in picture.targets]
        assert all(pygame.Rect((0, 0), size).contains(each.rect) for each in picture.targets)


def test_names_begin_with_a_capital() -> None:
    """The first letter, and each after a space, a hyphen or an apostrophe, is written large."""
    for typed, first in [("", "M"), ("María ", "M"), ("Anna-", "M"), ("O'", "M"), ("Ma", "m")]:
        key = next(each for each in draw(s.CheckInName(typed)).targets if each.name == "key:m")
        assert key.means == s.Typed(first)
        assert key.label == "M"


def test_a_long_name_shows_its_end() -> None:
    """What was typed last can always be seen, where the field is too short for all of it."""
    long = "María del Carmen García-Fernández de la Vega y Montenegro"
    for size, eased in itertools.product(SIZES, EASED):
        field = next(
            each.text
            for each in draw(s.CheckInName(long), size, "en", eased).texts
            if "Montenegro" in each.text
        )
        assert long.endswith(field)


def test_latin_letters_run_from_left_to_right_in_arabic_too() -> None:
    """A code's keys stand as everywhere; the Arabic alphabet in pages begins at the right."""
    for eased in EASED:
        picture = draw(s.CheckInCode(), (800, 480), "ar", eased)
        at = {each.name: each.rect.x for each in picture.targets}
        assert at["key:A"] < at["key:B"]
    letters = {
        each.name: each.rect.x for each in draw(s.CheckInName(), (800, 480), "ar", EASES["low"]).targets
    }
    assert letters["key:ا"] > letters["key:ب"]


def test_the_question_for_more_time_covers_what_is_below() -> None:
    """Only its two answers can be touched, the one for more time first, and nothing of below is read or read aloud."""
    for example in EXAMPLES.values():
        picture = draw(example.screen, warned_at=SECONDS - flow.WARN_FOR / 2)
        assert [each.name for each in picture.targets] == ["more-time", "finish"]
        assert [each.means for each in picture.targets] == [s.MoreTimePressed(), s.FinishPressed()]
        assert picture.spoken == ["Do you need more time?", "Yes, more time", "I am done"]
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


def test_without_the_server_nobody_is_told_to_try_again() -> None:
    """The desk first, then a ticket of this kiosk's own, where it has any."""
    screen = s.NotCheckedIn("away", 30.0)
    for bands, ways in (({"A"}, ["without", "finish"]), (set(), ["finish"])):
        picture = draw(screen, failures=3, bands=frozenset(bands))
        names = [each.name for each in picture.targets if not each.name.startswith("ease:")]
        assert names == ways
        assert "again" not in whole(picture)
        assert whole(picture).index("desk") < whole(picture).index("not possible")


# --- keyboards ------------------------------------------------------------------------------------------------------


def assert_board_fits(board: Board, room: Room) -> None:
    """No row is wider than the grid, no page higher than the room."""
    assert len(board.rows) <= room.rows, (board, room)
    assert board.columns <= room.columns, (board, room)
    for row in board.rows:
        assert sum(key.span for key in row) <= board.columns, (row, room)


def test_keyboards_fit_whatever_room_there_is() -> None:
    """For every language and grid: whole alphabets, an erase key on each page, and a way round through the pages."""
    rooms = [Room(columns, rows, turn) for columns in range(5, 16) for rows in range(1, 8) for turn in (1, 2)]
    for language, room in itertools.product([*layouts.LETTERS, "zh"], rooms):
        scripts = layouts.name_scripts(language)
        pages = layouts.boards(scripts, room)
        if not pages:
            assert room.cells < layouts.LEAST_CELLS
            continue
        signs = [key.sign for page in pages for row in page.rows for key in row if key.role == "sign"]
        assert sorted(signs) == sorted("".join(script.signs for script in scripts))
        for number, page in enumerate(pages):
            assert_board_fits(page, room)
            roles = [key.role for row in page.rows for key in row]
            assert roles.count("erase") == 1
            assert roles.count("space") == 1
            assert roles.count("turn") == int(len(pages) > 1)
            steps = [key.step for row in page.rows for key in row if key.role == "turn"]
            assert not steps or number + steps[0] == (number + 1) % len(pages)
