"""How kiosks and lobby screens are, for staff: what each needs somebody for, and when that changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.desk.change import Change
from server.desk.views import View
from server.rules import upkeep as rules

_NEEDS: Mapping[str, Callable[[int | None, int, Mapping[str, object]], list[rules.Need]]] = {
    "kiosk": rules.needs,
    "display": rules.screen_needs,
}


@dataclass(frozen=True)
class Device:
    """A device with what it needs somebody for."""

    name: str
    needs: Sequence[rules.Need]


def devices_in_need(view: View) -> list[Device]:
    """Those that need anything, by name."""
    found = [Device(row.name, needs_of(row, view.now)) for row in view.devices]
    return sorted((each for each in found if each.needs), key=lambda each: each.name)


def needs_of(row: Any, now: int) -> list[rules.Need]:
    """What this device needs, by its row; only kiosks and lobby screens need anything."""
    known = _NEEDS.get(row.role)
    return [] if known is None else known(row.seen_at, now, status_of(row))


def status_of(row: Any) -> dict[str, Any]:
    """What the device last told of itself."""
    told: dict[str, Any] = json.loads(row.status)["status"] if row.status else {}
    return told


def note_change(change: Change, before: Any, status: dict[str, Any]) -> None:
    """Say in the log when a device needs something else than before, so that the staff's pages look again.

    `before`: its row as it was. Not how many tickets a kiosk has still to hand in: only whether there are any.
    """
    known = _NEEDS.get(change.caller.role)
    if known is None:
        return
    was = [each.kind for each in known(before.seen_at, change.now, status_of(before))]
    now = [each.kind for each in known(change.now, change.now, status)]
    if was != now:
        change.record("device.status", device=change.caller.id, needs=now)
