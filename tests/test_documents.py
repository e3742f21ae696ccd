"""The documents say what is there: every setting, every package, and links that lead somewhere."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
import textwrap
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from counter.cli import parser as counter_parser
from kiosk.flow import times
from kit.icon_names import SERVICES
from server.sitefile import load, parse
from server.sitefile import lobby as lobby_part
from server.sitefile import model as site_model

ROOT = Path(__file__).parent.parent
PROGRAMS = ("counter", "display", "kiosk", "printer", "server")
EVERYWHERE = {"--help", "--version", "--config"}
DOCUMENTS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")})
PROSE = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}


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
def parser_of(monkeypatch):
    """`parser_of(room)`: the parser of a room's program, as its main builds it."""

    def capture(parser: argparse.ArgumentParser, *_args: object) -> None:
        raise Captured(parser)

    def parser_of(room: str) -> argparse.ArgumentParser:
        monkeypatch.setattr("kit.settings.parse", capture)
        with pytest.raises(Captured) as caught:
            importlib.import_module(f"{room}.cli").main([])
        return caught.value.parser

    return parser_of


@pytest.fixture
def options(parser_of):
    """`options(room)`: the options of a room's program."""
    return lambda room: options_of(parser_of(room))


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


TYPED = re.compile(
    r"(?m)^ {4,}(?:/opt/nextplease/bin/)?(np|nextplease-\w+) ([^#>\n]+)"
)  # up to a comment, or into a file
NAMED = re.compile(r"`(np|nextplease-\w+) ([^`\n]+)`")
OPTION = re.compile(r"`(--[a-z-]+)[ `]")
SETTINGS_FILE = re.compile(r"(?ms)^    cat > /etc/nextplease/(\w+)\.toml <<END\n(.*?)^    END$")
INSTALL = PROSE[ROOT / "docs" / "install.md"]


def told(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Each program and its words, wherever a document has them so; `np` is the server's, with its folder."""
    return sorted({each for text in PROSE.values() for each in pattern.findall(text)})


def room_of(program: str) -> str:
    """The room of a program that a document names."""
    return "server" if program == "np" else program.removeprefix("nextplease-")


@pytest.mark.parametrize(("program", "words"), told(TYPED))
def test_every_command_in_the_documents_is_one_that_the_program_takes(
    program: str, words: str, parser_of
) -> None:
    """Nobody who types what we wrote is told that it is wrong."""
    arguments = shlex.split(words)
    if program == "np":
        arguments += ["--data", "/var/lib/nextplease"]
    parser = parser_of(room_of(program))
    if "--version" not in arguments:  # kit.settings adds that one, and it ends the program
        assert parser.parse_args(arguments)


@pytest.mark.parametrize(("program", "words"), told(NAMED))
def test_every_command_that_is_named_in_a_sentence_exists(program: str, words: str, parser_of) -> None:
    """Its words, down to the last that is no argument, and its options."""
    parser = parser_of(room_of(program))
    assert set(re.findall(r"--[a-z-]+", words)) <= options_of(parser) | EVERYWHERE
    for word in words.split():
        deeper = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
        if not deeper or word.startswith("--"):
            break
        assert word in deeper[0].choices, f"{program} {words}"
        parser = deeper[0].choices[word]


def test_every_option_that_is_named_in_a_sentence_exists(options) -> None:
    """Whichever program has it; pip's own are not ours."""
    known = EVERYWHERE.union(*(options(room) for room in PROGRAMS)) | {"--system-site-packages"}
    for path, text in PROSE.items():
        assert set(OPTION.findall(text)) <= known, path.name


def test_every_file_of_ours_that_is_named_in_a_sentence_exists() -> None:
    """A path in the text leads to what it names; what a reader is to make is not there yet."""
    ours = {each.name for each in ROOT.iterdir() if each.is_dir()} - {"var"}
    made = {"kit/language/locale/pl/LC_MESSAGES/nextplease.po"}
    for path, text in PROSE.items():
        for word in re.findall(r"`([\w./-]+)`", text):
            if word.partition("/")[0] in ours and "/" in word and word not in made:
                assert (ROOT / word).exists(), f"{path.name}: {word}"


def test_the_page_about_time_has_the_kiosks_own_figures() -> None:
    """How long somebody has, how long the question stands, and how long the ticket does."""
    text = PROSE[ROOT / "docs" / "decisions" / "more-time.md"]
    for seconds in (times.IDLE_FOR, times.WARN_FOR, times.DONE_FOR):
        assert f" {seconds:.0f} seconds" in text
    assert f"({times.SPOKEN * times.DONE_FOR:.0f} in large letters or read aloud)" in text
    assert times.LONGEST == 190
    assert "three minutes and ten seconds" in text


def test_every_settings_file_in_the_documents_has_keys_that_the_program_knows(options) -> None:
    """The files that install.md writes hold settings that exist."""
    written = SETTINGS_FILE.findall(INSTALL)
    assert {room for room, _ in written} == {"server", "kiosk", "display", "counter"}
    for room, text in written:
        for key in tomllib.loads(textwrap.dedent(text)):
            assert f"--{key.replace('_', '-')}" in options(room), f"{room}.toml: {key}"


def test_the_site_file_in_the_documents_is_a_good_one(tmp_path: Path) -> None:
    """The first site file that a reader copies is accepted."""
    block = re.search(r'(?m)^    name = "City Hall"\n(?:    .*\n|\n)+', INSTALL)
    assert block
    file = tmp_path / "site.toml"
    file.write_text(textwrap.dedent(block[0]), encoding="utf-8")
    site = load(file)
    assert [service.code for service in site.services] == ["A", "B"]
    assert [counter.code for counter in site.counters] == ["1", "2"]


def test_the_page_about_the_site_file_has_every_key_and_only_good_ones() -> None:
    """Its examples are accepted, and there is no key that a reader would have to guess."""
    page = PROSE[ROOT / "docs" / "site-file.md"]
    whole, service = re.findall(r"(?ms)^```toml\n(.*?)^```", page)
    site = parse(whole + service, "site-file.md")
    assert site.services[-1].questions[0].need == "step_free"
    text = page + PROSE[ROOT / "docs" / "themes.md"]
    for table in (*site_model._Table.__subclasses__(), *lobby_part._Table.__subclasses__()):
        for name, field in table.model_fields.items():
            assert re.search(rf"\b{field.alias or name}\b", text), f"{table.__name__}: {name}"


def test_the_page_about_themes_names_every_icon() -> None:
    """Whoever chooses a service's icon reads no code: the list is the one that the screens draw from."""
    page = PROSE[ROOT / "docs" / "themes.md"].split("## Icons for services")[1].split("\n## ")[0]
    assert set(re.findall(r"`([a-z0-9-]+)`", page)) == SERVICES
