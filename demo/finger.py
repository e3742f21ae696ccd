"""A finger on the kiosk: sends real input events to the running program."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from demo.programs import DemoError


@dataclass(frozen=True)
class Target:
    """Something that can be touched: its name and its middle, in pixels."""

    name: str
    x: int
    y: int


class Finger:
    """Talks to the kiosk's --remote-input socket."""

    def __init__(self, path: Path, check: Callable[[], None]) -> None:
        """`check` is called while waiting: it raises when a program has ended."""
        self._path = path
        self._check = check

    def targets(self) -> list[Target]:
        """What can be touched now; empty while the kiosk is not there yet."""
        try:
            found = json.loads(self._ask("targets"))
        except (OSError, ValueError):
            return []
        return [Target(each["name"], *_middle(each["rect"])) for each in found]

    def wait_for(self, name: str, seconds: float) -> Target:
        """The target whose name begins with `name`, once it is there. Raises DemoError."""
        return self.wait_for_any(name, seconds=seconds)

    def wait_for_any(self, *names: str, gone: str = "", seconds: float) -> Target:
        """The target whose name begins with the first of `names` that is there, once none is called `gone`.

        `gone`, the beginning of a name, tells that the screen has changed. Raises DemoError.
        """
        deadline = time.monotonic() + seconds
        seen: list[str] = []
        while time.monotonic() < deadline:
            found = self.targets()
            seen = [each.name for each in found]
            changed = not gone or not any(name.startswith(gone) for name in seen)
            for name in names if changed else ():
                for each in found:
                    if each.name.startswith(name):
                        return each
            self._check()
            time.sleep(0.02)
        raise DemoError(
            f"the kiosk never showed '{names[0]}'; it shows {', '.join(seen) or 'nothing to touch'}"
        )

    def tap(self, target: Target) -> None:
        """Touch it."""
        self._ask(f"tap {target.x} {target.y}")

    def _ask(self, line: str) -> str:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(5)
            link.connect(str(self._path))
            link.sendall(line.encode() + b"\n")
            return link.makefile().readline()


def _middle(rect: list[int]) -> tuple[int, int]:
    x, y, width, height = rect
    return x + width // 2, y + height // 2
