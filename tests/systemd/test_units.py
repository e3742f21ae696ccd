"""The units: systemd understands every key, each program is well fenced in, and starts with options it knows."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from patience import DEADLINE_S

ROOT = Path(__file__).parent.parent.parent
UNITS = sorted((ROOT / "systemd").glob("*.service"))
PROGRAMS = ("counter", "display", "kiosk", "server")
MEMBERS = ("kiosk", "display", "counter")
EXPOSURE = 3.0


def startable(unit: Path, folder: Path) -> Path:
    """A copy whose programs exist on this machine: systemd complains about those that do not."""
    text = re.sub(r"(?m)^(ExecStart=)\S+", rf"\1{sys.executable}", unit.read_text(encoding="utf-8"))
    copy = folder / unit.name
    copy.write_text(text, encoding="utf-8")
    return copy


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """systemd-analyze, without a running systemd."""
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, timeout=DEADLINE_S, check=False
    )


def command(unit: Path) -> list[str]:
    """What a unit starts, without the compositor around it: program and arguments."""
    line = re.search(r"(?m)^ExecStart=(.+)$", unit.read_text(encoding="utf-8"))
    assert line
    words = shlex.split(line[1])
    return words[words.index("--") + 1 :] if "--" in words else words


def test_each_program_that_runs_for_ever_has_a_unit() -> None:
    """Nothing has to be started by hand after a power cut."""
    assert [unit.stem for unit in UNITS] == [f"nextplease-{program}" for program in PROGRAMS]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_has_nothing_to_say_about_it(unit: Path, tmp_path: Path) -> None:
    """systemd-analyze verify answers 0 even for a misspelt key; only its silence means that all is well."""
    result = analyze("verify", startable(unit, tmp_path))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("good", "bad"), [("Restart=always", "Restrat=always"), ("WatchdogSec=30", "WatchdogSec=3O")]
)
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_slip_of_the_pen_is_noticed(unit: Path, good: str, bad: str, tmp_path: Path) -> None:
    """A misspelt key or a letter O for a nought would silently switch off what it was for."""
    copy = startable(unit, tmp_path)
    text = copy.read_text(encoding="utf-8")
    assert good in text
    copy.write_text(text.replace(good, bad), encoding="utf-8")
    assert analyze("verify", copy).stderr != ""


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_it_is_fenced_in(unit: Path) -> None:
    """Systemd's own measure of what a program could do if it were taken over: 0 to 10, at most 3 here."""
    result = analyze("security", "--offline=true", "--no-pager", unit)
    overall = re.search(rf"exposure level for {unit.name}: ([\d.]+)", result.stdout)
    assert overall, result.stdout + result.stderr
    assert float(overall[1]) <= EXPOSURE


def test_an_unfenced_unit_would_not_pass(tmp_path: Path) -> None:
    """The measure does measure: without its fences the server's unit is far above the bar."""
    text = (ROOT / "systemd" / "nextplease-server.service").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(Protect|Private|Restrict|System|Capab|NoNew|Memory).*\n", "", text)
    bare = tmp_path / "bare.service"
    bare.write_text(text, encoding="utf-8")
    result = analyze("security", "--offline=true", "--no-pager", bare)
    overall = re.search(r"exposure level for bare.service: ([\d.]+)", result.stdout)
    assert overall
    assert float(overall[1]) > EXPOSURE


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_program_knows_every_option_it_is_started_with(unit: Path, tmp_path: Path) -> None:
    """Started with one word more, the program complains about that word only."""
    program, *arguments = command(unit)
    room = Path(program).name.removeprefix("nextplease-")
    settings = tmp_path / "settings.toml"
    settings.write_text("" if room == "server" else 'server = "http://127.0.0.1:9"\n')
    if room == "kiosk":
        settings.write_text(f'{settings.read_text()}printer = "virtual:{tmp_path}"\n')
    arguments = [re.sub(r"^/etc/nextplease/\w+\.toml$", str(settings), word) for word in arguments]
    result = subprocess.run(
        [sys.executable, "-m", room, *arguments, "--planted"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert result.returncode == 2
    assert re.search(r"unrecognized arguments: --planted$", result.stderr.strip()), result.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_token_never_stands_on_the_command_line_or_in_the_unit(unit: Path) -> None:
    """A device keeps it in its own state folder, where nobody else can look; only the server has none."""
    text = unit.read_text(encoding="utf-8")
    if unit.stem == "nextplease-server":
        assert "token" not in text
        return
    assert f"--token-file %S/{unit.stem}/token" in text
    assert f"\nStateDirectory={unit.stem}\nStateDirectoryMode=0700\n" in text


def test_every_user_and_group_is_made_or_is_debians() -> None:
    """A unit whose group is missing does not start."""
    made = re.findall(
        r"(?m)^[ug] (\S+)", (ROOT / "systemd" / "nextplease.sysusers").read_text(encoding="utf-8")
    )
    debians = {"audio", "dialout", "lp", "render", "video"}
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        for value in re.findall(r"(?m)^(?:User|Group|SupplementaryGroups)=(.+)$", text):
            assert set(value.split()) <= {*made, *debians}, unit.name


def test_printers_are_for_their_group_only() -> None:
    """Every udev rule names a group and shuts others out."""
    rules = (ROOT / "systemd" / "60-nextplease.rules").read_text(encoding="utf-8")
    lines = [line for line in rules.splitlines() if line and not line.startswith("#")]
    assert lines
    for line in lines:
        assert re.search(r', GROUP="(lp|gpio)", MODE="0660"$', line), line
        assert re.match(r'^(\w+(\{\w+\})?==?"[^"]+"(, |$))+$', line), line


def test_users_and_folders_are_made_as_written(tmp_path: Path) -> None:
    """Systemd's own tools understand both files: four users who cannot log in, and a folder for settings."""
    (tmp_path / "etc").mkdir()
    make(tmp_path, "systemd-sysusers", "nextplease.sysusers")
    make(tmp_path, "systemd-tmpfiles", "nextplease.tmpfiles", "--create")
    users = (tmp_path / "etc" / "passwd").read_text(encoding="utf-8").splitlines()
    assert [line.split(":")[0] for line in users] == ["nextplease", *(f"nextplease-{p}" for p in MEMBERS)]
    assert all(line.endswith("nologin") for line in users)
    assert (tmp_path / "etc" / "nextplease").stat().st_mode & 0o777 == 0o755


def make(root: Path, tool: str, name: str, *options: str) -> None:
    """Let systemd's tool make what the file says, under another root. The owner is whoever runs the tests."""
    text = (ROOT / "systemd" / name).read_text(encoding="utf-8")
    file = root / name
    file.write_text(text.replace(" root root ", " - - "), encoding="utf-8")
    result = subprocess.run(
        [tool, f"--root={root}", *options, file],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    said = [line for line in result.stderr.splitlines() if not line.startswith("Creating ")]
    assert (result.returncode, said) == (0, []), result.stderr
