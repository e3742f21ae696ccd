"""The tap that is not settled yet, kept on disk so that a restart cannot turn one tap into two tickets.

Written before the server is asked, removed when the ticket is in the printer's spool, refused or given up. A kiosk
that starts and finds a recent one asks again with the same key: the server then gives the ticket it gave before, or
makes the first. One older than RECENT_S belongs to a customer who has gone: it is dropped, and asked for by nobody.
A check-in by name is never kept: a restart drops it, and the customer begins anew.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict
from pathlib import Path

from kiosk.state import CheckInWith, Pending

log = logging.getLogger("kiosk")
RECENT_S = 120.0  # a crashed kiosk is back within seconds; nobody waits longer than this before a dead screen


class PendingFile:
    """One pending tap in one file. `now` arguments are seconds of the wall clock, the only one a restart can read."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "pending.json"

    def save(self, pending: Pending, now: float) -> None:
        """Keep this tap, safely on disk when it returns; not one with a name, which belongs on no disk."""
        if pending.check_in is not None and pending.check_in.name:
            self._path.unlink(missing_ok=True)
            return
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump({"at": now, **asdict(pending)}, file)
            file.flush()
            os.fsync(file.fileno())
        # The folder is not synced: should a power cut lose the new name, nothing is asked for again, which is the safe
        # side, and every customer is spared another wait for the card.
        fresh.replace(self._path)

    def forget(self, key: str) -> None:
        """Drop the tap with this key; another one stays."""
        found = self._read()
        if found is None or found[0].key == key:
            self._path.unlink(missing_ok=True)

    def recent(self, now: float) -> Pending | None:
        """The tap a restart has to go on with, if there is one; an old or unreadable one is dropped."""
        found = self._read()
        if found is None or not 0 <= now - found[1] <= RECENT_S:
            if self._path.exists():
                log.info("dropped a tap from before the restart: too old, or unreadable")
                self._path.unlink(missing_ok=True)
            return None
        return found[0]

    def _read(self) -> tuple[Pending, float] | None:
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            code = (kept.get("check_in") or {}).get("code")
            tap = Pending(
                str(kept["key"]),
                str(kept["service"]),
                str(kept["language"]),
                kept.get("priority") is True,
                tuple(None if each is None else int(each) for each in kept.get("answers", ())),
                CheckInWith(code=str(code)) if code else None,
            )
            return tap, float(kept["at"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
