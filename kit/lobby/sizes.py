"""Pure: how high the letters on a lobby screen are, for the program that draws them and for the page in a browser.

The sizes come from the distance to the farthest seat (EN 301 549 5.1.4, NUREG-0700): the called number, its counter and
its arrow have capitals of at least 0.0122 of the distance, everything else of at least 0.006.
"""

import math
from dataclasses import dataclass

LOBBY_INCHES = 43.0
MM_PER_INCH = 25.4
CALL_MM_PER_M = 12.2
TEXT_MM_PER_M = 6.0
# Beyond this, in parts of the short side, a call no longer fits on its screen.
MOST_CALL, MOST_TEXT = 0.183, 0.09


@dataclass(frozen=True, slots=True)
class Capitals:
    """Heights of capital letters in pixels, for the call and for everything else; and from how far they can be read."""

    call: int
    text: int
    metres: float


def capitals(width: int, height: int, distance: float, diagonal: float | None = None) -> Capitals:
    """Return the heights for a screen of so many pixels, a distance in metres and a diagonal in inches.

    A screen too small for its distance gets the largest letters it can hold; `metres` is then less than the distance.
    """
    pixels_per_mm = math.hypot(width, height) / ((diagonal or LOBBY_INCHES) * MM_PER_INCH)
    short = min(width, height)
    most = min(
        MOST_CALL * short / (CALL_MM_PER_M * pixels_per_mm),
        MOST_TEXT * short / (TEXT_MM_PER_M * pixels_per_mm),
    )
    metres = min(distance, most)
    return Capitals(
        math.ceil(CALL_MM_PER_M * metres * pixels_per_mm),
        math.ceil(TEXT_MM_PER_M * metres * pixels_per_mm),
        metres,
    )
