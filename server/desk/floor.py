"""What is open, and who can do what there: counters, paused services and the kiosks' bands as they are now.

Read again only when `floor_event` of the site has gone up: opening a counter is rare, taking a ticket is not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from server.desk.branch import Branch
from server.rules import order
from server.rules.bands import Band, ordinary_last
from server.rules.skills import Floor as Counters
from server.rules.skills import Skills
from server.store import queries


@dataclass(frozen=True)
class Pause:
    """A paused service: until when (ms, None: until somebody resumes it), and why, by language."""

    until: int | None
    message: Mapping[str, str]

    def stands(self, now: int) -> bool:
        """Whether it is still paused."""
        return self.until is None or now < self.until


@dataclass(frozen=True)
class Message:
    """What staff tell the waiting room: by language, until when (ms, None: until it is taken back), said by `event`."""

    event: int
    text: Mapping[str, str]
    until: int | None

    def stands(self, now: int) -> bool:
        """Whether it is still shown."""
        return self.until is None or now < self.until


@dataclass(frozen=True)
class Floor:
    """A branch's counters, pauses, and what staff tell its waiting room. `key` says when it must be read again."""

    key: tuple[int, int]
    services: tuple[str, ...]
    counters: Counters
    states: Mapping[str, str]
    pauses: Mapping[str, Pause] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    message: Message | None = None
    _rivals: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def pause(self, service: str, now: int) -> Pause | None:
        """Why no ticket is given for this service now, if it is paused."""
        found = self.pauses.get(service)
        return found if found is not None and found.stands(now) else None

    def ordinary_last(self, service: str, last: int) -> int:
        """The highest number of the service that is in no kiosk's band."""
        return ordinary_last(last, self._bands_of.get(service, ()))

    @cached_property
    def _bands_of(self) -> Mapping[str, list[Band]]:
        found: dict[str, list[Band]] = {}
        for each in self.bands:
            found.setdefault(each.service, []).append(each)
        return found

    def served_by(self, counter: str) -> frozenset[str]:
        """The services that this counter serves."""
        named = self.counters.counters[counter].services
        return named & frozenset(self.services) if named else frozenset(self.services)

    @cached_property
    def served(self) -> frozenset[str]:
        """The services that an open counter serves."""
        is_open = [self.served_by(code) for code, state in self.states.items() if state == "open"]
        return frozenset().union(*is_open)

    def open_for(self, service: str) -> int:
        """How many open counters serve this service."""
        return sum(state == "open" and service in self.served_by(code) for code, state in self.states.items())

    def rivals(self, service: str) -> frozenset[str] | None:
        """The services that share a counter with this one; None: all, as in most branches."""
        if service not in self._rivals:
            lists = [self.served_by(code) for code in self.counters.counters]
            shared = order.rivals(service, [each for each in lists if each], self.services)
            self._rivals[service] = None if shared >= frozenset(self.services) else shared
        return self._rivals[service]


def floor_of(connection: Connection, branch: Branch, floor_event: int) -> Floor:
    """Read it."""
    rows = [row for row in queries.counter_rows(connection, branch.id) if row.code in branch.counters]
    return Floor(
        key=(branch.revision, floor_event),
        services=tuple(branch.services),
        counters=Counters({row.code: _skills(branch, row) for row in rows}),
        states={row.code: row.state for row in rows},
        pauses={
            row.code: Pause(row.paused_until, json.loads(row.message or "{}"))
            for row in queries.service_rows(connection, branch.id)
            if row.paused
        },
        bands=todays_bands(connection, branch.id),
        message=_message(connection, branch.id),
    )


def _message(connection: Connection, site_id: int) -> Message | None:
    kept = queries.site_message(connection, site_id)
    return Message(**json.loads(kept)) if kept else None


def todays_bands(connection: Connection, site_id: int) -> tuple[Band, ...]:
    """The bands that stand on the site's business day."""
    rows = queries.todays_bands(connection, site_id)
    return tuple(Band(row.service, row.device_id, row.slot, row.first, row.last) for row in rows)


def _skills(branch: Branch, row: Any) -> Skills:
    counter = branch.counters[row.code]
    named = json.loads(row.serves) if row.serves else counter.services
    return Skills(
        services=frozenset(named),
        languages=frozenset(counter.languages),
        features=frozenset(counter.features),
    )
