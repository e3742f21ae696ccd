"""The keys on the glass: every sign within reach, in an order that people know, and what was typed in sight."""

from __future__ import annotations

import itertools

import pygame
import pytest
from drawn_forms import EASED, HOW, SIZES, draw, pages_of
from kiosk_states import EASES, NOW, SECONDS, services

from kiosk import screens
from kiosk import state as s
from kiosk.screens import View, boards, layouts
from kiosk.screens.boards import Board, Room
from kit.drawing.scale import Scale
from server.rules.appointments import ALPHABET


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


@pytest.mark.parametrize("language", ["en", "es", "de", "uk", "ar"])
def test_a_key_to_more_letters_says_where_they_begin(language: str) -> None:
    """In the largest type on the smallest panel, too, where the whole span ("H–N") has no room on it."""
    pictures = pages_of(s.CheckInName(typed="a"), (800, 480), language, s.Eased(larger=True, low=True))
    assert len(pictures) > 1
    for picture in pictures:
        assert [each.text for each in picture.texts if "–" in each.text or each.text in {"ABC", "АБВ", "أبج"}]


@pytest.mark.parametrize("eased", EASED, ids=HOW)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_code_can_be_typed_and_nobody_needs_one(size: tuple[int, int], eased: s.Eased) -> None:
    """All signs of our codes, and those that other systems add, are on some page, and so is the way by name."""
    targets = [each for picture in pages_of(s.CheckInCode(), size, "de", eased) for each in picture.targets]
    typed = {each.means.character for each in targets if isinstance(each.means, s.Typed)}
    assert typed == {*"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"} >= {*ALPHABET}
    assert any(isinstance(each.means, s.ByNamePressed) for each in targets)


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


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        ("en", ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")),
        ("de", ("QWERTZUIOP", "ASDFGHJKL", "YXCVBNM")),
        ("fr", ("AZERTYUIOP", "QSDFGHJKLM", "WXCVBN")),
        ("es", ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")),
        ("ar", ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")),
    ],
)
def test_code_and_name_have_the_keyboard_of_the_language(language: str, rows: tuple[str, ...]) -> None:
    """The same order for the code and for the name, on the small panel as on a larger one."""
    for size, screen in itertools.product(SIZES[:2], (s.CheckInCode(), s.CheckInName())):
        if language == "ar" and isinstance(screen, s.CheckInName):
            continue  # in its own letters
        labels = [each.label for each in draw(screen, size, language).targets if each.name.startswith("key:")]
        letters = "".join(each for each in labels if len(each) == 1 and each in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        assert letters == "".join(rows), (size, screen)


def test_accents_that_have_no_room_are_a_page_away() -> None:
    """What is no letter stands in the same place there, so that a finger finds the way back without looking."""
    first, second = (draw(s.CheckInName(page=page), (800, 480), "de") for page in (0, 1))
    places = [
        {each.name.removeprefix("key:"): each.rect for each in picture.targets} for picture in (first, second)
    ]
    assert {*"äöüß'"} <= set(places[1])
    assert "q" not in places[1]
    for name in ("space", "erase"):
        assert places[0][name] == places[1][name]
    assert places[0]["turn:ÄÖÜ"] == places[1]["turn:ABC"]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_keys_keep_to_the_margins_where_they_have_room_there(size: tuple[int, int]) -> None:
    """Only keyboards of ten keys a row need the small panel up to its edge."""
    margin = Scale(*size).margin
    inner = pygame.Rect(margin, 0, size[0] - 2 * margin, size[1])
    for screen in (s.CheckInPhone("Ana"), s.Pin(), s.CheckInCode(page=1 if size == (800, 480) else 0)):
        keys = [each.rect for each in draw(screen, size, "de").targets if each.name.startswith("key:")]
        assert all(inner.contains(rect) for rect in keys), (screen, size)


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
        pages = boards.boards(scripts, room)
        if not pages:
            assert room.cells < boards.LEAST_CELLS
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
