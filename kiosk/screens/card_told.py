"""What the cards say: a service, a group of them, and the one for who has an appointment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from kiosk import notices, words
from kiosk import state as s
from kiosk.screens.common import Page
from kit import wire
from kit.icon_names import SERVICES as ICONS
from kit.language import clock

CHECK_IN_ICON = "calendar-check"


@dataclass(frozen=True)
class Told:
    """What a card says: its letter and its icon, of which one may be missing, title, line, and an arrow at its end.

    `ahead`: how many people there are before whoever takes a ticket, told in figures where there is no line.
    """

    letter: str
    title: str
    line: str
    icon: str = ""
    mark: str = ""
    ahead: int | None = None


def told_of(page: Page, card: s.Card, room: int, way: int, *, lines: bool = True) -> Told:
    """What a card says; `way` is the one in which all tell people ahead and how long.

    Without `lines` only why something cannot be had here or nobody serves it, and that a ticket is on its way.
    """
    text = page.catalog.text
    if isinstance(card, s.GroupCard):
        icon = next((each.icon for each in card.services if each.icon in ICONS), "clipboard-list")
        line = _group_line(page, card, room) if lines else ""
        name = words.group_name(card.services, page.catalog, page.state.site_language)
        return Told("", name, line, icon, "chevron_right")
    name = words.service_name(card, page.catalog, page.state.site_language)
    screen, icon = page.state.screen, card.icon if card.icon in ICONS else ""
    if isinstance(screen, s.Taking) and screen.pending.service == card.code:
        return Told(card.code, name, text("One moment."), icon)
    takable = notices.takable(page.state, card)
    known = not notices.offline(page.state)
    if lines or not takable or (known and not card.served and not unserved_above(page)):
        return Told(card.code, name, service_line(page, card, room, way), icon)
    return Told(
        card.code, name, "", icon, ahead=card.ahead if known and card.served and page.scale.larger else None
    )


def unserved_above(page: Page) -> bool:
    """Whether one line above cards without lines says for all of them that no counter is open."""
    services = page.state.services
    noticed = bool(notices.notices(page.state, page.catalog))
    return services is not None and not noticed and words.nobody_serves(services.services)


def _group_line(page: Page, card: s.GroupCard, room: int) -> str:
    """What holds for every service of a group, so that nobody opens it in vain; else how many there are."""
    text = page.catalog.text
    told = text("Closed") if all(each.reason == "closed" for each in card.services) else ""
    if words.nobody_serves(card.services) and not notices.offline(page.state):
        told = text("No counter open now")
    if told and page.width(told, page.face(page.scale.body)) <= room:
        return told
    return page.catalog.plural("{n} service", "{n} services", len(card.services))


def service_line(page: Page, card: wire.ServiceStatus, room: int, way: int) -> str:
    """The line below a service's name.

    A pause's message that needs more than a line is told in short, so that no service has to go.
    """
    if notices.offline(page.state) and card.open:
        text = page.catalog.text
        if notices.takable(page.state, card):
            return text("Take a number")
        desk = text("Please ask at the desk")
        return desk if page.width(desk, page.face(page.scale.body)) <= room else text("At the desk")
    line = words.service_line(card, page.catalog, page.view.moment, page.zone, page.state.site_language)
    if not card.open and page.width(line, page.face(page.scale.body)) > room:
        line = _shorter(page, card, line)
    ways = words.with_wait(card, line, page.catalog)
    return ways[min(way, len(ways) - 1)]


def _shorter(page: Page, card: wire.ServiceStatus, line: str) -> str:
    """Why a service cannot be had, in few words."""
    if card.reason == "paused":
        return words.paused_until(card.opens_at, page.catalog, page.zone)
    if card.reason != "closed" or card.opens_at is None:
        return line
    zone = ZoneInfo(page.zone)
    if card.opens_at.astimezone(zone).date() != page.view.moment.astimezone(zone).date():
        return page.catalog.text("Closed")
    return page.catalog.text("Opens at {time}", time=clock(card.opens_at, page.state.language, page.zone))


def way_for(page: Page, cards: tuple[s.Card, ...], room: int) -> int:
    """Which way of telling people ahead and how long has room on one line of every card; else the last way."""
    quiet = page.face(page.scale.body)
    told = [
        words.with_wait(each, words.people_ahead(each.ahead, page.catalog), page.catalog)
        for each in cards
        if isinstance(each, wire.ServiceStatus)
    ]
    several = [ways for ways in told if len(ways) > 1]
    last = max(map(len, several), default=1) - 1
    for way in range(last):
        if all(page.width(ways[min(way, len(ways) - 1)], quiet) <= room for ways in several):
            return way
    return last


def check_in_told(page: Page, *, brief: bool = False) -> Told:
    """What the card for who has an appointment says, and that the desk helps during an outage; `brief`: only that."""
    text = page.catalog.text
    line = "" if brief else text("Check in with your code, a QR code or your name")
    if notices.offline(page.state) and not brief:
        line = text("Please ask at the desk")
    return Told("", text("I have an appointment"), line, CHECK_IN_ICON, "" if brief else "chevron_right")


def check_in_ways(page: Page) -> tuple[Told, ...]:
    """The same in the place of a service's card, from the fullest to the shortest: its line only during an outage."""
    brief = check_in_told(page, brief=True)
    if not notices.offline(page.state):
        return (brief,)
    text = page.catalog.text
    short = replace(brief, title=text("Appointment?"), line=text("At the desk"))
    return replace(brief, line=text("Please ask at the desk")), short, brief
