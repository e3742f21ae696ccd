"""Who is listening, and what they have seen.

Each site has a ring of its newest events. An event is encoded once for each kind of listener and shared by all of them;
the database serves only those who catch up from further back. A listener is a generator: it yields what is there, waits
for more, and sends a comment every few seconds so that the other side knows the link lives.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from kit import wire
from server.callers import Caller
from server.desk import Desk
from server.desk.branch import Branch, moment
from server.desk.change import Logged
from server.desk.telling import place_told
from server.problems import NotFound
from server.rules.numbers import label
from server.store import queries

log = logging.getLogger("stream")
RING = 2048
PAGE = 500  # events that one reader for all listeners takes from the log at a time
BURST = 50  # events that one listener is sent at a time: a thousand of them may be behind at once, each with its own
COMMENT_S = 10.0  # the contract says 15 at the most
COMMENT = b":\n\n"
# What only staff are told of an event: nobody else learns who goes before others, or why a colleague is away.
_FOR_STAFF = {
    "queue_class", "due_at", "place_at", "promise_low_s", "promise_high_s", "for_counter", "from_counter", "reason",
    "csat", "nps", "ces", "next", "run", "minutes", "device", "up_to", "estimate",
}  # fmt: skip
_NAMED = {"ticket.called", "ticket.recalled"}
# Somebody else's, that my phone must look at.
_CONCERN_ALL = {
    "ticket.called", "ticket.cancelled", "ticket.held", "ticket.resumed", "ticket.returned", "ticket.transferred",
    "ticket.delayed", "service.paused", "service.resumed", "site.changed",
}  # fmt: skip


@dataclass
class _Entry:
    logged: Logged
    frames: dict[bool, bytes] = field(default_factory=dict)


@dataclass
class _Site:
    """A site's ring; `last` is the newest event known, whether or not the ring still has it.

    `wanted` is the newest one heard of, and `reading` whether somebody reads up to it.
    """

    last: int
    wanted: int = 0
    reading: bool = False
    ring: deque[_Entry] = field(default_factory=lambda: deque(maxlen=RING))
    changed: threading.Condition = field(default_factory=threading.Condition)


@dataclass(frozen=True)
class Phone:
    """A customer's phone and the ticket that it follows."""

    site_id: int
    token: str
    ticket_id: str

    def concerned(self, logged: Logged) -> bool:
        """Whether this event may change what the phone shows."""
        return logged.ticket_id == self.ticket_id or logged.event in _CONCERN_ALL


class Hub:
    """Tells listeners of events; told by the desk after each commit, by `catch_up` and `poll` of other processes'.

    `comment_s` is after how many quiet seconds a listener is sent a sign of life.
    """

    def __init__(self, desk: Desk, comment_s: float = COMMENT_S) -> None:
        self._desk = desk
        self._comment_s = comment_s
        self._sites: dict[int, _Site] = {}
        self._lock = threading.Lock()
        self.closing = False
        self.hears = False  # set by who calls `catch_up` soon after every commit of any process
        self.listeners = 0
        desk.listen(self.publish)

    def publish(self, site_id: int, logged: list[Logged]) -> None:
        """Take in events that are durable. What another process committed in between is read from the log."""
        site = self._site(site_id)
        with site.changed:
            fresh = [each for each in logged if each.id > site.last]
            if not fresh or fresh[0].id == site.last + 1:
                self._append(site, fresh)
                return
        if not self.hears:  # otherwise it hears of these, too, and reads them all together
            self.catch_up(site_id, fresh[-1].id)

    def catch_up(self, site_id: int, newest: int) -> None:
        """Another process says that the site has events up to `newest`: read what is missing.

        One reader for a site at a time; whoever comes meanwhile only says how far it has to read.
        """
        site = self._site(site_id)
        with site.changed:
            site.wanted = max(site.wanted, newest)
            if site.reading or site.wanted <= site.last:
                return
            if not self.listeners:  # nothing is read for nobody; whoever comes reads from the log
                site.ring.clear()
                site.last = site.wanted
                return
            site.reading = True
        try:
            while self._read_on(site_id, site):
                pass
        except BaseException:
            site.reading = False
            raise

    def _read_on(self, site_id: int, site: _Site) -> bool:
        """Read a page of what is wanted; whether there may be more."""
        found = self._read(site_id, site.last, PAGE)
        if any(each.event == "site.changed" for each in found):
            self._desk.branch_now(site_id)
        with site.changed:
            self._append(site, [each for each in found if each.id > site.last])
            site.reading = bool(found) and site.wanted > site.last
            return site.reading

    def poll(self) -> None:
        """Look for events that other processes have written: in case nobody told, or the telling was lost."""
        with self._desk.database.reading() as connection:
            newest = queries.last_events(connection)
        for site_id, last in newest.items():
            self.catch_up(site_id, last)

    def close(self) -> None:
        """End every stream: the server is going down."""
        self.closing = True
        for site in list(self._sites.values()):
            with site.changed:
                site.changed.notify_all()

    def listen(self, caller: Caller, last_id: int | None) -> Iterator[bytes]:
        """Frames from the event after `last_id` (None: from now), for ever; ends when the caller may listen no more."""
        site = self._site(caller.site_id)
        self.listeners += 1
        try:
            if self.hears:
                self.poll()  # "from now" is from the newest event of any process
            began = site.last
            cursor = began if last_id is None else last_id
            yield COMMENT
            while not self.closing:
                entries = self._after(caller.site_id, site, cursor)
                if entries:
                    yield b"".join(self._frame(caller, entry) for entry in entries)
                    cursor = entries[-1].logged.id
                    if any(entry.logged.id > began and _shuts_out(entry.logged, caller) for entry in entries):
                        return
                elif not self._wait(site, cursor, self._comment_s):
                    yield COMMENT
        finally:
            self.listeners -= 1

    def watch(self, phone: Phone) -> Iterator[bytes]:
        """What the phone shows, now and whenever an event has changed it; ends when the ticket is not known."""
        site = self._site(phone.site_id)
        cursor = site.last  # before the ticket is read: a call in between is then seen here or there
        told: wire.PhoneTicket | None = None
        spoke = time.monotonic()
        self.listeners += 1
        try:
            look = True
            while not self.closing:
                now = self._look(phone) if look else told
                if now is None:
                    return
                if now != told:
                    told = now
                    yield _phone_frame(cursor, told)
                    spoke = time.monotonic()
                elif time.monotonic() - spoke >= self._comment_s:
                    yield COMMENT
                    spoke = time.monotonic()
                self._wait(site, cursor, spoke + self._comment_s - time.monotonic())
                entries = self._after(phone.site_id, site, cursor)
                look = any(phone.concerned(entry.logged) for entry in entries)
                cursor = entries[-1].logged.id if entries else cursor
        finally:
            self.listeners -= 1

    def _look(self, phone: Phone) -> wire.PhoneTicket | None:
        try:
            with self._desk.view(phone.site_id) as view:
                return view.phone_ticket(phone.token)
        except NotFound:
            return None

    def last(self, site_id: int) -> int:
        """The newest event known."""
        return self._site(site_id).last

    def _site(self, site_id: int) -> _Site:
        known = self._sites.get(site_id)
        if known is None:
            with self._lock, self._desk.database.reading() as connection:
                last = queries.last_events(connection).get(site_id, 0)
                known = self._sites.setdefault(site_id, _Site(last))
        return known

    def _wait(self, site: _Site, cursor: int, seconds: float) -> bool:
        with site.changed:
            return site.changed.wait_for(lambda: self.closing or site.last > cursor, max(0.0, seconds))

    def _after(self, site_id: int, site: _Site, cursor: int) -> list[_Entry]:
        with site.changed:
            if cursor >= site.last:
                return []
            if site.ring and site.ring[0].logged.id <= cursor + 1:
                start = cursor + 1 - site.ring[0].logged.id
                return list(islice(site.ring, start, start + BURST))
            last = site.last
        found = [_Entry(each) for each in self._read(site_id, cursor, BURST) if each.id <= last]
        if not found:
            log.error("events after %d should be in the log, and are not", cursor)
            time.sleep(1)  # a damaged log must not keep the loop spinning
        return found

    def _append(self, site: _Site, fresh: list[Logged]) -> None:
        if fresh:
            for each in fresh:
                if each.event == "log.resumed":
                    site.ring.clear()  # ids were skipped before it, and a ring has no gaps
                site.ring.append(_Entry(each))
            site.last = fresh[-1].id
            site.changed.notify_all()

    def _read(self, site_id: int, after: int, limit: int) -> list[Logged]:
        with self._desk.database.reading() as connection:
            rows = queries.events_after(connection, site_id, after, limit)
        return [logged_of(row) for row in rows]

    def _frame(self, caller: Caller, entry: _Entry) -> bytes:
        frame = entry.frames.get(caller.is_staff)
        if frame is None:
            branch = self._desk.branch(caller.site_id)
            frame = entry.frames[caller.is_staff] = encode(branch, entry.logged, staff=caller.is_staff)
        return frame


def logged_of(row: Any) -> Logged:
    """An event from its row."""
    return Logged(row.id, row.event, row.at, row.ticket_id, row.actor, json.loads(row.data))


def encode(branch: Branch, logged: Logged, *, staff: bool) -> bytes:
    """One frame of the stream: id, event, and one line of data, cut to what this kind of listener may know."""
    data = told(branch, logged, staff=staff)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {logged.id}\nevent: {logged.event}\ndata: {text}\n\n".encode()


def told(branch: Branch, logged: Logged, *, staff: bool) -> dict[str, Any]:
    """An event's data for a listener; who did it is for staff only."""
    data = dict(logged.data)
    data.pop("digest", None)  # for `check` only
    data["at"] = wire_time(logged.at)
    if logged.ticket_id is not None:
        data = {"ticket": logged.ticket_id, **data, "number": label(data["service"], data["number"])}
        data["service"] = data.pop("waits_for", data["service"])
    if logged.event in _NAMED:
        data.update(place_told(branch, data.get("counter")), called_at=data["at"])
    if staff:
        data["actor"] = logged.actor
        return data
    hidden = _FOR_STAFF - ({"reason"} if logged.event == "ticket.printed" else set())
    data = {name: value for name, value in data.items() if name not in hidden}
    if logged.event.startswith(("user.", "device.", "appointment.")):
        data = {"at": data["at"]}
    return data


def wire_time(ms: int) -> str:
    """Milliseconds since 1970 as the wire writes a time."""
    return moment(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _phone_frame(number: int, told: wire.PhoneTicket) -> bytes:
    return f"id: {number}\nevent: ticket.changed\ndata: {told.model_dump_json()}\n\n".encode()


def _shuts_out(logged: Logged, caller: Caller) -> bool:
    """A revoked device; a user who was disabled or has a new password: every session ends then."""
    if logged.event == "device.revoked":
        return caller.kind == "device" and logged.data.get("device") == caller.id
    return logged.event == "user.changed" and caller.is_staff and logged.data.get("user") == caller.id
