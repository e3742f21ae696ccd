"""Appointments from other programs: a table (CSV) or a calendar (iCalendar, RFC 5545), read into what can be booked.

Every line that cannot be read is one sentence that names file, line and column, or property. Nothing is looked up and
nothing is booked here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar as ICalendar
from pydantic import ValidationError

from kit import wire
from kit.errors import SettingError
from server.rules.days import first_moment

COLUMNS = ("service", "at", "name", "phone", "language", "note", "id", "code")
LARGEST = 20_000_000  # bytes; far above any calendar of one site
_AT = re.compile(r"(2\d{3}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Known:
    """What a file is read against: the site's zone, languages, and services' codes with their names in any language.

    `latest`: what is later is a mistake. `service`: whose an entry is that does not say it.
    """

    zone: ZoneInfo
    languages: Sequence[str]
    services: Mapping[str, Sequence[str]]
    latest: datetime
    service: str | None = None

    def service_of(self, text: str) -> str | None:
        """The code of the service with this code or name; None when there is none."""
        wanted = text.strip().casefold()
        for code, names in self.services.items():
            if wanted in {code.casefold(), *(name.casefold() for name in names)}:
                return code
        return None


@dataclass(frozen=True)
class Entry:
    """One appointment of a file. `source` is its name there; `asked` is None for one that is cancelled."""

    where: str
    source: str
    asked: wire.NewAppointment | None


@dataclass
class Found:
    """What a file holds: entries, what is wrong with the others, and what was read otherwise than meant."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Bad(Exception):
    """This entry cannot be: the column, and what about it."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column, self.text = column, text


def read(path: Path, known: Known) -> Found:
    """Read a file of either kind. Raises SettingError when it cannot be read at all."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise SettingError(f"{path}: {problem.strerror}") from problem
    if len(raw) > LARGEST:
        raise SettingError(f"{path}: is larger than {LARGEST // 1_000_000} MB")
    text = _text(path, raw)
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return _read_calendar(str(path), text, known)
    if path.suffix.lower() == ".ics":
        raise SettingError(f"{path}:1: is no calendar: it does not begin with BEGIN:VCALENDAR")
    return _read_table(str(path), text, known)


def _text(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise SettingError(f"{path}:{line}: is not UTF-8; save the file as UTF-8") from problem


def _asked(known: Known, values: Mapping[str, Any]) -> wire.NewAppointment:
    """The appointment that can be booked. Raises _Bad."""
    given = {name: value for name, value in values.items() if value not in {None, ""}}
    language = given.get("language")
    if language is not None and language not in known.languages:
        raise _Bad(
            "language", f"'{language}' is not one of this site's languages ({', '.join(known.languages)})"
        )
    if given["at"] > known.latest:
        raise _Bad("at", f"the year {given['at'].year} is too far away")
    try:
        return wire.NewAppointment(**given)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
        raise _Bad(str(first["loc"][0]), first["msg"]) from problem


def _wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A time without an offset is the site's; one that its clocks skip or show twice, the first that fits."""
    return first_moment(day, at.replace(tzinfo=None), zone)


# ---------------------------------------------------------------- tables


def _read_table(name: str, text: str, known: Known) -> Found:
    found = Found()
    rows = _rows(name, text, found)
    _, header = next(rows, (0, []))
    columns = _columns(name, header, known)
    alike: Counter[str] = Counter()
    for line, cells in rows:
        try:
            found.entries.append(_from_row(f"{name}:{line}", _given(columns, cells), known, alike))
        except _Bad as bad:
            found.faults.append(f"{name}:{line}: {bad.column}: {bad.text}")
    return found


def _rows(name: str, text: str, found: Found) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the number of its first line."""
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            found.faults.append(f"{name}:{line}: is not a row of a table: {problem}")
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _columns(name: str, header: list[str], known: Known) -> list[str]:
    columns = [cell.strip().lower() for cell in header]
    for place, column in enumerate(columns):
        if column not in COLUMNS:
            raise SettingError(f"{name}:1: '{column}' is not a column; there are {', '.join(COLUMNS)}")
        if column in columns[:place]:
            raise SettingError(f"{name}:1: the column '{column}' is there twice")
    needed = ("at",) if known.service else ("service", "at")
    for column in needed:
        if column not in columns:
            raise SettingError(f"{name}:1: the column '{column}' is missing")
    return columns


def _given(columns: list[str], cells: list[str]) -> dict[str, str]:
    """A row by its columns; the last ones may be left out. Raises _Bad."""
    if len(cells) > len(columns):
        raise _Bad("columns", f"there are {len(cells)}, and the first line names {len(columns)}")
    return {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}


def _from_row(where: str, given: dict[str, str], known: Known, alike: Counter[str]) -> Entry:
    wanted = given.get("service") or known.service or ""
    service = known.service_of(wanted)
    if service is None:
        raise _Bad("service", f"there is no service '{wanted}'")
    source = given.pop("id", "")
    if not source:  # one line is one appointment: the same file read again finds it again
        same = "\n".join([service, *(given.get(name, "") for name in ("at", "name", "phone"))])
        alike[same] += 1
        source = hashlib.sha256(f"{same}\n{alike[same]}".encode()).hexdigest()
    note = given.get("note", "").replace("\r\n", "\n")
    values = {**given, "service": service, "at": _time(given.get("at", ""), known.zone)}
    return Entry(where, source, _asked(known, {**values, "note": note, "source": source}))


def _time(text: str, zone: ZoneInfo) -> datetime:
    wrong = _Bad("at", f"'{text}' is not a time such as 2026-11-24 10:30")
    match = _AT.fullmatch(text)
    if match is None:
        raise wrong
    day, at, offset = match.groups()
    try:
        if offset is None:
            return _wall(date.fromisoformat(day), time.fromisoformat(at), zone)
        return datetime.fromisoformat(f"{day}T{at}{offset.upper()}")
    except ValueError:
        raise wrong from None


# ---------------------------------------------------------------- calendars


def _read_calendar(name: str, text: str, known: Known) -> Found:
    found = Found()
    lines = list(_event_lines(text))
    try:
        calendars: list[Any] = list(ICalendar.from_ical(text, multiple=True))
    except ValueError as problem:
        raise SettingError(f"{name}: cannot be read as a calendar: {problem}") from problem
    events = [(calendar, event) for calendar in calendars for event in calendar.walk("VEVENT")]
    if not calendars or len(events) != len(lines):
        raise SettingError(f"{name}: is not whole: an END:VEVENT or END:VCALENDAR is missing")
    for (calendar, event), where in zip(events, lines, strict=True):
        try:
            found.entries.append(_from_event(name, calendar, event, where, known))
        except _Bad as bad:
            found.faults.append(f"{name}:{where.get(bad.column, where['BEGIN'])}: {bad.column}: {bad.text}")
        if "RRULE" in event:
            found.notes.append(f"{name}:{where['RRULE']}: RRULE: only the first of a series is booked")
    return found


def _event_lines(text: str) -> Iterator[dict[str, int]]:
    """For each event the line where it begins, and where each of its properties first stands."""
    inside: list[str] = []
    event: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        key, _, value = line.partition(":")
        key = key.split(";")[0].strip().upper()
        if key == "BEGIN":
            inside.append(value.strip().upper())
            if inside[-1] == "VEVENT":
                event = {"BEGIN": number}
        elif key == "END" and inside:
            if inside.pop() == "VEVENT":
                yield event
        elif inside and inside[-1] == "VEVENT" and not line.startswith((" ", "\t")):
            event.setdefault(key, number)


def _from_event(name: str, calendar: Any, event: Any, where: dict[str, int], known: Known) -> Entry:
    for prop, text in event.errors:
        raise _Bad(str(prop or "VEVENT").upper(), str(text))
    uid = str(event.get("UID", "")).strip()
    if not uid:
        raise _Bad("UID", "is missing")
    place = f"{name}:{where['BEGIN']}"
    source = uid if "RECURRENCE-ID" not in event else f"{uid} {event['RECURRENCE-ID'].to_ical().decode()}"
    if len(source) > 200:  # as long as a source may be
        source = hashlib.sha256(source.encode()).hexdigest()
    if (
        "CANCELLED" in str(event.get("STATUS", "")).upper()
        or str(calendar.get("METHOD", "")).upper() == "CANCEL"
    ):
        return Entry(place, source, None)
    values = {"service": _event_service(event, known), "at": _event_time(event, known.zone), "source": source}
    return Entry(place, source, _asked(known, {**values, **_event_person(event, known)}))


def _event_service(event: Any, known: Known) -> str:
    said = [str(event["X-SERVICE"])] if "X-SERVICE" in event else _categories(event)
    for text in said:
        code = known.service_of(text)
        if code is not None:
            return code
    if known.service is not None and "X-SERVICE" not in event:
        return known.service
    column = "X-SERVICE" if "X-SERVICE" in event else "CATEGORIES"
    told = f"there is no service '{', '.join(said)}'" if said else "does not say which service; see --service"
    raise _Bad(column, told)


def _categories(event: Any) -> list[str]:
    return [str(each) for part in _all(event, "CATEGORIES") for each in part.cats]


def _all(event: Any, prop: str) -> list[Any]:
    """A property as a list, however often it is there."""
    value = event.get(prop, [])
    return value if isinstance(value, list) else [value]


def _event_time(event: Any, zone: ZoneInfo) -> datetime:
    if "DTSTART" not in event:
        raise _Bad("DTSTART", "is missing")
    start = event["DTSTART"]
    try:
        at = start.dt
    except (AttributeError, ValueError):
        raise _Bad("DTSTART", f"'{start}' is not a time") from None
    if not isinstance(at, datetime):
        raise _Bad("DTSTART", "is a whole day; an appointment has a time")
    if at.tzinfo is not None:
        return at
    named = start.params.get("TZID")
    if named:
        raise _Bad("DTSTART", f"the time zone '{named}' is not known")
    return _wall(at.date(), at.time(), zone)


def _event_person(event: Any, known: Known) -> dict[str, str | None]:
    attendees = _all(event, "ATTENDEE")
    names = [str(each.params.get("CN", "")).strip() for each in attendees]
    name = next((each for each in names if each and "@" not in each), None)
    phones = [str(each)[4:] for each in attendees if str(each).lower().startswith("tel:")]
    summary, described = (_line(event.get(prop)) for prop in ("SUMMARY", "DESCRIPTION"))
    spoken = getattr(event.get("SUMMARY"), "params", {}).get("LANGUAGE", "")
    return {
        "name": name or _line(summary).replace("\n", " "),
        "phone": _line(event.get("X-PHONE")) or next(iter(phones), None),
        "language": spoken if spoken in known.languages else None,
        "note": "\n".join(each for each in (summary if name else "", described) if each),
    }


def _line(value: object) -> str:
    """Text without what no screen can show."""
    return _UNPRINTABLE.sub(" ", str(value or "").replace("\r\n", "\n")).strip()
