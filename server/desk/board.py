"""The lobby's board: the calls, the counters, who waits and who comes next, and what is to be said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit import wire
from server.desk.branch import moment
from server.desk.line import NEWEST, Newcomer
from server.desk.telling import place_told
from server.desk.views import View, predicted, wait_told
from server.rules import numbers, order
from server.rules.appointments import first_name
from server.store import queries

CALLS = 12  # more than any screen shows
_HERE = {"called", "serving"}


def board(view: View) -> wire.Board:
    """What the lobby shows."""
    here = {row.code: numbers.label(row.service, row.number) for row in _at_counters(view)}
    return wire.Board(
        event_id=view.event_id,
        now=moment(view.now),
        site=view.branch.info(),
        calls=_calls(view),
        waiting=_waiting(view),
        counters=[_counter(view, code, here.get(code)) for code in view.branch.counters],
        next=_next(view),
        notices=[*view.branch.notices(view.now), *_message(view)],
        **_opening(view, bool(here)),
    )


def _at_counters(view: View) -> Sequence[Any]:
    return queries.at_counters(view.connection, view.branch.id)


def _calls(view: View) -> list[wire.Call]:
    rows = queries.last_calls(view.connection, view.branch.id, view.day, CALLS)
    names = _first_names(view, rows)
    return [
        wire.Call(
            event_id=row.call_event,
            ticket=row.id,
            number=numbers.label(row.service, row.number),
            language=row.language,
            called_at=moment(row.last_called_at),
            recalled=row.recalls > 0,
            state=row.state,
            service=row.waits_for,
            name=names.get(row.id),
            **place_told(view.branch, row.counter),
        )
        for row in rows
    ]


def _first_names(view: View, rows: Sequence[Any]) -> dict[str, str | None]:
    """Of those who are called or served now, where the site shows names and they agreed: no longer than that helps."""
    here = [row.id for row in rows if row.state in _HERE]
    if not view.branch.site.lobby.show_names or not here:
        return {}
    found = queries.names_agreed(view.connection, here)
    return {ticket: first_name(name) for ticket, name in found.items()}


def _waiting(view: View) -> list[wire.Waiting]:
    somebody = any(view.waiting_counts.values())
    late = queries.late_services(view.connection, view.branch.id, view.now) if somebody else frozenset()
    return [_of_service(view, code, late=code in late) for code in view.branch.services]


def _of_service(view: View, code: str, *, late: bool) -> wire.Waiting:
    pause, line = view.floor.pause(code, view.now), view.line()
    newcomer = Newcomer(code, "standard", line.now, NEWEST)
    return wire.Waiting(
        service=code,
        name=dict(view.branch.services[code].name),
        count=line.waiting(code),
        wait=wait_told(view, predicted(view, newcomer, line.before(newcomer)), code),
        paused=pause is not None,
        message=dict(pause.message) if pause is not None else {},
        late=late,
    )


def _counter(view: View, code: str, number: str | None) -> wire.BoardCounter:
    served = view.floor.served_by(code)
    return wire.BoardCounter(
        code=code,
        name=dict(view.branch.counter_names[code]),
        direction=view.branch.counters[code].direction,
        state=view.floor.states[code],  # type: ignore[arg-type]  # the table holds no other
        number=number,
        services=[each for each in view.branch.services if each in served],
    )


def _next(view: View) -> list[wire.NextNumber]:
    """Who is likely to be called next, of those who stand in order of arrival: docs/decisions/next-numbers.md."""
    count, waiting = view.branch.site.lobby.next_numbers, view.waiting_counts
    services = tuple(each for each in view.branch.services if each in view.floor.served and waiting.get(each))
    rows = queries.plain_line(view.connection, view.branch.id, services, count)
    return [
        wire.NextNumber(number=numbers.label(row.service, row.number), service=row.waits_for)
        for row in order.ordered(view.branch.order, rows, view.line().now)[:count]
    ]


def _message(view: View) -> list[wire.Notice]:
    """What staff tell the waiting room, while it stands."""
    found = view.floor.message
    if found is None or not found.stands(view.now):
        return []
    until = None if found.until is None else moment(found.until)
    text = dict(found.text)
    return [wire.Notice(id=f"message-{found.event}", place="message", text=text, until=until)]


def _opening(view: View, anybody_here: bool) -> dict[str, Any]:
    """Closed: no service can be taken by its hours, nobody waits, is called or served, no counter can end a hold."""
    if anybody_here or any(view.waiting_counts.values()):
        return {"open": True}
    found = []
    for code in view.branch.services:
        opening = view.branch.opening(code, view.now)
        if opening.open:
            return {"open": True}
        found.append(opening)
    manned = any(state != "closed" for state in view.floor.states.values())
    if manned and queries.held_tickets(view.connection, view.branch.id):
        return {"open": True}  # somebody is still to be called
    known = [each.opens_at for each in found if each.opens_at is not None]
    return {
        "open": False,
        "opens_at": min(known, default=None),
        "text": view.branch.closure_text(view.now),
    }
