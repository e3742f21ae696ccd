"""Whether the lobby's screens show a call, for the staff who made it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from server.desk.upkeep import status_of
from server.desk.views import View
from server.rules.upkeep import is_away
from server.store import queries

SOON_MS = 3000  # a screen that is there shows a call within a fraction of that
EVENTS_READ = 300  # and far fewer events lie between


@dataclass(frozen=True)
class Showing:
    """How a call stands in the lobby. `screens`: on how many it is, or was; `since`: from when on one should show it.

    `state`: shown; not_yet; nobody (screens are let in, and none has been heard of lately); or none: without screens
    for this call there is nothing to say.
    """

    state: Literal["shown", "not_yet", "nobody", "none"]
    screens: int = 0
    since: int = 0


def showing(view: View, row: Any) -> Showing:
    """How this ticket's last call stands. One look into the log, whose range does not grow."""
    if row.call_event is None:
        return Showing("none")
    found = queries.shown_since(view.connection, view.branch.id, row.call_event, EVENTS_READ)
    told = [json.loads(each) for each in found]
    shown = {each["display"] for each in told if each["event_id"] == row.call_event}
    if shown:
        return Showing("shown", len(shown))
    screens = [each for each in view.devices if each.role == "display"]
    here = [each for each in screens if not is_away(each.seen_at, view.now)]
    if not here:
        return Showing("nobody" if screens else "none")
    if not any(_is_for(status_of(each), row.waits_for, row.counter) for each in here):
        return Showing("none")
    return Showing("not_yet", since=row.last_called_at + SOON_MS)


def _is_for(status: dict[str, Any], service: str, counter: str) -> bool:
    """Whether the screen shows such calls: it tells of which services and counters, where it is not for all."""
    return all(
        not status.get(key) or code in str(status[key]).split(",")
        for key, code in (("services", service), ("counters", counter))
    )
