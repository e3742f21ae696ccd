"""Pure: what the kiosk says, sentence by sentence, in a language. Plain, warm, short; never a code, never blame."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from kit import ownway, wire
from kit.language import Catalog, about_wait, clock, day, short_wait
from kit.language import catalog as catalog_of

MOMENT_S = 300
SHORT = 60  # letters that a service's card has room for
LONG = 100  # letters from which a message needs the whole screen
NOON_AT, EVENING_AT, NIGHT_ENDS = 12, 18, 4  # hours of the day


def greeting(catalog: Catalog, moment: datetime, zone: str) -> str:
    """The greeting for this time of day at the site, and the question."""
    hour = moment.astimezone(ZoneInfo(zone)).hour
    if NIGHT_ENDS <= hour < NOON_AT:
        hello = catalog.text("Good morning.")
    elif NOON_AT <= hour < EVENING_AT:
        hello = catalog.text("Good afternoon.")
    else:
        hello = catalog.text("Good evening.")
    return f"{hello} {catalog.text('How can we help?')}"


def service_name(service: wire.ServiceStatus | None, catalog: Catalog, default: str) -> str:
    """A service's name in the customer's language, or the site's; empty for a service that is gone."""
    return ownway.told(service.name, catalog.language.code, default) if service else ""


def group_name(services: Sequence[wire.ServiceStatus], catalog: Catalog, default: str) -> str:
    """The name of the group that these services are in, in the customer's language, or the site's; empty for none.

    A server of an older release tells it in the site's only.
    """
    if not services:
        return ""
    names = services[0].group_name or {default: services[0].group}
    return ownway.told(names, catalog.language.code, default)


def service_line(
    service: wire.ServiceStatus, catalog: Catalog, moment: datetime, zone: str, default: str
) -> str:
    """The line under a service's name: how many are ahead, or why no ticket can be taken.

    The site's own words only where they are short; touching a paused service shows them whole.
    """
    if service.open:
        return _open_line(service, catalog)
    said = ownway.told(service.text, catalog.language.code, default)
    said = said if len(ownway.unmarked(said)) <= SHORT else ""
    if service.reason == "paused":
        return said or paused_until(service.opens_at, catalog, zone)
    if service.reason == "full":
        return said or catalog.text("No more tickets today")
    return said or closed_until(service.opens_at, catalog, moment, zone)


def with_wait(service: wire.ServiceStatus, line: str, catalog: Catalog) -> tuple[str, ...]:
    """A service's line with about how long it would take: in several ways from long to short, last the wait alone."""
    told = service.wait
    if told is None or not (service.open and service.served and told.high_s > 0):
        return (line,)
    if service.ahead == 0 and told.high_s <= MOMENT_S:
        return (line,)  # somebody may be at the counter still; that it takes a moment goes without saying
    return _ways(service.ahead, told.low_s, told.high_s, catalog.language.code)


@lru_cache(maxsize=256)  # while a page is laid out, each is asked for dozens of times
def _ways(ahead: int, low_s: int, high_s: int, code: str) -> tuple[str, ...]:
    said, told = catalog_of(code), wire.Wait(low_s=low_s, high_s=high_s)
    counts = _ahead(ahead, said) if ahead else (people_ahead(ahead, said),)
    return *_joined(counts, told, said), short_wait(low_s, high_s, said)


def _open_line(service: wire.ServiceStatus, catalog: Catalog) -> str:
    if not service.served:
        return catalog.text("No counter open now")
    return people_ahead(service.ahead, catalog)


def people_ahead(ahead: int, catalog: Catalog) -> str:
    """How many would be ahead of a ticket that is taken now."""
    if ahead == 0:
        return catalog.text("No one waiting")
    return catalog.plural("{n} person ahead", "{n} people ahead", ahead)


def hint(services: Sequence[wire.ServiceStatus], catalog: Catalog) -> str:
    """The line under the greeting: what to do, and when no counter is open at all, that this may take a while."""
    if nobody_serves(services):
        return catalog.text("No counter is open now. You can take a number and wait, or ask at the desk.")
    return catalog.text("Touch what you came for and take a ticket.")


def nobody_serves(services: Sequence[wire.ServiceStatus]) -> bool:
    """Whether tickets can be had for some of these, and no counter is open for any of those."""
    takes = [each for each in services if each.open]
    return bool(takes) and not any(each.served for each in takes)


def paused_until(until: datetime | None, catalog: Catalog, zone: str) -> str:
    """That a service is paused, and until when if that is known."""
    if until is None:
        return catalog.text("Paused for the moment")
    return catalog.text("Paused until {time}", time=clock(until, catalog.language.code, zone))


def closed_until(opens_at: datetime | None, catalog: Catalog, moment: datetime, zone: str) -> str:
    """That a service is closed, and when it opens: the time today, the weekday this week, else the date."""
    if opens_at is None:
        return catalog.text("Closed")
    here, there = (each.astimezone(ZoneInfo(zone)).date() for each in (moment, opens_at))
    code = catalog.language.code
    time = clock(opens_at, code, zone)
    if there == here:
        return catalog.text("Closed · opens at {time}", time=time)
    if there - here < timedelta(days=7):
        name = format_datetime(opens_at.astimezone(ZoneInfo(zone)), "EEEE", locale=catalog.language.locale)
        return catalog.text("Closed · opens {day} at {time}", day=name, time=time)
    return catalog.text("Closed · opens {day} at {time}", day=day(opens_at, code, zone), time=time)


def ahead_of_you(ahead: int, catalog: Catalog) -> str:
    """How many are ahead of a ticket that was taken."""
    if ahead == 0:
        return catalog.text("You are next.")
    return catalog.plural("{n} person ahead of you", "{n} people ahead of you", ahead)


def ahead_and_wait(ahead: int, told: wire.Wait | None, catalog: Catalog) -> tuple[str, ...]:
    """How many are ahead of a ticket and about how long it will take, on one line: from long to short."""
    long = ahead_of_you(ahead, catalog).rstrip(".")
    if told is None or not wait(told, catalog):
        return (long,)
    if ahead == 0:
        return _joined((long,), told, catalog)
    return _joined((long, *_ahead(ahead, catalog)), told, catalog)


def _ahead(ahead: int, catalog: Catalog) -> tuple[str, str]:
    return people_ahead(ahead, catalog), catalog.plural("{n} ahead", "{n} ahead", ahead)


def _joined(counts: Sequence[str], told: wire.Wait, catalog: Catalog) -> tuple[str, ...]:
    """The counts with how long it will take; the shorter words for a wait come before the shorter count."""
    short = short_wait(told.low_s, told.high_s, catalog)
    return f"{counts[0]} · {wait(told, catalog)}", *(f"{each} · {short}" for each in counts)


def ahead_unserved(ahead: int, catalog: Catalog) -> tuple[str, ...]:
    """How many are ahead of a ticket that no open counter serves, on one line: from long to short."""
    short = unserved(catalog)[1]
    counts = ahead_of_you(ahead, catalog).rstrip("."), *(_ahead(ahead, catalog) if ahead else ())
    return *(f"{each} · {short}" for each in counts), short


def unserved(catalog: Catalog) -> tuple[str, str]:
    """That a ticket will wait until a counter opens, in place of how long: in full, and shorter."""
    return catalog.text("No counter is open for this at the moment."), catalog.text("No counter open now")


def wait(told: wire.Wait | None, catalog: Catalog) -> str:
    """About how long it will take; empty where nobody can say."""
    return waits(told, catalog)[0]


def waits(told: wire.Wait | None, catalog: Catalog) -> tuple[str, str]:
    """The same in full, and shorter."""
    if told is None:
        return "", ""
    return about_wait(told.low_s, told.high_s, catalog), short_wait(told.low_s, told.high_s, catalog)


def no_paper(reason: str, doubtful: bool, catalog: Catalog) -> tuple[str, str]:
    """Why there is no paper, and what to do instead."""
    note = catalog.text("Please note your number; we will call it.")
    if doubtful:
        return catalog.text("If no ticket comes out, it is no problem."), note
    if reason == "paper_out":
        return catalog.text("The printer is out of paper."), note
    return catalog.text("We could not print your ticket."), note


def refused(
    service: wire.ServiceStatus | None,
    reason: str,
    catalog: Catalog,
    moment: datetime,
    zone: str,
    default: str,
) -> tuple[str, str]:
    """That a service cannot be had any more, and what else to do."""
    name = service_name(service, catalog, default)
    instead = catalog.text("Please choose another service, or ask at the desk.")
    if reason == "paused" and name:
        return _paused(service, name, instead, catalog, zone, default)
    if reason == "full" and name:
        return catalog.text("There are no more tickets for {service} today.", service=name), instead
    if reason == "closed" and name:
        if service and not service.open and service.opens_at:
            instead = f"{closed_until(service.opens_at, catalog, moment, zone)}. {instead}"
        return catalog.text("{service} has just closed.", service=name), instead
    return catalog.text("This service cannot be chosen right now."), instead


def _paused(
    service: wire.ServiceStatus | None, name: str, instead: str, catalog: Catalog, zone: str, default: str
) -> tuple[str, str]:
    """What staff say about the pause, else that there is one; then until when, and what else to do."""
    paused = service if service is not None and service.reason == "paused" else None
    said = ownway.told(paused.text, catalog.language.code, default) if paused else ""
    until = f"{paused_until(paused.opens_at, catalog, zone)}. " if paused and paused.opens_at else ""
    if len(ownway.unmarked(said)) > LONG:
        return said, until.strip()
    return said or catalog.text("{service} is paused just now.", service=name), f"{until}{instead}"
