"""The last screen: what it always says, in the same order on every panel, and the truth when no counter is open."""

from __future__ import annotations

import pytest
from kiosk_states import EXAMPLES
from looking import READ, SIZES, Seen, see

from kit.language import catalog

TICKETS = ["done", "done-greeted", "done-late", "done-offline", "done-unserved"]
USUAL = [each for each in SIZES if each not in ((480, 800), (1920, 1080))]


def written(seen: Seen) -> str:
    """All words of it, without what breaks them into lines."""
    return "".join(each.text for each in seen.picture.texts).replace(" ", "").replace("-", "")


def plain(words: str) -> str:
    """The same of a sentence."""
    return words.replace(" ", "").replace("-", "")


@pytest.mark.parametrize("language", READ)
@pytest.mark.parametrize("ease", ["plain", "larger"])
def test_the_service_and_what_the_code_is_for_are_always_told(language: str, ease: str) -> None:
    """However small the panel and large the type: luxuries go before the service's name does."""
    text = catalog(language).text
    phones = [
        text(each) for each in ("Follow it on your phone: scan the code. You may wait outside.", "Scan")
    ]
    phones += [text("Follow it on your phone."), text("The code works later."), text("Later")]
    phones += [text("The code works as soon as we are connected again.")]
    for name in TICKETS:
        for size in USUAL:
            seen = see((name, size, language, "day", ease))
            service = seen.state.service("A")
            assert service is not None
            assert plain(service.name[language]) in written(seen), str(seen)
            assert any(plain(each) in written(seen) for each in phones), str(seen)


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_low_reach_moves_nothing_on_it(language: str) -> None:
    """Its buttons are low anyway: whoever asks for low reach finds the same words in the same places."""
    for name in ("done", "done-late", "done-unserved", "no-paper", "paper-is-back"):
        for ease, low in (("plain", "low"), ("larger", "larger-low")):
            one, other = (see((name, (800, 480), language, "day", each)).picture for each in (ease, low))
            assert [(each.text, each.box) for each in one.texts] == [
                (each.text, each.box) for each in other.texts
            ]
            assert one.codes == other.codes


@pytest.mark.parametrize("language", READ)
@pytest.mark.parametrize("name", ["done", "done-greeted", "done-late"])
def test_the_code_is_large_where_there_is_room(name: str, language: str) -> None:
    """On a usual panel a fifth of its height at least, for appointments too."""
    seen = see((name, (1280, 800), language, "day", "plain"))
    assert seen.picture.codes[0].height >= 160


@pytest.mark.parametrize("language", READ)
@pytest.mark.parametrize("ease", ["plain", "all"])
def test_that_no_counter_is_open_is_told_with_the_ticket(language: str, ease: str) -> None:
    """Who is next would else stand waiting for a call: on the screen, and aloud."""
    text = catalog(language).text
    ways = text("No counter open now"), text("No counter is open for this at the moment.")
    for size in SIZES:
        seen = see(("done-unserved", size, language, "day", ease))
        assert any(plain(each) in written(seen) for each in ways), str(seen)
        assert ways[1] in seen.picture.spoken


def test_an_open_counter_is_not_spoken_of() -> None:
    """Nothing of it stands on the usual ticket, nor on one that was given without the server."""
    assert "done-offline" in EXAMPLES
    for name in ("done", "done-offline"):
        assert "counter" not in written(see((name, (1280, 800), "en", "day", "plain")))


@pytest.mark.parametrize("language", READ)
def test_the_code_for_the_phone_is_told_aloud(language: str) -> None:
    """Whoever does not see it hears where it is, and when it works later; of a code that is not there nobody hears."""
    text = catalog(language).text
    follow = text("To follow it on your phone, scan the code on your ticket or on the screen.")
    keep = text("To keep it on your phone, scan the code on the screen.")
    later = text("The code works as soon as we are connected again.")
    told = {"done": [follow], "printing": [follow], "done-offline": [follow, later], "no-paper": [keep]}
    for name, sentences in {**told, "done-without-url": []}.items():
        spoken = see((name, (800, 480), language, "day", "larger")).picture.spoken
        assert [each for each in spoken if each in (follow, keep, later)] == sentences, name


@pytest.mark.parametrize("language", READ)
def test_another_ticket_is_offered_in_words_or_not_at_all(language: str) -> None:
    """A picture of a ticket beside "Done" reads like the ticket itself; on usual panels there is room for the words."""
    text = catalog(language).text
    for size in SIZES:
        for ease in ("plain", "larger", "all"):
            seen = see(("done", size, language, "day", ease))
            names = [each.name for each in seen.picture.targets]
            assert "done" in names
            assert ("another" in names) == (plain(text("Another ticket")) in written(seen)), str(seen)
            assert "another" in names or ease != "plain", str(seen)
    assert "another" in [
        each.name for each in see(("done", (1280, 800), language, "day", "larger")).picture.targets
    ]


@pytest.mark.parametrize("language", READ)
def test_an_apology_stands_clear_of_the_number(language: str) -> None:
    """On a narrow panel in large letters, too, its band has an edge and the number air above it."""
    seen = see(("no-paper", (480, 800), language, "day", "larger"))
    number = next(each for each in seen.picture.texts if each.text == "A042")
    above = max(each.ink.bottom for each in seen.picture.texts if each.ink.bottom < number.ink.centery)
    assert number.ink.top - above >= seen.scale.u(5)


@pytest.mark.parametrize("language", READ)
def test_that_it_can_be_printed_now_is_told_in_words(language: str) -> None:
    """In larger text too: an icon alone does not say that the paper is still to be had."""
    text = catalog(language).text
    for size in SIZES:
        seen = see(("paper-is-back", size, language, "day", "larger"))
        assert any(plain(text(each)) in written(seen) for each in ("Print it now", "Print")), str(seen)


@pytest.mark.parametrize("language", READ)
def test_without_paper_one_is_asked_to_note_the_number(language: str) -> None:
    """However large the type: what to do is told where why has no room."""
    asked = catalog(language).text("Please note your number; we will call it.")
    for size in SIZES:
        seen = see(("no-paper", size, language, "day", "larger"))
        assert plain(asked) in written(seen), str(seen)
