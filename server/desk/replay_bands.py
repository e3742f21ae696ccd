"""Plays what the log says of the kiosks' bands of numbers, and compares it with their rows.

A number of a band that no ticket has is no gap: it was not needed, or is not handed in yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from server.rules.bands import Band
from server.rules.numbers import label


class Bands:
    """The bands of each day, and the numbers that were handed in from them."""

    def __init__(self) -> None:
        self._known: defaultdict[tuple[str, int], dict[str, Band]] = defaultdict(
            dict
        )  # by day for each owner
        self._today: tuple[str, list[Band]] = ("", [])  # bands are given out for the running day only
        self._used: dict[tuple[str, str], set[int]] = defaultdict(set)

    def take(self, row: Any, data: dict[str, Any]) -> Iterator[str]:
        """New bands; what is wrong with them."""
        day = data["business_day"]
        if day != self._today[0]:
            self._today = (day, [])
        for device, service, slot, first, last in data["bands"]:
            new = Band(service, device, slot, first, last)
            for known in self._today[1]:
                if known.service == service and _meet(known, new):
                    shown = f"{label(service, first)} to {label(service, last)}"
                    yield f"event {row.id}: {shown} of {day} are somebody's already"
            self._today[1].append(new)
            self._known[service, device][day] = new

    def used(self, row: Any, data: dict[str, Any]) -> Iterator[str]:
        """A ticket was handed in; what is wrong with its number."""
        service, day, number = data["service"], data["business_day"], data["number"]
        shown = f"{label(service, number)} of {day}"
        band = self._band(service, day, data["device"])
        if band is None or not band.holds(number):
            yield f"event {row.id}: {shown} is in no band of device {data['device']}"
        if number in self._used[service, day]:
            yield f"event {row.id}: {shown} was given twice"
        self._used[service, day].add(number)

    def has_used(self, service: str, day: str) -> bool:
        """Whether a ticket of that day was handed in."""
        return bool(self._used.get((service, day)))

    def notes(self) -> Iterator[str]:
        """Numbers between those that were handed in: perhaps on paper, and not handed in yet."""
        for (service, day), used in sorted(self._used.items()):
            for of, device in sorted(self._known):
                band = self._band(service, day, device) if of == service else None
                held = [number for number in used if band is not None and band.holds(number)]
                missing = sorted(set(range(min(held), max(held))) - used) if held else []
                if missing:
                    shown = ", ".join(label(service, each) for each in missing[:5])
                    yield f"{shown} of {day}: not handed in yet"

    def compare(self, rows: Iterable[Any]) -> Iterator[str]:
        """Each row, and those that are missing; the last thing that is asked of this."""
        for row in rows:
            name = f"band of device {row.device_id} for {row.service} on {row.business_day}"
            known = self._known[row.service, row.device_id].pop(row.business_day, None)
            if known != Band(row.service, row.device_id, row.slot, row.first, row.last):
                yield f"{name}: its row is not what was written"
        for (service, device), left in self._known.items():
            for day in left:
                yield f"band of device {device} for {service} on {day}: its row is missing"

    def _band(self, service: str, day: str, device: int) -> Band | None:
        """The band of that day, or the last one before it."""
        known = self._known[service, device]
        if day in known:
            return known[day]
        return known[max(days)] if (days := [each for each in known if each <= day]) else None


def _meet(one: Band, other: Band) -> bool:
    return one.first <= other.last and other.first <= one.last
