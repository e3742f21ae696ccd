"""Tickets that this kiosk gave from its own numbers while the server was away, until the server has them.

One SQLite file in the state folder. A number is on disk before anybody sees it, so no power cut can give it twice; a
tap has at most one ticket, whichever start of the program asks. Numbers go up through the whole outage, also past
midnight: without a clock that can be trusted only the server says that a new day has begun.

Answers to questions may tell of a need: they leave the file with the hand-in, and `secure_delete` overwrites them.
"""

from __future__ import annotations

import json
import logging
import secrets
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk import outbox_file
from kiosk.state import Pending
from kit import wire
from kit.client import new_key
from printer.jobs import Uptime

log = logging.getLogger("kiosk")

TOKEN_BYTES = 16  # 128 bits: as hard to guess as the server's own
KEPT_DAYS = 2  # handed-in tickets stay this long, for a copy with its code


@dataclass(frozen=True)
class Given:
    """One ticket of an outage. `tap` is the customer's tap, `key` the hand-in's own."""

    tap: str
    key: str
    instead: bool
    service: str
    number: int
    language: str
    priority: bool
    answers: tuple[int | None, ...]
    token: str
    issued_at: datetime

    def asked(self) -> wire.TakeTicket:
        """What the server is told of it."""
        return wire.TakeTicket(
            service=self.service,
            language=self.language,
            priority=self.priority,
            answers=list(self.answers),
            number=self.number,
            issued_at=self.issued_at,
            token=self.token,
            instead_of=self.tap if self.instead else None,
        )


OutboxError = sqlite3.Error  # what every method may raise: the card is full or broken, or the file is


class Outbox:
    """The file `outbox.db` in `folder`. Every method may be called from any thread; all may raise OutboxError.

    Without a folder (None: its disk does not take a file) it remembers nothing and has no numbers.
    """

    def __init__(
        self,
        folder: Path | None,
        uptime: Callable[[], Uptime] = Uptime.now,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._uptime, self._clock = uptime, clock
        self._lock = threading.Lock()
        self._lasting = folder is not None
        self._database = (
            outbox_file.opened(folder / "outbox.db")
            if folder is not None
            else outbox_file.prepared(":memory:")
        )

    @classmethod
    def opened(cls, folder: Path) -> Outbox:
        """The outbox; where its disk is full or read-only one without numbers, as the kiosk works without it."""
        try:
            return cls(folder)
        except sqlite3.OperationalError as problem:
            log.error("no numbers for an outage: %s", problem)  # noqa: TRY400 - said in one line
            return cls(None)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    def heard(self, services: wire.Services) -> None:
        """The server has told its time and our bands: only what changed is written."""
        with self._lock:
            told = [(each.service, each.first, each.last, each.next) for each in services.bands]
            if not self._lasting or self._lost(services.business_day):
                told = []
            rows = self._database.execute(
                "SELECT service, first, last, next, day FROM bands ORDER BY service"
            )
            known = [tuple(row) for row in rows]
            if known != sorted((*band, services.business_day) for band in told):
                self._write_bands(told, services.business_day)
            self._keep_contact(services.now)

    def _lost(self, day: str) -> bool:
        """Whether numbers given on this day may have been lost with an earlier file: none of that day's are given."""
        row = self._database.execute("SELECT day FROM lost").fetchone()
        if row is not None and row["day"] is None:
            self._database.execute("UPDATE lost SET day = ?", (day,))
            return True
        return row is not None and row["day"] == day

    def _write_bands(self, told: Sequence[tuple[str, int, int, int]], day: str) -> None:
        with self._database:
            self._begin()
            self._database.execute("DELETE FROM bands")
            self._database.executemany(
                "INSERT INTO bands VALUES (?, ?, ?, ?, ?)", [(*band, day) for band in told]
            )
            oldest = (self._clock() - timedelta(days=KEPT_DAYS)).isoformat()
            self._database.execute(
                "DELETE FROM tickets WHERE state = 'handed_in' AND day != ? AND issued_at < ?", (day, oldest)
            )

    def _keep_contact(self, server_now: datetime) -> None:
        """The server's time beside this machine's own uptime, rewritten where it says something new.

        Within one boot the uptime tells the time from the first contact on; so once a boot, and again when the
        server's clock was set, is enough for the card.
        """
        now = self._uptime()
        row = self._database.execute("SELECT * FROM contact").fetchone()
        if row is not None and row["boot"] == now.boot:
            expected = datetime.fromisoformat(row["server_now"]) + timedelta(
                seconds=now.seconds - row["uptime"]
            )
            if abs((server_now - expected).total_seconds()) < 60:
                return
        self._database.execute(
            "INSERT OR REPLACE INTO contact VALUES (1, ?, ?, ?)",
            (server_now.isoformat(), now.boot, now.seconds),
        )

    def now(self) -> datetime:
        """The server's time, as far as this machine knows it."""
        with self._lock:
            return self._now()

    def can_give(self) -> frozenset[str]:
        """The services of which there is a number left."""
        with self._lock:
            return frozenset(service for service, _day, _number in self._left())

    def give(self, tap: Pending, *, instead: bool) -> Given | None:
        """The ticket for this tap: the one it has already, else the next number; None when there is none left.

        `instead`: the server was asked with the tap's key, and may have given a ticket that nobody saw.
        """
        with self._lock, self._database:
            self._begin()
            known = self._of_tap(tap.key)
            if known is not None:
                return known
            found = next((left for left in self._left() if left[0] == tap.service), None)
            if found is None:
                return None
            _service, day, number = found
            self._database.execute(
                "INSERT INTO tickets"
                " (tap, key, instead, service, number, day, language, priority, answers, token, issued_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    tap.key,
                    new_key(),
                    instead,
                    tap.service,
                    number,
                    day,
                    tap.language,
                    tap.priority,
                    json.dumps(tap.answers),
                    secrets.token_urlsafe(TOKEN_BYTES),
                    self._now().isoformat(),
                ),
            )
            return self._of_tap(tap.key)

    def given_for(self, tap: str) -> Given | None:
        """The ticket that this tap has got already."""
        with self._lock:
            return self._of_tap(tap)

    def unsent(self) -> list[Given]:
        """What the server does not have yet, in the order in which it was given."""
        with self._lock:
            rows = self._database.execute(
                "SELECT * FROM tickets WHERE state = 'unsent' ORDER BY id"
            ).fetchall()
            return [_given(row) for row in rows]

    def counts(self) -> tuple[int, int]:
        """How many tickets the server does not have yet, and how many it would not take."""
        with self._lock:
            rows = self._database.execute("SELECT state, COUNT(*) FROM tickets GROUP BY state").fetchall()
            found: dict[str, int] = dict(rows)
            return found.get("unsent", 0), found.get("refused", 0)

    def handed_in(self, key: str, ticket_id: str) -> None:
        """The server has this one, under this id."""
        self._settle(key, "handed_in", ticket=ticket_id)

    def refused(self, key: str, reason: str) -> None:
        """The server will never take this one: people have to sort it out."""
        self._settle(key, "refused", reason=reason)

    def _settle(self, key: str, state: str, *, ticket: str | None = None, reason: str | None = None) -> None:
        with self._lock:
            # Its day becomes the newest we know of: should the server have entered it there, its number is not given
            # a second time before the server's own word about the band comes.
            self._database.execute(
                "UPDATE tickets SET state = ?, ticket = ?, reason = ?, answers = '[]',"
                " day = COALESCE((SELECT MAX(day) FROM bands), day) WHERE key = ?",
                (state, ticket, reason, key),
            )

    def paper_fared(self, key: str, result: wire.PrintResult, reason: str) -> None:
        """How the paper of this one came out: told to the server once it has the ticket."""
        with self._lock:
            self._database.execute(
                "UPDATE tickets SET printed = ?, printed_reason = ? WHERE key = ?", (result, reason, key)
            )

    def unreported(self) -> list[tuple[str, str, wire.PrintResult, str]]:
        """Papers of which the server has the ticket but not how it came out: key, ticket's id, result, reason."""
        with self._lock:
            rows = self._database.execute(
                "SELECT key, ticket, printed, printed_reason FROM tickets"
                " WHERE state = 'handed_in' AND printed IS NOT NULL ORDER BY id"
            ).fetchall()
            return [(row["key"], row["ticket"], row["printed"], row["printed_reason"] or "") for row in rows]

    def reported(self, key: str) -> None:
        """The server knows how the paper of this one came out."""
        with self._lock:
            self._database.execute("UPDATE tickets SET printed = NULL WHERE key = ?", (key,))

    def token_of(self, ticket_id: str) -> str | None:
        """The token on a ticket that was handed in from here: the server knows only its hash."""
        with self._lock:
            row = self._database.execute(
                "SELECT token FROM tickets WHERE ticket = ?", (ticket_id,)
            ).fetchone()
            return None if row is None else str(row["token"])

    def _of_tap(self, tap: str) -> Given | None:
        row = self._database.execute("SELECT * FROM tickets WHERE tap = ?", (tap,)).fetchone()
        return None if row is None else _given(row)

    def _left(self) -> list[tuple[str, str, int]]:
        """Of each service that has a number left: its day, and the next number.

        That is after what the server has seen used, and after all that was given here since.
        """
        rows = self._database.execute(
            "SELECT bands.service, bands.day, bands.next, bands.last, MAX(tickets.number) AS given FROM bands"
            " LEFT JOIN tickets ON tickets.service = bands.service"
            " AND (tickets.day = bands.day OR tickets.state != 'handed_in')"
            " AND tickets.number BETWEEN bands.first AND bands.last"
            " GROUP BY bands.service"
        ).fetchall()
        found = [(row, max(row["next"], 0 if row["given"] is None else row["given"] + 1)) for row in rows]
        return [(row["service"], row["day"], number) for row, number in found if number <= row["last"]]

    def _now(self) -> datetime:
        """The server's time as far as this machine knows it, and never before the ticket given last.

        Since a contact in this boot the uptime tells it, whatever the clock does; after a power cut the clock must do,
        unless it says less than is known already.
        """
        now = self._uptime()
        row = self._database.execute("SELECT * FROM contact").fetchone()
        last = self._database.execute("SELECT MAX(issued_at) FROM tickets").fetchone()[0]
        known = [datetime.fromisoformat(last)] if last else []
        if row is None:
            return max([self._clock(), *known])
        contact = datetime.fromisoformat(row["server_now"])
        if row["boot"] == now.boot:
            return max([contact + timedelta(seconds=now.seconds - row["uptime"]), *known])
        return max([self._clock(), contact, *known])

    def _begin(self) -> None:
        """Begin to write; `with self._database` ends it."""
        self._database.execute("BEGIN IMMEDIATE")


def _given(row: sqlite3.Row) -> Given:
    return Given(
        tap=row["tap"],
        key=row["key"],
        instead=bool(row["instead"]),
        service=row["service"],
        number=row["number"],
        language=row["language"],
        priority=bool(row["priority"]),
        answers=tuple(json.loads(row["answers"])),
        token=row["token"],
        issued_at=datetime.fromisoformat(row["issued_at"]),
    )
