"""Who is called before whom (pure): first come, first served across the services that a counter serves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping


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


def ahead(waiting: Mapping[str, int], shared: Collection[str]) -> int:
    """How many would be called before a ticket taken now: everyone who waits in the shared services."""
    return sum(waiting.get(service, 0) for service in shared)
