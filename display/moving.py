"""Pure: where everything on a lobby screen is that moves, from the time alone."""

from __future__ import annotations

import math

from display.screen import TURN_S, Motion
from kit.lobby.board import SHOWN_S, Lobby

SLIDE_S = 0.2
PULSES = 3
PULSE_S = 1.3  # under 1 Hz: nothing on a wall may flicker
SHIFT_S = 180.0
SHIFT_SHARE = 270  # of the short side: 4 pixels at 1080


def motion_at(
    lobby: Lobby | None, now: float, *, reduced: bool, flash: bool = False, since: float = 0.0
) -> Motion:
    """Where the newest call's movement is: it slides in, eases out, and pulses three times; and whose turn it is else.

    Nothing moves where that is `reduced`, but turns are taken, the first of them at `since`. `flash`: it cannot be
    heard, so its edge goes on.
    """
    turn = int((now - since) // TURN_S)
    if reduced:
        return Motion(turn=turn)
    age = now - lobby.turns[0].since if lobby is not None and lobby.turns else math.inf
    if age < SLIDE_S:
        return Motion(slide=1 - (1 - age / SLIDE_S) ** 3, turn=turn, seconds=now)
    pulsing = age - SLIDE_S
    glow = _wave(pulsing) if pulsing < PULSES * PULSE_S else 0.0
    edge = 1 - _wave(pulsing) if flash and age < SHOWN_S else 1.0
    return Motion(glow=glow, flash=edge, turn=turn, seconds=now)


def _wave(seconds: float) -> float:
    """From 0 up to 1 and back in PULSE_S, in sixteen steps: smooth to the eye, and half the frames need no painting."""
    return round(8 * (1 - math.cos(math.tau * seconds / PULSE_S))) / 16


def shift_at(now: float, short: int) -> tuple[int, int]:
    """How many pixels the whole picture stands aside just now, so that nothing is burnt into the screen.

    Each SHIFT_S it goes on by a pixel, along a path that comes to every place between the ends; `short` is the screen's
    short side.
    """
    reach = max(1, short // SHIFT_SHARE)
    step = int(now // SHIFT_S)
    # To and fro, and a line on after each time.
    return _triangle(step, reach), _triangle(step // (4 * reach), reach)


def _triangle(step: int, reach: int) -> int:
    """Go from 0 to `reach`, to -`reach` and back, by one at a time."""
    return abs((step + 3 * reach) % (4 * reach) - 2 * reach) - reach
