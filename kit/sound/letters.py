"""Pure: the names of letters, where espeak-ng says the letter alone wrong.

Inside Arabic and Ukrainian it says Latin letters in English, so their names stand here in those scripts; in Spanish it
says Y as I.
"""

from __future__ import annotations

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NAMES = {
    "uk": "а бе це де е еф ґе аш і йот ка ель ем ен о пе ку ер ес те у ве дубль_ве ікс ігрек зет",
    # In brackets espeak-ng's own signs, for sounds that no Arabic letter stands for: the vowel of A, and P.
    "ar": (
        "[[?'ei]] بِي سِي دِي إِي إِف جِي إتش أَيْ [[dZ'ei]] [[k'ei]] إِل إِم إِن أُو [[p'i:]] كْيُو "
        "آر إِس تِي يُو فِي دَبِلْيُو إِكس وَاي زِد"
    ),
}
_BY_LANGUAGE = {
    code: dict(zip(LETTERS, (name.replace("_", " ") for name in names.split()), strict=True))
    for code, names in _NAMES.items()
} | {"es": {"Y": "i griega"}}


def letter(capital: str, language: str) -> str:
    """Return what the voice of a language is given so that it says a capital letter, or anything else, by its name."""
    return _BY_LANGUAGE.get(language, {}).get(capital, capital)
