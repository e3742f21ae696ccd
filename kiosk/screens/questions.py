"""A service's questions, one after the other: what it is about, and what is needed at the counter."""

from __future__ import annotations

import pygame

from kiosk import state as s
from kiosk.screens import arrows, choices, forms
from kiosk.screens.common import Page
from kiosk.screens.forms import Act
from kiosk.screens.passages import Passage, leaves, rows_of, write
from kit import ownway, wire
from kit.text import line_height

TITLE_SHARE = 0.45  # of the room, where the answers need the rest
Asked = tuple[str, tuple[int, int]]  # the question, which one it is, and of how many


def draw(page: Page, screen: s.Questions) -> None:
    """Draw the question, which of how many it is, its answers alike, and the way to say nothing."""
    service = page.state.service(screen.wish.service)
    questions = service.questions if service else []
    if screen.number >= len(questions):
        return  # the site took its questions back: the flow goes on by itself
    asked = questions[screen.number]
    top, bottom = forms.crown(page), page.foot.y - page.scale.gap
    count = (screen.number + 1, len(questions))
    title = ownway.told(asked.ask, page.state.language, page.state.site_language)
    acts = _acts(page, asked)
    whole = pygame.Rect(page.inner.x, top, page.inner.width, bottom - top)
    asked_for = (title, (0, 0) if forms.slim(page) and page.scale.larger else count)
    planned = _together(page, asked_for, acts, whole, screen.page)
    if planned is None:
        planned = _apart(page, title, acts, whole, screen.page)
    page.say(*(each.words for each in acts))
    forms.back(page, bare=planned.turns == "back")


def _together(
    page: Page, asked: Asked, acts: list[Act], whole: pygame.Rect, number: int
) -> choices.Plan | None:
    """Draw question and answers on one page, or on several; None where the question leaves no room for two of them."""
    room = round(whole.height * TITLE_SHARE)
    high = _question_height(page, asked, room) + page.scale.gap
    area = _lowered(whole, max(whole.y + high, page.controls.y))
    alone = _lowered(whole, max(whole.y, page.controls.y))
    planned = choices.plan(page, acts, area, alone)
    if not _enough(planned, acts) and (not planned.sheets or _enough(choices.paged(page, acts, alone), acts)):
        return None
    shown = planned.sheets[arrows.shown_page(number, len(planned.sheets))]
    area = alone if shown.alone else area
    spare = max(0, area.height - choices.height(page, planned, number))
    down = 0 if page.state.eased.low else spare // 3
    area = _lowered(area, area.y + (spare if page.state.eased.low else down))
    if shown.alone:
        page.say(asked[0])  # it stands on the page before; here there is room for its answers only
    else:
        _question(page, asked, whole.y + down, room)
    choices.draw(page, acts, area, planned, number)
    return planned


def _apart(page: Page, title: str, acts: list[Act], whole: pygame.Rect, number: int) -> choices.Plan:
    """A long question in large text on a small panel: first its own pages, then those of the answers."""
    turns = page.scale.touch
    passage = Passage(title, page.face(page.scale.body, 600), page.theme.ink)
    parts = leaves(rows_of(page, [passage], whole.width), whole.height - turns - page.scale.gap)
    area = _lowered(whole, max(whole.y, page.controls.y))
    planned = choices.paged(page, acts, area)
    count = len(parts) + len(planned.sheets)
    number = arrows.shown_page(number, count)
    if number >= len(parts):
        choices.draw(page, acts, area, planned, number, before=len(parts))
        return planned
    page.say(title if number == 0 else "")
    write(page, parts[number], whole)
    at = pygame.Rect(whole.x, whole.bottom - turns, 4 * turns, turns)
    arrows.turns(page, count, number, at)
    arrows.count_beside(page, count, number, at, whole.right)
    return choices.Plan((), "below")


def _enough(planned: choices.Plan, acts: list[Act]) -> bool:
    """Whether two answers, or the only one, stand on the first page."""
    return bool(planned.sheets) and planned.sheets[0].count >= min(2, len(acts))


def _lowered(area: pygame.Rect, top: int) -> pygame.Rect:
    """What is left of an area below a row."""
    return pygame.Rect(area.x, top, area.width, area.bottom - top)


def _acts(page: Page, asked: wire.AskedQuestion) -> list[Act]:
    answers = [
        Act(
            f"answer:{place}",
            ownway.told(told, page.state.language, page.state.site_language),
            s.AnswerChosen(place),
        )
        for place, told in enumerate(asked.answers)
    ]
    return [*answers, Act("answer:none", page.catalog.text("I would rather not say"), s.AnswerChosen(None))]


def _question_height(page: Page, asked: Asked, room: int) -> int:
    title, (_, count) = asked
    step = line_height(page.face(page.scale.body)) if count > 1 else 0
    return step + page.height(title, forms.title_face(page, title, room - step), page.inner.width)


def _question(page: Page, asked: Asked, top: int, room: int) -> None:
    """Draw which question it is, where there are several, and the question."""
    title, (number, count) = asked
    quiet = page.face(page.scale.body)
    step = line_height(quiet) if count > 1 else 0
    page.say(title)
    if count > 1:
        told = page.catalog.text("Question {n} of {count}", n=number, count=count)
        page.line(told, quiet, page.theme.mute, pygame.Rect(page.inner.x, top, page.inner.width, step))
    forms.title(page, title, top + step, room - step)
