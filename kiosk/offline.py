"""Goes on without the server: gives numbers of this kiosk's own, and hands the tickets in when the server is back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from kiosk import state as s
from kiosk.outbox import Given, Outbox, OutboxError
from kit import wire
from kit.client import QueueClient
from kit.errors import Refused, Unreachable
from kit.link import in_words

log = logging.getLogger("kiosk")
Post = Callable[[s.Input], None]

OWN = "own-"  # what the id of a ticket begins with that the server does not know yet
PAUSES_S = (0.5, 1.0, 2.0, 5.0)
LATER = (401, 403, 408, 425, 429)  # not this ticket's fault: a device let in again, a server in a hurry


class Offline:
    """The outbox with its worker. `site` tells what the server last said of the site, None before it ever did."""

    def __init__(
        self, outbox: Outbox, client: QueueClient, post: Post, site: Callable[[], wire.SiteInfo | None]
    ) -> None:
        self._outbox = outbox
        self._client = client
        self._post = post
        self._site = site
        self._told: s.BandsAre | None = None
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="hand-in", daemon=True)

    def start(self) -> None:
        """Say which numbers there are, and hand in what the last run left."""
        self._tell()
        self._thread.start()

    def close(self) -> None:
        """Stop; what is not handed in stays for the next start."""
        self._closing.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(2.0)
        if not self._thread.is_alive():
            self._outbox.close()

    def heard(self, services: wire.Services) -> None:
        """The server is there: keep what it says of our numbers, and hand in."""
        try:
            self._outbox.heard(services)
        except OutboxError as problem:
            log.warning("cannot keep the numbers for an outage: %s", problem)
        self._tell()
        self._wake.set()

    def give(self, tap: s.Pending, *, instead: bool) -> s.Given | None:
        """The ticket for this tap, None when no number is left, or the disk does not take it."""
        try:
            given = self._outbox.give(tap, instead=instead)
        except OutboxError:
            # A number that is not on disk might be given twice: the desk helps.
            log.exception("cannot give a number without the server")
            return None
        self._tell()
        self._wake.set()  # an outage of seconds may be over already
        return None if given is None else self._shown(given)

    def given_for(self, tap: str) -> s.Given | None:
        """The ticket that this tap's key has got already."""
        try:
            given = self._outbox.given_for(tap)
        except OutboxError as problem:
            log.warning("cannot look up a tap: %s", problem)
            return None
        return None if given is None else self._shown(given)

    def paper_fared(self, ticket_id: str, result: wire.PrintResult, reason: str) -> bool:
        """Keep how the paper of one of our own came out; False when it is not ours."""
        if not ticket_id.startswith(OWN):
            return False
        try:
            self._outbox.paper_fared(ticket_id.removeprefix(OWN), result, reason)
        except OutboxError as problem:
            log.warning("cannot keep how a paper came out: %s", problem)
        self._wake.set()
        return True

    def now(self) -> datetime | None:
        """The server's time, as far as this machine knows it."""
        try:
            return self._outbox.now()
        except OutboxError as problem:
            log.warning("cannot tell the server's time: %s", problem)
            return None

    def counts(self) -> tuple[int, int]:
        """How many tickets the server does not have yet, and how many it would not take."""
        try:
            return self._outbox.counts()
        except OutboxError as problem:
            log.warning("cannot count the tickets of an outage: %s", problem)
            return 0, 0

    def url_of(self, ticket_id: str) -> str | None:
        """Where a phone follows a ticket that was handed in from here, for a copy of its paper."""
        try:
            token, site = self._outbox.token_of(ticket_id), self._site()
        except OutboxError as problem:
            log.warning("a copy goes without its code: %s", problem)
            return None
        return None if token is None or site is None else _url(site, token)

    def _shown(self, given: Given) -> s.Given:
        site = self._site()
        return s.Given(
            wire.Ticket(
                id=OWN + given.key,
                number=f"{given.service}{given.number:03d}",
                service=given.service,
                state="waiting",
                ahead=0,
                token=given.token,
                url=None if site is None else _url(site, given.token),
                language=given.language,
                created_at=given.issued_at,
            ),
            offline=True,
        )

    def _tell(self) -> None:
        try:
            told = s.BandsAre(self._outbox.can_give(), self._outbox.counts()[0])
        except OutboxError as problem:
            log.warning("cannot read the numbers for an outage: %s", problem)
            told = s.BandsAre(frozenset())
        if told != self._told:
            self._told = told
            self._post(told)

    # --- handing in -------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        failures = 0
        while not self._closing.is_set():
            try:
                done = self._hand_in() and self._report()
            except OutboxError as problem:
                log.warning("cannot hand in: %s", problem)
                done = False
            failures = 0 if done else failures + 1
            # All is handed in: until somebody says that there is more. Otherwise again, soon and then less soon.
            self._wake.wait(None if done else PAUSES_S[min(failures, len(PAUSES_S)) - 1])
            self._wake.clear()

    def _hand_in(self) -> bool:
        """Hand in what there is, oldest first; False when the server was not to be had before the end."""
        waiting = self._outbox.unsent()
        for given in waiting:
            if self._closing.is_set():
                return False
            try:
                ticket = self._client.take(given.asked(), given.key)
            except Unreachable as problem:
                log.debug("not handed in yet: %s", problem)
                return False
            except Refused as refusal:
                if refusal.status >= 500 or refusal.status in LATER:
                    log.debug("not handed in yet: %s", refusal)
                    return False
                number = f"{given.service}{given.number:03d}"
                # The customer has its paper: staff see by the count in the heartbeat that there is something to mend.
                log.error("the server does not take ticket %s: %s", number, in_words(refusal))  # noqa: TRY400 - said in one line
                self._outbox.refused(given.key, str(refusal))
            else:
                self._outbox.handed_in(given.key, ticket.id)
            self._tell()
        if waiting:
            log.info("handed in %d tickets of the time without the server", len(waiting))
        return True

    def _report(self) -> bool:
        for key, ticket_id, result, reason in self._outbox.unreported():
            try:
                self._client.printed(ticket_id, result, reason or None)
            except Unreachable:
                return False
            except Refused as refusal:
                log.warning("the server does not want the print report: %s", refusal)
            self._outbox.reported(key)
        return True


def _url(site: wire.SiteInfo, token: str) -> str | None:
    return f"{site.public_url.rstrip('/')}/t/{token}" if site.public_url else None
