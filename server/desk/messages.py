"""What staff tell the waiting room: one message at a time, on every board."""

from __future__ import annotations

import json

from kit import wire
from server.desk.change import Change
from server.problems import Invalid
from server.store import queries


def tell_lobby(change: Change, asked: wire.LobbyMessage) -> tuple[int, wire.Told]:
    """Show this message until `until` or the business day's end; without a text, take it back. Raises Invalid.

    What was said for today is not true tomorrow, and nobody is there at night to take it back.
    """
    text = {language: said for language, said in asked.message.items() if said.strip()}
    until = None
    if text:
        asked_ms = None if asked.until is None else int(asked.until.timestamp() * 1000)
        until = change.branch.day_ends(change.day) if asked_ms is None else asked_ms
    if until is not None and until <= change.now:
        raise Invalid("until: lies in the past.", "until")
    before = change.floor.message
    if text != (before.text if before is not None else {}) or until != (before.until if before else None):
        event = change.record("display.message", message=text, until=until)
        queries.set_site(change.connection, change.branch.id, message=kept_message(event, text, until))
        change.floor_changed()
    return 200, wire.Told()


def kept_message(event: int, text: dict[str, str], until: int | None) -> str | None:
    """How a message and the event that said it are kept; None when there is none."""
    if not text:
        return None
    return json.dumps({"event": event, "text": text, "until": until}, ensure_ascii=False, sort_keys=True)
