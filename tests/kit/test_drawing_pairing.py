"""The page of a screen that has not been let in yet."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pygame
import pytest

from kit.drawing.pairing import draw, until_paired
from kit.drawing.theme import DAY, LOBBY, Theme
from kit.errors import SettingError
from kit.pairing import Shown

SIZES = [(800, 480), (480, 800), (1280, 800), (1080, 1920), (1920, 1080), (320, 240)]
LONG = "http://a-rather-long-name.of-the-municipality.example:8000"


@pytest.mark.parametrize(("language", "theme"), [("en", DAY), ("es", LOBBY), ("ar", LOBBY), ("xx", DAY)])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("away", [False, True])
def test_everything_on_it_can_be_read(size: tuple[int, int], theme: Theme, language: str, away: bool) -> None:
    """On each panel, in each language: nothing is cut, nothing overlaps, the code is by far the largest."""
    surface = pygame.Surface(size)
    boxes = draw(surface, theme, Shown(LONG, "CDFG-HJKM", language, away))
    whole = " ".join(each.text for each in boxes)
    assert "…" not in whole
    assert LONG in whole.replace(" ", "")
    code = [each for each in boxes if set(each.text) <= set("CDFGHJKM-")]
    assert "-".join(each.text for each in code) == "CDFG-HJKM"
    others = max(each.size_px for each in boxes if each not in code)
    assert min(each.size_px for each in code) >= 1.3 * others
    for number, each in enumerate(boxes):
        assert surface.get_rect().contains(each.ink)
        assert not any(each.ink.colliderect(other.ink) for other in boxes[number + 1 :])


def test_without_a_code_it_says_what_it_waits_for() -> None:
    """Before the server has answered there is no empty card for a code."""
    boxes = draw(pygame.Surface((800, 480)), DAY, Shown("http://hall:8000", away=True))
    assert [each.text for each in boxes][-1] == "Trying again: http://hall:8000"
    boxes = draw(pygame.Surface((800, 480)), DAY, Shown("http://hall:8000"))
    assert [each.text for each in boxes] == ["This screen is new here", "One moment."]


class Device:
    """A new device, told by the test what happens."""

    def __init__(self) -> None:
        self.shown = Shown("http://hall:8000", "CDFG-HJKM")
        self.token: str | None = None
        self.wrong: Any = None


def test_the_page_stays_until_the_token_is_there(open_window: Callable[..., Any]) -> None:
    """It is drawn once for each code, and gives the token back."""
    device, drawn = Device(), []

    def drew() -> None:
        drawn.append(device.shown.code)
        if len(drawn) == 1:
            device.shown = Shown("http://hall:8000", "MKJH-GFDC")
        else:
            threading.Timer(0.05, lambda: setattr(device, "token", "t")).start()

    assert until_paired(open_window(), DAY, device, lambda: True, drew) == "t"  # type: ignore[arg-type]
    assert drawn == ["CDFG-HJKM", "MKJH-GFDC"]


def test_the_page_ends_when_told(open_window: Callable[..., Any]) -> None:
    """By a signal, by its window, and by what makes waiting useless."""
    device = Device()
    window = open_window()
    assert until_paired(window, DAY, device, lambda: False, lambda: None) is None  # type: ignore[arg-type]
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert until_paired(window, DAY, device, lambda: True, lambda: None) is None  # type: ignore[arg-type]
    device.wrong = SettingError("--token-file x: no")
    with pytest.raises(SettingError):
        until_paired(window, DAY, device, lambda: True, lambda: None)  # type: ignore[arg-type]
