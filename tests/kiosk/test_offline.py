"""The kiosk's work without the server: whose answer counts, and the hand-in afterwards."""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from patience import DEADLINE_S

from kiosk import state as s
from kiosk.offline import OWN, Offline
from kiosk.outbox import Outbox
from kiosk.pending import PendingFile
from kiosk.workers import TicketWorker
from kit import wire
from kit.client import QueueClient

log = logging.getLogger("kiosk")
TAP = s.Pending("k" * 32, "A", "en")


class Parts:
    """A ticket worker with numbers of its own, on a fake server."""

    def __init__(self, server: Any, folder: Path, patience_s: float = DEADLINE_S) -> None:
        self.server = server
        self.answers: queue.Queue[s.Input] = queue.Queue()
        self.services = (
            QueueClient(server.url, "token")
            .services()
            .model_copy(
                update={
                    "business_day": "2026-11-24",
                    "bands": [wire.Band(service="A", first=900, last=901, next=900)],
                }
            )
        )
        self.outbox = Outbox(folder)
        client, asking = (QueueClient(server.url, "token", timeout=patience_s) for _ in range(2))
        self.offline = Offline(self.outbox, client, self.answers.put, lambda: self.services.site)
        self.tickets = TicketWorker(asking, PendingFile(folder), self.answers.put, self.offline)
        self.offline.start()
        self.offline.heard(self.services)

    def answer(self, kind: type[s.Input]) -> Any:
        """The next answer of a kind."""
        while not isinstance(found := self.answers.get(timeout=DEADLINE_S), kind):
            pass
        return found

    def close(self) -> None:
        self.tickets.close()
        self.offline.close()


@pytest.fixture
def parts(request: pytest.FixtureRequest, server: Any, tmp_path: Path) -> Iterator[Parts]:
    """The worker and its numbers; a parameter is how long they wait for the server, in seconds."""
    made = Parts(server, tmp_path, getattr(request, "param", DEADLINE_S))
    yield made
    made.close()


def test_a_ticket_without_the_server_is_handed_in_afterwards(
    parts: Parts, wait_for: Callable[..., Any]
) -> None:
    """It has a number of the band and a code that is followed later; the server gets it, and the paper's fate."""
    parts.server.stop()
    parts.tickets.put(s.TakeOffline(TAP))
    given = parts.answer(s.TicketTaken).given
    assert (given.ticket.number, given.offline, given.ticket.id[:4]) == ("A900", True, OWN)
    assert given.ticket.url.endswith(f"/t/{given.ticket.token}")
    assert parts.offline.paper_fared(given.ticket.id, "printed", "")
    parts.server.start()
    parts.offline.heard(parts.services)
    wait_for(lambda: parts.offline.counts() == (0, 0), what="the ticket handed in")
    (handed,) = parts.server.wishes
    assert (handed["number"], handed["token"]) == (900, given.ticket.token)
    assert "instead_of" not in handed
    wait_for(lambda: [result for _id, result in parts.server.printed] == ["printed"])


def test_an_answer_that_came_after_all_leaves_no_second_ticket(parts: Parts) -> None:
    """The server answered the try that was in the air: the wish for a number of our own is void."""
    parts.tickets.put(s.TakeTicket(TAP))
    parts.tickets.put(s.TakeOffline(TAP, instead=True))
    assert parts.answer(s.TicketTaken).given.ticket.number == "A001"
    parts.tickets.close()
    assert parts.outbox.unsent() == []


@pytest.mark.parametrize("parts", [0.5], indirect=True)
def test_a_tap_with_a_number_of_our_own_is_not_asked_for_again(
    parts: Parts, wait_for: Callable[..., Any]
) -> None:
    """After a restart the same tap gets the paper it had; the server hears which call it stands for."""
    parts.server.delay = 1.0
    parts.tickets.put(s.TakeTicket(TAP))
    assert parts.answer(s.TicketUnanswered) == s.TicketUnanswered(TAP.key)
    parts.tickets.put(s.TakeOffline(TAP, instead=True))
    first = parts.answer(s.TicketTaken)
    parts.tickets.put(s.TakeTicket(TAP))
    assert parts.answer(s.TicketTaken) == first
    parts.server.delay = 0.0
    wait_for(lambda: parts.offline.counts() == (0, 0), what="the ticket handed in")
    assert parts.server.wishes[-1]["instead_of"] == TAP.key


def test_a_band_used_up_is_said_so(parts: Parts) -> None:
    """The third customer of a band of two is sent to the desk, and the screen knows in advance."""
    parts.server.stop()
    for number in range(3):
        parts.tickets.put(s.TakeOffline(s.Pending(f"{number}" * 32, "A", "en")))
    assert parts.answer(s.TicketRefused) == s.TicketRefused("2" * 32, "band")
    told = [s.BandsAre(frozenset({"A"}), 1), s.BandsAre(frozenset(), 2)]
    parts.tickets.close()
    assert parts.offline.counts() == (2, 0)
    assert told[-1].services == parts.outbox.can_give()


def test_what_the_server_will_not_take_is_kept_and_counted(
    parts: Parts, wait_for: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    """A ticket on paper that the server refuses is not lost: it is logged, and staff see the count."""
    parts.server.stop()
    parts.tickets.put(s.TakeOffline(TAP))
    parts.answer(s.TicketTaken)
    parts.server.refuse = "other"
    parts.server.start()
    parts.offline.heard(parts.services)
    wait_for(lambda: parts.offline.counts() == (0, 1), what="the refusal")
    assert "does not take ticket A900" in caplog.text
