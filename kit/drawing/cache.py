"""Pictures that are drawn once and kept while there is room for them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import pygame
from PIL import Image

from kit.drawing.theme import Colour

Kept = TypeVar("Kept")


class Cache(Generic[Kept]):
    """Keeps things by key up to `limit` bytes, as told by `weigh`; the longest unused go first."""

    def __init__(self, limit: int, weigh: Callable[[Kept], int]) -> None:
        self._limit = limit
        self._weigh = weigh
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self.size = 0

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Return what is kept under a key, made now if it is not there."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
            self.size += self._weigh(found)
            self._make_room()
        else:
            self._kept.move_to_end(key)
        return found

    def _make_room(self) -> None:
        while self.size > self._limit and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self.size -= self._weigh(oldest)


def weight(surface: pygame.Surface) -> int:
    """Return how many bytes a surface holds."""
    return surface.get_width() * surface.get_height() * surface.get_bytesize()


def tinted(mask: Image.Image, colour: Colour) -> pygame.Surface:
    """Return a surface of one colour, as opaque as the "L" mask is bright."""
    if 0 in mask.size:
        return pygame.Surface(mask.size, pygame.SRCALPHA)
    red, green, blue = colour
    picture = Image.new("RGBA", mask.size, (blue, green, red))
    picture.putalpha(mask)
    # Blue first is the order of SDL's own fast path: blits take a seventh of the time that red first takes.
    return pygame.image.frombuffer(picture.tobytes(), mask.size, "BGRA")
