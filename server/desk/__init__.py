"""The desk: every use case of the queue. One call, one transaction, its events.

`Desk` is what api, pages and cli are given. The use cases themselves stand in the files beside this one, as functions
of a `Change` (writing) or a `View` (reading).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, TypeVar

from sqlalchemy import Connection

from kit import wire
from server.callers import Caller, system
from server.desk.branch import Branch, branch_of
from server.desk.change import Change, Logged
from server.desk.days import begin_day
from server.desk.floor import Floor, floor_of
from server.desk.moments import Moments, always, system_synchronised
from server.desk.moments import now_ms as now_ms
from server.desk.views import View
from server.desk.waits import Waits
from server.problems import Conflict, Invalid, NotAuthenticated, NotFound, Unavailable, problem_of
from server.store import queries
from server.store.database import Database
from server.store.queries.opening import opening

Result = TypeVar("Result")
REVOKED = "This token is not known here, or was revoked."
DEVICES_KEPT = 1000
SUPERSEDED = "superseded"  # as the fingerprint of a call that will not be carried out, whatever is in it
Listener = Callable[[int, list[Logged]], None]


@dataclass(frozen=True)
class Answer:
    """What a command is answered, now or again: an HTTP status and its body as JSON."""

    status: int
    body: str
    replayed: bool = False


@dataclass(frozen=True)
class Key:
    """A command's idempotency key with what it was sent for."""

    text: str
    fingerprint: str

    @classmethod
    def of(cls, text: str, method: str, path: str, body: str) -> Key:
        """The key `text` for this request; `body` as canonical JSON."""
        return cls(text, hashlib.sha256(f"{method} {path}\n{body}".encode()).hexdigest())


def command_checksum(row: Any) -> int:
    """CRC-32 of a stored answer's row."""
    whole = (row.caller, row.key, row.fingerprint, row.status, row.answer, row.at)
    return zlib.crc32("|".join(str(each) for each in whole).encode())


class Desk:
    """Runs use cases for callers. One for a process. A `clock` of one's own is believed; the machine's is looked at."""

    def __init__(self, database: Database, clock: Callable[[], int] = now_ms) -> None:
        self.database = database
        self.moments = Moments(clock, system_synchronised if clock is now_ms else always)
        self._branches: dict[int, Branch] = {}
        self._floors: dict[int, Floor] = {}
        self.waits: Waits | None = None  # set where waits are estimated
        self._devices: dict[str, Caller] = {}
        self._listeners: list[Listener] = []
        self.gate: Callable[[Caller], None] = _open  # raises Unavailable while nothing may change
        self.room: Callable[[], None] = _open  # raises Unavailable while no ticket may be given

    def now(self) -> int:
        """This moment by the desk's clock: milliseconds since 1970 in UTC."""
        return self.moments.clock()

    def listen(self, listener: Listener) -> None:
        """Be told of each change's events once they are durable, in the order of commits."""
        self._listeners.append(listener)

    def command(self, caller: Caller, key: Key, act: Callable[[Change], tuple[int, wire.Told]]) -> Answer:
        """Run a use case once for its key; the same key again gives the same answer.

        `act` returns the status and the answer. Raises Refused; a Conflict is kept as an answer too, for it is the
        truth about that moment.
        """

        def work(change: Change, stored: Any) -> Answer:
            if stored is not None:
                return _again(stored, key)
            return _first_time(change, caller, key, act)

        return self._changed(caller, (caller.actor, key.text), work)

    def change(self, caller: Caller, act: Callable[[Change], Result]) -> Result:
        """Run `act` in one transaction with the site locked; its events are told once they are durable."""
        return self._changed(caller, None, lambda change, _stored: act(change))

    def _changed(
        self, caller: Caller, command: tuple[str, str] | None, act: Callable[[Change, Any], Result]
    ) -> Result:
        """See change. `act` is also given what was answered to `command` (caller, key) before, or None."""
        self.gate(caller)
        device = caller.id if caller.kind == "device" else None

        def work(connection: Connection) -> tuple[Result, list[Logged]]:
            found = opening(connection, caller.site_id, device, command)
            row = found.site
            if row is None:
                raise NotFound("This site is not here any more.")
            if not found.stands:
                raise NotAuthenticated(REVOKED)
            branch = self._branch(connection, row)
            now = self.moments.now(connection, row)
            change = Change(
                connection,
                branch,
                caller,
                now,
                row.last_event,
                branch.business_day(now, row.business_day),
                row.floor_event,
                row.last_place,
                self._floor(connection, branch, row.floor_event),
                self.waits,
            )
            begin_day(change, row.business_day)
            result = act(change, found.stored)
            change.flush()
            return result, change.logged

        try:
            result, _ = self.database.write(
                work, lambda done: self._tell(caller.site_id, done[1]), site_id=caller.site_id
            )
        except Unavailable:
            # Others in the same commit may have changed settings or counters, and what was read of that is not so.
            self._branches.clear()
            self._floors.clear()
            raise
        return result

    @contextmanager
    def view(self, site_id: int) -> Iterator[View]:
        """Read a site as it stands now."""
        with self.database.reading() as connection:
            row = queries.site(connection, site_id)
            if row is None:
                raise NotFound("This site is not here any more.")
            branch = self._branch(connection, row)
            now = self.moments.now(connection, row)
            day = branch.business_day(now, row.business_day)
            floor = self._floor(connection, branch, row.floor_event)
            yield View(connection, branch, now, row.last_event, day, floor, row.last_place, self.waits)

    def device(self, token_hash: str) -> Caller | None:
        """The device whose token has this hash, as a caller; None when unknown or revoked."""
        with self.database.reading() as connection:
            row = queries.device_by_token(connection, token_hash)
        if row is None:
            self._devices.pop(token_hash, None)
            return None
        found = Caller(row.site_id, "device", row.id, row.name, row.role, row.counter)
        if len(self._devices) < DEVICES_KEPT:
            self._devices[token_hash] = found
        return found

    def device_for_change(self, token_hash: str) -> Caller | None:
        """The same for a caller who is about to change something, from memory where it was seen before.

        `change` makes sure in its own transaction that the device still stands, so nothing is done for a revoked one.
        """
        return self._devices.get(token_hash) or self.device(token_hash)

    def keep_day(self) -> None:
        """Begin the new business day of every site where it has come; for a timer, so that an idle night counts too."""
        with self.database.reading() as connection:
            rows = [(row, self.moments.now(connection, row)) for row in queries.all_sites(connection)]
        for row, now in rows:
            if self.branch(row.id).business_day(now, row.business_day) != row.business_day:
                self.change(system(row.id), lambda _change: None)

    def branch(self, site_id: int) -> Branch:
        """The site's settings as last read; read now if never before."""
        known = self._branches.get(site_id)
        if known is not None:
            return known
        return self.branch_now(site_id)

    def branch_now(self, site_id: int) -> Branch:
        """The site's settings as they stand: somebody may have changed them at the command line."""
        with self.view(site_id) as view:
            return view.branch

    def _branch(self, connection: Connection, row: Any) -> Branch:
        known = self._branches.get(row.id)
        if known is None or known.revision != row.revision:
            files = queries.site_files_known(connection, row.id)
            known = self._branches[row.id] = branch_of(queries.site_settings(connection, row.id), files)
        return known

    def _floor(self, connection: Connection, branch: Branch, floor_event: int) -> Floor:
        known = self._floors.get(branch.id)
        if known is None or known.key != (branch.revision, floor_event):
            known = self._floors[branch.id] = floor_of(connection, branch, floor_event)
        return known

    def _tell(self, site_id: int, logged: list[Logged]) -> None:
        if logged:
            self.moments.happened(site_id, logged[-1].id, logged[-1].at)
            for listener in self._listeners:
                listener(site_id, logged)


def _open(*_asked: object) -> None:
    """Nothing stands in the way."""


def _again(stored: Any, key: Key) -> Answer:
    if stored.fingerprint not in {key.fingerprint, SUPERSEDED}:
        raise Invalid("This key was used for a different request.", "Idempotency-Key")
    return Answer(stored.status, stored.answer, replayed=True)


def _first_time(
    change: Change, caller: Caller, key: Key, act: Callable[[Change], tuple[int, wire.Told]]
) -> Answer:
    before = len(change.logged)
    try:
        status, told = act(change)
        body = told.model_dump_json()
    except Conflict as conflict:
        if len(change.logged) != before:
            raise AssertionError("a use case raised Conflict after it had written") from conflict
        status, body = 409, problem_of(conflict).model_dump_json(exclude_none=True)
    row = {
        "site_id": caller.site_id,
        "caller": caller.actor,
        "key": key.text,
        "fingerprint": key.fingerprint,
        "status": status,
        "answer": body,
        "at": change.now,
    }
    queries.add_command(change.connection, {**row, "checksum": command_checksum(SimpleNamespace(**row))})
    return Answer(status, body)
