"""What a branch is expected to tell: the fields of each answer that the model knows."""

from __future__ import annotations

from typing import Any

from nextplease_model.lobby import lobby_of, name_of
from nextplease_model.parts import COUNTERS, SERVICES, Counter, Ticket, rfc3339
from nextplease_model.world import World


def ticket_of(world: World, ticket: Ticket, *, staff: bool) -> dict[str, Any]:
    """One ticket."""
    told = {
        "number": ticket.number,
        "service": ticket.waits_for,
        "state": ticket.state,
        "ahead": world.ahead(ticket),
        "language": ticket.language,
        "created_at": rfc3339(ticket.created),
        "called_at": rfc3339(ticket.called_at),
        "ended_at": rfc3339(ticket.ended),
        "counter": ticket.counter,
        "recalls": ticket.recalls,
        "print_result": ticket.printed,
        "queue_class": ticket.queue_class if staff else None,
        "due_at": rfc3339(ticket.due) if staff else None,
        "for_counter": ticket.for_counter if staff else None,
        "held_at": rfc3339(ticket.held_at) if staff else None,
        "person": None,
    }
    if staff and ticket.person is not None:
        told["person"] = {"phone": None, "comment": None, **ticket.person}
    return told


def counter_of(world: World, counter: Counter, *, staff: bool) -> dict[str, Any]:
    """One counter."""
    served = [code for code in SERVICES if world.serves(counter.code, code)]
    return {
        "code": counter.code,
        "services": served,
        "state": counter.state,
        "reason": counter.reason,
        "waiting": sum(len(world.waiting(code)) for code in served),
        "ticket": None if counter.ticket is None else ticket_of(world, counter.ticket, staff=staff),
    }


def service_of(world: World, code: str) -> dict[str, Any]:
    """One service, as a kiosk is told it."""
    paused = world.paused(code)
    full = world.full(code)
    reason = "paused" if paused else "closed" if world.closed(code) else "full" if full else None
    return {
        "code": code,
        "open": reason is None,
        "reason": reason,
        "served": any(
            each.state == "open" and world.serves(each.code, code) for each in world.counters.values()
        ),
        "waiting": len(world.waiting(code)),
    }


def board_of(world: World) -> dict[str, Any]:
    """The lobby's board."""
    here = [
        each
        for each in world.tickets
        if each.shown and each.day == world.day and each.state not in {"waiting", "held", "cancelled"}
    ]
    here.sort(key=lambda each: -(each.shown or 0))
    calls = [
        {
            "number": each.number,
            "counter": each.counter,
            "language": each.language,
            "called_at": rfc3339(each.last_called),
            "recalled": each.recalls > 0,
            "state": each.state,
            "service": each.waits_for,
            "name": name_of(each),
        }
        for each in here[:12]
    ]
    waiting = [
        {
            "service": code,
            "count": len(world.waiting(code)),
            "paused": world.paused(code),
            "message": world.pauses[code][1] if world.paused(code) else {},
        }
        for code in SERVICES
    ]
    return {"calls": calls, "waiting": waiting, **lobby_of(world)}


def phone_of(world: World, ticket: Ticket) -> dict[str, Any]:
    """The customer's phone."""
    called = ticket.state in {"called", "serving"}
    paused = ticket.state in {"waiting", "held"} and world.paused(ticket.waits_for)
    return {
        "number": ticket.number,
        "state": ticket.state,
        "service": ticket.waits_for,
        "ahead": world.ahead(ticket),
        "paused": paused,
        "counter": ticket.counter if called else None,
        "called_at": rfc3339(ticket.last_called) if called else None,
    }


def everything(world: World) -> dict[str, Any]:
    """What staff, kiosk and board are told."""
    return {
        "queue": [ticket_of(world, each, staff=True) for each in world.line(world.waiting())],
        "counters": [counter_of(world, world.counters[code], staff=True) for code in COUNTERS],
        "services": [service_of(world, code) for code in SERVICES],
        "board": board_of(world),
    }


def differences(expected: Any, told: Any, at: str = "$") -> list[str]:
    """Where what was told is not what was expected; fields that nothing is expected of are passed over."""
    if isinstance(expected, dict) and isinstance(told, dict):
        return [
            line for key, each in expected.items() for line in differences(each, told.get(key), f"{at}.{key}")
        ]
    if isinstance(expected, list) and isinstance(told, list) and len(expected) == len(told):
        pairs = zip(expected, told, strict=True)
        return [line for place, pair in enumerate(pairs) for line in differences(*pair, at=f"{at}[{place}]")]
    return [] if expected == told else [f"{at}: {told!r}, and should be {expected!r}"]
