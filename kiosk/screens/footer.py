"""The row at the foot of the start and away screens: languages, and the way to more services."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from kiosk import state as s
from kiosk.screens.common import Look, Page
from kit.language import LANGUAGES, language


def height(page: Page, *, paged: bool) -> int:
    """How much of the foot the row takes, with the gap above it. On a high screen the pager has its own row."""
    rows = int(len(_codes(page)) > 1) + int(paged and page.scale.portrait)
    if paged and not page.scale.portrait:
        rows = 1
    return rows * (_high(page) + page.scale.gap)


def _codes(page: Page) -> list[str]:
    services = page.state.services
    return [code for code in (services.site.languages if services else []) if code in LANGUAGES]


def _high(page: Page) -> int:
    return max(page.scale.touch, round(page.scale.body * 2))


def draw(page: Page, pages: int, number: int, *, resting: bool = False) -> None:
    """Draw the row; `resting` shows it without anything to touch, while a ticket is being taken."""
    codes = _codes(page)
    inner, high = page.inner, _high(page)
    row = pygame.Rect(inner.x, inner.bottom - high, inner.width, high)
    if pages > 1 and page.scale.portrait:
        above = row.move(0, -(high + page.scale.gap)) if len(codes) > 1 else row
        _pager(page, above, Pager(pages, number, _pager_words(page, inner.width, pages)), resting=resting)
    elif pages > 1:
        taken = sum(_language_width(page, code) + page.scale.gap for code in codes) if len(codes) > 1 else 0
        words = _pager_words(page, inner.width - taken, pages)
        wide = _pager_width(page, pages, words)
        box = pygame.Rect(row.right - wide, row.y, wide, high)
        _pager(page, box, Pager(pages, number, words), resting=resting)
        row.width -= wide + page.scale.gap
    if len(codes) > 1:
        _languages(page, row, codes, resting=resting)


def _languages(page: Page, row: pygame.Rect, codes: list[str], *, resting: bool) -> None:
    gap = page.scale.gap
    natural = [_language_width(page, code) for code in codes]
    room = row.width - gap * (len(codes) - 1)
    if max(natural) * len(codes) <= room:
        natural = [room // len(codes)] * len(codes)  # equal, where all fit in an equal share
    spare = max(0, room - sum(natural)) // len(codes)
    x = row.x
    for code, wide in zip(codes, natural, strict=True):
        spoken = language(code)
        look: Look = "chosen" if code == language(page.state.language).code else "plain"
        box = pygame.Rect(x, row.y, wide + spare, row.height)
        shown: Look = "resting" if resting else look
        page.button(f"language:{code}", spoken.own_name, box, s.LanguageChosen(code), shown)
        x = box.right + gap


def _language_width(page: Page, code: str) -> int:
    face = page.face(page.scale.body, 600)
    return max(page.scale.touch, page.width(language(code).own_name, face) + 2 * page.scale.u(1.5))


def _pager_width(page: Page, pages: int, words: tuple[str, str]) -> int:
    scale = page.scale
    longest = max(page.width(each, page.face(scale.body, 600)) for each in words)
    wide = longest + 2 * scale.u(2) + scale.u(1) + scale.body
    return wide + (scale.gap + _high(page) if pages > 2 else 0)


def _pager_words(page: Page, room: int, pages: int) -> tuple[str, str]:
    """The words for onwards and back: the long ones where they leave the languages their room."""
    text = page.catalog.text
    long = text("More services"), text("Previous")
    return long if _pager_width(page, pages, long) <= room else (text("More"), text("Previous"))


@dataclass(frozen=True)
class Pager:
    """How many pages there are, which one is shown, and the words for onwards and back."""

    pages: int
    number: int
    words: tuple[str, str]


def _pager(page: Page, row: pygame.Rect, pager: Pager, *, resting: bool) -> None:
    """One button on the first and the last page; on those between, a small one leads back."""
    more, previous = pager.words
    first, last = pager.number == 0, pager.number >= pager.pages - 1
    if not first and not last:
        back = pygame.Rect(row.x, row.y, row.height, row.height)
        page.button("previous", "", back, s.PageTurned(-1), "resting" if resting else "plain", "chevron_left")
        row = pygame.Rect(
            back.right + page.scale.gap, row.y, row.right - back.right - page.scale.gap, row.height
        )
    if last:
        page.button(
            "previous", previous, row, s.PageTurned(-1), "resting" if resting else "plain", "chevron_left"
        )
    else:
        page.button("next", more, row, s.PageTurned(1), "resting" if resting else "plain", "chevron_right")
