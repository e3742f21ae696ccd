"""A branch in as few lines as possible, written apart from the server: what every answer should be.

Each move returns (status, what): the ticket or counter that is told, or the reason of a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nextplease_model.line import Line
from nextplease_model.parts import COUNTERS, LEGAL, LIMIT, Counter, Ticket

Told = tuple[int, Any]


@dataclass
class World(Line):
    """The whole branch."""

    order: str
    recalls: int
    now: int
    day: str = ""
    tickets: list[Ticket] = field(default_factory=list)
    booked: list[Any] = field(default_factory=list)  # appointments
    counters: dict[str, Counter] = field(default_factory=lambda: {code: Counter(code) for code in COUNTERS})
    pauses: dict[str, tuple[int | None, dict[str, str]]] = field(default_factory=dict)
    message: tuple[str, int | None] = ("", None)  # to the waiting room, and until when
    given: dict[str, int] = field(default_factory=dict)
    newest: int = 0
    settled: dict[str, int] = field(
        default_factory=dict
    )  # when a kiosk was last heard with nothing to hand in
    used: dict[tuple[str, str], int] = field(default_factory=dict)  # own numbers, by kiosk and service
    calls: int = 0
    log: list[tuple[str, str | None]] = field(default_factory=list)

    # ---------------------------------------------------------------- taking

    def paused(self, service: str) -> bool:
        """Whether no ticket is given for it now."""
        pause = self.pauses.get(service)
        return pause is not None and (pause[0] is None or self.now < pause[0])

    def closed(self, service: str) -> bool:
        """Whether it is outside its hours."""
        return service == "C" and not 6 <= self.now // 3_600_000 % 24 < 20

    def full(self, service: str) -> bool:
        """Whether the day's tickets are gone; a limit counts those that kiosks gave by themselves."""
        alone = [each for each in self.tickets if each.day == self.day and int(each.number[1:]) > 799]
        mine = sum(each.service == service for each in alone) if service == "C" else 0
        return self.given.get(service, 0) + mine >= LIMIT[service]

    def take(self, service: str, kiosk: str | None, asked: dict[str, Any]) -> Told:
        """A ticket is taken."""
        if self.paused(service):
            return 409, "paused"
        if self.closed(service):
            return 409, "closed"
        if self.full(service):
            return 409, "full"
        self.newest = max(self.now, self.newest)
        return 201, self.issue(service, kiosk, asked)

    def issue(self, service: str, kiosk: str | None, asked: dict[str, Any]) -> Ticket:
        """The service's next number, at the end of the line."""
        self.given[service] = self.given.get(service, 0) + 1
        answers = asked.get("answers", [])
        needs = {"lift"} if answers == [0] or asked.get("needs") else set()
        person = None
        if any(asked.get(each) for each in ("name", "phone", "note", "answers")) or needs:
            told = [["Yes", "No"][each] for each in answers]
            name, consent = asked.get("name"), bool(asked.get("consent") and asked.get("name"))
            person = {"name": name, "note": asked.get("note") or None, "consent": consent}
            person |= {"phone": asked.get("phone"), "answers": told, "needs": sorted(needs)}
        found = Ticket(
            f"{service}{self.given[service]:03d}",
            service,
            service,
            "priority" if asked.get("priority") else "standard",
            max(self.now, self.newest),
            len(self.tickets),
            self.now,
            asked.get("language", "en"),
            kiosk,
            self.day,
            needs,
            person,
        )
        self.tickets.append(found)
        self.log.append(("ticket.issued", found.number))
        return found

    # ---------------------------------------------------------------- moves

    def refused(self, move: str, ticket: Ticket) -> str | None:
        """Why the ticket may not make this move; None: it may."""
        if ticket.state not in LEGAL[move].split():
            return "state"
        window = {"no_show": 600_000, "finished": 60_000}.get(ticket.state)
        if window is None or ticket.ended is None:
            return None
        return "late" if ticket.day != self.day or self.now - ticket.ended > window else None

    def move(self, move: str, ticket: Ticket, **more: Any) -> Told:
        """One of the simple moves."""
        why = self.refused(move, ticket)
        if why is None and move == "no-show" and self.owes(ticket):
            why = "recalls"
        if why is not None:
            return 409, why
        self.free(ticket)
        getattr(self, "_" + move.replace("-", "_"))(ticket, **more)
        return 200, ticket

    def _arrive(self, ticket: Ticket) -> None:
        self.counters[str(ticket.counter)].ticket = ticket
        ticket.arrived = True
        self.become(ticket, "serving", "ticket.arrived")

    def _finish(self, ticket: Ticket) -> None:
        self.become(ticket, "finished", "ticket.finished")

    def _no_show(self, ticket: Ticket) -> None:
        self.become(ticket, "no_show", "ticket.no_show")

    def _hold(self, ticket: Ticket) -> None:
        self.become(ticket, "held", "ticket.held")

    def _resume(self, ticket: Ticket) -> None:
        self.become(ticket, "waiting", "ticket.resumed")

    def _cancel(self, ticket: Ticket) -> None:
        self.become(ticket, "cancelled", "ticket.cancelled")

    def _return(self, ticket: Ticket) -> None:
        if ticket.state == "called":
            ticket.called_at = None
        ticket.counter, ticket.shown, ticket.recalls = None, None, 0
        self.become(ticket, "waiting", "ticket.returned")

    def _transfer(self, ticket: Ticket, service: str | None, counter: str | None, note: str | None) -> None:
        ticket.waits_for, ticket.for_counter = service or ticket.waits_for, counter
        if note:
            blank: dict[str, Any] = {"name": None, "note": None, "consent": False, "answers": [], "needs": []}
            ticket.person = ticket.person or blank
            ticket.person["note"] = "\n".join(each for each in (ticket.person["note"], note) if each)
        self.become(ticket, "waiting", "ticket.transferred")

    def become(self, ticket: Ticket, state: str, event: str) -> None:
        """The ticket's new state, with what goes with it."""
        ticket.state = state
        ticket.arrived = ticket.arrived and state not in {"waiting", "called"}
        ticket.held_at = self.now if state == "held" else None
        ended = state in {"finished", "no_show", "cancelled"}
        if ended or state in {"waiting", "called"}:
            ticket.ended = self.now if ended else None
        self.log.append((event, ticket.number))

    def free(self, ticket: Ticket) -> None:
        """Its counter has nobody."""
        for each in self.counters.values():
            if each.ticket is ticket:
                each.ticket = None

    def owes(self, ticket: Ticket) -> bool:
        """Whether it must be recalled before it counts as a no-show."""
        since = self.now - ticket.last_called
        return self.recalls > ticket.recalls or (self.recalls > 0 and 0 <= since < 60_000)

    def delay(self, ticket: Ticket, minutes: int) -> Told:
        """The customer lets others go first."""
        if ticket.state != "waiting":
            return 409, "state"
        ticket.place = max(ticket.place, self.now) + minutes * 60_000
        self.log.append(("ticket.delayed", ticket.number))
        return 200, ticket

    # ---------------------------------------------------------------- counters

    def next(self, code: str) -> Told:
        """Whoever is first."""
        counter = self.counters[code]
        if counter.next_at is not None and 0 <= self.now - counter.next_at < 1500:
            return 409, "too_soon"
        if not self.make_room(counter):
            return 409, "recalls"
        found = self.line([each for each in self.waiting() if self.may(code, each)], counter.run)
        if not found:
            return 200, None
        if self.order.startswith("ratio"):
            now = max(self.now, self.newest)
            preferred = found[0].queue_class != "standard" and found[0].place <= now
            if preferred is (counter.run % 3 < 2):
                counter.run = (counter.run + 1) % 3
        counter.next_at = self.now
        return 200, self.call_to(counter, found[0])

    def call(self, ticket: Ticket, code: str) -> Told:
        """A chosen one."""
        why = self.refused("call", ticket)
        if why is not None:
            return 409, why
        if not self.make_room(self.counters[code]):
            return 409, "recalls"
        return 200, self.call_to(self.counters[code], ticket)

    def make_room(self, counter: Counter) -> bool:
        """The counter is open, and nobody is there; False: who is there must be recalled first."""
        last = counter.ticket
        absent = last is not None and self.absent(last)
        if last is not None and absent and self.owes(last):
            return False
        if counter.state != "open":
            counter.state, counter.reason = "open", None
            self.log.append(("counter.opened", counter.code))
        if last is not None:
            counter.ticket = None
            self._no_show(last) if absent else self._finish(last)
        return True

    def absent(self, ticket: Ticket) -> bool:
        """Whether it was only called, a moment ago."""
        return ticket.state == "called" and 0 <= self.now - ticket.last_called < 30_000

    def call_to(self, counter: Counter, ticket: Ticket) -> Ticket:
        """Called to this counter."""
        self.calls += 1
        ticket.shown, ticket.counter, ticket.recalls = self.calls, counter.code, 0
        ticket.called_at, ticket.last_called = ticket.called_at or self.now, self.now
        counter.ticket = ticket
        self.become(ticket, "called", "ticket.called")
        return ticket

    def recall(self, code: str) -> Told:
        """Whoever is called there, again."""
        ticket = self.counters[code].ticket
        if ticket is None or ticket.state != "called":
            return 409, "nobody" if ticket is None else "state"
        self.calls += 1
        ticket.shown, ticket.last_called, ticket.recalls = self.calls, self.now, ticket.recalls + 1
        self.log.append(("ticket.recalled", ticket.number))
        return 200, ticket

    def open(self, code: str, services: list[str] | None) -> Told:
        """Open it."""
        counter = self.counters[code]
        if (counter.state, counter.services) != ("open", services):
            counter.state, counter.reason, counter.services = "open", None, services
            self.log.append(("counter.opened", code))
        return 200, counter

    def leave(self, code: str, state: str, reason: str | None) -> Told:
        """A break, or closed."""
        counter = self.counters[code]
        if state == "closed" and counter.ticket is not None:
            last, counter.ticket = counter.ticket, None
            self._no_show(last) if self.absent(last) else self._finish(last)
        if (counter.state, counter.reason) != (state, reason):
            counter.state, counter.reason = state, reason
            if state == "closed":
                counter.services, counter.run = None, 0
            self.log.append((f"counter.{state}", code))
        return 200, counter

    # ---------------------------------------------------------------- time

    def begin_day(self, day: str) -> None:
        """Everybody goes home, and numbers start again; never for a day that has gone."""
        if day <= self.day:
            return
        self.day, self.given, self.newest = day, {}, 0
        for ticket in self.tickets:
            if ticket.state in {"waiting", "held"}:
                self.become(ticket, "cancelled", "ticket.cancelled")
            elif ticket.state in {"called", "serving"}:
                self.become(ticket, "finished", "ticket.finished")
            ticket.person = None
        for booked in self.booked:
            if booked.day < day:
                booked.name = booked.phone = booked.note = None
                if booked.state == "booked":
                    booked.state = "missed"
                    self.log.append(("appointment.missed", None))
        for counter in self.counters.values():
            counter.state, counter.reason, counter.services = "closed", None, None
            counter.ticket, counter.run = None, 0
        self.log.append(("day.started", None))
