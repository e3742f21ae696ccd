"""The printer command, as a person types it."""

import json
import subprocess

import pytest
from PIL import Image

from printer.cli import main

TICKET = {
    "site": "City Hall",
    "service": "Passports",
    "number": "A007",
    "ahead": 2,
    "issued_at": "2026-11-24T09:42:00Z",
    "timezone": "Europe/Madrid",
    "language": "es",
    "url": "http://10.0.0.2:8000/t/abc",
}


@pytest.mark.parametrize(("width", "dots"), [("58", 384), ("80", 576)])
def test_render_draws_a_ticket_with_a_code_that_reads(tmp_path, width, dots):
    """TICKET.json becomes the picture of its paper."""
    (tmp_path / "t.json").write_text(json.dumps(TICKET))
    out = tmp_path / "t.png"
    assert main(["render", str(tmp_path / "t.json"), str(out), "--width", width]) == 0
    with Image.open(out) as picture:
        assert picture.width == dots + 48
    read = subprocess.run(["zbarimg", "-q", "--raw", out], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == TICKET["url"]


def test_render_draws_a_ticket_as_the_api_tells_it(tmp_path):
    """What the server answered can be drawn as it is."""
    told = {
        "id": "01a2046b-bc9f-75af-9854-d59ed0dedac7", "number": "A007", "service": "A", "state": "waiting", "ahead": 2,
        "wait": {"low_s": 300, "high_s": 600}, "token": "abc", "url": TICKET["url"], "language": "es",
        "created_at": "2026-11-24T09:42:00.000Z",
    }  # fmt: skip
    (tmp_path / "t.json").write_text(json.dumps(told))
    out = tmp_path / "t.png"
    assert main(["render", str(tmp_path / "t.json"), str(out)]) == 0
    read = subprocess.run(["zbarimg", "-q", "--raw", out], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == TICKET["url"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"number": "not a number"}, "number"),
        ({"ahead": -1}, "ahead"),
        ({"issued_at": "2026-11-24T09:42:00"}, "issued_at"),
        ({"timezone": "Nowhere/At_All"}, "timezone"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"colour": "red"}, "colour"),
        ({"site": ""}, "site"),
    ],
)
def test_a_bad_ticket_is_one_line_that_names_the_field(tmp_path, capsys, changes, named):
    """Exit 2, the file and the field, no traceback."""
    (tmp_path / "t.json").write_text(json.dumps(TICKET | changes))
    assert main(["render", str(tmp_path / "t.json"), str(tmp_path / "t.png")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "t.json" in said
    assert named in said


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["test"],
        ["test", "--printer", "lpt:1"],
        ["status", "--printer", "tcp://p?profile=none-such"],
        ["status", "--printer", "tcp://p", "--speed", "9"],
        ["render", "missing.json", "out.png"],
        ["render", "missing.json", "out.png", "--width", "70"],
        ["print"],
    ],
)
def test_bad_arguments_end_with_2_and_one_line(argv, capsys):
    """Whatever is wrong on the command line."""
    assert main(argv) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_status_and_test_on_a_good_printer(tcp_printer, capsys, until):
    """Ready, then one ticket printed."""
    printer = tcp_printer()
    assert main(["status", "--printer", printer.url]) == 0
    assert capsys.readouterr().out.startswith("ok")
    assert main(["test", "--printer", printer.url]) == 0
    assert capsys.readouterr().out == "printed\n"
    assert len(printer.firmware.printed) == 1


@pytest.mark.parametrize(
    ("firmware", "sentence"), [({"paper_out": True}, "out of paper"), ({"cover_open": True}, "cover is open")]
)
def test_a_printer_that_refuses_ends_with_1_and_a_sentence(tcp_printer, capsys, firmware, sentence):
    """Plain words, not a code."""
    url = tcp_printer(**firmware).url
    for command in ("status", "test"):
        assert main([command, "--printer", url]) == 1
        said = capsys.readouterr().err
        assert sentence in said
        assert said.count("\n") == 1


def test_a_silent_printer_is_told_about_status_no(tcp_printer, capsys):
    """Who owns a printer that never answers learns the option for it."""
    assert main(["status", "--printer", tcp_printer(answers=False).url]) == 1
    assert "status=no" in capsys.readouterr().err
    assert main(["status", "--printer", "virtual:nowhere"]) == 0


def test_list_prints_urls_or_says_there_are_none(capsys):
    """Never an empty answer."""
    assert main(["list"]) == 0
    assert "://" in capsys.readouterr().out
