"""What a lobby screen looks like when something is other than usual."""

import logging
from dataclasses import replace
from pathlib import Path

import lobby_views
import pygame
import pytest
from PIL import Image

from display.closed import by_night
from display.layout import slots
from display.screen import Motion, Screen, draw
from kit.drawing.dress import lobby_theme_of
from kit.drawing.ratios import faults
from kit.drawing.theme import LOBBY, LOBBY_THEMES, Theme, contrast
from kit.lobby.view import Shut, Side, View, Words
from kit.wire import ThemeInfo

SIZE = (1280, 720)


def state(name: str, language: str = "en") -> View:
    """One of the made-up states."""
    return dict(lobby_views.states(language))[name]


def light(surface: pygame.Surface) -> float:
    """How much light a screen gives, from 0 to 1."""
    return sum(pygame.transform.average_color(surface)[:3]) / 3 / 255


def said(view: View, **more: object) -> list[str]:
    """Everything that a screen says."""
    return [line.text for line in draw(pygame.Surface(SIZE), view, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "distance", "number"),
    [((1920, 1080), 5.0, 3), ((1080, 1920), 5.0, 3), ((1920, 1080), 8.0, 1), ((3840, 2160), 3.0, 3)],
)
def test_how_many_calls_share_the_card(size: tuple[int, int], distance: float, number: int) -> None:
    """As many as have their height, at most three; a long distance leaves room for one."""
    assert slots(size, distance) == number


def test_calls_that_share_the_card_are_newest_first_and_alike() -> None:
    """Three numbers below each other in one size; a single one is larger."""
    shared = draw(pygame.Surface(SIZE), state("calling-3"))
    numbers = [line for line in shared if line.text in {"A042", "B118", "C009"}]
    assert [line.text for line in sorted(numbers, key=lambda line: line.ink.top)] == ["A042", "B118", "C009"]
    assert len({line.size_px for line in numbers}) == 1
    alone = next(line for line in draw(pygame.Surface(SIZE), state("calling")) if line.text == "A042")
    assert alone.size_px > numbers[0].size_px


def test_a_name_is_shown_where_it_is_told() -> None:
    """The customer's first name stands in the card, and nowhere when there is none."""
    assert "Maria" in said(state("named"))
    assert "Maria" not in said(state("calling"))


def test_a_call_on_its_way_is_amber_in_the_list() -> None:
    """In the list a call stays amber while its customer is on the way; one that is over is not."""
    surface = pygame.Surface(SIZE)
    drawn = draw(surface, state("calling-2"))
    rows = {line.text: line for line in drawn}
    assert rows["B117"].ground == LOBBY.now
    assert rows["C008"].ground == LOBBY.card


def test_a_call_that_cannot_be_heard_is_framed() -> None:
    """Around its card there is a broad frame that brightens and darkens; nothing of it otherwise."""
    surface = pygame.Surface(SIZE)
    corners = []
    for view, flash in ((state("flash"), 1.0), (state("flash"), 0.0), (state("calling"), 1.0)):
        draw(surface, view, motion=Motion(flash=flash))
        corners.append(tuple(surface.get_at((SIZE[0] // 4, 17))[:3]))
    assert corners == [LOBBY.ink, LOBBY.page, LOBBY.page]


@pytest.mark.parametrize("theme", LOBBY_THEMES.values(), ids=LOBBY_THEMES.keys())
def test_a_closed_lobby_is_calm(theme: Theme) -> None:
    """It says that it is closed, until when, and what the site says; with little light, and readable."""
    surface = pygame.Surface(SIZE)
    view = state("closed")
    lines = draw(surface, view, theme=theme)
    words = " ".join(line.text for line in lines)
    (shut,) = view.shut
    assert shut.text is not None
    for part in (shut.title, shut.opens, shut.text.text, view.clock):
        assert part in words
    assert light(surface) < 0.12
    assert all(contrast(line.colour, line.ground) >= 4.5 for line in lines)
    assert "A" not in [line.text for line in lines]  # nobody waits


def test_that_it_is_closed_is_told_in_each_language_in_turn() -> None:
    """Nobody has to know the first one; each begins where it is read from."""
    view = state("closed-in-turn")
    screen = Screen(pygame.Surface(SIZE))
    for turn in range(4):
        screen.show(view, motion=Motion(turn=turn))
        assert screen.pages == len(view.shut) == 2
        words = {line.text: line.ink for line in screen.texts}
        own = view.shut[turn % 2]
        assert [each.title for each in view.shut if each.title in words] == [own.title]
        assert [each.opens for each in view.shut if each.opens in words] == [own.opens]
        assert (words[own.title].centerx > SIZE[0] // 2) == (own.direction == "rtl")


def test_a_closed_lobby_with_more_to_say_than_room() -> None:
    """The site's text is left out whole rather than cut; when it opens stays."""
    words = said(
        replace(
            state("closed"),
            shut=(Shut("Closed", "We open on Monday.", Words("Please come back. " * 40, "ltr")),),
        )
    )
    assert "We open on Monday." in words
    assert not any("…" in line or "Please" in line for line in words)


def test_at_night_there_is_the_time_alone() -> None:
    """Nearly black, with the time in another place the next minute."""
    surface = pygame.Surface(SIZE)
    first = draw(surface, state("dim"))
    assert [line.text for line in first] == ["10:42"]
    assert light(surface) < 0.03
    assert contrast(first[0].colour, first[0].ground) >= 4.5
    later = draw(surface, replace(state("dim"), clock="10:43"))
    assert later[0].ink.topleft != first[0].ink.topleft


def test_a_call_at_night_is_seen_all_the_same() -> None:
    """A dark screen lights up for a call."""
    assert "A042" in said(replace(state("calling"), dim=True))


def test_a_slide_stands_in_the_large_area_until_somebody_is_called(tmp_path: Path) -> None:
    """Its words, with its picture as large as it fits; then it makes room for the call."""
    file = tmp_path / "slide.png"
    Image.new("RGB", (400, 100), "#FF00FF").save(file)
    view = state("picture")
    surface = pygame.Surface(SIZE)
    lines = [line.text for line in draw(surface, view, pictures={"picture": file})]
    assert "papers" in " ".join(lines)
    shown = pygame.mask.from_threshold(surface, (255, 0, 255), (3, 3, 3)).get_bounding_rects()
    assert len(shown) == 1
    assert shown[0].width / shown[0].height == pytest.approx(4, abs=0.05)
    assert shown[0].width > SIZE[0] / 2
    assert "A042" in said(replace(view, calls=state("calling").calls), pictures={"picture": file})


def test_a_picture_that_cannot_be_read_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The words are shown without it, and the log says which file it was."""
    file = tmp_path / "broken.png"
    file.write_bytes(b"no picture")
    with caplog.at_level(logging.WARNING):
        assert "papers" in " ".join(said(state("picture"), pictures={"picture": file}))
    assert "broken.png" in caplog.text


def test_a_picture_alone_that_has_not_come_yet_leaves_the_greeting() -> None:
    """A slide of which nothing can be shown is none."""
    assert "Good morning." in said(replace(state("idle"), side=Side(None, "picture")))


def test_slides_in_another_language_are_read_its_way() -> None:
    """An Arabic notice on an English screen begins at the right."""
    lines = draw(pygame.Surface(SIZE), replace(state("idle"), side=Side(Words("يرجى الانتظار", "rtl"))))
    notice = next(line for line in lines if line.text == "يرجى الانتظار")
    assert notice.ink.right > notice.box.right - 20


def test_the_sites_logo_stands_before_its_name(tmp_path: Path) -> None:
    """In place of the letter."""
    file = tmp_path / "logo.png"
    Image.new("RGB", (300, 100), "#FF00FF").save(file)
    surface = pygame.Surface(SIZE)
    lines = [line.text for line in draw(surface, state("idle"), logo=file)]
    assert lines[0] == "City Hall"
    assert pygame.mask.from_threshold(surface, (255, 0, 255), (3, 3, 3)).count() > 1000


@pytest.mark.parametrize("colour", ["#0A6C74", "#7A0019", "#FFD800", "#101010", "#F4F4F4", "#4B2E83"])
@pytest.mark.parametrize("name", LOBBY_THEMES)
def test_every_theme_can_be_read_in_every_colour(name: str, colour: str) -> None:
    """Text, shapes and what is drawn on a closed lobby's darker page stand off their grounds."""
    theme = lobby_theme_of(ThemeInfo(name=name, colour=colour))  # type: ignore[arg-type]
    assert list(faults(theme)) == []
    assert contrast(theme.ink, theme.wash if theme.wash != theme.now else theme.card) >= 4.5
    assert contrast(theme.now, theme.card) >= 4.5  # a call still to come, in amber on its row
    assert contrast(theme.now, theme.page) >= 4.5
    assert theme.dark
    night = by_night(theme)
    for words in (night.ink, night.mute, night.accent):
        assert contrast(words, night.page) >= 4.5


@pytest.mark.parametrize("theme", LOBBY_THEMES.values(), ids=LOBBY_THEMES.keys())
def test_all_that_is_drawn_can_be_read(theme: Theme) -> None:
    """In every state of every theme each line stands off what is really behind it."""
    surface = pygame.Surface((800, 480))
    for name, view in lobby_views.states("en", 4):
        screen = Screen(surface)
        screen.show(view, theme=theme)
        for line in screen.texts:
            assert contrast(line.colour, line.ground) >= 4.5, (name, line)
