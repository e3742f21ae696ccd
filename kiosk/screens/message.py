"""A calm sentence and a way on: the server is away, a service has closed, or the desk must help."""

from __future__ import annotations

import pygame

from kiosk import state as s
from kiosk import words
from kiosk.screens import footer
from kiosk.screens.common import Page, header
from kit.drawing import shapes
from kit.text import Face


def draw(page: Page, screen: s.Away | s.Refused | s.Sorry) -> None:
    """Draw the sentence, what to do instead, and one large button."""
    scale, inner = page.scale, page.inner
    top = header(page) + scale.gap
    bottom = inner.bottom
    if isinstance(screen, s.Away) and page.state.services is not None:
        footer.draw(page, pages=1, number=0)
        bottom -= footer.height(page, paged=False)
    title, then = _words(page, screen)
    has_button = not (isinstance(screen, s.Away) and screen.first)
    quiet = page.face(scale.body)
    rest = page.height(then, quiet, inner.width) + scale.gap + _mark_height(page)
    rest += scale.gap + scale.gap // 2 + scale.primary_touch if has_button else 0
    big = title_face(page, title, inner.width, bottom - top - rest)
    high = page.height(title, big, inner.width)
    y = top + max(0, (bottom - top - rest - high) // 2)
    y = _mark(page, y)
    page.painter.paragraph(
        title, big, page.theme.ink, page.painter.flip(pygame.Rect(inner.x, y, inner.width, high))
    )
    y += high + scale.gap // 2
    high = page.height(then, quiet, inner.width)
    page.paragraph(then, quiet, page.theme.mute, pygame.Rect(inner.x, y, inner.width, high))
    if has_button:
        _button(page, screen, y + high + scale.gap + scale.gap // 2)


def _mark_height(page: Page) -> int:
    return page.scale.u(1.2) + page.scale.gap


def _mark(page: Page, top: int) -> int:
    """A short amber bar, the colour of an apology, over the sentence."""
    bar = pygame.Rect(page.inner.x, top, page.scale.u(14), page.scale.u(1.2))
    shapes.rounded(page.painter.surface, page.painter.flip(bar), page.theme.now, bar.height // 2)
    return top + _mark_height(page)


def _words(page: Page, screen: s.Away | s.Refused | s.Sorry) -> tuple[str, str]:
    text = page.catalog.text
    match screen:
        case s.Away(first=True):
            return text("One moment."), text("We are getting ready for you.")
        case s.Away():
            return (
                text("We cannot give out tickets just now."),
                text("We keep trying. Meanwhile, please ask at the desk."),
            )
        case s.Sorry():
            return (
                text("We are sorry. No ticket this time."),
                text("Please ask at the desk. They will help you."),
            )
        case s.Refused():
            service = page.state.service(screen.service)
            return words.refused(
                service, screen.reason, page.catalog, page.view.moment, page.zone, page.state.site_language
            )


def title_face(page: Page, title: str, width: int, room: int) -> Face:
    """Large, but no higher than the room, and on at most three lines."""
    size = page.scale.heading * 5 // 4
    while size > page.scale.body and page.height(title, page.face(size, 600), width) > min(
        room, 3 * size * 1.35
    ):
        size -= 2
    return page.face(max(size, page.scale.body), 600)


def _button(page: Page, screen: s.Away | s.Refused | s.Sorry, top: int) -> None:
    scale, inner = page.scale, page.inner
    away = isinstance(screen, s.Away)
    label = page.catalog.text("Try again") if away else page.catalog.text("Back to start")
    wanted = page.width(label, page.face(scale.title, 600)) + 6 * scale.padding
    wide = inner.width if scale.portrait else min(inner.width, max(wanted, inner.width // 3))
    rect = pygame.Rect(inner.x, top, wide, scale.primary_touch)
    if away:
        page.button("retry", label, rect, s.RetryPressed(), "primary")
    else:
        page.button("back", label, rect, s.FinishPressed(), "primary")
