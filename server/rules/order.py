"""Who is called before whom (pure).

Within one class tickets stand by their place: the moment they were taken, an appointment's booked time. The site's
order says how classes mix:

- `priority cap=45m`: a top tier of priority tickets, of appointments whose time has come, and of standard tickets that
  have waited for the cap; then the others. Oldest place first in both.
- `fifo`: by place alone.
- `due`: by the moment at which each should be called: priority at once, an appointment at its booked time, a standard
  ticket when its service's target has passed.
- `ratio 2:1`: two of priority and due appointments, then one standard, as long as both wait.

A time that lies ahead, an appointment's or one that a customer asked for, has not come: until then that ticket stands
behind everybody who is here, only `due` looks at which of them should be called first.
Among equals the one that was issued first goes first, by the event log and not by a clock.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

CLASSES = ("standard", "priority", "appointment")
_UNITS = {"s": 1_000, "m": 60_000, "h": 3_600_000}
_TEXT = re.compile(
    r"(?P<plain>fifo|due)|priority(?: cap=(?P<cap>\d+)(?P<unit>[smh]))?|ratio (?P<first>\d+):(?P<then>\d+)"
)
_EVER = (1 << 62, 0)


class Waiting(Protocol):
    """What the order looks at; `place_at` in milliseconds since 1970, `issue_event` the event that issued it."""

    @property
    def queue_class(self) -> str: ...  # noqa: D102 - see CLASSES

    @property
    def waits_for(self) -> str: ...  # noqa: D102 - the service's code

    @property
    def place_at(self) -> int: ...  # noqa: D102

    @property
    def issue_event(self) -> int: ...  # noqa: D102


Ticket = TypeVar("Ticket", bound=Waiting)
Place = tuple[int, int]


@dataclass(frozen=True)
class Order:
    """A site's order: `kind` is priority, fifo, due or ratio.

    `cap_ms`: after which wait a standard ticket joins the top tier; None: never. `first` and `then`: the ratio of
    priority to standard. `targets_ms`: each service's target, for `due`.
    """

    kind: str
    cap_ms: int | None = None
    first: int = 1
    then: int = 1
    targets_ms: Mapping[str, int] | None = None

    @property
    def cycle(self) -> int:
        """How many calls a cycle of the ratio has; 1 without one."""
        return self.first + self.then if self.kind == "ratio" else 1


def parse_order(text: str, targets_ms: Mapping[str, int] | None = None) -> Order:
    """Read the site file's line. Raises ValueError for any other text."""
    match = _TEXT.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a calling order")
    if match["plain"]:
        return Order(match["plain"], targets_ms=targets_ms or {})
    if match["first"]:
        return Order("ratio", first=int(match["first"]), then=int(match["then"]))
    return Order("priority", int(match["cap"]) * _UNITS[match["unit"]] if match["cap"] else None)


def place(ticket: Waiting) -> Place:
    """Where a ticket stands among its own class."""
    return ticket.place_at, ticket.issue_event


def preferred(ticket: Waiting, now_ms: int) -> bool:
    """Whether it is one that goes before standard tickets: priority or an appointment, once its time has come."""
    return ticket.queue_class != "standard" and ticket.place_at <= now_ms


def rank(order: Order, ticket: Waiting, now_ms: int) -> tuple[int, int, int]:
    """The key that the tickets of a branch are called by, lowest first; not for `ratio`, which alternates."""
    if order.kind == "priority":
        capped = order.cap_ms is not None and ticket.place_at <= now_ms - order.cap_ms
        return (0 if capped or preferred(ticket, now_ms) else 1, *place(ticket))
    if order.kind == "due" and ticket.queue_class == "standard":
        return (0, ticket.place_at + (order.targets_ms or {}).get(ticket.waits_for, 0), ticket.issue_event)
    return (0, *place(ticket))


def ordered(order: Order, tickets: Iterable[Ticket], now_ms: int, run: int = 0) -> list[Ticket]:
    """The tickets as they would be called if no other came; `run` is where a counter stands in its cycle."""
    if order.kind != "ratio":
        return sorted(tickets, key=lambda ticket: rank(order, ticket, now_ms))
    by_place = sorted(tickets, key=place)
    come = [ticket for ticket in by_place if ticket.place_at <= now_ms]
    lists = {True: [], False: []}  # type: dict[bool, list[Ticket]]
    for ticket in come:
        lists[preferred(ticket, now_ms)].append(ticket)
    return _mixed(order, lists[True], lists[False], run) + by_place[len(come) :]


def _mixed(order: Order, first: Sequence[Ticket], then: Sequence[Ticket], run: int) -> list[Ticket]:
    called: list[Ticket] = []
    left = {True: list(first)[::-1], False: list(then)[::-1]}
    while left[True] and left[False]:
        turn = first_turn(order, run)
        called.append(left[turn].pop())
        run = (run + 1) % order.cycle
    return called + left[True][::-1] + left[False][::-1]


def first_turn(order: Order, run: int) -> bool:
    """Whether the next call of the cycle belongs to priority."""
    return run % order.cycle < order.first


def run_after(order: Order, run: int, called_preferred: bool) -> int:
    """Where the counter stands in its cycle after a call: a turn that nobody could take is kept."""
    if order.kind != "ratio" or first_turn(order, run) != called_preferred:
        return run
    return (run + 1) % order.cycle


def bounds(order: Order, ticket: Waiting, now_ms: int) -> dict[str, Place]:
    """For `priority` and `fifo`: of each class, those whose place is before this bound are called before the ticket."""
    mine = place(ticket)
    if order.kind == "fifo":
        return dict.fromkeys(CLASSES, mine)
    come = (now_ms, _EVER[0])  # inclusive: whose time is this very moment has come
    capped = (now_ms - order.cap_ms, _EVER[0]) if order.cap_ms is not None else (-1, 0)
    if rank(order, ticket, now_ms)[0] == 0:
        early = min(mine, come)
        return {"priority": early, "appointment": early, "standard": min(mine, capped)}
    late = max(mine, come)
    return {"priority": late, "appointment": late, "standard": max(mine, capped)}


def countable(order: Order) -> bool:
    """Whether `bounds` says it all, so that a database can count who is ahead."""
    return order.kind in {"priority", "fifo"}


def serves(counter_services: Collection[str], service: str) -> bool:
    """Whether a counter with this list of services serves this one; an empty list means all."""
    return not counter_services or service in counter_services


def rivals(service: str, counters: Iterable[Collection[str]], services: Collection[str]) -> frozenset[str]:
    """The services that share a counter with `service`, itself included: their customers may be called before.

    `counters` are the counters' lists of services (empty: all).
    """
    shared = {service}
    for served in counters:
        if serves(served, service):
            shared.update(served or services)
    return frozenset(shared & set(services) | {service})
