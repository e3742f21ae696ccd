"""Pure: two soft notes before a call."""

from __future__ import annotations

import array
import functools
import math

from kit.sound.levels import RATE

# A falling third, E5 and C5: known from stations and lifts, and no alarm.
NOTES = ((659.26, 0.0), (523.25, 0.42))
LENGTH_S = 1.25  # when the words begin, the second note can still just be heard
LOUDNESS = 0.5


@functools.cache
def chime() -> array.array[int]:
    """Return the chime as 16-bit mono samples at RATE a second."""
    mixed = [0.0] * int(RATE * LENGTH_S)
    for pitch, begins in NOTES:
        first = int(begins * RATE)
        for i in range(first, len(mixed)):
            t = (i - first) / RATE
            soft_start, decay = min(1.0, t / 0.008), math.exp(-4.2 * t)
            tone = math.sin(math.tau * pitch * t) + 0.25 * math.sin(math.tau * 2 * pitch * t) * decay
            mixed[i] += tone * soft_start * decay
    fade = int(0.08 * RATE)
    for i in range(fade):  # to nothing: a cut wave clicks
        mixed[-1 - i] *= i / fade
    loudest = max(map(abs, mixed))
    return array.array("h", (round(value / loudest * LOUDNESS * 32_767) for value in mixed))
