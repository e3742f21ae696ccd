"""What reports count: some days at a time, grouped in the database, so that only small results leave it.

A day's waits come as one text, `12,240,7`: for exact percentiles all of them are needed, and a row for each would keep
Python, and with it every customer, waiting for longer than the counting takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, String, and_, bindparam, case, cast, func, or_, select

from server.store.tables import events, feedback, tickets

_REPORT = 7061730  # a kind of advisory locks; `migrate` and `claims` have other numbers, and one part instead of two
_TICKET = tickets.c
_SPAN = and_(
    _TICKET.site_id == bindparam("site"),
    _TICKET.business_day >= bindparam("first"),
    _TICKET.business_day <= bindparam("last"),
)
# A ticket that another one took the place of was nobody's: its customer has the other.
_REASON = func.coalesce(_TICKET.end_reason, "")
_REAL = _REASON != "superseded"
_DAY_END = _REASON == "day_end"
_ENDED = _TICKET.state.in_(("finished", "no_show", "cancelled"))
_SERVED = and_(_TICKET.state == "finished", ~_DAY_END)
_LEFT = and_(_TICKET.state == "cancelled", _REASON == "left")
_CANCELLED = and_(_TICKET.state == "cancelled", _REASON.not_in(("left", "day_end")))
# `held_ms` also counts what came after the first call: such tickets are looked up in the log, one by one.
_HELD = and_(_TICKET.called_at.is_not(None), or_(_TICKET.held_ms > 0, _TICKET.held_at.is_not(None)))
_PLAIN = and_(_TICKET.called_at.is_not(None), _TICKET.held_ms == 0, _TICKET.held_at.is_(None))


def _later(one: Any, other: Any) -> ColumnElement[Any]:
    return case((other > one, other), else_=one)


# The same as `server.rules.measures.wait_of`.
_BOOKED = _later(_TICKET.created_at, func.coalesce(_TICKET.due_at, 0))
_WAIT_MS = _later(_TICKET.called_at - _later(_BOOKED, _TICKET.place_at), 0)
_LENT_MS = _later(_TICKET.place_at - _BOOKED, 0)
_PROMISE_MS = _TICKET.promise_high_s * 1000 + _TICKET.created_at + _LENT_MS  # by when, had nobody held it
_KEPT = and_(_PLAIN, _TICKET.called_at <= _PROMISE_MS)
# Whoever goes uncalled after the promised time was promised too much; whoever goes before, nobody can say.
_GONE = and_(
    _TICKET.called_at.is_(None), or_(_LEFT, _CANCELLED), _TICKET.ended_at - _TICKET.held_ms > _PROMISE_MS
)
_SERVICE_MS = _later(
    _TICKET.ended_at - func.coalesce(_TICKET.arrived_at, _TICKET.last_called_at, _TICKET.ended_at), 0
)


def _count(condition: Any) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _seconds(condition: Any, milliseconds: Any) -> ColumnElement[str]:
    return func.aggregate_strings(cast(case((condition, milliseconds // 1000)), String), ",")


_COUNTS = (
    select(
        _TICKET.business_day,
        _TICKET.service,
        func.count().label("taken"),
        _count(_SERVED).label("served"),
        _count(_LEFT).label("left"),
        _count(_CANCELLED).label("cancelled"),
        _count(and_(_TICKET.state == "no_show", ~_DAY_END)).label("no_shows"),
        _count(_DAY_END).label("day_end"),
        _count(~_ENDED).label("still_here"),
        _seconds(_PLAIN, _WAIT_MS).label("waits"),
        _seconds(_SERVED, _SERVICE_MS).label("services"),
        _count(and_(_TICKET.promise_high_s.is_not(None), or_(_PLAIN, _GONE))).label("promises"),
        _count(and_(_TICKET.promise_high_s.is_not(None), _KEPT)).label("promises_kept"),
        _count(_HELD).label("held"),
        func.aggregate_strings(cast(feedback.c.csat, String), ",").label("csat"),
    )
    .select_from(tickets.outerjoin(feedback, feedback.c.ticket_id == _TICKET.id))
    .where(_SPAN, _REAL)
    .group_by(_TICKET.business_day, _TICKET.service)
)


def day_figures(connection: Connection, site_id: int, first: str, last: str) -> Sequence[Row[Any]]:
    """What is counted of each business day from the one to the other and each service; without the waits of `held`.

    Times are whole seconds with a comma between, None for none.
    """
    return connection.execute(_COUNTS, {"site": site_id, "first": first, "last": last}).all()


_HELD_TICKETS = select(
    _TICKET.id,
    _TICKET.business_day,
    _TICKET.service,
    _TICKET.issue_event,
    _TICKET.created_at,
    _TICKET.due_at,
    _TICKET.place_at,
    _TICKET.called_at,
    _TICKET.promise_high_s,
).where(_SPAN, _REAL, _HELD)


def held_and_called(connection: Connection, site_id: int, first: str, last: str) -> Sequence[Any]:
    """The tickets of these days that were held at some time, and called at some time."""
    return connection.execute(_HELD_TICKETS, {"site": site_id, "first": first, "last": last}).all()


_NEXT_DAY = (
    select(_TICKET.issue_event)
    .where(_TICKET.site_id == bindparam("site"), _TICKET.business_day > bindparam("last"))
    .order_by(_TICKET.business_day)
    .limit(1)
)
_HAPPENED = (
    select(events.c.ticket_id, events.c.event, events.c.at)
    .where(events.c.site_id == bindparam("site"), events.c.id > bindparam("after"))
    .where(events.c.id < bindparam("before"))
    .where(events.c.ticket_id.in_(select(_TICKET.id).where(_SPAN, _REAL, _HELD)))
    .where(events.c.event.in_(("ticket.held", "ticket.called", "ticket.resumed", "ticket.transferred")))
    .order_by(events.c.id)
)


def what_happened_to_held(
    connection: Connection, site_id: int, first: str, last: str, after: int
) -> Sequence[Any]:
    """The log of the tickets of `held_and_called`, from their holding to what ended it; `after`: before their first."""
    span = {"site": site_id, "first": first, "last": last}
    # The log has no index by ticket. By a ticket of a later day all of these have ended.
    end = connection.execute(_NEXT_DAY, {"site": site_id, "last": last}).scalar_one_or_none()
    return connection.execute(_HAPPENED, {**span, "after": after, "before": end or 2**62}).all()


_CLAIM = select(func.pg_try_advisory_xact_lock(_REPORT, bindparam("site")))


def claim(connection: Connection, site_id: int) -> bool:
    """On PostgreSQL, whether nobody else makes a report of this site; then it is ours until the transaction ends."""
    return bool(connection.execute(_CLAIM, {"site": site_id}).scalar_one())
