"""The voice: espeak-ng makes the sound, the headphone socket plays it. What is new interrupts what is being said.

The sound card is opened with the first word and let go after a while of silence: an open one is fed with silence.
"""

from __future__ import annotations

import array
import io
import json
import logging
import math
import queue
import subprocess
import threading
import time
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kiosk.speech.pronounce import pronounced
from kit.errors import SettingError
from kit.sound import espeak
from kit.sound.waves import wav

log = logging.getLogger("kiosk")

LET_GO_AFTER_S = 30.0
VIRTUAL = "virtual:"
_VOLUMES = {1: 0.15, 2: 0.3, 3: 0.5, 4: 0.75, 5: 1.0}
_CHIME_HZ, _CHIME_S, _RATE = 880, 0.25, 22_050
_CHIME_LASTS_S = 1.0  # a little longer than its two beeps


@dataclass(frozen=True)
class Said:
    """One thing to say. `text` as on the screen, in `language`; `volume` from 1 to 5."""

    text: str
    language: str
    volume: int


class Speaker(Protocol):
    """Where the sound goes."""

    def play(self, sound: bytes, said: Said) -> None:
        """Play a WAV file instead of what is playing; returns at once."""

    def stop(self) -> None:
        """Be silent at once."""

    def playing(self) -> bool:
        """Whether something sounds."""

    def let_go(self) -> None:
        """Give the sound card back."""


class Headphones:
    """The sound card through pygame's mixer. `device` is its name as SDL knows it; None for the usual one."""

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._open = False
        self._told = False

    def play(self, sound: bytes, said: Said) -> None:
        """As in Speaker; a card that is not there is said once in the log."""
        import pygame

        try:
            if not self._open:
                pygame.mixer.init(_RATE, -16, 1, 1024, devicename=self._device)
                self._open = True
            made = pygame.mixer.Sound(file=io.BytesIO(sound))
            made.set_volume(_VOLUMES[said.volume])
            pygame.mixer.stop()
            made.play()
        except pygame.error as problem:
            if not self._told:
                log.warning("reading aloud has no sound: %s", problem)
                self._told = True

    def stop(self) -> None:
        """As in Speaker."""
        import pygame

        if self._open:
            pygame.mixer.stop()

    def playing(self) -> bool:
        """As in Speaker."""
        import pygame

        return self._open and pygame.mixer.get_busy()

    def let_go(self) -> None:
        """As in Speaker."""
        import pygame

        if self._open:
            pygame.mixer.quit()
            self._open = False


class Folder:
    """A folder in place of a sound card: `N.wav` and `N.json` for each thing said, so that it can be followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        folder.mkdir(parents=True, exist_ok=True)

    def play(self, sound: bytes, said: Said) -> None:
        """As in Speaker."""
        self._count += 1
        (self._folder / f"{self._count}.wav").write_bytes(sound)
        fresh = self._folder / f".{self._count}.new"
        told = {
            "text": said.text,
            "language": said.language,
            "volume": said.volume,
            "seconds": seconds(sound),
        }
        fresh.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self._folder / f"{self._count}.json")

    def stop(self) -> None:
        """As in Speaker."""

    def playing(self) -> bool:
        """As in Speaker."""
        return False

    def let_go(self) -> None:
        """As in Speaker."""


def seconds(sound: bytes) -> float:
    """How long a WAV file lasts."""
    with wave.open(io.BytesIO(sound)) as file:
        return float(file.getnframes() / file.getframerate())


class Voice:
    """Says one thing at a time, on a thread of its own. `speaker` None: there is no voice here, and nothing is said."""

    def __init__(self, speaker: Speaker | None) -> None:
        self._speaker = speaker
        self._jobs: queue.SimpleQueue[Said | bool | None] = queue.SimpleQueue()
        self._chimed = float("-inf")  # when the last chime began
        self._thread = threading.Thread(target=self._work, name="voice", daemon=True)
        if speaker is not None:
            self._thread.start()

    @property
    def there(self) -> bool:
        """Whether reading aloud can be offered."""
        return self._speaker is not None

    def say(self, text: str, language: str, volume: int) -> None:
        """Say this instead of what is being said; "" falls silent. Returns at once."""
        if self._speaker is not None:
            self._jobs.put(Said(text, language, volume))

    def chime(self) -> None:
        """A short tone: the time is nearly up. Returns at once."""
        if self._speaker is not None:
            self._jobs.put(True)

    def close(self) -> None:
        """Stop."""
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _work(self) -> None:
        speaker = self._speaker
        assert speaker is not None  # noqa: S101 - started only with one
        while True:
            try:
                job = self._jobs.get(timeout=LET_GO_AFTER_S)
            except queue.Empty:
                if not speaker.playing():
                    speaker.let_go()
                continue
            if job is None:
                speaker.let_go()
                return
            self._do(speaker, job)

    def _do(self, speaker: Speaker, job: Said | bool) -> None:
        if isinstance(job, bool):
            self._chimed = time.monotonic()
            speaker.play(tone(), Said("", "", 3))
            return
        if not job.text:
            speaker.stop()
            return
        if not self._jobs.empty():
            return  # somebody goes on faster than it can be said
        try:
            sound = spoken(job.text, job.language)
            self._let_chime(speaker)
            speaker.play(sound, job)
        except (OSError, subprocess.SubprocessError) as problem:
            log.warning("not read aloud: %s", problem)

    def _let_chime(self, speaker: Speaker) -> None:
        """The question that comes with a chime waits until that has sounded."""
        while speaker.playing() and time.monotonic() < self._chimed + _CHIME_LASTS_S:
            time.sleep(0.02)


def spoken(text: str, language: str) -> bytes:
    """The text as a WAV file. Raises OSError or SubprocessError when espeak-ng is not there, or fails."""
    samples, rate = espeak.said(pronounced(text, language), espeak.VOICES.get(language, espeak.VOICES["en"]))
    return wav(samples, rate)


def tone() -> bytes:
    """Two soft beeps as a WAV file."""
    count = int(_RATE * _CHIME_S)
    beep = [
        round(9000 * math.sin(math.tau * _CHIME_HZ * i / _RATE) * math.sin(math.pi * i / count))
        for i in range(count)
    ]
    return wav(array.array("h", [*beep, *([0] * (count // 2)), *beep]), _RATE)


def voice_of(setting: str, device: str | None = None) -> Voice:
    """The voice as the setting `--speech` says: auto, off or virtual:DIR. Raises SettingError for anything else."""
    if setting == "off":
        return Voice(None)
    if setting.startswith(VIRTUAL):
        return Voice(Folder(Path(setting.removeprefix(VIRTUAL))))
    if setting != "auto":
        raise SettingError(f"--speech {setting}: say auto, off or virtual:DIR")
    if not espeak.there():
        log.warning("nothing is read aloud: install %s", espeak.PACKAGE)
        return Voice(None)
    return Voice(Headphones(device))
