"""A printer's faults over real TCP: the outcome is named, nothing is printed twice, and it ends in time."""

import select
import socket
import time

import pytest
from patience import DEADLINE_S

from printer.connection import DescriptorLink, LinkLost
from printer.device import Printer
from printer.status import Status
from printer.timing import Timing

LONGEST_S = 10.0  # with the test's short deadlines


@pytest.fixture
def attempt(timing, make_ticket):
    """Print one ticket and return (result, reason), in bounded time."""

    def run(url):
        started = time.monotonic()
        outcome = Printer.open(url, timing).print(make_ticket(), "job-1")
        assert time.monotonic() - started < LONGEST_S
        assert outcome.job_id == "job-1"
        return outcome.result, outcome.reason

    return run


def test_a_printer_that_answers_proves_the_ticket(tcp_printer, attempt, make_ticket):
    """The good case: asked, sent once, and proved."""
    printer = tcp_printer()
    assert attempt(printer.url) == ("printed", None)
    assert printer.firmware.printed == [make_ticket().url]
    assert printer.firmware.unknown == []


def test_an_epson_proves_by_process_id(tcp_printer, attempt):
    """Where the profile knows GS ( H, the printer's own word for this very job is the proof."""
    printer = tcp_printer()
    assert attempt(printer.url + "?profile=TM-T88V") == ("printed", None)
    assert b"\x1d(H\x06\x00\x30\x30" in printer.received[0]


def test_nearly_out_of_paper_still_prints(tcp_printer, attempt):
    """A roll near its end is no reason to refuse a ticket."""
    assert attempt(tcp_printer(near_end=True).url) == ("printed", None)


@pytest.mark.parametrize(("fault", "reason"), [("paper_out", "paper_out"), ("cover_open", "cover_open")])
def test_a_fault_beforehand_refuses_with_nothing_sent(tcp_printer, attempt, fault, reason):
    """Out of paper or open before the job: failed, and not one byte of the ticket left us."""
    printer = tcp_printer(**{fault: True})
    assert attempt(printer.url) == ("failed", reason)
    assert b"City Hall" not in printer.received[0]


def test_paper_ends_in_mid_ticket(tcp_printer, attempt, make_ticket):
    """The roll ends half-way: uncertain with the reason; with a new roll the printer goes on by itself, once."""
    printer = tcp_printer(paper_ends_after=300)
    assert attempt(printer.url) == ("uncertain", "paper_out")
    assert printer.firmware.printed == []
    printer.firmware.new_roll()
    assert printer.firmware.printed == [make_ticket().url]


def test_a_printer_that_never_answers_gets_the_ticket_unproved(tcp_printer, attempt, make_ticket):
    """Silence is not paper: the ticket is sent, and uncertain."""
    printer = tcp_printer(answers=False)
    assert attempt(printer.url) == ("uncertain", "no_answer")
    assert printer.firmware.printed == [make_ticket().url]


def test_a_printer_known_never_to_answer_is_not_asked(tcp_printer, attempt, make_ticket, until):
    """status=no: sent, without a question or a wait."""
    printer = tcp_printer(answers=False)
    assert attempt(printer.url + "?status=no") == ("sent", None)
    until(lambda: printer.firmware.printed == [make_ticket().url], "the ticket")
    assert b"\x10\x04" not in printer.received[0]


def test_a_printer_that_stops_answering_after_the_status(tcp_printer, attempt):
    """It said it was ready and then nothing more: uncertain."""
    assert attempt(tcp_printer(answers_at_most=3).url) == ("uncertain", "no_answer")


def test_a_printer_that_stops_reading(tcp_printer, attempt):
    """It answers, then reads no further: uncertain within the deadline, however much the kernel still takes."""
    result, reason = attempt(tcp_printer(reads_at_most=64).url)
    assert (result, reason) in {("uncertain", "no_answer"), ("uncertain", "stalled")}


def test_a_silent_printer_that_stops_reading(tcp_printer, attempt):
    """With status=no the kernel tells that the bytes were never taken: uncertain, not sent."""
    assert attempt(tcp_printer(reads_at_most=64).url + "?status=no") == ("uncertain", "stalled")


def test_a_printer_that_hangs_up_in_mid_job(tcp_printer, attempt):
    """The peer closes while the ticket is on its way: uncertain, and not sent again."""
    printer = tcp_printer(closes_after=500)
    assert attempt(printer.url) == ("uncertain", "closed")
    assert len(printer.received) == 1


def test_a_printer_that_hangs_up_at_once(tcp_printer, attempt):
    """The peer closes before it has answered anything: failed, as nothing of the ticket was sent."""
    printer = tcp_printer(closes_after=1)
    assert attempt(printer.url) == ("failed", "closed")
    assert b"City Hall" not in printer.received[0]


def test_nobody_listens(attempt):
    """No printer at the address: failed as unreachable."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert attempt(f"tcp://127.0.0.1:{unused.getsockname()[1]}") == ("failed", "unreachable")


@pytest.mark.parametrize(
    ("firmware", "status"),
    [
        ({}, Status.OK),
        ({"near_end": True}, Status.NEAR_END),
        ({"paper_out": True}, Status.PAPER_OUT),
        ({"cover_open": True}, Status.COVER_OPEN),
        ({"answers": False}, Status.UNKNOWN),
    ],
)
def test_the_status_is_what_the_printer_says(tcp_printer, timing, firmware, status):
    """Each state reads back as itself; silence is unknown, never well."""
    assert Printer.open(tcp_printer(**firmware).url, timing).status() is status


def test_a_near_end_sensor_that_lies_can_be_ignored(tcp_printer, timing):
    """near_end=ignore: the printer counts as ready."""
    url = tcp_printer(near_end=True).url + "?near_end=ignore"
    assert Printer.open(url, timing).status() is Status.OK


def test_a_write_that_nobody_takes_ends_in_time():
    """A full wire: the write gives up after the stall, and says how much had gone."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        link = DescriptorLink(ours.fileno(), Timing(stall=0.2), replies=True, keeps_replies=False)
        started = time.monotonic()
        with pytest.raises(LinkLost) as lost:
            link.write(b"x" * 1_000_000)
        assert lost.value.reason == "stalled"
        assert 0 < lost.value.sent < 1_000_000
        assert time.monotonic() - started < 2


def test_a_peer_that_has_gone_is_noticed_before_the_first_write():
    """Over TCP the first write after a goodbye would succeed: it is not made."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = socket.create_connection(server.getsockname())
        theirs, _ = server.accept()
    with ours:
        ours.setblocking(False)
        theirs.close()
        link = DescriptorLink(ours.fileno(), Timing(), replies=True, keeps_replies=False)
        assert select.select([ours], [], [], DEADLINE_S)[0]
        with pytest.raises(LinkLost) as lost:
            link.write(b"ticket")
        assert (lost.value.reason, lost.value.sent) == ("closed", 0)
