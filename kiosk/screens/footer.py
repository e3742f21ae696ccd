"""The foot of the pages to choose from: languages or the way back, the way to more cards, and beside them the eases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import pygame

from kiosk import state as s
from kiosk.screens import arrows, footer_items
from kiosk.screens.common import Look, Page
from kiosk.screens.footer_items import Item

Place = Literal["none", "beside", "row"]
Pager = Literal["none", "beside", "row", "above", "sides"]
SQUARE = 1.5  # how much higher than wide the arrows at the sides of what is turned are at most


@dataclass(frozen=True)
class Foot:
    """What stands where: beside the eases, or in a row of its own above them.

    The arrows may also stand at the cards' sides, or `above`: before louder and softer, where those have a row.

    `some`: not all languages, and a globe to the others.
    """

    languages: Place = "none"
    some: bool = False
    pager: Pager = "none"


# --- which ways there are -------------------------------------------------------------------------------------------


def options(page: Page, *, paged: bool) -> Iterator[Foot]:
    """Every way to lay the foot out that has room, the richest first."""
    languages = list(_language_ways(page))
    pagers: tuple[Pager, ...] = ("none",)
    if paged:
        pagers = ("row", "beside") if page.scale.portrait else ("beside", "row")
    for pager in pagers:
        for place, some in languages:
            foot = Foot(place, some, pager)
            # Upright the arrows have a row before the languages have one.
            crossed = page.scale.portrait and place == "row" and pager == "beside"
            if not crossed and _fits(page, foot):
                yield foot


def barest(page: Page) -> Iterator[Foot]:
    """The ways for large type on a small panel: upright the arrows may have a row instead of the sides."""
    foot = least(page)
    if foot.pager == "sides" and page.scale.portrait:
        yield replace(foot, pager="row")
    yield foot


def least(page: Page) -> Foot:
    """The barest: only the globe in the row, and the arrows beside it, or before louder and softer, or at the sides."""
    languages: Place = "beside" if len(footer_items.codes(page)) > 1 and not _grouped(page) else "none"
    foot = Foot(languages, some=True, pager="beside")
    if _fits(page, foot):
        return foot
    return Foot(languages, some=True, pager="above" if page.foot.y < page.eases.y else "sides")


def _language_ways(page: Page) -> Iterator[tuple[Place, bool]]:
    count = len(footer_items.codes(page))
    if count <= 1 or _grouped(page):
        yield "none", False
        return
    if count <= footer_items.MOST_LANGUAGES:
        yield "beside", False
        yield "row", False
    # Upright there is height for a row of them, and beside the eases only room for the globe.
    if page.scale.portrait:
        yield "row", True
    yield "beside", True
    if count > footer_items.MOST_LANGUAGES and not page.scale.portrait:
        yield "row", True


def _grouped(page: Page) -> bool:
    return isinstance(page.state.place, s.Group)


def _fits(page: Page, foot: Foot) -> bool:
    """Whether the rows are wide enough for what they must hold."""
    beside = sum(each.wide for each in _beside(page, foot, 3, 1))
    beside += page.scale.gap * max(0, len(_beside(page, foot, 3, 1)) - 1)
    if beside > page.beside_eases.width:
        return False
    if foot.languages == "row":
        row = footer_items.languages(page, page.controls.width, some=foot.some)
        if len(row) == 1:  # the globe needs no row of its own
            return False
        return sum(each.wide for each in row) + page.scale.gap * (len(row) - 1) <= page.controls.width
    return True


def share_seen(page: Page, foot: Foot) -> float:
    """Which share of the languages, or of as many as there can be, stands on the screen."""
    most = min(footer_items.MOST_LANGUAGES, len(footer_items.codes(page)))
    if foot.languages == "none" or not most:
        return 1.0
    if not foot.some:
        return 1.0
    if foot.languages == "row":
        return (len(footer_items.languages(page, page.controls.width, some=True)) - 1) / most
    return max(0, sum(item.name.startswith("language:") for item in _beside(page, foot, 3, 1))) / most


def height(page: Page, foot: Foot) -> int:
    """How much the foot takes of the screen's lower edge, with the gap above it."""
    rows = int(foot.languages == "row") + int(foot.pager == "row")
    return page.foot.height + page.scale.gap + rows * (_high(page) + page.scale.gap)


def _high(page: Page) -> int:
    return page.scale.touch


# --- drawing --------------------------------------------------------------------------------------------------------


def draw(page: Page, foot: Foot, pages: int = 1, number: int = 0) -> None:
    """Draw the foot; while a ticket is being taken it shows, and nothing of it can be touched."""
    y, controls = page.foot.y, page.controls
    if foot.pager == "row":
        y -= _high(page) + page.scale.gap
    if foot.languages == "row":
        above = y - _high(page) - page.scale.gap
        row = pygame.Rect(controls.x, above, controls.width, _high(page))
        _row(page, footer_items.languages(page, controls.width, some=foot.some), row, alike=True)
    if foot.pager == "row":
        _row(
            page,
            footer_items.pager(page, controls.width, pages, number),
            pygame.Rect(controls.x, y, controls.width, _high(page)),
        )
    if foot.pager == "above":
        _row(
            page,
            footer_items.arrows(page, pages, number),
            pygame.Rect(page.foot.topleft, page.beside_eases.size),
        )
    items = _beside(page, foot, pages, number)
    _row(page, items, page.beside_eases, alike=foot.languages == "beside" and foot.pager != "beside")


def draw_globe(page: Page) -> None:
    """Draw the way to all languages alone."""
    _row(page, footer_items.languages(page, 0, some=True), page.beside_eases)


def arrows_place(page: Page) -> Literal["beside", "row", "sides"]:
    """Where the arrows of a page go that only leads back: beside the eases, in a row above, or at the page's sides."""
    if 3 * page.scale.touch + 2 * page.scale.gap <= page.beside_eases.width:
        return "beside"
    return "row" if page.scale.portrait else "sides"


def draw_back(page: Page, pages: int, number: int, onwards: str) -> None:
    """Draw a foot with the way back and the arrows alone; `onwards` is what the arrow to more says."""
    row, place = page.beside_eases, arrows_place(page)
    if pages > 1 and place == "row":
        above = row.move(0, page.foot.y - page.scale.gap - row.height - row.y)
        above = pygame.Rect(page.controls.x, above.y, page.controls.width, row.height)
        _row(page, footer_items.pager(page, above.width, pages, number, onwards), above)
    back = footer_items.back(page, row.width, turns=pages > 1 and place == "beside")
    room = row.width - back.wide - page.scale.gap
    turns = footer_items.pager(page, room, pages, number, onwards) if pages > 1 and place == "beside" else []
    _row(page, [back, *turns], row)


def draw_sides(page: Page, area: pygame.Rect, pages: int, number: int, onwards: str = "") -> None:
    """Draw the arrows beside what is turned: below each other at its end, or on a low area at both sides of it."""
    side, down = page.scale.touch, _at_end(page, area)
    high = min((area.height - page.tight) // 2 if down else area.height, round(side * SQUARE))
    high = max(high, page.tight)  # on the least panels there is hardly any room for what is turned
    for place, each in enumerate(footer_items.arrows(page, pages, number, onwards)):
        rect = pygame.Rect(area.x if place == 0 and not down else area.right - side, 0, side, high)
        rect.centery = area.centery
        if down:
            rect.y = area.bottom - high - (1 - place) * (high + page.tight)
        draw_item(page, each, rect, _look(page, each))


def inside_sides(page: Page, area: pygame.Rect) -> pygame.Rect:
    """What such arrows leave of an area."""
    step = page.scale.touch + page.tight
    if _at_end(page, area):
        return pygame.Rect(area.x, area.y, area.width - step, area.height)
    return area.inflate(-2 * step, 0)


def _at_end(page: Page, area: pygame.Rect) -> bool:
    return area.height >= 2 * page.scale.touch + page.tight


def _look(page: Page, item: Item) -> Look:
    return "resting" if isinstance(page.state.screen, s.Taking) else item.look


def _beside(page: Page, foot: Foot, pages: int, number: int) -> list[Item]:
    """What stands beside the eases."""
    room = page.beside_eases.width
    turning = foot.pager == "beside"
    items = (
        [footer_items.back(page, room, turns=turning)]
        if _grouped(page) and not isinstance(page.state.screen, s.Taking)
        else []
    )
    taken = sum(each.wide + page.scale.gap for each in items)
    turns: list[Item] = []
    if turning:
        turns = _turns_beside(page, foot, room - taken, pages, number)
        taken += sum(each.wide + page.scale.gap for each in turns)
    if foot.languages == "beside":
        items += footer_items.languages(page, room - taken, some=foot.some)
    return [*items, *turns]


def _turns_beside(page: Page, foot: Foot, room: int, pages: int, number: int) -> list[Item]:
    """The arrows, in words as long as the languages leave room for: two of them by name are worth more."""
    if foot.languages != "beside":
        return footer_items.pager(page, room, pages, number)
    each_of = footer_items.languages(page, room, some=False)
    globe = page.scale.touch + page.scale.gap
    two = globe + sum(
        each.wide + page.scale.gap for each in sorted(each_of, key=footer_items.last_spoken)[:2]
    )
    wanted = [two, globe] if foot.some else [sum(each.wide + page.scale.gap for each in each_of)]
    for taken in wanted:
        turns = footer_items.pager(page, room - taken, pages, number, backwards=False)
        if not turns or turns[-1].words:
            break
    return turns


def _row(page: Page, items: list[Item], row: pygame.Rect, *, alike: bool = False) -> None:
    """Draw buttons along a row; `alike`: the ones with words share what is left, but none grows beyond reason."""
    if not items:
        return
    gap = page.scale.gap
    spare = max(0, row.width - sum(each.wide for each in items) - gap * (len(items) - 1))
    worded = [each for each in items if each.words and each.means]
    more = (
        min(spare // len(worded), page.scale.u(3)) if worded else 0
    )  # words crowded by their border look cut
    spare -= more * len(worded)
    growing = [each for each in items if each.grows or (alike and each in worded)]
    share = min(spare // len(growing), 12 * page.scale.body) if growing else 0
    if alike and not page.scale.portrait:
        share = min(share, page.scale.u(6))
    x = row.x
    for each in items:
        wide = each.wide + (more if each in worded else 0) + (share if each in growing else 0)
        draw_item(page, each, pygame.Rect(x, row.y, wide, row.height), _look(page, each))
        x += wide + gap


def draw_item(page: Page, item: Item, rect: pygame.Rect, look: Look) -> None:
    """Draw one of them: a button, or words alone."""
    if item.means is None:
        page.line(item.words, page.face(page.scale.body, 600), page.theme.ink, rect, "middle")
        return
    page.button(item.name, item.words, rect, item.means, look, item.icon, item.label)
    if item.told is not None:
        arrows.figures_inside(page, item.name, rect, look, 1, item.told)
