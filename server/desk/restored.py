"""What staff are told after a restore: when it was, and which numbers are not in the queue any more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from server.desk import Desk
from server.desk.branch import Branch
from server.rules.numbers import label
from server.store.queries import recovery as recoveries
from server.store.seen import Seen

Skipped = list[dict[str, Any]]  # ranges of numbers: service, business_day, from, to

LOST = "changes were lost"  # how the reason ends where no backup was taken
SKIPPED = "skipped"  # in the column of what devices reported: the numbers
_NOTHING: Mapping[str, Any] = {"seen": {"event": 0, "numbers": {}}, "by": []}  # reported by nobody


@dataclass(frozen=True)
class Restored:
    """`at` in milliseconds since 1970; `backup`: by a backup, else changes were lost; `numbers` as "G006–G008"."""

    at: int
    backup: bool
    numbers: tuple[str, ...]


def note_end(connection: Connection, branch: Branch, skipped: Skipped, now: int) -> None:
    """The queue goes on; without a restore on this day before it, changes were lost that nobody had announced."""
    row = recoveries.recovery(connection, branch.id)
    if row is None or (row.resumed_at is not None and not _same_day(branch, row.resumed_at, now)):
        recoveries.begin_recovery(connection, branch.id, now, LOST, Seen().as_json())
        row = None
    told = json.loads(row.reported) if row is not None and row.reported else _NOTHING
    whole = {**told, SKIPPED: [*told.get(SKIPPED, ()), *skipped]}
    recoveries.set_recovery(connection, branch.id, resumed_at=now, reported=json.dumps(whole))


def restored_today(desk: Desk, site_id: int) -> Restored | None:
    """The restore that the queue went on after, on this business day; None for none, and from the next day on."""
    with desk.database.reading() as connection:
        row = recoveries.recovery(connection, site_id)
    if row is None or row.resumed_at is None:
        return None
    branch = desk.branch(site_id)
    day = branch.business_day(desk.now(), None)
    if not _same_day(branch, row.resumed_at, desk.now()):
        return None
    skipped = json.loads(row.reported).get(SKIPPED, ()) if row.reported else ()
    numbers = tuple(_range(each) for each in skipped if each["business_day"] == day)
    return Restored(row.restored_at, not row.reason.endswith(LOST), numbers)


def _same_day(branch: Branch, one: int, other: int) -> bool:
    return branch.business_day(one, None) == branch.business_day(other, None)


def _range(skipped: Mapping[str, Any]) -> str:
    first, last = (label(skipped["service"], skipped[end]) for end in ("from", "to"))
    return first if first == last else f"{first}–{last}"
