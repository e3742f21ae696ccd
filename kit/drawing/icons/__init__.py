"""Icons of the Lucide set, as alpha masks: for services and for the screens' own controls. Licence: LICENCE beside."""

from __future__ import annotations

from importlib.resources import files

import pygame
from PIL import Image, ImageOps

from kit.drawing.cache import Cache, tinted, weight
from kit.drawing.theme import Colour
from kit.icon_names import CONTROLS, SERVICES

_cache: Cache[pygame.Surface] = Cache(2_000_000, weight)


def draw(
    surface: pygame.Surface, rect: pygame.Rect, name: str, colour: Colour, *, mirrored: bool = False
) -> None:
    """Draw an icon as large as fits in the middle of a rectangle; nothing where there is no icon of this name.

    `mirrored`: for one that points, where the language runs from right to left.
    """
    side = min(rect.width, rect.height)
    if name not in CONTROLS | SERVICES or side <= 0:
        return
    key = (name, side, colour, mirrored)
    picture = _cache.get(key, lambda: tinted(_mask(name, side, mirrored=mirrored), colour))
    surface.blit(picture, picture.get_rect(center=rect.center))


def _mask(name: str, side: int, *, mirrored: bool) -> Image.Image:
    with files(__name__).joinpath(f"{name}.png").open("rb") as file:
        mask = Image.open(file).convert("L").resize((side, side), Image.Resampling.LANCZOS)
    return ImageOps.mirror(mask) if mirrored else mask
