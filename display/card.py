"""Where the lobby's sound goes: a sound card, or a folder that an audit reads.

A card is opened for a call and given back after a while of silence, for an open one is fed with silence. One that is
not there, or goes, is looked for again; nothing else waits for it.
"""

from __future__ import annotations

import array
import contextlib
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pygame

from kit.lobby.announcing import Announcement
from kit.lobby.sounds import Words
from kit.sound.chime import chime
from kit.sound.levels import RATE
from kit.sound.waves import wav

log = logging.getLogger("voice")

LET_GO_AFTER_S = 20.0
LOOK_AGAIN_S = 5.0
# A card that still plays so long after it should have ended has stopped; on a busy machine it may stutter.
_LONGER_S = 10.0
_POLL_S = 0.02
_BUFFER = 512  # samples, 23 ms: what a call waits for its chime at most
_CARDS = Path("/proc/asound/cards")


@dataclass(frozen=True, slots=True)
class Sounding:
    """An announcement on its way to be heard: how loud, from 0 to 1, and when it was asked for."""

    announcement: Announcement
    volume: float
    at: float


class Sink(Protocol):
    """Where the sound goes. One thread alone calls it, but for `trouble` and `busy`."""

    @property
    def trouble(self) -> str:
        """Half a sentence why nothing is heard, not even the chime; "" when it is."""

    @property
    def busy(self) -> bool:
        """Whether something sounds that `finish` did not wait for."""

    def begin(self, sounding: Sounding) -> None:
        """Begin the chime."""

    def follow(self, sounding: Sounding, words: Words) -> None:
        """Say the words when the chime has ended, or at once when that is long ago. Without words: nothing more."""

    def finish(self, stopped: threading.Event) -> None:
        """Wait until it has been heard, or until stopped."""

    def rest(self) -> None:
        """Nothing is to be heard just now: once a second."""

    def close(self) -> None:
        """Give everything back."""


class Card:
    """The sound card, through pygame's mixer. `device` is its name as SDL knows it; None for the usual one."""

    def __init__(
        self,
        device: str | None = None,
        *,
        cards: Callable[[], str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._device = device
        self._cards = cards or _plugged
        self._clock = clock
        self._open = False
        self._trouble = ""
        self._seen: str | None = None
        self._tried = self._used = -LOOK_AGAIN_S
        self._ends = 0.0

    @property
    def trouble(self) -> str:
        """As in Sink."""
        return self._trouble

    @property
    def busy(self) -> bool:
        """As in Sink: it waits for everything."""
        return False

    def begin(self, sounding: Sounding) -> None:
        """As in Sink."""
        self._ends = self._clock()
        self._play(chime(), sounding.volume)

    def follow(self, sounding: Sounding, words: Words) -> None:
        """As in Sink."""
        if words.samples:
            self._play(words.samples, sounding.volume)

    def finish(self, stopped: threading.Event) -> None:
        """As in Sink. A card that was pulled out in the middle is not waited for."""
        latest = self._ends + _LONGER_S
        while self._open and pygame.mixer.get_busy() and not stopped.wait(_POLL_S):
            if self._clock() > latest:
                log.warning("the sound card has stopped")
                self._let_go()
        self._used = self._clock()

    def rest(self) -> None:
        """As in Sink: see whether cards have come or gone, and whether this one is needed."""
        cards, now = self._cards(), self._clock()
        changed, self._seen = cards != self._seen, cards
        if changed or (self._trouble and now - self._tried >= LOOK_AGAIN_S):
            self._let_go()
            self._ready()
        elif self._open and now - self._used >= LET_GO_AFTER_S:
            self._let_go()

    def close(self) -> None:
        """As in Sink."""
        self._let_go()

    def _play(self, samples: array.array[int], volume: float) -> None:
        """Play after what is playing. A card that is not ready is opened; one that fails is let go, and said once."""
        try:
            if not self._ready():
                return
            sound = pygame.mixer.Sound(buffer=samples.tobytes())
            sound.set_volume(volume)
            channel = pygame.mixer.Channel(0)
            (channel.queue if channel.get_busy() else channel.play)(sound)
            self._ends = max(self._ends, self._clock()) + len(samples) / RATE
        except pygame.error as problem:
            self._failed(problem)

    def _ready(self) -> bool:
        """Open the card unless it is open. It is tried for every call, for it may just have been plugged in."""
        if self._open:
            return True
        self._tried = self._used = self._clock()
        try:
            with _quiet_alsa():
                # Whatever the card can do, what we give it is 16 bits, mono, RATE.
                pygame.mixer.init(RATE, -16, 1, _BUFFER, devicename=self._device, allowedchanges=0)
        except pygame.error as problem:
            self._failed(problem)
            return False
        if self._trouble:
            log.info("there is sound again")
        self._open, self._trouble = True, ""
        return True

    def _failed(self, problem: pygame.error) -> None:
        if not self._trouble:
            log.warning("no sound, going on in silence: %s", problem)
        self._let_go()
        self._trouble = f"there is no sound card {self._device}" if self._device else "there is no sound card"

    def _let_go(self) -> None:
        if self._open:
            self._open = False
            pygame.mixer.quit()


class Folder:
    """A folder in place of a card: `N.wav` and `N.json` for each announcement, so that it can be followed.

    By `clock` each lasts as long as its sound does, one after another, but nothing waits for it.
    """

    trouble = ""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._clock = folder, clock
        self._count = 0
        self._ends = float("-inf")
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def busy(self) -> bool:
        """As in Sink."""
        return self._clock() < self._ends

    def begin(self, sounding: Sounding) -> None:
        """As in Sink."""

    def follow(self, sounding: Sounding, words: Words) -> None:
        """As in Sink."""
        self._count += 1
        samples = chime() + words.samples
        seconds = len(samples) / RATE
        begins = max(sounding.at, self._ends)
        self._ends = begins + seconds
        call = sounding.announcement.call
        told = {
            "number": call.number,
            "ticket": call.ticket,
            "counter": call.counter,
            "event_id": call.event_id,
            "recalled": call.recalled,
            "brief": sounding.announcement.brief,
            "languages": list(words.languages),
            "fragments": [
                [part.fragment.language, part.fragment.id, len(chime()) + part.begins, part.length]
                for part in words.parts
            ],
            "volume": sounding.volume,
            "begins": begins,
            "seconds": seconds,
        }
        (self._folder / f"{self._count}.wav").write_bytes(wav(samples))
        fresh = self._folder / f".{self._count}.new"
        fresh.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self._folder / f"{self._count}.json")

    def finish(self, stopped: threading.Event) -> None:
        """As in Sink."""

    def rest(self) -> None:
        """As in Sink."""

    def close(self) -> None:
        """As in Sink."""


def _plugged() -> str:
    """Return which cards the kernel knows; "" where that cannot be seen."""
    try:
        return _CARDS.read_text(errors="replace")
    except OSError:
        return ""


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
