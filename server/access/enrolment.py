"""Pairing new devices, and how often it may be tried."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask, Request, current_app

from kit.wire.pairing import ApprovePairing, PairedDevice, Pairing
from server.access.proxies import neighbourhood
from server.access.slowdown import Slowdown
from server.callers import Caller
from server.desk import Answer, Desk, Key
from server.desk import pairing as pairing_cases
from server.desk.setup import NotPossible
from server.problems import NotFound, TooOften


class Enrolment:
    """The tries of one process. `clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        # One address can have twenty of the sixty codes open; the installer of a large hall is not held up.
        self._asked = Slowdown(10, 60, clock)
        self._wrong = Slowdown(10, 60, clock)

    def open(self, desk: Desk, request: Request, role: str) -> Pairing:
        """A new device asks for a code. Raises TooOften, Unavailable."""
        place = neighbourhood(request.remote_addr or "")
        self._check(self._asked, place)
        self._asked.spend(place)
        return pairing_cases.open_pairing(desk, role)

    def approve(self, desk: Desk, caller: Caller, key: Key, asked: ApprovePairing) -> Answer:
        """An admin has typed a code. Raises TooOften after ten wrong ones, and what `desk.pairing.approve` raises."""
        self._check(self._wrong, caller.actor)
        try:
            return desk.command(caller, key, lambda change: pairing_cases.approve(change, asked))
        except NotFound:
            self._wrong.spend(caller.actor)
            raise

    def let_in(self, desk: Desk, caller: Caller, code: str, name: str, counter: str | None) -> PairedDevice:
        """The same from a page. Raises TooOften, NotPossible."""
        self._check(self._wrong, caller.actor)
        try:
            return desk.change(caller, lambda change: pairing_cases.let_in(change, code, name, counter))
        except NotPossible as problem:
            if problem.reason == "code":
                self._wrong.spend(caller.actor)
            raise

    def _check(self, slowdown: Slowdown, key: str) -> None:
        wait_s = slowdown.wait_s(key)
        if wait_s > 0:
            raise TooOften(wait_s)


def register(app: Flask) -> None:
    """Give the app its tries."""
    app.extensions["enrolment"] = Enrolment()


def enrolment() -> Enrolment:
    """This application's tries."""
    found: Enrolment = current_app.extensions["enrolment"]
    return found
