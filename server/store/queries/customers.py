"""What customers have told of themselves: the one place for it, and how it is forgotten.

Texts are sealed on their way in and opened on their way out; see `server.store.sealing`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from server.store.sealing import new_key, seal, unseal
from server.store.tables import appointments, day_keys, feedback, people, tickets

SEALED = ("name", "phone", "note", "answers", "needs", "comment")
_PERSON = select(people).where(people.c.ticket_id == bindparam("ticket"))
_KEY = select(day_keys.c.key).where(
    day_keys.c.site_id == bindparam("site"), day_keys.c.business_day == bindparam("day")
)


def sealed(connection: Connection, site_id: int, day: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same columns with their texts sealed by the day's key, which is made at its first use."""
    if not any(values.get(name) for name in SEALED):
        return dict(values)
    key = _key(connection, site_id, day)
    if key is None:
        key = new_key()
        connection.execute(insert(day_keys).values(site_id=site_id, business_day=day, key=key))
    return {
        name: seal(key, value) if name in SEALED and value is not None else value
        for name, value in values.items()
    }


def opened(connection: Connection, rows: Iterable[Row[Any]]) -> list[Any]:
    """Rows with the columns of SEALED to be read; None where the key is gone. Each has site_id and business_day."""
    keys: dict[tuple[int, str], str | None] = {}
    found = []
    for row in rows:
        values = row._asdict()
        of_day = values["site_id"], values["business_day"]
        if of_day not in keys:
            keys[of_day] = _key(connection, *of_day)
        for name in SEALED:
            if values.get(name) is not None:
                values[name] = unseal(keys[of_day], values[name])
        found.append(SimpleNamespace(**values))
    return found


def _key(connection: Connection, site_id: int, day: str) -> str | None:
    found: str | None = connection.execute(_KEY, {"site": site_id, "day": day}).scalar_one_or_none()
    return found


def add_person(connection: Connection, **values: Any) -> None:
    """What the customer of a ticket has told."""
    row = sealed(connection, values["site_id"], values["business_day"], values)
    connection.execute(insert(people).values(**row))


def person_of(connection: Connection, ticket_id: str) -> Any:
    """What the customer of this ticket has told; None when nothing, or forgotten."""
    row = connection.execute(_PERSON, {"ticket": ticket_id}).first()
    return None if row is None else opened(connection, [row])[0]


def people_of(connection: Connection, ticket_ids: Collection[str]) -> dict[str, Any]:
    """The same for several tickets, by ticket; `service` the one whose questions were answered."""
    query = select(people, tickets.c.service).join(tickets, tickets.c.id == people.c.ticket_id)
    found = connection.execute(query.where(people.c.ticket_id.in_(sorted(ticket_ids)))).all()
    return {row.ticket_id: row for row in opened(connection, found)}


def set_person(connection: Connection, ticket: Any, **values: Any) -> None:
    """Change or add what is known of a ticket's customer."""
    row = sealed(connection, ticket.site_id, ticket.business_day, values)
    changed = connection.execute(update(people).where(people.c.ticket_id == ticket.id).values(**row))
    if changed.rowcount == 0:
        key = {"ticket_id": ticket.id, "site_id": ticket.site_id, "business_day": ticket.business_day}
        connection.execute(insert(people).values(**key, consent=False, **row))


def add_to_note(connection: Connection, ticket: Any, note: str) -> None:
    """A further line for the next colleague."""
    known = person_of(connection, ticket.id)
    before = known.note if known is not None else None
    set_person(connection, ticket, note=f"{before}\n{note}" if before else note)


def erase_people(connection: Connection, site_id: int, last_day: str) -> int:
    """Forget the customers of every business day up to `last_day`; returns of how many something was known."""

    def gone(table: Any) -> Any:
        return (table.c.site_id == site_id) & (table.c.business_day <= last_day)

    connection.execute(delete(day_keys).where(gone(day_keys)))
    with_needs = select(people.c.ticket_id).where(gone(people))
    connection.execute(
        update(tickets)
        .where(tickets.c.id.in_(with_needs), tickets.c.for_counter.is_(None))
        .values(special=False)
    )
    count = connection.execute(delete(people).where(gone(people))).rowcount
    table = appointments.c
    known = table.name.is_not(None) | table.phone.is_not(None) | table.note.is_not(None)
    blank = {"name": None, "phone": None, "note": None}
    blanked = connection.execute(update(appointments).where(gone(appointments), known).values(**blank))
    return count + blanked.rowcount


def put_feedback(connection: Connection, ticket: Any, at: int, values: Mapping[str, object]) -> None:
    """How the customer of this ticket says it was; the last word counts."""
    where = feedback.c.ticket_id == ticket.id
    if connection.execute(update(feedback).where(where).values(at=at, **values)).rowcount == 0:
        connection.execute(
            insert(feedback).values(ticket_id=ticket.id, site_id=ticket.site_id, at=at, **values)
        )
