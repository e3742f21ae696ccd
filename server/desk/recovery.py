"""Going on after a restore: numbers and event ids above the highest that anybody has seen.

A restored database does not know how far the queue had come. Devices do: each tells the last event it has heard of, and
the last numbers it has given or shown. So a restored site gives nothing out until every device that lives has told, or
a few seconds are over; then one event, `log.resumed`, says which ids and numbers are skipped.

The same happens when a device knows of more than the log at any other time: then the newest changes were lost, whether
or not anybody noticed.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from server.callers import Caller, system
from server.desk import Desk, now_ms
from server.desk.branch import Branch, branch_of
from server.desk.change import Change
from server.desk.restored import Skipped, note_end
from server.problems import Unavailable
from server.store import queries
from server.store.database import Database
from server.store.queries import recovery as recoveries
from server.store.seen import FARTHEST, Seen

log = logging.getLogger("server")
GRACE_S = 10.0  # a screen tries again within 5 s, a kiosk within 2 s
LIVES_MS = 24 * 3600 * 1000
NUMBER = "last_"  # a heartbeat's keys for numbers: last_A
_TOLD = re.compile(r"(\d{1,9}) (\d{4}-\d\d-\d\dT\S{1,20})")


def mark_restored(
    database: Database, seen: Mapping[int, Seen], reason: str, clock: Callable[[], int] = now_ms
) -> None:
    """Each site waits for its devices from now on; `seen` is what is known without them, by site."""

    def work(connection: Connection) -> None:
        for site_id, _, _ in recoveries.how_far(connection):
            told = seen.get(site_id, Seen()).as_json()
            recoveries.begin_recovery(connection, site_id, clock(), reason, told)

    database.write(work)


def forget_expired(database: Database, clock: Callable[[], int] = now_ms) -> int:
    """Erase whom a restored database should not know any more; returns how many rows that were."""

    def work(connection: Connection) -> int:
        count = 0
        for row in queries.all_sites(connection):
            branch = branch_of(row)
            day = branch.business_day(clock(), row.business_day)
            count += queries.erase_people(connection, row.id, branch.forgotten_up_to(day))
        return count

    return database.write(work)


def seen_numbers(header: str) -> dict[str, object]:
    """A `Last-Numbers` header in the form of a heartbeat's status; what is not understood is left out."""
    found: dict[str, object] = {}
    for each in header.split(","):
        service, _, told = each.strip().partition(" ")
        found[NUMBER + service] = told
    return found


class Recovery:
    """What a server does about it. One for a process; `look` is called by a timer, `hear` by routes."""

    def __init__(
        self, desk: Desk, grace_s: float = GRACE_S, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._desk = desk
        self._grace_s = grace_s
        self._monotonic = monotonic
        self._waiting: dict[int, float] = {}
        self._note = ""
        with desk.database.reading() as connection:
            for row in recoveries.recovery_rows(connection):
                if row.resumed_at is None:
                    self._waiting[row.site_id] = monotonic()
                    self._note = f"{row.reason}; see the log"
                    log.warning("site %d goes on when its devices have told how far it had come", row.site_id)

    def guard(self, caller: Caller) -> None:
        """Nothing changes while a site waits. Raises Unavailable."""
        if caller.site_id in self._waiting:
            raise Unavailable("The queue was restored and goes on in a few seconds.", 2)

    @property
    def waits(self) -> bool:
        """Whether any site waits for its devices."""
        return bool(self._waiting)

    def look(self) -> None:
        """Go on with the sites whose devices have told, or were waited for long enough."""
        for site_id, since in list(self._waiting.items()):
            with self._desk.database.reading() as connection:
                missing = _silent(connection, site_id)
            if missing is None:
                self._waiting.pop(site_id, None)  # another process went on with it
            elif not missing or self._monotonic() - since > self._grace_s:
                for name in missing:
                    log.warning("device '%s' has not told how far the queue had come", name)
                self._resume(site_id, Seen())
                self._waiting.pop(site_id, None)

    def hear(self, caller: Caller, event: int | None, status: Mapping[str, object] | None = None) -> bool:
        """What a caller has seen: the last event it knows of, and its heartbeat's numbers.

        Returns whether that was all that can be done with it now, as the site waits for others to tell.
        """
        seen = self._seen(caller.site_id, event, status or {})
        if caller.site_id in self._waiting:
            self._desk.database.write(lambda connection: _note(connection, caller, seen))
            self.look()
            return True
        if seen.event or seen.numbers:
            with self._desk.database.reading() as connection:
                ahead = _ahead(connection, caller.site_id, self._desk.branch(caller.site_id), seen)
            if ahead:
                self._note = f"changes were lost: {caller.actor} knows {ahead}"
                log.error("%s knows more than the log (%s): changes were lost", caller.actor, ahead)
                self._resume(caller.site_id, seen)
        return False

    def notes(self) -> dict[str, str]:
        """What happened to the data, for whoever looks after the server; until its next start."""
        return {"recovery": self._note} if self._note else {}

    def _seen(self, site_id: int, event: int | None, status: Mapping[str, object]) -> Seen:
        heard = status.get("event_id")
        seen = Seen(max(event or 0, heard if isinstance(heard, int) else 0))
        for key, value in status.items():
            told = _TOLD.fullmatch(value) if key.startswith(NUMBER) and isinstance(value, str) else None
            day = self._day(site_id, told[2]) if told else None
            if told and day:
                seen = seen.with_number(key.removeprefix(NUMBER), day, int(told[1]))
        return seen

    def _day(self, site_id: int, moment: str) -> str | None:
        """The business day of a moment, as a device wrote it."""
        try:
            at = datetime.fromisoformat(moment).timestamp()
            return self._desk.branch(site_id).business_day(int(at * 1000), None)
        except (ValueError, OverflowError, OSError):
            return None

    def _resume(self, site_id: int, told: Seen) -> None:
        def work(connection: Connection) -> None:
            row = queries.lock_site(connection, site_id)
            waiting = recoveries.recovery(connection, site_id)
            seen, waits = told, waiting is not None and waiting.resumed_at is None
            if waiting is not None and waits:
                seen = told | Seen.from_json(waiting.seen) | _reported(waiting)[0]
            if row is None:
                return
            branch = branch_of(queries.site_settings(connection, site_id))
            skipped = _go_on(connection, branch, row, seen, self._desk.now(), waits=waits)
            if skipped is not None:
                note_end(connection, branch, skipped, self._desk.now())

        self._desk.database.write(work)


def _go_on(
    connection: Connection, branch: Branch, row: Any, seen: Seen, now: int, *, waits: bool
) -> Skipped | None:
    """Skip what was seen, say so in the log, and return the numbers; None where there is nothing to do.

    `waits`: say so though nothing is skipped.
    """
    event = seen.event if row.last_event < seen.event <= row.last_event + FARTHEST else row.last_event
    skipped = _skipped(connection, branch, row, seen)
    if not (waits or skipped or event > row.last_event):
        return None
    day = row.business_day or branch.business_day(now, None)
    change = Change(connection, branch, system(branch.id), now, event, day, row.floor_event, row.last_place)
    change.record("log.resumed", after=row.last_event, numbers=skipped)
    change.flush()
    for each in skipped:
        recoveries.raise_number(
            connection, branch.id, str(each["service"]), str(each["business_day"]), int(each["to"])
        )
    log.warning("site %s goes on with event %d after %d", branch.code, event + 1, row.last_event)
    return skipped


def _skipped(connection: Connection, branch: Branch, row: Any, seen: Seen) -> Skipped:
    """The numbers that were given and are not in the log, as ranges."""
    found = []
    for service, (day, number) in sorted(seen.numbers.items()):
        known = branch.services.get(service)
        if known is None or not known.first <= number <= known.last or day < (row.business_day or ""):
            continue
        if recoveries.in_band(connection, branch.id, service, day, number):
            continue  # from a kiosk's own numbers, of which the kiosk itself knows how far it has come
        last = recoveries.last_number(connection, branch.id, service, day)
        if last is None or last < number:
            start = known.first if last is None else last + 1
            found.append({"service": service, "business_day": day, "from": start, "to": number})
    return found


def _ahead(connection: Connection, site_id: int, branch: Branch, seen: Seen) -> str:
    """What of this the log does not know, in words; empty: nothing."""
    row = queries.site(connection, site_id)
    if row is None:
        return ""
    if row.last_event < seen.event <= row.last_event + FARTHEST:
        return f"event {seen.event}, and the newest here is {row.last_event}"
    skipped = _skipped(connection, branch, row, seen)
    return f"number {skipped[0]['to']} of service {skipped[0]['service']}" if skipped else ""


def _note(connection: Connection, caller: Caller, seen: Seen) -> None:
    queries.lock_site(connection, caller.site_id)
    row = recoveries.recovery(connection, caller.site_id)
    if row is not None:
        known, reporters = _reported(row)
        told = {"seen": (known | seen).as_json(), "by": sorted({*reporters, caller.actor})}
        recoveries.set_recovery(connection, caller.site_id, reported=json.dumps(told))


def _reported(row: Any) -> tuple[Seen, list[str]]:
    """What devices have told since the restore, and which."""
    if not row.reported:
        return Seen(), []
    told = json.loads(row.reported)
    return Seen.from_json(told["seen"]), told["by"]


def _silent(connection: Connection, site_id: int) -> list[str] | None:
    """The devices that live and have not told yet; None when the site goes on already."""
    row = recoveries.recovery(connection, site_id)
    if row is None or row.resumed_at is not None:
        return None
    known = [
        each
        for each in queries.device_rows(connection, site_id)
        if each.revoked_at is None and each.role != "metrics" and each.seen_at is not None
    ]
    newest = max((each.seen_at for each in known), default=0)
    _, reporters = _reported(row)
    return [
        each.name
        for each in known
        if each.seen_at > newest - LIVES_MS and f"device:{each.id}" not in reporters
    ]
