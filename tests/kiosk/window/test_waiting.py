"""A window that waits is asleep, and is awake as soon as there is something to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from patience import DEADLINE_S

LONG_S = 40.0

WAITS = f"""
import json, threading, time
import pygame
from kit.drawing.window import Window, wake

window = Window("test", (320, 240), windowed=True)

def waited(seconds):
    began = time.monotonic()
    window.wait(seconds)
    return time.monotonic() - began

def come_to_rest():
    window.flip()
    while window.inputs() or waited(0.5) < 0.5:  # the window's own first events
        pass

come_to_rest()
cpu = time.process_time()
told = dict(nothing=waited(2.0))
told["cpu"] = time.process_time() - cpu
threading.Timer(0.2, wake).start()
told["woken"] = waited({LONG_S})
come_to_rest()
pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, unicode="", mod=0))
told["input"] = waited({LONG_S})
told["kept"] = len(window.inputs())
print(json.dumps(told))
"""


def test_a_window_sleeps_until_something_happens(desk: str) -> None:
    """With nothing to do it waits its time out and uses next to nothing; an input or another thread ends that."""
    told = subprocess.run(
        [sys.executable, "-c", WAITS],
        env={**os.environ, "DISPLAY": desk, "SDL_VIDEODRIVER": "x11"},
        capture_output=True,
        text=True,
        check=True,
        timeout=DEADLINE_S,
    )
    found = json.loads(told.stdout.splitlines()[-1])
    assert found["nothing"] >= 1.99, "it did not sleep"
    assert found["cpu"] < 0.1, "it looked again and again"
    assert found["woken"] < LONG_S / 2, "another thread did not wake it"
    assert found["input"] < LONG_S / 2, "an input did not wake it"
    assert found["kept"] == 1, "the input that woke it was lost"
