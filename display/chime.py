"""Two soft notes before a call. Without a sound card everything else goes on in silence."""

from __future__ import annotations

import array
import contextlib
import logging
import math
import os
from collections.abc import Iterator

import pygame

log = logging.getLogger("chime")

RATE = 22_050
# A falling third, E5 and C5: known from stations and lifts, and no alarm.
NOTES = ((659.26, 0.0), (523.25, 0.42))
LENGTH_S = 1.5
LOUDNESS = 0.5


def samples() -> array.array[int]:
    """Return the chime as 16-bit mono samples at RATE a second."""
    mixed = [0.0] * int(RATE * LENGTH_S)
    for pitch, begins in NOTES:
        first = int(begins * RATE)
        for i in range(first, len(mixed)):
            t = (i - first) / RATE
            soft_start, decay = min(1.0, t / 0.008), math.exp(-4.2 * t)
            tone = math.sin(math.tau * pitch * t) + 0.25 * math.sin(math.tau * 2 * pitch * t) * decay
            mixed[i] += tone * soft_start * decay
    fade = int(0.05 * RATE)
    for i in range(fade):  # to nothing: a cut wave clicks
        mixed[-1 - i] *= i / fade
    loudest = max(map(abs, mixed))
    return array.array("h", (round(value / loudest * LOUDNESS * 32_767) for value in mixed))


@contextlib.contextmanager
def _quiet_alsa() -> Iterator[None]:
    """Keep ALSA's own seven lines about a missing card out of the log; ours says it in one."""
    log_file = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(log_file, 2)
        os.close(nowhere)
        os.close(log_file)


class Chime:
    """Plays the chime, if there is something to play it on."""

    def __init__(self, *, mute: bool = False) -> None:
        self._sound: pygame.mixer.Sound | None = None
        if mute:
            return
        try:
            with _quiet_alsa():
                pygame.mixer.init(RATE, -16, 1, 1024)
            self._sound = pygame.mixer.Sound(buffer=samples().tobytes())
        except pygame.error as problem:
            log.warning("no sound, going on in silence: %s", problem)

    def play(self) -> None:
        """Begin the chime, and return at once. One that still sounds begins again."""
        if self._sound is not None:
            self._sound.stop()
            self._sound.play()

    def close(self) -> None:
        """Give the sound card back."""
        if self._sound is not None:
            pygame.mixer.quit()
