"""Plays the event log, and compares what it gives with the tables that say how things stand."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from server.desk.change import event_checksum
from server.desk.tokens import ticket_token, token_hash
from server.rules.numbers import label
from server.rules.tickets import MOVES
from server.store import queries

_MOVE_OF = {move.event: name for name, move in MOVES.items()}


class Replay:
    """Plays the log and remembers what must be true at its end."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.found: list[str] = []
        self.site: dict[str, Any] = {}
        self.devices: dict[int, dict[str, Any]] = {}
        self.users: dict[int, str] = {}
        self._last = 0
        self._day: str | None = None
        self._tickets: dict[str, dict[str, Any]] = {}
        self._counters: dict[str, dict[str, Any]] = defaultdict(
            lambda: {"state": "closed", "ticket_id": None, "next_at": None}
        )
        self._numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._waiting: dict[tuple[str, str], int] = defaultdict(int)

    def take(self, row: Any) -> None:
        """One event."""
        if row.id != self._last + 1:
            self.found.append(f"events: {row.id} follows {self._last}")
        self._last = row.id
        if row.checksum != event_checksum(row.id, row.event, row.at, row.ticket_id, row.actor, row.data):
            self.found.append(f"event {row.id}: its row is not what was written")
            return
        data = json.loads(row.data)
        if row.event == "ticket.issued":
            self._issued(row, data)
        elif row.ticket_id is not None:
            self._happened(row, data)
        elif row.event == "counter.opened":
            self._counters[data["counter"]]["state"] = "open"
        elif row.event == "day.started":
            self._day_started(data["business_day"])
        else:
            self._set_up(row, data)

    def _set_up(self, row: Any, data: dict[str, Any]) -> None:
        """What somebody did at the command line."""
        if row.event == "site.changed":
            self.site = data
        elif row.event == "device.added":
            self.devices[data["device"]] = {"digest": data["digest"], "revoked_at": None}
        elif row.event == "device.revoked":
            self.devices[data["device"]]["revoked_at"] = row.at
        elif row.event == "user.changed":
            self.users[data["user"]] = data["digest"]

    def _day_started(self, day: str) -> None:
        if self._day is not None and day <= self._day:
            self.found.append(f"day {day} started after {self._day}")
        self._day = day
        for counter in self._counters.values():
            counter.update(state="closed", ticket_id=None)

    def _issued(self, row: Any, data: dict[str, Any]) -> None:
        self._numbers[data["service"], data["business_day"]].append(data["number"])
        self._waiting[data["service"], data["business_day"]] += 1
        self._tickets[row.ticket_id] = {
            "business_day": data["business_day"],
            "service": data["service"],
            "number": data["number"],
            "state": "waiting",
            "language": data["language"],
            "device_id": data["device"],
            "token_hash": token_hash(ticket_token(self._secret, row.ticket_id)),
            "issue_event": row.id,
            "created_at": row.at,
            "call_event": None,
            "called_at": None,
            "last_called_at": None,
            "recalls": 0,
            "counter": None,
            "arrived_at": None,
            "ended_at": None,
            "end_reason": None,
            "print_result": None,
            "print_reason": None,
        }

    def _happened(self, row: Any, data: dict[str, Any]) -> None:
        ticket = self._tickets.get(row.ticket_id)
        if ticket is None:
            self.found.append(
                f"event {row.id}: {row.event} of a ticket that was never issued ({row.ticket_id})"
            )
        elif row.event == "ticket.printed":
            ticket.update(print_result=data["result"], print_reason=data["reason"])
        elif row.event in _MOVE_OF:
            self._moved(row, data, ticket)
        else:
            self.found.append(f"event {row.id}: unknown kind '{row.event}'")

    def _moved(self, row: Any, data: dict[str, Any], ticket: dict[str, Any]) -> None:
        move = MOVES[_MOVE_OF[row.event]]
        if ticket["state"] not in move.sources:
            shown = label(ticket["service"], ticket["number"])
            self.found.append(f"event {row.id}: {row.event} of {shown}, which was {ticket['state']}")
        self._count(ticket, move.target)
        ticket["state"] = move.target
        if move.name in {"call", "recall"}:
            self._called(row, data, ticket, first=move.name == "call")
        elif move.name == "arrive":
            ticket["arrived_at"] = row.at
        else:
            ticket.update(ended_at=row.at, end_reason=data["reason"])
            self._freed(row.ticket_id, ticket["counter"])

    def _count(self, ticket: dict[str, Any], state: str) -> None:
        change = (state == "waiting") - (ticket["state"] == "waiting")
        self._waiting[ticket["service"], ticket["business_day"]] += change

    def _called(self, row: Any, data: dict[str, Any], ticket: dict[str, Any], *, first: bool) -> None:
        ticket.update(call_event=row.id, last_called_at=row.at, counter=data["counter"])
        if first:
            ticket["called_at"] = row.at
            self._counters[data["counter"]].update(ticket_id=row.ticket_id, next_at=row.at)
        else:
            ticket["recalls"] += 1

    def _freed(self, ticket_id: str, counter: str | None) -> None:
        if counter is not None and self._counters[counter]["ticket_id"] == ticket_id:
            self._counters[counter]["ticket_id"] = None

    def compare_site(self, row: Any) -> None:
        """The site's own row."""
        if row.last_event != self._last:
            self.found.append(f"the newest event is {self._last}, the site's row says {row.last_event}")
        if row.business_day != self._day:
            self.found.append(f"the business day is {self._day}, the site's row says {row.business_day}")
        if row.revision != self.site.get("revision"):
            self.found.append(f"the settings' revision is {self.site.get('revision')}, not {row.revision}")

    def compare_ticket(self, row: Any) -> None:
        """One ticket's row against the log."""
        expected = self._tickets.pop(row.id, None)
        if expected is None:
            self.found.append(f"ticket {row.service} {row.number} ({row.id}): the log never issued it")
            return
        name = f"ticket {label(expected['service'], expected['number'])} of {expected['business_day']} ({row.id})"
        for column, value in expected.items():
            if getattr(row, column) != value:
                self.found.append(f"{name}: {column} is {getattr(row, column)!r}, the log says {value!r}")

    def compare_rest(self, connection: Connection, site_id: int) -> None:
        """Tickets that are missing, numbers and counters."""
        for ticket_id, lost in self._tickets.items():
            shown = label(lost["service"], lost["number"])
            self.found.append(f"ticket {shown} of {lost['business_day']} ({ticket_id}): its row is missing")
        self._compare_numbers(queries.number_rows(connection, site_id))
        self._compare_counters(queries.counter_rows(connection, site_id))

    def _compare_numbers(self, rows: Sequence[Any]) -> None:
        last = {(row.service, row.business_day): row.last for row in rows}
        for row in rows:
            waiting = self._waiting[row.service, row.business_day]
            if row.waiting != waiting:
                name = f"numbers of {row.service} on {row.business_day}"
                self.found.append(f"{name}: {waiting} wait, its counter says {row.waiting}")
        for (service, day), given in sorted(self._numbers.items()):
            name = f"numbers of {service} on {day}"
            if len(set(given)) != len(given):
                self.found.append(f"{name}: {label(service, _twice(given))} was given twice")
            missing = sorted(set(range(min(given), max(given) + 1)) - set(given))
            if missing:
                self.found.append(
                    f"{name}: {', '.join(label(service, each) for each in missing[:5])} missing"
                )
            kept = last.pop((service, day), None)
            if kept != max(given):
                self.found.append(f"{name}: the last given is {max(given)}, its counter says {kept}")
        for service, day in last:
            self.found.append(f"numbers of {service} on {day}: a counter without any ticket")

    def _compare_counters(self, rows: Sequence[Any]) -> None:
        for row in rows:
            for column, value in self._counters[row.code].items():
                if getattr(row, column) != value:
                    self.found.append(
                        f"counter {row.code}: {column} is {getattr(row, column)!r}, the log says {value!r}"
                    )


def _twice(given: Sequence[int]) -> int:
    ordered = sorted(given)
    return next(low for low, high in pairwise(ordered) if low == high)
