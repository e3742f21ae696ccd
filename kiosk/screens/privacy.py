"""What is done with a name and a phone, before either is asked for."""

from __future__ import annotations

from kiosk import state as s
from kiosk.screens import reader
from kiosk.screens.common import Page
from kiosk.screens.forms import Act
from kiosk.screens.passages import Passage
from kit import ownway


def draw(page: Page, screen: s.Privacy) -> None:
    """Draw the site's notice, in pages where it is long; the way on stands on each of them."""
    text = page.catalog.text
    notice = page.state.services.site.privacy_notice if page.state.services else {}
    told = ownway.told(notice, page.state.language, page.state.site_language)
    told = told or text("We use your name and your phone's last digits only to find your appointment.")
    face = page.face(page.scale.body)
    passages = [Passage(each, face, page.theme.ink, page.scale.gap // 2) for each in told.split("\n") if each]
    words, short = text("I understand, continue"), text("I understand")
    agree = Act("agree", words, s.AgreedPressed(), "primary", short=short)
    reader.draw(page, reader.Reading(text("Your name and your privacy"), passages, [agree], screen.page))
