"""Settings: which source wins, and that each fault is one line that names the setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kit import settings
from kit.errors import NextPleaseError, SettingError


def parser() -> Any:
    """A program with a flag, a number, a choice, and two subcommands."""
    made = settings.Parser(prog="lobby")
    commands = made.add_subparsers(required=True, parser_class=settings.Parser)
    run = commands.add_parser("run")
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--mute", action="store_true")
    run.add_argument("--rotate", type=int, choices=(0, 90), default=0)
    run.add_argument("--token-file", required=True)
    other = commands.add_parser("list")
    other.add_argument("--long", action="store_true")
    return made


def port(argv: list[str], environ: dict[str, str]) -> int:
    """The port of this call."""
    return int(settings.parse(parser(), ["run", "--token-file", "t", *argv], environ).port)


def test_the_command_line_wins_then_environment_then_file_then_default(tmp_path: Path) -> None:
    """In this order."""
    file = tmp_path / "lobby.toml"
    file.write_text("port = 3\n")
    config = ["--config", str(file)]
    assert port([*config, "--port", "1"], {"NEXTPLEASE_PORT": "2"}) == 1
    assert port(config, {"NEXTPLEASE_PORT": "2"}) == 2
    assert port(config, {}) == 3
    assert port([f"--config={file}"], {}) == 3
    assert port([], {"NEXTPLEASE_CONFIG": str(file)}) == 3
    assert port([], {}) == 8000


def test_a_required_setting_may_come_from_anywhere(tmp_path: Path) -> None:
    """And is missed, by name, when it comes from nowhere."""
    file = tmp_path / "lobby.toml"
    file.write_text('token_file = "from file"\n')
    assert settings.parse(parser(), ["run", "--config", str(file)], {}).token_file == "from file"
    assert settings.parse(parser(), ["run"], {"NEXTPLEASE_TOKEN_FILE": "env"}).token_file == "env"
    with pytest.raises(SettingError, match="--token-file"):
        settings.parse(parser(), ["run"], {})


@pytest.mark.parametrize(("text", "wanted"), [("1", True), ("Yes", True), ("off", False), ("false", False)])
def test_a_flag_has_words(text: str, wanted: bool) -> None:
    """True and false, in several."""
    assert settings.parse(parser(), ["run", "--token-file", "t"], {"NEXTPLEASE_MUTE": text}).mute is wanted


def test_one_file_serves_all_commands(tmp_path: Path) -> None:
    """A key of another command is not this one's fault."""
    file = tmp_path / "lobby.toml"
    file.write_text("port = 3\nlong = true\n")
    assert settings.parse(parser(), ["list", "--config", str(file)], {}).long is True


@pytest.mark.parametrize(
    ("argv", "environ", "file", "named"),
    [
        (["--port", "x"], {}, None, "--port"),
        (["--rotate", "45"], {}, None, "--rotate"),
        (["--more"], {}, None, "--more"),
        ([], {"NEXTPLEASE_PORT": "x"}, None, "NEXTPLEASE_PORT"),
        ([], {"NEXTPLEASE_MUTE": "maybe"}, None, "NEXTPLEASE_MUTE"),
        ([], {"NEXTPLEASE_ROTATE": "45"}, None, "NEXTPLEASE_ROTATE"),
        ([], {}, b"port = 'x'", "port"),
        ([], {}, b"colour = 1", "colour"),
        ([], {}, b"port = ", "not TOML"),
        ([], {}, b"\xff", "not TOML"),
    ],
)
def test_each_fault_names_its_setting(
    argv: list[str], environ: dict[str, str], file: bytes | None, named: str, tmp_path: Path
) -> None:
    """Whatever its source."""
    words = ["run", "--token-file", "t", *argv]
    if file is not None:
        (tmp_path / "lobby.toml").write_bytes(file)
        words += ["--config", str(tmp_path / "lobby.toml")]
    with pytest.raises(SettingError, match=named) as caught:
        settings.parse(parser(), words, environ)
    assert str(caught.value).startswith("lobby")


def test_a_file_that_is_not_there_is_named() -> None:
    """With the system's own words."""
    with pytest.raises(SettingError, match="/no/such/file: No such file"):
        settings.parse(parser(), ["list", "--config", "/no/such/file"], {})


@pytest.mark.parametrize(
    ("problem", "code", "line"),
    [
        (SettingError("--port: bad\nvery bad"), 2, "--port: bad very bad\n"),
        (NextPleaseError("no"), 1, "no\n"),
    ],
)
def test_a_program_ends_with_one_line(problem: Exception, code: int, line: str, capsys: Any) -> None:
    """2 for a setting, 1 for another of our errors; nothing on stdout."""

    def fails(_argv: object) -> int:
        raise problem

    assert settings.run(fails, []) == code
    assert capsys.readouterr() == ("", line)


def test_ctrl_c_is_no_traceback() -> None:
    """130, as a shell expects."""

    def interrupted(_argv: object) -> int:
        raise KeyboardInterrupt

    assert settings.run(interrupted, []) == 130


@pytest.mark.parametrize("text", [b"", b"  \n", b"two words\n", b"two\nlines", b"\xff"])
def test_a_token_file_holds_one_token(tmp_path: Path, text: bytes) -> None:
    """White space around it is fine; anything else names the file."""
    file = tmp_path / "token"
    file.write_bytes(b" abc \n")
    assert settings.read_token(str(file)) == "abc"
    file.write_bytes(text)
    with pytest.raises(SettingError, match="--token-file"):
        settings.read_token(str(file))


def test_sizes_and_addresses() -> None:
    """1280x800, and http:// without its last slash."""
    assert settings.size("1280X800") == (1280, 800)
    assert settings.server_url("http://queue:8000/") == "http://queue:8000"
    for wrong in ("1280", "x", "1280x", "10x10", "9000x800", "-1x800"):
        with pytest.raises(Exception, match=r"size|side"):
            settings.size(wrong)
    for wrong in ("queue:8000", "ftp://queue", "http://", ""):
        with pytest.raises(Exception, match="address"):
            settings.server_url(wrong)
