"""What a ticket's page says of its copy."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kit.language import Catalog, clock, sentence
from server.desk import Answer
from server.desk.branch import moment
from server.desk.copies import last_copy
from server.desk.views import View
from server.pages.speech import words_of

WAITS_MS = 60_000  # so long the page looks again by itself
_RESULTS = {
    "printed": sentence("A copy was printed at {kiosk}, {time}."),
    "sent": sentence("A copy was sent to the printer at {kiosk}, {time}."),
    "uncertain": sentence("A copy may have been printed at {kiosk}, {time}: please look."),
    "failed": sentence("No copy was printed at {kiosk}, {time}."),
}
_ASKED = sentence("A copy was asked for at {kiosk}, {time}.")
_NOT_NOW = {
    "away": sentence("{kiosk} has not been heard of for a minute, so it was not asked."),
    "revoked": sentence("{kiosk} is shut out, so it was not asked."),
}


@dataclass(frozen=True)
class CopyTold:
    """What came of the last copy; `pending` while that may still be told any moment."""

    text: str
    failed: bool
    pending: bool


def copy_told(view: View, row: object) -> CopyTold | None:
    """The last copy of this ticket, in words; None when there was none."""
    copy = last_copy(view, row)
    if copy is None:
        return None
    words = words_of(view.branch)
    time = clock(moment(copy.at), words.language.code, view.branch.zone)
    text = words.text(_RESULTS.get(copy.result or "", _ASKED), kiosk=copy.kiosk, time=time)
    pending = copy.result is None and view.now - copy.at < WAITS_MS
    return CopyTold(text, copy.result in {"failed", "uncertain"}, pending)


def copy_asked(answer: Answer, kiosk: str, words: Catalog) -> str:
    """What is said after the press."""
    if answer.status == 409:
        reason = json.loads(answer.body).get("reason", "")
        return words.text(_NOT_NOW.get(reason, _NOT_NOW["away"]), kiosk=kiosk)
    return words.text(sentence("{kiosk} is asked for a copy."), kiosk=kiosk)
