"""One calm question after the choice of a service, where the site wants it asked: must it be sooner."""

from __future__ import annotations

from dataclasses import replace

import pygame

from kiosk import state as s
from kiosk.screens import choices, forms
from kiosk.screens.common import Page
from kiosk.screens.forms import Act

TITLE_SHARES = (0.4, 0.25)  # of the room: the second on the least panels


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
        high = page.height(title, forms.title_face(page, title, room), inner.width)
        above = max(top + high + scale.gap, page.controls.y)
        shown, planned = _answers(page, acts, pygame.Rect(inner.x, above, inner.width, bottom - above))
        if planned.sheets:
            break
    else:  # no room for both: the question is only read aloud
        area = pygame.Rect(inner.x, top, inner.width, bottom - top)
        shown, planned = _answers(page, acts, area)
        choices.draw(page, shown, area, planned)
        forms.back(page)
        return
    low = page.height(means, quiet, inner.width)
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
    choices.draw(page, shown, area, planned)
    forms.back(page)


def _answers(page: Page, acts: list[Act], area: pygame.Rect) -> tuple[list[Act], choices.Plan]:
    """The answers and where they go: in a word each where they would need pages: nobody has to turn one to say no."""
    planned = choices.plan(page, acts, area)
    if not planned.turns:
        return acts, planned
    briefly = page.catalog.text("Yes"), page.catalog.text("No")
    acts = [replace(each, words=few, label=each.words) for each, few in zip(acts, briefly, strict=True)]
    return acts, choices.plan(page, acts, area)
