"""One calm question after the choice of a service, where the site wants it asked: must it be sooner."""

from __future__ import annotations

from dataclasses import replace

import pygame

from kiosk import state as s
from kiosk.screens import choices, forms
from kiosk.screens.common import Page
from kiosk.screens.forms import Act

TITLE_SHARES = (0.4, 0.25, 0.0)  # of the room; on the least panels the question is only read aloud


def draw(page: Page) -> None:
    """Draw the question, what it means, the two answers alike, and the way back."""
    scale, inner, text = page.scale, page.inner, page.catalog.text
    title = text("Do you need to be served sooner?")
    means = text("For example because of a pregnancy, a disability or pain.")
    acts = [
        Act("answer:yes", text("Yes, please"), s.Answered(sooner=True)),
        Act("answer:no", text("No, thank you"), s.Answered(sooner=False)),
    ]
    page.say(title, means, *(each.words for each in acts))
    top, bottom = forms.crown(page), page.foot.y - scale.gap
    quiet = page.face(scale.body)
    for share in TITLE_SHARES:
        room = round((bottom - top) * share)
        high = page.height(title, forms.title_face(page, title, room), inner.width) if share else 0
        above = top + (high + scale.gap if share else 0)
        above = max(above, page.controls.y) if share else above
        answers = pygame.Rect(inner.x, above, inner.width, bottom - above)
        shown = _shortest(page, acts, answers)
        planned = choices.plan(page, shown, answers)
        if planned.sheets:
            break
    if not share:
        choices.draw(page, shown, answers, planned)
        forms.back(page)
        return
    acts, low = shown, page.height(means, quiet, inner.width)
    need = choices.height(page, planned)
    if high + low + need + 2 * scale.gap > bottom - top:
        means, low = "", 0  # large text on a small panel: it is still read aloud
    used = high + low + need + 3 * scale.gap // 2
    top += 0 if page.state.eased.low else max(0, bottom - top - used) // 3
    y = forms.title(page, title, top, room)
    if means:
        page.paragraph(means, quiet, page.theme.mute, pygame.Rect(inner.x, y, inner.width, low))
    y = max(bottom - need, page.controls.y) if page.state.eased.low else y + low + scale.gap
    area = pygame.Rect(inner.x, y, inner.width, bottom - y)
    choices.draw(page, acts, area, planned)
    forms.back(page)


def _shortest(page: Page, acts: list[Act], answers: pygame.Rect) -> list[Act]:
    """The answers in a word each where they would not stand on one page: nobody has to turn a page to say no."""
    if not choices.plan(page, acts, answers).turns:
        return acts
    briefly = page.catalog.text("Yes"), page.catalog.text("No")
    return [replace(each, words=few, label=each.words) for each, few in zip(acts, briefly, strict=True)]
