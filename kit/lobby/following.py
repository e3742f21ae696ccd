"""Pure: what an event changes on a board besides the calls: who waits, who is served where, who comes next."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from kit.wire import BoardCounter, Event, NextNumber, Notice, Waiting

# After these nobody is at the counter any more for this number.
_LEAVES_COUNTER = {"finished", "no_show", "held", "cancelled", "returned", "transferred"}
_LEAVES_LINE = {"called", "held", "cancelled", "transferred"}
# By these the order of those who come next may be another one.
_REORDERS = {"issued", "resumed", "returned", *_LEAVES_LINE}
_STATES = {"counter.opened": "open", "counter.break": "break", "counter.closed": "closed"}


def waiting_after(waiting: Sequence[Waiting], event: Event) -> tuple[Waiting, ...] | None:
    """How many wait after an event, and what is paused; None when only a snapshot can tell."""
    if event.event in {"service.paused", "service.resumed"}:
        return _paused(waiting, event)
    changes = _changes(event)
    if changes.keys() - {each.service for each in waiting}:
        return None
    return tuple(
        each.model_copy(update={"count": max(0, each.count + changes[each.service])})
        if each.service in changes
        else each
        for each in waiting
    )


def _changes(event: Event) -> dict[str, int]:
    """How many more wait after an event, by service; less below 0."""
    data, kind = event.data, event.event.removeprefix("ticket.")
    service = str(data.get("service", ""))
    waited = data.get("was", "waiting") == "waiting"
    if kind in {"issued", "resumed", "returned"}:
        return {service: 1}
    if kind == "held":  # it has a counter when it was there, and waited otherwise
        return {} if data.get("counter") else {service: -1}
    if kind in {"called", "cancelled"}:
        return {service: -1} if waited else {}
    if kind == "transferred":
        before = str(data.get("from_service", service))
        if not waited:
            return {service: 1}
        return {before: -1, service: 1} if before != service else {}
    return {}


def _paused(waiting: Sequence[Waiting], event: Event) -> tuple[Waiting, ...]:
    service, paused = event.data.get("service"), event.event == "service.paused"
    message = event.data.get("message")
    update = {"paused": paused, "message": message if paused and isinstance(message, dict) else {}}
    return tuple(each.model_copy(update=update) if each.service == service else each for each in waiting)


def counters_after(counters: Sequence[BoardCounter], event: Event) -> tuple[BoardCounter, ...]:
    """The counters after an event: their state, and the number that each has."""
    if state := _STATES.get(event.event):
        return _changed(counters, event, {"state": state, **_services(event)})
    kind = event.event.removeprefix("ticket.")
    number = event.data.get("number")
    if kind in {"called", "recalled"}:
        return _changed(counters, event, {"number": number, "state": "open"})
    if kind in _LEAVES_COUNTER:
        return tuple(
            each.model_copy(update={"number": None}) if each.number == number else each for each in counters
        )
    return tuple(counters)


def _services(event: Event) -> dict[str, list[str]]:
    """What the counter serves from now on. An older server tells it only where that is not what the site file says."""
    services = event.data.get("serves", event.data.get("services"))
    return {"services": services} if isinstance(services, list) else {}


def _changed(
    counters: Sequence[BoardCounter], event: Event, update: dict[str, object]
) -> tuple[BoardCounter, ...]:
    code = event.data.get("counter")
    return tuple(each.model_copy(update=update) if each.code == code else each for each in counters)


def notices_after(notices: Sequence[Notice], event: Event) -> list[Notice] | None:
    """What is to be said after the staff told the waiting room something else; None after any other event."""
    if event.event != "display.message":
        return None
    others = [each for each in notices if each.place != "message"]
    text = event.data.get("message")
    if not text:
        return others
    told = {"id": f"message-{event.id}", "place": "message", "text": text, "until": event.data.get("until")}
    try:
        return [*others, Notice.model_validate(told)]
    except ValidationError:
        return None  # of a newer server: the next snapshot will tell


def next_after(numbers: Sequence[NextNumber], event: Event) -> tuple[NextNumber, ...]:
    """Those who come next after an event: who is called, or goes, comes next no more."""
    if event.event.removeprefix("ticket.") not in _LEAVES_LINE:
        return tuple(numbers)
    return tuple(each for each in numbers if each.number != event.data.get("number"))


def reorders(event: Event) -> bool:
    """Whether others may come next after this event."""
    return event.event.removeprefix("ticket.") in _REORDERS
