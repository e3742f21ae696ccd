"""Cards that are not alike: in large type on a small panel a page holds as many as their own words leave room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pygame

from kiosk.screens import cards
from kiosk.screens.card_told import Told
from kiosk.screens.common import Page

Sheets = tuple[tuple[pygame.Rect, ...], ...]
MOST = 3  # cards on a page


def sheets(page: Page, told: Sequence[Told], area: pygame.Rect) -> tuple[Sheets, int]:
    """The places on each page: as many cards as fit, one at least; and how many have less room than their words need.

    A closed card's line may stand elsewhere, and a word too long for the screen is broken.
    """
    found: list[tuple[pygame.Rect, ...]] = []
    at = crowded = 0
    while at < len(told):
        found.append(_sheet(page, told[at : at + MOST], area))
        if len(found[-1]) == 1:
            alone = replace(told[at], line="")
            need = cards.need(page, alone, area.width, page.scale.body, loose=True, close=True)
            crowded += need is None or need > area.height
        at += len(found[-1])
    return tuple(found), crowded


def _sheet(page: Page, told: Sequence[Told], area: pygame.Rect) -> tuple[pygame.Rect, ...]:
    for count in range(len(told), 1, -1):
        part = told[:count]
        found = below(page, part, area) or _beside(page, part, area)
        if found:
            return found
    return (area.copy(),)


def below(page: Page, told: Sequence[Told], area: pygame.Rect) -> tuple[pygame.Rect, ...]:
    """Below each other, each as high as it must be, and a share of what is left; nothing where they have no room."""
    needs = [_need(page, each, area.width) for each in told]
    gap, highs = page.tight, [each for each in needs if each is not None]
    spare = area.height - gap * (len(told) - 1) - sum(highs)
    if len(highs) < len(needs) or spare < 0:
        return ()
    found, y = [], area.y
    for high in highs:
        found.append(pygame.Rect(area.x, y, area.width, high + spare // len(highs)))
        y = found[-1].bottom + gap
    return tuple(found)


def _beside(page: Page, told: Sequence[Told], area: pygame.Rect) -> tuple[pygame.Rect, ...]:
    """Beside each other: alike if they can be, else each as wide as its words."""
    gap = page.scale.gap
    room = area.width - gap * (len(told) - 1)
    alike = [room // len(told)] * len(told)
    for wides in (alike, _wides(page, told, room, area.height)):
        needs = [_need(page, each, wide) for each, wide in zip(told, wides, strict=False)]
        if len(needs) == len(told) and all(need is not None and need <= area.height for need in needs):
            return tuple(
                pygame.Rect(area.x + sum(wides[:n]) + n * gap, area.y, wide, area.height)
                for n, wide in enumerate(wides)
            )
    return ()


def _wides(page: Page, told: Sequence[Told], room: int, height: int) -> list[int]:
    """How wide each must be, and a share of what is left; nothing where they have no room."""
    least: list[int] = []
    for each in told:
        for wide in range(page.scale.primary_touch, room, max(1, page.scale.body // 2)):
            need = _need(page, each, wide)
            if need is not None and need <= height:
                least.append(wide)
                break
    spare = room - sum(least)
    if len(least) < len(told) or spare < 0:
        return []
    return [wide + spare // len(told) for wide in least]


def _need(page: Page, told: Told, width: int) -> int | None:
    return cards.need(page, told, width, page.scale.body, close=True)
