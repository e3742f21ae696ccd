"""A text that goes on over pages: sentences and headings kept whole, no line alone, pages about equally full."""

from __future__ import annotations

from dataclasses import replace

import pygame
import pytest
from kiosk_states import EASES, EXAMPLES, NOW
from looking import READ, see, texts_clear, texts_whole

from kiosk import screens
from kiosk.screens import View
from kiosk.screens.passages import Row, leaves
from kit.drawing.scale import Scale
from kit.language import catalog
from kit.text import Face, line_height

FACE = Face(30)


def shared(told: str, lines: int) -> list[str]:
    """Rows over pages of so many lines. A letter is a row: the same letter the same sentence, capitals are headings."""
    rows = [Row(each, FACE, (0, 0, 0), 0, each.isupper(), ord(each)) for each in told]
    return ["".join(each.words for each in page) for page in leaves(rows, lines * line_height(FACE))]


@pytest.mark.parametrize(
    ("told", "lines", "pages"),
    [
        ("aaa", 3, ["aaa"]),
        ("aabb", 3, ["aa", "bb"]),  # not through a sentence that has room on a page
        ("aaaa", 3, ["aa", "aa"]),  # a longer one: no line alone
        ("aaaaaa", 4, ["aaa", "aaa"]),
        ("Haaaa", 3, ["Haa", "aa"]),
        ("aaHbb", 3, ["aa", "Hbb"]),  # no heading alone at a page's foot
        ("abcabc", 2, ["ab", "ca", "bc"]),
        ("", 3, [""]),
        ("HHHH", 2, ["HH", "HH"]),
        ("aa", 1, ["a", "a"]),
    ],
)
def test_lines_are_shared_out_as_a_reader_would(told: str, lines: int, pages: list[str]) -> None:
    """Whole sentences first, then few pages that are about equally full."""
    assert shared(told, lines) == pages


@pytest.mark.parametrize("language", READ)
@pytest.mark.parametrize("ease", ["plain", "larger", "low", "larger-low"])
def test_what_to_bring_for_which_service_comes_first_and_how_many_pages_there_are(
    language: str, ease: str
) -> None:
    """On the smallest panel, too: only the service's name stands before it, and the arrow onwards has its word."""
    seen = see(("about", (800, 480), language, "day", ease))
    written = [each.text for each in seen.picture.texts]
    service = seen.state.service("B")
    assert service is not None
    name = service.name[language]
    assert name.startswith(written[0])
    told = service.bring.get(language, service.bring["en"])
    at = next(place for place, each in enumerate(written) if told.startswith(each))
    title = [*written[:at]]
    if "larger" not in ease:
        assert title.pop() == catalog(language).text("What to bring")
    assert "".join(title).replace(" ", "") == name.replace(" ", "")
    onwards = next(each.rect for each in seen.picture.targets if each.name == "next")
    on_it = " ".join(each.text for each in seen.picture.texts if onwards.contains(each.ink))
    assert on_it.startswith(f"{catalog(language).text('More')} 1/")


@pytest.mark.parametrize("size", [(800, 480), (480, 800), (1280, 800)], ids=str)
def test_a_short_sentence_is_never_torn_by_a_page(size: tuple[int, int]) -> None:
    """Each page of several short sentences ends with the end of one."""
    told = {
        "en": "Bring your passport. Bring a photo. Bring the fee in cash. Bring this year's letter. Bring time."
    }
    state = EXAMPLES["about"].state("en", EASES["larger"])
    assert state.services is not None
    changed = [each.model_copy(update={"bring": told, "faq": []}) for each in state.services.services]
    services = state.services.model_copy(update={"services": changed})
    pages = 1
    number = 0
    while number < pages:
        turned = replace(state, services=services, screen=replace(state.screen, page=number))
        picture = screens.draw(pygame.Surface(size), turned, View(Scale(*size), 0.0, NOW))
        counts = [each.text for each in picture.texts if each.text.startswith(f"{number + 1}/")]
        pages = int(counts[0].split("/")[1]) if counts else 1
        lines = [each.text for each in picture.texts if each.ink.bottom < picture.targets[0].rect.top]
        assert lines[-1].endswith("."), lines
        number += 1


def test_what_is_whole_without_the_sites_name_turns_no_page() -> None:
    """Large type upright: the name goes before an arrow comes."""
    seen = see(("other-day", (1080, 1920), "de", "day", "larger"))
    assert "next" not in [each.name for each in seen.picture.targets]


def test_one_page_is_not_counted() -> None:
    """Where the short words of what can be done make room for all of it, no arrow leads nowhere."""
    seen = see(("check-in-away", (480, 800), "fr", "day", "low-speech"))
    names = [each.name for each in seen.picture.targets]
    assert "without" in names
    assert "next" not in names
    assert [*texts_whole(seen), *texts_clear(seen)] == []


def test_a_date_ends_no_sentence() -> None:
    """On pages, where each sentence begins a line, its year goes on where its month ends."""
    seen = see(("other-day", (480, 800), "de", "day", "larger"))
    assert "next" in [each.name for each in seen.picture.targets]
    assert any("Nov. 2026" in each.text for each in seen.picture.texts)


def test_an_arrow_has_its_word_only_where_that_has_room() -> None:
    """Beside an act whose words became shorter, and lower, for it."""
    for ease in ("larger-low", "all"):
        seen = see(("check-in-away", (800, 480), "en", "day", ease))
        assert "next" in [each.name for each in seen.picture.targets]
        assert [*texts_whole(seen), *texts_clear(seen)] == []
