"""Pure: the languages the programs speak, and which of a site's texts to show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Direction = Literal["ltr", "rtl"]

# What Pillow's wheel looks for on the system to lay out right-to-left text (Debian's name).
RAQM_PACKAGE = "libfribidi0"


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its code, its name in itself, its direction, and the locale for its dates."""

    code: str
    own_name: str
    direction: Direction
    locale: str

    @property
    def needs_raqm(self) -> bool:
        """Whether text in this language is only right when Raqm lays it out."""
        return self.direction == "rtl"


LANGUAGES: dict[str, Language] = {
    # British dates: day before month, as everywhere else we go, and no a.m.
    "en": Language("en", "English", "ltr", "en_GB"),
    "es": Language("es", "Español", "ltr", "es"),
    "fr": Language("fr", "Français", "ltr", "fr"),
    "de": Language("de", "Deutsch", "ltr", "de"),
    "uk": Language("uk", "Українська", "ltr", "uk"),
    "ar": Language("ar", "العربية", "rtl", "ar"),
    "zh": Language("zh", "中文", "ltr", "zh_Hans_CN"),
}


def language(code: str) -> Language:
    """Return the language of a code such as `es`, `es-MX` or `zh-Hans-CN`; English for one we do not speak."""
    return _spoken(code) or LANGUAGES["en"]


def speaks(code: str) -> bool:
    """Whether the programs speak the language of a code, whatever region or script it names besides."""
    return _spoken(code) is not None


def first_spoken(wishes: Iterable[str]) -> str:
    """Return the code of the first language that we speak among a reader's wishes, the dearest first; else English."""
    return next((known.code for wish in wishes if (known := _spoken(wish))), "en")


def _spoken(code: str) -> Language | None:
    return LANGUAGES.get(code) or LANGUAGES.get(plain(code))


def available(codes: Iterable[str], *, raqm: bool) -> tuple[list[str], list[str]]:
    """Split a site's languages into those this machine can draw and those it must hide.

    `raqm` is `kit.text.RAQM`. Hidden languages need the system package RAQM_PACKAGE. The first list is
    never empty: where nothing is left, it holds English.
    """
    shown: list[str] = []
    hidden: list[str] = []
    for code in codes:
        (hidden if language(code).needs_raqm and not raqm else shown).append(code)
    return shown or ["en"], hidden


def pick(texts: Mapping[str, str], language: str, default: str) -> str:
    """Choose a site's own text: in the language, in another kind of it, else in the default one, any, or empty.

    Another kind: `zh-Hans` for `zh`, and `fr` for `fr-CA`.
    """
    if said := texts.get(language):
        return said
    alike = (said for code, said in texts.items() if said and plain(code) == plain(language))
    return next(alike, "") or texts.get(default) or next(filter(None, texts.values()), "")


def plain(code: str) -> str:
    """Return a language without its kind: `zh` for `zh-Hans`, `en` for `en_GB`."""
    return code.replace("_", "-").split("-")[0].lower()
