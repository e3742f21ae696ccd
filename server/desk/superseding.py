"""A call whose answer never came, and what took its place.

The kiosk gave up and went on alone. Whether the server ever heard that call, and whether it will yet, nobody knows. So
the key of the call is looked up: the ticket that it took goes; and if it took none, it never will.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from kit import wire
from server.desk import SUPERSEDED, command_checksum
from server.desk.change import Change
from server.store import queries


def original(change: Change, key: str) -> Any:
    """The row of the ticket that this caller's call with this key took; None when it took none, and never will."""
    stored = queries.find_command(change.connection, change.branch.id, change.caller.actor, key)
    if stored is None:
        _forestall(change, key)
        return None
    if stored.status != 201:
        return None
    told = json.loads(stored.answer)
    return queries.ticket(change.connection, change.branch.id, told.get("ticket", told)["id"])


def _forestall(change: Change, key: str) -> None:
    """Whatever comes under this key later is answered that its ticket was handed in by now."""
    problem = wire.Problem(
        title="Not possible now",
        status=409,
        detail="This ticket was handed in under another key: it was given while the server was away.",
        reason="superseded",
    )
    row = {
        "site_id": change.branch.id,
        "caller": change.caller.actor,
        "key": key,
        "fingerprint": SUPERSEDED,
        "status": 409,
        "answer": problem.model_dump_json(exclude_none=True),
        "at": change.now,
    }
    queries.add_command(change.connection, {**row, "checksum": command_checksum(SimpleNamespace(**row))})
