"""What a site says in several languages has its turn in each."""

import pytest

from kit.lobby.inturn import in_turn
from kit.lobby.shown import Words

LIFT = {"en": "No lift.", "ar": "لا مصعد."}
RAMP = {"en": "Use the ramp."}


@pytest.mark.parametrize(
    ("texts", "languages", "said"),
    [
        ([LIFT], ["ar", "en"], [("لا مصعد.", "rtl", "ar"), ("No lift.", "ltr", "en")]),
        ([LIFT], ["en"], [("No lift.", "ltr", "en")]),
        ([LIFT, RAMP], ["en", "ar"], [("No lift. · Use the ramp.", "ltr", "en"), ("لا مصعد.", "rtl", "ar")]),
        ([RAMP], ["ar", "zh"], [("Use the ramp.", "ltr", "en")]),
        ([RAMP, LIFT], ["ar"], [("لا مصعد.", "rtl", "ar"), ("Use the ramp.", "ltr", "en")]),
        ([{"zh-Hans": "开门"}], ["zh"], [("开门", "ltr", "zh")]),
        ([{"de": "Taxi", "en": "Taxi"}], ["en", "de"], [("Taxi", "ltr", "en")]),
        ([{"en": ""}, {}], ["en"], []),
        ([], ["en"], []),
    ],
)
def test_each_language_that_is_written_has_its_turn(
    texts: list[dict[str, str]], languages: list[str], said: list[tuple[str, str, str]]
) -> None:
    """In the site's order, all that is written in one together, and nothing is lost that is in none of them."""
    found = in_turn(texts, languages)
    assert [(each.text, each.direction, each.language) for each in found] == said
    assert all(isinstance(each, Words) for each in found)
