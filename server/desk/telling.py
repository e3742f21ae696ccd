"""Rows as the answers of `kit.wire`: a ticket, its token, its customer, a place."""

from __future__ import annotations

import json
from typing import Any

from kit import wire
from kit.language import pick
from server.desk.branch import Branch, moment, moment_or_none
from server.desk.tokens import ticket_token
from server.rules import numbers


def ticket_told(row: Any, ahead: int, *, staff: bool = False) -> wire.Ticket:
    """A ticket's row as its kiosk is told it, or staff; without its token, and without the person."""
    promised = row.promise_high_s is not None
    for_staff = {
        "queue_class": row.queue_class,
        "due_at": moment_or_none(row.due_at),
        "for_counter": row.for_counter,
        "held_at": moment_or_none(row.held_at),
    }
    return wire.Ticket(
        id=row.id,
        number=numbers.label(row.service, row.number),
        service=row.waits_for,
        state=row.state,
        ahead=ahead,
        wait=wire.Wait(low_s=row.promise_low_s, high_s=row.promise_high_s) if promised else None,
        language=row.language,
        created_at=moment(row.created_at),
        called_at=moment_or_none(row.called_at),
        ended_at=moment_or_none(row.ended_at),
        counter=row.counter,
        recalls=row.recalls,
        print_result=row.print_result,
        **(for_staff if staff else {}),
    )


def phone_url(branch: Branch, token: str) -> str | None:
    """Where a phone follows the ticket; None when the site has no public_url."""
    return f"{branch.site.public_url.rstrip('/')}/t/{token}" if branch.site.public_url else None


def with_token(branch: Branch, ticket: wire.Ticket, own: str | None = None) -> wire.Ticket:
    """The ticket with its token and address, for the kiosk that took it; `own`: the token that the kiosk made."""
    token = own or ticket_token(branch.secret, ticket.id)
    return ticket.model_copy(update={"token": token, "url": phone_url(branch, token)})


def person_told(branch: Branch, row: Any) -> wire.Person:
    """What a customer has told, for staff; a row of `people_of`."""
    known = branch.services.get(row.service)
    questions = known.questions if known is not None else ()
    chosen = json.loads(row.answers) if row.answers else []
    first = branch.site.languages[0]
    texts = [
        None
        if place is None or place >= len(question.answers)
        else pick(question.answers[place], first, first)
        for question, place in zip(questions, chosen, strict=False)
    ]
    return wire.Person(
        name=row.name,
        phone=row.phone,
        consent=row.consent,
        note=row.note,
        answers=texts,
        needs=json.loads(row.needs) if row.needs else [],
        comment=row.comment,
    )


def place_told(branch: Branch, counter: str | None) -> dict[str, Any]:
    """Where to go: a counter's code, names and direction."""
    known = branch.counters.get(counter or "")
    if known is None:
        return {"counter": counter, "counter_name": {}, "direction": "none"}
    return {
        "counter": counter,
        "counter_name": dict(branch.counter_names[known.code]),
        "direction": known.direction,
    }
