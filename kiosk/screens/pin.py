"""A corner was held: staff type their PIN, and nobody can read it from the glass."""

from __future__ import annotations

from kiosk import flow
from kiosk import state as s
from kiosk.screens import entry, reader
from kiosk.screens.common import Page
from kiosk.screens.entry import Entry
from kiosk.screens.forms import Act
from kiosk.screens.layouts import digit_script
from kiosk.screens.passages import Passage

DOT = "•"


def draw(page: Page, screen: s.Pin) -> None:
    """Draw the digits and a dot for each that was typed; nothing to type on while too many were not right."""
    text = page.catalog.text
    close = Act("finish", text("Close"), s.FinishPressed())
    if page.view.now < screen.shut_until:
        rest = [
            Passage(
                text("Please wait a minute, then hold the corner again."),
                page.face(page.scale.body),
                page.theme.ink,
            )
        ]
        reader.draw(page, reader.Reading(text("That was not the PIN."), rest, [], back=close))
        return
    titles = [text("For staff: type the PIN."), text("For staff")]
    if screen.checking:
        titles = [text("One moment.")]
    elif screen.wrong:
        titles = [text("That was not the PIN. Please type it again."), text("That was not the PIN.")]
    ready = len(screen.typed) >= flow.PIN_SHORTEST and not screen.checking
    asked = Entry(
        titles=titles,
        typed="",
        shown=DOT * len(screen.typed),
        scripts=[digit_script()],
        done=entry.continues(page, ready=ready),
        back=close,
    )
    entry.draw(page, asked)
