"""The boards that are being watched in this process."""

from __future__ import annotations

import threading

from flask import Flask, current_app

from server.desk import Desk
from server.pages.lobby.director import Choice, Director
from server.pages.lobby.speech import keep_sounds
from server.stream import Hub

MOST = 100


class Directors:
    """One director for each choice that is watched; those that nobody watches any more are forgotten in time."""

    def __init__(self, desk: Desk, hub: Hub) -> None:
        self._desk, self._hub = desk, hub
        self._known: dict[Choice, Director] = {}
        self._lock = threading.Lock()

    def of(self, choice: Choice) -> Director:
        """The director of what somebody is about to watch."""
        with self._lock:
            if choice not in self._known and len(self._known) >= MOST:
                self._known = {each: one for each, one in self._known.items() if not one.idle}
            known = self._known.get(choice)
            if known is None:
                known = self._known[choice] = Director(self._desk, self._hub, choice)
            return known


def register(app: Flask) -> None:
    """Give the app its directors, and words to say as long as nobody says where they are kept."""
    keep_sounds(app, None)
    app.extensions["directors"] = Directors(app.extensions["desk"], app.extensions["hub"])


def directors() -> Directors:
    """This application's directors."""
    found: Directors = current_app.extensions["directors"]
    return found
