"""The documents say what is there: every setting, every package, and links that lead somewhere."""

from __future__ import annotations

import argparse
import importlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from counter.cli import parser as counter_parser

ROOT = Path(__file__).parent.parent
PROGRAMS = ("counter", "display", "kiosk", "printer", "server")
EVERYWHERE = {"--help", "--version", "--config"}
DOCUMENTS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")})


class Captured(BaseException):
    """Carries a program's parser out of its main, before anything is started."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        super().__init__()
        self.parser = parser


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    """Every option that a parser and its subcommands know and show."""
    found: set[str] = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found = found.union(*(options_of(each) for each in action.choices.values()))
        elif action.help != argparse.SUPPRESS:
            found |= {name for name in action.option_strings if name.startswith("--")}
    return found - EVERYWHERE


@pytest.fixture
def options(monkeypatch):
    """`options(room)`: the options of a room's program."""

    def capture(parser: argparse.ArgumentParser, *_args: object) -> None:
        raise Captured(parser)

    def options(room: str) -> set[str]:
        monkeypatch.setattr("kit.settings.parse", capture)
        with pytest.raises(Captured) as caught:
            importlib.import_module(f"{room}.cli").main([])
        return options_of(caught.value.parser)

    return options


def documented(room: str) -> dict[str, str]:
    """Option -> its line in docs/settings.md, for one program."""
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    section = text.split(f"## nextplease-{room}\n", 1)[1].split("\n## ", 1)[0]
    return {line.split("`")[1]: line for line in section.splitlines() if line.startswith("| `--")}


@pytest.mark.parametrize("room", PROGRAMS)
def test_every_setting_is_documented_and_every_documented_setting_exists(room: str, options) -> None:
    """docs/settings.md and the programs' own parsers name the same options."""
    assert set(documented(room)) == options(room)


@pytest.mark.parametrize("room", PROGRAMS)
def test_every_setting_is_named_as_the_environment_has_it(room: str) -> None:
    """The second column is the name that kit.settings looks for."""
    for option, line in documented(room).items():
        assert f"`NEXTPLEASE_{option[2:].upper().replace('-', '_')}`" in line, line


def test_an_undocumented_option_would_be_noticed() -> None:
    """The comparison sees an option that only the program knows."""
    parser = counter_parser()
    parser.add_argument("--volume")
    assert options_of(parser) - set(documented("counter")) == {"--volume"}


def test_every_installed_package_has_its_notice() -> None:
    """Everything in requirements/run.txt stands in THIRD_PARTY.md with a licence."""
    locked = re.findall(
        r"(?m)^([a-z0-9._-]+)==", (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    )
    text = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    noticed = dict(re.findall(r"(?m)^\| ([a-z0-9._-]+) \| ([^|]+) \|", text))
    assert locked
    assert set(locked) <= set(noticed)
    assert "?" not in noticed.values()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_our_own_files_lead_somewhere(document: Path) -> None:
    """A reader who follows a link finds a file."""
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_wiring_is_a_whole_drawing() -> None:
    """The picture is well-formed and says in words what it shows."""
    drawing = ElementTree.parse(ROOT / "docs" / "wiring.svg").getroot()
    description = drawing.find("{http://www.w3.org/2000/svg}desc")
    assert description is not None
    assert description.text
    for word in ("GPIO17", "GPIO27", "ground", "resistor"):
        assert word in description.text


def test_every_decision_says_what_why_and_what_would_change_our_mind() -> None:
    """A page that lacks one of the three cannot be argued with."""
    pages = [page for page in (ROOT / "docs" / "decisions").glob("*.md") if page.name != "README.md"]
    assert pages
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for heading in ("## What", "## Why", "## What would change our mind"):
            assert f"\n{heading}\n" in text, f"{page.name}: {heading}"
        assert f"({page.name})" in index, f"{page.name} is not in the list"
