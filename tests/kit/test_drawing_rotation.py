from collections.abc import Callable

import pygame
import pytest

from kit.drawing.rotation import ROTATIONS, Rotation, logical_size, to_logical
from kit.drawing.window import Window


@pytest.mark.parametrize("rotation", ROTATIONS)
def test_a_finger_meets_the_pixel_it_sees(open_window: Callable[..., Window], rotation: Rotation) -> None:
    """A spot drawn at a point of the picture appears on the panel just where a touch maps back to that point."""
    window = open_window(320, 240, rotation)
    point = (17, 41)
    window.surface.fill((0, 0, 0))
    window.surface.set_at(point, (255, 255, 255))
    window.flip()
    panel = pygame.display.get_surface()
    lit = [(x, y) for x in range(320) for y in range(240) if panel.get_at((x, y))[0]]
    assert [to_logical(each, (320, 240), rotation) for each in lit] == [point]


def test_ninety_degrees_turn_the_picture_clockwise(open_window: Callable[..., Window]) -> None:
    """With 90 the picture's top left corner is at the panel's top right."""
    window = open_window(320, 240, 90)
    assert window.size == (240, 320)
    window.surface.fill((0, 0, 0))
    window.surface.set_at((0, 0), (255, 255, 255))
    window.flip()
    assert pygame.display.get_surface().get_at((319, 0))[:3] == (255, 255, 255)


def test_turned_by_half_it_keeps_its_size() -> None:
    """Only a quarter turn swaps width and height."""
    assert [logical_size((3, 2), each) for each in ROTATIONS] == [(3, 2), (2, 3), (3, 2), (2, 3)]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_part_is_shown_where_the_whole_would_show_it(
    open_window: Callable[..., Window], rotation: Rotation
) -> None:
    """Showing only what changed ends in the same panel as showing all of it, and touches nothing else."""
    window = open_window(320, 240, rotation)
    panel = pygame.display.get_surface()
    window.surface.fill((0, 0, 0))
    window.flip()
    part = pygame.Rect(20, 50, 90, 30)
    window.surface.fill((200, 0, 0), part)
    window.surface.fill((0, 200, 0), (20, 50, 5, 3))
    window.surface.fill((0, 0, 200), (0, 0, 10, 10))
    window.update(part)
    shown = panel.copy()
    assert shown.get_at((0, 0))[2] == shown.get_at((319, 239))[2] == 0  # the blue corner was not asked for
    window.surface.fill((0, 0, 0), (0, 0, 10, 10))
    window.flip()
    assert pygame.image.tobytes(shown, "RGB") == pygame.image.tobytes(panel, "RGB")


def test_a_part_that_is_not_on_the_picture_is_nothing(open_window: Callable[..., Window]) -> None:
    """A part that reaches beyond the edge is shown as far as it goes, and one of no size not at all."""
    window = open_window(320, 240, 90)
    window.surface.fill((9, 9, 9))
    window.update(pygame.Rect(0, 0, 0, 0))
    assert pygame.display.get_surface().get_at((160, 120))[:3] == (0, 0, 0)
    window.update(pygame.Rect(-10, 100, 900, 50))
    assert pygame.display.get_surface().get_at((320 - 120, 120))[:3] == (9, 9, 9)
