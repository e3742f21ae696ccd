"""Who may enter which room: the rule holds, and each of its contracts notices when it is broken."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest
from setuptools import find_packages

ROOT = Path(__file__).parent.parent
ROOMS = ("counter", "demo", "display", "kiosk", "kit", "printer", "server")
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

# contract -> (file, line to plant in it)
PLANTED = {
    "programs": ("counter/app.py", "import display"),
    "printer-users": ("display/app.py", "import printer.layout"),
    "printer": ("printer/layout.py", "import kiosk.flow"),
    "demo": ("demo/planted.py", "import server"),
    "nobody-imports-demo": ("server/planted.py", "import demo"),
    "kit": ("kit/client.py", "import printer.status"),
    "ground": ("kit/wire/told.py", "from kit import errors"),
    "drawing": ("counter/app.py", "import kit.drawing"),
    "pygame": ("kit/text.py", "import pygame"),
    "gpiozero": ("kiosk/app.py", "import gpiozero"),
    "escpos": ("kiosk/app.py", "import escpos"),
    "wires": ("kiosk/app.py", "import serial"),
    "web": ("kit/client.py", "import flask"),
    "sql": ("server/pages/planted.py", "import sqlalchemy"),
    "databases": ("server/api/planted.py", "import sqlite3"),
    "server-layers": ("server/store/tables.py", "import server.desk"),
    "pages": ("server/pages/planted.py", "import server.store.tables"),
    "rules": ("server/rules/planted.py", "import kit.errors"),
    "pure": ("counter/press.py", "import time"),
}


def contracts() -> dict[str, str]:
    """The contracts in .importlinter: short name -> the name that lint-imports prints."""
    config = ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    prefix = "importlinter:contract:"
    return {
        key.removeprefix(prefix): config[key]["name"] for key in config.sections() if key.startswith(prefix)
    }


def lint(tree: Path, *only: str) -> subprocess.CompletedProcess[str]:
    """lint-imports on a tree, as a developer runs it."""
    chosen = [part for name in only for part in ("--contract", name)]
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", *chosen],
        cwd=tree,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    """A copy of all rooms to plant violations in."""
    copy = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(
            ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__", "*.png", "*.po")
        )
    shutil.copy(ROOT / ".importlinter", copy)
    return copy


def test_the_import_rule_holds() -> None:
    """Nobody enters a room that is not theirs."""
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"Contracts: {len(contracts())} kept, 0 broken." in result.stdout


def test_every_contract_has_a_planted_violation() -> None:
    """A contract that nobody has seen fail proves nothing."""
    assert set(PLANTED) == set(contracts())


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_is_caught(contract: str, tree: Path) -> None:
    """One forbidden import, and the contract that forbids it is the one that says so."""
    name, line = PLANTED[contract]
    file = tree / name
    before = file.read_text(encoding="utf-8") if file.exists() else None
    file.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        result = lint(tree, contract)
    finally:
        file.unlink() if before is None else file.write_text(before, encoding="utf-8")
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{contracts()[contract]} BROKEN" in result.stdout


def imported(file: Path) -> set[str]:
    """The top-level names that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_rules_need_only_the_standard_library() -> None:
    """The queue's rules run wherever Python does, whatever the contract's list of packages forgot."""
    files = list((ROOT / "server" / "rules").glob("**/*.py"))
    assert files
    for file in files:
        for name in imported(file):
            ours = name == "server.rules" or name.startswith("server.rules.")
            assert ours or name.split(".")[0] in sys.stdlib_module_names, f"{file.name} imports {name}"


def test_every_folder_with_code_is_shipped() -> None:
    """A package that pyproject.toml does not find would be missing from the installed product."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    shipped = find_packages(str(ROOT), include=told["packages"]["find"]["include"])
    on_disk = {
        str(file.parent.relative_to(ROOT)).replace("/", ".")
        for room in ROOMS
        for file in (ROOT / room).glob("**/*.py")
        if "__pycache__" not in file.parts
    }
    assert on_disk <= set(shipped)
