"""Pure: how a call is said: which fragments of sound, in which order, in a language.

A fragment is a word, a letter, a number or a counter's own name: each is made, or recorded, once. Customers' names are
never among them: what is said aloud cannot be taken back, and a cache would keep them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kit.language import catalog, pick
from kit.lobby.spoken import COUNTER, NAME, NUMBER, SPEECH, UNKNOWN, WAY, fixed
from kit.wire import Call

NAMED = "name-"
_LONGEST_ID = 60
_SIGN_LETTERS = 2
_NUMBER_WORDS = 2  # digits: a code up to 99 is said as a number, a longer one digit by digit


@dataclass(frozen=True, slots=True)
class Fragment:
    """One piece of speech. `id` names its recording; `text` is what the voice says, "" where it cannot say it."""

    language: str
    id: str
    text: str


Phrase = tuple[tuple[Fragment, ...], ...]  # in groups: a short pause stands between two of them


def phrase(call: Call, language: str, default: str, *, brief: bool = False) -> Phrase:
    """Say a call in a language; `brief`: only the number. `default` is the site's first language."""
    spoken = plain(language)
    number = _all(spoken, call.number)
    if brief:
        return (number,) if number else ()
    code, name = _counter(call.counter, call.counter_name, spoken, default)
    speech = SPEECH.get(spoken, UNKNOWN)
    filled = {NUMBER: number, COUNTER: code, NAME: name, WAY: _words(spoken, [call.direction])}
    return tuple(
        group
        for order in (speech.order if code else speech.named)
        if (group := _group(spoken, order, filled))
    )


def flat(said: Phrase) -> tuple[Fragment, ...]:
    """All fragments of a phrase, in their order."""
    return tuple(fragment for group in said for fragment in group)


def fragment(language: str, word: str) -> Fragment | None:
    """The fragment of an id that every site has: a word, a letter, a number; None for any other id."""
    text = fixed(plain(language), word)
    return None if text is None else Fragment(plain(language), word, text)


def name_fragment(language: str, text: str) -> Fragment:
    """The fragment of a text of the site's own, such as a counter's name. Its id is made from the text."""
    # What espeak-ng takes for signs of its own is no part of a name.
    said = " ".join(text.replace("[[", " ").replace("]]", " ").split())
    return Fragment(plain(language), NAMED + _slug(text), said if plain(language) in SPEECH else "")


def vocabulary(
    languages: Iterable[str], services: Iterable[str], counters: Mapping[str, Mapping[str, str]], default: str
) -> tuple[Fragment, ...]:
    """Every fragment that a site's calls can be made of, so that they are ready before the first one.

    `services` are the codes on the tickets; `counters` by code, each with its names by language.
    """
    codes = tuple(services)
    found: dict[Fragment, None] = {}
    for language in dict.fromkeys(map(plain, languages)):
        speech = SPEECH.get(language, UNKNOWN)
        found.update(dict.fromkeys(_words(language, [*map(str, range(10)), *speech.words])))
        for code in codes:
            found.update(dict.fromkeys(_all(language, code)))
        for code, names in counters.items():
            told, name = _counter(code, names, language, default)
            found.update(dict.fromkeys([*told, *name]))
    return tuple(found)


def plain(language: str) -> str:
    """A language's code without region or script: `zh` for `zh-Hans`."""
    return language.replace("_", "-").split("-")[0].lower()


def _group(
    language: str, order: Iterable[str], filled: Mapping[str, tuple[Fragment, ...]]
) -> tuple[Fragment, ...]:
    if any(slot in filled and not filled[slot] for slot in order):
        return ()  # a word for a counter without its code says nothing
    return tuple(
        part for slot in order for part in (filled[slot] if slot in filled else _words(language, [slot]))
    )


def _counter(
    code: str, names: Mapping[str, str], language: str, default: str
) -> tuple[tuple[Fragment, ...], tuple[Fragment, ...]]:
    """The fragments of a counter's code, and those of its own name if it has one; one of both at the least.

    A name is said after the code that stands on its sign and, where it has no room, on the board: whoever has heard the
    call is to find what is written, whichever it is. A name that is only written in another language is said in that
    one: it is what stands on the board.
    """
    shown = pick(names, language, default)
    own = plain(next((told for told, text in names.items() if text == shown and plain(told) == language), ""))
    written = own or plain(next((told for told, text in names.items() if text == shown), default))
    usual = catalog(written).text("Counter {code}", code=code)
    if not shown or shown.casefold() in {usual.casefold(), code.casefold()}:
        return _code(language, code), ()
    with_code = _is_sign(code) and not _holds(shown, code)
    return _code(language, code) if with_code else (), (name_fragment(written, shown),)


def _is_sign(code: str) -> bool:
    """Whether people would call a counter by its code: 5, A or R12, and not INFO."""
    return len(code) <= _SIGN_LETTERS or any(each.isdecimal() for each in code)


def _holds(name: str, code: str) -> bool:
    """Whether a name tells the counter's code, as a word of its own or among Chinese characters."""
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(code)}(?![0-9A-Za-z])", name, re.IGNORECASE) is not None


def _code(language: str, code: str) -> tuple[Fragment, ...]:
    if code.isdecimal() and len(code) <= _NUMBER_WORDS and str(int(code)) == code:
        return _words(language, [code])
    return _all(language, code)


def _all(language: str, code: str) -> tuple[Fragment, ...]:
    """Letter by letter, digit by digit; a hyphen is not said."""
    return _words(language, code.upper())


def _words(language: str, words: Iterable[str]) -> tuple[Fragment, ...]:
    return tuple(_known(language, words))


def _known(language: str, words: Iterable[str]) -> Iterator[Fragment]:
    for word in words:
        found = fragment(language, word)
        if found is not None:
            yield found


def _slug(text: str) -> str:
    """A text as part of a file's name: its letters, figures and marks, in every script; hyphens between them."""
    whole = unicodedata.normalize("NFC", text).casefold()
    kept = "".join(each if unicodedata.category(each)[0] in "LNM" else " " for each in whole)
    slug = "-".join(kept.split())
    if slug and len(slug.encode()) <= _LONGEST_ID:
        return slug
    proof = hashlib.sha256(whole.encode()).hexdigest()[:8]
    start = slug.encode()[: _LONGEST_ID - 9].decode(errors="ignore").strip("-")
    return f"{start}-{proof}" if start else proof
