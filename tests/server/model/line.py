"""Who waits, in which order, and whom a counter calls: the part of the model that only looks."""

from __future__ import annotations

from nextplease_model.parts import COUNTERS, SERVICES, TARGET, Counter, Ticket


class Line:
    """What is known of the branch."""

    order: str
    now: int
    newest: int
    tickets: list[Ticket]
    counters: dict[str, Counter]

    def line(self, among: list[Ticket], run: int = 0) -> list[Ticket]:
        """These tickets in calling order."""
        now = max(self.now, self.newest)
        left = sorted(among, key=lambda each: (each.place, each.seq))
        if self.order == "fifo":
            return left
        if self.order == "due":
            extra = {each.seq: TARGET[each.waits_for] * (each.queue_class == "standard") for each in left}
            return sorted(left, key=lambda each: (each.place + extra[each.seq], each.seq))
        first = [each for each in left if each.queue_class != "standard" and each.place <= now]
        if self.order.startswith("priority"):
            first = [each for each in left if each in first or each.place <= now - 45 * 60_000]
            return first + [each for each in left if each not in first]
        early = [each for each in left if each.place > now]
        then = [each for each in left if each not in first and each not in early]
        told = []
        while first and then:  # two and one
            told.append((first if run % 3 < 2 else then).pop(0))
            run += 1
        return told + first + then + early

    def serves(self, counter: str, service: str) -> bool:
        """Whether this counter serves this service now."""
        served = self.counters[counter].services or COUNTERS[counter][0]
        return not served or service in served

    def rivals(self, service: str) -> set[str]:
        """The services that share a counter with this one."""
        near = [code for code in COUNTERS if self.serves(code, service)]
        return {service} | {each for each in SERVICES for code in near if self.serves(code, each)}

    def ahead(self, ticket: Ticket) -> int:
        """How many go before it."""
        if ticket.state != "waiting":
            return 0
        near = self.rivals(ticket.waits_for)
        return self.line([each for each in self.waiting() if each.waits_for in near]).index(ticket)

    def waiting(self, service: str | None = None) -> list[Ticket]:
        """Who waits, of this day, for this service."""
        return [
            each for each in self.tickets if each.state == "waiting" and service in (None, each.waits_for)
        ]

    def may(self, counter: str, ticket: Ticket) -> bool:
        """Whether next at this counter calls such a ticket."""
        if ticket.for_counter is not None:
            return ticket.for_counter == counter
        if not self.serves(counter, ticket.waits_for):
            return False
        fit = [COUNTERS[code] for code in COUNTERS if self.serves(code, ticket.waits_for)]
        spoken = [each for each in fit if not each[1] or ticket.language in each[1]]
        mine = COUNTERS[counter]
        return (not spoken or mine in spoken) and all(
            need in mine[2] for need in ticket.needs if any(need in each[2] for each in fit)
        )
