"""Appointments from a table (CSV)."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kit.errors import SettingError
from server.calendars.entries import Bad, Entry, Found, Known, asked, wall

COLUMNS = ("service", "at", "name", "phone", "language", "note", "id", "code")
_AT = re.compile(r"(2\d{3}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)


def read_table(name: str, text: str, known: Known) -> Found:
    """Every row; `name` the file's. Raises SettingError when its first line does not name the columns."""
    found = Found()
    rows = _rows(name, text, found)
    _, header = next(rows, (0, []))
    columns = _columns(name, header, known)
    alike: Counter[str] = Counter()
    for line, cells in rows:
        try:
            found.entries.append(_from_row(f"{name}:{line}", _given(columns, cells), known, alike))
        except Bad as bad:
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
    """A row by its columns; the last ones may be left out. Raises Bad."""
    if len(cells) > len(columns):
        raise Bad("columns", f"there are {len(cells)}, and the first line names {len(columns)}")
    return {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}


def _from_row(where: str, given: dict[str, str], known: Known, alike: Counter[str]) -> Entry:
    wanted = given.get("service") or known.service or ""
    service = known.service_of(wanted)
    if service is None:
        raise Bad("service", f"there is no service '{wanted}'")
    source = given.pop("id", "")
    if not source:  # one line is one appointment: the same file read again finds it again
        same = "\n".join([service, *(given.get(name, "") for name in ("at", "name", "phone"))])
        alike[same] += 1
        source = hashlib.sha256(f"{same}\n{alike[same]}".encode()).hexdigest()
    note = given.get("note", "").replace("\r\n", "\n")
    values = {**given, "service": service, "at": _time(given.get("at", ""), known.zone)}
    return Entry(where, source, asked(known, {**values, "note": note, "source": source}))


def _time(text: str, zone: ZoneInfo) -> datetime:
    wrong = Bad("at", f"'{text}' is not a time such as 2026-11-24 10:30")
    match = _AT.fullmatch(text)
    if match is None:
        raise wrong
    day, at, offset = match.groups()
    try:
        if offset is None:
            return wall(date.fromisoformat(day), time.fromisoformat(at), zone)
        return datetime.fromisoformat(f"{day}T{at}{offset.upper()}")
    except ValueError:
        raise wrong from None
