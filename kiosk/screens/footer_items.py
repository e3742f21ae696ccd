"""The buttons of the foot: each language and the way to all of them, the way back, and the arrows."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk import state as s
from kiosk.screens import buttons
from kiosk.screens.common import Look, Page
from kit.language import language, speaks

MOST_LANGUAGES = 6  # more than these are behind the globe


@dataclass(frozen=True)
class Item:
    """A button of the row: `wide` is what it needs, and `grows` that it takes what is left."""

    name: str
    words: str
    means: s.Input
    wide: int
    icon: str | None = None
    look: Look = "plain"
    label: str = ""
    grows: bool = False


def codes(page: Page) -> list[str]:
    """The site's languages that we speak."""
    services = page.state.services
    return [code for code in (services.site.languages if services else []) if speaks(code)]


def last_spoken(item: Item) -> bool:
    """Sorts the language that is spoken before the others."""
    return item.look != "chosen"


def _word_width(page: Page, words: str) -> int:
    return max(page.scale.touch, page.width(words, page.face(page.scale.body, 600)) + 2 * page.scale.u(2))


def languages(page: Page, room: int, *, some: bool) -> list[Item]:
    """A button for each language; `some`: as many as there is room for, the one that is spoken first, and a globe."""
    spoken, gap = language(page.state.language).code, page.scale.gap
    each_of = [_language(page, code, spoken) for code in codes(page)]
    if not some:
        return each_of
    globe = Item(
        "languages", "", s.LanguagesPressed(), page.scale.touch, "globe", label=page.catalog.text("Languages")
    )
    each_of.sort(key=last_spoken)
    shown: list[Item] = []
    for each in each_of[:MOST_LANGUAGES]:
        if sum(item.wide + gap for item in [*shown, each]) + globe.wide > room:
            break
        shown.append(each)
    return [*(shown if len(shown) > 1 else []), globe]


def _language(page: Page, code: str, spoken: str) -> Item:
    name = language(code).own_name
    look: Look = "chosen" if code == spoken else "plain"
    return Item(
        f"language:{code}", name, s.LanguageChosen(code), _word_width(page, name), look=look, label=name
    )


def back(page: Page, room: int, *, turns: bool) -> Item:
    """The way back; where pages are turned beside it, not with the same arrow as that."""
    words = page.catalog.text("Back")
    wide = _word_width(page, words) + page.scale.body
    shown = words if wide <= room // 2 else ""
    return Item(
        "back",
        shown,
        s.BackPressed(),
        wide if shown else page.scale.touch,
        "chevron_left" if shown and not turns else buttons.BACK,
        label=words,
    )


def check_in_square(page: Page) -> Item:
    """The way for who has an appointment, where its card has no room."""
    label = page.catalog.text("I have an appointment")
    return Item("check-in", "", s.CheckInPressed(), page.scale.touch, "calendar-check", label=label)


def arrows(page: Page, pages: int, number: int) -> list[Item]:
    """The two arrows without words; one that has no page to turn to rests."""
    return _turns(page, pages, number, ("", ""), page.catalog.text("More services"))


def pager(
    page: Page, room: int, pages: int, number: int, onwards: str = "", *, backwards: bool = True
) -> list[Item]:
    """The way back and the way on, each in its own place on every page; in the longest words that have room.

    A second touch on "more" then never leads back. `backwards`: the way back may have words, too.
    """
    text, gap = page.catalog.text, page.scale.gap
    onwards = onwards or text("More services")
    before = [text("Previous page"), text("Previous")] if backwards else []
    ways = [(back, forth) for back in before for forth in (onwards, text("More"))]
    ways += [("", onwards), ("", text("More")), ("", "")]
    fitting = (way for way in ways if sum(_turn_width(page, each) for each in way) + gap <= room)
    return _turns(page, pages, number, next(fitting, ways[-1]), onwards)


def _turn_width(page: Page, words: str) -> int:
    return _word_width(page, words) + page.scale.body + page.scale.u(1) if words else page.scale.touch


def _turns(page: Page, pages: int, number: int, words: tuple[str, str], onwards: str) -> list[Item]:
    if pages <= 1:
        return []
    back, forth = words
    wide = _turn_width(page, back), _turn_width(page, forth)
    first: Look = "resting" if number == 0 else "plain"
    last: Look = "resting" if number >= pages - 1 else "plain"
    before = page.catalog.text("Previous page")
    return [
        Item("previous", back, s.PageTurned(-1), wide[0], "chevron_left", first, before, grows=bool(back)),
        Item("next", forth, s.PageTurned(1), wide[1], "chevron_right", last, onwards, grows=bool(forth)),
    ]
