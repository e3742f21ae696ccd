"""The translations are complete, and the check that says so would notice if they were not."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from kit.language.catalogs import po_path
from kit.language.table import Language
from tools import messages
from tools.messages import Source, check, entries, in_python, in_template, sentences, update


def french(*translated: tuple[Source, str | tuple[str, ...]], fuzzy: bool = False) -> Catalog:
    """A French catalogue with these entries."""
    known = Catalog(locale="fr")
    for source, said in translated:
        known.add(source, said, flags=["fuzzy"] if fuzzy else [])
    return known


def complaints(known: Catalog, *said: Source) -> list[str]:
    """What the check says of it when the code says these sentences."""
    return [problem.what for problem in check("fr", known, {each: ["kiosk/app.py"] for each in said})]


@pytest.fixture(scope="module")
def said() -> dict[Source, list[str]]:
    """Every sentence of the code."""
    return sentences()


@pytest.mark.parametrize("code", messages.TRANSLATED)
def test_every_language_is_complete(code: str, said: dict[Source, list[str]]) -> None:
    """Whatever a program, a page or the paper can say, it can say in every language, and nothing is doubtful."""
    assert len(said) > 300
    assert [str(problem) for problem in check(code, entries(code), said)] == []


def test_a_missing_translation_is_noticed() -> None:
    """No entry, an empty one, a plural with an empty form, and one that is no plural where the code counts."""
    counted: Source = ("{n} person", "{n} people")
    for known in (
        french(),
        french((counted, ("", ""))),
        french((counted, ("{n} personne", ""))),
        french(("{n} person", "{n} personne")),
    ):
        assert complaints(known, counted) == ["no translation (kiosk/app.py)"]
    assert complaints(french((counted, ("{n} personne", "{n} personnes"))), counted) == []


@pytest.mark.parametrize(
    ("source", "said", "complaint"),
    [
        ("Hello {name}", "Bonjour", "its places in braces are not those of the English (Bonjour)"),
        ("Hello", "Bonjour {nom}", "its places in braces are not those of the English (Bonjour {nom})"),
        ("Hello", "Bonjour\u202f!", "nobody is shouted at (Bonjour\u202f!)"),
        ("Done", "C’est terminé, merci beaucoup", "too long, 29 letters where 21 may fit"),
        (("{n} {what}", "{n} {what}s"), ("{n}", "{n} {what}"), "its places in braces are not those"),
        (("{n} day", "{n} days"), ("{n} jour",), "1 plural forms where the language has 2"),
    ],
)
def test_a_doubtful_translation_is_noticed(
    source: Source, said: str | tuple[str, ...], complaint: str
) -> None:
    """Places that differ, shouting, too long for its button, and plural forms that are missing."""
    (found,) = complaints(french((source, said)), source)
    assert found.startswith(complaint)


def test_a_form_for_one_may_say_it_in_a_word() -> None:
    """`One person is waiting` needs no figure."""
    counted: Source = ("{n} person", "{n} people")
    assert complaints(french((counted, ("une personne", "{n} personnes"))), counted) == []


def test_fuzzy_and_unused_entries_are_noticed() -> None:
    """A fuzzy entry is not shown to anybody; one that nothing says is work for nothing."""
    assert complaints(french(("Hello", "Bonjour"), fuzzy=True), "Hello") == [
        "marked fuzzy, so nobody sees it"
    ]
    assert complaints(french(("Hello", "Bonjour"))) == ["nothing says this any more"]


def test_what_the_code_says() -> None:
    """Methods, functions, aliases and plurals count; SQL's own text(), and words that come from elsewhere, do not."""
    said = """
import sqlalchemy as sa
page.catalog.text("One")
text("Two", n=1)
words.plural("{n} day", "{n} days", 3)
WORDS = [sentence("Three" " of them")]
sa.text("SELECT 1"); words.text(name); text(name, "place")
"""
    assert set(in_python(said)) == {"Three of them", "One", "Two", ("{n} day", "{n} days")}
    assert list(in_python("from sqlalchemy import text\ntext('SELECT 1')")) == []
    page = """{{ words.text("Four") }} {% set x = words.plural("{n} min", "{n} mins", 2) %} {{ words.text(told) }}"""
    assert set(in_template(page)) == {"Four", ("{n} min", "{n} mins")}


def test_updating_adds_what_is_new_and_keeps_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new sentence comes in empty, an old one keeps its translation, one that is gone goes; the header stays."""
    path = tmp_path / "nextplease.po"
    head = po_path("fr").read_text("utf-8").split("\n\n", 1)[0]
    path.write_text(f'{head}\n\nmsgid "Old"\nmsgstr "Vieux"\n\nmsgid "Gone"\nmsgstr "Parti"\n', "utf-8")
    monkeypatch.setattr(messages, "TRANSLATED", ("fr",))
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "po_path", lambda _code: path)
    update({"New": ["kiosk/app.py"], "Old": ["kiosk/app.py"], ("{n} day", "{n} days"): ["kiosk/app.py"]})
    written = path.read_text("utf-8")
    assert written.startswith(f"{head}\n\n")
    known = entries("fr")
    assert {entry.id: entry.string for entry in known if entry.id} == {
        "New": "",
        "Old": "Vieux",
        ("{n} day", "{n} days"): ("", ""),
    }
    assert "Gone" not in written
    assert 'msgid "New"' in (tmp_path / "var" / "nextplease.pot").read_text("utf-8")


def test_a_new_language_gets_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the plural rule of the language, and all sentences empty; before that, the check says how to make it."""
    polish = Language("pl", "Polski", "ltr", "pl")
    path = tmp_path / "pl" / "nextplease.po"
    monkeypatch.setattr(messages, "LANGUAGES", {"pl": polish})
    monkeypatch.setattr(messages, "TRANSLATED", ("pl",))
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "po_path", lambda _code: path)
    with pytest.raises(SystemExit, match="make messages"):
        entries("pl")
    said: dict[Source, list[str]] = {("{n} day", "{n} days"): ["kiosk/app.py"]}
    update(said)
    assert entries("pl").num_plurals == 3
    assert [problem.what for problem in check("pl", entries("pl"), said)] == ["no translation (kiosk/app.py)"]


def test_the_command_says_what_is_to_be_done(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    """A problem is a line and the exit code 1; a wrong command tells the right ones."""
    monkeypatch.setattr(messages, "sentences", lambda: {"Never said before": ["kiosk/app.py"]})
    assert messages.main(["check"]) == 1
    assert "uk: no translation (kiosk/app.py): Never said before" in capsys.readouterr().out
    assert messages.main([]) == 2
