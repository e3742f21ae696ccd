"""What a stream says: a frame for each event, cut to what its listener may know."""

from __future__ import annotations

import json
from typing import Any

from kit import wire
from server.callers import Caller
from server.desk.branch import Branch, moment
from server.desk.change import Logged
from server.desk.telling import place_told
from server.rules.numbers import label

COMMENT = b":\n\n"
# What only staff are told of an event: nobody else learns who goes before others, or why a colleague is away.
_FOR_STAFF = {
    "queue_class", "due_at", "place_at", "promise_low_s", "promise_high_s", "for_counter", "from_counter", "reason",
    "csat", "nps", "ces", "next", "run", "minutes", "device", "up_to", "estimate", "issued_at",
}  # fmt: skip
_SERVING = {"counter.opened", "counter.closed"}
_NAMED = {"ticket.called", "ticket.recalled"}
# After one of these a listener may have to go.
SHUTTING = {"device.revoked", "user.changed"}


def logged_of(row: Any) -> Logged:
    """An event from its row."""
    return Logged(row.id, row.event, row.at, row.ticket_id, row.actor, json.loads(row.data))


def encode(branch: Branch, logged: Logged, *, staff: bool) -> bytes:
    """One frame of the stream: id, event, and one line of data, cut to what this kind of listener may know."""
    data = told(branch, logged, staff=staff)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {logged.id}\nevent: {logged.event}\ndata: {text}\n\n".encode()


def told(branch: Branch, logged: Logged, *, staff: bool) -> dict[str, Any]:
    """An event's data for a listener; who did it is for staff only."""
    data = dict(logged.data)
    data.pop("digest", None)  # for `check` only
    data["at"] = wire_time(logged.at)
    if logged.ticket_id is not None:
        data = {"ticket": logged.ticket_id, **data, "number": label(data["service"], data["number"])}
        data["service"] = data.pop("waits_for", data["service"])
    if data.get("until") is not None:
        data["until"] = wire_time(data["until"])
    if logged.event in _SERVING:
        data["serves"] = _serves(branch, data)
    if logged.event in _NAMED:
        data.update(place_told(branch, data.get("counter")), called_at=data["at"])
    if staff:
        data["actor"] = logged.actor
        return data
    hidden = _FOR_STAFF - ({"reason"} if logged.event == "ticket.printed" else set())
    data = {name: value for name, value in data.items() if name not in hidden}
    if logged.event.startswith(("user.", "device.", "appointment.", "bands.")):
        data = {"at": data["at"]}
    return data


def _serves(branch: Branch, data: dict[str, Any]) -> list[str]:
    """What the counter serves from now on: the services named, or what the site file says."""
    known = branch.counters.get(data["counter"])
    named = data.get("services") or (known.services if known is not None else ())
    return [code for code in branch.services if not named or code in named]


def wire_time(ms: int) -> str:
    """Milliseconds since 1970 as the wire writes a time."""
    return moment(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def phone_frame(number: int, told: wire.PhoneTicket) -> bytes:
    """What a phone is told of its ticket."""
    return f"id: {number}\nevent: ticket.changed\ndata: {told.model_dump_json()}\n\n".encode()


def shuts_out(logged: Logged, caller: Caller) -> bool:
    """A revoked device; a user who was disabled or has a new password: every session ends then."""
    if logged.event == "device.revoked":
        return caller.kind == "device" and logged.data.get("device") == caller.id
    return logged.event == "user.changed" and caller.is_staff and logged.data.get("user") == caller.id
