"""Pure: the letters and signs of each language, as a table; kiosk.screens.boards shares them out over a screen."""

from __future__ import annotations

from dataclasses import dataclass

from kit.language.table import Direction

PUNCTUATION = "-'"  # what names have besides letters
DIGITS = "1234567890"


@dataclass(frozen=True)
class Letters:
    """A script's letters: `rows` as on its keyboard, `further` those with accents, `name` as its first three."""

    rows: tuple[str, ...]
    alphabet: str
    further: str = ""
    name: str = ""
    direction: Direction = "ltr"


_QWERTY = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LATIN = "abcdefghijklmnopqrstuvwxyz"

LETTERS: dict[str, Letters] = {
    "en": Letters(_QWERTY, _LATIN, name="ABC"),
    "es": Letters(("qwertyuiop", "asdfghjklñ", "zxcvbnm"), "abcdefghijklmnñopqrstuvwxyz", "áéíóúü", "ABC"),
    "fr": Letters(("azertyuiop", "qsdfghjklm", "wxcvbn"), _LATIN, "éèêëàâçîïôùûüœ", "ABC"),
    "de": Letters(("qwertzuiopü", "asdfghjklöä", "yxcvbnmß"), _LATIN, "äöüß", "ABC"),
    "uk": Letters(
        ("йцукенгшщзхї", "фівапролджє", "ячсмитьбюґ"), "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", name="АБВ"
    ),
    "ar": Letters(
        ("ضصثقفغعهخحجد", "شسيبلاتنمكطذ", "ئءؤرىةوزظأإآ"),
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
        "ءآأإؤئةى",
        "أبج",
        "rtl",
    ),
}
LATIN_TOO = ("uk", "ar")  # whoever has papers in Latin letters switches


@dataclass(frozen=True)
class Script:
    """What is to be typed: `signs` in order for pages, `rows` as on a keyboard, `further` besides them.

    `accents`: the letters that may stand on a page of their own, where the rows have no room for all.

    `whole` are keyboards complete with their erase key (a backspace) and gaps (tabs), the highest first. `name` is what
    the key says that turns to it, "" for its first and last letter. `parts`: two kinds of signs, which stand on pages
    of their own where not all have room on one: every page then has a key to the other.
    """

    signs: str
    rows: tuple[str, ...] = ()
    further: str = ""
    accents: str = ""
    whole: tuple[tuple[str, ...], ...] = ()
    name: str = ""
    space: bool = False
    direction: Direction = "ltr"
    parts: tuple[Script, ...] = ()


def code_script(language: str) -> Script:
    """Letters and digits: our own codes leave out what is misread, those of another system may not.

    The letters stand as on the keyboard of the language, where that has Latin ones.
    """
    code = _base(language)
    known = LETTERS["en"] if code in LATIN_TOO else LETTERS.get(code, LETTERS["en"])
    first, second, third = ("".join(sign for sign in row if sign in _LATIN).upper() for row in known.rows)
    letters = _LATIN.upper()
    return Script(
        letters + DIGITS,
        whole=(
            (DIGITS, first, second, third + "\b"),
            ("12345", "67890", "ABCDEFG", "HIJKLMN", "OPQRSTU", "VWXYZ\b"),
        ),
        parts=(
            Script(letters, (first, second, third), name="ABC"),
            Script(DIGITS, ("12345", "67890"), name="123"),
        ),
    )


def digit_script() -> Script:
    """Digits as on a telephone, or in one or two rows."""
    return Script(DIGITS, whole=(("123", "456", "789", "\t0\b"), ("12345", "67890\b"), (DIGITS + "\b",)))


def name_scripts(language: str) -> list[Script]:
    """The letters of a language's names; of one whose names have no small keyboard, the Latin ones."""
    code = _base(language)
    own = LETTERS.get(code, LETTERS["en"])
    return [
        Script(
            each.alphabet + each.further + PUNCTUATION,
            each.rows,
            "".join(sign for sign in each.further if sign not in "".join(each.rows)) + PUNCTUATION,
            each.further,
            name=each.name,
            space=True,
            direction=each.direction,
        )
        for each in ([own, LETTERS["en"]] if code in LATIN_TOO else [own])
    ]


def capital(sign: str) -> str:
    """A letter as it stands on a key."""
    upper = sign.upper()
    return upper if len(upper) == 1 else sign


def _base(language: str) -> str:
    """The language without its script or country."""
    return language.replace("_", "-").split("-")[0]
