"""What only the staff's pages ask: who is held, and whose visit ended a moment ago."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, text

from server.store.tables import tickets

# The condition of the index of those who are here, and of these the held.
_HELD = (
    select(tickets)
    .where(tickets.c.site_id == bindparam("site"), text("state IN ('waiting', 'called', 'serving', 'held')"))
    .where(text("state = 'held'"))
    .order_by(tickets.c.held_at, tickets.c.issue_event)
)
# Only the day's last calls are looked through, so that this costs the same with years of history behind them.
_CALLED = (
    select(tickets.c.id)
    .where(tickets.c.site_id == bindparam("site"), tickets.c.call_event.is_not(None))
    .where(tickets.c.business_day == bindparam("day"))
    .order_by(tickets.c.call_event.desc())
    .limit(bindparam("calls"))
)
_ENDED = (
    select(tickets)
    .where(tickets.c.id.in_(_CALLED), tickets.c.business_day == bindparam("day"))
    .where(text("state IN ('finished', 'no_show')"), tickets.c.ended_at >= bindparam("since"))
    .order_by(tickets.c.ended_at.desc())
)


def held_tickets(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """Everyone who is held, the longest first."""
    return connection.execute(_HELD, {"site": site_id}).all()


def lately_ended(
    connection: Connection, site_id: int, day: str, since: int, calls: int
) -> Sequence[Row[Any]]:
    """Of the last `calls` that were called: those of `day` finished or missed since then (ms), the latest first."""
    return connection.execute(_ENDED, {"site": site_id, "day": day, "since": since, "calls": calls}).all()
