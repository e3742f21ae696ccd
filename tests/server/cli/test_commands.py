"""The command line: what each command prints, and where."""

from __future__ import annotations

import contextlib
import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server import cli

Done = tuple[int, str, str]


@pytest.fixture
def run(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch, database_option: list[str]
) -> Callable[..., Done]:
    """Runs a command on this test's database; returns exit code, stdout and stderr."""

    def command(*words: str, text: str = "") -> Done:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        code = cli.main([*words, "--data", str(tmp_path / "data"), *database_option])
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


@pytest.fixture(params=["sqlite", "postgresql"])
def database_option(request: pytest.FixtureRequest) -> Any:
    """Nothing for SQLite; for PostgreSQL an empty database's address."""
    if request.param == "sqlite":
        yield []
        return
    postgres = request.getfixturevalue("postgres")
    name = postgres.fresh()
    yield ["--database", postgres.url(name)]
    postgres.drop(name)


@pytest.fixture
def site(run: Callable[..., Done]) -> str:
    """The sample site, initialised; its file as `site show` prints it."""
    assert run("init")[0] == 0
    code, out, err = run("site", "show")
    assert (code, err) == (0, "")
    return out


def test_init_may_be_repeated(run: Callable[..., Done], site: str, tmp_path: Path) -> None:
    """Nothing changes; with a file, that is applied."""
    assert run("init")[0] == 0
    assert run("site", "show")[1] == site
    file = tmp_path / "site.toml"
    file.write_text(site.replace("City Hall", "Town Hall"))
    code, out, _ = run("init", "--site", str(file))
    assert code == 0
    assert "Town Hall" in out
    assert 'name = "Town Hall"' in run("site", "show")[1]


def test_a_site_file_goes_out_and_in(run: Callable[..., Done], site: str, tmp_path: Path) -> None:
    """What was shown changes nothing; a dry run only tells; applying does."""
    file = tmp_path / "site.toml"
    file.write_text(site)
    assert run("site", "apply", str(file))[:2] == (0, "nothing changes\n")
    file.write_text(site.replace("City Hall", "Town Hall"))
    code, told, _ = run("site", "apply", str(file), "--dry-run")
    assert code == 0
    assert "Town Hall" in told
    assert run("site", "show")[1] == site
    assert run("site", "apply", str(file))[:2] == (0, told)
    assert run("site", "show")[1] == site.replace("City Hall", "Town Hall")


def test_a_broken_site_file_changes_nothing(run: Callable[..., Done], site: str, tmp_path: Path) -> None:
    """Exit 2 and one line with file and place."""
    file = tmp_path / "site.toml"
    for wrong in ("colour = 1\n", "name = \n", "name = 'x'\n", site.replace('code = "B"', 'code = "A"')):
        file.write_text(wrong)
        for words in (("site", "apply", str(file)), ("init", "--site", str(file))):
            code, out, err = run(*words)
            assert (code, out, err.count("\n")) == (2, "", 1), err
            assert str(file) in err
    assert run("site", "apply", str(tmp_path / "none.toml"))[0] == 2
    assert run("site", "show")[1] == site


def test_a_device_is_added_listed_and_revoked(run: Callable[..., Done], site: str) -> None:
    """Its token and nothing else on stdout; never again."""
    code, out, err = run("device", "add", "kiosk", "hall")
    assert (code, err) == (0, "")
    token = out.rstrip("\n")
    assert len(token) >= 43
    assert not any(each.isspace() for each in token)
    assert run("device", "add", "counter", "button", "--counter", "2")[0] == 0
    lines = run("device", "list")[1].splitlines()
    assert [line.split("\t")[:3] for line in lines] == [["hall", "kiosk", "-"], ["button", "counter", "2"]]
    assert token not in "".join(lines)
    assert run("device", "revoke", "hall")[0] == 0
    assert [line.split("\t")[0] for line in run("device", "list")[1].splitlines()] == ["button"]
    assert run("device", "add", "display", "hall")[0] == 0


def test_a_kiosk_too_many_for_the_numbers_is_told(
    run: Callable[..., Done], site: str, tmp_path: Path
) -> None:
    """Who adds it, who lets it in and who makes bands larger reads which kiosk has none of what, and what helps."""
    file = tmp_path / "site.toml"
    few = site.replace('code = "B"\n', 'code = "B"\nlast = 300\n')
    file.write_text(few)
    assert run("site", "apply", str(file))[2] == ""
    assert run("device", "add", "kiosk", "hall 1")[2] == ""
    assert run("device", "add", "display", "wall")[2] == ""
    code, token, err = run("device", "add", "kiosk", "hall 2")
    assert (code, token.count("\n"), err.count("\n")) == (0, 1, 1)
    note = "note: kiosk '{}' has no numbers for an outage of service {}: without the server it sends people to the desk"
    assert err.startswith(note.format("hall 2", "B"))
    assert "at least 400 numbers for each of them (first to last), or an offline_band of at most 75\n" in err
    file.write_text(f"offline_band = 300\n{few}")
    refused = run("site", "apply", str(file))
    assert refused[0] == 2, "not even one is left for the server itself"
    file.write_text(f"offline_band = 250\n{few}")
    told = run("site", "apply", str(file), "--dry-run")[2].splitlines()
    assert [line.split(":")[1].split(" are ")[0] for line in told[:1]] == [" service B"], told
    assert len(told) == 2, "of B no kiosk has any, which is told once"
    assert told[1].startswith(note.format("hall 2", "A, C, D"))
    file.write_text(f"offline_band = 75\n{few}")
    assert run("site", "apply", str(file))[2] == ""
    file.write_text(f"offline_band = 0\n{few}")
    assert run("site", "apply", str(file))[2] == ""


def test_a_restore_knows_its_site(run: Callable[..., Done], site: str, tmp_path: Path) -> None:
    """One that the backup does not have is an error in one line and changes nothing; one that it has is none."""
    copy = str(tmp_path / "copy.db")
    assert run("backup", copy)[0] == 0
    changed = tmp_path / "site.toml"
    changed.write_text(site.replace("City Hall", "Town Hall"))
    assert run("site", "apply", str(changed))[0] == 0
    code, out, err = run("restore", copy, "--site", "nope")
    assert (code, out, err) == (2, "", "--site: there is no site 'nope'; there is main\n")
    assert "Town Hall" in run("site", "show")[1], "nothing was restored"
    assert not list(tmp_path.rglob("*replaced*"))
    assert run("restore", copy, "--site", "main")[0] == 0
    assert run("site", "show")[1] == site


@pytest.mark.parametrize("database_option", ["sqlite"], indirect=True)
def test_a_device_is_listed_with_its_last_word(run: Callable[..., Done], site: str, tmp_path: Path) -> None:
    """In the site's own time; one that has never told how it is has sent no word yet."""
    file = tmp_path / "site.toml"
    file.write_text(f'timezone = "Europe/Madrid"\n{site.replace("timezone", "# timezone")}')
    assert run("site", "apply", str(file))[0] == 0
    run("device", "add", "kiosk", "hall")
    assert run("device", "list")[1] == "hall\tkiosk\t-\tno word yet\n"
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "nextplease.db")) as database, database:
        database.execute("UPDATE devices SET seen_at = 1782900000000")  # 2026-07-01 10:00 UTC
    assert run("device", "list")[1] == "hall\tkiosk\t-\tseen 2026-07-01 12:00 CEST\n"


@pytest.mark.parametrize("database_option", ["sqlite"], indirect=True)
def test_no_password_at_the_prompt_changes_nothing(
    run: Callable[..., Done], site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-D at a terminal is answered with one line."""
    monkeypatch.setattr(io, "StringIO", Terminal)
    monkeypatch.setattr("getpass.getpass", ended)
    code, out, err = run("user", "add", "ada", "--role", "staff")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "nothing was changed" in err
    assert "ada" not in run("user", "list")[1]


class Terminal(io.StringIO):
    """As if somebody typed."""

    def isatty(self) -> bool:
        return True


def ended(_prompt: str) -> str:
    """A terminal at which Ctrl-D is pressed."""
    raise EOFError


def test_a_backup_takes_no_other_files_place(run: Callable[..., Done], site: str, tmp_path: Path) -> None:
    """One line names the file that is there, and it stays as it is."""
    file = tmp_path / "copy.db"
    assert run("backup", str(file))[0] == 0
    file.write_text("somebody's own")
    code, out, err = run("backup", str(file))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert str(file) in err
    assert file.read_text() == "somebody's own"


def test_the_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    """It holds password hashes: whatever the umask, nobody else reads it, nor its journals."""
    before = os.umask(0)
    try:
        folder = tmp_path / "data"
        subprocess.run([sys.executable, "-m", "server", "init", "--data", str(folder)], check=True)
    finally:
        os.umask(before)
    files = list(folder.iterdir())
    assert files
    assert [file.name for file in files if file.stat().st_mode & 0o077] == []


def test_users_come_and_go(run: Callable[..., Done], site: str) -> None:
    """Passwords from stdin; the list shows no secrets; stderr confirms what was done."""
    done = run("user", "add", "ada", "--role", "staff", text="correct horse\n")
    assert done == (0, "", "ada (staff) may log in now\n")
    assert run("user", "list")[1] == "ada\tstaff\tactive\n"
    assert run("user", "disable", "ada")[0] == 0
    assert run("user", "list")[1] == "ada\tstaff\tdisabled\n"
    assert run("user", "password", "ada", text="battery staple")[0] == 0
    assert run("user", "list")[1] == "ada\tstaff\tactive\n"


WRONG = [
    (("device", "add", "robot", "x"), "robot"),
    (("device", "add", "kiosk", ""), "NAME"),
    (("device", "add", "kiosk", "a\nb"), "NAME"),
    (("device", "add", "counter", "x"), "--counter"),
    (("device", "add", "counter", "x", "--counter", "99"), "--counter"),
    (("device", "revoke", "nobody"), "nobody"),
    (("user", "add", "ada", "--role", "boss"), "--role"),
    (("user", "add", "ada"), "--role"),
    (("user", "add", "ada", "--role", "staff"), "password"),
    (("user", "disable", "nobody"), "nobody"),
    (("site", "show", "--site", "other"), "--site"),
    (("site",), "WHAT"),
    (("run", "--port", "70000"), "--port"),
    (("run", "--port", "-1"), "--port"),
    (("run", "--workers", "0"), "--workers"),
    (("check", "--more"), "--more"),
    (("fly",), "fly"),
]


@pytest.mark.parametrize(("words", "named"), WRONG, ids=[" ".join(each[0]) for each in WRONG])
@pytest.mark.parametrize("database_option", ["sqlite"], indirect=True)
def test_a_bad_argument_is_named(
    run: Callable[..., Done], site: str, words: tuple[str, ...], named: str
) -> None:
    """Exit 2, nothing on stdout, one line on stderr."""
    code, out, err = run(*words, text="short\n")
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert named in err


def test_check_says_that_all_is_right(run: Callable[..., Done], site: str) -> None:
    """Exit 0."""
    assert run("check") == (0, "all is right\n", "")


@pytest.mark.parametrize("database_option", ["sqlite"], indirect=True)
def test_check_names_an_altered_row_and_a_damaged_file(
    run: Callable[..., Done], site: str, tmp_path: Path
) -> None:
    """Exit 1, and what is wrong."""
    run("device", "add", "kiosk", "hall")
    file = tmp_path / "data" / "nextplease.db"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE devices SET role = 'display'")
    connection.close()
    code, out, _ = run("check")
    assert code == 1
    assert "device 1 (hall)" in out
    raw = bytearray(file.read_bytes())
    raw[4096:] = b"\xaa" * (len(raw) - 4096)
    file.write_bytes(bytes(raw))
    for left in ("-wal", "-shm"):
        file.with_name(file.name + left).unlink(missing_ok=True)
    code, out, err = run("check")
    assert code == 1
    assert "Traceback" not in err
    assert out + err


def test_there_must_be_a_database(run: Callable[..., Done], tmp_path: Path) -> None:
    """Exit 2, says what to do, and makes no empty file."""
    for words in (("check",), ("site", "show"), ("device", "list")):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert "init" in err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("database_option", ["sqlite"], indirect=True)
def test_settings_come_from_environment_and_file(
    run: Callable[..., Done], site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--config stands after the command, too."""
    file = tmp_path / "server.toml"
    file.write_text('port = 9\nsite = "nowhere"\n')
    code, _, err = run("site", "show", "--config", str(file))
    assert code == 2
    assert "nowhere" in err
    monkeypatch.setenv("NEXTPLEASE_SITE", "main")
    assert run("site", "show", "--config", str(file))[0] == 0


@pytest.mark.parametrize(
    "words", [("--help",), ("run", "--help"), ("--version",), ("device", "add", "--version")]
)
@pytest.mark.parametrize("database_option", ["sqlite"], indirect=True)
def test_help_and_version(run: Callable[..., Done], words: tuple[str, ...]) -> None:
    """Exit 0."""
    with pytest.raises(SystemExit) as caught:
        run(*words)
    assert caught.value.code == 0
