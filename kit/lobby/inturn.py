"""Pure: a site's own words in several languages, each in turn on a board: nobody has to know the first one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kit.language import plain
from kit.lobby.shown import Words
from kit.ownway import direction_of, picked

BETWEEN = " · "


def in_turn(texts: Iterable[Mapping[str, str]], languages: Sequence[str]) -> tuple[Words, ...]:
    """Return what texts say together, in each of `languages` that one of them is written in, in their order.

    A text in none of these comes last, in a language of its own. The same words in two languages come once.
    """
    texts = [each for each in texts if any(each.values())]
    found: dict[str, Words] = {}
    for code in languages:
        said = BETWEEN.join(filter(None, (_written(each, code) for each in texts)))
        found.setdefault(said, Words(said, direction_of(said, code), code))
    for each in texts:
        if not any(_written(each, code) for code in languages):
            said, spoken = picked(each, languages[0])
            found.setdefault(said, Words(said, direction_of(said, spoken), spoken))
    return tuple(words for said, words in found.items() if said)


def _written(texts: Mapping[str, str], code: str) -> str:
    """The text in this language, or in another kind of it; "" where it has none."""
    said, spoken = picked(texts, code)
    return said if plain(spoken) == plain(code) else ""
