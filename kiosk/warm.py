"""Does everything once before the first customer does: fonts read, sentences loaded, the printer's code pages built.

Otherwise the first ticket of the day would take a tenth of a second longer than all the others, on a Pi a half.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pygame

from kiosk import screens
from kiosk import state as s
from kiosk.screens import View
from kit import wire
from kit.drawing.scale import Scale
from printer.device import Printer
from printer.encode import encode
from printer.layout import lay_out
from printer.ticket import PaperTicket

URL = "https://example.org/t/0123456789abcdefghijkl"


def warm_up(printer: Printer, scale: Scale, language: str) -> None:
    """Draw a ticket where nobody sees it, and encode one without sending it."""
    now = datetime.now(UTC)
    ticket = wire.Ticket(
        id="",
        number="A012",
        service="A",
        state="waiting",
        ahead=1,
        url=URL,
        language=language,
        created_at=now,
    )
    state = s.State(screen=s.Done(s.Given(ticket), until=1.0), chosen=language)
    screens.draw(pygame.Surface((scale.width, scale.height)), state, View(scale, 0.0, now))
    paper = PaperTicket(
        site="-", service="-", number="A012", ahead=1, language=language, issued_at=now, url=URL
    )
    encode(lay_out(paper), printer.paper)
