"""What is read from a file: entries that can be booked, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from kit import wire
from server.rules.days import first_moment


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


class Bad(Exception):
    """This entry cannot be: the column, and what about it."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column, self.text = column, text


def asked(known: Known, values: Mapping[str, Any]) -> wire.NewAppointment:
    """The appointment that can be booked. Raises Bad."""
    given = {name: value for name, value in values.items() if value not in {None, ""}}
    language = given.get("language")
    if language is not None and language not in known.languages:
        raise Bad(
            "language", f"'{language}' is not one of this site's languages ({', '.join(known.languages)})"
        )
    if given["at"] > known.latest:
        raise Bad("at", f"the year {given['at'].year} is too far away")
    try:
        return wire.NewAppointment(**given)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
        raise Bad(str(first["loc"][0]), first["msg"]) from problem


def wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A time without an offset is the site's; one that its clocks skip or show twice, the first that fits."""
    return first_moment(day, at.replace(tzinfo=None), zone)
