"""The workers between flow and server."""

from __future__ import annotations

import logging
import queue
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from patience import DEADLINE_S

from kiosk import state as s
from kiosk.pending import PendingFile
from kiosk.workers import ReportWorker, ServicesWorker, TicketWorker, Worker
from kit.client import QueueClient
from kit.link import LinkLog

log = logging.getLogger("kiosk")
TAP = s.Pending("k" * 32, "A", "es")


@pytest.fixture
def answers() -> queue.Queue[s.Input]:
    """What the workers post."""
    return queue.Queue()


@pytest.fixture
def tickets(server: Any, answers: queue.Queue[s.Input], tmp_path: Path) -> Iterator[TicketWorker]:
    """A worker that asks the fake server for tickets."""
    client = QueueClient(server.url, "token", timeout=DEADLINE_S)
    worker = TicketWorker(client, PendingFile(tmp_path), answers.put)
    yield worker
    worker.close()


def test_a_ticket_comes_back_as_an_input(
    tickets: TicketWorker, answers: queue.Queue[s.Input], server: Any
) -> None:
    """A wish becomes a ticket in its language, and is on disk until it is forgotten."""
    tickets.put(s.TakeTicket(TAP))
    answer = answers.get(timeout=DEADLINE_S)
    assert isinstance(answer, s.TicketTaken)
    assert (answer.key, answer.given.ticket.number, answer.given.ticket.language) == (TAP.key, "A001", "es")


@pytest.mark.parametrize("sooner", [True, False])
def test_who_must_be_served_sooner_is_told_so(
    tickets: TicketWorker, answers: queue.Queue[s.Input], server: Any, sooner: bool
) -> None:
    """The answer to the kiosk's question goes with the wish."""
    tickets.put(s.TakeTicket(s.Pending("p" * 32, "A", "en", priority=sooner)))
    assert isinstance(answers.get(timeout=DEADLINE_S), s.TicketTaken)
    assert [each.get("priority", False) for each in server.wishes] == [sooner]


def test_the_tap_is_on_disk_until_it_is_settled(
    tickets: TicketWorker, answers: queue.Queue[s.Input], tmp_path: Path
) -> None:
    """A restart between the question and the spool finds the tap; one after it does not."""
    tickets.put(s.TakeTicket(TAP))
    answers.get(timeout=DEADLINE_S)
    kept = tmp_path / "pending.json"
    assert TAP.key in kept.read_text()
    tickets.put(s.Forget(TAP.key))
    tickets.close()
    assert not kept.exists()


def test_no_answer_is_said_and_the_retry_gives_the_same_ticket(
    tickets: TicketWorker, answers: queue.Queue[s.Input], server: Any, tmp_path: Path
) -> None:
    """A server that acted but answered too late gives the same ticket to the same key."""
    server.delay = 2.0
    client = QueueClient(server.url, "token", timeout=1.0)
    impatient = TicketWorker(client, PendingFile(tmp_path / "impatient"), answers.put)
    impatient.put(s.TakeTicket(TAP))
    assert answers.get(timeout=DEADLINE_S) == s.TicketUnanswered(TAP.key)
    impatient.close()
    server.delay = 0.0
    tickets.put(s.TakeTicket(TAP))
    answer = answers.get(timeout=DEADLINE_S)
    assert isinstance(answer, s.TicketTaken)
    assert answer.given.ticket.number == "A001"
    assert len(server.taken) == 1


def test_a_refusal_tells_why(tickets: TicketWorker, answers: queue.Queue[s.Input], server: Any) -> None:
    """The server's reason reaches the screen."""
    server.refuse = "full"
    tickets.put(s.TakeTicket(TAP))
    assert answers.get(timeout=DEADLINE_S) == s.TicketRefused(TAP.key, "full")


def test_services_come_or_fail(server: Any, answers: queue.Queue[s.Input]) -> None:
    """The services come back as an input, and so does their failure."""
    worker = ServicesWorker(QueueClient(server.url, "token", timeout=5), answers.put, LinkLog(log))
    worker.put(s.FetchServices())
    assert isinstance(answers.get(timeout=DEADLINE_S), s.ServicesCame)
    server.stop()
    worker.put(s.FetchServices())
    assert answers.get(timeout=DEADLINE_S) == s.ServicesFailed()
    worker.close()


def test_a_print_report_is_tried_until_it_is_told(server: Any, wait_for: Callable[..., Any]) -> None:
    """A report during an outage reaches the server after it."""
    server.stop()
    worker = ReportWorker(QueueClient(server.url, "token", timeout=5))
    worker.put("id-1", "failed", "paper_out")
    server.start()
    wait_for(lambda: server.printed == [("id-1", "failed")])
    worker.close()


def test_a_job_that_breaks_does_not_break_the_worker() -> None:
    """After a job that nobody thought of the next one is done."""
    done = threading.Event()

    def do(job: str) -> None:
        if job == "bad":
            raise RuntimeError(job)
        done.set()

    worker = Worker("test", do)
    worker.put("bad")
    worker.put("good")
    assert done.wait(DEADLINE_S)
    worker.close()


def test_a_folder_that_cannot_be_written_costs_no_ticket(
    server: Any, answers: queue.Queue[s.Input], tmp_path: Path
) -> None:
    """A full or broken card does not keep a customer from a ticket."""
    worker = TicketWorker(QueueClient(server.url, "token"), PendingFile(tmp_path / "gone"), answers.put)
    worker.put(s.TakeTicket(TAP))
    assert isinstance(answers.get(timeout=DEADLINE_S), s.TicketTaken)
    worker.close()


def test_remote_input_is_private_and_answers(tmp_path: Path, talk: Callable[[Path, str], str]) -> None:
    """The testing aid's socket is for this user alone; it taps, presses, lists, and says what it does not know."""
    from kiosk.remote import RemoteInput

    done: list[Any] = []
    path = tmp_path / "finger"

    class Hand:
        """A hand that only remembers."""

        def tap(self, x: int, y: int) -> None:
            done.append((x, y))

        def down(self, x: int, y: int) -> None:
            done.append(("down", x, y))

        def up(self, x: int, y: int) -> None:
            done.append(("up", x, y))

        def key(self, name: str) -> None:
            done.append(name)

        def scan(self, text: str) -> None:
            done.append(f"scanned {text}")

        def targets(self) -> list[dict[str, Any]]:
            return [{"name": "service:A"}]

    remote = RemoteInput(path, Hand())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert talk(path, "tap 10 20") == "ok"
    assert talk(path, "key return") == "ok"
    assert talk(path, "targets") == '[{"name": "service:A"}]'
    assert talk(path, "dance").startswith("say:")
    assert talk(path, "scan K7M2PQ") == "ok"
    assert talk(path, "down 1 2") == "ok"
    assert talk(path, "up 3 4") == "ok"
    assert done == [(10, 20), "return", "scanned K7M2PQ", ("down", 1, 2), ("up", 3, 4)]
    remote.close()
    assert not path.exists()
