"""The service functions for staff, and how the kiosk is."""

from __future__ import annotations

import pygame

from kiosk import state as s
from kiosk.screens import choices, forms
from kiosk.screens.common import Page
from kiosk.screens.forms import Act
from kiosk.screens.passages import Passage, Row, height_of, rows_of, write
from kit.settings import version


def draw(page: Page, screen: s.Chores) -> None:
    """Draw the functions, how the last one went, and what staff ask first about a kiosk."""
    text = page.catalog.text
    top, bottom = forms.crown(page), forms.foot_top(page) - page.scale.gap
    title = text("For staff")
    page.say(title, text(screen.said) if screen.said else "")
    y = forms.title(page, title, top, page.scale.heading * 2, 1) + page.scale.gap // 2
    acts = _acts(page, screen)
    rows = rows_of(page, _how_it_is(page, screen), page.inner.width)
    while rows and not choices.fits(page, acts, _below(page, rows, y, bottom)):
        rows.pop()  # how the last one went comes first, and stays longest
    write(page, rows, pygame.Rect(page.inner.x, y, page.inner.width, bottom - y))
    area = _below(page, rows, y, bottom)
    planned = choices.plan(page, acts, area)
    if planned.sheets and page.state.eased.low:
        high = choices.height(page, planned, screen.page)
        area = pygame.Rect(area.x, bottom - high, area.width, high)
    if planned.sheets:
        choices.draw(page, acts, area, planned, screen.page)
    close = Act("finish", text("Close"), s.FinishPressed())
    forms.back(page, close, bare=planned.turns == "back")


def _below(page: Page, rows: list[Row], top: int, bottom: int) -> pygame.Rect:
    """What the lines leave for the functions."""
    y = max(top + height_of(rows) + page.scale.gap, page.controls.y)
    return pygame.Rect(page.inner.x, y, page.inner.width, bottom - y)


def _acts(page: Page, screen: s.Chores) -> list[Act]:
    text = page.catalog.text
    told: list[tuple[s.Chore, str]] = [
        ("test_print", text("Print a test ticket")),
        ("brighter", text("Brighter")),
        ("darker", text("Darker")),
        ("restart", text("Restart")),
        ("pair", text("Pair again")),
    ]
    return [
        Act(
            f"chore:{what}",
            words,
            s.ChoreChosen(what),
            "chosen" if what == screen.busy else "resting" if screen.busy else "plain",
        )
        for what, words in told
    ]


def _how_it_is(page: Page, screen: s.Chores) -> list[Passage]:
    text, state = page.catalog.text, page.state
    size, theme = page.scale.body, page.theme
    printer = {
        "": text("The printer is fine."),
        "paper_out": text("The printer is out of paper."),
        "cover_open": text("The printer's cover is open."),
        "offline": text("The printer cannot be reached."),
    }.get(state.printer, text("The printer does not work."))
    unsent = page.catalog.plural(
        "{n} ticket is not handed in yet.", "{n} tickets are not handed in yet.", state.unsent
    )
    told = text("Next Please {version}", version=version())
    lines = [" ".join([f"{told}.", printer, *([unsent] if state.unsent else [])])]
    said = [Passage(text("One moment."), page.face(size, 600), theme.ink)] if screen.busy else []
    if screen.said:
        said = [Passage(text(screen.said), page.face(size, 600), theme.ink)]
    return [*said, *(Passage(each, page.face(size), theme.mute) for each in lines)]
