"""What the staff's pages say after a press: what happened, or kindly why not."""

from __future__ import annotations

import json
from typing import Any

from kit import wire
from kit.language import Catalog, sentence
from server.desk import Answer

# By move.
WORDS = {
    "next": sentence("{number} is being called to {counter}."),
    "call": sentence("{number} is being called to {counter}."),
    "nobody-waits": sentence("Nobody is waiting."),
    "recall": sentence("{number} is being called again."),
    "arrive": sentence("{number} is at the counter."),
    "finish": sentence("{number} is finished."),
    "no-show": sentence("{number} did not come."),
    "hold": sentence("{number} is on hold and keeps its place."),
    "resume": sentence("{number} is waiting again, at its old place."),
    "return": sentence("{number} is waiting again, at its old place."),
    "transfer": sentence("{number} has been passed on and keeps its place."),
    "cancel": sentence("{number} has left the queue."),
    "take": sentence("{number} has been taken. Please tell the customer this number."),
    "open": sentence("{counter} is open."),
    "break": sentence("{counter} is on a break."),
    "close": sentence("{counter} is closed."),
    "pause": sentence("{service} is paused. Everyone who waits is told."),
    "resume-service": sentence("{service} is open again."),
    # How the customer before ended, when a press for somebody else ended it.
    "ended-no_show": sentence("{number} counted as a no-show."),
    "ended-finished": sentence("{number} is finished."),
}
# By the reason of a 409.
NOT_NOW = {
    "too_soon": sentence("The last customer was called only a moment ago. Nobody else has been called."),
    "nobody": sentence("There is nobody to call again."),
    "state": sentence("That is no longer possible: this ticket has moved on."),
    "late": sentence("Too much time has passed for that. The customer can take a new ticket."),
    "recalls": sentence("Please call this number again first, a minute apart. Nothing was changed."),
    "closed": sentence("This service is closed now, so no ticket was given."),
    "paused": sentence("This service is paused, so no ticket was given."),
    "full": sentence("There are no more tickets for this service today."),
}
OF_COUNTERS = {"open", "break", "close"}
ENDING = {"next", "call", "close"}  # they end whom the counter still has


def said(move: str, answer: Answer, counter: str, words: Catalog, before: wire.Ticket | None = None) -> str:
    """An answer in a clerk's words, and language. `counter` is its name; `before` whom it had, as that is now."""
    told = json.loads(answer.body)
    if answer.status == 409:
        return words.text(NOT_NOW.get(told.get("reason", ""), NOT_NOW["state"]))
    how = WORDS.get(f"ended-{before.state}", "") if before and move in ENDING else ""
    ended = f"{words.text(how, number=before.number)} " if before and how else ""
    return ended + _done(move, told, counter, words)


def _done(move: str, told: dict[str, Any], counter: str, words: Catalog) -> str:
    if move in OF_COUNTERS:
        return words.text(WORDS[move]).format(counter=counter)
    ticket = told.get("ticket", told)
    if ticket is None:
        return words.text(WORDS["nobody-waits"])
    return words.text(WORDS[move]).format(number=ticket["number"], counter=counter)
