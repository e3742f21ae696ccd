"""The durable queue of tickets."""

import threading

import pytest
from patience import DEADLINE_S

from kit.errors import PrinterError
from printer.device import Printer
from printer.jobs import Job, JobFolder, Uptime
from printer.outcome import Outcome
from printer.spool import Spool

NOW = Uptime("this-boot", 1000.0)


class FakePrinter:
    """Prints into a list; can be told to wait or to fail."""

    def __init__(self):
        self.printed, self.may_print, self.trouble, self.trouble_after = [], threading.Event(), None, None
        self.may_print.set()

    def print(self, ticket, job_id, about_to_send, in_doubt):
        assert self.may_print.wait(DEADLINE_S)
        if self.trouble:
            raise self.trouble
        about_to_send()
        if self.trouble_after:
            raise self.trouble_after
        self.printed.append(job_id)
        return Outcome(job_id, "printed", None, ticket.issued_at)


@pytest.fixture
def paper():
    """The printer behind the spool."""
    return FakePrinter()


@pytest.fixture
def run(tmp_path, paper, until):
    """Start a spool over the same folder; give it and the outcomes it told as (job, result, reason)."""
    running = []

    def start(uptime=NOW, on_outcome=None):
        told = []

        def tell(outcome):
            if on_outcome:
                on_outcome(outcome)
            told.append((outcome.job_id, outcome.result, outcome.reason))

        spool = Spool(tmp_path / "spool", paper, tell, lambda: uptime)
        spool.start()
        running.append(spool)
        return spool, told

    yield start
    for spool in running:
        spool.close(5)


def leave_behind(tmp_path, ticket, state, uptime=NOW, job_id="old"):
    """What an earlier run, killed, left in the folder."""
    folder = JobFolder(tmp_path / "spool")
    folder.open()
    job = Job(job_id=job_id, state=state, order=1, boot=uptime.boot, uptime=uptime.seconds, ticket=ticket)
    folder.keep(job)
    folder.close()


def test_tickets_print_in_order_and_each_outcome_is_told(run, paper, make_ticket, until):
    """First in, first out, one at a time."""
    spool, told = run()
    for n in range(5):
        assert spool.put(f"job-{n}", make_ticket())
    until(lambda: len(told) == 5, "five outcomes")
    assert paper.printed == [f"job-{n}" for n in range(5)]
    assert told[0] == ("job-0", "printed", None)


def test_the_same_job_is_taken_once(run, paper, make_ticket, until):
    """Again, while it waits, when it is done, and after a restart: refused quietly, printed once."""
    spool, told = run()
    paper.may_print.clear()
    assert spool.put("job", make_ticket())
    assert not spool.put("job", make_ticket())
    paper.may_print.set()
    until(lambda: told, "the outcome")
    assert not spool.put("job", make_ticket())
    spool.close()
    again, told_again = run()
    assert not again.put("job", make_ticket())
    assert again.put("next", make_ticket())
    until(lambda: told_again, "the next outcome")
    assert paper.printed == ["job", "next"]
    assert told_again == [("next", "printed", None)]


def test_a_job_cut_off_while_sending_is_uncertain_and_never_sent_again(
    run, tmp_path, paper, make_ticket, until
):
    """It may be on paper: only a person may print it again."""
    leave_behind(tmp_path, make_ticket(), "sending")
    _, told = run()
    until(lambda: told, "the outcome")
    assert told == [("old", "uncertain", "interrupted")]
    assert paper.printed == []


def test_a_queued_job_is_printed_after_a_restart(run, tmp_path, paper, make_ticket, until):
    """Nothing of it was sent, and its customer still stands there."""
    leave_behind(tmp_path, make_ticket(), "queued", Uptime("this-boot", 990.0))
    _, told = run()
    until(lambda: told, "the outcome")
    assert told == [("old", "printed", None)]


@pytest.mark.parametrize("queued", [Uptime("this-boot", 699.0), Uptime("boot-before", 999.0)])
def test_a_ticket_that_waited_too_long_is_not_printed(run, tmp_path, paper, make_ticket, until, queued):
    """Five minutes, or a reboot: its customer has gone."""
    leave_behind(tmp_path, make_ticket(), "queued", queued)
    _, told = run()
    until(lambda: told, "the outcome")
    assert told == [("old", "failed", "too_old")]
    assert paper.printed == []


def test_an_outcome_that_was_not_taken_is_told_again(run, paper, make_ticket, until):
    """The owner stumbles over an outcome: the next job prints, and after a restart it is told again, not printed."""
    calls = []

    def stumble(outcome):
        calls.append(outcome.job_id)
        raise RuntimeError("not now")

    spool, _ = run(on_outcome=stumble)
    spool.put("a", make_ticket())
    spool.put("b", make_ticket())
    until(lambda: calls == ["a", "b"], "both calls")
    spool.close()
    _, told = run()
    until(lambda: len(told) == 2, "both outcomes")
    assert told == [("a", "printed", None), ("b", "printed", None)]
    assert paper.printed == ["a", "b"]


def test_a_printer_that_breaks_does_not_stop_the_spool(run, paper, make_ticket, until):
    """Whatever is raised before the first byte is failed, after it uncertain; the next ticket prints."""
    spool, told = run()
    paper.trouble = RuntimeError("before")
    spool.put("a", make_ticket())
    until(lambda: len(told) == 1, "the first outcome")
    paper.trouble, paper.trouble_after = None, RuntimeError("after")
    spool.put("b", make_ticket())
    until(lambda: len(told) == 2, "the second outcome")
    paper.trouble_after = None
    spool.put("c", make_ticket())
    until(lambda: len(told) == 3, "the third outcome")
    assert told == [("a", "failed", "error"), ("b", "uncertain", "error"), ("c", "printed", None)]


def test_a_full_disk_prints_nothing_and_says_so(run, tmp_path, paper, make_ticket, until):
    """A job that cannot be written down cannot be kept from printing twice: it is not printed at all."""
    spool, told = run()
    for file in (tmp_path / "spool").iterdir():
        file.unlink()
    (tmp_path / "spool").rmdir()
    assert spool.put("a", make_ticket())
    until(lambda: told, "the outcome")
    assert told == [("a", "failed", "storage")]
    assert paper.printed == []


def test_a_file_that_cannot_be_read_is_set_aside(run, tmp_path, paper, make_ticket, until):
    """A broken file is kept for whoever looks, and the rest prints."""
    leave_behind(tmp_path, make_ticket(), "queued")
    (tmp_path / "spool" / "x.json").write_text("{")
    _, told = run()
    until(lambda: told, "the outcome")
    assert told == [("old", "printed", None)]
    assert (tmp_path / "spool" / "x.unreadable").read_text() == "{"


def test_a_ticket_on_disk_goes_when_it_is_printed(run, tmp_path, make_ticket, until):
    """The spool remembers that a job was done, not what stood on it."""
    spool, told = run()
    spool.put("a", make_ticket())
    until(lambda: told, "the outcome")
    spool.close()
    kept = [file.read_text() for file in (tmp_path / "spool").glob("*.json")]
    assert len(kept) == 1
    assert "queue.example.org" not in kept[0]


def test_only_so_many_done_jobs_are_remembered(run, tmp_path, make_ticket, until, monkeypatch):
    """A kiosk runs for years: the folder does not grow with every ticket."""
    monkeypatch.setattr("printer.spool.REMEMBERED", 3)
    spool, told = run()
    for n in range(8):
        spool.put(f"job-{n}", make_ticket())
    until(lambda: len(told) == 8 and len(list((tmp_path / "spool").glob("*.json"))) == 3, "three files left")
    assert not spool.put("job-7", make_ticket())


def test_two_programs_cannot_share_a_spool(run, tmp_path, paper):
    """The second is told so, instead of printing everything twice."""
    run()
    second = Spool(tmp_path / "spool", paper, print)
    with pytest.raises(PrinterError, match="another program"):
        second.start()
    second.close()


def test_a_closed_spool_leaves_the_waiting_for_the_next_start(run, paper, make_ticket, until):
    """Closing finishes the job in hand; the others are neither lost nor printed twice."""
    spool, told = run()
    paper.may_print.clear()
    spool.put("a", make_ticket())
    spool.put("b", make_ticket())
    closer = threading.Thread(target=spool.close)
    closer.start()
    until(lambda: spool._closing, "closing")
    paper.may_print.set()
    closer.join(DEADLINE_S)
    assert told in ([("a", "printed", None)], [])
    _, later = run()
    until(lambda: len(told) + len(later) == 2, "both outcomes")
    assert paper.printed == ["a", "b"]


def test_a_real_printers_fault_reaches_the_owner(tmp_path, tcp_printer, timing, make_ticket, until):
    """Spool, printer and wire together: out of paper is told as such, and printed later by nobody."""
    printer = tcp_printer(paper_out=True)
    told = []
    spool = Spool(tmp_path / "spool", Printer.open(printer.url, timing), told.append)
    spool.start()
    spool.put("job", make_ticket())
    until(lambda: told, "the outcome")
    spool.close()
    assert (told[0].result, told[0].reason) == ("failed", "paper_out")
    printer.firmware.new_roll()
    assert printer.firmware.printed == []
