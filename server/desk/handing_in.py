"""A kiosk hands in what it gave while it was alone: the ticket that is on paper already, in its place.

It is a fact when it arrives here. So opening hours, a pause, a full day or a language that was dropped meanwhile are no
grounds to refuse it; only what cannot be true is: a number of somebody else's, or one that another ticket has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from kit import wire
from server.desk import moves
from server.desk.bands import own_band
from server.desk.change import Change
from server.desk.entries import Entry, answered, known_service, person_values
from server.desk.line import enter
from server.desk.superseding import original
from server.desk.telling import ticket_told
from server.desk.tickets import BLANK, issued_data, new_row, ticket_row
from server.desk.tokens import token_hash
from server.problems import Conflict, Invalid
from server.rules import bands as rules
from server.rules import days, numbers
from server.rules.tickets import MOVES
from server.sitefile import Service
from server.store import queries

TOGETHER = ("number", "issued_at", "token")


def is_handed_in(asked: wire.TakeTicket) -> bool:
    """Whether this is a ticket that was given already. Raises Invalid where only a part of that is told."""
    missing = [name for name in TOGETHER if getattr(asked, name) is None]
    if len(missing) == len(TOGETHER) and asked.instead_of is None:
        return False
    if missing:
        raise Invalid(f"{missing[0]}: is missing, and belongs to a ticket that is handed in.", missing[0])
    return True


@dataclass(frozen=True)
class _Paper:
    """What stands on the paper, and when and on which business day it was given (ms)."""

    service: Service
    number: int
    digest: str
    at: int
    day: str

    @property
    def shown(self) -> str:
        return numbers.label(self.service.code, self.number)


def hand_in(change: Change, asked: wire.TakeTicket, key: str) -> tuple[int, wire.Told]:
    """Enter the ticket; `key` is that of this call.

    One of a day that is over, and one whose customer is being served under another number, ends at once. Raises Invalid
    (service, number, ...), Conflict (number_taken, token_taken).
    """
    if change.caller.role != "kiosk":
        raise Invalid("number: only a kiosk hands in tickets.", "number")
    if asked.appointment is not None:
        raise Invalid("appointment: nobody is checked in without the server.", "appointment")
    if asked.instead_of == key:
        raise Invalid("instead_of: is the key of this very call.", "instead_of")
    paper = _paper(change, asked)
    known = queries.numbered(change.connection, change.branch.id, paper.day, paper.service.code, paper.number)
    if known is not None and (known.token_hash, known.device_id) == (paper.digest, change.caller.id):
        return 201, ticket_told(known, _ahead(change, known))
    _must_be_free(change, paper, known)
    before = None if asked.instead_of is None else original(change, asked.instead_of)
    row = _enter(change, asked, paper)
    if paper.day < change.day:
        moves.cancel(change, row.id, "day_end")
    elif before is not None and _was_there(before):
        moves.cancel(change, row.id, "superseded")
    if before is not None and before.state in MOVES["cancel"].sources:
        moves.cancel(change, before.id, "superseded")
    now = ticket_row(change, row.id)
    return 201, ticket_told(now, _ahead(change, now))


def _paper(change: Change, asked: wire.TakeTicket) -> _Paper:
    if asked.number is None or asked.issued_at is None or asked.token is None:
        raise AssertionError("what is handed in has a number, a time and a token")
    service, digest = known_service(change, asked.service), token_hash(asked.token)
    at, day = _when(change, int(asked.issued_at.timestamp() * 1000))
    paper = _Paper(service, asked.number, digest, at, day)
    if day == change.day:
        return paper
    known = queries.numbered(change.connection, change.branch.id, day, service.code, paper.number)
    if known is None or known.token_hash == digest:
        return paper
    # The kiosk gave this number yesterday, too: then its clock was wrong, and this is today's.
    begins = days.first_moment(date.fromisoformat(change.day), change.branch.day_start, change.branch.zone)
    return _Paper(service, paper.number, digest, max(at, int(begins.timestamp() * 1000)), change.day)


def _when(change: Change, issued: int) -> tuple[int, str]:
    """The ticket's moment and business day: see `rules.bands.place`."""
    device = queries.device(change.connection, change.caller.id)
    contact = device.created_at if device.settled_at is None else device.settled_at
    today = _newest(change, change.day)
    at = rules.place(issued, contact, change.now, today)
    day = change.day if today is not None else min(change.branch.business_day(at, None), change.day)
    if day < change.day:
        at = rules.place(issued, contact, change.now, _newest(change, day))
    return at, day


def _newest(change: Change, day: str) -> int | None:
    """When the kiosk gave the ticket that it handed in last of that day.

    Its ordinary ones do not count: somebody may have taken one while those of the outage were still coming in.
    """
    site_id, device = change.branch.id, change.caller.id
    mine = queries.device_bands(change.connection, site_id, device, day)
    return queries.newest_of_bands(change.connection, site_id, day, mine)


def _must_be_free(change: Change, paper: _Paper, known: Any) -> None:
    if known is not None:
        raise Conflict(f"{paper.shown} of {paper.day} is another ticket's number.", "number_taken")
    held = queries.ticket_by_token(change.connection, paper.digest)
    if held is not None:
        raise Conflict("token: belongs to another ticket.", "token_taken")
    band = own_band(change, paper.service.code, paper.day)
    if band is None or not band.holds(paper.number):
        told = "none" if band is None else f"{band.first} to {band.last}"
        raise Invalid(f"number: {paper.shown} is not in this kiosk's band of {paper.day} ({told}).", "number")


def _enter(change: Change, asked: wire.TakeTicket, paper: _Paper) -> Any:
    """The row, its person and its event; it waits."""
    entry = _entry(change, asked, paper)
    row = new_row(change, entry) | {
        "business_day": paper.day,
        "number": paper.number,
        "token_hash": paper.digest,
        "created_at": paper.at,
    }
    queries.add_ticket(change.connection, row)
    told = SimpleNamespace(**BLANK, **row)
    enter(change.connection, change.branch, told)
    if entry.person:
        values = {"ticket_id": told.id, "site_id": change.branch.id, "business_day": paper.day}
        queries.add_person(change.connection, **values, **entry.person)
    if paper.day == change.day:
        change.last_place = max(change.last_place or 0, paper.at)
    data = {**issued_data(row), "issued_at": paper.at, "digest": paper.digest}
    change.record("ticket.issued", told, **data, offline=True)
    return told


def _entry(change: Change, asked: wire.TakeTicket, paper: _Paper) -> Entry:
    """Who has this paper. What does not fit the site's settings any more is left out, not refused."""
    branch = change.branch
    try:
        answers, needs = answered(branch.site.counters, paper.service, asked.answers, asked.needs)
    except Invalid:
        answers, needs = [], ()
    person = person_values(asked, answers, needs)
    if paper.day <= branch.forgotten_up_to(change.day):
        person, needs = {}, ()
    spoken = asked.language if asked.language in branch.site.languages else branch.site.languages[0]
    return Entry(
        service=paper.service.code,
        language=str(spoken),
        queue_class="priority" if asked.priority and branch.site.priority == "ask" else "standard",
        place_at=paper.at,
        needs=needs,
        person=person,
    )


def _was_there(row: Any) -> bool:
    """Whether the customer has come under the ticket's first number, and needs no second one."""
    return row.state == "serving" or (row.state == "finished" and row.arrived_at is not None)


def _ahead(change: Change, row: Any) -> int:
    return change.line().ahead(row) if row.state == "waiting" else 0
