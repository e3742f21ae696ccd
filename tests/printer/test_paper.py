"""The virtual paper: what our bytes draw, and what a phone's camera reads off it."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image, ImageChops

from kit.errors import PrinterError
from printer import raster
from printer.device import Printer
from printer.encode import encode
from printer.layout import lay_out
from printer.paper import paper_for
from printer.render import UnknownCommand, render
from printer.url import parse


def scanned(picture):
    """What zbarimg reads in a picture."""
    done = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, text=True, check=False)
    return done.stdout.strip()


@pytest.mark.parametrize("language", ["en", "es", "ar", "zh"])
@pytest.mark.parametrize("options", ["width=58", "width=80", "profile=POS-5890", "profile=TM-T88V"])
def test_a_virtual_printer_keeps_bytes_and_picture(tmp_path, make_ticket, language, options):
    """Each ticket is N.bin and N.png, and the code in the picture leads to the ticket."""
    ticket = make_ticket(language=language, number="A1000")
    printer = Printer.open(f"virtual:{tmp_path}?{options}")
    assert printer.print(ticket).result == "printed"
    assert (tmp_path / "1.bin").read_bytes() == encode(lay_out(ticket), printer.paper)
    with Image.open(tmp_path / "1.png") as picture:
        assert picture.width == printer.paper.dots + 48
    assert scanned(tmp_path / "1.png") == ticket.url
    assert sorted(file.name for file in tmp_path.iterdir()) == ["1.bin", "1.png"]


def test_tickets_are_counted_up_and_never_overwritten(tmp_path, make_ticket):
    """A second program, or the same one later, goes on after the highest number."""
    for _ in range(2):
        Printer.open(f"virtual:{tmp_path}").print(make_ticket())
    (tmp_path / "7.bin").write_bytes(b"kept")
    Printer.open(f"virtual:{tmp_path}").print(make_ticket())
    assert sorted(int(file.stem) for file in tmp_path.glob("*.bin")) == [1, 2, 7, 8]
    assert (tmp_path / "7.bin").read_bytes() == b"kept"


def test_a_folder_that_cannot_be_written_is_a_failed_job(tmp_path, make_ticket):
    """The virtual printer's own paper jam."""
    (tmp_path / "file").write_text("")
    outcome = Printer.open(f"virtual:{tmp_path}/file").print(make_ticket())
    assert (outcome.result, outcome.reason) == ("failed", "error")


def test_nothing_is_clipped_at_the_edges(make_ticket):
    """The longest names and numbers keep clear of both edges on both papers."""
    for language, width in [("en", 58), ("en", 80), ("ar", 58), ("ar", 80)]:
        paper = paper_for(parse(f"tcp://p?width={width}"))
        ticket = make_ticket(
            language=language,
            number="ZZ9999",
            service="Wwwwwwwwww " * 8,
            site="م" * 90 if language == "ar" else "W" * 90,
        )
        picture = render(encode(lay_out(ticket), paper), paper)
        box = ImageChops.invert(picture).getbbox()
        assert box[0] >= 24
        assert box[2] <= picture.width - 24


@pytest.mark.parametrize(
    "job",
    [
        b"\x1b@\x1bp\x00\x32\x32",  # opens a drawer
        b"\x1d(H\x06\x00\x30\x30abcd",
        b"\x1dv0\x03\x01\x00\x01\x00\xff",
        b"\x1dv0\x00\x01\x00\x02\x00\xff",
        b"\x1d(k\x04\x001A1\x00",
        b"\x1d(k\x03\x001Z0",
        b"\x1dV\x01\x00",
        b"text without an end",
        b"text\x1bJ\x08",
        b"x" * 60 + b"\n",
        b"\x1b",
    ],
)
def test_what_we_do_not_send_is_not_drawn(job):
    """The virtual paper takes exactly our own commands: anything else raises instead of looking fine."""
    with pytest.raises(UnknownCommand):
        render(job, paper_for(parse("tcp://p")))


@pytest.mark.parametrize("options", ["width=58", "width=80", "profile=POS-5890"])
def test_the_code_has_its_quiet_zone(make_ticket, options):
    """Four modules of white on every side of the QR code, whoever draws it."""
    ticket, paper = make_ticket(), paper_for(parse(f"tcp://p?{options}"))
    picture = np.asarray(render(encode(lay_out(ticket), paper), paper)) < 128
    size = raster.module_size(ticket.url, paper.dots)
    code = np.asarray(raster.code(ticket.url, size)) >= 128
    side, zone = len(code), 4 * size
    # Drawn by ourselves it is padded to whole bytes, a few dots to either side.
    found = [
        (top, left)
        for left in range((picture.shape[1] - side) // 2 - 8, (picture.shape[1] - side) // 2 + 9)
        for top in range(picture.shape[0] - side)
        if (picture[top : top + 8, left : left + side] == code[:8]).all()
        and (picture[top : top + side, left : left + side] == code).all()
    ]
    assert len(found) == 1
    top, left = found[0]
    around = picture[top - zone : top + side + zone, left - zone : left + side + zone].copy()
    around[zone:-zone, zone:-zone] = False
    assert around.shape == (side + 2 * zone, side + 2 * zone)
    assert not around.any()


def test_letters_are_as_wide_as_on_paper():
    """A line of n characters covers n cells, magnified as the bytes say."""
    paper = paper_for(parse("tcp://p"))
    for job, width in ((b"HHHHHHHH\n", 8 * 12), (b"\x1d!\x11\x1bM\x01HHHHHHHH\n", 8 * 18)):
        box = ImageChops.invert(render(job, paper)).getbbox()
        assert width - 16 <= box[2] - box[0] <= width


def test_a_plain_file_takes_the_bytes(tmp_path, make_ticket):
    """file:// on something that cannot answer: sent, the bytes appended."""
    printer = Printer.open(f"file://{tmp_path}/paper.bin")
    assert printer.print(make_ticket()).result == "sent"
    assert printer.print(make_ticket()).result == "sent"
    assert (tmp_path / "paper.bin").read_bytes() == encode(lay_out(make_ticket()), printer.paper) * 2


def test_a_device_file_that_is_away(tmp_path, make_ticket):
    """No such file's folder: unreachable, and the status says what."""
    printer = Printer.open(f"file://{tmp_path}/none/lp0")
    outcome = printer.print(make_ticket())
    assert (outcome.result, outcome.reason) == ("failed", "unreachable")
    with pytest.raises(PrinterError, match="cannot be opened"):
        printer.status()


def test_a_ticket_survives_its_own_json(make_ticket):
    """What render reads and the spool keeps is the whole ticket."""
    ticket = make_ticket(language="ar", is_copy=True)
    assert type(ticket).model_validate(json.loads(ticket.model_dump_json())) == ticket


def test_two_threads_may_draw_at_once(make_ticket):
    """A kiosk draws its screen while its spool draws a ticket, with the same fonts: both come out right."""
    paper = paper_for(parse("tcp://p"))
    ticket = make_ticket(language="ar", service="استفسارات عامة")
    alone = encode(lay_out(ticket), paper)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: encode(lay_out(ticket), paper), range(60)))
    assert set(together) == {alone}
