"""A serial printer, over a pseudo terminal."""

import time

from printer.device import Printer


def test_a_serial_printer_proves_the_ticket(pty_printer, timing, make_ticket):
    """Asked, sent and proved over a serial line; the number goes as text, a picture would take seconds."""
    printer = pty_printer()
    assert Printer.open(printer.url, timing).print(make_ticket()).result == "printed"
    assert printer.firmware.printed == [make_ticket().url]


def test_a_late_reply_of_an_earlier_job_proves_nothing(pty_printer, timing, make_ticket):
    """What an earlier job asked for may come late: it must not prove the next ticket."""
    printer = pty_printer(answers_at_most=4)
    printer.say(
        b"\x00\x00"
    )  # two old answers to GS r 1; the firmware itself will give one more, before our ticket
    outcome = Printer.open(printer.url, timing).print(make_ticket())
    assert (outcome.result, outcome.reason) == ("uncertain", "no_answer")


def test_a_silent_serial_printer(pty_printer, timing, make_ticket):
    """A cable to nowhere: uncertain, in time."""
    outcome = Printer.open(pty_printer(answers=False).url, timing).print(make_ticket())
    assert (outcome.result, outcome.reason) == ("uncertain", "no_answer")


def test_a_serial_printer_that_takes_nothing(pty_printer, timing, make_ticket):
    """Nobody reads and the line fills up: it ends in time, and is not called printed."""
    printer = pty_printer(reads=False)
    started = time.monotonic()
    outcome = Printer.open(printer.url + "?baud=115200", timing).print(
        make_ticket(language="ar", site="دار" * 60)
    )
    assert outcome.result == "uncertain"
    assert time.monotonic() - started < 5


def test_paper_out_on_a_serial_line(pty_printer, timing, make_ticket):
    """Out of paper beforehand: failed, and nothing printed when the roll comes."""
    printer = pty_printer(paper_out=True)
    outcome = Printer.open(printer.url, timing).print(make_ticket())
    assert (outcome.result, outcome.reason) == ("failed", "paper_out")
    printer.firmware.new_roll()
    assert printer.firmware.printed == []


def test_no_such_port(timing, make_ticket, tmp_path):
    """A port that is not there: unreachable."""
    outcome = Printer.open(f"serial://{tmp_path}/none", timing).print(make_ticket())
    assert (outcome.result, outcome.reason) == ("failed", "unreachable")
