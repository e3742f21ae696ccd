"""The end of every screen's foot: how this customer wants it, and while it is read aloud, louder, softer and again."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from kiosk import state as s
from kiosk.screens.common import Look, Page
from kit.text import Face

_STAFF = (s.Pin, s.Chores)


@dataclass(frozen=True)
class Square:
    """One button of the bar: what it means, its icon, how it is read aloud, and whether it is on."""

    name: str
    means: s.Input
    icon: str
    label: str
    on: bool = False


def draw(page: Page) -> None:
    """Draw the bar in `page.eases`; while a ticket is being taken it shows, and does nothing."""
    if isinstance(page.state.screen, _STAFF):
        return
    row, side = page.eases, page.scale.touch
    four, three = _eases(page), _speech(page) if page.state.eased.speech else []
    if row.width > 5 * side:
        _row(page, [*four, *three], row)
        return
    if three:
        wide = len(three) * side + (len(three) - 1) * page.tight
        _row(page, three, pygame.Rect(row.right - wide, page.foot.y, wide, side))
    _row(page, four, row)


def _eases(page: Page) -> list[Square]:
    text, eased = page.catalog.text, page.state.eased
    told = [
        ("larger", "", text("Larger text"), eased.larger),
        ("contrast", "contrast", text("High contrast"), eased.contrast),
        ("low", "accessibility", text("Controls lower down"), eased.low),
        ("speech", "volume-2", text("Read aloud"), eased.speech),
    ]
    meant: list[tuple[s.Ease, str, str, bool]] = told  # type: ignore[assignment]  # the names are those of Ease
    return [
        Square(f"ease:{what}", s.EaseToggled(what), icon, _said(page, label, on=on), on)
        for what, icon, label, on in meant
        if what != "speech" or page.state.speaks
    ]


def _said(page: Page, label: str, *, on: bool) -> str:
    """What the switch is called, and how it stands."""
    return f"{label}. {page.catalog.text('On') if on else page.catalog.text('Off')}."


def _speech(page: Page) -> list[Square]:
    text = page.catalog.text
    return [
        Square("softer", s.VolumeChanged(-1), "minus", text("Softer")),
        Square("louder", s.VolumeChanged(1), "plus", text("Louder")),
        Square("repeat", s.RepeatPressed(), "repeat", text("Say it again")),
    ]


def _row(page: Page, squares: list[Square], row: pygame.Rect) -> None:
    side = page.scale.touch
    resting = isinstance(page.state.screen, s.Taking)
    for number, each in enumerate(squares):
        rect = pygame.Rect(row.x + number * (side + page.tight), row.y, side, side)
        look: Look = "resting" if resting else "chosen" if each.on else "plain"
        page.button(each.name, "", rect, each.means, look, each.icon or None, each.label)
        if not each.icon:
            _letters(page, each.name, rect, look)


def _letters(page: Page, name: str, rect: pygame.Rect, look: Look) -> None:
    """A large and a small A: larger text."""
    from_theme = page.button_ink(name, look)
    large, small = Face(round(rect.height * 0.46), 700), Face(round(rect.height * 0.3), 600)
    gap = max(1, round(rect.width * 0.02))
    widths = page.width("A", large), page.width("A", small)
    left = rect.centerx - (sum(widths) + gap) // 2
    foot = rect.centery + round(large.size_px * 0.35)
    for face, wide, x in (
        (large, widths[0], left),
        (small, widths[1], left + widths[0] + gap),
    ):
        box = page.painter.flip(pygame.Rect(x, rect.y, wide, rect.height))
        page.painter.line("A", face, from_theme, box, baseline=foot)
