"""Pure: a site's own text on a screen that is read the other way: its full stops stay at its own end."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import bidirectional

from kit.language import Direction, language, pick, speaks

# Letters without a shape and without a width, which only have a direction (UAX 9): program and browser honour both.
MARKS: dict[Direction, str] = {"ltr": "\u200e", "rtl": "\u200f"}


def told(texts: Mapping[str, str], code: str, default: str = "") -> str:
    """Return the text for a screen in a language; where it reads the other way, its points and figures are marked.

    In `default` where there is none in the language.

    Each of them, for a line may end after any word and is then laid out alone.
    """
    text, spoken = picked(texts, code, default)
    own = direction_of(text, spoken)
    if own == language(code).direction:
        return text
    return "\n".join(
        " ".join(_marked(word, MARKS[own]) for word in line.split(" ")) for line in text.split("\n")
    )


def _marked(word: str, mark: str) -> str:
    """A letter has a way of its own; what stands outside of them has the screen's, unless there is a mark beyond it."""
    if not word:
        return ""
    before, after = ("" if end.isalpha() else mark for end in (word[0], word[-1]))
    return f"{before}{word}{after}"


def unmarked(text: str) -> str:
    """Return a text as it was written, for who reads it aloud."""
    return text.translate(dict.fromkeys(map(ord, MARKS.values())))


def picked(texts: Mapping[str, str], code: str, default: str = "") -> tuple[str, str]:
    """Return the text, and the language that it is in."""
    if said := texts.get(code):
        return said, code
    text = pick(texts, code, default or code)
    return text, next((spoken for spoken, said in texts.items() if said == text), code)


def direction_of(text: str, spoken: str) -> Direction:
    """Return which way a text in a language is read; one that was typed in other letters is in another language."""
    may_be = not speaks(spoken) or language(spoken).direction == "rtl"
    return "rtl" if may_be and any(bidirectional(each) in {"R", "AL"} for each in text) else "ltr"
