"""Pure: where a point or a part of a turned picture lies on the panel, and back.

A rotation is how far the picture is turned clockwise on the panel: 90 for a panel hung with its left side up.
Points are pixels (x, y); `panel` is the panel's own (width, height).
"""

from typing import Literal, get_args

Rotation = Literal[0, 90, 180, 270]
ROTATIONS: tuple[Rotation, ...] = get_args(Rotation)
Point = tuple[int, int]


def logical_size(panel: Point, rotation: Rotation) -> Point:
    """Return the size of the picture that fills a panel."""
    width, height = panel
    return (width, height) if rotation in {0, 180} else (height, width)


def to_logical(point: Point, panel: Point, rotation: Rotation) -> Point:
    """Return the picture's point under a point of the panel."""
    (x, y), (width, height) = point, panel
    turned = {
        0: (x, y),
        90: (y, width - 1 - x),
        180: (width - 1 - x, height - 1 - y),
        270: (height - 1 - y, x),
    }
    return turned[rotation]


def on_panel(part: tuple[int, int, int, int], panel: Point, rotation: Rotation) -> tuple[int, int, int, int]:
    """Return where a part of the picture, as x, y, width and height, lies on the panel."""
    (x, y, wide, high), (width, height) = part, panel
    turned = {
        0: (x, y, wide, high),
        90: (width - y - high, x, high, wide),
        180: (width - x - wide, height - y - high, wide, high),
        270: (y, height - x - wide, high, wide),
    }
    return turned[rotation]
