"""Who is listening, and what they have seen.

Each site has a ring of its newest events. An event is encoded once for each kind of listener and shared by all of them;
the database serves only those who catch up from further back. A listener is a generator: it yields what is there, waits
for more, and sends a comment every few seconds so that the other side knows the link lives. Where it has a `Link`, it
waits while the rounds (`rounds.py`) write to that, and goes on by itself only when it does not keep up.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from kit import wire
from server.callers import Caller
from server.desk import Desk
from server.desk.change import Logged
from server.problems import NotFound
from server.store import queries
from server.store.work import DatabaseAway, first_line
from server.stream.frames import COMMENT, encode, logged_of, phone_frame, shuts_out
from server.stream.phones import Phone
from server.stream.posts import Link, PhonePost, Post, comment_s_of
from server.stream.ring import BURST, Entry, Site
from server.stream.rounds import STUCK_S, Rounds

log = logging.getLogger("stream")
PAGE = 500  # events that one reader for all listeners takes from the log at a time
COMMENT_S = 10.0  # the contract says 15 at the most
AGAIN_S = 1.0  # after the log could not be read
SAY_S = 10.0  # how often that is said: a thousand listeners may wait
Result = TypeVar("Result")


class Hub:
    """Tells listeners of events; told by the desk after each commit, by `catch_up` and `poll` of other processes'.

    `comment_s` is after how many seconds a listener is sent a comment, as a sign of life: whether it is quiet or busy;
    `stuck_s` after how many one that takes nothing of what it is sent is let go.
    """

    def __init__(self, desk: Desk, comment_s: float = COMMENT_S, stuck_s: float = STUCK_S) -> None:
        self._desk = desk
        self._comment_s = comment_s
        self._again_s = min(AGAIN_S, comment_s)
        self._said = -SAY_S
        self._sites: dict[int, Site] = {}
        self._lock = threading.Lock()
        self.rounds = Rounds(desk, self._frame, comment_s, stuck_s)
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
                site.forget(site.wanted)
                return
            site.reading = True
        try:
            while self._read_on(site):
                pass
        except BaseException:
            site.reading = False
            raise

    def _read_on(self, site: Site) -> bool:
        """Read a page of what is wanted; whether there may be more."""
        found = self._read(site.id, site.last, PAGE)
        if any(each.event == "site.changed" for each in found):
            self._desk.branch_now(site.id)
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
        self.rounds.close()

    def listen(self, caller: Caller, last_id: int | None, link: Link | None = None) -> Iterator[bytes]:
        """Frames from the event after `last_id` (None: from now), for ever; ends when the caller may listen no more.

        What the rounds write to the `link` is not yielded.
        """
        site = self._site(caller.site_id)
        post = Post(site, link, caller) if link is not None else None
        self._enter(post)
        try:
            if self.hears:
                self.poll()  # "from now" is from the newest event of any process
            began = site.last
            cursor = began if last_id is None else last_id
            commented = time.monotonic()
            yield COMMENT
            while not self.closing:
                if post is not None:
                    post.idle()
                entries = self._after(site, cursor)
                if entries:
                    if post is not None:
                        post.busy()
                    if time.monotonic() - commented >= self._comment_s:
                        commented = time.monotonic()
                        yield COMMENT
                    yield b"".join(self._frame(site, entry, caller.is_staff) for entry in entries)
                    cursor = entries[-1].logged.id
                    if any(entry.logged.id > began and shuts_out(entry.logged, caller) for entry in entries):
                        return
                elif post is not None:
                    cursor = self._park(post, cursor)
                elif not self._wait(site, cursor, min(self._comment_s, comment_s_of(caller))):
                    commented = time.monotonic()
                    yield COMMENT
        finally:
            self._leave(post)

    @contextmanager
    def attended(self) -> Iterator[None]:
        """While somebody of this process reads on with `after`."""
        self._enter(None)
        try:
            yield
        finally:
            self._leave(None)

    def after(self, site_id: int, cursor: int, seconds: float) -> list[Logged]:
        """Some of the events after `cursor`, in order; waits for one no longer than this. None come once it closes."""
        site = self._site(site_id)
        self._wait(site, cursor, seconds)
        return [] if self.closing else [entry.logged for entry in self._after(site, cursor)]

    def watch(self, phone: Phone, link: Link | None = None) -> Iterator[bytes]:
        """What the phone shows, now and whenever an event has changed it; ends when the ticket is not known."""
        site = self._site(phone.site_id)
        if link is not None:
            yield from self._watch_by_rounds(PhonePost(site, link, phone))
            return
        cursor = site.last  # before the ticket is read: a call in between is then seen here or there
        told: wire.PhoneTicket | None = None
        spoke = time.monotonic()
        self._enter(None)
        try:
            look = True
            while not self.closing:
                now = self._look(phone) if look else told
                if now is None:
                    return
                if now != told:
                    told = now
                    yield phone_frame(cursor, told)
                    spoke = time.monotonic()
                elif time.monotonic() - spoke >= self._comment_s:
                    yield COMMENT
                    spoke = time.monotonic()
                self._wait(site, cursor, spoke + self._comment_s - time.monotonic())
                entries = self._after(site, cursor)
                look = any(phone.concerned(entry.logged) for entry in entries)
                cursor = entries[-1].logged.id if entries else cursor
        finally:
            self._leave(None)

    def _watch_by_rounds(self, post: PhonePost) -> Iterator[bytes]:
        self._enter(post)
        try:
            while not self.closing:
                post.idle()
                cursor = post.site.last  # before the ticket is read, as above
                now = self._look(post.phone)
                if now is None:
                    return
                if now != post.told:
                    post.told = now
                    post.busy()
                    yield phone_frame(cursor, now)
                self._park(post, cursor)
        finally:
            self._leave(post)

    def _enter(self, post: Post | None) -> None:
        self.listeners += 1
        if post is not None:
            self.rounds.enter(post)

    def _leave(self, post: Post | None) -> None:
        self.listeners -= 1
        if post is not None:
            self.rounds.leave(post)

    def _park(self, post: Post, cursor: int) -> int:
        if post.site.last > cursor or self.closing:
            return cursor
        return post.park(cursor)

    def _look(self, phone: Phone) -> wire.PhoneTicket | None:
        def ticket() -> wire.PhoneTicket | None:
            try:
                with self._desk.view(phone.site_id) as view:
                    return view.phone_ticket(phone.token)
            except NotFound:
                return None

        return self._patiently(ticket)

    def last(self, site_id: int) -> int:
        """The newest event known."""
        return self._site(site_id).last

    def _site(self, site_id: int) -> Site:
        known = self._sites.get(site_id)
        if known is None:
            with self._lock, self._desk.database.reading() as connection:
                last = queries.last_events(connection).get(site_id, 0)
                known = self._sites.setdefault(site_id, Site(site_id, last))
        return known

    def _wait(self, site: Site, cursor: int, seconds: float) -> bool:
        with site.changed:
            return site.changed.wait_for(lambda: self.closing or site.last > cursor, max(0.0, seconds))

    def _after(self, site: Site, cursor: int) -> list[Entry]:
        last = site.last
        found = site.after(cursor)
        if found is not None:
            return found
        logged = self._patiently(lambda: self._read(site.id, cursor, BURST))
        found = [Entry(each) for each in logged if each.id <= last]
        if not found:
            log.error("events after %d should be in the log, and are not", cursor)
            time.sleep(self._again_s)  # a damaged log must not keep the loop spinning
        return found

    def _patiently(self, read: Callable[[], Result]) -> Result:
        """What a listener reads; a database that is away, or was restarted, is asked again: no stream ends."""
        while True:
            try:
                return read()
            except DatabaseAway as problem:
                if self.closing:
                    raise
                if time.monotonic() - self._said >= SAY_S:
                    self._said = time.monotonic()
                    log.warning("streams wait for the database: %s", first_line(problem))
            time.sleep(self._again_s)

    def _append(self, site: Site, fresh: list[Logged]) -> None:
        if fresh:
            site.append(fresh)
            self.rounds.told()

    def _read(self, site_id: int, after: int, limit: int) -> list[Logged]:
        with self._desk.database.reading() as connection:
            rows = queries.events_after(connection, site_id, after, limit)
        return [logged_of(row) for row in rows]

    def _frame(self, site: Site, entry: Entry, staff: bool) -> bytes:
        frame = entry.frames.get(staff)
        if frame is None:
            branch = self._desk.branch(site.id)
            frame = entry.frames[staff] = encode(branch, entry.logged, staff=staff)
        return frame
