"""What customers have told of themselves: the one place for it, and how it is forgotten."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, select, update

from server.store.tables import appointments, feedback, people, tickets

_PERSON = select(people).where(people.c.ticket_id == bindparam("ticket"))


def add_person(connection: Connection, **values: object) -> None:
    """What the customer of a ticket has told."""
    connection.execute(insert(people).values(**values))


def person_of(connection: Connection, ticket_id: str) -> Row[Any] | None:
    """What the customer of this ticket has told; None when nothing, or forgotten."""
    return connection.execute(_PERSON, {"ticket": ticket_id}).first()


def people_of(connection: Connection, ticket_ids: Collection[str]) -> dict[str, Row[Any]]:
    """The same for several tickets, by ticket; `service` the one whose questions were answered."""
    query = select(people, tickets.c.service).join(tickets, tickets.c.id == people.c.ticket_id)
    found = connection.execute(query.where(people.c.ticket_id.in_(sorted(ticket_ids))))
    return {row.ticket_id: row for row in found}


def tickets_in_need(connection: Connection, site_id: int) -> frozenset[str]:
    """The tickets whose customers are known to need something of a counter."""
    query = select(people.c.ticket_id).where(people.c.site_id == site_id, people.c.needs.is_not(None))
    return frozenset(connection.execute(query).scalars())


def set_person(connection: Connection, ticket: Any, **values: object) -> None:
    """Change or add what is known of a ticket's customer."""
    changed = connection.execute(update(people).where(people.c.ticket_id == ticket.id).values(**values))
    if changed.rowcount == 0:
        row: Mapping[str, object] = {
            "ticket_id": ticket.id,
            "site_id": ticket.site_id,
            "business_day": ticket.business_day,
            "consent": False,
        }
        add_person(connection, **row, **values)


def add_to_note(connection: Connection, ticket: Any, note: str) -> None:
    """A further line for the next colleague."""
    known = person_of(connection, ticket.id)
    before = known.note if known is not None else None
    set_person(connection, ticket, note=f"{before}\n{note}" if before else note)


def erase_people(connection: Connection, site_id: int, last_day: str) -> int:
    """Forget the customers of every business day up to `last_day`; returns of how many something was known."""
    gone = and_(people.c.site_id == site_id, people.c.business_day <= last_day)
    with_needs = select(people.c.ticket_id).where(gone)
    connection.execute(
        update(tickets)
        .where(tickets.c.id.in_(with_needs), tickets.c.for_counter.is_(None))
        .values(special=False)
    )
    count = connection.execute(delete(people).where(gone)).rowcount
    named = and_(appointments.c.site_id == site_id, appointments.c.business_day <= last_day)
    known = (
        appointments.c.name.is_not(None)
        | appointments.c.phone.is_not(None)
        | appointments.c.note.is_not(None)
    )
    blank = {"name": None, "phone": None, "note": None}
    return count + connection.execute(update(appointments).where(named, known).values(**blank)).rowcount


def put_feedback(connection: Connection, ticket: Any, at: int, values: Mapping[str, object]) -> None:
    """How the customer of this ticket says it was; the last word counts."""
    where = feedback.c.ticket_id == ticket.id
    if connection.execute(update(feedback).where(where).values(at=at, **values)).rowcount == 0:
        connection.execute(
            insert(feedback).values(ticket_id=ticket.id, site_id=ticket.site_id, at=at, **values)
        )


def feedback_rows(connection: Connection, site_id: int) -> Sequence[Row[Any]]:
    """Every answer."""
    return connection.execute(select(feedback).where(feedback.c.site_id == site_id)).all()
