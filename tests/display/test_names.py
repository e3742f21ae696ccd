from dataclasses import replace
from pathlib import Path

import pygame
import pytest
from lobby_views import counters, now_calling, place
from PIL import Image

from display.layout import sizes
from display.screen import draw
from display.side import draw_side
from kit.drawing.paint import Painter
from kit.drawing.theme import LOBBY
from kit.language.table import Direction
from kit.lobby.shown import SIDE_STEPS
from kit.lobby.view import Line, Place, Side, Words, starting
from kit.text import Face, measure
from kit.wire import Direction as Way

NAMES = {
    "en": "Information and registry",
    "ar": "مكتب الاستعلامات والتسجيل",
    "zh": "出入境证件综合咨询服务台",
}


@pytest.mark.parametrize("size", [(800, 480), (1280, 720), (1920, 1080), (1080, 1920)])
@pytest.mark.parametrize("language", NAMES)
def test_a_counter_whose_name_has_no_room_is_told_by_its_code(language: str, size: tuple[int, int]) -> None:
    """In the lists a name stands whole or its counter's code does: half a name sends nobody anywhere."""
    name = NAMES[language]
    desk = Place(name, "", name, name, "R2")
    lines = (Line("C003", desk, pending=False), Line("B007", place(language, "7"), pending=False))
    working = counters(language, 4)
    working = (replace(working[0], place=desk, number="C003"), *working[1:])
    direction = "rtl" if language == "ar" else "ltr"
    seen = replace(
        starting(), language=language, direction=direction, lines=lines, list_title="–", counters=working
    )
    said = [line.text for line in draw(pygame.Surface(size), seen)]
    assert name in said or "R2" in said
    assert not any("…" in words for words in said)


def test_the_word_for_a_counter_is_as_large_as_it_fits_beside_the_code() -> None:
    """Where both do not fit in the code's size with an arrow: the two are read as one."""
    call = now_calling("en", "B005", "7", way="straight")
    seen = replace(starting(), calls=(call,), distance=6.0, clock="16:26")
    lines = (Line("B007", place("en", "4"), pending=False),) * 2
    drawn = draw(pygame.Surface((1920, 1080)), replace(seen, lines=lines, list_title="Last calls"))
    sizes = {line.text: line.size_px for line in drawn}
    assert sizes["16:26"] * 1.2 < sizes["Counter"] < sizes["7"]


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720)])
def test_no_number_stands_without_its_counter(size: tuple[int, int]) -> None:
    """Where a long number leaves no room for the arrow, the counter's code stands without it; and so in the lists."""
    calls = tuple(now_calling("zh", number, "11", way="left") for number in ("B1000", "C1001", "A1002"))
    working = tuple(replace(each, place=place("zh", f"1{at}")) for at, each in enumerate(counters("zh", 4)))
    seen = replace(starting(), language="zh", distance=6.0, counters=working, counters_title="窗口")
    seen = replace(seen, lines=(Line("B7", place("zh", "7"), pending=False),), list_title="–")
    for shown in (replace(seen, calls=calls), replace(seen, distance=3.5)):
        texts = [line.text for line in draw(pygame.Surface(size), shown)]
        assert sum("11" in words for words in texts) >= len(shown.calls)
        for counter in working:
            assert shown.calls or not counter.number or counter.place.brief in texts


@pytest.mark.parametrize("size", [(800, 480), (1280, 800), (1920, 1080), (1080, 1920)])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_card_never_says_a_bare_code(size: tuple[int, int], number: int) -> None:
    """A long name of a counter's own stands on two lines, or what the counter is usually called in its place."""
    names = {"1": "Consulting room of Dr. Alexandra Montgomery", "4": "Vaccination and travel medicine desk"}
    ways: list[tuple[str, Way]] = [("4", "none"), ("1", "left"), ("4", "right")]
    calls = tuple(
        replace(
            now_calling("en", f"V00{at}", code, way=way),
            place=Place(names[code], "", names[code], names[code], code, place("en", code)),
        )
        for at, (code, way) in enumerate(ways)
    )
    drawn = draw(pygame.Surface(size), replace(starting(), calls=calls[:number]))
    words = " ".join(line.text for line in drawn)
    assert words.count("Counter") == number or "Vaccination and travel medicine desk" in words


@pytest.mark.parametrize("size", [(800, 480), (1280, 720)])
@pytest.mark.parametrize("number", [2, 3])
def test_a_name_beside_it_takes_no_codes_word(size: tuple[int, int], number: int) -> None:
    """Where calls share the card and one counter has a name, the others are still counters and no bare figures."""
    named = Place("Payments", "", "Payments", "Payments", "12", place("en", "12"))
    ways: list[tuple[str, Way]] = [("12", "straight"), ("5", "left"), ("4", "right")]
    calls = tuple(now_calling("en", f"B11{at}", code, way=way) for at, (code, way) in enumerate(ways))
    calls = (replace(calls[0], place=named), *calls[1:number])
    lines = (Line("B007", place("en", "4"), pending=False),) * 2
    seen = replace(starting(), calls=calls, lines=lines, list_title="Last calls", clock="10:42", distance=5.0)
    words = " ".join(line.text for line in draw(pygame.Surface(size), seen))
    assert "Payments" in words
    assert words.count("Counter") == number - 1


def test_numbers_fill_the_room_above_their_counters() -> None:
    """Where a name has a line of its own and the seats are near: equally large, the letters of the call first."""
    desk = Place("Information desk", "", "Information desk", "Information desk", "2", place("en", "2"))
    ways: list[tuple[str, Way]] = [("V004", "left"), ("G012", "right")]
    calls = tuple(replace(now_calling("en", number, "2", way=way), place=desk) for number, way in ways)
    lines = (Line("B007", place("en", "4"), pending=False),) * 4
    seen = replace(starting(), calls=calls, distance=4.0, lines=lines, list_title="Last calls")
    numbers = [
        line.size_px for line in draw(pygame.Surface((1280, 800)), seen) if line.text in {"V004", "G012"}
    ]
    assert numbers[0] == numbers[1] > 1.3 * sizes((1280, 800), 4.0).call


@pytest.mark.parametrize("word", ["LINDENHOF", "PASSKONTROLLE"])
def test_a_word_of_a_notice_is_whole_while_its_field_can_hold_it(word: str) -> None:
    """The room around the words gives way first: a network's name in two pieces is another name."""
    surface = pygame.Surface((400, 600))
    painter = Painter(surface, LOBBY, "ltr")
    measures = sizes((1920, 1080), 5.0)
    width = measure(word, Face(measures.text, 600)) + measures.inset
    draw_side(painter, measures, pygame.Rect(0, 0, width, 600), Side(Words(f"Wireless: {word}", "ltr")), {})
    assert word in [line.text for line in painter.texts]


@pytest.mark.parametrize("size", [(420, 400), (420, 560), (420, 260)])
def test_a_notice_is_never_cut(size: tuple[int, int], tmp_path: Path) -> None:
    """Its picture gives way to its words, and what even then has no room comes later: half a date is false."""
    told = "Flu vaccinations without an appointment until 30 November."
    file = tmp_path / "flu.png"
    Image.new("RGB", (600, 400), "#17708b").save(file)
    surface = pygame.Surface(size)
    measures, seen = sizes((1280, 800), 5.0), set[str]()
    for step in range(SIDE_STEPS):
        painter = Painter(surface, LOBBY, "ltr")
        draw_side(painter, measures, surface.get_rect(), Side(Words(told, "ltr"), "flu", step), {"flu": file})
        seen |= {word for line in painter.texts for word in line.text.split()}
        assert all(surface.get_rect().contains(line.ink) for line in painter.texts)
    assert seen == set(told.split())


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_letter_that_leans_out_of_a_full_line_stays_in_its_box(direction: Direction) -> None:
    """The last one of an Arabic line, however large it is set and whichever way the board is read."""
    told = Side(Words("يرجى تجهيز أوراقكم ورقمكم", "rtl"))
    measures = sizes((3840, 2160), 2.5)
    for width in range(1200, 1280, 8):
        painter = Painter(pygame.Surface((width, 1150)), LOBBY, direction)
        draw_side(painter, measures, pygame.Rect(0, 0, width, 1150), told, {})
        assert all(line.box.left - 2 <= line.ink.left for line in painter.texts), width
