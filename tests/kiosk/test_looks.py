"""Every screen, at every size, in every language and theme, however it was eased: readable, reachable, complete.

`make test` draws each screen at each size in some of the ways, by a fixed rule; `make prove` in all of them. What is
checked of each is in tests/helpers/looking.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pygame
import pytest
from kiosk_states import EASES, EXAMPLES, LANGUAGES, NAMES, THEMES
from looking import READ, SIZES, Way, faults_of, see, texts_clear, texts_whole

from kiosk import state as s
from kit import wire
from kit.drawing.dress import theme_of
from kit.drawing.ratios import faults
from kit.drawing.scale import Scale
from kit.drawing.theme import THEMES as READY
from kit.language import catalog


def _ways(whole: bool) -> Iterator[Way]:
    """All ways to draw; or of those one for each screen and size, and each language, theme and ease in turn.

    All ways: every ease in the first theme, and in the second the plain one and another in turn. A theme moves nothing
    (a test below says so), and high contrast has colours of its own whatever the theme is.
    """
    names, eases, themes = list(EXAMPLES), list(EASES), list(THEMES)
    if whole:
        own = [each for each in eases if each != "plain" and not EASES[each].contrast]
        for number, drawn in enumerate(itertools.product(names, SIZES, READ)):
            yield from ((*drawn, themes[0], ease) for ease in eases)
            yield from ((*drawn, themes[1], ease) for ease in ("plain", own[number % len(own)]))
        return
    for number, (name, size) in enumerate(itertools.product(names, SIZES)):
        for extra in range(2):
            # Steps that share no factor with the lists' lengths: all pairs come by.
            place = number * 7 + number // len(SIZES)
            ease = "plain" if extra == 0 else eases[place % len(eases)]
            yield (
                name,
                size,
                READ[(number + number // len(SIZES) + extra) % len(READ)],
                themes[place % len(themes)],
                ease,
            )


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_screen_is_readable_reachable_and_complete(name: str, rounds: Callable[[int], int]) -> None:
    """No text cut or overlapping, all of it large and clear enough; all controls large, in reach, named, found."""
    whole = rounds(10) == 10
    found = [fault for way in _ways(whole) if way[0] == name for fault in faults_of(see(way))]
    assert not found, "\n".join(found[:40])


@pytest.mark.parametrize(
    ("size", "language", "least"),
    [
        ((1080, 1920), "en", 3),
        ((1080, 1920), "de", 3),
        ((1080, 1920), "ar", 7),
        ((1280, 800), "uk", 2),
        ((480, 800), "en", 2),
        ((800, 480), "ar", 2),
    ],
)
def test_larger_text_shows_several_services_a_page(size: tuple[int, int], language: str, least: int) -> None:
    """As many as the millimetres allow, with the way for appointments in words beside them; never one and arrows."""
    seen = see(("start-many", size, language, "day", "larger"))
    names = [each.name for each in seen.picture.targets]
    assert sum(name.startswith("service:") for name in names) >= least
    assert "check-in" in names
    arrows = [each.rect for each in seen.picture.targets if each.name in ("previous", "next")]
    assert all(rect.height <= 1.5 * seen.scale.touch + 1 for rect in arrows)


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "uk", "ar", "zh"])
def test_the_way_for_appointments_has_words_in_larger_text(language: str) -> None:
    """On the small panel, too: the languages go behind the globe before the words do."""
    seen = see(("start-many", (800, 480), language, "day", "larger"))
    door = next(each.rect for each in seen.picture.targets if each.name == "check-in")
    written = " ".join(each.text for each in seen.picture.texts if door.contains(each.ink))
    assert written == catalog(language).text("I have an appointment")


@pytest.mark.parametrize("language", READ)
def test_every_service_is_whole_on_its_card_in_the_largest_type(language: str) -> None:
    """On the narrowest panel with every ease, page by page; whatever its name is, all of it stands there, once."""
    found = 0
    for number in range(8):
        seen = see(("start-many", (480, 800), language, "day", "all"), screen=s.Start(number))
        for card in (each for each in seen.picture.targets if each.name.startswith("service:")):
            written = [each.text for each in seen.picture.texts if card.rect.contains(each.ink)]
            name = card.label.split(". ")[0]
            plain = "".join(written).replace(" ", "").replace("-", "")
            assert plain.startswith(name.replace(" ", "").replace("-", ""))
            found += 1
        assert [*texts_whole(seen), *texts_clear(seen)] == []
        if "next" not in [each.name for each in seen.picture.targets]:
            break
    assert found == 7


@pytest.mark.parametrize("language", READ)
@pytest.mark.parametrize(
    "name", ["start", "start-unserved", "start-offline", "start-no-paper", "start-offline-no-paper"]
)
def test_seven_inches_show_the_way_for_appointments_and_three_services(name: str, language: str) -> None:
    """What is told of an outage, of paper or of counters, and the languages' names, give way before the services do."""
    seen = see((name, (800, 480), language, "day", "plain"))
    assert "check-in" in [each.name for each in seen.picture.targets]
    firsts = [names[LANGUAGES.index(language)].split()[0] for _code, _icon, names, _wait, _ahead in NAMES]
    shown = [first for first in firsts if any(each.text.startswith(first) for each in seen.picture.texts)]
    assert len(shown) >= 3


@pytest.mark.parametrize("language", ["en", "de", "uk"])
def test_low_reach_in_large_type_shows_two_cards_in_words(language: str) -> None:
    """Seven inches hold the way for appointments and a service beside it, and a word for each."""
    seen = see(("start", (800, 480), language, "day", "larger-low"))
    cards = [each for each in seen.picture.targets if each.name in ("check-in", "service:A")]
    assert len(cards) == 2
    assert all(any(each.rect.contains(text.ink) for text in seen.picture.texts) for each in cards)


@pytest.mark.parametrize("ease", ["plain", "larger", "contrast"])
@pytest.mark.parametrize("size", SIZES)
def test_all_seven_languages_stand_on_one_page(size: tuple[int, int], ease: str) -> None:
    """Wherever their millimetres allow; nobody has to find out that theirs is behind "more"."""
    seen = see(("languages", size, "en", "day", ease))
    names = [each.name for each in seen.picture.targets]
    assert sum(name.startswith("language:") for name in names) == 7
    assert "next" not in names


def test_the_languages_names_stay_on_an_upright_screen_when_no_counter_is_open() -> None:
    """There is room for them."""
    seen = see(("start-unserved", (1080, 1920), "uk", "day", "plain"))
    assert sum(each.name.startswith("language:") for each in seen.picture.targets) >= 3


@pytest.mark.parametrize("language", READ)
@pytest.mark.parametrize("ease", ["plain", "contrast", "larger"])
def test_the_narrowest_panel_keeps_the_ticket_on_its_card(language: str, ease: str) -> None:
    """Its code stays clear of the screen's margin, however long the words beside it are."""
    names = ["printing", "done", "done-greeted", "done-late"]
    for name in [*names, *(["done-offline", "done-long", "no-paper"] if ease != "larger" else [])]:
        seen = see((name, (480, 800), language, "day", ease))
        glass = pygame.Rect(0, 0, 480, 800).inflate(-2 * seen.scale.margin, 0)
        assert glass.contains(seen.picture.codes[0]), str(seen)


@pytest.mark.parametrize("language", READ)
@pytest.mark.parametrize("name", ["not-found", "too-early", "not-found-code"])
def test_an_upright_screen_has_each_act_on_one_line(name: str, language: str) -> None:
    """There is room for a row each, rather than for words that are crowded side by side."""
    seen = see((name, (1080, 1920), language, "day", "plain"))
    for act in (each for each in seen.picture.targets if each.name in ("again", "without", "finish")):
        assert sum(act.rect.contains(each.ink) for each in seen.picture.texts) == 1


def test_a_theme_moves_nothing() -> None:
    """Where a screen's controls and words are is the same in every theme."""
    for number, name in enumerate(EXAMPLES):
        size, ease = SIZES[number % len(SIZES)], "plain" if number % 2 else "larger"
        seen = [see((name, size, READ[number % len(READ)], theme, ease)).picture for theme in THEMES]
        places = [
            [(each.name, tuple(each.rect)) for each in picture.targets]
            + [(each.text, tuple(each.ink)) for each in picture.texts]
            for picture in seen
        ]
        assert all(each == places[0] for each in places), name


# --- the themes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READY)
def test_a_sites_own_colour_is_moved_until_everything_can_be_read(name: str) -> None:
    """Whatever colour a site chooses, in whichever theme: each pair of text and ground, of shape and ground holds."""
    shades = ("00", "33", "80", "CC", "FF")
    for red, green, blue in itertools.product(shades, repeat=3):
        info = wire.ThemeInfo(name=name, colour=f"#{red}{green}{blue}")  # type: ignore[arg-type]
        assert list(faults(theme_of(info))) == [], info


def test_high_contrast_is_black_white_and_yellow() -> None:
    """Who asks for high contrast gets it whatever the site's theme is, with thick outlines."""
    theme = theme_of(wire.ThemeInfo(name="warm", colour="#FF00FF"), contrast=True)
    assert {theme.page, theme.ink, theme.action} == {(0, 0, 0), (255, 255, 255), (255, 216, 0)}
    assert Scale(800, 480).styled(theme).outline == 4
