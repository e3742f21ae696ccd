"""A customer's phone: which events may change what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from server.desk.change import Logged

# Somebody else's, that my phone must look at.
_CONCERN_ALL = {
    "ticket.called", "ticket.cancelled", "ticket.held", "ticket.resumed", "ticket.returned", "ticket.transferred",
    "ticket.delayed", "service.paused", "service.resumed", "site.changed",
}  # fmt: skip


@dataclass(frozen=True)
class Phone:
    """A customer's phone and the ticket that it follows."""

    site_id: int
    token: str
    ticket_id: str

    def concerned(self, logged: Logged) -> bool:
        """Whether this event may change what the phone shows."""
        return logged.ticket_id == self.ticket_id or concerns_all(logged)


def concerns_all(logged: Logged) -> bool:
    """Whether it may change what every phone shows."""
    return logged.event in _CONCERN_ALL
