"""Plays the event log, and compares what it gives with the tables that say how things stand.

In memory is a day's tickets, and of the past a little for each day: a log of years is checked beside a server.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from server.desk.change import event_checksum
from server.desk.messages import kept_message
from server.desk.replay_appointments import Appointments
from server.desk.replay_bands import Bands
from server.desk.replay_feedback import Feedback
from server.desk.replay_moves import APPLY
from server.desk.replay_numbers import Numbers
from server.desk.replay_tickets import Ticket, Tickets
from server.desk.tokens import ticket_token, token_hash
from server.rules.numbers import label
from server.rules.tickets import MOVES
from server.store import queries

_MOVE_OF = {
    move.event: name for name, move in MOVES.items() if name != "day_end"
}  # which is a kind of cancelling
_CLOSED = {"state": "closed", "reason": None, "serves": None, "run": 0, "ticket_id": None}
_RUNNING = {"paused": False, "paused_until": None, "message": None}
_TOLD = {"device.status", "display.shown", "people.erased"}  # they change nothing that is compared


class Replay:
    """Plays the log and remembers what must be true at its end."""

    def __init__(self, connection: Connection, site_id: int, secret: bytes) -> None:
        self._secret = secret
        self.found: list[str] = []
        self.site: dict[str, Any] = {}
        self.devices: dict[int, dict[str, Any]] = {}
        self.users: dict[int, str] = {}
        self._last = 0
        self._day: str | None = None
        self._tickets = Tickets(connection, site_id)
        self._counters: dict[str, dict[str, Any]] = defaultdict(lambda: {**_CLOSED, "next_at": None})
        self._pauses: dict[str, dict[str, Any]] = defaultdict(lambda: dict(_RUNNING))
        self._numbers = Numbers()
        self.notes: list[str] = []  # what is odd, and explained
        self.appointments = Appointments()
        self.feedback = Feedback()
        self.bands = Bands()
        self._floor_event = 0
        self._message: str | None = None
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
        elif row.event in {"day.started", "bands.assigned", "display.message"}:
            self._of_floor(row, data)
        else:
            self._set_up(row, data)

    def _skips(self, row: Any) -> bool:
        """Whether ids are missing before this event because they were lost with what a backup replaced."""
        return row.event == "log.resumed" and f'"after":{self._last},' in row.data

    def _resumed(self, data: dict[str, Any]) -> None:
        for each in data["numbers"]:
            lost = range(each["from"], each["to"] + 1)
            self._numbers.lost(each["service"], each["business_day"], lost)
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
        elif row.event not in _TOLD:
            self.found.append(f"event {row.id}: unknown kind '{row.event}'")

    def _of_floor(self, row: Any, data: dict[str, Any]) -> None:
        """A day begins, its bands are given out, or the waiting room is told something."""
        self._floor_event = row.id
        if row.event == "bands.assigned":
            self.found += self.bands.take(row, data)
        elif row.event == "display.message":
            self._message = kept_message(row.id, data["message"], data["until"])
        else:
            self._day_started(data["business_day"])

    def _day_started(self, day: str) -> None:
        if self._day is not None and day <= self._day:
            self.found.append(f"day {day} started after {self._day}")
        if self._day is not None:
            self._tickets.settle(self._day)
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
            self._numbers.given(data["service"], data["business_day"], data["number"])
            if queue_class != "appointment":
                self._last_place = place_at
        digest = data["digest"] if offline else token_hash(ticket_token(self._secret, row.ticket_id))
        issued = {
            "business_day": data["business_day"],
            "service": data["service"],
            "number": data["number"],
            "waits_for": data["service"],
            "queue_class": queue_class,
            "place_at": place_at,
            "due_at": data.get("due_at"),
            "promise_low_s": data.get("promise_low_s"),
            "promise_high_s": data.get("promise_high_s"),
            "language": data["language"],
            "device_id": data["device"],
            "token_hash": digest,
            "issue_event": row.id,
            "created_at": created_at,
        }
        self._count(self._tickets.issue(row.ticket_id, issued), 1)

    def _happened(self, row: Any, data: dict[str, Any]) -> None:
        if row.event == "ticket.feedback" and self._tickets.is_known(row.ticket_id, row.id):
            self.feedback.take(row, data)
            return
        ticket = self._tickets.find(row.ticket_id, row.id)
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
        else:
            self.found.append(f"event {row.id}: unknown kind '{row.event}'")

    def _moved(self, row: Any, data: dict[str, Any], ticket: Ticket) -> None:
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
            self._numbers.transferred(ticket["waits_for"], ticket["business_day"])
        ticket["state"] = move.target
        if move.name == "call":
            self._called(row, data)
        if move.target == "waiting":
            self._count(ticket, 1)

    def _count(self, ticket: Ticket, change: int) -> None:
        """One more (or less) waits for what the ticket waits for."""
        odd = ticket["queue_class"] != "standard" or ticket["place_at"] != ticket["created_at"]
        self._numbers.waits(ticket["waits_for"], ticket["business_day"], change, irregular=odd)

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
        if row.message != self._message:
            self.found.append(f"the message to the waiting room is {row.message}, not {self._message}")
        if row.revision != self.site.get("revision"):
            self.found.append(f"the settings' revision is {self.site.get('revision')}, not {row.revision}")

    def compare_rest(self, connection: Connection, site_id: int) -> None:
        """Tickets, numbers, counters and services."""
        self.found += self._tickets.compare()
        rows = queries.number_rows(connection, site_id)
        self.found += self._numbers.compare(rows, self.bands.has_used)
        self._compare("counter", self._counters, queries.counter_rows(connection, site_id))
        self._compare("service", self._pauses, queries.service_rows(connection, site_id))

    def _compare(self, what: str, known: dict[str, dict[str, Any]], rows: Sequence[Any]) -> None:
        for row in rows:
            for column, value in known[row.code].items():
                if getattr(row, column) != value:
                    self.found.append(
                        f"{what} {row.code}: {column} is {getattr(row, column)!r}, the log says {value!r}"
                    )
