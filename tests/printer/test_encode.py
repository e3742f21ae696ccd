"""Lines as ESC/POS bytes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printer import codepages, raster
from printer.encode import encode
from printer.layout import CutOff, Text, lay_out
from printer.paper import paper_for
from printer.url import parse

SLOTS = {
    "CP437": "0",
    "CP850": "2",
    "CP858": "19",
    "CP1252": "16",
    "CP852": "18",
    "CP866": "17",
    "CP864": "37",
}


def job(ticket, options="", url="tcp://p"):
    """The bytes of a ticket on a printer with these options."""
    return encode(lay_out(ticket), paper_for(parse(f"{url}?{options}")))


def rasters(data):
    """Every picture in a job as (width in dots, rows, bytes), walking over it as a printer does."""
    found = []
    for match in re.finditer(rb"\x1dv0\x00(..)(..)", data, re.DOTALL):
        width, rows = (int.from_bytes(match[i], "little") for i in (1, 2))
        found.append((width * 8, rows, data[match.end() : match.end() + width * rows]))
    return found


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [58, 80])
def test_latin_goes_as_text_and_is_small(make_ticket, language, width):
    """English and Spanish are sent as text: half a kilobyte, a quarter of a second at 19200 baud."""
    data = job(make_ticket(language=language, service="Información"), f"width={width}", "serial:///dev/x")
    assert len(data) < 600
    assert "Información".encode("cp437") in data


@pytest.mark.parametrize("profile", ["POS-5890", "TM-T88V"])
def test_a_range_can_be_written_by_every_printer(make_ticket, profile):
    """In native letters the range has a hyphen, which no code page lacks; it is bold, and one line."""
    data = job(make_ticket(), f"profile={profile}", "serial:///dev/x")
    assert re.search(rb"\x1bE\x01[^\n]*about 10-15 min\n", data)
    long = job(make_ticket(wait={"low_s": 5700, "high_s": 7200}), f"profile={profile}", "serial:///dev/x")
    assert "about 1½-2 h\n".encode("cp437") in long


@pytest.mark.parametrize("width", [58, 80])
def test_arabic_is_drawn(make_ticket, width):
    """No code page can write Arabic as it is read, so its lines are pictures: never question marks."""
    data = job(make_ticket(language="ar", site="دار البلدية", service="استفسارات"), f"width={width}")
    assert b"?" not in re.sub(rb"\x1dv0\x00.*", b"", data, flags=re.DOTALL)
    dots = {58: 384, 80: 576}[width]
    pictures = rasters(data)
    assert len(pictures) >= 7
    assert all(each <= dots and rows <= 255 for each, rows, _ in pictures)


def test_chinese_is_drawn(make_ticket):
    """Every Chinese line is a picture: a printer's own Chinese is another mode, which many printers lack."""
    data = job(make_ticket(language="zh", site="市政服务大厅", service="护照与身份证"), "", "serial:///dev/x")
    assert len(rasters(data)) >= 7
    # Neither question marks nor GB18030 (the service's name would begin D2 BB), nor the command for its mode.
    rest = re.sub(rb"\x1dv0\x00.*", b"", data, flags=re.DOTALL)
    assert b"?" not in rest
    assert b"\x1c&" not in data
    assert "护照".encode("gb18030") not in rest


@pytest.mark.parametrize("profile", ["POS-5890", "TM-T88III", "TM-T88V"])
def test_ukrainian_goes_as_text(make_ticket, profile):
    """By the page that nearly every printer has, whose missing і is a Latin i: half a kilobyte, as in English."""
    ticket = make_ticket(language="uk", site="Центр послуг", service="Місце проживання")
    data = job(ticket, f"profile={profile}", "serial:///dev/x")
    assert len(rasters(data)) <= 3  # the rule, and at most a QR code
    assert len(data) < 900 or not paper_for(parse(f"tcp://p?profile={profile}")).has_qr
    assert "Мiсце проживання".encode("cp866") in data


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("General enquiries", "CP437"),
        ("C’est à vous – “A042”", "CP437"),
        ("Реєстрація, їжа, Іршава", "CP866"),
        ("Ґанок", None),
        ("Información ñ ¿ ·", "CP437"),
        ("Ámbito", "CP850"),
        ("12 €", "CP858"),
        ("«Çà» ‰", "CP1252"),
        ("Žluťoučký", "CP852"),
        ("Справка", "CP866"),
        ("استفسارات", None),
        ("שלום", None),
        ("取号", None),
        ("Ä and Ж", None),
    ],
)
def test_each_line_gets_a_page_that_has_all_its_letters(text, page):
    """The first page that covers the line, or none: then it is drawn."""
    assert codepages.choose(codepages.plain(text), SLOTS) == page


def test_an_ukrainian_page_is_taken_for_the_letter_that_the_common_one_lacks():
    """Ґ is in no other letter's shape."""
    assert codepages.choose("Ґанок", {**SLOTS, "CP1125": "20", "CP1251": "46"}) == "CP1125"
    assert codepages.choose("Ґанок", {**SLOTS, "CP1251": "46"}) == "CP1251"


@given(st.text(max_size=30))
def test_a_page_is_only_chosen_when_it_loses_nothing(text):
    """What a page is chosen for reads back as it was."""
    page = codepages.choose(text, SLOTS)
    if page is not None:
        assert b"".join(c.encode("ascii" if c.isascii() else page) for c in text).decode(page) == text


@given(st.text(alphabet="abc de", min_size=1, max_size=120).filter(str.strip), st.integers(8, 48))
def test_lines_of_text_fit_and_lose_no_word(text, columns):
    """Wrapping keeps every letter, no line is too long, and there are no more lines than needed."""
    import textwrap

    lines = codepages.fill(text, columns)
    assert all(len(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) == len(textwrap.wrap(text, columns))


@pytest.mark.parametrize("number", ["A001", "A1000", "ZZ9999"])
@pytest.mark.parametrize(("width", "dots"), [(58, 384), (80, 576)])
def test_the_number_is_as_big_as_the_paper_allows(number, width, dots):
    """It fills the paper's width, within its margins, or reaches the tallest size."""
    drawn = raster.number(number, dots)
    assert drawn.width <= dots - 16
    assert drawn.width >= dots * 0.85 or drawn.height >= 160


def test_on_a_slow_line_the_number_is_magnified_text(make_ticket):
    """At 19200 baud a picture of the number would take seconds: eight times magnified text takes none."""
    wide = job(make_ticket(number="A1000"), "width=80", "serial:///dev/x")
    narrow = job(make_ticket(number="A1000"), "width=58", "serial:///dev/x")
    assert re.search(rb"\x1d!\x77[^A]*A1000\n", wide)
    assert re.search(rb"\x1d!\x55[^A]*A1000\n", narrow)


@given(st.binary(min_size=0, max_size=400))
def test_pictures_never_hold_a_real_time_command(data):
    """Printers obey 10 04, 10 05 and 10 14 inside pictures: no such pair is left, and only dots are added."""
    safe = raster.without_real_time(data)
    assert not re.search(rb"\x10[\x04\x05\x14]", safe)
    assert len(safe) == len(data)
    assert all(a & b == a for a, b in zip(data, safe, strict=True))


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 0xFFFF).map(lambda n: f"A{n:03d}"[:6]),
    st.text(alphabet="ابتثجحخ دذر", min_size=1, max_size=40),
)
def test_a_whole_job_never_holds_a_real_time_command(number, service):
    """Not in pictures, and not across the seams between commands."""
    from datetime import UTC, datetime

    from printer.ticket import PaperTicket

    ticket = PaperTicket(
        site="x", service=service.strip() or "ا", number=number, ahead=4, language="ar",
        issued_at=datetime(2026, 1, 1, tzinfo=UTC), url="http://h/t/a",
    )  # fmt: skip
    assert not re.search(rb"\x10[\x04\x05\x14]", job(ticket))


def test_a_drawing_that_looks_like_a_command_is_mended():
    """Dots in just that pattern, within a row and across two: the picture sent has none of the pairs."""
    for columns, pattern in ((16, b"\x10\x04\xff\xff"), (8, b"\xff\x10\x05\xff"), (8, b"\xff\x10\x14\xff")):
        bits = Image.frombytes("1", (columns, len(pattern) * 8 // columns), pattern)
        (_, _, sent) = rasters(raster.commands(bits.convert("L")))[0]
        assert sent == pattern.replace(b"\x10", b"\x18")


def test_tall_pictures_go_in_fragments():
    """No fragment is higher than 255 rows, and none of the picture is lost."""
    mask = Image.new("L", (16, 600), 255)
    found = rasters(raster.commands(mask))
    assert [rows for _, rows, _ in found] == [255, 255, 90]
    assert b"".join(data for _, _, data in found) == b"\xff" * 1200


def test_a_printer_without_qr_codes_gets_a_picture(make_ticket):
    """Its profile says so: the code is drawn, with the same quiet zone above and below."""
    data = job(make_ticket(), "profile=POS-5890")
    assert b"\x1d(k" not in data
    sides = {width: sum(rows for w, rows, _ in rasters(data) if w == width) for width, _, _ in rasters(data)}
    assert any(200 < rows <= width < rows + 8 for width, rows in sides.items())


@pytest.mark.parametrize(
    ("options", "end"),
    [
        ("cut=full", b"\x1dVA\x00"),
        ("cut=partial", b"\x1dVB\x00"),
        ("", b"\x1dVB\x00"),
        ("cut=none&feed=10", b"\x1bJ\x50"),
        ("cut=full&feed=40", b"\x1bJ\xff\x1bJ\x41\x1dVA\x00"),
        ("cut=full&feed=0", b"\x1dVA\x00"),
    ],
)
def test_cut_and_feed_are_as_the_url_says(make_ticket, options, end):
    """The ticket's end: millimetres of feed, then the cut."""
    assert job(make_ticket(), options).endswith(end)


def test_a_profile_without_cutter_is_not_told_to_cut(make_ticket):
    """Some print the letters of a cut command they do not know."""
    assert b"\x1dV" not in job(make_ticket(), "profile=POS-5890")


def test_the_profile_decides_the_width_unless_the_url_does():
    """TM-T88V has 512 dots on 80 mm paper."""
    assert paper_for(parse("tcp://p")).dots == 576
    assert paper_for(parse("tcp://p?width=58")).dots == 384
    assert paper_for(parse("tcp://p?profile=TM-T88V")).dots == 512
    assert paper_for(parse("tcp://p?profile=TM-T88V&width=58")).dots == 384


def test_a_job_starts_afresh_each_time(make_ticket):
    """Two jobs in a row are the same bytes: no state of the encoder outlives a job."""
    assert job(make_ticket(language="es")) == job(make_ticket(language="es"))


def test_every_profile_prints_a_ticket_or_says_that_it_cannot(make_ticket):
    """Whatever printer python-escpos knows takes a ticket in both scripts, without fonts it lacks."""
    from escpos.capabilities import CAPABILITIES

    from kit.errors import SettingError

    too_narrow = {"AF-240", "OCD-100", "OCD-300"}
    for name in CAPABILITIES["profiles"]:
        if name in too_narrow:
            with pytest.raises(SettingError, match="too narrow"):
                paper_for(parse(f"tcp://p?profile={name}"))
            continue
        for language in ("es", "ar"):
            assert job(make_ticket(language=language), f"profile={name}").startswith(b"\x1b@")


def test_a_long_name_wraps_at_words(make_ticket):
    """Two lines of large type before a narrower one, and no word torn."""
    data = job(make_ticket(service="Empadronamiento y trámites"), "width=58")
    assert b"Empadronamiento\n" in data
    assert "y trámites\n".encode("cp437") in data
    line = Text("a " * 100, "note")
    assert encode([line, CutOff()], paper_for(parse("tcp://p"))).count(b"\n") == 5
