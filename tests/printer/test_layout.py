"""What stands on a ticket, and in which order."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.layout import Code, CutOff, Number, Rule, Space, Text, lay_out


def words(lines):
    """The lines that somebody reads or scans, in order."""
    return [
        line.text if isinstance(line, Text | Number) else line.data
        for line in lines
        if isinstance(line, Text | Number | Code)
    ]


def test_the_order_on_the_ticket(make_ticket):
    """Place, service, number, people ahead and how long, QR code, date in the site's zone, thanks; nothing else."""
    ticket = make_ticket()
    lines = lay_out(ticket)
    assert words(lines) == [
        "City Hall",
        "General enquiries",
        "A042",
        "4 people ahead of you",
        "about 10–15 min",
        ticket.url,
        "Scan to follow your turn. You may wait outside.",
        "Tue 24 Nov 2026 · 10:42",
        "Thank you for coming.",
    ]
    assert [type(line) for line in lines if not isinstance(line, Text | Number | Code | Space)] == [
        Rule,
        CutOff,
    ]


def test_an_appointment_says_its_time_in_place_of_the_people_ahead(make_ticket):
    """Whoever is expected is not called in order: the number of people ahead would only worry them."""
    told = words(lay_out(make_ticket(due_at="2026-11-24T10:10:00Z")))
    assert told[3] == "Your appointment: 11:10"
    assert not any("ahead" in line for line in told)


def test_a_number_of_an_outage_says_when_its_code_works(make_ticket):
    """The server does not know the page yet: nobody is told to scan it at once."""
    said = words(lay_out(make_ticket(ahead=None, wait=None, offline=True)))
    assert "The code works as soon as we are connected again." in said
    assert not [each for each in said if "Scan" in each]


def test_without_an_address_for_phones_there_is_no_code_and_no_word_of_it(make_ticket):
    """No public_url: no QR code, and no sentence about scanning."""
    lines = lay_out(make_ticket(url=None))
    assert words(lines)[5:] == ["Tue 24 Nov 2026 · 10:42", "Thank you for coming."]


@pytest.mark.parametrize(
    ("language", "ahead", "sentence", "thanks"),
    [
        ("en", 0, "No one ahead of you", "Thank you for coming."),
        ("en", 1, "1 person ahead of you", "Thank you for coming."),
        ("es", 0, "Nadie delante de usted", "Gracias por su visita."),
        ("es", 1, "1 persona delante de usted", "Gracias por su visita."),
        ("es", 7, "7 personas delante de usted", "Gracias por su visita."),
        ("ar", 0, "لا أحد قبلكم", "شكرًا لزيارتكم."),
        ("ar", 2, "شخصان قبلكم", "شكرًا لزيارتكم."),
        ("ar", 4, "4 أشخاص قبلكم", "شكرًا لزيارتكم."),
    ],
)
def test_the_customers_language(make_ticket, language, ahead, sentence, thanks):
    """Every sentence is in the ticket's language, in its own plural, and in its direction."""
    lines = lay_out(make_ticket(language=language, ahead=ahead))
    texts = [line for line in lines if isinstance(line, Text)]
    assert sentence in words(lines)
    assert words(lines)[-1] == thanks
    assert {line.direction for line in texts} == {"rtl" if language == "ar" else "ltr"}


@pytest.mark.parametrize(
    ("language", "wait", "told"),
    [
        ("en", (600, 900), "about 10–15 min"),
        ("es", (600, 900), "unos 10–15 min"),
        ("ar", (600, 900), "نحو 10 إلى 15 دقيقة"),
        ("en", (5700, 7200), "about 1½–2 h"),
    ],
)
def test_about_how_long_it_will_take(make_ticket, language, wait, told):
    """Right under the people ahead, in the ticket's language and direction, there is what was announced."""
    lines = lay_out(make_ticket(language=language, wait={"low_s": wait[0], "high_s": wait[1]}))
    texts = [line for line in lines if isinstance(line, Text)]
    place = next(number for number, line in enumerate(texts) if line.role == "ahead")
    assert texts[place + 1] == Text(told, "wait", "rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("wait", [None, {"low_s": 0, "high_s": 0}])
def test_no_wait_is_made_up(make_ticket, wait):
    """While nobody can say how long it will take, the ticket says nothing of it."""
    assert "wait" not in [line.role for line in lay_out(make_ticket(wait=wait)) if isinstance(line, Text)]


def test_that_no_counter_is_open_stands_where_the_wait_would(make_ticket):
    """Whoever is next, or expected, and waits all the same reads why."""
    told = words(lay_out(make_ticket(ahead=0, wait=None, unserved=True)))
    assert told[told.index("No one ahead of you") + 1] == "No counter open now"
    due = datetime(2026, 11, 24, 10, 10, tzinfo=UTC)
    assert "No counter open now" in words(lay_out(make_ticket(due_at=due, unserved=True)))


@pytest.mark.parametrize(("language", "mark"), [("en", "COPY"), ("es", "COPIA"), ("ar", "نسخة")])
def test_a_reprint_says_so_first(make_ticket, language, mark):
    """A copy cannot pass for a second ticket."""
    assert words(lay_out(make_ticket(language=language, copy=True)))[0] == mark


@given(st.text(min_size=1, max_size=40).filter(lambda t: t.strip()))
def test_a_name_never_reaches_the_printer_as_a_command(site):
    """Control characters in a site's own texts become spaces."""
    from printer.ticket import PaperTicket

    ticket = PaperTicket(
        site=site, service="x", number="A001", ahead=0, issued_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    for line in lay_out(ticket):
        if isinstance(line, Text):
            assert all(
                ord(character) >= 0x20 and not 0x7F <= ord(character) < 0xA0 for character in line.text
            )
