"""Pure: a scanner types what it reads like a keyboard, only faster than any person; this tells the two apart.

Most USB scanners are keyboards to the computer: a character every few milliseconds, then Enter (some: Tab). Characters
are held back for the moment in which another could still follow; then they are what a person typed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

GAP_S = 0.05  # slow scanners need 30 ms for a character, quick typists 80
SHORTEST = 4  # no code is shorter; four keys within a fifth of a second, and Enter, are no person's
LONGEST = 500  # a QR code's link is far below this; what is longer is a key that got stuck
ENDS = ("enter", "tab")


@dataclass(frozen=True, slots=True)
class Burst:
    """Characters that came so close together that they may be a scan; `at` is when the last came, in seconds."""

    held: str = field(default="", repr=False)
    at: float = 0.0

    def key(self, name: str, now: float) -> tuple[Burst, list[str], str]:
        """Take a key: what is held now, the keys that a person pressed, and what was scanned, "" for nothing."""
        burst, typed = self.idle(now)
        character = " " if name == "space" else name
        if len(character) == 1:
            if len(burst.held) < LONGEST:
                return Burst(burst.held + character, now), typed, ""
            return Burst(character, now), typed + _keys(burst.held), ""
        if name in ENDS and len(burst.held) >= SHORTEST:
            return Burst(), typed, burst.held
        return Burst(), [*typed, *_keys(burst.held), name], ""

    def idle(self, now: float) -> tuple[Burst, list[str]]:
        """Let time pass: what is held for too long was typed by a person."""
        if self.held and now - self.at > GAP_S:
            return Burst(), _keys(self.held)
        return self, []


def _keys(held: str) -> list[str]:
    """The characters as keys again."""
    return ["space" if each == " " else each for each in held]
