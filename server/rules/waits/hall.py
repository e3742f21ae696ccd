"""Who waits and who is being served, followed from what happened, and who of them goes before a newcomer (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from server.rules.order import Order, rank

# The people ahead, service -> how many: as it is now, or a function of the moment (seconds) at which it is asked for.
# The function knows more: who is not ahead yet, but will be before the newcomer is called (an appointment whose time
# comes, somebody who has waited for the cap), and who is ahead no longer.
AheadAt: TypeAlias = Callable[[float], Mapping[str, int]]
Ahead: TypeAlias = Mapping[str, int] | AheadAt


@dataclass(frozen=True, slots=True)
class Person:
    """A ticket as the order sees it, which asks for the first four; `place_at` in milliseconds.

    `issued_s`: when it was taken; `early_s`: how long that was before the booked time, 0 for all but appointments.
    """

    waits_for: str
    queue_class: str
    place_at: int
    issue_event: int
    issued_s: float
    early_s: float


def person(service: str, queue_class: str, issued_s: float, due_s: float | None, sequence: int) -> Person:
    """Who takes a ticket at `issued_s`; `due_s` is an appointment's booked time, `sequence` counts the tickets."""
    place_s = due_s if queue_class == "appointment" and due_s is not None else issued_s
    return Person(
        service, queue_class, round(place_s * 1000), sequence, issued_s, max(0.0, place_s - issued_s)
    )


class Hall:
    """The people of one site: those who wait, and since when each of the others is being served."""

    def __init__(self, order: Order) -> None:
        self.waiting: dict[str, Person] = {}
        self.serving: dict[str, tuple[Person, float]] = {}
        self._order = order

    def ahead(self, newcomer: Person, among: Collection[str] | None = None) -> AheadAt:
        """Who would be called before `newcomer`, who has not joined yet, as a function of the moment it is asked for.

        `among`: the services that share a counter with the newcomer's own; None: all do.
        """
        rivals = [other for other in self.waiting.values() if among is None or other.waits_for in among]

        def at(moment_s: float) -> Mapping[str, int]:
            now_ms = round(moment_s * 1000)
            mine = rank(self._order, newcomer, now_ms)
            return Counter(other.waits_for for other in rivals if rank(self._order, other, now_ms) < mine)

        return at
