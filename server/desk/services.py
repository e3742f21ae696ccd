"""Use cases about a service: pause and resume."""

from __future__ import annotations

import json

from kit import wire
from server.desk.change import Change
from server.desk.views import service_told
from server.problems import Invalid, NotFound
from server.store import queries


def pause(change: Change, code: str, asked: wire.PauseService) -> tuple[int, wire.Told]:
    """No tickets until it is resumed or `until` has come; who waits stays, and is told. Raises NotFound, Invalid."""
    _known(change, code)
    until = None if asked.until is None else int(asked.until.timestamp() * 1000)
    if until is not None and until <= change.now:
        raise Invalid("until: lies in the past.", "until")
    message = {language: text for language, text in asked.message.items() if text.strip()}
    queries.set_service(
        change.connection,
        change.branch.id,
        code,
        paused=True,
        paused_until=until,
        message=json.dumps(message, ensure_ascii=False, sort_keys=True),
    )
    change.record("service.paused", service=code, message=message, until=until)
    change.floor_changed()
    return 200, service_told(change, code)


def resume(change: Change, code: str) -> tuple[int, wire.Told]:
    """Tickets again. Raises NotFound."""
    _known(change, code)
    if code in change.floor.pauses:
        queries.set_service(
            change.connection, change.branch.id, code, paused=False, paused_until=None, message=None
        )
        change.record("service.resumed", service=code)
        change.floor_changed()
    return 200, service_told(change, code)


def _known(change: Change, code: str) -> None:
    if code not in change.branch.services:
        raise NotFound(f"There is no service '{code}'.")
