"""Reports: what became of the tickets of some business days, in figures.

The span is read some thousand tickets at a time, in whole days. On SQLite each piece is a short reading of its own, so
that it can tidy up its journal in between, and a report over a million tickets holds up nobody; tallies add up to what
one reading would have given.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from kit import wire
from server.desk import Desk
from server.offload import offloaded
from server.problems import Invalid, Unavailable
from server.rules.measures import COUNTED, Histogram, Tally, held_before, together, wait_of
from server.store import queries
from server.store.database import Database
from server.store.queries import measures as reading

LONGEST = 366  # days
AIM = 3000  # tickets in a piece: some 15 ms of SQLite, and 2 ms of Python, in which nobody else is heard
MOST = 32  # days in a piece, however few came
QUEUE_S = 5.0  # how long a second report waits for the first one
TRY_AFTER_S = 5
LOOK_S = 0.2  # how often it looks whether another worker has ended its report
BUSY = "Another report is being made just now."

Days = dict[str, dict[str, Tally]]  # by business day (ISO date) and service


@dataclass(frozen=True)
class Span:
    """The business days of a report, and its only service; None: all of them."""

    first: date
    last: date
    service: str | None = None


def span_of(desk: Desk, site_id: int, first: str | None, last: str | None, service: str | None) -> Span:
    """What is asked for; by default today. Raises Invalid, with the field `from`, `to` or `service`."""
    with desk.view(site_id) as view:
        today = date.fromisoformat(view.day)
        known = {row.code for row in queries.service_rows(view.connection, site_id)}
    start, end = _day(first, "from"), _day(last, "to")
    span = Span(start or end or today, end or start or today, service)
    if span.last < span.first:
        raise Invalid("to: is before from.", "to")
    if (span.last - span.first).days >= LONGEST:
        raise Invalid(f"to: a report has at most {LONGEST} days.", "to")
    if service is not None and service not in known:
        raise Invalid("service: there is no such service here.", "service")
    return span


def _day(text: str | None, field: str) -> date | None:
    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise Invalid(f"{field}: is not a date such as 2026-11-24.", field)
    return found


def report(desk: Desk, site_id: int, span: Span) -> wire.Report:
    """The figures of these days. Raises Unavailable while another report of this site takes long."""
    made, day, length = _Made(span.service), span.first.toordinal(), 1
    with _one_at_a_time(desk.database, site_id) as whole:
        while day <= span.last.toordinal():
            end = min(span.last.toordinal(), day + length - 1)
            piece = site_id, date.fromordinal(day).isoformat(), date.fromordinal(end).isoformat()
            # On PostgreSQL another process works, and waiting for it is cooperative.
            days = _piece(desk.database, *piece) if whole is None else days_of(whole, *piece)
            made.add(days)
            day, length = end + 1, _next_length(length, days)
    return made.report(span)


def _next_length(length: int, days: Days) -> int:
    """How many days to read at once after so many with these tickets: a quiet branch is not asked day by day."""
    taken = sum(tally.taken for found in days.values() for tally in found.values())
    return max(1, min(2 * length, MOST, AIM * length // max(1, taken)))


class _Made:
    """A report, of one service or of all, as far as it has been made: only the services are still tallies."""

    def __init__(self, service: str | None) -> None:
        self._only = service
        self._days: list[wire.DayFigures] = []
        self._services: defaultdict[str, Tally] = defaultdict(Tally)

    def add(self, days: Days) -> None:
        """The next days."""
        for day, every in sorted(days.items()):
            found = {code: tally for code, tally in every.items() if self._only in (None, code)}
            if not found:
                continue
            self._days.append(
                wire.DayFigures(
                    day=date.fromisoformat(day),
                    services=_by_service(found),
                    **_figures(together(found.values())),
                )
            )
            for service, tally in found.items():
                self._services[service].add(tally)

    def report(self, span: Span) -> wire.Report:
        """All of it."""
        return wire.Report(
            first=span.first,
            last=span.last,
            total=wire.Figures(**_figures(together(self._services.values()))),
            services=_by_service(self._services),
            days=self._days,
        )


_busy: defaultdict[int, threading.Lock] = defaultdict(threading.Lock)


@contextmanager
def _one_at_a_time(database: Database, site_id: int) -> Iterator[Connection | None]:
    """However often somebody clicks: one report of a site is made at a time, on PostgreSQL by whichever worker.

    Gives the connection to read all of it with; None on SQLite, where each piece is to have its own. Raises
    Unavailable while another one takes long.
    """
    until, lock = time.monotonic() + QUEUE_S, _busy[site_id]
    if not lock.acquire(timeout=QUEUE_S):
        raise Unavailable(BUSY, TRY_AFTER_S)
    try:
        if database.engine.dialect.name == "sqlite":
            yield None
        else:
            with _claimed(database, site_id, until) as connection:
                yield connection
    finally:
        lock.release()


@contextmanager
def _claimed(database: Database, site_id: int, until: float) -> Iterator[Connection]:
    """The report's own connection: the claim ends with its transaction, however that ends."""
    while True:
        with database.reading() as connection:
            if reading.claim(connection, site_id):
                yield connection
                return
        if time.monotonic() >= until:
            raise Unavailable(BUSY, TRY_AFTER_S)
        time.sleep(LOOK_S)


def _piece(database: Database, site_id: int, first: str, last: str) -> Days:
    with database.reading() as connection:
        return offloaded(days_of, connection, site_id, first, last)


def days_of(connection: Connection, site_id: int, first: str, last: str) -> Days:
    """The tallies of these days, read at once."""
    days: Days = defaultdict(dict)
    held = 0
    for row in reading.day_figures(connection, site_id, first, last):
        days[row.business_day][row.service] = Tally(
            **{name: getattr(row, name) for name in COUNTED},
            waits=_histogram(row.waits),
            services=_histogram(row.services),
            csat=_histogram(row.csat),
        )
        held += row.held
    if held:
        _add_held(connection, site_id, first, last, days)
    return days


def _histogram(text: str | None) -> Histogram:
    return Histogram(Counter(map(int, text.split(",")))) if text else Histogram()


def _add_held(connection: Connection, site_id: int, first: str, last: str, days: Days) -> None:
    """The waits and promises of those who were called, and held before or after that."""
    rows = reading.held_and_called(connection, site_id, first, last)
    after = min(row.issue_event for row in rows) - 1
    happened: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for each in reading.what_happened_to_held(connection, site_id, first, last, after):
        happened[each.ticket_id].append((each.event, each.at))
    for row in rows:
        wait = wait_of(row, held_before(row.called_at, happened[row.id]))
        tally = days[row.business_day][row.service]
        tally.waits.counts[wait.wait_ms // 1000] += 1
        if row.promise_high_s is not None:
            tally.promises += 1
            tally.promises_kept += wait.promise_ms <= row.promise_high_s * 1000


# ---------------------------------------------------------------- what is told


def _by_service(tallies: Mapping[str, Tally]) -> list[wire.ServiceFigures]:
    return [wire.ServiceFigures(service=code, **_figures(tally)) for code, tally in sorted(tallies.items())]


def _figures(tally: Tally) -> Mapping[str, Any]:
    median, p80, p95 = tally.waits.percentiles(0.5, 0.8, 0.95)
    (served,) = tally.services.percentiles(0.5)
    rated = tally.csat.counts
    csat = sum(score * times for score, times in rated.items()) / rated.total() if rated else None
    return {
        **{name: getattr(tally, name) for name in COUNTED},
        "wait": wire.Waited(
            count=tally.waits.count, median_s=median, p80_s=p80, p95_s=p95, mean_s=tally.waits.mean()
        ),
        "service_time": wire.ServedFor(
            count=tally.services.count, median_s=served, mean_s=tally.services.mean()
        ),
        "csat": wire.Satisfaction(count=tally.csat.count, mean=None if csat is None else round(csat, 2)),
    }
