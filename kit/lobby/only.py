"""Pure: what a screen of only some services, or only one floor's counters, shows of a site's board."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kit.wire import Board, BoardCounter, Call, NextNumber, Waiting

LONGEST_STATUS = 200  # letters in one value of a heartbeat's status


@dataclass(frozen=True, slots=True)
class Only:
    """The codes of the services and of the counters that a screen is for; none named: all of them.

    With both, a call has to be for one of the services, and to one of the counters.
    """

    services: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()

    def told(self) -> dict[str, str]:
        """As a heartbeat says it, so that nobody waits for this screen to show what it is not for; "" for all."""
        codes = {"services": ",".join(sorted(self.services)), "counters": ",".join(sorted(self.counters))}
        return {key: text if len(text) <= LONGEST_STATUS else "" for key, text in codes.items()}

    def call(self, call: Call) -> bool:
        """Whether this call is shown and announced. One whose service is not told is not hidden for that."""
        return self._to(call.counter) and (not call.service or self._for(call.service))

    def waiting(self, waiting: Iterable[Waiting], counters: Iterable[BoardCounter]) -> tuple[Waiting, ...]:
        """Those who wait for its services; without any named, for what its counters serve."""
        served = self._served(counters)
        return tuple(each for each in waiting if served is None or each.service in served)

    def counters_of(self, counters: Iterable[BoardCounter]) -> tuple[BoardCounter, ...]:
        """The counters that are listed: those named, and of these the ones that serve one of the services."""
        return tuple(each for each in counters if self._to(each.code) and self._serves(each))

    def next(self, numbers: Iterable[NextNumber], counters: Iterable[BoardCounter]) -> tuple[NextNumber, ...]:
        """Of those who are likely to come next, the ones who will be called here."""
        served = self._served(counters)
        return tuple(each for each in numbers if served is None or each.service in served)

    def unknown(self, board: Board) -> list[str]:
        """Codes that the site does not have, each with what it should be: `service X`."""
        services = self.services - {each.service for each in board.waiting}
        counters = self.counters - {each.code for each in board.counters} if board.counters else frozenset()
        return [f"service {code}" for code in sorted(services)] + [
            f"counter {code}" for code in sorted(counters)
        ]

    def _for(self, service: str) -> bool:
        return not self.services or service in self.services

    def _to(self, counter: str) -> bool:
        return not self.counters or counter in self.counters

    def _serves(self, counter: BoardCounter) -> bool:
        return not (self.services and counter.services) or not self.services.isdisjoint(counter.services)

    def _served(self, counters: Iterable[BoardCounter]) -> frozenset[str] | None:
        """The services that concern this screen; None: all."""
        if self.services or not self.counters:
            return self.services or None
        here = [frozenset(each.services) for each in counters if each.code in self.counters]
        return frozenset().union(*here) if here and all(here) else None


EVERYTHING = Only()
