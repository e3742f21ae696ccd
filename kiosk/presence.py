"""Tells the server now and then that this kiosk lives and how it is, and learns once whose token it has."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from kit.client import QueueClient
from kit.errors import Refused, SettingError, Unreachable
from kit.membership import confirm

log = logging.getLogger("kiosk")

HEARTBEAT_S = 30.0
AGAIN_S = 2.0  # while the server has not yet said who we are

Status = dict[str, str | int | float | bool | None]


class Presence:
    """A thread with a client of its own. `where` names the token's file; `status` says how the kiosk is."""

    def __init__(self, client: QueueClient, where: str, status: Callable[[], Status]) -> None:
        self._client = client
        self._where = where
        self._status = status
        self._stop = threading.Event()
        self._now = threading.Event()
        self._thread = threading.Thread(target=self._work, name="presence", daemon=True)
        self.wrong: SettingError | None = None
        self.name = ""  # this kiosk's, once the server has told it

    def start(self) -> None:
        """Ask who we are, and tell how we are."""
        self._thread.start()

    def check(self) -> None:
        """Raise what is wrong with the token, if anything is."""
        if self.wrong is not None:
            raise self.wrong

    def soon(self) -> None:
        """Something changed that staff should know: tell it now; returns at once."""
        self._now.set()

    def close(self) -> None:
        """Stop; returns at once."""
        self._stop.set()
        self._now.set()

    def _work(self) -> None:
        try:
            while not self._confirmed():
                if self._stop.wait(AGAIN_S):
                    return
        except SettingError as problem:
            self.wrong = problem
            return
        while not self._stop.is_set():
            self._beat()
            self._now.wait(HEARTBEAT_S)
            self._now.clear()

    def _confirmed(self) -> bool:
        try:
            self.name = confirm(self._client, "kiosk", self._where).name
        except (Unreachable, Refused) as problem:
            log.debug("who we are: %s", problem)
            return False
        return True

    def _beat(self) -> None:
        try:
            self._client.heartbeat(self._status())
        except (Unreachable, Refused) as problem:
            # The link's own line in the log says it once; a token revoked while we run may be known again.
            log.debug("no heartbeat: %s", problem)
