"""Pictures that a theme brings: a logo, and a background under a veil that keeps what stands on it readable."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pygame
from PIL import Image, ImageOps

from kit.drawing.ratios import SHAPE, SHAPES, TEXT, TEXTS
from kit.drawing.theme import Colour, Theme, contrast, mixed
from kit.errors import NextPleaseError

_LEAST_VEIL, _STEP = 0.5, 0.01


class PictureError(NextPleaseError):
    """A picture cannot be read."""


def read(file: Path) -> Image.Image:
    """Read a picture. Raises PictureError in one line that names the file."""
    try:
        with Image.open(file) as opened:
            return ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError) as problem:
        raise PictureError(f"{file} is not a picture that can be read: {problem}") from problem


@lru_cache(maxsize=4)
def logo(file: Path, height: int, width: int) -> pygame.Surface:
    """A logo as high as `height`, or as wide as `width`, whichever comes first."""
    return fitted(file, height, width)


def fitted(file: Path, height: int, width: int) -> pygame.Surface:
    """A picture as high as `height`, or as wide as `width`, whichever comes first. Raises PictureError."""
    picture = read(file)
    share = min(height / picture.height, width / picture.width)
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    small = picture.resize(size, Image.Resampling.LANCZOS)
    return pygame.image.frombuffer(small.tobytes(), small.size, "RGBA")


@lru_cache(maxsize=2)
def background(file: Path, size: tuple[int, int], theme: Theme) -> pygame.Surface:
    """A picture that fills the screen, so far under the page's colour that all that stands on it can be read."""
    flat = Image.new("RGBA", (1, 1), (*theme.page, 255)).resize(size)
    fitted = ImageOps.fit(read(file), size, Image.Resampling.LANCZOS)
    whole = Image.alpha_composite(flat, fitted).convert("RGB")
    share = veil(theme, _extremes(whole))
    veiled = Image.blend(whole, Image.new("RGB", size, theme.page), share)
    return pygame.image.frombuffer(veiled.tobytes(), size, "RGB")


def _extremes(picture: Image.Image) -> tuple[Colour, Colour]:
    """Two colours than which no pixel is darker, or lighter."""
    (r0, r1), (g0, g1), (b0, b1) = picture.getextrema()  # type: ignore[misc]  # three bands, a pair each
    return (int(r0), int(g0), int(b0)), (int(r1), int(g1), int(b1))


def veil(theme: Theme, extremes: tuple[Colour, Colour]) -> float:
    """How much of the page's colour must lie over a picture: from a half to all of it."""
    share = _LEAST_VEIL
    while share < 1:
        if all(_readable(theme, mixed(each, theme.page, share)) for each in extremes):
            return share
        share += _STEP
    return 1.0


def _readable(theme: Theme, ground: Colour) -> bool:
    pairs = ((TEXTS["page"], TEXT), (SHAPES["page"], SHAPE))
    return all(
        contrast(getattr(theme, each), ground) >= ratio + 0.1 for roles, ratio in pairs for each in roles
    )
