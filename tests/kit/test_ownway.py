"""A text that exists in one language only, on a screen in another that is read the other way."""

import pytest

from kit.ownway import direction_of, told, unmarked
from kit.text import Face, line, measure, wrap

DOWN = "The tax computer is down. Please come back at 17:00."
CLOSED = "نغلق اليوم الساعة 15:00."


@pytest.mark.parametrize(
    ("texts", "code"), [({"en": DOWN}, "en"), ({"ar": CLOSED}, "ar"), ({"en": DOWN}, "es")]
)
def test_a_text_that_reads_as_its_board_does_is_as_it_was_written(texts: dict[str, str], code: str) -> None:
    """Nothing is added where nothing would go wrong."""
    assert told(texts, code) in texts.values()


@pytest.mark.parametrize(
    ("text", "spoken", "code", "board", "own"),
    [(DOWN, "en", "ar", "rtl", "ltr"), (DOWN, "ar", "ar", "rtl", "ltr"), (CLOSED, "ar", "en", "ltr", "rtl")],
)
def test_each_line_of_another_language_looks_as_at_home(
    text: str, spoken: str, code: str, board: str, own: str
) -> None:
    """Wherever it is broken, the full stop and the figures stand as they do on a board in its own language."""
    said = told({spoken: text}, code)
    assert unmarked(said) == text
    face = Face(40)
    for width in (10_000, measure(text, face) // 2):
        for there, home in zip(wrap(said, face, width, board), wrap(text, face, width, own), strict=True):
            assert measure(there, face, board) == measure(home, face, own)
            one, other = line(there, face, board).mask, line(home, face, own).mask
            assert one.crop(one.getbbox()).tobytes() == other.crop(other.getbbox()).tobytes()


def test_a_text_in_none_of_the_customers_languages_is_in_the_sites() -> None:
    """The site's first one, and marked as that asks."""
    assert unmarked(told({"fr": "Fermé.", "en": DOWN}, "ar", "en")) == DOWN
    assert told({"en": "Closed.", "ar": CLOSED}, "es", "ar") == told({"ar": CLOSED}, "es")


def test_a_language_that_we_do_not_speak_is_read_by_its_letters() -> None:
    """A site may write in any: Hebrew is read from right to left."""
    assert direction_of("שלום.", "he") == "rtl"
    assert direction_of("Dobrý den.", "cs") == "ltr"
