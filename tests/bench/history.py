"""A site with a long past, made quickly: one day is lived through the desk, and its rows are copied to many days.

Ids, dates, times, tokens and checksums are those that the desk would have written: `check` finds nothing wrong.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, text, update

from kit import wire
from server.callers import Caller
from server.desk import Desk, Key, setup
from server.desk import tickets as ticket_cases
from server.desk.change import event_checksum
from server.desk.counters import call_next
from server.desk.tokens import ticket_token, token_hash
from server.store.database import Database
from server.store.tables import counters, events, number_counters, sites, tickets

DAY_MS = 86_400_000
PAGE = 5000
SITE = """
name = "Old"
offline_band = 0
no_show_within = "0s"
[lobby]
next_numbers = 5
show_names = true
[[services]]
code = "A"
name = { en = "All" }
last = 99999
[[services]]
code = "B"
name = { en = "Some" }
last = 99999
[[counters]]
code = "1"
[[counters]]
code = "2"
services = ["B"]
"""


class Clock:
    """Milliseconds since 1970; the past is lived by setting it."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        """The moment."""
        return self.now


class Past:
    """Fills a database, which has its tables, with a site of so many days, the last of them yesterday by `clock`.

    On each day `each_day` tickets are taken, called and finished.
    """

    def __init__(
        self, database: Database, clock: Clock, parse: Callable[..., Any], days: int, each_day: int
    ) -> None:
        self.database, self.clock = database, clock
        today, clock.now = clock.now, clock.now - (days + 1) * DAY_MS  # a business day never goes back
        self.site_id = setup.create_site(database, "main", parse(SITE, "old"), clock)
        self.desk = Desk(database, clock)
        self.token = setup.add_device(self.desk, self.site_id, "kiosk", "kiosk", None)
        self.button = setup.add_device(self.desk, self.site_id, "counter", "button", "1")
        self._kiosk = Caller(self.site_id, "device", 1, "kiosk", "kiosk")
        self._count = 0
        self.clock.now += DAY_MS
        with self.database.reading() as connection:
            before = connection.execute(select(sites.c.last_event)).scalar_one()
        self._one_day(each_day)
        with self.database.reading() as connection:
            template = _Day(connection, self.site_id, before)
        for start in range(1, days, 50):
            self.database.write(
                lambda c, start=start: template.repeat(c, range(start, min(days, start + 50)))
            )
        self.database.write(lambda connection: template.end(connection, days - 1))
        self.clock.now = today

    def _one_day(self, count: int) -> None:
        for number in range(count):
            self.act(
                lambda change, number=number: ticket_cases.take_ticket(
                    change, wire.TakeTicket(service="AB"[number % 2])
                )
            )
            self.clock.now += 2000
            self.act(lambda change: call_next(change, "1"))
        self.clock.now += 2000
        self.act(lambda change: call_next(change, "1"))  # the last one is finished, and nobody called

    def act(self, case: Callable[..., Any]) -> None:
        """One command."""
        self._count += 1
        key = Key.of(f"a-key-of-the-past-{self._count:09d}", "POST", "/", "")
        answer = self.desk.command(self._kiosk, key, case)
        assert answer.status < 300, answer.body


class _Day:
    """The rows of one day."""

    def __init__(self, connection: Any, site_id: int, before: int) -> None:
        self.site_id = site_id
        self.site = connection.execute(select(sites).where(sites.c.id == site_id)).one()
        self._events = _rows(
            connection, select(events).where(events.c.site_id == site_id, events.c.id > before)
        )
        self._tickets = _rows(connection, select(tickets).where(tickets.c.site_id == site_id))
        self._numbers = _rows(connection, select(number_counters).where(number_counters.c.site_id == site_id))
        self._counters = _rows(connection, select(counters).where(counters.c.site_id == site_id))
        self._length = len(self._events)

    def repeat(self, connection: Any, days: Iterable[int]) -> None:
        """The same so many days later, once for each of them."""
        numbers, taken, logged = [], [], []
        for later in days:
            ids = {row["id"]: str(uuid.uuid4()) for row in self._tickets}
            numbers += [self._later(row, later) for row in self._numbers]
            taken += [self._ticket(row, later, ids) for row in self._tickets]
            logged += [self._event(row, later, ids) for row in self._events]
        for table, rows in ((number_counters, numbers), (tickets, taken), (events, logged)):
            for start in range(0, len(rows), PAGE):
                connection.execute(insert(table), rows[start : start + PAGE])

    def end(self, connection: Any, later: int) -> None:
        """The site and its counters as the last of these days left them."""
        changed = self._later(self.site._mapping, later)
        for name in ("last_event", "floor_event"):
            changed[name] = getattr(self.site, name) + later * self._length
        if self.site.last_place is not None:
            changed["last_place"] = self.site.last_place + later * DAY_MS
        kept = {name: changed[name] for name in ("last_event", "floor_event", "last_place", "business_day")}
        connection.execute(update(sites).where(sites.c.id == self.site_id).values(**kept))
        for row in self._counters:
            moved = self._later(row, later)
            where = (counters.c.site_id == self.site_id) & (counters.c.code == row["code"])
            connection.execute(update(counters).where(where).values(next_at=moved["next_at"]))

    def _later(self, row: Mapping[str, Any], days: int) -> dict[str, Any]:
        return {name: self._moved(name, value, days) for name, value in row.items()}

    def _moved(self, name: str, value: Any, days: int) -> Any:
        if value is None:
            return None
        if name in {"business_day", "up_to"}:
            return (date.fromisoformat(value) + timedelta(days)).isoformat()
        if name == "at" or name.endswith("_at"):
            return value + days * DAY_MS
        if name in {"issue_event", "call_event"}:
            return value + days * self._length
        return value

    def _ticket(self, row: Mapping[str, Any], days: int, ids: Mapping[str, str]) -> dict[str, Any]:
        token = ticket_token(bytes.fromhex(self.site.secret), ids[row["id"]])
        return {**self._later(row, days), "id": ids[row["id"]], "token_hash": token_hash(token)}

    def _event(self, row: Mapping[str, Any], days: int, ids: Mapping[str, str]) -> dict[str, Any]:
        told = self._later(json.loads(row["data"]), days)
        data = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        now = {**self._later(row, days), "id": row["id"] + days * self._length, "data": data}
        now["ticket_id"] = ids.get(row["ticket_id"], row["ticket_id"])
        names = ("id", "event", "at", "ticket_id", "actor", "data")
        return {**now, "checksum": event_checksum(*(now[name] for name in names))}


def _rows(connection: Any, query: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query).mappings()]


def many_tickets(database: Database, days: int, copies: int) -> None:
    """Every finished ticket so many times more, on each of so many days before its own: for reports, quickly.

    They waited for 0 to 40 minutes and were promised half an hour. Only tickets: the log knows nothing of them.
    """
    statement = text(_many(database.engine.dialect.name))
    for start in range(1, days + 1, 30):
        span = {"first": start, "last": min(days, start + 29), "copies": copies}
        database.write(lambda connection, span=span: connection.execute(statement, span))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if database.engine.dialect.name == "postgresql":
            connection.execute(text("VACUUM ANALYZE tickets"))


def _many(kind: str) -> str:
    name, sqlite = "t.service || t.number || '-' || day.n || '-' || copy.n", kind == "sqlite"
    earlier, waited = (
        "- day.n * 86400000",
        "+ ((t.number * 7919 + day.n * 104729 + copy.n * 611) % 2400) * 1000",
    )
    new = {
        "id": name,
        "token_hash": name,
        "business_day": "date(t.business_day, -day.n || ' days')"
        if sqlite
        else "to_char(t.business_day::date - day.n::integer, 'YYYY-MM-DD')",
        "number": "t.number + copy.n * 1000",
        "promise_low_s": "0",
        "promise_high_s": "1800",
        **{each: f"t.{each} {earlier}" for each in ("created_at", "place_at")},
        **{each: f"t.{each} {earlier} {waited}" for each in ("called_at", "last_called_at", "ended_at")},
    }
    columns = [column.name for column in tickets.c]
    told = ", ".join(new.get(each, f"t.{each}") for each in columns)
    return (  # of those alone that were lived, which nobody promised anything
        "WITH RECURSIVE day(n) AS (SELECT CAST(:first AS bigint) UNION ALL SELECT n + 1 FROM day WHERE n < :last),"
        " copy(n) AS (SELECT CAST(0 AS bigint) UNION ALL SELECT n + 1 FROM copy WHERE n < :copies - 1)"
        f" INSERT INTO tickets ({', '.join(columns)}) SELECT {told} FROM day, copy, tickets t"
        " WHERE t.state = 'finished' AND t.promise_high_s IS NULL"
    )
