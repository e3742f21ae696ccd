"""Backups: complete, verified, private, made while the queue goes on, and kept in number."""

from __future__ import annotations

import argparse
import sqlite3
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from patience import DEADLINE_S

from kit.errors import NextPleaseError, SettingError
from server.commands import care
from server.desk import Desk
from server.desk.check import check
from server.store.backup import verified, write_backup
from server.store.shelf import backup_name, backups, prune, sweep


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_backups_are_made_while_the_queue_goes_on(
    servers: Any, far: Any, ready: Any, wait_until: Any, tmp_path: Path, kind: str
) -> None:
    """On either database: the day's by the server itself, and one by a command; whole, verified, its owner's alone."""
    server = servers(kind)
    server.start("--backup-delay=0")
    kiosk, button = far(server), far(server, "counter", "1")
    taken = [kiosk.take("A") for _ in range(5)]
    done = threading.Event()

    def load() -> None:
        while not done.is_set():
            taken.append(kiosk.take("A"))

    thread = threading.Thread(target=load)
    thread.start()
    try:
        made = server.cli("backup", str(tmp_path / "copy.db"))
        assert button.post("/counters/1/next").status_code == 200
    finally:
        done.set()
        thread.join(DEADLINE_S)
    assert (made.returncode, made.stdout) == (0, ""), made.stderr
    assert "complete and verified" in made.stderr
    folder = server.data / "backups"
    wait_until(lambda: backups(folder), what="the day's backup")
    wait_until(lambda: "complete and verified" in server.told(), what="the log's word of it")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for copy in (tmp_path / "copy.db", *backups(folder)):
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert verified(copy, check) == []
    assert [each.name for each in tmp_path.glob("*copy*")] == ["copy.db"]
    numbers = numbers_in(tmp_path / "copy.db")
    assert 5 <= len(numbers) <= len(taken)
    assert numbers == list(range(1, len(numbers) + 1))
    if kind == "sqlite":
        wait_until(lambda: "same disk" in ready(server)["notes"].get("backups", ""), what="the warning")
    assert ready(server)["ok"] is True


def numbers_in(copy: Path) -> list[int]:
    """The numbers that were given up to a backup."""
    with sqlite3.connect(copy) as connection:
        numbers = [row[0] for row in connection.execute("SELECT number FROM tickets ORDER BY number")]
    connection.close()
    return numbers


def test_a_database_that_is_not_sound_gives_no_backup(database: Any, kiosk: Any, tmp_path: Path) -> None:
    """What cannot be verified is never called a backup; one from before stays."""
    kiosk.take("A")
    target = tmp_path / "backup.db"
    write_backup(database, target, check)
    whole = target.read_bytes()
    with pytest.raises(NextPleaseError, match="not sound: numbers of A"):
        write_backup(database, target, lambda _copy: ["numbers of A: odd"])
    assert target.read_bytes() == whole
    assert [each.name for each in tmp_path.glob(".*")] == []


def test_backups_are_kept_in_number(
    database: Any, desk: Desk, kiosk: Any, clock: Any, tmp_path: Path
) -> None:
    """The newest stay; which are newest is known without the machine's clock."""
    made = []
    for day in range(4):
        kiosk.take("A")
        made.append(tmp_path / backup_name(database))
        write_backup(database, made[-1], check)
        clock.advance(days=1 if day < 2 else 0)
    assert backups(tmp_path) == made[::-1]
    assert prune(tmp_path, 2) == made[1::-1]
    assert backups(tmp_path) == made[:1:-1]
    (tmp_path / ".nextplease-2026-11-24-000000000001.db.part").write_text("half")
    sweep(tmp_path)
    assert backups(tmp_path) == made[:1:-1]
    assert not list(tmp_path.glob(".*.part"))


@pytest.fixture
def asked(tmp_path: Path) -> argparse.Namespace:
    """`backup` as the command line would ask for it, without FILE."""
    return argparse.Namespace(file=None, data=tmp_path, backups=3, free_space=50)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_odd_targets_are_refused(database: Any, asked: Any, tmp_path: Path, kind: str) -> None:
    """The database itself, or a folder that is not there."""
    for target, said in (
        (tmp_path / "nextplease.db", "the database itself"),
        (tmp_path / "x" / "y", "no folder"),
    ):
        asked.file = target
        with pytest.raises(SettingError, match=said):
            care.backup(asked, database)
    assert check(database) == []


def test_no_room_is_said(database: Any, asked: Any, tmp_path: Path) -> None:
    """A backup never takes the last space, and leaves nothing behind."""
    asked.free_space = 1_000_000
    with pytest.raises(NextPleaseError, match="no room"):
        care.backup(asked, database)
    assert backups(tmp_path / "backups") == []
