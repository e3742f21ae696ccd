"""The buttons of the foot: each language and the way to all of them, the way back, and the arrows."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk import state as s
from kiosk.screens import buttons, forms
from kiosk.screens.arrows import figures
from kiosk.screens.common import Look, Page
from kit.language import language, speaks

MOST_LANGUAGES = 6  # more than these are behind the globe


@dataclass(frozen=True)
class Item:
    """A button of the row: `wide` is what it needs, and `grows` that it takes what is left.

    Without `means` it is no button but words. `told`: which page it is and of how many, below the arrow on it.
    """

    name: str
    words: str
    means: s.Input | None
    wide: int
    icon: str | None = None
    look: Look = "plain"
    label: str = ""
    grows: bool = False
    told: tuple[int, int] | None = None


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
    """The way back, as on every other screen; without its word where that would leave no room to turn pages."""
    words, wide = page.catalog.text("Back"), forms.back_width(page)
    taken = 2 * (page.scale.touch + page.scale.gap) if turns else 0
    shown = words if forms.back_has_words(page) and wide + taken <= room else ""
    return Item(
        "back", shown, s.BackPressed(), wide if shown else page.scale.touch, buttons.BACK, label=words
    )


def arrows(page: Page, pages: int, number: int, onwards: str = "") -> list[Item]:
    """The two arrows without words, which page it is on one; one that has no page to turn to rests."""
    return _turns(page, pages, number, ("", ""), onwards or page.catalog.text("More services"))


def pager(
    page: Page, room: int, pages: int, number: int, onwards: str = "", *, backwards: bool = True
) -> list[Item]:
    """The way back and the way on, each in its own place on every page; in the longest words that have room.

    Between them stands which page it is, or else on the way on. A second touch on "more" then never leads back.
    `backwards`: the way back may have words, too.
    """
    text, gap = page.catalog.text, page.scale.gap
    onwards = onwards or text("More services")
    before = [text("Previous page"), text("Previous")] if backwards else []
    ways = [(back, forth) for back in before for forth in (onwards, text("More"))]
    ways += [("", onwards), ("", text("More")), ("", "")]
    for way in ways:
        turns = _turns(page, pages, number, way, onwards, apart=True)
        if sum(each.wide + gap for each in turns) - gap <= room:
            return turns
    return _turns(page, pages, number, ("", ""), onwards)


def _turn_width(page: Page, words: str) -> int:
    return _word_width(page, words) + page.scale.body + page.scale.u(1) if words else page.scale.touch


def _turns(
    page: Page, pages: int, number: int, words: tuple[str, str], onwards: str, *, apart: bool = False
) -> list[Item]:
    """The arrows; which page it is stands `apart` between them, or on the way on."""
    if pages <= 1:
        return []
    back, forth = words
    told = None if apart else (number, pages)
    wide = _turn_width(page, back), _turn_width(page, forth)
    first: Look = "resting" if number == 0 else "plain"
    last: Look = "resting" if number >= pages - 1 else "plain"
    before = page.catalog.text("Previous page")
    # As wide on every page, so that the arrows stay where they are.
    widest = page.width(figures((pages - 1, pages)), page.face(page.scale.body, 600)) + page.scale.u(1)
    count = Item("count", figures((number, pages)), None, widest)
    return [
        Item("previous", back, s.PageTurned(-1), wide[0], "chevron_left", first, before, grows=bool(back)),
        *([count] if apart else []),
        Item(
            "next",
            forth,
            s.PageTurned(1),
            wide[1],
            None if told else "chevron_right",
            last,
            onwards,
            grows=bool(forth),
            told=told,
        ),
    ]
