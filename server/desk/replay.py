"""Plays the event log, and compares what it gives with the tables that say how things stand."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from server.desk.change import event_checksum
from server.desk.replay_appointments import Appointments
from server.desk.replay_bands import Bands
from server.desk.replay_feedback import Feedback
from server.desk.replay_moves import APPLY
from server.desk.tokens import ticket_token, token_hash
from server.rules.numbers import label
from server.rules.tickets import MOVES
from server.store import queries

_MOVE_OF = {
    move.event: name for name, move in MOVES.items() if name != "day_end"
}  # which is a kind of cancelling
_CLOSED = {"state": "closed", "reason": None, "serves": None, "run": 0, "ticket_id": None}
_RUNNING = {"paused": False, "paused_until": None, "message": None}


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
        self._counters: dict[str, dict[str, Any]] = defaultdict(lambda: {**_CLOSED, "next_at": None})
        self._pauses: dict[str, dict[str, Any]] = defaultdict(lambda: dict(_RUNNING))
        self._numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._waiting: dict[tuple[str, str], int] = defaultdict(int)
        self._irregular: dict[tuple[str, str], int] = defaultdict(int)
        self._transferred: set[tuple[str, str]] = set()  # where somebody came to wait from another service
        self._lost: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.notes: list[str] = []  # what is odd, and explained
        self.appointments = Appointments()
        self.feedback = Feedback()
        self.bands = Bands()
        self._floor_event = 0
        self._last_place: int | None = None

    def take(self, row: Any) -> None:
        """One event."""
        if row.id != self._last + 1 and not self._skips(row):
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
        elif row.event.startswith("counter."):
            self._counter(row, data)
        elif row.event.startswith("service."):
            self._service(row, data)
        elif row.event == "log.resumed":
            self._resumed(data)
        elif row.event.startswith("appointment."):
            self.found += self.appointments.take(row, data)
        elif row.event in {"day.started", "bands.assigned"}:
            self._of_day(row, data)
        else:
            self._set_up(row, data)

    def _skips(self, row: Any) -> bool:
        """Whether ids are missing before this event because they were lost with what a backup replaced."""
        return row.event == "log.resumed" and f'"after":{self._last},' in row.data

    def _resumed(self, data: dict[str, Any]) -> None:
        for each in data["numbers"]:
            lost = range(each["from"], each["to"] + 1)
            self._lost[each["service"], each["business_day"]].update(lost)
            shown = f"{label(each['service'], each['from'])} to {label(each['service'], each['to'])}"
            self.notes.append(f"{shown} of {each['business_day']} were lost with a restored backup")

    def _counter(self, row: Any, data: dict[str, Any]) -> None:
        self._floor_event = row.id
        counter = self._counters[data["counter"]]
        if row.event == "counter.opened":
            services = data.get("services")
            serves = None if services is None else json.dumps(services)
            counter.update(state="open", reason=None, serves=serves)
        elif row.event == "counter.break":
            counter.update(state="break", reason=data["reason"])
        else:
            counter.update({**_CLOSED, "ticket_id": counter["ticket_id"], "reason": data["reason"]})

    def _service(self, row: Any, data: dict[str, Any]) -> None:
        self._floor_event = row.id
        message = data.get("message")
        self._pauses[data["service"]] = {
            "paused": row.event == "service.paused",
            "paused_until": data.get("until"),
            "message": None if message is None else json.dumps(message, ensure_ascii=False, sort_keys=True),
        }

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

    def _of_day(self, row: Any, data: dict[str, Any]) -> None:
        """It begins, or its bands are given out."""
        self._floor_event = row.id
        if row.event == "bands.assigned":
            self.found += self.bands.take(row, data)
        else:
            self._day_started(data["business_day"])

    def _day_started(self, day: str) -> None:
        if self._day is not None and day <= self._day:
            self.found.append(f"day {day} started after {self._day}")
        self._day = day
        self._last_place = None
        for counter in self._counters.values():
            counter.update(_CLOSED)

    def _issued(self, row: Any, data: dict[str, Any]) -> None:
        offline, created_at = data.get("offline", False), data.get("issued_at", row.at)
        queue_class, place_at = data.get("queue_class", "standard"), data.get("place_at", created_at)
        if offline:
            self.found += self.bands.used(row, data)
            if data["business_day"] == self._day:
                self._last_place = max(self._last_place or 0, place_at)
        else:
            self._numbers[data["service"], data["business_day"]].append(data["number"])
            if queue_class != "appointment":
                self._last_place = place_at
        self._tickets[row.ticket_id] = {
            "business_day": data["business_day"],
            "service": data["service"],
            "number": data["number"],
            "state": "waiting",
            "waits_for": data["service"],
            "queue_class": queue_class,
            "place_at": place_at,
            "for_counter": None,
            "due_at": data.get("due_at"),
            "promise_low_s": data.get("promise_low_s"),
            "promise_high_s": data.get("promise_high_s"),
            "held_at": None,
            "held_ms": 0,
            "language": data["language"],
            "device_id": data["device"],
            "token_hash": data["digest"]
            if offline
            else token_hash(ticket_token(self._secret, row.ticket_id)),
            "issue_event": row.id,
            "created_at": created_at,
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
            "copy_device": None,
            "copy_at": None,
        }
        self._count(self._tickets[row.ticket_id], 1)

    def _happened(self, row: Any, data: dict[str, Any]) -> None:
        ticket = self._tickets.get(row.ticket_id)
        if ticket is None:
            self.found.append(
                f"event {row.id}: {row.event} of a ticket that was never issued ({row.ticket_id})"
            )
        elif row.event == "ticket.printed":
            ticket.update(print_result=data["result"], print_reason=data["reason"])
        elif row.event == "ticket.reprint":
            ticket.update(copy_device=data["device"], copy_at=row.at, print_result=None, print_reason=None)
        elif row.event == "ticket.delayed":
            self._count(ticket, -1)
            ticket["place_at"] = data["place_at"]
            self._count(ticket, 1)
        elif row.event in _MOVE_OF:
            self._moved(row, data, ticket)
        elif row.event == "ticket.feedback":
            self.feedback.take(row, data)
        else:
            self.found.append(f"event {row.id}: unknown kind '{row.event}'")

    def _moved(self, row: Any, data: dict[str, Any], ticket: dict[str, Any]) -> None:
        move = MOVES[_MOVE_OF[row.event]]
        if ticket["state"] not in move.sources:
            shown = label(ticket["service"], ticket["number"])
            self.found.append(f"event {row.id}: {row.event} of {shown}, which was {ticket['state']}")
        waited = ticket["state"] == "waiting"
        if waited:
            self._count(ticket, -1)
        self._freed(row.ticket_id, ticket["counter"], move.target)
        if ticket["held_at"] is not None:
            ticket["held_ms"] += max(0, row.at - ticket["held_at"])
            ticket["held_at"] = None
        APPLY[move.name](ticket, row, data)
        if move.name == "transfer":
            self._transferred.add((ticket["waits_for"], ticket["business_day"]))
        ticket["state"] = move.target
        if move.name == "call":
            self._called(row, data)
        if move.target == "waiting":
            self._count(ticket, 1)

    def _count(self, ticket: dict[str, Any], change: int) -> None:
        """One more (or less) waits for what the ticket waits for."""
        key = ticket["waits_for"], ticket["business_day"]
        odd = ticket["queue_class"] != "standard" or ticket["place_at"] != ticket["created_at"]
        self._waiting[key] += change
        self._irregular[key] += change * int(odd)

    def _called(self, row: Any, data: dict[str, Any]) -> None:
        counter = self._counters[data["counter"]]
        counter["ticket_id"] = row.ticket_id
        if data.get("next", True):  # the log of the first release says it of none
            counter.update(next_at=row.at, run=data.get("run", 0))

    def _freed(self, ticket_id: str, counter: str | None, state: str) -> None:
        if state in {"called", "serving"} or counter is None:
            return
        if self._counters[counter]["ticket_id"] == ticket_id:
            self._counters[counter]["ticket_id"] = None

    def compare_site(self, row: Any) -> None:
        """The site's own row."""
        if row.last_event != self._last:
            self.found.append(f"the newest event is {self._last}, the site's row says {row.last_event}")
        if row.business_day != self._day:
            self.found.append(f"the business day is {self._day}, the site's row says {row.business_day}")
        if row.floor_event != self._floor_event:
            self.found.append(f"the floor changed last by {self._floor_event}, not by {row.floor_event}")
        if row.last_place != self._last_place:
            self.found.append(f"the newest place in line is {self._last_place}, not {row.last_place}")
        if row.revision != self.site.get("revision"):
            self.found.append(f"the settings' revision is {self.site.get('revision')}, not {row.revision}")

    def compare_ticket(self, row: Any, with_needs: bool) -> None:
        """One ticket's row against the log; `with_needs`: its customer is known to need something of a counter."""
        expected = self._tickets.pop(row.id, None)
        if expected is None:
            self.found.append(f"ticket {row.service} {row.number} ({row.id}): the log never issued it")
            return
        name = f"ticket {label(expected['service'], expected['number'])} of {expected['business_day']} ({row.id})"
        for column, value in expected.items():
            if getattr(row, column) != value:
                self.found.append(f"{name}: {column} is {getattr(row, column)!r}, the log says {value!r}")
        special = expected["for_counter"] is not None or with_needs
        if row.special != special:
            self.found.append(f"{name}: special is {row.special!r}, and should be {special!r}")

    def compare_rest(self, connection: Connection, site_id: int) -> None:
        """Tickets that are missing, numbers and counters."""
        for ticket_id, lost in self._tickets.items():
            shown = label(lost["service"], lost["number"])
            self.found.append(f"ticket {shown} of {lost['business_day']} ({ticket_id}): its row is missing")
        self._compare_numbers(queries.number_rows(connection, site_id))
        self._compare("counter", self._counters, queries.counter_rows(connection, site_id))
        self._compare("service", self._pauses, queries.service_rows(connection, site_id))

    def _compare_numbers(self, rows: Sequence[Any]) -> None:
        last = {(row.service, row.business_day): row.last for row in rows}
        for row in rows:
            waiting = self._waiting[row.service, row.business_day]
            name = f"numbers of {row.service} on {row.business_day}"
            if row.waiting != waiting:
                self.found.append(f"{name}: {waiting} wait, its counter says {row.waiting}")
            odd = self._irregular[row.service, row.business_day]
            if row.irregular != odd:
                self.found.append(f"{name}: {odd} wait out of the order of arrival, not {row.irregular}")
        for service, day in sorted({*self._numbers, *self._lost}):
            name = f"numbers of {service} on {day}"
            given = [*self._numbers[service, day], *self._lost[service, day]]
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
            if (service, day) not in self._transferred and not self.bands.has_used(service, day):
                self.found.append(f"numbers of {service} on {day}: a counter without any ticket")

    def _compare(self, what: str, known: dict[str, dict[str, Any]], rows: Sequence[Any]) -> None:
        for row in rows:
            for column, value in known[row.code].items():
                if getattr(row, column) != value:
                    self.found.append(
                        f"{what} {row.code}: {column} is {getattr(row, column)!r}, the log says {value!r}"
                    )


def _twice(given: Sequence[int]) -> int:
    ordered = sorted(given)
    return next(low for low, high in pairwise(ordered) if low == high)
