import ast
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from kit.language import (
    LANGUAGES,
    available,
    catalog,
    clock,
    day,
    day_and_clock,
    first_spoken,
    language,
    pick,
)
from kit.language.catalogs import po_path

ROOT = Path(__file__).parents[2]
ROOMS = ("counter", "display", "kiosk", "kit", "printer", "server")
TRANSLATED = [code for code in LANGUAGES if code != "en"]
MOMENT = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


def entries(code: str) -> dict[str, Message]:
    """All entries of a language's file by their English source."""
    with po_path(code).open("rb") as file:
        found = read_po(file, locale=code)
    return {(entry.id if isinstance(entry.id, str) else entry.id[0]): entry for entry in found if entry.id}


def literal(node: ast.expr) -> str | None:
    """The string a piece of code spells out, if it does."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def sentences_in_the_code() -> Iterator[tuple[str, str]]:
    """Every literal handed to .text(…), .plural(…) or sentence(…), with the place where it stands."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not (isinstance(node, ast.Call) and node.args):
                    continue
                name, source = called_name(node.func), literal(node.args[0])
                if name in {".text", ".plural", "sentence"} and source:
                    yield source, f"{path.relative_to(ROOT)}:{node.lineno}"


def called_name(function: ast.expr) -> str:
    """How a call is written: `.text` for a method, `sentence` for a function; SQL's own text() is neither."""
    if isinstance(function, ast.Attribute):
        module = function.value.id if isinstance(function.value, ast.Name) else ""
        return "" if module in {"sa", "sqlalchemy"} else f".{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""


def places(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_in_the_code_is_translated(code: str) -> None:
    """Whatever a program can say, it can say in every language."""
    known = entries(code)
    missing = sorted(
        {f"{where}: {source}" for source, where in sentences_in_the_code() if source not in known}
    )
    assert not missing


def test_every_catalog_has_the_same_sentences() -> None:
    """A sentence added to one language is added to all."""
    first, *others = [set(entries(code)) for code in TRANSLATED]
    for other in others:
        assert first ^ other == set()


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_is_empty_or_doubtful(code: str) -> None:
    """Nothing is left untranslated or marked fuzzy, and every plural has all its forms."""
    for source, entry in entries(code).items():
        assert not entry.fuzzy, source
        forms = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        assert all(forms), source
        if not isinstance(entry.id, str):
            assert len(forms) == {"es": 2, "fr": 2, "de": 2, "uk": 3, "ar": 6, "zh": 1}[code], source


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_keep_their_places(code: str) -> None:
    """A translation fills the same {places} as its source; a form for one number may leave {n} out."""
    for source, entry in entries(code).items():
        if isinstance(entry.id, str):
            assert places(str(entry.string)) == places(source), source
            continue
        wanted = places(entry.id[0]) | places(entry.id[1])
        for form in entry.string:
            assert wanted - {"n"} <= places(form) <= wanted, source


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_shouts(code: str) -> None:
    """No exclamation marks, in any language."""
    for source, entry in entries(code).items():
        forms = [entry.string] if isinstance(entry.string, str) else entry.string
        assert not any(mark in form for form in forms for mark in "!¡"), source


def test_arabic_counts_in_six_forms() -> None:
    """Nobody, one, two, a few, many and a hundred people each have their own grammar."""
    said = [catalog("ar").plural("{n} waiting", "{n} waiting", n) for n in (0, 1, 2, 3, 11, 100)]
    assert said == [
        "لا أحد ينتظر",
        "شخص واحد ينتظر",
        "شخصان ينتظران",
        "3 أشخاص ينتظرون",
        "11 شخصًا ينتظرون",
        "100 شخص ينتظرون",
    ]


def test_ukrainian_counts_in_three_forms() -> None:
    """One and twenty-one, two to four, and all others, with eleven to fourteen among those."""
    one, few, many = "{n} особа перед Вами", "{n} особи перед Вами", "{n} осіб перед Вами"
    forms = {1: one, 2: few, 4: few, 5: many, 11: many, 12: many, 20: many, 21: one, 22: few, 111: many}
    for n, form in forms.items():
        source = "{n} person ahead of you", "{n} people ahead of you"
        assert catalog("uk").plural(*source, n) == form.format(n=n)


def test_english_is_its_own_source() -> None:
    """English says the source sentence, with its places filled and one thing told from many."""
    english = catalog("en")
    assert english.text("Counter {code}", code="3") == "Counter 3"
    assert english.plural("{n} person", "{n} people", 1) == "1 person"
    assert english.plural("{n} person", "{n} people", 0) == "0 people"


def test_an_unknown_language_speaks_english() -> None:
    """A site in a language we do not have still gets sentences, and a regional code its language."""
    assert catalog("xx").text("Now calling") == "Now calling"
    assert catalog("es-MX").text("Now calling") == "Ahora llamamos"
    assert language("ar_EG").direction == "rtl"
    assert {language(code).code for code in ("zh", "zh-CN", "zh-Hans", "zh_Hans_CN")} == {"zh"}


@pytest.mark.parametrize(
    ("code", "weekday", "date"),
    [
        ("en", "Tuesday 11:42", "Tue 24 Nov 2026"),
        ("es", "Martes 11:42", "mar 24 nov 2026"),
        ("fr", "Mardi 11:42", "mar. 24 nov. 2026"),
        ("de", "Dienstag 11:42", "Di. 24. Nov. 2026"),
        ("uk", "Вівторок 11:42", "вт 24 лист. 2026\u202fр."),
        ("ar", "الثلاثاء 11:42", "الثلاثاء 24 نوفمبر 2026"),
        ("zh", "星期二 11:42", "2026年11月24日周二"),
    ],
)
def test_dates_in_each_language(code: str, weekday: str, date: str) -> None:
    """Days are named in the language, in the site's zone, with Latin digits."""
    assert clock(MOMENT, code, "Europe/Berlin") == "11:42"
    assert day_and_clock(MOMENT, code, "Europe/Berlin") == weekday
    assert day(MOMENT, code, "Europe/Berlin") == date


def test_a_time_without_a_zone_is_refused() -> None:
    """A naive time is a mistake of the program, not a time in some zone."""
    with pytest.raises(ValueError, match="without a zone"):
        clock(datetime(2026, 1, 1), "en", "UTC")  # noqa: DTZ001 - it is the point


def test_right_to_left_needs_raqm() -> None:
    """Without Raqm the right-to-left languages are hidden, and something is always left to speak."""
    assert available(["en", "ar", "es"], raqm=True) == (["en", "ar", "es"], [])
    assert available(["en", "ar", "es"], raqm=False) == (["en", "es"], ["ar"])
    assert available(["ar"], raqm=False) == (["en"], ["ar"])


def test_the_first_wish_that_we_can_fulfil() -> None:
    """A region or a script beside the language does not put it behind one that is wished for less."""
    assert first_spoken(["zh-Hans-CN", "en"]) == "zh"
    assert first_spoken(["pl-PL", "FR-ca", "en"]) == "fr"
    assert first_spoken(["pl", "*"]) == "en"
    assert first_spoken([]) == "en"


def test_a_sites_text_falls_back_to_its_first_language() -> None:
    """A missing or empty translation shows the first language's text, then any, then nothing."""
    texts = {"en": "Passports", "es": ""}
    assert pick(texts, "es", "en") == "Passports"
    assert pick({"es": "Pasaportes"}, "ar", "en") == "Pasaportes"
    assert pick({}, "ar", "en") == ""
