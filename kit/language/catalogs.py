"""The sentences of each language, read from its gettext file at first use."""

import gettext
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from kit.language.table import LANGUAGES, Language, language

LOCALE_FOLDER = Path(__file__).parent / "locale"


def _english_plural(n: int) -> int:
    return 0 if n == 1 else 1


@dataclass(frozen=True, slots=True)
class Catalog:
    """All sentences in one language. A sentence without a translation comes out in English."""

    language: Language
    sentences: Mapping[str, str]
    plurals: Mapping[str, Sequence[str]]
    plural_index: Callable[[int], int]

    def text(self, source: str, **values: object) -> str:
        """Translate an English source sentence and fill in its `{name}` places."""
        translated = self.sentences.get(source, source)
        return translated.format(**values) if values else translated

    def plural(self, singular: str, plural: str, n: int, **values: object) -> str:
        """Translate a sentence that counts `n` things, in the grammar of the language."""
        forms = self.plurals.get(singular)
        chosen = forms[self.plural_index(n)] if forms else (singular, plural)[_english_plural(n)]
        return chosen.format(n=n, **values)


def sentence(source: str) -> str:
    """Mark a source sentence that is translated elsewhere, so that the tests see it. Returns it."""
    return source


def po_path(code: str) -> Path:
    """Where a language's gettext file lies."""
    return LOCALE_FOLDER / code / "LC_MESSAGES" / "nextplease.po"


def catalog(code: str) -> Catalog:
    """Return the catalog for a language code; English for a language we do not speak."""
    return _load(language(code).code)


@cache  # bounded by LANGUAGES
def _load(code: str) -> Catalog:
    spoken = LANGUAGES[code]
    if code == "en":
        return Catalog(spoken, {}, {}, _english_plural)
    with po_path(code).open("rb") as file:
        entries = read_po(file, locale=code)
    sentences: dict[str, str] = {}
    plurals: dict[str, Sequence[str]] = {}
    for entry in entries:
        if not entry.id or entry.fuzzy:
            continue
        if isinstance(entry.id, str):
            if isinstance(entry.string, str) and entry.string:
                sentences[entry.id] = entry.string
        elif entry.string and all(entry.string):
            plurals[entry.id[0]] = tuple(entry.string)
    return Catalog(spoken, sentences, plurals, gettext.c2py(entries.plural_expr))
