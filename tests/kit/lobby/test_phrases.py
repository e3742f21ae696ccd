"""How calls are said, as fragments."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.language import LANGUAGES, catalog
from kit.lobby.phrases import (
    NAMED,
    Fragment,
    flat,
    fragment,
    name_fragment,
    phrase,
    plain,
    vocabulary,
)
from kit.lobby.spoken import SPEECH
from kit.wire import Call

BOOK = {
    "en": [["ticket", "A", "0", "4", "2"], ["counter", "3"], ["left"]],
    "zh": [["ticket", "A", "0", "4", "2", "number"], ["to", "3", "counter"], ["left"]],
}
services = st.from_regex(r"[A-Z][A-Z0-9]{0,2}", fullmatch=True)
counters = st.from_regex(r"[A-Za-z0-9-]{1,8}", fullmatch=True)
ways = st.sampled_from(["left", "right", "straight", "none"])
languages = st.sampled_from([*LANGUAGES, "zh-Hans-CN", "es-MX", "pl", "xx"])


def said(call: Call, language: str, *, brief: bool = False, default: str = "en") -> list[list[str]]:
    """The ids, group by group."""
    return [[each.id for each in group] for group in phrase(call, language, default, brief=brief)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_is_said_in_the_order_of_its_language(made_up: SimpleNamespace, language: str) -> None:
    """Ticket A zero four two, counter three, on your left; in Chinese the words come after their numbers."""
    call = made_up.call(1, "A042", "3", 0, counter_name={}, direction="left")
    assert said(call, language) == BOOK.get(language, BOOK["en"])


def test_the_words_of_a_call_in_english_german_and_arabic(made_up: SimpleNamespace) -> None:
    """What the voice is given, read by somebody who knows the language."""
    call = made_up.call(1, "B117", "12", 0, counter_name={}, direction="right")
    words = {
        code: [each.text for each in flat(phrase(call, code, "en"))] for code in ("en", "de", "uk", "ar")
    }
    assert words["en"] == ["ticket", "B", "1", "1", "7", "counter", "12", "on your right"]
    assert words["de"] == ["Nummer", "B", "1", "1", "7", "Schalter", "12", "rechts"]
    assert words["uk"] == ["номер", "бе", "1", "1", "7", "вікно", "12", "праворуч"]
    assert words["ar"] == ["رقم", "بِي", "1", "1", "7", "شباك", "12", "عَلَى يَمِينِكُم"]


def test_a_brief_call_is_its_number_alone(made_up: SimpleNamespace) -> None:
    """Others wait to be announced."""
    call = made_up.call(1, "A042", "3", 0, direction="left")
    assert said(call, "en", brief=True) == [["A", "0", "4", "2"]]
    assert said(call, "zh", brief=True) == [["A", "0", "4", "2"]]


def test_a_call_that_is_repeated_is_said_as_the_first_time(made_up: SimpleNamespace) -> None:
    """Who has missed it needs the whole of it."""
    call = made_up.call(1, "A042", "3", 0)
    assert said(call, "en") == said(call.model_copy(update={"recalled": True}), "en")


@pytest.mark.parametrize(
    ("code", "ids"),
    [
        ("3", ["3"]),
        ("12", ["12"]),
        ("99", ["99"]),
        ("03", ["0", "3"]),
        ("100", ["1", "0", "0"]),
        ("B2", ["B", "2"]),
        ("b-12", ["B", "1", "2"]),
    ],
)
def test_a_counters_code_is_a_number_or_is_spelled(
    made_up: SimpleNamespace, code: str, ids: list[str]
) -> None:
    """Up to 99 as people say it; letters, noughts in front and longer ones one by one."""
    call = made_up.call(1, "A1", code, 0, counter_name={})
    assert said(call, "fr")[1] == ["counter", *ids]


def test_a_counter_with_a_name_of_its_own_is_called_by_its_code_and_name(made_up: SimpleNamespace) -> None:
    """Whoever heard it finds what is written, on a card that has room for the name or for the code only."""
    names = {"en": "Information desk", "zh": "咨询台"}
    call = made_up.call(1, "A042", "7", 0, counter_name=names, direction="straight")
    assert said(call, "en")[1:] == [["counter", "7"], ["name-information-desk"], ["straight"]]
    assert said(call, "zh")[1:] == [["to", "7", "counter"], ["name-咨询台"], ["straight"]]
    assert "Information desk" in [each.text for each in flat(phrase(call, "en", "en"))]


@pytest.mark.parametrize(
    ("code", "name"),
    [("4", "Citizens’ office 4"), ("4", "4号市民服务窗口"), ("r2", "Room R2"), ("INFO", "Help")],
)
def test_a_code_that_the_name_holds_or_that_is_a_word_is_not_said(
    made_up: SimpleNamespace, code: str, name: str
) -> None:
    """One fragment of that text, in the order of a name; nothing is said twice or spelled that is a word."""
    call = made_up.call(1, "A042", code, 0, counter_name={"en": name, "zh": name}, direction="left")
    (one,) = (each.id for each in [name_fragment("en", name)])
    assert said(call, "en")[1:] == [[one], ["left"]]
    assert said(call, "zh")[1:] == [["to", one], ["left"]]


def test_a_name_with_another_number_in_it_is_said_with_the_code(made_up: SimpleNamespace) -> None:
    """Room 14 is not counter 4."""
    call = made_up.call(1, "A042", "4", 0, counter_name={"en": "Room 14"})
    assert said(call, "en")[1:] == [["counter", "4"], ["name-room-14"]]


def test_a_counters_usual_name_is_said_in_words_and_number(made_up: SimpleNamespace) -> None:
    """The server fills the word for a counter and its code in: that is no name of its own."""
    for code in LANGUAGES:
        names = {each: catalog(each).text("Counter {code}", code="3") for each in LANGUAGES}
        call = made_up.call(1, "A042", "3", 0, counter_name=names)
        assert said(call, code) == said(call.model_copy(update={"counter_name": {}}), code)


def test_a_name_in_another_language_is_said_in_that_one(made_up: SimpleNamespace) -> None:
    """It is what stands on the board; and what is usual there is no name in any language."""
    call = made_up.call(1, "A042", "7", 0, counter_name={"de": "Empfang"})
    assert phrase(call, "uk", "de")[2] == (Fragment("de", "name-empfang", "Empfang"),)
    usual = made_up.call(1, "A042", "7", 0, counter_name={"de": "Schalter 7"})
    assert said(usual, "uk", default="de")[1] == ["counter", "7"]


def test_a_customers_name_is_never_said(made_up: SimpleNamespace) -> None:
    """Even where it may be shown."""
    call = made_up.call(1, "A042", "3", 0, name="Maria")
    assert "maria" not in str(phrase(call, "en", "en")).lower()


def test_a_language_without_words_waits_for_recordings(made_up: SimpleNamespace) -> None:
    """The ids are the usual ones, and the voice is given nothing to say."""
    call = made_up.call(1, "A042", "3", 0, counter_name={}, direction="left")
    assert said(call, "pl-PL") == BOOK["en"]
    assert {(each.language, each.text) for each in flat(phrase(call, "pl-PL", "en"))} == {("pl", "")}


@given(services, st.integers(1, 9999), counters, ways, languages, st.booleans())
def test_every_call_can_be_said(
    service: str, number: int, counter: str, way: str, language: str, brief: bool
) -> None:
    """Letters and digits of the ticket in their order, each id once known, and all of it expected before the call."""
    ticket = f"{service}{number:03}"
    call = Call.model_validate(
        {
            "event_id": 1,
            "ticket": "t",
            "number": ticket,
            "counter": counter,
            "direction": way,
            "language": language,
            "called_at": "2026-11-24T10:42:00Z",
        }
    )
    groups = said(call, language, brief=brief)
    ids = [each for group in groups for each in group]
    spelled = "".join(each for each in groups[0] if len(each) == 1)
    assert spelled == ticket
    assert all(groups)
    assert (way in ids) == (way != "none" and not brief)
    assert all(fragment(language, each) is not None for each in ids)
    expected = vocabulary([language], [service], {counter: {}}, "en")
    assert set(flat(phrase(call, language, "en", brief=brief))) <= set(expected)


@given(st.text(max_size=120), languages)
def test_a_name_makes_a_good_file_name(text: str, language: str) -> None:
    """Short, of one part, never hidden; the same name always the same one, whatever its capitals."""
    made = name_fragment(language, text)
    assert made.id.startswith(NAMED)
    assert 0 < len(made.id.encode()) <= 70
    assert not set(made.id) & set("/\\.\0\n ")
    assert made.id == name_fragment(language, text).id
    assert "[[" not in made.text


def test_two_names_that_begin_alike_are_two_fragments() -> None:
    """Long ones are told apart by their ends."""
    start = "The office for everything that has to be applied for in writing and in person, room "
    assert name_fragment("en", start + "1").id != name_fragment("en", start + "2").id
    assert name_fragment("en", "!!!").id != name_fragment("en", "???").id
    assert name_fragment("en", "Info-Desk").id == name_fragment("en", "info desk").id


def test_what_is_no_fragment_is_none() -> None:
    """Whatever a browser asks for."""
    for word in ("", "AB", "100", "a", "../A", "name-x", "{number}", "00"):
        assert fragment("en", word) is None


def test_every_language_has_every_word() -> None:
    """And no text is empty, but in a language that has no words at all."""
    assert set(SPEECH) == set(LANGUAGES)
    for code, speech in SPEECH.items():
        wanted = {slot for order in (speech.order, speech.named) for group in order for slot in group}
        assert {slot for slot in wanted if not slot.startswith("{")} <= set(speech.words)
        assert {"left", "right", "straight"} <= set(speech.words)
        assert all(speech.words.values())
        assert plain(code) == code
