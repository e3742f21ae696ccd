"""One calm question after the choice of a service, where the site wants it asked: must it be sooner."""

from __future__ import annotations

import pygame

from kiosk import state as s
from kiosk.screens.common import Page, header
from kiosk.screens.message import title_face


def draw(page: Page) -> None:
    """Draw the question, what it means, the two answers alike, and the way back."""
    scale, inner, text = page.scale, page.inner, page.catalog.text
    top = header(page) + scale.gap
    quiet = page.face(scale.body)
    title, means = (
        text("Do you need to be served sooner?"),
        text("For example because of a pregnancy, a disability or pain."),
    )
    answers = _answers_height(page)
    low = page.height(means, quiet, inner.width)
    rest = scale.gap // 2 + low + scale.gap + answers + scale.gap + scale.primary_touch
    face = title_face(page, title, inner.width, inner.bottom - top - rest)
    high = page.height(title, face, inner.width)
    y = top + max(0, (inner.bottom - top - rest - high) // 2)
    page.paragraph(title, face, page.theme.ink, pygame.Rect(inner.x, y, inner.width, high))
    y += high + scale.gap // 2
    page.paragraph(means, quiet, page.theme.mute, pygame.Rect(inner.x, y, inner.width, low))
    y += low + scale.gap
    _answers(page, y)
    wanted = page.width(text("Back"), page.face(scale.body, 600)) + 6 * scale.padding
    wide = min(inner.width, max(wanted, scale.primary_touch))
    rect = pygame.Rect(inner.x, y + answers + scale.gap, wide, scale.primary_touch)
    page.button("back", text("Back"), rect, s.BackPressed(), icon="chevron_left")


def _answers_height(page: Page) -> int:
    rows = 2 if page.scale.portrait else 1
    return rows * page.scale.primary_touch + (rows - 1) * page.scale.gap


def _answers(page: Page, top: int) -> None:
    """Side by side, or one above the other on a high screen; neither looks like the right one."""
    scale, inner = page.scale, page.inner
    wide = inner.width if scale.portrait else (inner.width - scale.gap) // 2
    for number, (name, label, sooner) in enumerate(
        (
            ("answer:yes", page.catalog.text("Yes, please"), True),
            ("answer:no", page.catalog.text("No, thank you"), False),
        )
    ):
        x = inner.x if scale.portrait else inner.x + number * (wide + scale.gap)
        y = top + number * (scale.primary_touch + scale.gap) if scale.portrait else top
        page.button(name, label, pygame.Rect(x, y, wide, scale.primary_touch), s.Answered(sooner))
