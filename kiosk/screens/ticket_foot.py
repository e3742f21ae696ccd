"""The buttons below a ticket: done, another one, and printing it after all.

Another one is only offered in words: an icon of a ticket beside "Done" was taken for the ticket that had just come, and
whoever is done finds the same services on the first screen.
"""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from kiosk import state as s
from kiosk.screens.common import Look, Page
from kit.text import line_height, unbroken, wrap

ANOTHER_SHARE = 0.42  # of the row; the main one has the rest
_LARGE_PANEL_EMS = 20  # a screen of so many lines has a row for its buttons


@dataclass(frozen=True)
class Act:
    """A button: its words, where they have no room the `short` ones, or its icon."""

    name: str
    words: str
    icon: str
    means: s.Input
    look: Look = "plain"
    short: str = ""


def draw(page: Page, screen: s.Printing | s.Done | s.NoPaper) -> int:
    """Draw them in a row of their own or beside the eases; return the row where what is above must end.

    Keys begin on the main one, so that Enter ends the visit; on none while it is printing.
    """
    acts = _acts(page, screen)
    page.main = acts[-1].name if acts else ""
    if not acts:
        return page.foot.y - page.scale.gap
    scale, beside = page.scale, page.beside_eases
    own = _own_row(page, 1)
    alone = page.foot.height == beside.height  # no second row of eases above
    tall = pygame.Rect(beside.x, beside.bottom - own.height, beside.width, own.height)
    large = scale.height > _LARGE_PANEL_EMS * scale.body
    roomy = scale.portrait or large
    wide_enough = tall.width >= 2 * own.height + scale.gap
    if alone and not scale.portrait and wide_enough and _all_fit(page, acts, tall, evenly=True):
        _row(page, acts, tall, scale.gap)
        return min(tall.y, page.foot.y) - scale.gap
    wanted = 2 * beside.height + page.tight
    if roomy or beside.right < wanted:
        own = own if _all_fit(page, acts, own) or not large else _own_row(page, 2)
        _row(page, acts, own, scale.gap)
        return own.y - scale.gap
    if beside.width < wanted:  # two squares reach into the margin then
        beside = pygame.Rect(beside.right - wanted, beside.y, wanted, beside.height)
    _row(page, acts, beside, page.tight)
    return page.foot.y - scale.gap


def _acts(page: Page, screen: s.Printing | s.Done | s.NoPaper) -> list[Act]:
    text = page.catalog.text
    if isinstance(screen, s.Printing):
        return []
    if isinstance(screen, s.NoPaper) and screen.can_print:
        done = Act("done", text("Done"), "check", s.FinishPressed())
        now, short = text("Print it now"), text("Print")
        return [done, Act("print", now, "printer", s.PrintPressed(), "primary", short)]
    another = Act("another", text("Another ticket"), "ticket", s.AnotherPressed())
    return [another, Act("done", text("Done"), "check", s.FinishPressed(), "primary")]


def _own_row(page: Page, lines: int) -> pygame.Rect:
    """A row above the foot, for words on so many lines."""
    words = lines * line_height(page.face(page.scale.body, 600)) + page.scale.u(1)
    high = max(page.scale.primary_touch, round(page.scale.body * 1.6), words if lines > 1 else 0)
    return pygame.Rect(page.controls.x, page.foot.y - page.scale.gap - high, page.controls.width, high)


def _widths(page: Page, acts: list[Act], row: pygame.Rect, *, evenly: bool = False) -> list[int]:
    """How wide each is; `evenly`: the main one no less than half."""
    if len(acts) == 1:
        return [row.width]
    room = row.width - page.scale.gap
    natural = [page.width(each.words, page.face(page.scale.body, 600)) + 2 * page.scale.u(2) for each in acts]
    main = page.width(acts[-1].words, page.face(page.scale.title, 600)) + 2 * page.scale.u(3)
    share = min(round(room * ANOTHER_SHARE), room - main)  # the main one keeps room around its words
    most = room // 2 if evenly else max(room // 2, room - natural[-1])
    first = max(min(natural[0], most), share, min(page.scale.primary_touch, room // 2))
    return [first, room - first]


def _fits(page: Page, words: str, wide: int, high: int) -> bool:
    """Whether words stand on the button unbroken."""
    face, room = page.face(page.scale.body, 600), wide - 2 * page.scale.u(1)
    lines = wrap(words, face, room, page.painter.direction)
    whole = all(page.width(word, face) <= room for word in unbroken(words))
    return whole and len(lines) * line_height(face) <= high


def _all_fit(page: Page, acts: list[Act], row: pygame.Rect, *, evenly: bool = False) -> bool:
    widths = _widths(page, acts, row, evenly=evenly)
    return all(_fits(page, each.words, wide, row.height) for each, wide in zip(acts, widths, strict=True))


def _row(page: Page, acts: list[Act], row: pygame.Rect, gap: int) -> None:
    """Draw them: another ticket only in words, the others as their icon where theirs have no room."""
    side = row.height
    if isinstance(acts[0].means, s.AnotherPressed) and not _all_fit(page, acts, row):
        acts = acts[1:]
    widths = _widths(page, acts, row)
    if not _all_fit(page, acts, row) and len(acts) > 1:
        rest = row.width - gap - side
        widths = [side, rest]
    x = row.x
    for each, wide in zip(acts, widths, strict=True):
        rect = pygame.Rect(x, row.y, wide, row.height)
        told = [words for words in (each.words, each.short) if words and _fits(page, words, wide, row.height)]
        icon = None if told else each.icon
        page.button(each.name, told[0] if told else "", rect, each.means, each.look, icon, each.words)
        x += wide + gap
