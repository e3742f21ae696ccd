"""A service's questions, one after the other: what it is about, and what is needed at the counter."""

from __future__ import annotations

import pygame

from kiosk import state as s
from kiosk.screens import choices, forms
from kiosk.screens.common import Page
from kiosk.screens.forms import Act
from kit import wire
from kit.language import pick
from kit.text import line_height

TITLE_SHARE = 0.45  # of the room, where the answers need the rest


def draw(page: Page, screen: s.Questions) -> None:
    """Draw the question, which of how many it is, its answers alike, and the way to say nothing."""
    service = page.state.service(screen.wish.service)
    questions = service.questions if service else []
    if screen.number >= len(questions):
        return  # the site took its questions back: the flow goes on by itself
    asked = questions[screen.number]
    top, bottom = forms.crown(page), page.foot.y - page.scale.gap
    count = (screen.number + 1, len(questions))
    title = pick(asked.ask, page.state.language, page.state.site_language)
    acts = _acts(page, asked)
    under = _question(page, (title, count), top, round((bottom - top) * TITLE_SHARE)) + page.scale.gap
    area = pygame.Rect(page.inner.x, under, page.inner.width, bottom - under)
    if page.state.eased.low:
        high = page.controls.y
        area = pygame.Rect(area.x, max(high, area.y), area.width, bottom - max(high, area.y))
        need = choices.height(page, acts, area)
        area = pygame.Rect(area.x, bottom - need, area.width, need)
    choices.draw(page, acts, area, screen.page)
    page.say(*(each.words for each in acts))
    forms.back(page)


def _acts(page: Page, asked: wire.AskedQuestion) -> list[Act]:
    answers = [
        Act(
            f"answer:{place}",
            pick(told, page.state.language, page.state.site_language),
            s.AnswerChosen(place),
        )
        for place, told in enumerate(asked.answers)
    ]
    return [*answers, Act("answer:none", page.catalog.text("I would rather not say"), s.AnswerChosen(None))]


def _question(page: Page, asked: tuple[str, tuple[int, int]], top: int, room: int) -> int:
    """Draw which question it is, where there are several, and the question; return the row below."""
    title, (number, count) = asked
    quiet = page.face(page.scale.body)
    step = line_height(quiet)
    page.say(title)
    if count > 1:
        told = page.catalog.text("Question {n} of {count}", n=number, count=count)
        page.line(told, quiet, page.theme.mute, pygame.Rect(page.inner.x, top, page.inner.width, step))
        top += step
        room -= step
    return forms.title(page, title, top, room)
