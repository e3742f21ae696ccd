"""A customer's phone: it knows nothing but its ticket's token."""

from __future__ import annotations

from typing import Any

from kit import wire
from server.callers import Caller
from server.desk import Desk, moves
from server.desk.change import Change
from server.desk.line import enter, leave
from server.desk.tokens import token_hash
from server.desk.views import View, phone_told
from server.problems import Conflict, Invalid, NotFound
from server.rules import numbers
from server.store import queries

RATED = ("csat", "nps", "ces")


def phone_site(desk: Desk, token: str) -> int:
    """The site whose ticket has this token. Raises NotFound."""
    return phone_caller(desk, token).site_id


def phone_caller(desk: Desk, token: str) -> Caller:
    """Whoever holds this token, as a caller: bound to one ticket. Raises NotFound."""
    with desk.database.reading() as connection:
        row = queries.ticket_by_token(connection, token_hash(token))
    if row is None:
        raise NotFound("This ticket is not known here.")
    return Caller(int(row.site_id), "phone", 0, row.id, "phone")


def leave_line(change: Change) -> tuple[int, wire.Told]:
    """The customer goes. Raises Conflict."""
    moves.cancel(change, change.caller.name, "left")
    return 200, _told(change)


def delay(change: Change, asked: wire.Delay) -> tuple[int, wire.Told]:
    """The customer lets others go first: the place in line moves back by so many minutes. Raises Conflict."""
    row = _row(change)
    if row.state != "waiting":
        raise Conflict(f"{numbers.label(row.service, row.number)} is {row.state}, not waiting.", "state")
    later = max(row.place_at, change.now) + asked.minutes * 60_000
    leave(change.connection, change.branch, row)
    queries.set_ticket(change.connection, row.id, place_at=later)
    enter(change.connection, change.branch, _row(change))
    change.record("ticket.delayed", row, minutes=asked.minutes, place_at=later)
    return 200, _told(change)


def give_feedback(change: Change, asked: wire.Feedback) -> tuple[int, wire.Told]:
    """How it was; the last word counts. Raises Invalid (nothing was said), Conflict (nobody was called yet)."""
    row = _row(change)
    scores = {name: getattr(asked, name) for name in RATED if getattr(asked, name) is not None}
    comment = (asked.comment or "").strip()
    if not scores and not comment:
        raise Invalid("Nothing was said: csat, nps, ces or comment.", "csat")
    if row.state in {"waiting", "held"}:
        raise Conflict("The visit has not begun yet.", "state")
    if comment and row.business_day > change.branch.forgotten_up_to(change.day):
        queries.set_person(change.connection, row, comment=comment)
    if scores:
        queries.put_feedback(change.connection, row, change.now, scores)
    change.record("ticket.feedback", row, **scores)
    return 200, _told(change)


def _row(change: Change) -> Any:
    found = queries.ticket(change.connection, change.branch.id, change.caller.name)
    if found is None:
        raise NotFound("This ticket is not known here.")
    return found


def _told(change: Change) -> wire.Told:
    view = View(
        change.connection,
        change.branch,
        change.now,
        change.last_event,
        change.day,
        change.floor,
        change.last_place,
        change.waits,
    )
    return phone_told(view, _row(change))
