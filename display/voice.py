"""The lobby's voice: a chime for every call, then its words; one call after another, never cut off.

The chime waits for nothing: words are made while it sounds, if they are not at hand. Where the words cannot be made, or
a language cannot be spoken, there is the chime alone; where there is no sound card, silence, and `trouble` says so.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from display.card import Card, Folder, Sink, Sounding
from kit.errors import SettingError
from kit.lobby.announcing import Announcement
from kit.lobby.fragments import Fragments, default_cache
from kit.lobby.phrases import vocabulary
from kit.lobby.sounds import phrases, words
from kit.sound.chime import chime
from kit.wire import Board

log = logging.getLogger("voice")

VIRTUAL = "virtual:"
REST_S = 1.0
HUNG_AFTER_S = 90.0  # no announcement lasts so long, not with all the waiting that its parts allow
_BREATH_S = 0.02  # between two fragments made ahead, for the drawing


@dataclass(frozen=True, slots=True)
class Expected:
    """What a site's calls can be made of: its languages, its services' codes, and its counters' names by code."""

    languages: tuple[str, ...]
    services: tuple[str, ...]
    counters: Mapping[str, Mapping[str, str]]
    default: str


class Voice:
    """Announces calls on a thread of its own; `sink` None: off, by the site's own wish. No call ever waits for it."""

    def __init__(
        self, sink: Sink | None, fragments: Fragments, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sink, self._fragments, self._clock = sink, fragments, clock
        self._jobs: queue.SimpleQueue[Sounding | None] = queue.SimpleQueue()
        self._pending = 0
        self._begun: float | None = None
        self._counting = threading.Condition()
        self._stopped = threading.Event()
        self._default = "en"
        self._expected: Expected | None = None
        self._maker: threading.Thread | None = None
        self._thread = threading.Thread(target=self._work, name="voice", daemon=True)
        if sink is not None:
            self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether something sounds, or is about to."""
        return self._sink is not None and (self._pending > 0 or self._sink.busy)

    @property
    def silent(self) -> bool:
        """Whether not even a chime is heard, though it should be: the board has to be looked at."""
        return self._sink is not None and bool(self._sink.trouble)

    @property
    def trouble(self) -> str:
        """Half a sentence why calls are not heard, or chimed but not spoken; "" when all is well, or off by wish."""
        if self._sink is None:
            return ""
        if self._sink.trouble:
            return self._sink.trouble
        unspoken = self._fragments.trouble
        return f"calls are chimed, but not spoken: {unspoken}" if unspoken else ""

    @property
    def hung(self) -> str:
        """What of it has stopped for good, for the watchdog's sake; "" while all goes on. A driver may never return."""
        if self._sink is None or self._stopped.is_set():
            return ""
        begun = self._begun
        late = begun is not None and self._clock() - begun > HUNG_AFTER_S
        return "the voice" if late or not self._thread.is_alive() else ""

    def expect(self, board: Board) -> None:
        """Have what calls at this site can be made of ready before they come. Returns at once."""
        languages = {"off": [], "site": board.site.languages[:1]}.get(
            board.site.lobby.voice, board.site.languages
        )
        expected = Expected(
            tuple(languages),
            tuple(each.service for each in board.waiting),
            {each.code: each.name for each in board.counters},
            board.site.languages[0] if board.site.languages else "en",
        )
        self._default = expected.default
        if self._sink is None or expected == self._expected:
            return
        self._expected = expected
        if self._maker is None or not self._maker.is_alive():
            self._maker = threading.Thread(target=self._make, name="voice-words", daemon=True)
            self._maker.start()

    def announce(self, announcement: Announcement, volume: float) -> None:
        """Chime, and say the call, after those before it; `volume` from 0 to 1. Returns at once."""
        if self._sink is None:
            return
        with self._counting:
            self._pending += 1
        self._jobs.put(Sounding(announcement, max(0.0, min(1.0, volume)), self._clock()))

    def settle(self, timeout_s: float) -> bool:
        """Wait until everything announced has been played, or written; whether it has. For audits."""
        with self._counting:
            return self._counting.wait_for(lambda: self._pending == 0, timeout_s)

    def close(self) -> None:
        """Be silent, and give the sound card back."""
        self._stopped.set()
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _work(self) -> None:
        sink = self._sink
        assert sink is not None  # noqa: S101 - started only with one
        chime()  # reckoned once, a tenth of a second: before the first call
        while not self._stopped.is_set():
            try:
                sink.rest()
                self._announce_all(sink)
            except Exception:  # one call is not heard, and the others are
                log.exception("the voice stumbles, and goes on")
                self._stopped.wait(REST_S)
        sink.close()

    def _announce_all(self, sink: Sink) -> None:
        try:
            job = self._jobs.get(timeout=REST_S)
        except queue.Empty:
            return
        while job is not None:
            self._announce(sink, job)
            job = self._next()

    def _next(self) -> Sounding | None:
        try:
            return self._jobs.get_nowait()
        except queue.Empty:
            return None

    def _announce(self, sink: Sink, job: Sounding) -> None:
        self._begun = self._clock()
        try:
            sink.begin(job)
            sink.follow(job, words(phrases(job.announcement, self._default), self._fragments))
            sink.finish(self._stopped)
        except OSError as problem:  # a folder in place of a card, on a full disk
            log.warning("%s is not heard: %s", job.announcement.call.number, problem)
        finally:
            self._begun = None
            with self._counting:
                self._pending -= 1
                self._counting.notify_all()

    def _make(self) -> None:
        """Make what is expected, one by one; when that changes on the way, from the beginning."""
        begun: Expected | None = None
        while begun is not self._expected:
            begun = self._expected
            assert begun is not None  # noqa: S101 - the thread begins with one
            for each in vocabulary(begun.languages, begun.services, begun.counters, begun.default):
                if self._stopped.is_set() or begun is not self._expected:
                    break
                if not self._fragments.has(each):
                    self._fragments.sound(each)
                    self._stopped.wait(_BREATH_S)


def voice_of(
    setting: str, device: str | None = None, recordings: Path | None = None, cache: Path | None = None
) -> Voice:
    """The voice as `--sound` says: auto, off or virtual:DIR. Raises SettingError for anything else."""
    fragments = Fragments(cache or default_cache(), recordings)
    if setting == "off":
        return Voice(None, fragments)
    for line in fragments.complaints():
        log.warning(line)
    if setting.startswith(VIRTUAL):
        folder = Path(setting.removeprefix(VIRTUAL))
        try:
            return Voice(Folder(folder), fragments)
        except OSError as problem:
            raise SettingError(f"--sound {setting}: {problem.strerror}") from problem
    if setting != "auto":
        raise SettingError(f"--sound {setting}: say auto, off or virtual:DIR")
    return Voice(Card(device), fragments)
