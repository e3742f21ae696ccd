"""What there is to choose from: services, and groups of them where the site has several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kit import wire


@dataclass(frozen=True)
class GroupCard:
    """A group as the first screen shows it: what it is known by, and its services in the site's order."""

    name: str
    services: tuple[wire.ServiceStatus, ...]


Card = wire.ServiceStatus | GroupCard


def first_cards(services: Sequence[wire.ServiceStatus]) -> tuple[Card, ...]:
    """One card for each group, where its first service stands, and one for each service without a group.

    The services themselves where groups would tell nothing apart: none has one, or all are in the same.
    """
    if len({each.group for each in services}) < 2:
        return tuple(services)
    found: dict[str, Card] = {}
    for each in services:
        if each.group:
            found.setdefault(f"group:{each.group}", GroupCard(each.group, cards_of(services, each.group)))
        else:
            found[f"service:{each.code}"] = each
    return tuple(found.values())


def cards_of(services: Sequence[wire.ServiceStatus], group: str) -> tuple[wire.ServiceStatus, ...]:
    """The services of one group."""
    return tuple(each for each in services if each.group == group)
