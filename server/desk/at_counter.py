"""What a counter's own page needs beyond the API's answers."""

from __future__ import annotations

import json

from server.desk import Desk
from server.desk.branch import Branch
from server.desk.setup import site_ids
from server.desk.views import View
from server.store import queries

EVENTS_READ = 300  # a display shows a call within seconds: far fewer events lie between


def screens_showing(view: View, ticket_id: str) -> int:
    """How many displays have said that they show this ticket's last call. Raises NotFound."""
    row = view.ticket_row(ticket_id)
    if row.call_event is None:
        return 0
    later = queries.events_after(view.connection, view.branch.id, row.call_event, EVENTS_READ)
    shown = [json.loads(each.data) for each in later if each.event == "display.shown"]
    return len({each["display"] for each in shown if each["event_id"] == row.call_event})


def only_site(desk: Desk) -> Branch | None:
    """The server's one site; None when it holds several."""
    known = list(site_ids(desk.database).values())
    return desk.branch(known[0]) if len(known) == 1 else None
