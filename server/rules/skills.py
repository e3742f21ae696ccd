"""Which counter may call whom (pure): services, languages and needs.

A customer is left to the counters that meet most of what they ask for. What no counter for the service has binds
nobody; and where no counter has all of it, one may call who is not outdone by another: nobody waits for a counter that
there is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Skills:
    """What one counter can do. Without `services` it serves all, without `languages` it speaks whatever is needed."""

    services: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()

    def serves(self, service: str) -> bool:
        """Whether it serves this service."""
        return not self.services or service in self.services

    def speaks(self, language: str) -> bool:
        """Whether this language is spoken here."""
        return not self.languages or language in self.languages


@dataclass(frozen=True)
class Floor:
    """All counters of a branch, as they are now."""

    counters: Mapping[str, Skills] = field(default_factory=dict)

    def _for(self, service: str) -> Iterable[Skills]:
        return (each for each in self.counters.values() if each.serves(service))

    def foreign(self, counter: str, service: str, languages: Iterable[str]) -> frozenset[str]:
        """Those of `languages` whose customers of this service this counter leaves to others who speak them."""
        here = self.counters[counter]
        return frozenset(
            language
            for language in languages
            if not here.speaks(language) and any(each.speaks(language) for each in self._for(service))
        )

    def met(self, counter: str, language: str, needs: Collection[str]) -> frozenset[str]:
        """Of what such a customer asks for, what this counter has; the language as the empty word."""
        here = self.counters[counter]
        spoken = {""} if here.speaks(language) else set()
        return frozenset(spoken | (set(needs) & here.features))

    def may_call(
        self, counter: str, service: str, language: str, needs: Collection[str], for_counter: str | None
    ) -> bool:
        """Whether `next` at this counter may call such a ticket.

        One that was sent to a counter waits for that one, as long as there is such a counter.
        """
        if for_counter in self.counters:
            return for_counter == counter
        mine = self.met(counter, language, needs)
        return self.counters[counter].serves(service) and not any(
            mine < self.met(code, language, needs)
            for code, other in self.counters.items()
            if other.serves(service)
        )
