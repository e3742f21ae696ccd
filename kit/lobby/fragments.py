"""Fragments of speech as sound: recorded by the site, else made once by espeak-ng and kept in a cache.

Both come ready to be put together: without silence around them and equally loud. A cache that cannot be written costs
the voice a moment at each start, and nothing else.
"""

from __future__ import annotations

import array
import contextlib
import hashlib
import logging
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kit.errors import SettingError
from kit.lobby.phrases import NAMED, Fragment
from kit.lobby.spoken import fixed
from kit.sound import espeak
from kit.sound.levels import fragment as ready
from kit.sound.waves import WANTED, BadWave, check, proved, resampled, samples_of, unharmed

log = logging.getLogger("voice")

_MADE = "1"  # raise it when the same words are to sound otherwise: all are made again
_MOST_BYTES = 4 << 20  # a recording of ten seconds in the widest format we take
_AGAIN_S = 30.0  # a voice that failed is asked again after this: one that hangs costs seconds each time
_FAILED = (OSError, subprocess.SubprocessError)
Making = Callable[[], "array.array[int]"]  # quoted: it is a type of the checker alone


def _here(make: Making) -> array.array[int]:
    return make()


class Fragments:
    """Sound for fragments, by their language and id. Any thread may ask; one at a time is made.

    `cache` and `recordings` are folders, None for none; in both, `LANGUAGE/ID.wav` (in the cache with a mark of what it
    was made from before `.wav`). `apart` runs what computes for 100 ms and longer, for a program that must not stand
    still meanwhile.
    """

    def __init__(
        self,
        cache: Path | None,
        recordings: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        apart: Callable[[Making], array.array[int]] = _here,
    ) -> None:
        self._cache, self._recordings, self._clock, self._apart = cache, recordings, clock, apart
        self._known: dict[Fragment, tuple[str, array.array[int]]] = {}
        self._failed: dict[str, tuple[float, str]] = {}
        self._told: set[str] = set()
        self._lock = threading.Lock()

    @property
    def trouble(self) -> str:
        """Half a sentence why nothing can be said; "" when it can. Recordings go on without a voice."""
        return next((why for _, why in list(self._failed.values())), "")

    def sound(self, fragment: Fragment) -> array.array[int] | None:
        """Return its samples (kit.sound.levels.RATE, 16 bits, mono); None when nobody can say it. May take 50 ms."""
        if not fragment.language.isalnum():
            return None  # it is to be the name of a folder
        with self._lock:
            recording = self._recording(fragment)
            source = _mark(recording) if recording is not None else "voice"
            known = self._known.get(fragment)
            if known is None or known[0] != source:
                sound = self._recorded(fragment, recording) or self._said(fragment)
                if not sound:
                    return None
                self._known[fragment] = known = source, sound
            return known[1]

    def has(self, fragment: Fragment) -> bool:
        """Whether its sound is at hand."""
        return fragment in self._known

    def complaints(self) -> Iterator[str]:
        """Look through the recordings: a line for each that cannot be used. Raises SettingError without the folder."""
        if self._recordings is None:
            return
        if not self._recordings.is_dir():
            raise SettingError(f"--recordings {self._recordings}: no such folder")
        for path in sorted(self._recordings.glob("*/*")):
            if path.suffix != ".wav":
                yield f"{path}: not used; {WANTED} is wanted, whose name ends in .wav"
            elif not path.name.startswith(NAMED) and fixed(path.parent.name, path.stem) is None:
                yield f"{path}: not used; no call has a fragment called {path.stem}"
            else:
                try:
                    check(_whole(path))
                except (BadWave, OSError) as problem:
                    yield _complaint(path, problem)

    def _recording(self, fragment: Fragment) -> Path | None:
        if self._recordings is None:
            return None
        path = self._recordings / fragment.language / f"{fragment.id}.wav"
        return path if path.is_file() else None

    def _recorded(self, fragment: Fragment, path: Path | None) -> array.array[int] | None:
        if path is None:
            return None
        try:
            origin = f"recording {hashlib.sha256(_whole(path)).hexdigest()}"
            return self._kept(fragment, origin) or self._keep(
                fragment, origin, self._apart(lambda: _heard(path))
            )
        except (BadWave, OSError) as problem:
            self._tell(_complaint(path, problem))
            return None

    def _said(self, fragment: Fragment) -> array.array[int] | None:
        voice = espeak.VOICES.get(fragment.language)
        if not fragment.text or voice is None or self._resting(fragment.language):
            return None
        try:
            origin = f"espeak-ng {espeak.version()} {voice} {espeak.WORDS_PER_MINUTE} {fragment.text}"
            sound = self._kept(fragment, origin)
            if sound is None:
                said = espeak.said(fragment.text, voice)
                sound = self._keep(fragment, origin, self._apart(lambda: ready(resampled(*said))))
        except _FAILED as problem:
            why = _reason(problem)
            self._failed[fragment.language] = self._clock(), why
            self._tell(f"calls are chimed, but not spoken: {why}")
            return None
        self._failed.pop(fragment.language, None)
        return sound

    def _resting(self, language: str) -> bool:
        """Whether the voice of a language failed a moment ago."""
        return language in self._failed and self._clock() - self._failed[language][0] < _AGAIN_S

    def _path(self, fragment: Fragment, origin: str) -> Path:
        key = hashlib.sha256(f"{_MADE} {origin}".encode()).hexdigest()[:12]
        assert self._cache is not None  # noqa: S101 - asked only with one
        return self._cache / fragment.language / f"{fragment.id}.{key}.wav"

    def _kept(self, fragment: Fragment, origin: str) -> array.array[int] | None:
        """What the cache has; a file that has changed since it was written is as good as none."""
        if self._cache is None:
            return None
        try:
            return unharmed(self._path(fragment, origin).read_bytes())
        except FileNotFoundError:
            return None
        except OSError as problem:
            self._tell(f"{self._cache}: the cache cannot be read: {problem.strerror}")
            return None

    def _keep(self, fragment: Fragment, origin: str, sound: array.array[int]) -> array.array[int]:
        if self._cache is None or not sound:
            return sound
        path = self._path(fragment, origin)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, proved(sound))
            for old in path.parent.glob("*.wav"):
                if old != path and old.name.rsplit(".", 2)[0] == fragment.id:
                    old.unlink(missing_ok=True)
        except OSError as problem:
            self._tell(
                f"{self._cache}: words cannot be kept, so they are made at each start: {problem.strerror}"
            )
        return sound

    def _tell(self, line: str) -> None:
        if line not in self._told:
            self._told.add(line)
            log.warning(line)


def default_cache() -> Path:
    """Where the cache is when nobody says otherwise: a service has a folder of systemd's, a person one of their own."""
    if folder := os.environ.get("CACHE_DIRECTORY", "").split(":")[0]:
        return Path(folder) / "voice"
    own = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(own) if own.startswith("/") else Path.home() / ".cache") / "nextplease" / "voice"


def _heard(path: Path) -> array.array[int]:
    sound = ready(samples_of(_whole(path)))
    if not sound:
        raise BadWave("there is nothing but silence in it")
    return sound


def _whole(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise BadWave(f"it has more than {_MOST_BYTES >> 20} MB")
    return path.read_bytes()


def _mark(path: Path) -> str:
    told = path.stat()
    return f"{told.st_mtime_ns} {told.st_size}"


def _complaint(path: Path, problem: Exception) -> str:
    why = problem.strerror if isinstance(problem, OSError) else str(problem)
    return f"{path}: not used, for {why}; {WANTED} is wanted"


def _reason(problem: Exception) -> str:
    if isinstance(problem, FileNotFoundError):
        return f"{espeak.PACKAGE} is not installed"
    return f"{espeak.PROGRAM} fails"


def _write(path: Path, whole: bytes) -> None:
    """Put a whole file there, or none."""
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(whole)
        Path(fresh).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(fresh).unlink()
        raise
