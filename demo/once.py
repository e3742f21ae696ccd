"""The lobby driven once, from the first tap to the call on the lobby's screen; each step must be seen to happen."""

from __future__ import annotations

import json
import queue
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo.finger import Finger
from demo.lobby import Device, Lobby
from demo.programs import DemoError
from kit.settings import read_token
from kit.stream import EventStream
from kit.wire import Event

SERVICE = "service:A"
EAR = Device("display", "demo ear")
STEP_S = 60.0
MOTION_S = 0.5  # what moves in on the kiosk has arrived by then


def drive(lobby: Lobby, folder: Path) -> dict[str, Any]:
    """Drive it; leaves kiosk.png, ticket.png, display.png and summary.json in `folder`. Raises DemoError."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ear = _Ear(lobby)
    try:
        number, tap_to_paper = _take_a_ticket(lobby, ear, folder)
        press_to_screen = _call_it(lobby, ear, number, folder)
    finally:
        ear.close()
    summary = {
        "number": number,
        "printed": True,
        "called": True,
        "tap_to_paper_ms": tap_to_paper,
        "press_to_screen_ms": press_to_screen,
    }
    (folder / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
    return summary


def _take_a_ticket(lobby: Lobby, ear: _Ear, folder: Path) -> tuple[str, float]:
    finger = Finger(lobby.kiosk_socket, lobby.programs.check)
    service = finger.wait_for(SERVICE, STEP_S)
    _until(lobby.display_picture.exists, "the lobby display to draw", lobby)
    tapped = time.monotonic()
    finger.tap(service)
    _until((lobby.paper / "1.bin").exists, "the paper", lobby, pause=0.001)
    tap_to_paper = (time.monotonic() - tapped) * 1000
    number = str(ear.wait("ticket.issued", lambda _: True)["number"])
    ear.wait("ticket.printed", lambda data: data["number"] == number)
    _until((lobby.paper / "1.png").exists, "the picture of the paper", lobby)
    shutil.copy(lobby.paper / "1.png", folder / "ticket.png")
    finger.wait_for("done", STEP_S)
    # Its progress bar never rests: a picture made a moment later than the screen's arrival is the one.
    arrived = time.time() + MOTION_S
    _until(lambda: lobby.kiosk_picture.stat().st_mtime > arrived, "a picture of the ticket's screen", lobby)
    shutil.copy(lobby.kiosk_picture, folder / "kiosk.png")
    return number, round(tap_to_paper, 1)


def _call_it(lobby: Lobby, ear: _Ear, number: str, folder: Path) -> float:
    before = lobby.display_picture.read_bytes()
    pressed = time.monotonic()
    lobby.press()
    called = ear.wait("ticket.called", lambda data: data["number"] == number)
    ear.wait("display.shown", lambda data: data["event_id"] == called["id"])
    press_to_screen = (ear.heard_at - pressed) * 1000
    _until(lambda: lobby.display_picture.read_bytes() != before, "the lobby's picture to change", lobby)
    _until_still(lobby.display_picture, lobby)
    shutil.copy(lobby.display_picture, folder / "display.png")
    return round(press_to_screen, 1)


class _Ear:
    """Follows the server's events from the first, as one more display would."""

    def __init__(self, lobby: Lobby) -> None:
        self._lobby = lobby
        self._heard: queue.SimpleQueue[tuple[float, Event]] = queue.SimpleQueue()
        self.heard_at = 0.0
        token = read_token(lobby.tokens[EAR.name])
        self._stream = EventStream(lobby.url, token, self._hear, last_id=0)
        self._stream.start()

    def _hear(self, event: Event) -> None:
        self._heard.put((time.monotonic(), event))

    def wait(self, kind: str, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The data of the next event of this kind that is wanted, with its id; `heard_at` tells when it came."""
        deadline = time.monotonic() + STEP_S
        while time.monotonic() < deadline:
            try:
                self.heard_at, event = self._heard.get(timeout=0.2)
            except queue.Empty:
                self._lobby.programs.check()
                continue
            if event.event == kind and wanted(event.data):
                return {**event.data, "id": event.id}
        raise DemoError(f"{kind} did not happen within {STEP_S:.0f} s")

    def close(self) -> None:
        """Stop listening."""
        self._stream.close()


def _until(seen: Callable[[], bool], what: str, lobby: Lobby, pause: float = 0.02) -> None:
    deadline = time.monotonic() + STEP_S
    while not seen():
        if time.monotonic() > deadline:
            raise DemoError(f"waited {STEP_S:.0f} s for {what}")
        lobby.programs.check()
        time.sleep(pause)


def _until_still(picture: Path, lobby: Lobby, seconds: float = 1.0) -> None:
    """Wait until the picture has not changed for a while: what moves in has arrived."""
    last, since = b"", time.monotonic()

    def still() -> bool:
        nonlocal last, since
        now = picture.read_bytes()
        if now != last:
            last, since = now, time.monotonic()
        return time.monotonic() - since > seconds

    _until(still, f"{picture.name} to come to rest", lobby)
