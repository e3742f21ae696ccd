"""The ticket's screens: it is printing, it has come out, or there is no paper and the number must do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, product

import pygame

from kiosk import flow, notices, words
from kiosk import state as s
from kiosk.screens import ticket_bare, ticket_foot, ticket_tall, ticket_wide
from kiosk.screens.common import Page
from kiosk.screens.ticket_parts import Parts
from kit.drawing import shapes
from kit.language import clock


def draw(page: Page, screen: s.Printing | s.Done | s.NoPaper) -> None:
    """Draw the ticket with what is to be done now."""
    parts = _parts(page, screen)
    _say(page, screen, parts)
    bottom = ticket_foot.draw(page, screen)
    _bar(page, screen)
    if not any(_drawn(page, list(each), bottom) for each in _shorter(parts)):
        ticket_bare.draw(page, parts, bottom)


def _drawn(page: Page, ways: list[Parts], bottom: int) -> bool:
    """Draw the first of these that has room, on an upright screen in the barest layouts too; whether one has."""
    if not page.scale.portrait:
        return any(ticket_wide.draw(page, each, bottom) for each in ways)
    return any(ticket_tall.draw(page, each, bottom, small=small) for small in (False, True) for each in ways)


def _shorter(parts: Parts) -> Iterator[Iterator[Parts]]:
    """The same with less and less, for small panels: in this order on all of them, and never without the service.

    First what is on the paper or can be heard in the room, then the greeting, then the time of the appointment, and at
    last that the customer is late. What to do when there is no paper is never left out.
    """
    ways = list(product(parts.services, dict.fromkeys((parts.heading, parts.heading[-1:]))))

    def told(note: str) -> Iterator[Parts]:
        return (replace(parts, note=note, heading=heading, service=service) for service, heading in ways)

    if parts.apology:
        yield told(parts.note)
    elif parts.pressing:
        yield chain((parts,), told(parts.brief))
        yield told("")
    else:
        yield chain((parts, replace(parts, note=parts.brief)), told(""))


def _parts(page: Page, screen: s.Printing | s.Done | s.NoPaper) -> Parts:
    text = page.catalog.text
    given, ticket = screen.given, screen.ticket
    phone: tuple[str, ...] = (
        text("Follow it on your phone: scan the code. You may wait outside."),
        text("Follow it on your phone."),
        text("Scan"),
    )
    if given.offline:  # the server does not know of it yet, and an unknown page helps nobody
        phone = (text("The code works as soon as we are connected again."), text("The code works later."))
        phone = (*phone, text("Later"))
    elif isinstance(screen, s.NoPaper):
        phone = (text("Keep it on your phone: scan the code."), *phone[1:])
    heading, note = _heading(page, screen)
    ahead = (
        text("We will call your number.") if given.offline else words.ahead_of_you(ticket.ahead, page.catalog)
    )
    wait, unserved = (None, False) if given.offline else (ticket.wait, _unserved(page, screen))
    joined = (ahead,) if given.offline else words.ahead_and_wait(ticket.ahead, wait, page.catalog)
    joined = words.ahead_unserved(ticket.ahead, page.catalog) if unserved else joined
    service = words.service_name(page.state.service(ticket.service), page.catalog, page.state.site_language)
    services: tuple[str, ...] = (service,)
    if given.due_at is not None:
        time = clock(given.due_at, page.state.language, page.zone)
        due = text("Your appointment: {time}", time=time)
        services = f"{service}\n{due}", f"{service}\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}{time}", service
    return Parts(
        heading=heading,
        note=" ".join(note),
        brief=note[0],
        pressing=given.late,
        number=ticket.number,
        service=services[0],
        services=services,
        ahead=ahead,
        counted=not given.offline,
        waits=words.unserved(page.catalog) if unserved else words.waits(wait, page.catalog),
        unserved=unserved,
        joined=joined,
        url=ticket.url,
        phone=phone,
        apology=isinstance(screen, s.NoPaper),
    )


def _unserved(page: Page, screen: s.Printing | s.Done | s.NoPaper) -> bool:
    """Whether no open counter serves it: who is next would wait for a call that may take a while."""
    service = page.state.service(screen.ticket.service)
    return service is not None and not service.served and not notices.offline(page.state)


def _heading(page: Page, screen: s.Printing | s.Done | s.NoPaper) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The large words, and the sentence below them."""
    text, given = page.catalog.text, screen.given
    note: tuple[str, ...] = (
        text("We call your number on the big screen."),
        text("Numbers are not always called in order."),
    )
    if given.late:
        note = (text("You are later than your appointment; we call you as soon as we can."), *note)
    name = notices.hello(given.greeting, page.catalog, page.view.moment, page.zone) if given.greeting else ""
    match screen:
        case s.Printing():
            said = text("Your ticket is printing.")
            return ((name, said) if name else (said,)), note
        case s.Done():
            return (name or text("Thank you."), text("Take your ticket.")), note
        case s.NoPaper(can_print=True):
            return (text("The printer works again."),), (text("You can print your ticket now."),)
        case s.NoPaper():
            reason, then = words.no_paper(screen.reason, screen.doubtful, page.catalog)
            return (reason,), (then,)


def _say(page: Page, screen: s.Printing | s.Done | s.NoPaper, parts: Parts) -> None:
    """What is read aloud: the number before all that can be heard later."""
    page.say(*parts.heading)
    page.say(page.catalog.text("Your number is {number}.", number=parts.number))
    page.say(*(f"{each}." for each in parts.service.split("\n") if each), parts.ahead)
    wait = "" if screen.given.offline else notices.spoken_wait(screen.ticket.wait, page.catalog)
    page.say(
        parts.waits[0] if parts.unserved else f"{wait[:1].upper()}{wait[1:]}." if wait else "", parts.note
    )
    if parts.url is not None:
        page.say(_of_the_code(page, screen), parts.phone[0] if screen.given.offline else "")


def _of_the_code(page: Page, screen: s.Printing | s.Done | s.NoPaper) -> str:
    """Where the code for the phone is, for whoever does not see that there is one."""
    text = page.catalog.text
    if isinstance(screen, s.NoPaper):
        return text("To keep it on your phone, scan the code on the screen.")
    return text("To follow it on your phone, scan the code on your ticket or on the screen.")


def _bar(page: Page, screen: s.Printing | s.Done | s.NoPaper) -> None:
    """The bar at the lower edge that runs down."""
    scale, left = page.scale, flow.remaining(page.state, page.view.now)
    bar = pygame.Rect(
        page.inner.x, scale.height - scale.margin // 2 - scale.u(1), page.inner.width, scale.u(1)
    )
    if left is None or isinstance(screen, s.Printing):
        return
    shapes.rounded(page.painter.surface, bar, page.theme.line, bar.height // 2)
    rest = pygame.Rect(bar.x, bar.y, max(bar.height, round(bar.width * left)), bar.height)
    shapes.rounded(page.painter.surface, page.painter.flip(rest), page.theme.action, bar.height // 2)
