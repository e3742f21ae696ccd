"""What devices tell of themselves."""

from __future__ import annotations

from kit import wire
from server.desk.bands import settle_late
from server.desk.change import Change
from server.desk.upkeep import note_change
from server.problems import NotFound
from server.store import queries


def note_shown(change: Change, asked: wire.Shown) -> tuple[int, wire.Told]:
    """A display has put the call with this event id on its glass. Raises NotFound."""
    found = queries.events_after(change.connection, change.branch.id, asked.event_id - 1, 1)
    if (
        not found
        or found[0].id != asked.event_id
        or found[0].event not in {"ticket.called", "ticket.recalled"}
    ):
        raise NotFound(f"Event {asked.event_id} is no call.", "event_id")
    at = int(asked.shown_at.timestamp() * 1000)
    change.record("display.shown", event_id=asked.event_id, shown_at=at, display=change.caller.id)
    return 200, wire.Told()


def note_heartbeat(change: Change, asked: wire.Heartbeat) -> None:
    """Keep how the device is. An event only when a kiosk needs something else of staff than before.

    A kiosk that still has tickets to hand in was away when it gave them: what it was heard of since does not tell when.
    """
    values: dict[str, object] = {"seen_at": change.now, "status": asked.model_dump_json()}
    if not asked.status.get("unsent"):
        values["settled_at"] = change.now
    before = queries.device(change.connection, change.caller.id)
    queries.set_device(change.connection, change.caller.id, **values)
    note_change(change, before, dict(asked.status))
    settle_late(change)
