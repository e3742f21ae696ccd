"""How a wait is told."""

from __future__ import annotations

import pytest

from kit.language import LANGUAGES, about_wait, bare_minutes, catalog, short_wait

MINUTE = 60


@pytest.mark.parametrize(
    ("low", "high", "english", "spanish", "arabic"),
    [
        (0, 5, "up to 5 min", "hasta 5 min", "حتى 5 دقائق"),
        (5, 5, "up to 5 min", "hasta 5 min", "حتى 5 دقائق"),
        (5, 10, "about 5–10 min", "unos 5–10 min", "نحو 5 إلى 10 دقائق"),
        (10, 10, "about 10 min", "cerca de 10 min", "نحو 10 دقائق"),
        (10, 15, "about 10–15 min", "unos 10–15 min", "نحو 10 إلى 15 دقيقة"),
        (60, 90, "about 60–90 min", "unos 60–90 min", "نحو 60 إلى 90 دقيقة"),
        (60, 95, "about 1–2 h", "unas 1–2 h", "نحو 1 إلى 2 ساعة"),
        (95, 125, "about 1½–2½ h", "unas 1½–2½ h", "نحو 1.5 إلى 2.5 ساعة"),
        (20, 120, "about ½–2 h", "unas ½–2 h", "نحو 0.5 إلى 2 ساعة"),
        (0, 120, "up to 2 h", "hasta 2 h", "حتى ساعتين"),
        (120, 120, "about 2 h", "cerca de 2 h", "نحو ساعتين"),
        (150, 150, "about 2½ h", "cerca de 2½ h", "نحو 2.5 ساعة"),
        (180, 660, "about 3–11 h", "unas 3–11 h", "نحو 3 إلى 11 ساعة"),
    ],
)
def test_a_wait_in_each_language(low: int, high: int, english: str, spanish: str, arabic: str) -> None:
    """Minutes up to an hour and a half, then halves of hours, rounded up; in the grammar of the language."""
    said = [about_wait(low * MINUTE, high * MINUTE, catalog(code)) for code in ("en", "es", "ar")]
    assert said == [english, spanish, arabic]


def test_no_wait_is_not_told() -> None:
    """Nothing is said of a wait of nothing."""
    assert {about_wait(0, 0, catalog(code)) for code in LANGUAGES} == {""}


def test_where_there_is_little_room() -> None:
    """A range says by itself that it is not exact; a single figure does not, and keeps its "about"."""
    english = catalog("en")
    assert short_wait(10 * MINUTE, 15 * MINUTE, english) == "10–15 min"
    assert short_wait(10 * MINUTE, 10 * MINUTE, english) == "about 10 min"
    assert short_wait(10 * MINUTE, 15 * MINUTE, catalog("ar")) == "10 إلى 15 د"


def test_figures_for_a_list() -> None:
    """Minutes without their unit, and with it for the last of the list; hours have no such form."""
    english = catalog("en")
    assert bare_minutes(10 * MINUTE, 15 * MINUTE, english) == ("10–15", "10–15 min")
    assert bare_minutes(0, 5 * MINUTE, english) == ("5", "5 min")
    assert bare_minutes(10 * MINUTE, 15 * MINUTE, catalog("ar")) == ("10 إلى 15", "10 إلى 15 د")
    assert bare_minutes(0, 0, english) is None
    assert bare_minutes(60 * MINUTE, 95 * MINUTE, english) is None


def test_what_is_told_is_never_less_than_what_was_reckoned() -> None:
    """Seconds are rounded up to minutes, and a range is told from its lower end."""
    assert about_wait(601, 840, catalog("en")) == "about 11–14 min"
    assert about_wait(900, 600, catalog("en")) == "about 10 min"


def test_a_range_in_arabic_has_no_dash() -> None:
    """Between two numbers in a line from right to left a dash leaves open which of them comes first."""
    for low in range(0, 300, 15):
        for high in range(low, 300, 15):
            said = [tell(low * MINUTE, high * MINUTE, catalog("ar")) for tell in (about_wait, short_wait)]
            assert not any(dash in each for each in said for dash in "-–‑")
