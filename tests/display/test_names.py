from dataclasses import replace

import pygame
import pytest
from lobby_views import counters, place

from display.screen import draw
from kit.lobby.view import Line, Place, starting

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
