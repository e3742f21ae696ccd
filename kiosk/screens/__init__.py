"""Draws a state of the flow. One file for each screen; none of them knows a network."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pygame

from kiosk import state as s
from kiosk.screens import ease, forming, languages, message, more_time, question, start, ticket
from kiosk.screens.common import Page, Target, View
from kit import wire
from kit.drawing import pictures
from kit.drawing.dress import theme_of
from kit.drawing.paint import Painter, TextBox
from kit.drawing.theme import CONTRAST
from kit.language import language

__all__ = ["Picture", "Target", "View", "draw"]


@dataclass(frozen=True)
class Picture:
    """What was drawn: what can be touched, in the order of the keys; every line of text; services on a page.

    `spoken` is what is read aloud of it, in order. `codes`: where its QR codes are, with their white margins. `main`:
    the control that the keys begin on, None where that is the first, "" for none yet.
    """

    targets: list[Target]
    texts: list[TextBox]
    page_size: int
    spoken: list[str] = field(default_factory=list)
    codes: list[pygame.Rect] = field(default_factory=list)
    main: str | None = None

    @property
    def begins(self) -> str | None:
        """The name of the control that the keys begin on."""
        first = self.targets[0].name if self.targets else None
        return first if self.main is None else self.main or None


def draw(surface: pygame.Surface, state: s.State, view: View) -> Picture:
    """Draw `state` onto the whole of an upright surface of the view's size."""
    page = _page(surface, state, view)
    size = state.page_size
    match state.screen:
        case s.Start() | s.Group() | s.Languages() | s.Taking() if state.services is None:
            message.draw(page, s.Away(first=True))  # after a restart, before the first answer
        case s.Start() | s.Group() | s.Taking():
            size = start.draw(page)
        case s.Languages():
            size = languages.draw(page, state.screen)
        case s.Asking():
            question.draw(page)
        case s.Printing() | s.Done() | s.NoPaper():
            ticket.draw(page, state.screen)
        case s.Away() | s.Refused() | s.Sorry():
            message.draw(page, state.screen)
        case _:
            forming.draw(page, state.screen)
    ease.draw(page)
    if state.warned_at is not None:
        more_time.draw(page)
    return Picture(page.targets, page.painter.texts, size, page.spoken, page.codes, page.main)


def _page(surface: pygame.Surface, state: s.State, view: View) -> Page:
    """An empty page in the site's theme, as this customer wants it."""
    info = state.services.site.theme if state.services else wire.ThemeInfo()
    theme = theme_of(info, state.eased.contrast, view.dress)
    surface.fill(theme.page)
    if view.dress.background is not None and theme is not CONTRAST:
        surface.blit(pictures.background(view.dress.background, surface.get_size(), theme), (0, 0))
    scale = view.scale.eased() if state.eased.larger else view.scale
    painter = Painter(surface, theme, language(state.language).direction)
    return Page(painter, state, replace(view, scale=scale.styled(theme)))
