"""Rounds: what is new goes to everybody who keeps up, in one go, screens and buttons first and phones last.

A piece is made once for all who want the same one, and writing it costs a system call and little else. The loop is
given back after every few listeners, so that no command waits for a whole round.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from server.desk import Desk
from server.problems import NotFound
from server.stream.frames import COMMENT, SHUTTING, phone_frame
from server.stream.phones import concerns_all
from server.stream.posts import PhonePost, Post, chunk
from server.stream.ring import Entry, Site

log = logging.getLogger("stream")
PAGE = 100  # listeners that are written to before others have their turn
PHONES = 10  # phones that are looked at before others have their turn
PAUSE_S = 0.0005  # long enough for the event loop to look at every socket
TICK_S = 0.5
STUCK_S = 30.0
CLOSE_S = 2.0  # a round waits for nobody, so it is over far sooner
# Phones hear of their own ticket at once. That the line has moved may come a moment later: a thousand of them have to
# be looked at for it, and that takes a quarter of the time at the most.
PASS_S = 0.5
REST = 3
_COMMENT = chunk(COMMENT)
Framed = Callable[[Site, Entry, bool], bytes]


class _Parcel(NamedTuple):
    """What listeners at the same place are sent; `piece` None: they have to go on by themselves."""

    piece: bytes | None
    last: int


class _Phones:
    """A site's phones that wait to be looked at because the line has moved."""

    def __init__(self) -> None:
        self.queue: list[PhonePost] = []
        self.began = self.next_at = 0.0


class Rounds:
    """Writes to the listeners of all sites. `framed` gives an event's frame for staff or others.

    `comment_s` is after how many quiet seconds a listener is sent a sign of life, `stuck_s` how long one may take
    nothing of what it was sent.
    """

    def __init__(self, desk: Desk, framed: Framed, comment_s: float, stuck_s: float = STUCK_S) -> None:
        self._desk, self._framed = desk, framed
        self._comment_s, self._stuck_s = comment_s, stuck_s
        self._posts: dict[Site, dict[Post, None]] = {}
        self._phones: dict[Site, _Phones] = {}
        self._news = threading.Event()
        self._lock = threading.Lock()
        self._running: threading.Thread | None = None
        self._closed = False

    def enter(self, post: Post) -> None:
        """A listener has come."""
        with self._lock:
            self._posts.setdefault(post.site, {})[post] = None
            if self._running is None and not self._closed:
                self._running = threading.Thread(target=self._run, name="rounds", daemon=True)
                self._running.start()

    def leave(self, post: Post) -> None:
        """A listener has gone."""
        with self._lock:
            here = self._posts.get(post.site, {})
            here.pop(post, None)
            if not here:
                self._posts.pop(post.site, None)

    def told(self) -> None:
        """There is something new. Returns at once."""
        self._news.set()

    def close(self) -> None:
        """End; on return nobody is written to any more, nothing is read, and everybody goes on by itself."""
        with self._lock:
            self._closed, running = True, self._running
        self._news.set()
        self.release_all()
        if running is not None:
            running.join(CLOSE_S)
        self.release_all()  # who was parked meanwhile

    def release_all(self) -> None:
        """Everybody goes on by itself."""
        for here in list(self._posts.values()):
            for post in list(here):
                post.release()

    def _run(self) -> None:
        wait_s = min(TICK_S, self._comment_s / 4)
        while True:
            self._news.wait(wait_s)
            with self._lock:
                if not self._posts or self._closed:
                    self._running = None
                    return
            try:
                wait_s = self.round()
            except Exception:
                log.exception("a round failed; its listeners go on by themselves")
                self.release_all()

    def round(self) -> float:
        """Write to everybody what is new; returns after how many seconds to look again at the latest."""
        self._news.clear()
        for site, here in list(self._posts.items()):
            phones = [each for each in here if isinstance(each, PhonePost)]
            others = [each for each in here if not isinstance(each, PhonePost)]
            self._tell(site, sorted(others, key=lambda post: post.rank))
            if phones:
                self._tell_phones(site, phones)
        self._phones = {site: each for site, each in self._phones.items() if site in self._posts}
        soon = [each.next_at - time.monotonic() for each in self._phones.values() if each.queue]
        return max(0.001, min(TICK_S, self._comment_s / 4, *soon))

    def _tell(self, site: Site, posts: Sequence[Post]) -> None:
        parcels: dict[tuple[int, bool], _Parcel] = {}
        now = time.monotonic()
        for place, post in enumerate(posts, 1):
            if not post.parked:
                self._watch(post, now)
            elif post.cursor < site.last:
                parcel = parcels.get((post.cursor, post.staff))
                if parcel is None:
                    parcel = parcels[post.cursor, post.staff] = self._parcel(post)
                self._hand(post, parcel, now)
            else:
                self._quiet(post, now)
            if place % PAGE == 0:
                time.sleep(PAUSE_S)
                now = time.monotonic()
        if any(post.parked and post.cursor < site.last for post in posts):
            self._news.set()

    def _parcel(self, post: Post) -> _Parcel:
        entries = post.site.after(post.cursor)
        # Whoever may have to go finds out by itself.
        if not entries or any(entry.logged.event in SHUTTING for entry in entries):
            return _Parcel(None, post.cursor)
        frames = b"".join(self._framed(post.site, entry, post.staff) for entry in entries)
        return _Parcel(chunk(frames), entries[-1].logged.id)

    def _watch(self, post: Post, now: float) -> None:
        """It writes by itself: it does not keep up, and must not be waited for without end."""
        if post.writing is not None and now - post.writing > self._stuck_s:
            log.warning("a listener was let go: it took nothing for %.0f s", now - post.writing)
            post.writing = None
            post.link.cut()

    def _quiet(self, post: Post, now: float) -> None:
        if now - post.spoke >= min(self._comment_s, post.comment_s):
            post.commented = now
            post.push(_COMMENT, post.cursor, now)

    def _hand(self, post: Post, parcel: _Parcel, now: float) -> None:
        if parcel.piece is None:
            post.release()
        elif now - post.commented >= self._comment_s:
            post.commented = now
            post.push(_COMMENT + parcel.piece, parcel.last, now)
        else:
            post.push(parcel.piece, parcel.last, now)

    def _tell_phones(self, site: Site, phones: Sequence[PhonePost]) -> None:
        now = time.monotonic()
        seen: dict[int, tuple[int, set[str | None], bool]] = {}
        for post in phones:
            if not post.parked:
                self._watch(post, now)
            elif post.cursor < site.last:
                if post.cursor not in seen:
                    seen[post.cursor] = _concern(site, post.cursor)
                last, tickets, all_of_them = seen[post.cursor]
                post.own = post.own or post.phone.ticket_id in tickets
                post.due = post.due or all_of_them
                post.cursor = last
            else:
                self._quiet(post, now)
        for page in _pages([post for post in phones if post.own], PHONES):
            self._look(site, page)
            time.sleep(PAUSE_S)
        self._pass(site, phones)

    def _pass(self, site: Site, phones: Sequence[PhonePost]) -> None:
        """Look at some of those for whom the line has moved, and then give way to others."""
        state = self._phones.setdefault(site, _Phones())
        now = time.monotonic()
        if now < state.next_at:
            return
        if not state.queue:
            state.queue = [post for post in phones if post.due]
            state.began = now
        page, state.queue = state.queue[:PHONES], state.queue[PHONES:]
        self._look(site, [post for post in page if post.due])
        ended = time.monotonic()
        state.next_at = ended + REST * (ended - now)
        if not state.queue:
            state.next_at = max(state.next_at, state.began + PASS_S)
            state.queue = [post for post in phones if post.due]  # the line has moved on meanwhile
            state.began = state.next_at

    def _look(self, site: Site, posts: Sequence[PhonePost]) -> None:
        """Tell these phones what has changed for them, from one reading of the line."""
        if not posts:
            return
        cursor = site.last
        try:
            with self._desk.view(site.id) as view:
                now = time.monotonic()
                for post in posts:
                    if post.parked:
                        _show(post, view, cursor, now)
        except Exception:
            log.exception("looking at the line for phones failed; each tries by itself")
            for post in posts:
                post.own = post.due = False
                post.release()


def _show(post: PhonePost, view: Any, cursor: int, now: float) -> None:
    post.own = post.due = False
    try:
        told = view.phone_ticket(post.phone.token)
    except NotFound:
        post.release()  # it finds out by itself, and ends
        return
    if told != post.told and post.push(chunk(phone_frame(cursor, told)), cursor, now):
        post.told = told


def _concern(site: Site, cursor: int) -> tuple[int, set[str | None], bool]:
    """How far it was looked, whose tickets something happened to, and whether it concerns all who wait."""
    entries: list[Entry] = []
    while (found := site.after(cursor)) != []:
        if found is None:  # long ago: as if it concerned everybody
            return site.last, set(), True
        entries += found
        cursor = entries[-1].logged.id
    tickets = {entry.logged.ticket_id for entry in entries}
    return cursor, tickets, any(concerns_all(entry.logged) for entry in entries)


def _pages(posts: Sequence[PhonePost], size: int) -> Iterator[Sequence[PhonePost]]:
    for start in range(0, len(posts), size):
        yield posts[start : start + size]
