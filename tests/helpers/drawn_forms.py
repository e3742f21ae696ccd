"""Draws a form in any size, language and ease, and turns through all its pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pygame
from kiosk_states import EASES, NOW, SECONDS, services

from kiosk import screens
from kiosk import state as s
from kiosk.screens import Picture, View
from kit.drawing.scale import Scale

SIZES = [(800, 480), (1280, 800), (1080, 1920)]
HOW = ["plain", "larger", "larger-low", "all"]
EASED = [EASES[each] for each in HOW]


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
