"""A calm sentence and a way on: the server is away, a service has closed, or the desk must help."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from kiosk import state as s
from kiosk import words
from kiosk.screens import footer, footer_items
from kiosk.screens.common import Page, header, header_height
from kit.drawing import shapes
from kit.drawing.paint import fit_paragraph
from kit.drawing.scale import KIOSK_CAPITALS_MM
from kit.text import CAP_HEIGHT, Face, line_height

LEAST_MM = KIOSK_CAPITALS_MM / CAP_HEIGHT  # the size whose capitals everybody is given


@dataclass(frozen=True)
class Way:
    """One way to lay it out: `beside` puts the button into the foot, where large type leaves no other room.

    `brief`: of what to do instead only that the desk helps; all of it is still read aloud.
    """

    header: bool = True
    languages: bool = True  # all of them, not behind a globe
    mark: bool = True
    beside: bool = False
    brief: bool = False


_WAYS = (
    Way(),
    Way(languages=False),
    Way(header=False, languages=False),
    Way(header=False, languages=False, mark=False),
    Way(languages=False, beside=True),
    Way(header=False, languages=False, mark=False, beside=True),
    Way(header=False, languages=False, mark=False, beside=True, brief=True),
)


def draw(page: Page, screen: s.Away | s.Refused | s.Sorry) -> None:
    """Draw the sentence, what to do instead, and one large button: with low reach in the lower half."""
    page.say(*_words(page, screen))
    fitting = ((way, space) for way in _WAYS if (space := _space(page, screen, way)) is not None)
    way, space = next(fitting, (_WAYS[-1], None))
    if space is None:
        _crowded(page, screen)
        return
    if way.header:
        header(page)
    title, then = _told(page, screen, way)
    scale, inner, button = page.scale, page.inner, _button_room(page, screen, way)
    quiet = page.face(scale.body)
    rest = _rest(page, screen, way)
    big = title_face(page, title, inner.width, space.height - rest)
    high = page.height(title, big, inner.width)
    y = space.y + max(0, (space.height - rest - high) // 2)
    y = _mark(page, y) if way.mark else y
    page.painter.paragraph(
        title,
        big,
        page.theme.ink,
        page.painter.flip(pygame.Rect(inner.x, y, inner.width, high)),
        balance=high > line_height(big),
    )
    y += high + scale.gap // 2
    high = page.height(then, quiet, inner.width)
    page.paragraph(then, quiet, page.theme.mute, pygame.Rect(inner.x, y, inner.width, high))
    if button:
        below = y + high + scale.gap + scale.gap // 2
        _button(page, screen, max(below, page.controls.y) if page.state.eased.low else below)
    _foot(page, screen, way)


def _crowded(page: Page, screen: s.Away | s.Refused | s.Sorry) -> None:
    """A long message of the site's own in large type: as large as all of it has room."""
    way, inner, scale = _WAYS[-1], page.inner, page.scale
    box = pygame.Rect(
        *inner.topleft, inner.width, page.controls.bottom - _foot_height(page, screen, way) - inner.y
    )
    title = _words(page, screen)[0]
    face = fit_paragraph(title, page.face(scale.body, 600), box, scale.px(LEAST_MM), page.painter.direction)
    page.paragraph(title, face, page.theme.ink, box, middle=True)
    _foot(page, screen, way)


def _has_button(screen: s.Away | s.Refused | s.Sorry) -> bool:
    return not (isinstance(screen, s.Away) and screen.first)


def _button_room(page: Page, screen: s.Away | s.Refused | s.Sorry, way: Way) -> int:
    """What the button below the words takes, with its gap."""
    if way.beside or not _has_button(screen):
        return 0
    return page.scale.gap + page.scale.gap // 2 + page.scale.primary_touch


def _rest(page: Page, screen: s.Away | s.Refused | s.Sorry, way: Way) -> int:
    """What all but the title takes."""
    scale = page.scale
    low = page.height(_told(page, screen, way)[1], page.face(scale.body), page.inner.width) + scale.gap // 2
    apart = 0 if page.state.eased.low else _button_room(page, screen, way)
    return low + apart + (_mark_height(page) if way.mark else 0)


def _space(page: Page, screen: s.Away | s.Refused | s.Sorry, way: Way) -> pygame.Rect | None:
    """Where words and button stand, in this way; None where they have no room there."""
    scale, inner = page.scale, page.inner
    top = inner.y + (header_height(scale) + scale.gap if way.header else 0)
    bottom = page.controls.bottom - _foot_height(page, screen, way)
    button = _button_room(page, screen, way)
    if page.state.eased.low and button:
        # The words may reach into the lower half as far as the button leaves it to them.
        bottom -= button
    title = _words(page, screen)[0]
    least = page.height(title, page.face(scale.body, 600), inner.width)
    if top + least + _rest(page, screen, way) > bottom:
        return None
    if page.state.eased.low and button:
        bottom = max(min(bottom, page.controls.y), top + least + _rest(page, screen, way))
    return pygame.Rect(inner.x, top, inner.width, bottom - top)


def _languages_of(page: Page, screen: s.Away | s.Refused | s.Sorry, way: Way) -> footer.Foot | None:
    """The languages, where somebody may be looking for theirs."""
    if not isinstance(screen, s.Away) or page.state.services is None or len(footer_items.codes(page)) < 2:
        return None
    all_of_them = next(footer.options(page, paged=False), None)
    return all_of_them if way.languages and all_of_them else footer.least(page)


def _foot_height(page: Page, screen: s.Away | s.Refused | s.Sorry, way: Way) -> int:
    foot = _languages_of(page, screen, way)
    if not way.beside:
        return footer.height(page, foot) if foot is not None else page.foot.height + page.scale.gap
    taken = page.scale.touch + page.tight if foot is not None else 0
    own = page.beside_eases.width - taken < page.scale.touch
    return page.foot.height + page.scale.gap + (page.scale.touch + page.scale.gap if own else 0)


def _foot(page: Page, screen: s.Away | s.Refused | s.Sorry, way: Way) -> None:
    foot = _languages_of(page, screen, way)
    taken = 0
    if foot is not None:
        if way.beside:
            taken = page.scale.touch + page.tight
            footer.draw_globe(page)
        else:
            footer.draw(page, foot)
    if way.beside and _has_button(screen):
        row = page.beside_eases
        rect = pygame.Rect(row.x + taken, row.y, row.width - taken, row.height)
        if rect.width < rect.height:  # a row of its own, where the eases leave no room
            rect = pygame.Rect(row.x, page.foot.y - page.scale.gap - row.height, page.inner.width, row.height)
        _button_in(page, screen, rect)


def _mark_height(page: Page) -> int:
    above = page.scale.body // 4 if page.painter.direction == "rtl" else 0  # Arabic's marks reach high
    return page.scale.u(1.2) + page.scale.gap + above


def _mark(page: Page, top: int) -> int:
    """A short amber bar, the colour of an apology, over the sentence."""
    bar = pygame.Rect(page.inner.x, top, page.scale.u(14), page.scale.u(1.2))
    shapes.rounded(page.painter.surface, page.painter.flip(bar), page.theme.now, bar.height // 2)
    return top + _mark_height(page)


def _told(page: Page, screen: s.Away | s.Refused | s.Sorry, way: Way) -> tuple[str, str]:
    """The words as they are shown."""
    title, then = _words(page, screen)
    return title, page.catalog.text("Please ask at the desk") if way.brief else then


def _words(page: Page, screen: s.Away | s.Refused | s.Sorry) -> tuple[str, str]:
    text = page.catalog.text
    match screen:
        case s.Away(first=True):
            return text("One moment."), text("We are getting ready for you.")
        case s.Away():
            return (
                text("We cannot give out tickets just now."),
                text("We keep trying. Meanwhile, please ask at the desk."),
            )
        case s.Sorry():
            return (
                text("We are sorry. No ticket this time."),
                text("Please ask at the desk. They will help you."),
            )
        case s.Refused():
            service = page.state.service(screen.service)
            return words.refused(
                service, screen.reason, page.catalog, page.view.moment, page.zone, page.state.site_language
            )


def title_face(page: Page, title: str, width: int, room: int) -> Face:
    """Large, but no higher than the room, and on at most three lines."""
    size = page.scale.heading * 5 // 4
    while size > page.scale.body and page.height(title, page.face(size, 600), width) > min(
        room, 3 * size * 1.35
    ):
        size -= 2
    return page.face(max(size, page.scale.body), 600)


def _button(page: Page, screen: s.Away | s.Refused | s.Sorry, top: int) -> None:
    """Draw the button below the words."""
    scale, inner = page.scale, page.inner
    label = _label(page, screen)
    wanted = page.width(label, page.face(scale.title, 600)) + 6 * scale.padding
    wide = inner.width if scale.portrait else min(inner.width, max(wanted, inner.width // 3))
    _button_in(page, screen, pygame.Rect(inner.x, top, wide, scale.primary_touch))


def _label(page: Page, screen: s.Away | s.Refused | s.Sorry) -> str:
    return (
        page.catalog.text("Try again") if isinstance(screen, s.Away) else page.catalog.text("Back to start")
    )


def _button_in(page: Page, screen: s.Away | s.Refused | s.Sorry, rect: pygame.Rect) -> None:
    """Draw the button over a rectangle; as an icon where its words have no room."""
    label, away = _label(page, screen), isinstance(screen, s.Away)
    words, icon = label, None
    if page.width(label, page.face(page.scale.body, 600)) > rect.width - 2 * page.scale.u(1):
        words, icon = "", "refresh-cw" if away else "house"
        rect = pygame.Rect(rect.x, rect.y, rect.height, rect.height)
    means: s.Input = s.RetryPressed() if away else s.FinishPressed()
    page.button("retry" if away else "back", words, rect, means, "primary", icon, label)
