from itertools import pairwise

import pygame
import pytest

from kit.drawing import shapes

WHITE, BLACK, RED = (255, 255, 255), (0, 0, 0), (200, 0, 0)


def page() -> pygame.Surface:
    """An empty white page."""
    surface = pygame.Surface((200, 120))
    surface.fill(WHITE)
    return surface


def at(surface: pygame.Surface, x: int, y: int) -> tuple[int, int, int]:
    """The colour of a pixel."""
    return tuple(surface.get_at((x, y)))[:3]


def test_a_rounded_rectangle_fills_its_edges_and_not_its_corners() -> None:
    """The middle of each side is filled to the last pixel, the corners show the page, the bend is smooth."""
    surface, rect = page(), pygame.Rect(20, 10, 100, 80)
    shapes.rounded(surface, rect, BLACK, 20)
    assert at(surface, 20, 50) == at(surface, 119, 50) == at(surface, 70, 10) == at(surface, 70, 89) == BLACK
    assert at(surface, 19, 50) == at(surface, 120, 50) == WHITE
    corners = [at(surface, x, y) for x in (20, 119) for y in (10, 89)]
    assert corners == [WHITE] * 4
    shades = {at(surface, x, y)[0] for x in range(20, 40) for y in range(10, 30)}
    assert len(shades) > 5


def test_an_outline_is_inside_the_edge() -> None:
    """The outline has its thickness, and the fill begins within."""
    surface = page()
    shapes.rounded(surface, pygame.Rect(20, 10, 100, 80), WHITE, 16, RED, 3)
    assert [at(surface, x, 50) for x in (19, 20, 22, 23)] == [WHITE, RED, RED, WHITE]


def test_a_dashed_outline_has_gaps() -> None:
    """Along the top edge there is ink and there is none, several times."""
    surface = page()
    shapes.dashed(surface, pygame.Rect(10, 10, 180, 100), WHITE, BLACK, 12, 3)
    dark = [at(surface, x, 11)[0] < 128 for x in range(30, 170)]
    changes = sum(one != two for one, two in pairwise(dark))
    assert changes >= 10


@pytest.mark.parametrize(("name", "side"), [("left", "left"), ("right", "right"), ("straight", "top")])
def test_an_arrow_points_where_it_says(name: shapes.Icon, side: str) -> None:
    """Near the tip the arrow is narrow, at its head's end wide, and it fills its square."""
    surface, rect = page(), pygame.Rect(40, 10, 100, 100)
    shapes.icon(surface, rect, name, BLACK)
    ink = pygame.mask.from_threshold(surface, BLACK, (128, 128, 128))
    box = ink.get_bounding_rects()[0]
    assert box.height >= 95 if side != "top" else box.width >= 95
    tip = {"left": (50, 60), "right": (130, 60), "top": (90, 20)}[side]
    assert ink.get_at(tip)
    away = {"left": (52, 20), "right": (128, 20), "top": (50, 22)}[side]
    assert not ink.get_at(away)


def test_a_ring_leaves_its_middle_alone() -> None:
    """A focus ring covers nothing but itself."""
    surface = page()
    shapes.ring(surface, pygame.Rect(20, 10, 100, 80), BLACK, 12, 4)
    assert at(surface, 20, 50) == at(surface, 23, 50) == BLACK
    assert at(surface, 24, 50) == at(surface, 70, 50) == WHITE
