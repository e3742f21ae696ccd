"""The button and the lamp: gpiozero or the keyboard behind one small seam.

A source calls `hear(signal, moment)` on its own thread; whoever listens only puts it into a queue. gpiozero's
callbacks do the same with edges: a slow callback misses edges, and a missed edge is made up for by re-reading the pin.
gpiozero's own `bounce_time` is not used: it misses events, and misbehaves under lgpio.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import select
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Protocol

import gpiozero

from counter.press import Signal, at_rest, is_repeat, next_look, observe
from kit.errors import SettingError

log = logging.getLogger("counter")
Hear = Callable[[Signal, float], None]

# How often the pin is re-read, in seconds: often while pressed (a release that was never heard would turn a press
# into a recall), seldom while at rest.
LOOK_PRESSED_S = 0.05
LOOK_REST_S = 1.0
BLINK_S = 0.5
HELP = "Enter calls the next customer; r and Enter calls the same one again."


class Light(Enum):
    """What the lamp says."""

    OFF = "nobody waits"
    ON = "somebody waits"
    BLINK = "the server is away"


class Source(Protocol):
    """Where signals come from."""

    def start(self) -> None:
        """Begin to listen."""

    def close(self) -> None:
        """Stop, and give back what was taken."""


class Lamp(Protocol):
    """Something that shows a Light."""

    def show(self, light: Light) -> None:
        """Show it from now on."""

    def close(self) -> None:
        """Go dark."""


class NoLamp:
    """For a desk without one."""

    def show(self, light: Light) -> None:
        """Nothing to light."""

    def close(self) -> None:
        """Nothing to give back."""


class GpioLamp:
    """An LED from `pin` through a resistor to ground."""

    def __init__(self, pin: str) -> None:
        with _named("--lamp"):
            self._led = gpiozero.LED(pin)
        self._shown = Light.OFF
        self._lock = threading.Lock()  # several threads show, and a blink is a thread of gpiozero's

    def show(self, light: Light) -> None:
        """Show it; the same again does not disturb a blink."""
        with self._lock:
            if light is self._shown or self._led.closed:
                return
            self._shown = light
            if light is Light.BLINK:
                self._led.blink(BLINK_S, BLINK_S)
            else:
                self._led.value = light is Light.ON

    def close(self) -> None:
        """Go dark and free the pin."""
        with self._lock:
            self._led.close()


class GpioButton:
    """A switch between `pin` and ground; the Pi's own pull-up keeps the pin high while it is open."""

    def __init__(self, pin: str, hear: Hear) -> None:
        with _named("--button"):
            self._button = gpiozero.Button(pin, pull_up=True, bounce_time=None)
        self._hear = hear
        self._contact = at_rest(False, time.monotonic())
        self._edges: queue.SimpleQueue[tuple[bool, float] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._watch, name="button", daemon=True)

    def start(self) -> None:
        """Listen for edges, from the level the pin has now."""
        self._contact = at_rest(self._button.is_pressed, time.monotonic())
        self._button.when_pressed = lambda: self._edges.put((True, time.monotonic()))
        self._button.when_released = lambda: self._edges.put((False, time.monotonic()))
        self._thread.start()

    def close(self) -> None:
        """Stop and free the pin."""
        self._edges.put(None)
        if self._thread.is_alive():
            self._thread.join(1.0)
        self._button.close()

    def _watch(self) -> None:
        while True:
            due = next_look(self._contact)
            pause = LOOK_REST_S if due is None else max(0.0, min(due - time.monotonic(), LOOK_PRESSED_S))
            try:
                edge = self._edges.get(timeout=pause)
            except queue.Empty:
                edge = (self._button.is_pressed, time.monotonic())
            if edge is None:
                return
            self._contact, said = observe(self._contact, *edge)
            for signal in said:
                self._hear(signal, edge[1])


class Keyboard:
    """Lines typed on a terminal, or by a USB foot switch: Enter is a press, "r" and Enter a recall.

    Reads the file descriptor itself: a thread inside sys.stdin's own lock would abort the program's end.
    """

    def __init__(self, descriptor: int, hear: Hear, ended: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._hear = hear
        self._ended = ended
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._read, name="keyboard", daemon=True)
        self._last_enter: float | None = None

    def start(self) -> None:
        """Say how it works, and listen."""
        log.info(HELP)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        os.write(self._wake_write, b".")
        if self._thread.is_alive():
            self._thread.join(1.0)
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _read(self) -> None:
        pending = b""
        while True:
            ready, _, _ = select.select([self._descriptor, self._wake_read], [], [])
            if self._wake_read in ready:
                return
            chunk = self._next_bytes()
            if not chunk:
                self._ended()
                return
            *lines, pending = (pending + chunk).split(b"\n")
            for line in lines:
                self._typed(line.strip().lower(), time.monotonic())

    def _next_bytes(self) -> bytes:
        try:
            return os.read(self._descriptor, 4096)
        except OSError:
            return b""  # the terminal is gone

    def _typed(self, word: bytes, now: float) -> None:
        if word == b"r":
            self._hear(Signal.LONG_PRESS, now)
        elif word:
            log.info(HELP)
        else:
            repeat, self._last_enter = is_repeat(self._last_enter, now), now
            if not repeat:
                self._hear(Signal.PRESS, now)


@contextlib.contextmanager
def _named(option: str) -> Iterator[None]:
    """Turn what gpiozero says about missing hardware or a wrong pin into one sentence about the option."""
    try:
        with warnings.catch_warnings():
            # It warns about each library it tries in vain before it raises; the sentence below says it once.
            warnings.simplefilter("ignore", gpiozero.PinFactoryFallback)
            yield
    except gpiozero.BadPinFactory as problem:
        raise SettingError(
            f"nextplease-counter: {option}: this machine has no GPIO pins that this user can use; "
            "with --keyboard, Enter is the button"
        ) from problem
    except gpiozero.GPIOZeroError as problem:
        raise SettingError(f"nextplease-counter: {option}: {problem}") from problem
