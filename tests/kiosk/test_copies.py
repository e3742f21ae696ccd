"""What the kiosk puts on paper: an appointment's time, and a ticket once more for staff."""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk import state as s
from kiosk.chores import Brightness, Chores
from kiosk.jobs import Jobs
from kiosk.speech import voice_of
from kit import wire
from kit.client import QueueClient
from kit.link import LinkLog
from printer.device import Printer


@pytest.fixture
def jobs(server: Any, tmp_path: Path) -> Iterator[Jobs]:
    """The workers of a kiosk called "hall", with a folder for a printer."""
    inbox: queue.SimpleQueue[s.Input] = queue.SimpleQueue()
    made = Jobs(
        lambda timeout: QueueClient(server.url, "token", timeout=timeout),
        Printer.open(f"virtual:{tmp_path / 'paper'}"),
        tmp_path,
        inbox.put,
        LinkLog(logging.getLogger("kiosk")),
        Chores("", Brightness(tmp_path), None, inbox.put, lambda: None),
        voice_of("off"),
    )
    made.start()
    yield made
    made.close()


def asks(ticket: wire.Ticket, number: int, kiosk: str = "hall") -> wire.Event:
    """Staff press "print again"."""
    return wire.Event(id=number, event="ticket.reprint", data={"ticket": ticket.id, "kiosk": kiosk})


def test_a_copy_is_marked_and_its_fate_is_told(
    jobs: Jobs, server: Any, tmp_path: Path, wait_for: Callable[..., Any]
) -> None:
    """One wish is one copy, however often it is heard; another kiosk's is none."""
    ticket = server.take("A", "en", "k" * 32)
    jobs.heard(asks(ticket, 6, kiosk="door"), "hall")
    for _ in range(2):
        jobs.heard(asks(ticket, 7), "hall")
    jobs.heard(asks(ticket, 8), "hall")
    wait_for(lambda: server.printed == [(ticket.id, "printed")] * 2, what="both copies told")
    papers = sorted((tmp_path / "paper").glob("*.bin"))
    assert len(papers) == 2
    for paper in papers:
        printed = paper.read_bytes()
        assert b"COPY" in printed
        assert ticket.url.encode() in printed
        assert b"ahead" not in printed  # what was true then


def test_a_copy_that_cannot_be_fetched_leaves_the_rest_alone(
    jobs: Jobs, server: Any, tmp_path: Path, wait_for: Callable[..., Any]
) -> None:
    """A ticket that the server does not tell is not printed; the next wish is."""
    unknown = server.take("A", "en", "k" * 32).model_copy(update={"id": "unknown"})
    jobs.heard(asks(unknown, 7), "hall")
    jobs.heard(asks(server.take("B", "es", "l" * 32), 8), "hall")
    wait_for(lambda: len(server.printed) == 1)
    assert b"COPIA" in (tmp_path / "paper" / "1.bin").read_bytes()


def test_an_appointments_time_is_on_its_paper(
    jobs: Jobs, server: Any, tmp_path: Path, wait_for: Callable[..., Any]
) -> None:
    """Whoever is expected reads the time of the appointment, not how many are ahead."""
    ticket = server.take("A", "en", "k" * 32)
    jobs.carry(s.PrintTicket(ticket, "en", due_at=datetime(2026, 11, 24, 10, 10, tzinfo=UTC)))
    wait_for(lambda: server.printed == [(ticket.id, "printed")])
    printed = (tmp_path / "paper" / "1.bin").read_bytes()
    assert b"Your appointment: 10:10" in printed
    assert b"ahead" not in printed


def test_that_no_counter_is_open_is_on_the_paper(
    jobs: Jobs,
    server: Any,
    services: Callable[..., wire.Services],
    tmp_path: Path,
    wait_for: Callable[..., Any],
) -> None:
    """As the first screen said it; not on a ticket that was given without the server, which knows nothing of it."""
    told = services(3)
    unserved = [each.model_copy(update={"served": False}) for each in told.services]
    server.services = told.model_copy(update={"services": unserved})
    jobs.carry(s.FetchServices())
    wait_for(lambda: (tmp_path / "services.json").exists(), what="the services")
    for number, offline in enumerate((False, True), 1):
        ticket = server.take("A", "en", "kl"[offline] * 32)
        jobs.carry(s.PrintTicket(ticket, "en", offline=offline))
        wait_for(lambda number=number: len(server.printed) == number)
        printed = (tmp_path / "paper" / f"{number}.bin").read_bytes()
        assert (b"No counter open now" in printed) is not offline
