"""Appointments from a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from kit.errors import SettingError
from server.calendars.entries import Bad, Entry, Found, Known, asked, wall

_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]+")


def read_calendar(name: str, text: str, known: Known) -> Found:
    """Every event of the file's calendars; `name` the file's. Raises SettingError when it is not whole."""
    found = Found()
    lines = list(_event_lines(text))
    try:
        calendars: list[Any] = list(Calendar.from_ical(text, multiple=True))
    except ValueError as problem:
        raise SettingError(f"{name}: cannot be read as a calendar: {problem}") from problem
    events = [(calendar, event) for calendar in calendars for event in calendar.walk("VEVENT")]
    if not calendars or len(events) != len(lines):
        raise SettingError(f"{name}: is not whole: an END:VEVENT or END:VCALENDAR is missing")
    for (calendar, event), where in zip(events, lines, strict=True):
        try:
            found.entries.append(_from_event(name, calendar, event, where, known))
        except Bad as bad:
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
        raise Bad(str(prop or "VEVENT").upper(), str(text))
    uid = str(event.get("UID", "")).strip()
    if not uid:
        raise Bad("UID", "is missing")
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
    return Entry(place, source, asked(known, {**values, **_event_person(event, known)}))


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
    raise Bad(column, told)


def _categories(event: Any) -> list[str]:
    return [str(each) for part in _all(event, "CATEGORIES") for each in part.cats]


def _all(event: Any, prop: str) -> list[Any]:
    """A property as a list, however often it is there."""
    value = event.get(prop, [])
    return value if isinstance(value, list) else [value]


def _event_time(event: Any, zone: ZoneInfo) -> datetime:
    if "DTSTART" not in event:
        raise Bad("DTSTART", "is missing")
    start = event["DTSTART"]
    try:
        at = start.dt
    except (AttributeError, ValueError):
        raise Bad("DTSTART", f"'{start}' is not a time") from None
    if not isinstance(at, datetime):
        raise Bad("DTSTART", "is a whole day; an appointment has a time")
    if at.tzinfo is not None:
        return at
    named = start.params.get("TZID")
    if named:
        raise Bad("DTSTART", f"the time zone '{named}' is not known")
    return wall(at.date(), at.time(), zone)


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
