"""Reading a table or a calendar: what is booked of it, and the one sentence for each line that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import SettingError
from server.calendars import Found, Known, read

KNOWN = Known(
    zone=ZoneInfo("Europe/Madrid"),
    languages=("en", "es"),
    services={"A": ("General", "Consultas"), "B": ("Passports",)},
    latest=datetime(2036, 1, 1, tzinfo=UTC),
)


@pytest.fixture
def reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Found]:
    """Reads this text, or these bytes, as a file of this name."""
    monkeypatch.chdir(tmp_path)

    def act(content: str | bytes, name: str = "list.csv", known: Known = KNOWN) -> Found:
        Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(Path(name), known)

    return act


def booked(found: Found) -> list[tuple[str, str, str | None]]:
    """Service, time and name of each."""
    assert found.faults == []
    return [
        (each.asked.service, each.asked.at.isoformat(), each.asked.name)
        for each in found.entries
        if each.asked
    ]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_table_as_programs_write_it(
    between: str, end: str, mark: str, reading: Callable[..., Found]
) -> None:
    """Comma, semicolon or tab; with or without the mark that Excel puts first; columns in any order."""
    rows = [
        ["At", "name", "SERVICE", "note", "id"],
        ["2026-11-24 10:30", "Ana", "a", '"Hi, you;\nthere"', "7"],
        [],
    ]
    found = reading(mark + end.join(between.join(row) for row in rows) + end)
    assert booked(found) == [("A", "2026-11-24T09:30:00+00:00", "Ana")]
    (entry,) = found.entries
    assert entry.asked is not None
    assert (entry.where, entry.source, entry.asked.note) == ("list.csv:2", "7", "Hi, you;\nthere")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-24 10:30", "09:30"),
        ("2026-11-24T10:30:15", "09:30"),
        ("2026-07-24 10:30", "08:30"),
        ("2026-11-24T10:30:00Z", "10:30"),
        ("2026-11-24 10:30+05:30", "05:00"),
        ("2026-03-29 02:30", "01:00"),  # a time that daylight saving skips: the moment of the jump
        ("2026-10-25 02:30", "00:30"),  # one that comes twice: its first coming
    ],
)
def test_a_time_without_an_offset_is_the_sites(text: str, utc: str, reading: Callable[..., Found]) -> None:
    """Through daylight saving, too."""
    ((_, at, _),) = booked(reading(f"service,at\nA,{text}\n"))
    assert datetime.fromisoformat(at).astimezone(UTC).strftime("%H:%M") == utc


def test_a_service_by_its_name(reading: Callable[..., Found]) -> None:
    """In any language; without a column for it, the one that the command names."""
    found = booked(reading("service,at\nconsultas,2026-11-24 10:30\nPassports,2026-11-24 10:30"))
    assert [each[0] for each in found] == ["A", "B"]
    known = Known(KNOWN.zone, KNOWN.languages, KNOWN.services, KNOWN.latest, "B")
    assert booked(reading("at\n2026-11-24 10:30\n", known=known))[0][0] == "B"


def test_lines_without_an_id_are_told_apart(reading: Callable[..., Found]) -> None:
    """The same line means the same appointment in the next file; twice in one file it is two people's."""
    text = "service,at,name\nA,2026-11-24 10:30,Ana\nA,2026-11-24 10:30,Ana\nA,2026-11-24 10:45,Ana\n"
    sources = [each.source for each in reading(text).entries]
    assert len(set(sources)) == 3
    assert [each.source for each in reading(text).entries] == sources


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Z,2026-11-24 10:30", "service: there is no service 'Z'"),
        (",2026-11-24 10:30", "service: there is no service ''"),
        ("A,24.11.2026 10:30", "at: '24.11.2026 10:30' is not a time such as 2026-11-24 10:30"),
        ("A,2026-11-24", "at: '2026-11-24' is not a time"),
        ("A,2026-13-24 10:30", "at: '2026-13-24 10:30' is not a time"),
        ("A,2026-11-24 24:30", "at: '2026-11-24 24:30' is not a time"),
        ("A,", "at: '' is not a time"),
        ("A,2206-11-24 10:30", "at: the year 2206 is too far away"),
        ("A,2026-11-24 10:30,fr", "language: 'fr' is not one of this site's languages (en, es)"),
        ("A,2026-11-24 10:30,en," + "x" * 201, "name: String should have at most 200 characters"),
        ("A,2026-11-24 10:30,en,a\x07b", "name: String should match pattern"),
        ("A,2026-11-24 10:30,en,Ana,more", "columns: there are 5, and the first line names 4"),
    ],
)
def test_a_bad_line_is_named(row: str, said: str, reading: Callable[..., Found]) -> None:
    """File, line and column, in one sentence; the good lines are read all the same."""
    found = reading(f"service,at,language,name\nA,2026-11-24 10:30\n{row}\nB,2026-11-24 10:30\n")
    (fault,) = found.faults
    assert fault.startswith(f"list.csv:3: {said}")
    assert len(found.entries) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("service,at,telephone\n", "list.csv:1: 'telephone' is not a column; there are service, at, name"),
        ("service,service,at\n", "list.csv:1: the column 'service' is there twice"),
        ("at,name\n", "list.csv:1: the column 'service' is missing"),
        ("", "list.csv:1: the column 'service' is missing"),
        (b"service,at,name\nA,2026-11-24 10:30,Jos\xe9\n", "list.csv:2: is not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read(content: str | bytes, said: str, reading: Callable[..., Found]) -> None:
    """Says why, once."""
    with pytest.raises(SettingError) as caught:
        reading(content)
    assert str(caught.value).startswith(said)


def test_a_quote_that_is_never_closed(reading: Callable[..., Found]) -> None:
    """Is found where it begins."""
    found = reading('service,at,name\nA,2026-11-24 10:30,Ana\nA,2026-11-24 10:30,"Bea\n')
    assert found.faults == ["list.csv:3: is not a row of a table: unexpected end of data"]


# ---------------------------------------------------------------- calendars


def calendar(*events: str, head: str = "") -> str:
    """A calendar with these events."""
    inside = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{head}{inside}END:VCALENDAR\n"


WHOLE = """
UID:1@example.org
DTSTART;TZID=America/New_York:20261124T103000
SUMMARY;LANGUAGE=es:Renovación\\, por
  favor
DESCRIPTION:Brings the form\\nand a photo
CATEGORIES:Red,Passports
ATTENDEE:mailto:office@example.org
ATTENDEE;CN="Ana García":tel:+34600123456
BEGIN:VALARM
TRIGGER:-PT5M
END:VALARM
"""


def test_a_calendars_event(reading: Callable[..., Found]) -> None:
    """Time, service, name, phone, language and note, from where calendars have them."""
    (entry,) = reading(calendar(WHOLE), "team.ics").entries
    assert entry.source == "1@example.org"
    asked = entry.asked
    assert asked is not None
    assert (asked.service, asked.at.isoformat()) == ("B", "2026-11-24T15:30:00+00:00")
    assert (asked.name, asked.phone, asked.language) == ("Ana García", "+34600123456", "es")
    assert asked.note == "Renovación, por favor\nBrings the form\nand a photo"


def test_without_an_attendee_the_summary_is_the_name(reading: Callable[..., Found]) -> None:
    """And a time without a zone is the site's; X-SERVICE and X-PHONE say what calendars have no place for."""
    event = "UID:2\nDTSTART:20261124T103000\nSUMMARY:Ana\nX-SERVICE:A\nX-PHONE:600 123"
    (entry,) = reading(calendar(event), "team.ics").entries
    assert entry.asked is not None
    assert (entry.asked.name, entry.asked.phone, entry.asked.note) == ("Ana", "600 123", None)
    assert entry.asked.at.isoformat() == "2026-11-24T09:30:00+00:00"


def test_a_zone_that_the_calendar_brings_along(reading: Callable[..., Found]) -> None:
    """Outlook's own names, for example."""
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Our own\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+0500\nTZOFFSETTO:+0500\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    found = reading(
        calendar("UID:3\nX-SERVICE:A\nDTSTART;TZID=Our own:20261124T103000", head=zone), "team.ics"
    )
    assert booked(found) == [("A", "2026-11-24T05:30:00+00:00", None)]


@pytest.mark.parametrize("event", ["STATUS:CANCELLED", "METHOD"])
def test_a_cancelled_event(event: str, reading: Callable[..., Found]) -> None:
    """One of them, or all that a calendar holds."""
    head = "METHOD:CANCEL\n" if event == "METHOD" else ""
    found = reading(
        calendar(f"UID:4\nDTSTART:20261124T103000\n{'' if head else event}", head=head), "team.ics"
    )
    assert [(each.source, each.asked) for each in found.entries] == [("4", None)]


def test_a_series_is_its_first_time_only(reading: Callable[..., Found]) -> None:
    """Said so with the line; one moved out of its series is an appointment of its own."""
    found = reading(
        calendar(
            "UID:5\nDTSTART:20261124T103000\nX-SERVICE:A\nRRULE:FREQ=DAILY",
            "UID:5\nRECURRENCE-ID:20261125T103000\nDTSTART:20261125T113000\nX-SERVICE:A",
        ),
        "team.ics",
    )
    assert found.notes == ["team.ics:8: RRULE: only the first of a series is booked"]
    assert len({each.source for each in found.entries}) == 2


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            "UID:6\nDTSTART;VALUE=DATE:20261124\nX-SERVICE:A",
            "10: DTSTART: is a whole day; an appointment has a time",
        ),
        ("UID:6\nX-SERVICE:A", "8: DTSTART: is missing"),
        ("UID:6\nDTSTART:20261324T103000\nX-SERVICE:A", "10: DTSTART: "),
        (
            "UID:6\nDTSTART;TZID=No/Where:20261124T103000\nX-SERVICE:A",
            "10: DTSTART: the time zone 'No/Where' is not",
        ),
        ("DTSTART:20261124T103000\nX-SERVICE:A", "8: UID: is missing"),
        ("UID:6\nDTSTART:20261124T103000", "8: CATEGORIES: does not say which service; see --service"),
        ("UID:6\nDTSTART:20261124T103000\nCATEGORIES:Red", "11: CATEGORIES: there is no service 'Red'"),
        ("UID:6\nDTSTART:20261124T103000\nX-SERVICE:Z", "11: X-SERVICE: there is no service 'Z'"),
        ("UID:6\nDTSTART:20261124T103000\nX-SERVICE:A\nX-PHONE:" + "1" * 201, "8: phone: String should have"),
    ],
)
def test_a_bad_event_is_named(event: str, said: str, reading: Callable[..., Found]) -> None:
    """The file, the property's line, and what about it."""
    found = reading(calendar("UID:0\nSTATUS:CANCELLED", event), "team.ics")
    (fault,) = found.faults
    assert fault.startswith(f"team.ics:{said}")


@pytest.mark.parametrize(
    "content",
    [
        "UID:1\n",
        calendar(WHOLE)[:-20],
        calendar(WHOLE).replace("END:VEVENT\n", ""),
        calendar(WHOLE)[:80],
        "BEGIN:VCALENDAR",
    ],
)
def test_a_calendar_that_is_not_whole(content: str, reading: Callable[..., Found]) -> None:
    """Is refused: half of a file would look like a day with fewer customers."""
    with pytest.raises(SettingError, match=r"^team\.ics"):
        reading(content, "team.ics")


PIECES = st.sampled_from(
    ["BEGIN:VCALENDAR\n", "BEGIN:VEVENT\n", "END:VEVENT\n", "END:VCALENDAR\n", "UID:1\n", "X-SERVICE:A\n", "DTSTART:",
     "20261124T103000\n", "RRULE:FREQ=DAILY\n", "ATTENDEE;CN=Ana:tel:1\n", "service,at,name\n", "A,2026-11-24 10:30,",
     '"', ";", ",", "\r\n", " ", "CATEGORIES:A,B\n", "STATUS:CANCELLED\n", "DTSTART;VALUE=DATE:20261124\n"]
)  # fmt: skip


@settings(max_examples=200)
@given(content=st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join))
def test_whatever_stands_in_a_file(content: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """It is read, or refused in one line; never anything else."""
    path = tmp_path_factory.getbasetemp() / "anything"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    try:
        found = read(path, KNOWN)
    except SettingError as problem:
        told = [str(problem)]
    else:
        told = [*found.faults, *found.notes]
    assert all(line.startswith(str(path)) for line in told)
