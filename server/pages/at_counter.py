"""What a counter's page shows, put together from a view of the site."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kit import wire
from kit.language import Catalog, catalog, clock, language, pick, sentence, short_wait
from server.desk.at_counter import held, lately_ended
from server.desk.branch import moment, moment_or_none
from server.desk.showing import Showing, showing
from server.desk.views import View
from server.pages.speech import words_of
from server.pages.upkeep import Alert, alerts
from server.problems import NotFound

SHOWN = 40  # more than a list is read

POSSIBLE = {
    "called": (
        "next", "recall", "arrive", "no-show", "finish", "hold", "transfer", "return", "cancel",
    ),
    "serving": ("next", "finish", "hold", "transfer", "return"),
}  # fmt: skip
# What counters offer and customers need; others are shown as the site file writes them.
NEEDS = {
    "step_free": sentence("Step-free counter"),
    "hearing_loop": sentence("Hearing loop"),
    "interpreter": sentence("Interpreter"),
    "sign_language": sentence("Sign language"),
}


@dataclass(frozen=True)
class Told:
    """What a customer has told, in a clerk's words: so that nobody has to say it twice."""

    name: str = ""
    phone: str = ""
    note: str = ""
    answers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def short(self) -> tuple[str, ...]:
        """As much as a line of a list holds."""
        return tuple(filter(None, (self.name, *self.needs)))


@dataclass(frozen=True)
class Person:
    """Who waits, is held or has gone, as a line of a list. `since` in milliseconds since 1970.

    `late`: it takes longer than was announced; `standing` is its class where it is not the usual one.
    """

    id: str
    number: str
    state: str
    service: str
    standing: str
    since: int
    minutes: int
    late: bool = False
    told: Told = field(default_factory=Told)


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
    promised: str
    late: bool
    since_ms: int
    elapsed: str
    showing: Showing
    recalls: int
    standing: str
    told: Told


@dataclass(frozen=True)
class AtCounter:
    """A counter now: its ticket, who waits for it, and who for others.

    `services` has every service of the site: code, name, and whether this counter serves it; `paused` names those it
    serves that are paused.
    """

    code: str
    name: str
    place: str
    services: list[tuple[str, str, bool]]
    paused: list[str]
    duty: wire.CounterState
    reason: str
    current: Current | None
    mine: list[Person]
    more: int
    others: list[Person]
    held: list[Person]
    ended: list[Person]
    alerts: list[Alert]
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
    names = service_names(view)
    queue = view.queue().tickets
    mine = [each for each in queue if each.service in found.services and each.for_counter in (None, code)]
    known = {each.id for each in mine}
    others = [each for each in queue if each.id not in known]
    return AtCounter(
        code=code,
        name=pick(found.name, first, first),
        place=view.branch.site.name,
        services=[(key, name, key in found.services) for key, name in names.items()],
        paused=[names[each] for each in found.services if view.floor.pause(each, view.now) is not None],
        duty=found.state,
        reason=found.reason or "",
        current=_current(view, found.ticket, names) if found.ticket else None,
        mine=[person(view, each, names) for each in mine[:SHOWN]],
        more=max(0, len(mine) - SHOWN),
        others=[person(view, each, names) for each in others[:SHOWN]],
        held=[person(view, each, names) for each in held(view) if _concerns(each, found)],
        ended=[person(view, each, names) for each in lately_ended(view) if _concerns(each, found)],
        alerts=alerts(view),
        waiting=len(mine),
        now_ms=view.now,
        event_id=view.event_id,
        key=secrets.token_urlsafe(24),
        words=words_of(view.branch),
    )


def _concerns(ticket: wire.Ticket, counter: wire.CounterStatus) -> bool:
    """Whether this counter's clerk is likely to be asked about it."""
    return counter.code in (ticket.counter, ticket.for_counter) or ticket.service in counter.services


def service_names(view: View) -> dict[str, str]:
    """Each service's name as staff read it, by code."""
    first = view.branch.site.languages[0]
    return {key: pick(each.name, first, first) for key, each in view.branch.services.items()}


def person(view: View, ticket: wire.Ticket, names: dict[str, str]) -> Person:
    """A ticket as a line of a list."""
    ended = ticket.ended_at if ticket.state in {"finished", "no_show", "cancelled"} else None
    since = _ms(ended or ticket.held_at or ticket.created_at)
    return Person(
        ticket.id,
        ticket.number,
        ticket.state,
        names.get(ticket.service, ticket.service),
        standing_of(view, ticket),
        since,
        _minutes(view.now - since),
        late=ticket.state == "waiting" and _late(ticket, view.now - _ms(ticket.created_at)),
        told=told_of(view, ticket.person),
    )


def standing_of(view: View, ticket: wire.Ticket) -> str:
    """Why it may be called before others, if it may."""
    words = words_of(view.branch)
    if ticket.queue_class == "priority":
        return words.text("Priority")
    if ticket.queue_class == "appointment":
        if ticket.due_at is None:
            return words.text("Appointment")
        time = clock(ticket.due_at, words.language.code, view.branch.zone)
        return words.text("{time} appointment", time=time)
    return ""


def told_of(view: View, about: wire.Person | None) -> Told:
    """What the customer has told, in the staff's language."""
    if about is None:
        return Told()
    words = words_of(view.branch)
    needs = (words.text(NEEDS[each]) if each in NEEDS else each.replace("_", " ") for each in about.needs)
    return Told(
        about.name or "",
        about.phone or "",
        about.note or "",
        tuple(each for each in about.answers if each),
        tuple(needs),
    )


def _late(ticket: wire.Ticket, waited_ms: int, held_ms: int = 0) -> bool:
    """Whether it took longer than was announced."""
    return ticket.wait is not None and waited_ms - held_ms > ticket.wait.high_s * 1000


def _promised(ticket: wire.Ticket, words: Catalog) -> str:
    time = short_wait(ticket.wait.low_s, ticket.wait.high_s, words) if ticket.wait else ""
    return words.text("was told {time}", time=time) if time else ""


def _current(view: View, ticket: wire.Ticket, names: dict[str, str]) -> Current:
    spoken, words = language(ticket.language), words_of(view.branch)
    called = ticket.called_at or ticket.created_at
    row = view.ticket_row(ticket.id)
    since = row.arrived_at if ticket.state == "serving" else row.last_called_at
    waited = _ms(called) - _ms(ticket.created_at)
    about = view.with_people([ticket])[0].person
    return Current(
        id=ticket.id,
        number=ticket.number,
        state=ticket.state,
        service=names.get(ticket.service, ticket.service),
        language=spoken.own_name,
        own_language=ticket.language == view.branch.site.languages[0],
        greeting=_greeting(view, spoken.code),
        lang=spoken.code,
        waited=_minutes(waited),
        promised=_promised(ticket, words),
        late=_late(ticket, waited, row.held_ms),
        since_ms=since or _ms(called),
        elapsed=_elapsed(view.now - (since or _ms(called)), words),
        showing=showing(view, row),
        recalls=ticket.recalls,
        standing=standing_of(view, ticket.model_copy(update=_standing(row))),
        told=told_of(view, about),
    )


def _standing(row: Any) -> dict[str, Any]:
    return {"queue_class": row.queue_class, "due_at": moment_or_none(row.due_at)}


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
