"""How the kiosks are, for staff: what each needs somebody for, and when that changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from server.desk.change import Change
from server.desk.views import View
from server.rules import upkeep as rules
from server.store import queries


@dataclass(frozen=True)
class Kiosk:
    """A kiosk with what it needs somebody for."""

    name: str
    needs: Sequence[rules.Need]


def kiosks_in_need(view: View) -> list[Kiosk]:
    """Those that need anything, by name."""
    rows = queries.device_rows(view.connection, view.branch.id)
    found = [
        Kiosk(row.name, needs_of(row, view.now))
        for row in rows
        if row.role == "kiosk" and row.revoked_at is None
    ]
    return sorted((each for each in found if each.needs), key=lambda each: each.name)


def needs_of(row: Any, now: int) -> list[rules.Need]:
    """What this device needs, by its row; only kiosks need anything."""
    return rules.needs(row.seen_at, now, status_of(row)) if row.role == "kiosk" else []


def status_of(row: Any) -> dict[str, Any]:
    """What the device last told of itself."""
    told: dict[str, Any] = json.loads(row.status)["status"] if row.status else {}
    return told


def note_change(change: Change, before: Any, status: dict[str, Any]) -> None:
    """Say in the log when a kiosk needs something else than before, so that the staff's pages look again.

    `before`: its row as it was. Not how many tickets it has still to hand in: only whether there are any.
    """
    if change.caller.role != "kiosk":
        return
    was = [each.kind for each in rules.needs(before.seen_at, change.now, status_of(before))]
    now = [each.kind for each in rules.needs(change.now, change.now, status)]
    if was != now:
        change.record("device.status", device=change.caller.id, needs=now)
