"""How long people will wait: each site's estimator, fed from its log and asked when a ticket is taken or looked at.

The estimate that a ticket was taken with stands in its event, so every process learns the same from the same log, and a
restart learns it again from the last few weeks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.desk.branch import Branch, moment
from server.offload import hear_everybody
from server.rules.waits import Ahead, Basis, Learner, Prediction
from server.store import queries
from server.store.database import Database

REMEMBERED = 20_000  # events: some 5,000 tickets, which is more than the estimator keeps
PAGE = 200  # events read at once: 4 ms, and then others get their turn
DAY_S = 86_400
LOOKED_AT = 60  # people: 0.1 ms


@dataclass(frozen=True)
class Newcomers:
    """The wait of a ticket taken now is asked for; `rivals`: the services it shares counters with, None: all."""

    rivals: frozenset[str] | None


@dataclass
class _Site:
    """What is known of one site, up to the event `cursor`."""

    learner: Learner
    cursor: int
    open: set[str] = field(default_factory=set)


class Waits:
    """The estimators of one process. `eager`: read what is missing when asked, rather than only by `tick`."""

    def __init__(self, database: Database, branch: Callable[[int], Branch]) -> None:
        self._database = database
        self._branch = branch
        self._sites: dict[int, _Site] = {}
        self.eager = True

    def heard(self, site_id: int, logged: list[Any]) -> None:
        """This process has written events. What others wrote in between is read by the next `tick`."""
        site = self._sites.get(site_id)
        if site is not None and logged and logged[0].id == site.cursor + 1:
            self._feed(
                site_id, site, [(each.id, each.event, each.at, each.ticket_id, each.data) for each in logged]
            )

    def tick(self) -> None:
        """Learn what happened since; others go on between the pages."""
        with self._database.reading() as connection:
            newest = queries.last_events(connection)
        for site_id, last in newest.items():
            self._catch_up(site_id, last)

    def predict(
        self,
        branch: Branch,
        service: str,
        queue_class: str,
        before: Mapping[str, int],
        open_counters: int,
        now: int,
        due_at: int | None = None,
        among: Newcomers | None = None,
    ) -> Prediction | None:
        """The wait of somebody with these people before; None while nothing is known of the site.

        For a newcomer (`among`) the estimator itself looks who will be ahead when the call comes, as long as few wait:
        it is the better answer, and its cost grows with the queue.
        """
        if self.eager:
            self.tick()
        site = self._sites.get(branch.id)
        if site is None:
            return None
        due_s = None if due_at is None else _local_s(branch, due_at)
        now_s = _local_s(branch, now)
        ahead: Ahead = before
        if among is not None and len(site.learner.hall.waiting) <= LOOKED_AT:
            ahead = site.learner.ahead(service, queue_class, now_s, due_s, among.rivals)
        return site.learner.predict(service, queue_class, ahead, open_counters, now_s, due_s)

    def _catch_up(self, site_id: int, last: int) -> None:
        site = self._sites.get(site_id)
        if site is None:
            known = self._branch(site_id)
            site = self._sites[site_id] = _Site(Learner(known.order), max(0, last - REMEMBERED))
        while site.cursor < last:
            with self._database.reading() as connection:
                rows = queries.events_after(connection, site_id, site.cursor, PAGE)
            if not rows:
                return
            self._feed(
                site_id,
                site,
                [(row.id, row.event, row.at, row.ticket_id, json.loads(row.data)) for row in rows],
            )
            if not self.eager:
                hear_everybody()  # whoever has asked meanwhile is served

    def _feed(
        self, site_id: int, site: _Site, events: list[tuple[int, str, int, str | None, dict[str, Any]]]
    ) -> None:
        branch = self._branch(site_id)
        for number, event, at, ticket, data in events:
            if number <= site.cursor:
                continue  # somebody else has fed it while this was read
            site.cursor = number
            take = _TAKE.get(event)
            if take is None:
                continue
            local = {new: _local_s(branch, data[old]) for old, new in _TIMES if old in data}
            take(site, _local_s(branch, at), ticket or "", data | local)


def _local_s(branch: Branch, ms: int) -> float:
    """Seconds whose remainder by a day is the time of day at the site."""
    offset = moment(ms).astimezone(branch.zone).utcoffset()
    return ms / 1000 + (offset.total_seconds() if offset is not None else 0.0)


def estimate(prediction: Prediction) -> list[float]:
    """What the log keeps of a prediction: raw and scale in seconds, its size, and what raw lies between."""
    basis = prediction.basis
    bounds = (round(basis.plain_s, 1), round(basis.usual_s, 1))
    return [round(basis.raw_s, 1), round(basis.scale_s, 1), basis.size, *bounds]


def is_late(row: Any, now: int) -> bool:
    """Whether it waits for longer than was announced.

    Neither the time on hold counts, nor that for which its customer let others go first; and once it was called, the
    promise was kept.
    """
    if row.state != "waiting" or row.promise_high_s is None or row.called_at is not None:
        return False
    lent = max(0, row.place_at - max(row.created_at, row.due_at or 0))
    return bool(now - row.created_at - row.held_ms - lent > row.promise_high_s * 1000)


_TIMES = (("due_at", "due_s"), ("issued_at", "issued_s"))


def _issued(site: _Site, at_s: float, ticket: str, data: dict[str, Any]) -> None:
    queue_class, due_s = data.get("queue_class", "standard"), data.get("due_s")
    if data.get("offline"):
        site.learner.handed_in(ticket, data["service"], queue_class, at_s, data["issued_s"])
        return
    known = data.get("estimate")
    if known is None:
        return  # by a release that did not estimate
    kind = "early" if due_s is not None and due_s > at_s else queue_class
    basis = Basis(known[0], known[1], kind, int(known[2]), int(at_s % DAY_S // 3600), *known[3:5])
    prediction = site.learner.estimated(basis)
    site.learner.issued(ticket, data["service"], queue_class, at_s, due_s, prediction)


def _opened(site: _Site, at_s: float, _ticket: str, data: dict[str, Any]) -> None:
    site.open.add(data["counter"])
    site.learner.opened(len(site.open), at_s)


def _closed(site: _Site, at_s: float, _ticket: str, data: dict[str, Any]) -> None:
    site.open.discard(data["counter"])
    site.learner.opened(len(site.open), at_s)


def _day(site: _Site, at_s: float, _ticket: str, _data: dict[str, Any]) -> None:
    site.open.clear()
    site.learner.ended_day(at_s)


def _called(site: _Site, at_s: float, ticket: str, _data: dict[str, Any]) -> None:
    site.learner.called(ticket, at_s)


def _ended(site: _Site, at_s: float, ticket: str, _data: dict[str, Any]) -> None:
    site.learner.ended(ticket, at_s)


def _held(site: _Site, at_s: float, ticket: str, _data: dict[str, Any]) -> None:
    site.learner.held(ticket, at_s)


def _resumed(site: _Site, at_s: float, ticket: str, _data: dict[str, Any]) -> None:
    site.learner.resumed(ticket, at_s)


def _returned(site: _Site, at_s: float, ticket: str, _data: dict[str, Any]) -> None:
    site.learner.returned(ticket, at_s)


def _delayed(site: _Site, at_s: float, ticket: str, _data: dict[str, Any]) -> None:
    site.learner.held(ticket, at_s)  # this wait is the customer's own choice
    site.learner.resumed(ticket, at_s)


def _transferred(site: _Site, at_s: float, ticket: str, data: dict[str, Any]) -> None:
    site.learner.transferred(ticket, data.get("waits_for", data["service"]), at_s)


_TAKE: Mapping[str, Callable[[_Site, float, str, dict[str, Any]], None]] = {
    "ticket.issued": _issued,
    "ticket.called": _called,
    "ticket.finished": _ended,
    "ticket.no_show": _ended,
    "ticket.cancelled": _ended,
    "ticket.held": _held,
    "ticket.resumed": _resumed,
    "ticket.returned": _returned,
    "ticket.delayed": _delayed,
    "ticket.transferred": _transferred,
    "counter.opened": _opened,
    "counter.break": _closed,
    "counter.closed": _closed,
    "day.started": _day,
}
