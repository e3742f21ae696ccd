"""A new business day: what was still open ends, and numbers begin again."""

from __future__ import annotations

from typing import Any

from server.desk.bands import settle
from server.desk.bookings import miss
from server.desk.change import CLOSED, Change, held
from server.desk.line import leave
from server.rules.tickets import MOVES
from server.store import queries

COMMANDS_KEPT_MS = 7 * 24 * 3600 * 1000


def begin_day(change: Change, current: str | None) -> None:
    """Start the business day if it has changed: who is here ends, numbers start again, people are forgotten.

    `current` is the day that the site was at; None: it has had none.
    """
    if current == change.day:
        return
    connection, branch = change.connection, change.branch
    for row in queries.open_tickets(connection, branch.id):
        _end_with_day(change, row)
    miss(change, current)
    for row in queries.counter_rows(connection, branch.id):
        queries.set_counter(connection, branch.id, row.code, **CLOSED, ticket_id=None)
    queries.forget_commands(connection, branch.id, change.now - COMMANDS_KEPT_MS)
    change.last_place = None
    change.record("day.started", business_day=change.day)
    change.floor_changed()
    queries.set_site(connection, branch.id, business_day=change.day)
    settle(change, branch.site)
    up_to = branch.forgotten_up_to(change.day)
    if queries.erase_people(connection, branch.id, up_to):
        change.record("people.erased", up_to=up_to)


def _end_with_day(change: Change, row: Any) -> None:
    move = MOVES["day_end"] if row.state in MOVES["day_end"].sources else MOVES["finish"]
    values = {"state": move.target, "ended_at": change.now, "end_reason": "day_end", **held(change.now, row)}
    queries.claim(change.connection, row.id, [row.state], values)
    if row.state == "waiting":
        leave(change.connection, change.branch, row)
    change.record(move.event, row, counter=row.counter, reason="day_end")
