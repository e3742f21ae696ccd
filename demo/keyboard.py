"""The demo's terminal: a letter is a finger on the kiosk, Enter is the staff button, and both are answered."""

from __future__ import annotations

import os
import select

from demo.finger import Finger
from demo.lobby import Lobby
from demo.programs import DemoError

STEP_S = 10.0
LOOK_S = 0.2


class Keyboard:
    """Follows the terminal until Ctrl-C; without a keyboard it just keeps watch."""

    def __init__(self, lobby: Lobby) -> None:
        self._lobby = lobby
        self._finger = Finger(lobby.kiosk_socket, lobby.programs.check)
        self._told = 0

    def follow(self) -> None:
        """For ever. Raises DemoError when a program has ended."""
        typed = b""
        listening = True
        while True:
            self._lobby.programs.check()
            self._tell_answers()
            # The bytes themselves: lines that wait in sys.stdin's own buffer would not be seen by select.
            if select.select([0] if listening else [], [], [], LOOK_S)[0]:
                chunk = os.read(0, 4096)
                listening = bool(chunk)
                *lines, typed = (typed + chunk).split(b"\n")
                for line in lines:
                    self._act(line.decode("utf-8", "replace").strip().lower())

    def _act(self, line: str) -> None:
        if line in {"", "r"}:
            self._lobby.press(line)
        elif len(line) == 1:
            self._take(line.upper())
        else:
            print("a, b, c or d takes a ticket; Enter calls; r calls again", flush=True)

    def _take(self, service: str) -> None:
        """Touch what a customer would touch: first what still stands on the screen from the one before."""
        try:
            for target in self._finger.targets():
                if target.name == "done":
                    self._finger.tap(target)
            self._finger.tap(self._finger.wait_for(f"service:{service}", STEP_S))
            self._go_on()
        except (DemoError, OSError) as problem:
            self._lobby.programs.check()
            print(problem, flush=True)
        else:
            print(f"customer: touched {service}", flush=True)

    def _go_on(self) -> None:
        """Read what is to be brought, leave questions open: whatever stands between the service and its ticket."""
        told = ("take", "answer:none", "answer:no")
        before = "service:"
        while (
            found := self._finger.wait_for_any(*told, "done", "back", gone=before, seconds=STEP_S)
        ).name in told:
            self._finger.tap(found)
            before = found.name

    def _tell_answers(self) -> None:
        """What the button's program has said since: whom it called, that nobody waits."""
        said = self._lobby.counter_log.read_text(errors="replace")
        *lines, _ = said[self._told :].split("\n")
        self._told += sum(len(line) + 1 for line in lines)
        for line in lines:
            print(line, flush=True)
