"""The ticket's screens: it is printing, it has come out, or there is no paper and the number must do."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from kiosk import flow, words
from kiosk import state as s
from kiosk.screens import ticket_tall, ticket_wide
from kiosk.screens.common import Page
from kit.drawing import shapes

ANOTHER_SHARE = 0.42  # of the row; Done has the rest


@dataclass(frozen=True)
class Parts:
    """What a ticket's screen says. `apology`: paper is missing, so heading and code are what matters."""

    heading: tuple[str, ...]
    note: str
    number: str
    service: str
    ahead: str
    waits: tuple[str, str]  # about how long it will take, in full and shorter; empty where nobody can say
    joined: tuple[str, ...]  # people ahead and how long on one line, from long to short
    url: str | None
    phone: tuple[str, ...]  # the sentence about phones, from long to short
    apology: bool


def draw(page: Page, screen: s.Printing | s.Done | s.NoPaper) -> None:
    """Draw the ticket with what is to be done now."""
    parts = _parts(page, screen)
    room = _foot(page, screen)
    if page.scale.portrait:
        ticket_tall.draw(page, parts, room)
    else:
        ticket_wide.draw(page, parts, room)


def _parts(page: Page, screen: s.Printing | s.Done | s.NoPaper) -> Parts:
    text = page.catalog.text
    ticket = screen.ticket
    where = (
        f"{text('We call your number on the big screen.')} {text('Numbers are not always called in order.')}"
    )
    heading: tuple[str, ...]
    phone: tuple[str, ...] = (
        text("Follow it on your phone: scan the code. You may wait outside."),
        text("Follow it on your phone."),
    )
    match screen:
        case s.Printing():
            heading, note = (text("Your ticket is printing."),), where
        case s.Done():
            heading, note = (text("Thank you."), text("Take your ticket.")), where
        case s.NoPaper():
            reason, note = words.no_paper(screen.reason, screen.doubtful, page.catalog)
            heading = (reason,)
            phone = (text("Keep it on your phone: scan the code."), text("Follow it on your phone."))
    return Parts(
        heading=heading,
        note=note,
        number=ticket.number,
        service=words.service_name(
            page.state.service(ticket.service), page.catalog, page.state.site_language
        ),
        ahead=words.ahead_of_you(ticket.ahead, page.catalog),
        waits=words.waits(ticket.wait, page.catalog),
        joined=words.ahead_and_wait(ticket.ahead, ticket.wait, page.catalog),
        url=ticket.url,
        phone=phone,
        apology=isinstance(screen, s.NoPaper),
    )


def _foot(page: Page, screen: s.Printing | s.Done | s.NoPaper) -> int:
    """Draw the buttons and the bar that runs down; return the row where what is above must end."""
    scale, inner = page.scale, page.inner
    bar = pygame.Rect(inner.x, scale.height - scale.margin // 2 - scale.u(1), inner.width, scale.u(1))
    high = scale.primary_touch
    row = pygame.Rect(inner.x, bar.y - scale.gap // 2 - scale.u(1) - high, inner.width, high)
    left = flow.remaining(page.state, page.view.now)
    if left is None or isinstance(screen, s.Printing):
        return row.y - scale.gap
    another = page.catalog.text("Another ticket")
    natural = page.width(another, page.face(scale.body, 600)) + 2 * scale.padding
    first = pygame.Rect(row.x, row.y, max(natural, round((row.width - scale.gap) * ANOTHER_SHARE)), high)
    second = pygame.Rect(first.right + scale.gap, row.y, row.right - first.right - scale.gap, high)
    page.button("another", another, first, s.AnotherPressed())
    page.button("done", page.catalog.text("Done"), second, s.FinishPressed(), "primary")
    shapes.rounded(page.painter.surface, bar, page.theme.line, bar.height // 2)
    rest = pygame.Rect(bar.x, bar.y, max(bar.height, round(bar.width * left)), bar.height)
    shapes.rounded(page.painter.surface, page.painter.flip(rest), page.theme.action, bar.height // 2)
    return row.y - scale.gap
