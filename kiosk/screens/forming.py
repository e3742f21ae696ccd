"""Which form is drawn by what."""

from __future__ import annotations

from kiosk import state as s
from kiosk.screens import about, checkin, chores, not_checked_in, pin, privacy, questions
from kiosk.screens.common import Page


def draw(page: Page, screen: s.Screen) -> None:
    """Draw a form; nothing for a screen that is none."""
    match screen:
        case s.About():
            about.draw(page, screen)
        case s.Questions():
            questions.draw(page, screen)
        case s.CheckInCode():
            checkin.code(page, screen)
        case s.Privacy():
            privacy.draw(page, screen)
        case s.CheckInName():
            checkin.name(page, screen)
        case s.CheckInPhone():
            checkin.phone(page, screen)
        case s.NotCheckedIn():
            not_checked_in.draw(page, screen)
        case s.Pin():
            pin.draw(page, screen)
        case s.Chores():
            chores.draw(page, screen)
