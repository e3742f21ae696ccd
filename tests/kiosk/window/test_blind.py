"""A visit without the picture: by keys and by what is spoken alone, a ticket is taken and an appointment checked in.

The test knows nothing of the screen. It hears what was sent to the voice, and how long the sound of it lasts.
"""

from __future__ import annotations

import json
import re
import wave
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from serving import command

Make = Callable[..., Any]
MOST_CONTROLS = 60  # on one screen; a keyboard has the most


class Ears:
    """Somebody with headphones and a keypad."""

    def __init__(self, kiosk: Any, folder: Path, wait_for: Make) -> None:
        self.kiosk, self._folder, self._wait_for = kiosk, folder, wait_for
        self._heard = 0
        self.last = ""

    def hear(self) -> str:
        """The next thing that is said."""
        self._heard += 1
        file = self._folder / f"{self._heard}.json"
        self._wait_for(file.exists, what=f"something said after {self.last!r}")
        told = json.loads(file.read_text())
        with wave.open(str(file.with_suffix(".wav"))) as sound:
            assert sound.getnframes() / sound.getframerate() == pytest.approx(told["seconds"])
        # Nobody speaks faster than thirty characters a second: what was said has really sounded.
        assert told["seconds"] > len(told["text"]) / 30
        self.last = told["text"]
        return self.last

    def press(self, key: str) -> str:
        """Press a key, and hear what comes of it."""
        self.send(key)
        return self.hear()

    def send(self, key: str) -> None:
        """Press a key."""
        self.kiosk.talk(self.kiosk.folder / "finger", f"key {key}")

    def until(self, pattern: str) -> str:
        """Listen until something like this is said; what it was."""
        while (found := re.search(pattern, self.last)) is None:
            self.hear()
        return found[0]

    def go_to(self, words: str) -> None:
        """Move on until a control is named so."""
        for _ in range(MOST_CONTROLS):
            if words in self.press("tab"):
                return
        raise AssertionError(f"no control is called {words!r}")

    def choose(self, words: str) -> None:
        """Move to the control that is called so, and choose it; the screen that comes is listened to."""
        self.go_to(words)
        self.kiosk.settle(1.2)  # a screen listens only when what was meant for the one before has passed
        self.press("return")


@pytest.fixture
def ears(queue: Any, start: Make, folder: Path, wait_for: Make) -> Ears:
    """A kiosk on the real server, and somebody before it who does not see it."""
    url, token, _waiting = queue
    extra = ("--windowed", "--size", "1280x800", "--speech", f"virtual:{folder / 'said'}")
    kiosk = start(url, token, extra=extra, SDL_VIDEODRIVER="dummy")
    kiosk.open_service()
    return Ears(kiosk, folder / "said", wait_for)


def test_a_ticket_without_seeing(ears: Ears, wait_for: Make) -> None:
    """Any key begins the speech; the service is found by its name, and the ticket's number is said, and said again."""
    assert "Reading aloud is on" in ears.press("down")
    assert "How can we help?" in ears.last
    ears.choose("General enquiries")
    ears.until("Take your ticket")
    number = ears.until(r"A\d{3}")
    assert number in ears.press("f1")
    wait_for(lambda: ears.kiosk.papers() == 1)


def test_an_appointment_without_seeing(ears: Ears, real_server: Any, folder: Path) -> None:
    """The code is typed and echoed; who it is for is greeted by name, and hears number and time."""
    at = datetime.now(UTC)  # and not later: it might be of the next business day
    (folder / "day.csv").write_text(
        f"service,at,name,code\nA,{at.isoformat()},Maria Garcia,K7M2PQ\n", encoding="utf-8"
    )
    made = command("appointment", "import", str(folder / "day.csv"), "--data", real_server[1])
    assert made.returncode == 0, made.stderr
    ears.press("down")
    ears.choose("I have an appointment")
    assert "code" in ears.last
    ears.kiosk.settle(
        1.2
    )  # as for choosing: what is typed before the screen listens was meant for the one before
    for character in "k7m2pq":
        assert character.upper() in ears.press(character)
    ears.send("return")
    ears.until("Maria")
    number = ears.until(r"A\d{3}")
    assert number in ears.press("f1")
