"""Bands of numbers for an outage, and where what was given from them belongs (pure).

Each kiosk has a slot: 0 for the numbers at the very top of every service's range, 1 for those below, and so on. It
keeps its slot from day to day, so that a kiosk which is away over night goes on in numbers that nobody else has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """A service's numbers, both ends included."""

    service: str
    first: int
    last: int


@dataclass(frozen=True)
class Band:
    """Numbers of a service that one device alone may give on one business day, both ends included."""

    service: str
    device: int
    slot: int
    first: int
    last: int

    def holds(self, number: int) -> bool:
        """Whether the number is one of them."""
        return self.first <= number <= self.last


def band(of: Range, device: int, slot: int, size: int) -> Band | None:
    """The numbers of this slot; None where there are to be none, for ordinary numbers keep half of the range."""
    if size == 0 or size > largest(of, slot):
        return None
    down_to = (slot + 1) * size
    return Band(of.service, device, slot, of.last - down_to + 1, of.last - slot * size)


def largest(of: Range, slot: int) -> int:
    """How many numbers a band of this service may have at most for this slot to get one."""
    return (of.last - of.first + 1) // 2 // (slot + 1)


def enough(slot: int, size: int) -> int:
    """How many numbers a service needs at least for this slot to get a band of this size."""
    return 2 * (slot + 1) * size


def slots(devices: Iterable[int], known: Mapping[int, int], taken: Collection[int]) -> dict[int, int]:
    """A slot for each of these devices: the one it had before, otherwise the lowest that is free.

    `known`: the slots that devices had before; `taken`: those of others, which are not to be used on this day.
    """
    devices = list(devices)
    found = {device: known[device] for device in devices if device in known and known[device] not in taken}
    used = {*taken, *found.values()}
    for device in devices:
        if device not in found:
            found[device] = next(slot for slot in range(len(used) + 1) if slot not in used)
            used.add(found[device])
    return found


def new_bands(
    ranges: Iterable[Range],
    owners: Mapping[int, int],
    size: int,
    standing: Collection[Band],
    given: Mapping[str, int],
) -> list[Band]:
    """The bands that are still to be given out today: none that another one or an ordinary number stands in already.

    `owners`: slot by device; `standing`: today's bands; `given`: by service the highest ordinary number of today.
    """
    found: list[Band] = []
    for of in ranges:
        mine = [each for each in standing if each.service == of.service]
        for device, slot in owners.items():
            new = band(of, device, slot, size)
            if new is not None and fits(new, mine, given.get(of.service)):
                found.append(new)
    return found


def fits(new: Band, standing: Iterable[Band], given: int | None) -> bool:
    """Whether nobody has these numbers yet: no device of the same service, and no ordinary ticket."""
    if given is not None and given >= new.first:
        return False
    same = [each for each in standing if each.service == new.service]
    return not any(
        each.device == new.device or (each.first <= new.last and new.first <= each.last) for each in same
    )


def ordinary_last(last: int, standing: Iterable[Band]) -> int:
    """The highest number of a service that is in nobody's band; `standing`: the service's bands of the day."""
    return min([last, *(each.first - 1 for each in standing)])


def place(issued: int, contact: int, now: int, newest: int | None) -> int:
    """When a ticket that a kiosk hands in was taken: its own word for it, held to what can be. Milliseconds.

    Not before the kiosk was last heard (`contact`), not after now, and never before the ticket that this kiosk gave
    before it (`newest`): it may have no clock, or one that jumps, but it knows the order of its own tickets.
    """
    held = max(contact, min(issued, max(now, contact)))
    return held if newest is None else max(held, newest)
