"""The other end of the testing aid's socket: posts real SDL events, and tells where things are on the panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

import pygame

from kiosk.remote import Target as Told
from kiosk.screens import Target
from kit.drawing.rotation import Rotation, to_logical
from kit.drawing.window import Window

KEYS = {"enter": "return", "esc": "escape"}
_BACK: dict[Rotation, Rotation] = {0: 0, 90: 270, 180: 180, 270: 90}


class Finger:
    """Taps and keys for a window. Its methods may be called from any thread: SDL's event queue is made for that."""

    def __init__(self, window: Window, targets: Callable[[], Sequence[Target]], rotation: Rotation) -> None:
        self._window = window
        self._targets = targets
        self._rotation = rotation
        self._panel = window.size if rotation in get_args(Rotation)[::2] else window.size[::-1]

    def tap(self, x: int, y: int) -> None:
        """A finger goes down and up at this pixel of the panel."""
        self.down(x, y)
        self.up(x, y)

    def down(self, x: int, y: int) -> None:
        """A finger comes down."""
        self._finger(pygame.FINGERDOWN, x, y)

    def up(self, x: int, y: int) -> None:
        """The finger lifts."""
        self._finger(pygame.FINGERUP, x, y)

    def _finger(self, what: int, x: int, y: int) -> None:
        width, height = self._panel
        where = {
            "touch_id": 1,
            "finger_id": 1,
            "x": x / width,
            "y": y / height,
            "dx": 0.0,
            "dy": 0.0,
            "pressure": 1.0,
        }
        pygame.event.post(pygame.event.Event(what, where))

    def key(self, name: str) -> None:
        """A key is pressed and released. Raises ValueError for a name SDL does not know."""
        code = pygame.key.key_code(KEYS.get(name, name))
        _press(code, chr(code) if 32 <= code < 127 else "")

    def scan(self, text: str) -> None:
        """A scanner types this as fast as it can, and Enter."""
        for character in text:
            _press(ord(character), character)
        _press(pygame.K_RETURN, "")

    def targets(self) -> list[Told]:
        """What can be touched now, and where on the panel."""
        return [{"name": each.name, "rect": self._on_panel(each)} for each in self._targets()]

    def _on_panel(self, target: Target) -> list[int]:
        r = target.rect
        corners = [(r.x, r.y), (r.x + r.width - 1, r.y + r.height - 1)]
        turned = [to_logical(each, self._window.size, _BACK[self._rotation]) for each in corners]
        left, right = sorted(x for x, _ in turned)
        top, bottom = sorted(y for _, y in turned)
        return [left, top, right - left + 1, bottom - top + 1]


def _press(code: int, character: str) -> None:
    what = {"key": code, "mod": 0, "unicode": character, "scancode": 0}
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, what))
    pygame.event.post(pygame.event.Event(pygame.KEYUP, what))
