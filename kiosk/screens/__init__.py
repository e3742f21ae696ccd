"""Draws a state of the flow. One file for each screen; none of them knows a network."""

from __future__ import annotations

from dataclasses import dataclass, field

import pygame

from kiosk import state as s
from kiosk.screens import about, message, privacy, question, start, ticket
from kiosk.screens.common import Page, Target, View
from kit.drawing.paint import Painter, TextBox
from kit.drawing.theme import DAY
from kit.language import language

__all__ = ["Picture", "Target", "View", "draw"]


@dataclass(frozen=True)
class Picture:
    """What was drawn: what can be touched, in the order of the keys; every line of text; services on a page.

    `spoken` is what is read aloud of it, in order.
    """

    targets: list[Target]
    texts: list[TextBox]
    page_size: int
    spoken: list[str] = field(default_factory=list)


def draw(surface: pygame.Surface, state: s.State, view: View) -> Picture:
    """Draw `state` onto the whole of an upright surface of the view's size."""
    surface.fill(DAY.page)
    painter = Painter(surface, DAY, language(state.language).direction)
    page = Page(painter, state, view)
    size = state.page_size
    match state.screen:
        case s.Start() | s.Taking() if state.services is None:
            message.draw(page, s.Away(first=True))  # after a restart, before the first answer
        case s.Start() | s.Taking():
            size = start.draw(page)
        case s.About():
            about.draw(page, state.screen)
        case s.Asking():
            question.draw(page)
        case s.Privacy():
            privacy.draw(page, state.screen)
        case s.Printing() | s.Done() | s.NoPaper():
            ticket.draw(page, state.screen)
        case s.Away() | s.Refused() | s.Sorry():
            message.draw(page, state.screen)
    return Picture(page.targets, painter.texts, size, page.spoken)
