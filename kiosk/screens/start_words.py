"""Pure but for measuring text: what the pages to choose from say above the cards, and how large."""

from __future__ import annotations

from dataclasses import replace

from kiosk import flow, notices, words
from kiosk import state as s
from kiosk.screens import card_told
from kiosk.screens.common import Page, header_height, heading_face, mark_width
from kiosk.screens.start_ways import Way
from kit.text import Face, line_height

MUST_LINES = 1


def sentences(page: Page) -> tuple[str, str]:
    """The heading, and the quiet line below it or what everybody must know."""
    text = page.catalog.text
    if flow.slow(page.state, page.view.now):
        return text("One moment."), text("This is taking a little longer. Please wait.")
    told = _must(page)
    place, services = page.state.place, page.state.services
    hint = words.hint(services.services if services else [], page.catalog)
    if isinstance(place, s.Group):
        members = s.cards_of(services.services if services else [], place.name)
        return words.group_name(members, page.catalog, page.state.site_language), told or hint
    greeting = words.greeting(page.catalog, page.view.moment, page.zone)
    if page.scale.larger and page.width(greeting, page.face(page.scale.body, 600)) > page.inner.width:
        greeting = text("How can we help?")
    return greeting, told or hint


def _must(page: Page) -> str:
    """What everybody must know, in short where it would take more than a line; upright there is room for two.

    Then only the last, that nothing is printed: a card without a wait says itself that none is known.
    """
    short = notices.notices(page.state, page.catalog, short=True)
    ways = [" ".join(notices.notices(page.state, page.catalog)), " ".join(short), *short[-1:]]
    face, most = page.face(page.scale.body), MUST_LINES + page.scale.portrait
    room = page.inner.width - indent(page)
    fitting = (each for each in ways if page.height(each, face, room) <= most * line_height(face))
    return next(fitting, ways[-1])


def hint_of(page: Page, way: Way) -> str:
    """The quiet line of a way; empty for none. Where the cards do not say that no counter is open, it does."""
    if not way.lines and not notices.notices(page.state, page.catalog):
        return page.catalog.text("No counter open now") if card_told.unserved_above(page) else ""
    return sentences(page)[1] if way.hint else ""


def heading_of(page: Page, way: Way) -> tuple[str, Face, int]:
    """The heading of a way, its face, and where it begins: beside the site's mark it is smaller, and may be shorter."""
    greeting, inner = sentences(page)[0], page.inner
    if way.header != "mark":
        return greeting, heading_face(page, greeting, inner.width, heading_lines(page)), inner.x
    start = inner.x + mark_width(page, header_height(page.scale)) + page.scale.u(2)
    face = page.face(page.scale.title, 600)
    if isinstance(page.state.place, s.Start) and page.width(greeting, face) > inner.right - start:
        greeting = page.catalog.text("How can we help?")
    while face.size_px > page.scale.body and page.width(greeting, face) > inner.right - start:
        face = replace(face, size_px=face.size_px - 1)
    return greeting, face, start


def heading_lines(page: Page) -> int:
    """A high screen has room for a large greeting on two lines."""
    return 2 if page.scale.portrait else 1


def indent(page: Page) -> int:
    """How far what everybody must know stands in, for the bar before it."""
    return page.scale.u(2.4)
