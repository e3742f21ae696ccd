"""What a counter's own page needs beyond the API's answers."""

from __future__ import annotations

from kit import wire
from server.desk import Desk
from server.desk.branch import Branch
from server.desk.setup import site_ids
from server.desk.telling import ticket_told
from server.desk.views import View
from server.rules import tickets
from server.store import queries

CALLS_READ = 400  # more than a large branch calls in a return window


def held(view: View) -> list[wire.Ticket]:
    """Everyone who is held, the longest first, with what they told."""
    rows = queries.held_tickets(view.connection, view.branch.id)
    return view.with_people([ticket_told(row, 0, staff=True) for row in rows])


def lately_ended(view: View) -> list[wire.Ticket]:
    """Whose visit ended so lately that it can be taken back: missed within the window, or finished by a slip."""
    window = view.branch.return_window_ms
    since = view.now - max(window, tickets.UNDO_FINISH_MS)
    found = queries.lately_ended(view.connection, view.branch.id, view.day, since, CALLS_READ)
    rows = [
        row
        for row in found
        if tickets.in_time(
            "return", row.state, row.ended_at, view.now, same_day=True, return_window_ms=window
        )
    ]
    return view.with_people([ticket_told(row, 0, staff=True) for row in rows])


def only_site(desk: Desk) -> Branch | None:
    """The server's one site; None when it holds several."""
    known = list(site_ids(desk.database).values())
    return desk.branch(known[0]) if len(known) == 1 else None
