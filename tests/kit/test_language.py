from datetime import UTC, datetime

import pytest

from kit.language import (
    available,
    catalog,
    clock,
    day,
    day_and_clock,
    first_spoken,
    language,
    pick,
    speaks,
)

MOMENT = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


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
    assert [speaks(code) for code in ("uk", "fr-CA", "zh-Hans", "pl")] == [True, True, True, False]
    assert {language(code).code for code in ("zh", "zh-CN", "zh-Hans", "zh_Hans_CN")} == {"zh"}


@pytest.mark.parametrize(
    ("code", "weekday", "date"),
    [
        ("en", "Tuesday 11:42", "Tue 24 Nov 2026"),
        ("es", "Martes 11:42", "mar 24 nov 2026"),
        ("fr", "Mardi 11:42", "mar. 24 nov. 2026"),
        ("de", "Dienstag 11:42", "Di. 24. Nov. 2026"),
        ("uk", "Вівторок 11:42", "вт 24 лист. 2026"),
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
    assert pick({"en": "Passports", "zh-Hans": "护照"}, "zh", "en") == "护照"
    assert pick({"en": "Passports", "fr": "Passeports"}, "fr-CA", "en") == "Passeports"
