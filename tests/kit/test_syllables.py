"""Where a word is broken that is longer than any line."""

from itertools import pairwise

import pytest

from kit.syllables import syllables
from kit.text import Face, measure, wrap

FACE = Face(40, 600)


def _parts(word: str) -> str:
    places = [0, *syllables(word), len(word)]
    return "|".join(word[start:end] for start, end in pairwise(places))


@pytest.mark.parametrize(
    "parts",
    [
        "Kraft|fahr|zeug|zu|las|sung",
        "Ren|seigne|ments",
        "Eheschlie|ßun|gen",
        "Matri|cu|la|ción",
        "транспорт|них",
        "Gar|cía-|Fer|nán|dez",
        "Registra|tion,",
        "discon|nected",
        "auto|ri|za|ciones",
    ],
)
def test_words_are_taken_apart_between_syllables(parts: str) -> None:
    """Before a consonant that a vowel follows, three letters from either end, never within a sound."""
    assert _parts(parts.replace("|", "")) == parts


@pytest.mark.parametrize(
    "word",
    [
        "Closed",
        "Opens",
        "heures",
        "A042",
        "7KQ4M2XA",
        "https://q.example/t/Zk3nY0cVb1uTq8mWx5rLsA",
        "الجوازات",
        "",
    ],
)
def test_what_must_not_be_taken_apart_is_not(word: str) -> None:
    """A silent end is no syllable; in codes, addresses and joined letters a hyphen would be read as theirs."""
    assert syllables(word) == []


@pytest.mark.parametrize("word", ["Kraftfahrzeugzulassung", "Renseignements", "García-Fernández"])
def test_a_word_too_long_for_its_line_is_broken_with_a_hyphen_near_its_middle(word: str) -> None:
    """No two letters alone on a line of their own."""
    width = measure(word, FACE) - 5
    one, other = wrap(word, FACE, width)
    assert one.endswith("-")
    assert f"{one}{other}".replace("-", "") == word.replace("-", "")
    assert min(len(one), len(other)) >= len(word) // 3


def test_a_hyphen_stays_with_its_word_in_a_paragraph_read_from_the_right() -> None:
    """It ends in a letter without a width that is read from the left."""
    word = "Kraftfahrzeugzulassung"
    one, _other = wrap(word, FACE, measure(word, FACE) - 5, "rtl")
    assert one.endswith("-\u200e")


def test_what_has_no_syllables_is_broken_at_the_last_letter_that_fits() -> None:
    """A line is never wider than it may be."""
    lines = wrap("w" * 30, FACE, 200)
    assert "".join(lines) == "w" * 30
    assert all(measure(each, FACE) <= 200 for each in lines)
