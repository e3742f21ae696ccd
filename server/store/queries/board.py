"""What only the lobby's board asks: whom the counters have, who waits too long, who comes next.

Each is bounded by the counters and by who is here, not by the past.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, case, false, literal_column, select, true, union_all

from server.store.prepared import Prepared
from server.store.queries.customers import opened
from server.store.queries.line import BY_PLACE, PLACES, SPECIAL_OR_NOT, WAITING, code_text
from server.store.tables import counters, people, sites, tickets

_AT_COUNTERS = Prepared(
    select(counters.c.code, tickets.c.service, tickets.c.number)
    .select_from(counters.join(tickets, tickets.c.id == counters.c.ticket_id))
    .where(counters.c.site_id == bindparam("site"))
)


def at_counters(connection: Connection, site_id: int) -> Sequence[Any]:
    """The ticket that each counter has called or serves: the counter's code, service and number."""
    return _AT_COUNTERS(connection, {"site": site_id}).all()


# The same sum as `server.desk.waits.is_late`: what a customer let others go first for is not counted.
_FROM = case((tickets.c.due_at > tickets.c.created_at, tickets.c.due_at), else_=tickets.c.created_at)
_LENT = case((tickets.c.place_at > _FROM, tickets.c.place_at - _FROM), else_=literal_column("0"))
_WAITED = bindparam("now", type_=tickets.c.created_at.type) - tickets.c.created_at - tickets.c.held_ms - _LENT
_LATE = Prepared(
    select(tickets.c.waits_for)
    .distinct()
    .where(WAITING, SPECIAL_OR_NOT, tickets.c.called_at.is_(None))
    .where(tickets.c.promise_high_s * literal_column("1000") < _WAITED)
)


def late_services(connection: Connection, site_id: int, now: int) -> frozenset[str]:
    """The services for which somebody waits for longer than was promised."""
    return frozenset(row.waits_for for row in _LATE(connection, {"site": site_id, "now": now}))


def plain_line(connection: Connection, site_id: int, services: tuple[str, ...], limit: int) -> Sequence[Any]:
    """Of each service the first `limit` of those who stand in order of arrival, and whom any counter may call.

    Rows of PLACES, with service and number. No priority, no appointment, no need, nobody who let others go first.
    """
    return _plain_line(services, limit)(connection, {"site": site_id}).all() if services and limit else ()


@lru_cache(maxsize=200)
def _plain_line(services: tuple[str, ...], limit: int) -> Prepared:
    parts = []
    for service in services:
        first = (
            select(*PLACES, tickets.c.service, tickets.c.number)
            .where(WAITING, tickets.c.special == false(), tickets.c.waits_for == code_text(service))
            .where(tickets.c.queue_class == literal_column("'standard'"))
            .where(tickets.c.place_at == tickets.c.created_at)
            .order_by(*BY_PLACE)
            .limit(literal_column(str(limit)))
        )
        parts.append(select(first.subquery()))
    return Prepared(union_all(*parts))


_NAMES = select(people.c.ticket_id, people.c.site_id, people.c.business_day, people.c.name).where(
    people.c.ticket_id.in_(bindparam("tickets", expanding=True)), people.c.consent == true()
)


def names_agreed(connection: Connection, ticket_ids: Collection[str]) -> dict[str, str]:
    """The names of those of these tickets' customers who agreed to be called by it, by ticket."""
    rows: Sequence[Any] = connection.execute(_NAMES, {"tickets": sorted(ticket_ids)}).all()
    return {row.ticket_id: row.name for row in opened(connection, rows) if row.name}


def site_message(connection: Connection, site_id: int) -> str | None:
    """What staff tell the waiting room, as it is kept."""
    found: str | None = connection.execute(
        select(sites.c.message).where(sites.c.id == site_id)
    ).scalar_one_or_none()
    return found
