"""Pure: where a word may be broken that is too long for its line, without a dictionary.

Only before a consonant that a vowel follows, as all our languages in Latin and Cyrillic letters allow; never within two
consonants that sound as one or begin a syllable together, for there the languages differ; and never before an end that
may be silent ("Clo-sed"). It is the last resort: whoever draws a word makes it smaller first, and breaks it only where
a whole line of the least type is too short for it.
"""

from __future__ import annotations

from itertools import pairwise
from unicodedata import normalize

LEAST = 3  # letters on either side
HYPHEN = "-"
SILENT = ("ed", "es")  # in English and French no syllable, whatever consonant is before them
INSIDE = "-'’"  # what words have besides letters
AROUND = ".,;:!?·()«»“”„\u200e\u200f"
_VOWELS = frozenset("aeiouyœæøаеєиіїоуюяыэё")
_NO_LETTERS_OF_THEIR_OWN = frozenset("ьъ")  # they go with the consonant before them
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxzßбвгґджзйклмнпрстфхцчшщ")
_TOGETHER = {
    *(
        "bh",
        "bl",
        "br",
        "ch",
        "ck",
        "cl",
        "cr",
        "dr",
        "dh",
        "fl",
        "fr",
        "gh",
        "gl",
        "gn",
        "gr",
        "hl",
        "hm",
        "hn",
    ),
    *(
        "hr",
        "hw",
        "kh",
        "kl",
        "kn",
        "kr",
        "ll",
        "ph",
        "pl",
        "pr",
        "qu",
        "rh",
        "rr",
        "sc",
        "sh",
        "sk",
        "sp",
        "st",
    ),
    *("th", "tr", "ts", "tz", "vr", "wh", "wr"),
    *("бл", "бр", "вл", "вр", "гл", "гр", "дж", "дз", "др", "кл", "кр", "пл", "пр", "ск", "сп", "ст", "тр"),
    *("фл", "фр", "хл", "хр", "шк", "шт"),
}


def syllables(word: str) -> list[int]:
    """Return the places in a word, counted in letters, before which it may be broken; none where nobody can tell."""
    letters = [_plain(each) for each in word]
    if not all(each.isalpha() or each in INSIDE for each in word.strip(AROUND)):
        return []  # a code or an address
    spelled = [number for number, each in enumerate(letters) if each in _VOWELS or each in _CONSONANTS]
    if not spelled:
        return []
    first, last = spelled[0] + LEAST, spelled[-1] + 1 - LEAST
    end = "".join(letters[last + 1 : spelled[-1] + 1])
    last -= end in SILENT
    return [
        at
        for at, (here, after) in enumerate(pairwise(letters))
        if first <= at <= last and _begins(letters[at - 1], here, after)
    ]


def _begins(before: str, here: str, after: str) -> bool:
    """Whether a syllable begins here: with one consonant and a vowel, or behind a hyphen that stands there."""
    if before == HYPHEN:
        return here in _CONSONANTS or here in _VOWELS
    if here not in _CONSONANTS or after not in _VOWELS:
        return False
    known = before in _VOWELS or before in _CONSONANTS or before in _NO_LETTERS_OF_THEIR_OWN
    return known and before + here not in _TOGETHER


def _plain(letter: str) -> str:
    """A letter without capitals and accents: й and ї are letters of their own."""
    low = letter.lower()
    return low if low in "йї" or len(low) != 1 else normalize("NFD", low)[0]
