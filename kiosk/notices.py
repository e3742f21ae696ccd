"""Pure: what a service's card says on the glass and aloud, and the small signs of an outage and of missing paper."""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk import state as s
from kiosk import words
from kit import wire
from kit.language import Catalog

FAILURES_TO_SAY = 2  # one question without an answer may be chance
MINUTES_MOST = 90  # above, half hours are told


def offline(state: s.State) -> bool:
    """Whether the server is away while this kiosk still has numbers of its own."""
    return state.failures >= FAILURES_TO_SAY and bool(state.bands)


def notices(state: s.State, catalog: Catalog, *, short: bool = False) -> list[str]:
    """What everybody must know before a ticket is taken: that waits are not known, that nothing is printed."""
    text, told = catalog.text, []
    if offline(state):
        told.append(
            text("Waiting times are not known just now.")
            if short
            else text("We give out numbers as usual; waiting times are not known just now.")
        )
    if state.printer and short:
        told.append(text("Nothing is printed just now: please note your number."))
    elif state.printer == "paper_out":
        told.append(text("The printer is out of paper. You will see your number on the screen."))
    elif state.printer:
        told.append(text("The printer does not work just now. You will see your number on the screen."))
    return told


def hello(name: str, catalog: Catalog, moment: datetime, zone: str) -> str:
    """The greeting of somebody who is expected, for this time of day at the site."""
    hour = moment.astimezone(ZoneInfo(zone)).hour
    if words.NIGHT_ENDS <= hour < words.NOON_AT:
        return catalog.text("Good morning, {name}.", name=name)
    if words.NOON_AT <= hour < words.EVENING_AT:
        return catalog.text("Good afternoon, {name}.", name=name)
    return catalog.text("Good evening, {name}.", name=name)


def takable(state: s.State, service: wire.ServiceStatus) -> bool:
    """Whether a ticket can be had: while the server is away, only where this kiosk has numbers."""
    return service.open and (not offline(state) or service.code in state.bands)


def aloud(service: wire.ServiceStatus, name: str, line: str, catalog: Catalog, *, known: bool) -> str:
    """A service's card in spoken words: its name, and how it is there now. `known`: people and waits are."""
    if not (known and service.open and service.served):
        return f"{name}. {line}."
    said = words.people_ahead(service.ahead, catalog)
    wait = spoken_wait(service.wait, catalog)
    return f"{name}. {said}, {wait}." if wait else f"{name}. {said}."


def spoken_wait(told: wire.Wait | None, catalog: Catalog) -> str:
    """About how long it takes, without signs that a voice stumbles over; empty where nobody can say."""
    if told is None or told.high_s <= 0:
        return ""
    low, high = (math.ceil(each / 60) for each in (min(told.low_s, told.high_s), told.high_s))
    if high > MINUTES_MOST:
        return words.wait(told, catalog)
    if low <= 0 or high <= words.MOMENT_S // 60:
        return catalog.plural("up to {n} minute", "up to {n} minutes", high)
    if low == high:
        return catalog.plural("about {n} minute", "about {n} minutes", high)
    return catalog.plural(
        "about {low} to {high} minutes", "about {low} to {high} minutes", high, low=low, high=high
    )
