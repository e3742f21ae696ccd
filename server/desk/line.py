"""The line: who waits, who is ahead of whom, and who is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from server.desk.branch import Branch
from server.desk.floor import Floor
from server.rules import order
from server.store import queries
from server.store.queries import line as lines

NEWEST = 1 << 62  # as the event that issues a ticket: after everybody


def line_time(now: int, last_place: int | None) -> int:
    """The moment that the line goes by: a clock set back must not say that who came before is yet to come."""
    return max(now, last_place or 0)


@dataclass(frozen=True)
class Newcomer:
    """A ticket that is only being thought of: what one taken now would be."""

    waits_for: str
    queue_class: str
    place_at: int
    issue_event: int = NEWEST


@dataclass
class Line:
    """The line of a branch at one moment, by `line_time`; `counts` holds rows of `queries.day_counts`."""

    connection: Connection
    branch: Branch
    floor: Floor
    now: int
    counts: Mapping[str, Any]

    def waiting(self, service: str) -> int:
        """How many wait for this service."""
        row = self.counts.get(service)
        return 0 if row is None else int(row.waiting)

    def last(self, service: str) -> int | None:
        """The highest number that the service has given today; None when it is not known to have given any."""
        row = self.counts.get(service)
        return None if row is None else int(row.last)

    def before(self, ticket: Any) -> dict[str, int]:
        """How many would be called before this ticket, by the service that they wait for."""
        rivals = self.floor.rivals(ticket.waits_for)
        shared = [each for each in self.counts if rivals is None or each in rivals]
        if ticket.issue_event == NEWEST and self._plain(ticket, shared):
            return {service: self.waiting(service) for service in shared}
        if order.countable(self.branch.order):
            limits = order.bounds(self.branch.order, ticket, self.now)
            return lines.count_before(self.connection, self.branch.id, rivals, limits)
        return self._before_by_hand(ticket, rivals)

    def ahead(self, ticket: Any) -> int:
        """How many would be called before this ticket."""
        return sum(self.before(ticket).values())

    def places(self, rows: Sequence[Any]) -> dict[str, int]:
        """How many would be called before each of `rows`, who are all that wait; by the ticket's id."""
        found: dict[str, int] = {}
        for rivals in {self.floor.rivals(row.waits_for) for row in rows}:
            near = [row for row in rows if rivals is None or row.waits_for in rivals]
            for place, row in enumerate(order.ordered(self.branch.order, near, self.now)):
                if self.floor.rivals(row.waits_for) == rivals:
                    found[row.id] = place
        return found

    def _plain(self, ticket: Any, shared: list[str]) -> bool:
        """Whether everybody stands in order of arrival: the newest is the last then."""
        if ticket.queue_class != "standard" or not order.countable(self.branch.order):
            return False
        return not any(self.counts[service].irregular for service in shared)

    def _before_by_hand(self, ticket: Any, rivals: frozenset[str] | None) -> dict[str, int]:
        found: dict[str, int] = {}
        rows = [row for row in self.everyone(rivals) if row.issue_event != ticket.issue_event]
        for row in order.ordered(self.branch.order, [*rows, ticket], self.now):
            if row is ticket:
                break
            found[row.waits_for] = found.get(row.waits_for, 0) + 1
        return found

    def everyone(self, services: frozenset[str] | None = None) -> list[Any]:
        """Who waits in these services (None: all), in no order: rows of lines.PLACES."""
        rows = lines.waiting_places(self.connection, self.branch.id)
        return [row for row in rows if services is None or row.waits_for in services]

    def first(self, counter: str, run: int) -> Any:
        """The row (of lines.PLACES) that "next" at this counter calls; None when nobody waits whom it may call."""
        served = self.floor.served_by(counter)
        languages = self.branch.site.languages
        wanted = tuple(
            (service, tuple(sorted(self.floor.counters.foreign(counter, service, languages))))
            for service in self.branch.services
            if service in served
        )
        heads = list(lines.heads(self.connection, self.branch.id, wanted)) if wanted else []
        heads += [row for row in lines.special(self.connection, self.branch.id) if self._may(counter, row)]
        found = order.ordered(self.branch.order, heads, self.now, run)
        return found[0] if found else None

    def _may(self, counter: str, row: Any) -> bool:
        needs = lines.needs_of(row)
        return self.floor.counters.may_call(counter, row.waits_for, row.language, needs, row.for_counter)


def irregular(row: Any) -> bool:
    """Whether a ticket does not simply stand in order of arrival."""
    return bool(row.queue_class != "standard" or row.place_at != row.created_at)


def enter(connection: Connection, branch: Branch, row: Any) -> None:
    """One more waits."""
    _count(connection, branch, row, 1)


def leave(connection: Connection, branch: Branch, row: Any) -> None:
    """One less waits."""
    _count(connection, branch, row, -1)


def _count(connection: Connection, branch: Branch, row: Any, change: int) -> None:
    known = branch.services.get(row.waits_for)
    none = 0 if known is None else known.first - 1
    odd = change * int(irregular(row))
    queries.count_waiting(connection, branch.id, row.business_day, row.waits_for, change, odd, none)
