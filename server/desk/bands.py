"""The kiosks' bands of numbers: given out once for each business day, and told to the kiosk that owns them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from kit import wire
from server.desk.change import Change
from server.desk.views import View
from server.rules import bands as rules
from server.sitefile import Site
from server.store import queries


def settle(change: Change, site: Site) -> None:
    """Give every kiosk the bands that it has not got today; what was given out today stands until tomorrow."""
    standing = [_band(row) for row in queries.todays_bands(change.connection, change.branch.id)]
    owners = _owners(change.connection, change.branch.id, standing)
    counts = queries.day_counts(change.connection, change.branch.id, change.day)
    given = {row.service: row.last for row in counts}
    found = rules.new_bands(_ranges(site), owners, site.offline_band, standing, given)
    if found:
        _add(change, found)


def settle_late(change: Change) -> None:
    """The same for a kiosk that is heard and has no band today: this database was an older release's yesterday."""
    if change.caller.role == "kiosk":
        today = queries.todays_bands(change.connection, change.branch.id)
        if not any(row.device_id == change.caller.id for row in today):
            settle(change, change.branch.site)


def own_band(change: Change, service: str, day: str) -> rules.Band | None:
    """The caller's band of this service on that day, or the one it was told last before; None where it has none.

    One of an earlier day that is still in use today is given out anew, so that nobody else gives its numbers.
    """
    row = queries.latest_band(change.connection, change.branch.id, change.caller.id, service, day)
    if row is None:
        return None
    found = _band(row)
    if row.business_day < day == change.day:
        standing = [_band(each) for each in queries.todays_bands(change.connection, change.branch.id)]
        counts = queries.day_counts(change.connection, change.branch.id, day)
        given = next((each.last for each in counts if each.service == service), None)
        if not rules.fits(found, standing, given):
            return None
        _add(change, [found])
    return found


def told(view: View, device: int) -> list[wire.Band]:
    """The bands of this kiosk, in the order of the services."""
    mine = {each.service: each for each in view.floor.bands if each.device == device}
    return [
        wire.Band(service=code, first=each.first, last=each.last, next=_next(view, each))
        for code in view.branch.services
        if (each := mine.get(code)) is not None
    ]


def _next(view: View, band: rules.Band) -> int:
    """The first number that has not been handed in today; one above the last when all have."""
    used = queries.highest_number(view.connection, view.branch.id, view.day, band.service, band.last)
    return band.first if used is None or used < band.first else used + 1


@dataclass(frozen=True)
class Lack:
    """Services of which a kiosk has no band, for so many other kiosks have one.

    What would help: ranges of at least `numbers` numbers, or an offline_band of at most `size`.
    """

    device: int
    name: str
    services: tuple[str, ...]
    numbers: int
    size: int


def lacks_of(connection: Connection, site_id: int, site: Site) -> list[Lack]:
    """The kiosks that lack bands as this site file would have them, in the order in which they were let in."""
    size = site.offline_band
    if not size:
        return []
    standing = [_band(row) for row in queries.todays_bands(connection, site_id)]
    owners = _owners(connection, site_id, standing)
    names = {row.id: row.name for row in queries.device_rows(connection, site_id)}
    ranges = _ranges(site)
    found = []
    for device, slot in owners.items():
        without = [each for each in ranges if rules.band(each, device, slot, size) is None]
        if without:
            codes = tuple(each.service for each in without)
            most = min(rules.largest(each, slot) for each in without)
            found.append(Lack(device, names[device], codes, rules.enough(slot, size), most))
    return found


def _ranges(site: Site) -> list[rules.Range]:
    return [rules.Range(each.code, each.first, each.last) for each in site.services]


def _owners(connection: Connection, site_id: int, standing: list[rules.Band]) -> dict[int, int]:
    """The slot of each kiosk. Those of kiosks that were revoked today are free again tomorrow."""
    rows = queries.device_rows(connection, site_id)
    kiosks = [row.id for row in rows if row.role == "kiosk" and row.revoked_at is None]
    taken = {each.slot for each in standing if each.device not in kiosks}
    return rules.slots(kiosks, queries.latest_slots(connection, site_id), taken)


def _add(change: Change, found: list[rules.Band]) -> None:
    key = {"site_id": change.branch.id, "business_day": change.day}
    rows: list[dict[str, object]] = [
        {
            **key,
            "device_id": each.device,
            "service": each.service,
            "slot": each.slot,
            "first": each.first,
            "last": each.last,
        }
        for each in found
    ]
    queries.add_bands(change.connection, rows)
    listed = [[each.device, each.service, each.slot, each.first, each.last] for each in found]
    change.record("bands.assigned", business_day=change.day, bands=listed)
    change.floor_changed()


def _band(row: Any) -> rules.Band:
    return rules.Band(row.service, row.device_id, row.slot, row.first, row.last)
