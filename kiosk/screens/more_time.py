"""Over any screen, when nobody has touched it for long: is more time needed? The screen waits below, out of reach.

Its controls have names that no screen has: keys whose focus stood on "finish" below would else say "I am done" here.
"""

from __future__ import annotations

import pygame

from kiosk import flow
from kiosk import state as s
from kiosk.screens import forms
from kiosk.screens.common import Page
from kiosk.screens.forms import Act
from kit.drawing import shapes

YES = "more-time"
VEIL = 190  # of 255: what is below can still be made out
WIDEST = 30  # a card no wider than so many lines are high


def draw(page: Page) -> None:
    """Cover what was drawn, and ask. Nothing below can be touched, read aloud or read by a test any more."""
    page.targets.clear()
    page.main = None
    page.spoken.clear()
    page.painter.texts.clear()
    veil = pygame.Surface(page.painter.surface.get_size())
    veil.fill(page.theme.page)
    veil.set_alpha(VEIL)
    page.painter.surface.blit(veil, (0, 0))
    _card(page)


def _card(page: Page) -> None:
    scale, inner, text = page.scale, page.inner, page.catalog.text
    title, then = text("Do you need more time?"), text("Nothing is lost. You can take as long as you like.")
    acts = [
        Act(YES, text("Yes, more time"), s.MoreTimePressed(), "primary"),
        Act("no-more-time", text("I am done"), s.FinishPressed()),
    ]
    page.say(title, then, *(each.words for each in acts))
    wide = min(inner.width, WIDEST * scale.body)
    pad = scale.padding
    left = inner.centerx - wide // 2
    rows = forms.acts_rows(page, acts, wide - 2 * pad, inner.height // 3)
    buttons = forms.acts_height(page, rows)
    quiet, bar = page.face(scale.body), scale.u(2)
    room = wide - 2 * pad
    face = page.face(scale.heading, 600)
    if not forms.unbroken(page, title, face, room):
        face = page.face(scale.body, 600)
    high, low = page.height(title, face, room), page.height(then, quiet, room)
    fixed = 2 * pad + high + scale.gap + bar + scale.gap + buttons
    if fixed + low + scale.gap > inner.height:
        then, low = "", -scale.gap
    total = fixed + low + scale.gap
    top = inner.centery - total // 2
    if page.state.eased.low:
        top = min(
            page.controls.bottom - total, max(inner.y, page.controls.y - (total - buttons - pad) + scale.gap)
        )
    card = pygame.Rect(left, top, wide, total)
    shapes.rounded(
        page.painter.surface,
        page.painter.flip(card),
        page.theme.card,
        scale.radius,
        page.theme.edge,
        scale.outline,
    )
    y = top + pad
    page.paragraph(title, face, page.theme.ink, pygame.Rect(left + pad, y, room, high))
    y += high + scale.gap
    if then:
        page.paragraph(then, quiet, page.theme.mute, pygame.Rect(left + pad, y, room, low))
        y += low + scale.gap
    _bar(page, pygame.Rect(left + pad, y, room, bar))
    forms.draw_acts(page, rows, pygame.Rect(left + pad, y + bar + scale.gap, room, buttons))


def _bar(page: Page, box: pygame.Rect) -> None:
    """The time that is left, running down."""
    left = flow.warning(page.state, page.view.now)
    share = 1.0 if left is None else min(1.0, left / flow.patience(page.state, flow.WARN_FOR))
    surface, radius = page.painter.surface, box.height // 2
    shapes.rounded(
        surface,
        page.painter.flip(box),
        page.theme.card,
        radius,
        page.theme.edge,
        max(1, page.scale.outline // 2),
    )
    rest = pygame.Rect(box.x, box.y, max(box.height, round(box.width * share)), box.height)
    shapes.rounded(surface, page.painter.flip(rest), page.theme.action, radius)
