"""What a counter's page shows, put together from a view of the site."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from kit import wire
from kit.language import Catalog, catalog, clock, language, pick, sentence
from server.desk import Answer
from server.desk.at_counter import screens_showing
from server.desk.branch import moment
from server.desk.views import View
from server.pages.speech import words_of
from server.problems import NotFound

SHOWN = 40  # more than a list is read

# What the page says after a press: by move, then by why not.
WORDS = {
    "next": sentence("{number} is being called to {counter}."),
    "nobody-waits": sentence("Nobody is waiting."),
    "recall": sentence("{number} is being called again."),
    "arrive": sentence("{number} is at the counter."),
    "finish": sentence("{number} is finished."),
    "no-show": sentence("{number} did not come."),
}
NOT_NOW = {
    "too_soon": sentence("The last customer was called only a moment ago. Nobody else has been called."),
    "nobody": sentence("There is nobody to call again."),
    "state": sentence("That is no longer possible: this ticket has moved on."),
}
POSSIBLE = {
    "called": ("next", "recall", "arrive", "no-show", "finish"),
    "serving": ("next", "finish"),
}


@dataclass(frozen=True)
class Person:
    """Who waits, as a line of the list. `since` in milliseconds since 1970."""

    number: str
    service: str
    since: int
    minutes: int


@dataclass(frozen=True)
class Current:
    """The ticket at the counter. Minutes are whole, as far as they have passed; `*_ms` are moments."""

    id: str
    number: str
    state: str
    service: str
    language: str
    own_language: bool
    greeting: str
    lang: str
    waited: int
    since_ms: int
    elapsed: str
    screens: int
    recalls: int


@dataclass(frozen=True)
class AtCounter:
    """A counter now: its ticket, who waits for it, and who for others."""

    code: str
    name: str
    place: str
    services: list[str]
    current: Current | None
    mine: list[Person]
    more: int
    others: list[Person]
    waiting: int
    now_ms: int
    event_id: int
    key: str
    words: Catalog

    @property
    def state(self) -> str:
        """The current ticket's, or "free"."""
        return self.current.state if self.current else "free"

    @property
    def possible(self) -> tuple[str, ...]:
        """The buttons that do something now."""
        return POSSIBLE.get(self.state, ("next",))


def at_counter(view: View, code: str) -> AtCounter:
    """Everything the page shows. Raises NotFound."""
    found = next((each for each in view.counters().counters if each.code == code), None)
    if found is None:
        raise NotFound(f"There is no counter '{code}'.")
    first = view.branch.site.languages[0]
    names = {key: pick(each.name, first, first) for key, each in view.branch.services.items()}
    queue = view.queue().tickets
    mine = [each for each in queue if each.service in found.services]
    others = [each for each in queue if each.service not in found.services]
    return AtCounter(
        code=code,
        name=pick(found.name, first, first),
        place=view.branch.site.name,
        services=[names[each] for each in found.services],
        current=_current(view, found.ticket, names) if found.ticket else None,
        mine=[_person(view, each, names) for each in mine[:SHOWN]],
        more=max(0, len(mine) - SHOWN),
        others=[_person(view, each, names) for each in others[:SHOWN]],
        waiting=len(mine),
        now_ms=view.now,
        event_id=view.event_id,
        key=secrets.token_urlsafe(24),
        words=words_of(view.branch),
    )


def said(move: str, answer: Answer, counter: str, words: Catalog) -> str:
    """An answer in a clerk's words, and language."""
    told = json.loads(answer.body)
    if answer.status == 409:
        return words.text(NOT_NOW.get(told.get("reason", ""), NOT_NOW["state"]))
    ticket = told.get("ticket", told)
    if ticket is None:
        return words.text(WORDS["nobody-waits"])
    return words.text(WORDS[move]).format(number=ticket["number"], counter=counter)


def _person(view: View, ticket: wire.Ticket, names: dict[str, str]) -> Person:
    since = _ms(ticket.created_at)
    return Person(ticket.number, names.get(ticket.service, ticket.service), since, _minutes(view.now - since))


def _current(view: View, ticket: wire.Ticket, names: dict[str, str]) -> Current:
    spoken = language(ticket.language)
    called = ticket.called_at or ticket.created_at
    row = view.ticket_row(ticket.id)
    since = row.arrived_at if ticket.state == "serving" else row.last_called_at
    return Current(
        id=ticket.id,
        number=ticket.number,
        state=ticket.state,
        service=names.get(ticket.service, ticket.service),
        language=spoken.own_name,
        own_language=ticket.language == view.branch.site.languages[0],
        greeting=_greeting(view, spoken.code),
        lang=spoken.code,
        waited=_minutes(_ms(called) - _ms(ticket.created_at)),
        since_ms=since or _ms(called),
        elapsed=_elapsed(view.now - (since or _ms(called)), words_of(view.branch)),
        screens=screens_showing(view, ticket.id),
        recalls=ticket.recalls,
    )


def _greeting(view: View, code: str) -> str:
    """How this hour of the day is greeted in the customer's language, without the full stop."""
    hour = int(clock(moment(view.now), code, view.branch.zone)[:2])
    said_in = catalog(code)
    if hour < 12:
        words = said_in.text("Good morning.")
    elif hour < 18:
        words = said_in.text("Good afternoon.")
    else:
        words = said_in.text("Good evening.")
    return words.rstrip(".")


def _elapsed(ms: int, words: Catalog) -> str:
    """0:24, and 1 h 05 from an hour on; the script counts on from there in the same way."""
    minutes, seconds = divmod(max(0, ms) // 1000, 60)
    if minutes < 60:
        return f"{minutes}:{seconds:02}"
    return words.text("{hours} h {minutes}", hours=minutes // 60, minutes=f"{minutes % 60:02}")


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _minutes(ms: int) -> int:
    return max(0, ms // 60_000)
