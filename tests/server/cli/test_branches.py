"""Commands where one database holds several sites."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server import cli

Done = tuple[int, str, str]


@pytest.fixture
def run(tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs a command on this test's database; returns exit code, stdout and stderr."""

    def command(*words: str, text: str = "") -> Done:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        code = cli.main([*words, "--data", str(tmp_path / "data")])
        told = capsys.readouterr()
        return code, told.out, told.err

    assert command("init")[0] == 0
    return command


@pytest.fixture
def file(run: Callable[..., Done], tmp_path: Path) -> str:
    """A site file for another branch."""
    made = tmp_path / "north.toml"
    made.write_text(run("site", "show")[1].replace("City Hall", "North Office"))
    return str(made)


def test_a_second_site(run: Callable[..., Done], file: str) -> None:
    """With two sites each command needs --site, and does its work there only."""
    code, out, err = run("site", "add", "north", file)
    assert (code, out) == (0, "")
    assert "--site" in err
    listed = [line.split("\t")[:2] for line in run("site", "list")[1].splitlines()]
    assert listed == [["main", "City Hall"], ["north", "North Office"]]
    assert run("device", "list")[0] == 2
    assert run("device", "add", "kiosk", "entrance", "--site=north")[0] == 0
    assert "entrance" in run("device", "list", "--site=north")[1]
    assert run("device", "list", "--site=main")[1] == ""
    assert run("user", "add", "ada", "--role=staff", "--site=north", text="correct horse\n")[0] == 0
    assert run("user", "add", "ada", "--role=admin", "--site=main", text="another horse\n")[0] == 0
    assert "admin" not in run("user", "list", "--site=north")[1]
    assert 'name = "North Office"' in run("site", "show", "--site=north")[1]
    assert run("check")[1] == "all is right\n"


@pytest.mark.parametrize("words", [("check",), ("backup", "copy"), ("run", "--port=0"), ("site", "show")])
def test_a_site_that_is_not_there(run: Callable[..., Done], words: tuple[str, ...]) -> None:
    """One line names it, also where the command is about the whole database."""
    assert run(*words, "--site=nowhere") == (2, "", "--site: there is no site 'nowhere'; there is main\n")


@pytest.mark.parametrize(
    ("code", "told"),
    [("main", "already"), ("a b", "is not 1 to 40 letters"), ("x" * 41, "is not 1 to 40 letters")],
)
def test_a_sites_code_is_its_own(run: Callable[..., Done], file: str, code: str, told: str) -> None:
    """One line says what is wrong with it."""
    status, out, err = run("site", "add", code, file)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert told in err


def test_a_site_does_not_move_to_where_it_is(run: Callable[..., Done], tmp_path: Path) -> None:
    """The same database under another name for it is still the same."""
    status, _, err = run("move", "--to", f"sqlite:///{tmp_path / 'data' / 'nextplease.db'}")
    assert (status, err.count("\n")) == (2, 1)


def test_a_site_moves_between_files_too(run: Callable[..., Done], tmp_path: Path) -> None:
    """And then the old one says where it went."""
    target = f"sqlite:///{tmp_path / 'there.db'}"
    status, out, err = run("move", "--to", target, "--as", "north")
    assert (status, out) == (0, ""), err
    status, _, err = run("device", "list")
    assert (status, "was moved to sqlite" in err) == (2, True)
    assert run("site", "list", "--database", target)[1].startswith("north\tCity Hall\t")
    assert run("check", "--database", target)[1] == "all is right\n"


def test_several_sites_move_one_after_the_other(run: Callable[..., Done], file: str, tmp_path: Path) -> None:
    """The first move leaves the second site's keys alone: what its customers told arrives readable, too."""
    assert run("site", "add", "north", file)[0] == 0
    there = tmp_path / "there.db"

    def keys(path: Path) -> list[tuple[str, str]]:
        query = "SELECT code, key FROM day_keys JOIN sites ON sites.id = site_id ORDER BY code"
        with contextlib.closing(sqlite3.connect(path)) as database:
            return database.execute(query).fetchall()

    here = tmp_path / "data" / "nextplease.db"
    with contextlib.closing(sqlite3.connect(here)) as database, database:
        database.execute("INSERT INTO day_keys SELECT id, '2999-01-02', code || ' key' FROM sites")
    told = [("main", "main key"), ("north", "north key")]
    assert keys(here) == told
    for code, left in (("main", told[1:]), ("north", [])):
        status, _, err = run("move", "--to", f"sqlite:///{there}", "--site", code)
        assert status == 0, err
        assert keys(here) == left
    assert keys(there) == told
    assert run("check", "--database", f"sqlite:///{there}")[1] == "all is right\n"
