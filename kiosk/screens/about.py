"""Before the ticket: what to bring, what people often ask, and that a ticket leads to a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kiosk import state as s
from kiosk import words
from kiosk.screens import reader
from kiosk.screens import reader_plan as plan
from kiosk.screens.common import Page
from kiosk.screens.forms import Act
from kiosk.screens.passages import Passage
from kit import ownway, wire


def draw(page: Page, screen: s.About) -> None:
    """Draw what there is to know of the service, or the one question that is open with its answer."""
    service = page.state.service(screen.wish.service)
    asked = [each for each in (service.faq if service else []) if _told(page, each.q) and _told(page, each.a)]
    if screen.answer is not None and screen.answer < len(asked):
        _answer(page, screen, asked[screen.answer])
        return
    title = words.service_name(service, page.catalog, page.state.site_language)
    bring = list(_bring(page, service))
    closing = page.catalog.text("With a ticket you speak to a person.")
    questions = [
        Act(f"question:{place}", _told(page, each.q), s.QuestionOpened(place))
        for place, each in enumerate(asked)
    ]
    heading = page.catalog.text("People often ask")
    listed = reader.Reading(title, bring, [_take(page)], screen.page, questions, heading, closing)
    if not reader.draw(page, _whole(page, listed, bring)):
        # large text on a small panel, low reach: questions and answers as one text
        text = [*bring, *_as_text(page, asked)]
        told = reader.Reading(title, text, [_take(page)], screen.page, closing=closing)
        reader.draw(page, _whole(page, told, bring))


def _whole(page: Page, reading: reader.Reading, bring: list[Passage]) -> reader.Reading:
    """The same; without the line "What to bring" where that, below the service's name, parts a sentence from itself."""
    if not bring or not plan.flows(page):
        return reading
    _frame, pages = plan.arranged(page, reading)
    first, *others = [each.rows for each in pages or [] if each.rows] or [()]
    if not others or not (first[-1].heading or first[-1].sentence == others[0][0].sentence):
        return reading
    return replace(reading, passages=reading.passages[1:])


def _told(page: Page, texts: wire.Texts) -> str:
    return ownway.told(texts, page.state.language, page.state.site_language)


def _take(page: Page) -> Act:
    return Act("take", page.catalog.text("Take a ticket"), s.TakePressed(), "primary")


def _bring(page: Page, service: wire.ServiceStatus | None) -> Iterable[Passage]:
    told = _told(page, service.bring) if service else ""
    if told:
        size, ink = page.scale.body, page.theme.ink
        yield Passage(page.catalog.text("What to bring"), page.face(size, 600), ink, heading=True)
        yield Passage(told, page.face(size), ink)


def _as_text(page: Page, asked: Iterable[wire.CommonQuestion]) -> Iterable[Passage]:
    size, theme = page.scale.body, page.theme
    for each in asked:
        yield Passage(_told(page, each.q), page.face(size, 600), theme.ink, page.scale.gap, heading=True)
        yield Passage(_told(page, each.a), page.face(size), theme.ink)


def _answer(page: Page, screen: s.About, asked: wire.CommonQuestion) -> None:
    text = [Passage(_told(page, asked.a), page.face(page.scale.body), page.theme.ink)]
    closing = page.catalog.text("With a ticket you speak to a person.")
    back = Act("back", page.catalog.text("Back"), s.QuestionOpened(None))
    reading = reader.Reading(
        _told(page, asked.q), text, [_take(page)], screen.page, closing=closing, back=back
    )
    reader.draw(page, reading)
