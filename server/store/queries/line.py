"""Who waits, and in which order: statements on the index of those who wait."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)

from server.store.prepared import Prepared
from server.store.queries.customers import opened
from server.store.tables import people, tickets

CLASSES = ("standard", "priority", "appointment")
# What the order looks at.
PLACES = (
    tickets.c.id,
    tickets.c.waits_for,
    tickets.c.queue_class,
    tickets.c.place_at,
    tickets.c.issue_event,
)
# The state belongs to the partial indexes: as a literal, so that both databases see that the index fits.
WAITING = (tickets.c.site_id == bindparam("site")) & (tickets.c.state == literal_column("'waiting'"))
BY_PLACE = (tickets.c.place_at, tickets.c.issue_event)

_SPECIAL = Prepared(
    select(
        *PLACES,
        tickets.c.site_id,
        tickets.c.business_day,
        tickets.c.language,
        tickets.c.for_counter,
        people.c.needs,
    )
    .select_from(tickets.outerjoin(people, people.c.ticket_id == tickets.c.id))
    .where(WAITING, tickets.c.special == true())
)
_PLACES = Prepared(select(*PLACES).where(WAITING))


def special(connection: Connection, site_id: int) -> Sequence[Any]:
    """Those who wait and whom not every counter for their service may call."""
    return opened(connection, _SPECIAL(connection, {"site": site_id}).all())


def needs_of(row: Any) -> list[str]:
    """The needs in a row of `special`."""
    found: list[str] = json.loads(row.needs) if row.needs else []
    return found


def waiting_places(connection: Connection, site_id: int) -> Sequence[Any]:
    """Everybody who waits, as the order looks at them, in no order."""
    return _PLACES(connection, {"site": site_id}).all()


def heads(
    connection: Connection, site_id: int, wanted: tuple[tuple[str, tuple[str, ...]], ...]
) -> Sequence[Any]:
    """Of each class and wanted service the one who stands first, special ones left out.

    `wanted` are services, each with the languages whose customers are left to others.
    """
    return _heads(wanted)(connection, {"site": site_id}).all()


@lru_cache(maxsize=500)
def _heads(wanted: tuple[tuple[str, tuple[str, ...]], ...]) -> Prepared:
    parts = []
    for service, foreign in wanted:
        for queue_class in CLASSES:
            first = (
                select(*PLACES)
                .where(WAITING, tickets.c.special == false(), tickets.c.waits_for == code_text(service))
                .where(tickets.c.queue_class == code_text(queue_class))
                .where(*(tickets.c.language != code_text(language) for language in foreign))
                .order_by(*BY_PLACE)
                .limit(literal_column("1"))
            )
            parts.append(select(first.subquery()))
    return Prepared(union_all(*parts))


def code_text(value: str) -> Any:
    """A text in the statement itself: codes of services and languages, which hold letters, digits and hyphens only."""
    if not value.replace("-", "").replace("_", "").isalnum():
        raise ValueError(f"{value!r} is not a code")
    return literal_column(f"'{value}'")


def _before(queue_class: str) -> Any:
    limit = tuple_(bindparam(f"{queue_class}_at"), bindparam(f"{queue_class}_event"))
    return and_(tickets.c.queue_class == literal_column(f"'{queue_class}'"), tuple_(*BY_PLACE) < limit)


# Says nothing, and leads SQLite to the index of those who wait; without it, it read every ticket that there ever was.
SPECIAL_OR_NOT = text("tickets.special IN (false, true)")
_COUNT = (
    select(tickets.c.waits_for, func.count().label("count"))
    .where(WAITING, SPECIAL_OR_NOT, or_(*(_before(each) for each in CLASSES)))
    .group_by(tickets.c.waits_for)
)
_COUNT_ALL = Prepared(_COUNT)
_COUNT_IN = _COUNT.where(tickets.c.waits_for.in_(bindparam("services", expanding=True)))


def count_before(
    connection: Connection,
    site_id: int,
    services: Collection[str] | None,
    limits: Mapping[str, tuple[int, int]],
) -> dict[str, int]:
    """How many wait in these services (None: all) with a place before their class's limit, by service."""
    values: dict[str, object] = {"site": site_id}
    for queue_class, (at, event) in limits.items():
        values |= {f"{queue_class}_at": at, f"{queue_class}_event": event}
    if services is None:
        rows: Any = _COUNT_ALL(connection, values)
    else:
        rows = connection.execute(_COUNT_IN, {**values, "services": sorted(services)})
    return {row.waits_for: row.count for row in rows}
