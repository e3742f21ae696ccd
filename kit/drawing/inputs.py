"""Pure: what a person can do to a window, and what becomes of the raw events behind it."""

from dataclasses import dataclass

# Some panels report a finger a second time as a mouse without saying so; nobody changes over this fast.
MOUSE_AFTER_FINGER_S = 0.5
# A palm leaning on the glass, or a lifted finger whose report got lost, must not hold the screen for ever.
FINGER_HOLDS_S = 2.0


@dataclass(frozen=True, slots=True)
class Press:
    """A finger or the mouse went down at this pixel of the picture."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Release:
    """What went down came up again, at this pixel of the picture."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Key:
    """A key went down: its character, or `tab`, `backtab`, `enter`, `escape`, `backspace`, `space`, `f1`, an arrow."""

    name: str


@dataclass(frozen=True, slots=True)
class Quit:
    """The window was asked to close."""


Input = Press | Release | Key | Quit


class OnePointer:
    """Lets one finger, or one mouse, through at a time.

    Times are seconds of any steady clock. `finger` and `mouse` say whether the event counts.
    """

    def __init__(self) -> None:
        self._finger: tuple[int, int] | None = None
        self._since = 0.0
        self._last_finger = float("-inf")
        self._mouse_down = False

    def finger(self, who: tuple[int, int], *, down: bool, now: float) -> bool:
        """Take a finger's event; `who` is its device and its own number there."""
        self._last_finger = now
        if down:
            if self._finger not in {None, who} and now - self._since < FINGER_HOLDS_S:
                return False
            self._finger, self._since = who, now
            return True
        if self._finger != who:
            return False
        self._finger = None
        return True

    def mouse(self, *, down: bool, now: float) -> bool:
        """Take an event of the mouse's main button."""
        if down:
            if now - self._last_finger < MOUSE_AFTER_FINGER_S:
                return False
            self._mouse_down = True
            return True
        was_down, self._mouse_down = self._mouse_down, False
        return was_down
