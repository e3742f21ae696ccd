"""The cards to choose from: a service, a group of them, and the one for who has an appointment."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pygame

from kiosk import notices
from kiosk import state as s
from kiosk.screens.card_told import Told, check_in_told, service_line
from kiosk.screens.common import Page
from kit import wire
from kit.drawing import icons, shapes
from kit.drawing.paint import fit, fit_paragraph
from kit.drawing.scale import KIOSK_CAPITALS_MM
from kit.drawing.theme import Colour
from kit.text import CAP_HEIGHT, Face, line_height, unbroken, wrap

TITLE_LINES, LINE_LINES = 2, 2
_WIDE_EMS = 24  # a card of so many ems has a larger badge
_NARROW_EMS = 13  # … and one narrower than this a small one
_BARE_EMS = 9  # … and one narrower than this none
_CHEVRON_EMS = 16  # a card narrower than this has no arrow at its end
TIGHT = 1.15  # of a title's size: its lines are at least so far apart
LEAST_MM = KIOSK_CAPITALS_MM / CAP_HEIGHT  # the size whose capitals everybody is given


@dataclass(frozen=True)
class Tones:
    """A card's colours: its badge, the letter there, the title, and the quieter line."""

    tile: Colour
    letter: Colour
    ink: Colour
    mute: Colour


# --- how large they must be -----------------------------------------------------------------------------------------


def padding(page: Page) -> int:
    """Room above and below a card's words."""
    return max(page.scale.u(1.5), page.scale.px(2))


def roomy(page: Page, width: int) -> bool:
    """Whether a card of this width has its letter in a square of its own."""
    return width / page.scale.body >= _NARROW_EMS


def _side_padding(page: Page, width: int) -> int:
    """Room before and behind what stands on a card."""
    return page.scale.padding if width / page.scale.body >= _NARROW_EMS else padding(page)


def badge_side(page: Page, width: int, told: Told) -> int:
    """The side of the square at a card's start; wide cards have a larger one.

    0 on a narrow card: there the letter stands before the line; and where large type leaves no room.
    """
    ems = width / page.scale.body
    if ems < _NARROW_EMS:
        return 0 if page.scale.larger or told.letter or ems < _BARE_EMS else page.scale.px(10)
    return page.scale.px(14) if ems < _WIDE_EMS else page.scale.px(16)


def _chip(page: Page, width: int, told: Told) -> int:
    """The side of the letter's square before a narrow card's line; 0 where it stands at the card's start."""
    lettered = told.letter and told.line and not badge_side(page, width, told)
    return round(page.scale.body * 1.1) if lettered else 0


def text_width(page: Page, width: int, told: Told) -> int:
    """How wide the title of a card may be."""
    badge = badge_side(page, width, told)
    room = width - 2 * _side_padding(page, width) - (badge + page.scale.padding if badge else 0)
    return room - (_end_side(page) + page.scale.padding if _has_end(page, width, told.mark) else 0)


def line_width(page: Page, width: int, told: Told) -> int:
    """How wide the line below it may be."""
    chip = _chip(page, width, told)
    return text_width(page, width, told) - (chip + page.scale.u(1) if chip else 0)


def _has_end(page: Page, width: int, mark: str) -> bool:
    return bool(mark) and width >= _CHEVRON_EMS * page.scale.body


def _end_side(page: Page) -> int:
    return round(page.scale.title * 1.15)


def need(
    page: Page, told: Told, width: int, size: int, *, loose: bool = False, close: bool = False
) -> int | None:
    """How high a card must be for its words at this width; None where a word of its title would be broken.

    `loose`: that may be. `close`: the title's lines as close together as they may be, and large type on a card as low
    as any button.
    """
    room = text_width(page, width, told)
    face, quiet = page.face(size, 600), page.face(page.scale.body)
    broken = any(page.width(word, face) > room for word in unbroken(told.title))
    if room <= 0 or (broken and not loose):
        return None
    lines = wrap(told.title, face, room, page.painter.direction)
    if len(lines) > TITLE_LINES + page.scale.larger + loose:
        return None
    high = len(lines) * line_height(face)
    # Arabic reaches farther above and below a line than others.
    if close and (len(lines) > 1 or (page.scale.larger and page.painter.direction == "ltr")):
        high = len(lines) * math.ceil(TIGHT * face.size_px)
    if told.line and not _aside(page, told, width, face):
        below = page.height(told.line, quiet, line_width(page, width, told))
        if below > LINE_LINES * line_height(quiet) and not loose:
            return None
        high += below
    least = page.scale.touch if close and page.scale.larger else page.scale.primary_touch
    return max(least, high + 2 * padding(page))


def holds(page: Page, told: Told, rect: pygame.Rect) -> bool:
    """Whether a card has room for all it says, up to its outline; Arabic, which reaches farther, with air."""
    high = need(page, told, rect.width, page.scale.body, close=True)
    air = 2 * (padding(page) - page.scale.outline) if page.painter.direction == "ltr" else 0
    return high is not None and high - air <= rect.height


def _aside(page: Page, told: Told, width: int, face: Face) -> bool:
    """Whether a card's line stands behind its title: in large type, where both have room in one row."""
    if not page.scale.larger or not told.line or _chip(page, width, told):
        return False
    taken = (
        page.width(told.title, face) + page.scale.padding + page.width(told.line, page.face(page.scale.body))
    )
    return taken <= text_width(page, width, told)


# --- drawing --------------------------------------------------------------------------------------------------------


def draw(page: Page, card: s.Card, told: Told, rect: pygame.Rect, size: int) -> None:
    """Draw a service's or a group's card and make it touchable where it can be chosen now."""
    if isinstance(card, s.GroupCard):
        name, usable, label = f"group:{card.name}", True, f"{told.title}. {told.line}."
        means: s.Input = s.GroupChosen(card.name)
    else:
        name, means = f"service:{card.code}", s.ServiceChosen(card.code, key="")
        # A paused service can be touched as well: its message is shown whole then.
        usable = notices.takable(page.state, card) or card.reason == "paused"
        known = not notices.offline(page.state)
        line = service_line(page, card, 10**6, 0)
        label = notices.aloud(card, told.title, line, page.catalog, known=known)
    taking = isinstance(page.state.screen, s.Taking)
    usable = usable and not taking
    placed = page.painter.flip(rect)
    if usable:
        page.touchable(name, rect, means, label)
        page.ring(name, placed)
    tones = _ground(page, card, placed, pressed=usable and page.view.pressed == name, usable=usable)
    inside(page, told, rect, size, tones)


def _ground(page: Page, card: s.Card, placed: pygame.Rect, *, pressed: bool, usable: bool) -> Tones:
    """Draw the card itself; answers the colours of what stands on it."""
    theme, scale, surface, screen = page.theme, page.scale, page.painter.surface, page.state.screen
    taken = screen.pending.service if isinstance(screen, s.Taking) else None
    chosen = isinstance(card, wire.ServiceStatus) and card.code == taken
    opened = isinstance(card, s.GroupCard) or card.open
    if chosen:
        shapes.rounded(surface, placed, theme.action, scale.radius)
        return Tones(theme.action_down, theme.on_action, theme.on_action, theme.on_action)
    if usable and opened:
        fill, edge = (theme.wash, theme.action) if pressed else (theme.card, theme.edge)
        shapes.rounded(surface, placed, fill, scale.radius, edge, scale.outline)
        if pressed:
            return Tones(theme.wash, theme.on_wash, theme.on_wash, theme.on_wash)
        return Tones(theme.badge, theme.on_badge, theme.ink, theme.mute)
    if isinstance(screen, s.Taking) and opened:
        shapes.rounded(surface, placed, theme.page, scale.radius, theme.line, scale.outline)
        return Tones(theme.off, theme.mute, theme.mute, theme.mute)
    shapes.dashed(
        surface, placed, theme.wash if pressed else theme.page, theme.edge, scale.radius, scale.outline
    )
    ink = theme.on_wash if pressed else theme.mute
    return Tones(theme.wash if pressed else theme.off, ink, ink, ink)


def check_in(page: Page, told: Told, rect: pygame.Rect, size: int) -> None:
    """Draw the dark card for who has an appointment."""
    theme, scale = page.theme, page.scale
    resting = isinstance(page.state.screen, s.Taking)
    placed = page.painter.flip(rect)
    if not resting:
        line = check_in_told(page).line
        page.touchable("check-in", rect, s.CheckInPressed(), f"{told.title}. {line}.")
        page.ring("check-in", placed)
    if resting:
        shapes.rounded(page.painter.surface, placed, theme.page, scale.radius, theme.line, scale.outline)
        inside(page, told, rect, size, Tones(theme.off, theme.mute, theme.mute, theme.mute))
        return
    pressed = page.view.pressed == "check-in"
    fill = theme.deep_badge if pressed else theme.deep
    ink, mute = (theme.on_deep_badge,) * 2 if pressed else (theme.on_deep, theme.deep_mute)
    shapes.rounded(page.painter.surface, placed, fill, scale.radius, theme.edge, scale.outline)
    inside(page, told, rect, size, Tones(theme.deep_badge, theme.on_deep_badge, ink, mute))


def inside(page: Page, told: Told, rect: pygame.Rect, size: int, tones: Tones) -> None:
    """Draw what stands on a card."""
    scale, badge = page.scale, badge_side(page, rect.width, told)
    left = rect.x + _side_padding(page, rect.width)
    if badge:
        side = min(badge, rect.height - 2 * padding(page))
        _badge(page, told, pygame.Rect(left, rect.centery - side // 2, side, side), tones)
        left += badge + scale.padding
    if _has_end(page, rect.width, told.mark):
        _arrow(page, rect, tones)
    _words(page, told, rect, left, size, tones)


def _badge(page: Page, told: Told, rect: pygame.Rect, tones: Tones) -> None:
    """A square with the letter that stands on the ticket, or with an icon, or with the icon above the letter."""
    shapes.rounded(page.painter.surface, page.painter.flip(rect), tones.tile, round(rect.width * 0.16))
    upper = rect.copy()
    if told.letter and told.icon:
        upper = pygame.Rect(rect.x, rect.y + round(rect.height * 0.08), rect.width, round(rect.height * 0.44))
        lower = pygame.Rect(rect.x, upper.bottom, rect.width, round(rect.height * 0.44))
        _letter(page, told.letter, lower, round(rect.height * 0.48), tones.letter)
    elif told.letter:
        _letter(page, told.letter, rect, round(rect.height * 0.58), tones.letter)
    if told.icon:
        side = round(rect.width * (0.43 if told.letter else 0.58))
        mark = pygame.Rect(0, 0, side, side)
        mark.center = upper.center
        icons.draw(page.painter.surface, page.painter.flip(mark), told.icon, tones.letter)


def _letter(page: Page, letter: str, box: pygame.Rect, size: int, colour: Colour) -> None:
    face = fit(letter, page.face(size, 700), round(box.width * 0.84), 12)
    page.line(letter, face, colour, box, "middle")


def _arrow(page: Page, rect: pygame.Rect, tones: Tones) -> None:
    side = round(_end_side(page) * 0.7)
    mark = pygame.Rect(rect.right - page.scale.padding - side, rect.centery - side // 2, side, side)
    onwards: shapes.Icon = "chevron_left" if page.painter.direction == "rtl" else "chevron_right"
    shapes.icon(page.painter.surface, page.painter.flip(mark), onwards, tones.mute)


def _words(page: Page, told: Told, rect: pygame.Rect, left: int, size: int, tones: Tones) -> None:
    scale, quiet = page.scale, page.face(page.scale.body)
    room, line_room = text_width(page, rect.width, told), line_width(page, rect.width, told)
    aside = _aside(page, told, rect.width, page.face(size or scale.body, 600))
    lower = page.height(told.line, quiet, line_room) if told.line and not aside else 0
    most = max(line_height(quiet), rect.height - lower - 2 * scale.outline)
    bold, step = _title_fitted(page, told.title, size or scale.body, pygame.Rect(0, 0, room, most))
    lines = wrap(told.title, bold, room, page.painter.direction)
    upper = step * len(lines)
    top = rect.centery - (upper + lower) // 2
    for number, each in enumerate(lines):
        page.line(each, bold, tones.ink, pygame.Rect(left, top + number * step, room, step))
    if aside:
        page.line(told.line, quiet, tones.mute, pygame.Rect(left, top, room, step), "end")
    if told.ahead is not None and not told.line:
        _ahead(
            page,
            told.ahead,
            pygame.Rect(left, rect.y, room, rect.height),
            max(page.width(each, bold) for each in lines),
            tones,
        )
    if not told.line or aside:
        return
    chip = _chip(page, rect.width, told)
    if chip:
        square = pygame.Rect(left, top + upper + (line_height(quiet) - chip) // 2, chip, chip)
        letter(page, told.letter, square, tones)
        left += room - line_room
    page.paragraph(told.line, quiet, tones.mute, pygame.Rect(left, top + upper, line_room, lower))


def _ahead(page: Page, ahead: int, box: pygame.Rect, title: int, tones: Tones) -> None:
    """How many people are before whoever takes a ticket, in figures at a card's end, if its title leaves room."""
    quiet, gap = page.face(page.scale.body), page.scale.u(1)
    side = round(quiet.size_px * 0.8)
    wide = side + gap + page.width(str(ahead), quiet)
    if title + page.scale.padding + wide > box.width:
        return
    mark = pygame.Rect(box.right - wide, box.centery - side // 2, side, side)
    icons.draw(page.painter.surface, page.painter.flip(mark), "users", tones.mute)
    page.line(
        str(ahead), quiet, tones.mute, pygame.Rect(mark.right + gap, box.y, wide - side - gap, box.height)
    )


def _title_fitted(page: Page, title: str, size: int, box: pygame.Rect) -> tuple[Face, int]:
    """The face of a title and the distance of its lines: it is whole on its card, whatever the site wrote.

    First it becomes as small as plain text, then its lines move together, and then it is no larger than the least type.
    """
    way = page.painter.direction
    for least in (page.scale.body, page.scale.px(LEAST_MM)):
        bold = fit_paragraph(title, page.face(size, 600), box, min(size, least), way)
        count = len(wrap(title, bold, box.width, way))
        step = min(line_height(bold), box.height // count)
        if step >= TIGHT * bold.size_px:
            break
    return bold, max(step, round(bold.size_px))


def letter(page: Page, letters: str, square: pygame.Rect, tones: Tones) -> None:
    """Draw a small square with a service's letter."""
    shapes.rounded(page.painter.surface, page.painter.flip(square), tones.tile, round(square.width * 0.2))
    _letter(page, letters, square, round(square.width * 0.66), tones.letter)
