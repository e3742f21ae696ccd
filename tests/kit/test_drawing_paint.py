import pygame
import pytest

from kit.drawing import paint
from kit.drawing.cache import Cache, weight
from kit.drawing.paint import Painter, fit, fit_paragraph, lines_in
from kit.drawing.theme import DAY
from kit.text import Face, measure

BOX = pygame.Rect(50, 40, 500, 60)
FACE = Face(30, 600)


def painter(direction: str = "ltr") -> Painter:
    """A painter on an empty page."""
    surface = pygame.Surface((640, 480))
    surface.fill(DAY.page)
    return Painter(surface, DAY, direction)


def drawn(surface: pygame.Surface) -> pygame.Rect:
    """Where the page is not empty."""
    mask = pygame.mask.from_threshold(surface, DAY.page, (1, 1, 1))
    mask.invert()
    return mask.get_bounding_rects()[0].unionall(mask.get_bounding_rects())


def test_the_record_is_what_was_drawn() -> None:
    """A recorded line's ink is where the surface has changed, and its box is the one given."""
    ours = painter()
    ours.line("Counter 3", FACE, DAY.ink, BOX)
    assert [each.text for each in ours.texts] == ["Counter 3"]
    assert ours.texts[0].box == BOX
    assert abs(ours.texts[0].ink.x - drawn(ours.surface).x) <= 1
    assert abs(ours.texts[0].ink.right - drawn(ours.surface).right) <= 1


@pytest.mark.parametrize(
    ("direction", "align", "at"),
    [("ltr", "start", "left"), ("ltr", "end", "right"), ("rtl", "start", "right"), ("rtl", "end", "left")],
)
def test_start_and_end_follow_the_direction(direction: str, align: str, at: str) -> None:
    """Text begins at the side where its language begins."""
    ours = painter(direction)
    place = ours.line("A042", FACE, DAY.ink, BOX, align)
    assert getattr(place, at) == getattr(BOX, at)


def test_capitals_stand_in_the_middle() -> None:
    """A number's ink has as much room above as below, within a pixel."""
    ours = painter()
    ours.line("H", FACE, DAY.ink, BOX, "middle")
    ink = ours.texts[0].ink
    assert abs((ink.top - BOX.top) - (BOX.bottom - ink.bottom)) <= 1
    assert abs((ink.left - BOX.left) - (BOX.right - ink.right)) <= 3


def test_two_sizes_on_one_baseline() -> None:
    """Text given the same baseline stands on one line, whatever its size or script."""
    ours = painter()
    ours.line("H", Face(20), DAY.ink, BOX, baseline=90)
    ours.line("H", Face(50), DAY.ink, BOX.move(100, 0), baseline=90)
    assert [each.ink.bottom for each in ours.texts] == [90, 90]


def test_a_page_is_mirrored_for_arabic() -> None:
    """What is 10 pixels from the left in English is 10 pixels from the right in Arabic."""
    rect = pygame.Rect(10, 20, 100, 50)
    assert painter().flip(rect) == rect
    assert painter("rtl").flip(rect) == pygame.Rect(530, 20, 100, 50)


@pytest.mark.parametrize(
    "words",
    ["A very long name of a service that nobody could ever read", "استفسارات عامة عن كل شيء في المدينة"],
)
def test_what_is_too_wide_is_cut_with_an_ellipsis(words: str) -> None:
    """A line never leaves its box; what is missing is told by an ellipsis."""
    direction = "rtl" if "ا" in words else "ltr"
    ours = painter(direction)
    narrow = pygame.Rect(50, 40, 160, 60)
    ours.line(words, FACE, DAY.ink, narrow)
    assert ours.texts[0].text.endswith("…")
    assert narrow.contains(ours.texts[0].ink)


def test_a_paragraph_takes_what_it_needs() -> None:
    """Words run over several lines within the box, and none is lost while there is room."""
    ours = painter()
    words = "We call your number on the big screen. Numbers are not always called in order."
    taken = ours.paragraph(words, FACE, DAY.ink, pygame.Rect(50, 40, 300, 400))
    assert " ".join(each.text for each in ours.texts) == words
    assert taken.height == len(ours.texts) * 39


def test_a_paragraph_without_room_says_so() -> None:
    """The last line that fits ends in an ellipsis."""
    lines = lines_in(
        "one two three four five six seven eight nine ten", FACE, pygame.Rect(0, 0, 150, 80), "ltr"
    )
    assert len(lines) == 2
    assert lines[1].endswith("…")


def test_text_is_made_smaller_before_it_is_cut() -> None:
    """A face shrinks to the width, and not below the least size."""
    smaller = fit("General enquiries", Face(60, 600), 300, 20)
    assert 20 < smaller.size_px < 60
    assert measure("General enquiries", smaller) <= 300
    assert fit("General enquiries", Face(60, 600), 30, 20).size_px == 20
    assert fit("A", Face(60), 300, 20) == Face(60)


def test_a_paragraph_is_made_smaller_to_fit() -> None:
    """A paragraph's face shrinks until every line has room."""
    box = pygame.Rect(0, 0, 300, 100)
    words = "We call your number on the big screen. Numbers are not always called in order."
    smaller = fit_paragraph(words, Face(48), box, 12)
    assert smaller.size_px < 48
    assert not any(each.endswith("…") for each in lines_in(words, smaller, box, "ltr"))


def test_drawing_for_ever_takes_no_more_memory() -> None:
    """A clock that draws a new text each minute does not fill the memory: old pictures go."""
    ours = painter()
    for number in range(300):
        ours.line(f"{number} waiting since yesterday", Face(90, 700), DAY.ink, pygame.Rect(0, 0, 2000, 100))
    assert paint._cache.size <= 24_000_000


def test_a_cache_keeps_what_is_used() -> None:
    """The longest unused goes first."""
    made: list[str] = []

    def make(name: str) -> pygame.Surface:
        made.append(name)
        return pygame.Surface((10, 10), depth=32)

    cache: Cache[pygame.Surface] = Cache(900, weight)
    for name in ("one", "two", "one", "three", "one", "two"):
        cache.get(name, lambda name=name: make(name))
    assert made == ["one", "two", "three", "two"]
