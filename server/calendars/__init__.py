"""Appointments from other programs: a table (CSV) or a calendar (iCalendar), read into what can be booked.

Every line that cannot be read is one sentence that names file, line and column, or property. Nothing is looked up and
nothing is booked here.
"""

from __future__ import annotations

from pathlib import Path

from kit.errors import SettingError
from server.calendars.entries import Entry, Found, Known
from server.calendars.tables import read_table

__all__ = ["Entry", "Found", "Known", "read"]

LARGEST = 20_000_000  # bytes; far above any calendar of one site


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
        from server.calendars.ical import read_calendar  # takes a while, and every command would wait for it

        return read_calendar(str(path), text, known)
    if path.suffix.lower() == ".ics":
        raise SettingError(f"{path}:1: is no calendar: it does not begin with BEGIN:VCALENDAR")
    return read_table(str(path), text, known)


def _text(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise SettingError(f"{path}:{line}: is not UTF-8; save the file as UTF-8") from problem
