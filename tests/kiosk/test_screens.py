"""What single screens show. What holds for all of them is in test_looks.py."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pygame
import pytest
from kiosk_states import EASES, EXAMPLES, NOW, THEMES
from kiosk_states import services as kiosk_services
from looking import Seen, texts_clear, texts_whole

from kiosk import screens
from kiosk import state as s
from kiosk.screens import Picture, View
from kit.drawing.scale import Scale

Make = Callable[..., Any]
CLOSED = {"open": False, "served": False, "reason": "closed"}
SIZES = [(800, 480), (1280, 800), (1080, 1920), (480, 800), (1920, 1080)]
LANGUAGES = ["en", "es", "ar"]
WISH = s.Pending("k" * 32, "A", "en")
SECONDS = 7.0  # into each screen
STATES = [
    "start", "start of 7", "last page of 7", "taking", "slow", "printing", "done", "done A1000", "done without url",
    "no paper", "no paper without url", "no paper without wait", "doubtful paper", "away", "first", "sorry", "full",
    "closed", "gone", "question", "paused", "paused until", "paused at length", "paused in words", "start unserved",
]  # fmt: skip


@pytest.fixture
def draw(
    services: Make,
    ticket: Make,
) -> Callable[..., tuple[Picture, pygame.Surface]]:
    """Draw a named state at a size, in a language."""
    opens = services(1).now + timedelta(hours=1, minutes=18)
    closed = {
        "D": {"open": False, "reason": "closed", "opens_at": opens},
        "E": {"open": False, "reason": "full"},
    }
    stopped = {"open": False, "reason": "paused"}
    paused = {
        "A": {**stopped, "opens_at": opens},
        "B": {**stopped, "text": {"en": "w" * 9 + " " + "The system is down. " * 9 + "Sorry."}},
        "C": {
            **stopped,
            "text": {"en": "Back at two.", "es": "Volvemos a las dos.", "ar": "نعود في الثانية."},
        },
        "D": stopped,
    }
    no_url = ticket("A042", url=None)
    long = ticket("A1000", ahead=112, wait={"low_s": 5700, "high_s": 7500})
    unknown = ticket(wait=None)
    made: dict[str, s.Screen] = {
        "start": s.Start(),
        "start of 7": s.Start(),
        "last page of 7": s.Start(99),
        "taking": s.Taking(WISH, SECONDS),
        "slow": s.Taking(WISH, 0.0),
        "printing": s.Printing(s.Given(unknown), 0.0),
        "done": s.Done(s.Given(ticket()), 20.0),
        "done A1000": s.Done(s.Given(long), 20.0),
        "done without url": s.Done(s.Given(no_url), 20.0),
        "no paper": s.NoPaper(s.Given(ticket()), "paper_out", False, 60.0),
        "no paper without url": s.NoPaper(s.Given(no_url), "paper_out", False, 60.0),
        "no paper without wait": s.NoPaper(s.Given(unknown), "paper_out", False, 60.0),
        "doubtful paper": s.NoPaper(s.Given(long), "", True, 60.0),
        "away": s.Away(),
        "first": s.Away(first=True),
        "sorry": s.Sorry(WISH, 30.0),
        "full": s.Refused("C", "full", 20.0),
        "closed": s.Refused("D", "closed", 20.0),
        "gone": s.Refused("X", "other", 20.0),
        "question": s.Asking(WISH, s.Start()),
        "paused": s.Start(),
        "paused until": s.Refused("A", "paused", 20.0),
        "paused at length": s.Refused("B", "paused", 20.0),
        "paused in words": s.Refused("C", "paused", 20.0),
        "start unserved": s.Start(),
    }
    assert set(made) == set(STATES)

    def drawn(name: str, size: tuple[int, int], language: str, **view: Any) -> tuple[Picture, pygame.Surface]:
        changes: dict[str, Any] = closed if "7" in name else {"D": closed["D"]}
        if "paused" in name:
            changes = paused
        if "unserved" in name:
            changes = {code: {"served": False} for code in "ABCDEFG"}
        told = services(7 if "7" in name else 4, **changes)
        state = s.State(screen=made[name], services=told, chosen=language)
        surface = pygame.Surface(size)
        picture = screens.draw(surface, state, View(Scale(*size), SECONDS, told.now, **view))
        return picture, surface

    return drawn


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["done", "done A1000", "no paper", "doubtful paper"])
def test_the_number_is_huge(draw: Make, name: str, size: tuple[int, int]) -> None:
    """The ticket's number is set in at least a third and a half of the screen's short side."""
    picture, _surface = draw(name, size, "en")
    number = next(each for each in picture.texts if each.text in ("A042", "A1000"))
    least = min(size) / 3.5 if number.text == "A042" else min(size) / 4.5
    assert number.size_px >= least


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["start of 7", "done", "away"])
def test_arabic_is_the_mirror_of_english(draw: Make, name: str, size: tuple[int, int]) -> None:
    """In Arabic what stands left in English stands right: texts hug the other side, targets swap sides."""
    english, _ = draw(name, size, "en")
    arabic, _ = draw(name, size, "ar")

    def middle(picture: Picture) -> dict[str, float]:
        return {each.name: each.rect.centerx for each in picture.targets}

    sides = {"service:A", "language:en", "another", "done", "ease:larger", "ease:speech"}
    sides &= middle(english).keys() & middle(arabic).keys()
    off_centre = [each for each in sides if abs(middle(english)[each] - size[0] / 2) > size[0] / 10]
    assert off_centre
    for each in off_centre:
        assert (middle(english)[each] < size[0] / 2) != (middle(arabic)[each] < size[0] / 2), each
    assert english.texts[0].ink.centerx < size[0] / 2 or name == "done"
    number = [each.text for each in arabic.texts if each.text.startswith("A0")]
    assert number == (["A042"] if name == "done" else [])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["done", "no paper"])
def test_the_code_on_the_glass_can_be_scanned(
    draw: Make,
    name: str,
    size: tuple[int, int],
    language: str,
    scan: Callable[[pygame.Surface], str],
    ticket: Make,
) -> None:
    """A QR reader finds the ticket's address in the picture of the screen."""
    _picture, surface = draw(name, size, language)
    assert scan(surface) == ticket().url


def test_without_a_url_phones_are_not_spoken_of(draw: Make) -> None:
    """No public address: no code, and no sentence about phones."""
    for name, size in itertools.product(["done without url", "no paper without url"], SIZES):
        picture, _surface = draw(name, size, "en")
        assert not [
            each.text for each in picture.texts if "phone" in each.text.lower() or "scan" in each.text.lower()
        ]


def test_a_small_panel_shows_fewer_services_never_smaller_type(draw: Make) -> None:
    """Seven inches hold fewer services than ten, and the type has as many millimetres."""
    small, _ = draw("start of 7", (800, 480), "en")
    large, _ = draw("start of 7", (1280, 800), "en")
    assert small.page_size < large.page_size

    def millimetres(picture: Picture, size: tuple[int, int]) -> float:
        return min(each.size_px for each in picture.texts if len(each.text) > 2) / Scale(*size).pixels_per_mm

    assert millimetres(small, (800, 480)) == pytest.approx(millimetres(large, (1280, 800)), rel=0.1)


@pytest.mark.parametrize("size", SIZES)
def test_every_service_is_on_some_page(services: Make, size: tuple[int, int]) -> None:
    """Turning through the pages, each of the services comes by once."""
    told = services(7)
    surface = pygame.Surface(size)
    view = View(Scale(*size), 0.0, told.now)
    state = s.State(screen=s.Start(), services=told)
    state = replace(state, page_size=screens.draw(surface, state, view).page_size)
    seen: list[str] = []
    for number in range(state.pages):
        picture = screens.draw(surface, replace(state, screen=s.Start(number)), view)
        names = [each.name for each in picture.targets]
        seen += [each for each in names if each.startswith("service:")]
        if "next" not in names:
            break
    assert seen == [f"service:{each.code}" for each in told.services]


TOLD = {
    "en": {"about 10–15 min", "10–15 min"},
    "es": {"unos 10–15 min", "10–15 min"},
    "ar": {"نحو 10 إلى 15 دقيقة", "10 إلى 15 د"},
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["start", "done", "done without url", "no paper"])
def test_how_long_it_will_take_is_on_every_screen(
    draw: Make, name: str, size: tuple[int, int], language: str
) -> None:
    """Small or large, upright or wide: the cards and the ticket tell the wait, on a line that is not broken."""
    picture, _surface = draw(name, size, language)
    lines = [each.text.split(" · ")[-1] for each in picture.texts]
    assert sum(line in TOLD[language] for line in lines) == 1, lines


@pytest.mark.parametrize("name", ["printing", "no paper without wait"])
def test_no_wait_is_made_up(draw: Make, name: str) -> None:
    """A ticket without an estimate speaks of people only."""
    for size in SIZES:
        picture, _surface = draw(name, size, "en")
        said = [each.text for each in picture.texts]
        assert not [line for line in said if " min" in line or "about" in line]
        assert "ahead of" in " ".join(said)


def test_a_closed_service_cannot_be_touched(draw: Make) -> None:
    """The closed service is drawn, with when it opens, and is no target."""
    picture, _surface = draw("start", (1280, 800), "en")
    assert "service:D" not in [each.name for each in picture.targets]
    assert "Closed · opens at 13:00" in [each.text for each in picture.texts]


def test_nothing_can_be_touched_while_a_ticket_is_taken(draw: Make) -> None:
    """The page of the tap stays as it was, says "one moment", and has no targets."""
    picture, _surface = draw("taking", (1280, 800), "en")
    assert picture.targets == []
    assert "One moment." in [each.text for each in picture.texts]
    slow, _surface = draw("slow", (1280, 800), "en")
    assert "This is taking a little longer. Please wait." in [each.text for each in slow.texts]


@pytest.mark.parametrize("how", ["pressed", "focused"])
def test_pressed_and_focused_can_be_seen(draw: Make, how: str) -> None:
    """A pressed card and a focused button look different from the others."""
    for name in ("service:A", "language:es"):
        _picture, before = draw("start", (1280, 800), "en")
        _picture, after = draw("start", (1280, 800), "en", **{how: name})
        assert pygame.image.tobytes(before, "RGB") != pygame.image.tobytes(after, "RGB")


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_can_be_drawn_before_the_services_came(
    ticket: Make, size: tuple[int, int], services: Make
) -> None:
    """After a restart a ticket may be on its way before anything else is known; the screen is never blank."""
    waiting = [
        s.Away(first=True),
        s.Away(),
        s.Taking(WISH, 0.0),
        s.Refused("A", "full", 20.0),
        s.Sorry(WISH, 30.0),
    ]
    for screen in [
        *waiting,
        s.Printing(s.Given(ticket()), 0.0),
        s.Done(s.Given(ticket()), 20.0),
        s.NoPaper(s.Given(ticket()), "", True, 60.0),
    ]:
        surface = pygame.Surface(size)
        picture = screens.draw(surface, s.State(screen=screen), View(Scale(*size), SECONDS, services(1).now))
        assert picture.texts, screen
        for one, other in itertools.combinations(picture.texts, 2):
            assert not one.ink.colliderect(other.ink), (one, other)


def test_a_paused_service_is_touched_to_read_its_message(draw: Make) -> None:
    """The card says it in short, and touching it means something."""
    picture, _surface = draw("paused", (1280, 800), "en")
    said = [each.text for each in picture.texts]
    assert "Back at two." in said
    assert "Paused until 13:00" in said
    assert "Paused for the moment" in said
    assert "service:B" in [each.name for each in picture.targets]
    whole, _surface = draw("paused at length", (1280, 800), "en")
    assert " ".join(each.text for each in whole.texts).count("The system is down.") == 9


def test_that_no_counter_is_open_is_said_before_a_ticket_is_taken(draw: Make) -> None:
    """On each card, and what to do in the line above them; the cards can be touched as ever."""
    picture, _surface = draw("start unserved", (1920, 1080), "en")
    whole = " ".join(each.text for each in picture.texts)
    assert "No counter open now" in whole
    assert "You can take a number and wait, or ask at the desk." in whole
    assert "service:A" in [each.name for each in picture.targets]


@pytest.mark.parametrize("ease", ["plain", "larger", "larger-low", "all"])
@pytest.mark.parametrize("size", [(800, 480), (480, 800)])
@pytest.mark.parametrize("unserved", ["B", "ABCD"])
def test_nobody_learns_only_from_the_ticket_that_no_counter_is_open(
    unserved: str, size: tuple[int, int], ease: str
) -> None:
    """On every page with such a service it stands above the cards or on one, and nowhere where it is not so."""
    told = kiosk_services(4, some={code: {"served": False} for code in unserved})
    seen: set[str] = set()
    for number in range(6):
        state = s.State(s.Start(number), told, chosen="en", eased=EASES[ease])
        picture = screens.draw(pygame.Surface(size), state, View(Scale(*size), SECONDS, NOW))
        here = {each.name[-1] for each in picture.targets if each.name.startswith("service:")}
        said = "counter" in " ".join(each.text for each in picture.texts)
        assert said == bool(here & set(unserved) or len(unserved) == 4)
        seen |= here
    assert seen == set("ABCD")


def test_in_larger_text_a_card_tells_in_figures_how_many_are_ahead() -> None:
    """Where a line below its name would cost a page, the number stands behind it."""
    told, size = kiosk_services(4), (800, 480)
    state = s.State(s.Start(), told, chosen="en", eased=EASES["larger"])
    picture = screens.draw(pygame.Surface(size), state, View(Scale(*size), SECONDS, NOW))
    said = [each.text for each in picture.texts]
    assert said[said.index("General enquiries") + 1] == "4"
    assert said[said.index("Passports, identity") + 1] == "11"


def test_upright_the_arrows_have_their_row_before_the_languages() -> None:
    """With nothing printed and large type, too: which page it is stands between them, and more is said in words."""
    size = (1080, 1920)
    state = EXAMPLES["start-no-paper"].state("en", EASES["larger"])
    picture = screens.draw(pygame.Surface(size), state, View(Scale(*size), SECONDS, NOW))
    rects = {each.name: each.rect for each in picture.targets}
    assert rects["next"].bottom < rects["ease:larger"].top
    assert rects["next"].width > 2 * rects["next"].height
    assert "1/2" in [each.text for each in picture.texts]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"A": {}, "C": {"served": False}}, "2 services"),
        ({"A": {"served": False}, "C": {"served": False}}, "No counter open now"),
        ({"A": {"served": False}, "C": CLOSED}, "No counter open now"),
        ({"A": CLOSED, "C": CLOSED}, "Closed"),
    ],
)
def test_a_group_says_what_holds_for_all_its_services(
    services: Make, changes: dict[str, dict[str, Any]], line: str
) -> None:
    """That no counter is open, or that all is closed, stands on the group's card as on a service's own."""
    told = services(5, **{code: {"group": "Papers"} | fields for code, fields in changes.items()})
    state = s.State(screen=s.Start(), services=told, chosen="en")
    size = (1280, 800)
    picture = screens.draw(pygame.Surface(size), state, View(Scale(*size), SECONDS, told.now))
    said = [each.text for each in picture.texts]
    assert said[said.index("Papers") + 1] == line


@pytest.mark.parametrize("inches", [5.0, 15.6, 24.0, 32.0])
@pytest.mark.parametrize("size", SIZES)
def test_a_panel_of_any_size_has_a_first_screen(services: Make, size: tuple[int, int], inches: float) -> None:
    """Few pixels to a millimetre or many: every service and the four eases are there to touch."""
    told = services(4)
    state = s.State(screen=s.Start(), services=told, chosen="en")
    picture = screens.draw(
        pygame.Surface(size), state, View(Scale(*size, diagonal_inches=inches), SECONDS, told.now)
    )
    names = {each.name for each in picture.targets}
    assert {"ease:larger", "ease:contrast", "ease:low", "ease:speech"} <= names
    assert "service:A" in names


@pytest.mark.parametrize("inches", [15.6, 24.0, 32.0])
@pytest.mark.parametrize("name", ["start", "away", "unread", "too-early", "more-time", "name-typed", "done"])
def test_on_a_large_panel_no_words_run_over_their_button(name: str, inches: float) -> None:
    """There type follows the screen, and what is touched is as high as its words need, not only some millimetres."""
    for size, language in (((1920, 1080), "ar"), ((1080, 1920), "de"), ((1080, 1920), "ar")):
        scale = Scale(*size, diagonal_inches=inches)
        state = EXAMPLES[name].state(language, EASES["larger"])
        picture = screens.draw(pygame.Surface(size), state, View(scale, SECONDS, NOW))
        seen = Seen(name, size, language, "day", "larger", picture, state, scale)
        assert [*texts_whole(seen), *texts_clear(seen)] == []


@pytest.mark.parametrize("name", ["unread", "too-early", "start-without-appointments"])
def test_arabic_stands_in_the_middle_of_its_button(name: str) -> None:
    """By its ink, not by where capitals would be: as much air above as below."""
    size = (1280, 800)
    picture = screens.draw(pygame.Surface(size), EXAMPLES[name].state("ar"), View(Scale(*size), SECONDS, NOW))
    buttons = [each for each in picture.targets if each.name in ("again", "finish", "language:ar")]
    assert buttons
    for each in buttons:
        inks = [text.ink for text in picture.texts if each.rect.contains(text.ink)]
        assert len(inks) == 1
        assert abs(inks[0].centery - each.rect.centery) <= 3


def test_upright_a_few_languages_stand_by_their_names(services: Make) -> None:
    """Where a row has no room for all four, it has most of them, and a globe for the rest."""
    told = services(4, languages=("en", "ar", "uk", "de"))
    state = s.State(screen=s.Start(), services=told, chosen="en")
    size = (1080, 1920)
    picture = screens.draw(pygame.Surface(size), state, View(Scale(*size), SECONDS, told.now))
    names = {each.name for each in picture.targets}
    assert {"language:en", "language:ar", "languages"} <= names


@pytest.mark.parametrize("ease", ["larger", "all"])
@pytest.mark.parametrize("size", [(800, 480), (1920, 1080), (1080, 1920)])
@pytest.mark.parametrize("name", ["asking", "languages", "start", "about", "code", "name", "done"])
def test_the_least_panel_asks_and_answers(name: str, size: tuple[int, int], ease: str) -> None:
    """Five inches and large letters: what leads on is there to touch, even where a question is only read aloud."""
    state = EXAMPLES[name].state("de", EASES[ease], THEMES["day"])
    view = View(Scale(*size, diagonal_inches=5.0), SECONDS, NOW)
    picture = screens.draw(pygame.Surface(size), state, view)
    leads = {
        "asking": {"answer:yes", "answer:no"}, "languages": {"language:en"}, "start": {"check-in"},
        "about": {"take"}, "code": {"key:erase"}, "name": {"key:erase"}, "done": {"done"},
    }  # fmt: skip
    assert leads[name] <= {each.name for each in picture.targets}
    assert picture.spoken
