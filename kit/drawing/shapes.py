"""Smooth shapes: drawn four times too big, made smaller, and kept."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Literal

import pygame
from PIL import Image, ImageDraw

from kit.drawing.cache import Cache, tinted, weight
from kit.drawing.theme import Colour

Icon = Literal["left", "right", "straight", "chevron_left", "chevron_right", "check", "dot"]

_FINER = 4
_cache: Cache[pygame.Surface] = Cache(8_000_000, weight)


def rounded(
    surface: pygame.Surface,
    rect: pygame.Rect,
    fill: Colour,
    radius: int,
    outline: Colour | None = None,
    thickness: int = 0,
) -> None:
    """Fill a rounded rectangle, with an outline inside its edge if one is given."""
    if outline is not None and thickness > 0:
        _fill(surface, rect, outline, radius)
        _fill(surface, rect.inflate(-2 * thickness, -2 * thickness), fill, radius - thickness)
    else:
        _fill(surface, rect, fill, radius)


def _fill(surface: pygame.Surface, rect: pygame.Rect, fill: Colour, radius: int) -> None:
    radius = max(0, min(radius, rect.width // 2, rect.height // 2))
    surface.fill(fill, rect.inflate(-2 * radius, 0))
    surface.fill(fill, rect.inflate(0, -2 * radius))
    if radius == 0:
        return
    disc = _cache.get(("disc", radius, fill), lambda: tinted(_disc(radius), fill))
    far = radius  # where the disc's other half begins
    for x, y, from_x, from_y in (
        (rect.left, rect.top, 0, 0),
        (rect.right - radius, rect.top, far, 0),
        (rect.left, rect.bottom - radius, 0, far),
        (rect.right - radius, rect.bottom - radius, far, far),
    ):
        surface.blit(disc, (x, y), (from_x, from_y, radius, radius))


def _disc(radius: int) -> Image.Image:
    side = 2 * radius
    return _smooth(
        side, side, lambda pen: pen.ellipse((0, 0, side * _FINER - 1, side * _FINER - 1), fill=255)
    )


def disc(surface: pygame.Surface, centre: tuple[int, int], radius: int, fill: Colour) -> None:
    """Fill a circle."""
    picture = _cache.get(("disc", radius, fill), lambda: tinted(_disc(radius), fill))
    surface.blit(picture, (centre[0] - radius, centre[1] - radius))


def dashed(
    surface: pygame.Surface,
    rect: pygame.Rect,
    fill: Colour,
    outline: Colour,
    radius: int,
    thickness: int,
) -> None:
    """Fill a rounded rectangle with a dashed outline: a control that cannot be used now."""
    _fill(surface, rect, fill, radius)
    key = ("dashed", rect.size, outline, radius, thickness)
    picture = _cache.get(key, lambda: tinted(_dashes(rect.width, rect.height, radius, thickness), outline))
    surface.blit(picture, rect)


def _dashes(width: int, height: int, radius: int, thickness: int) -> Image.Image:
    path = _outline(width, height, radius, thickness / 2)
    dash = thickness * 3.2
    length = sum(math.dist(a, b) for a, b in pairwise(path))
    step = length / max(1, round(length / (dash * 1.7)))  # a whole number of dashes, so that no seam shows

    def draw(pen: ImageDraw.ImageDraw) -> None:
        walked = 0.0
        for a, b in pairwise(path):
            if walked % step < dash:
                ends = [tuple(part * _FINER for part in point) for point in (a, b)]
                pen.line([*ends[0], *ends[1]], fill=255, width=thickness * _FINER)
            walked += math.dist(a, b)

    return _smooth(width, height, draw)


def _outline(width: int, height: int, radius: int, inset: float) -> list[tuple[float, float]]:
    """Return points about a pixel apart along a rounded rectangle, closed."""
    left, top, right, bottom = inset, inset, width - inset, height - inset
    r = min(radius - inset, (right - left) / 2, (bottom - top) / 2)
    corners = [
        (right - r, top + r, -90),
        (right - r, bottom - r, 0),
        (left + r, bottom - r, 90),
        (left + r, top + r, 180),
    ]
    turns: list[tuple[float, float]] = []
    for x, y, start in corners:
        angles = (math.radians(start + part * 90 / 24) for part in range(25))
        turns += [(x + r * math.cos(angle), y + r * math.sin(angle)) for angle in angles]
    turns.append(turns[0])
    points: list[tuple[float, float]] = []
    for a, b in pairwise(turns):
        parts = max(1, round(math.dist(a, b)))
        points += [(a[0] + (b[0] - a[0]) * i / parts, a[1] + (b[1] - a[1]) * i / parts) for i in range(parts)]
    return [*points, turns[-1]]


def icon(surface: pygame.Surface, rect: pygame.Rect, name: Icon, colour: Colour) -> None:
    """Draw an icon as large as fits, in the middle of a rectangle.

    An arrow's height from tip to tip is its size: it fills the square, as a capital letter fills its height.
    """
    side = min(rect.width, rect.height)
    picture = _cache.get(("icon", name, side, colour), lambda: tinted(_icon(name, side), colour))
    surface.blit(picture, picture.get_rect(center=rect.center))


# Strokes in a square from 0 to 100.
_STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "left": [[(92, 50), (10, 50)], [(46, 10), (8, 50), (46, 90)]],
    "chevron_left": [[(62, 20), (34, 50), (62, 80)]],
    "check": [[(16, 54), (40, 78), (86, 26)]],
}
_THICKNESS = {"left": 15.0, "chevron_left": 11.0, "check": 14.0}


def _strokes(name: Icon) -> tuple[list[list[tuple[float, float]]], float]:
    drawn = {"right": "left", "straight": "left", "chevron_right": "chevron_left"}.get(name, name)
    turn: Callable[[float, float], tuple[float, float]] = {
        "right": lambda x, y: (100 - x, y),
        "chevron_right": lambda x, y: (100 - x, y),
        "straight": lambda x, y: (y, x),
    }.get(name, lambda x, y: (x, y))
    return [[turn(x, y) for x, y in stroke] for stroke in _STROKES[drawn]], _THICKNESS[drawn]


def _icon(name: Icon, side: int) -> Image.Image:
    if name == "dot":
        return _disc(max(1, side // 2))
    strokes, thickness = _strokes(name)
    factor = side * _FINER / 100
    half = thickness * factor / 2

    def draw(pen: ImageDraw.ImageDraw) -> None:
        for stroke in strokes:
            points = [(x * factor, y * factor) for x, y in stroke]
            pen.line(points, fill=255, width=round(2 * half), joint="curve")
            for x, y in points:  # round ends
                pen.ellipse((x - half, y - half, x + half, y + half), fill=255)

    return _smooth(side, side, draw)


def _smooth(width: int, height: int, draw: Callable[[ImageDraw.ImageDraw], None]) -> Image.Image:
    picture = Image.new("L", (width * _FINER, height * _FINER))
    draw(ImageDraw.Draw(picture))
    return picture.resize((width, height), Image.Resampling.BOX)


def ring(surface: pygame.Surface, rect: pygame.Rect, colour: Colour, radius: int, thickness: int) -> None:
    """Draw a rounded rectangle's outline alone, inside its edge."""
    key = ("ring", rect.size, colour, radius, thickness)
    picture = _cache.get(key, lambda: tinted(_ring(rect.width, rect.height, radius, thickness), colour))
    surface.blit(picture, rect)


def _ring(width: int, height: int, radius: int, thickness: int) -> Image.Image:
    def draw(pen: ImageDraw.ImageDraw) -> None:
        box = (0, 0, width * _FINER - 1, height * _FINER - 1)
        pen.rounded_rectangle(box, radius * _FINER, outline=255, width=thickness * _FINER)

    return _smooth(width, height, draw)
