"""What the database forgets, its journal, its backups and what was set aside forget, too."""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from server.commands import care
from server.desk import Desk, now_ms
from server.desk.check import check
from server.store.backup import verified, write_backup
from server.store.files import aside_files
from server.store.shelf import backups
from server.store.traces import NOBODY, Known, known_now, scrub, truncate_wal

DAY_MS = 24 * 3600 * 1000
TOLD = {"name": "Zebedee Quagmire", "phone": "+34 600 777 888", "note": "the blue folder"}


@pytest.fixture
def asked(tmp_path: Path) -> argparse.Namespace:
    """`backup` as a running server asks for it."""
    return argparse.Namespace(file=None, data=tmp_path, backups=5, free_space=1)


def keys_in(file: Path) -> list[str]:
    """The keys that open what customers told, as this file has them."""
    with sqlite3.connect(file) as connection:
        found = [row[0] for row in connection.execute("SELECT key FROM day_keys")]
    connection.close()
    return found


def people_in(file: Path) -> int:
    """Of how many customers something is known in this file."""
    with sqlite3.connect(file) as connection:
        (count,) = connection.execute("SELECT count(*) FROM people").fetchone()
    connection.close()
    return int(count)


def files_with(folder: Path, secret: str) -> list[str]:
    """The files below this folder in which these bytes stand."""
    return [
        each.name
        for each in sorted(folder.rglob("*"))
        if each.is_file() and secret.encode() in each.read_bytes()
    ]


def test_a_new_day_forgets_yesterday_everywhere(
    database: Any, desk: Desk, staff: Any, kiosk: Any, clock: Any, asked: Any, tmp_path: Path, kind: str
) -> None:
    """The key that opens what was told is in no file any more: database, journal, old backups, files set aside."""
    staff.take("A", **TOLD, needs=[])
    assert care.backup(asked, database) == 0
    (first,) = backups(tmp_path / "backups")
    (key,) = keys_in(first)
    assert people_in(first) == 1
    aside = tmp_path / "nextplease-replaced-20261124T110000Z.db"
    damaged = tmp_path / "nextplease-damaged-20261124T110000Z.db"
    if kind == "sqlite":
        shutil.copy(first, aside)
        damaged.write_bytes(b"no database any more, but " + key.encode())
        os.utime(damaged, (clock.now / 1000, clock.now / 1000))
        assert care.backup(asked, database) == 0
        assert damaged.exists()  # kept for whoever wants to look at it, while its people may be known
        assert "nextplease.db" in " ".join(files_with(tmp_path, key))

    clock.advance(days=1)
    desk.keep_day()
    kiosk.take("A")
    elsewhere = Desk(database, clock)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(care, "Desk", lambda _database: elsewhere)
        assert care.backup(asked, database) == 0
    assert files_with(tmp_path, key) == []
    second, once = backups(tmp_path / "backups")
    assert once == first
    assert people_in(first) == people_in(second) == 0
    assert verified(first, check) == []
    assert verified(second, check) == []
    if kind == "sqlite":
        assert aside_files(tmp_path / "nextplease.db") == [aside]
        assert keys_in(aside) == []


def test_who_is_known_stays_known_in_copies(database: Any, staff: Any, tmp_path: Path) -> None:
    """A copy is touched only when somebody has to go from it."""
    staff.take("A", **TOLD)
    write_backup(database, tmp_path / "copy.db", check)
    before = (tmp_path / "copy.db").stat()
    with database.reading() as connection:
        known = known_now(connection)
    assert scrub(tmp_path / "copy.db", known) == 0
    assert (tmp_path / "copy.db").stat().st_ino == before.st_ino
    assert scrub(tmp_path / "copy.db", NOBODY) == 2  # the person, and the day's key
    assert (people_in(tmp_path / "copy.db"), keys_in(tmp_path / "copy.db")) == (0, [])
    assert verified(tmp_path / "copy.db", check) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_journal_is_emptied_while_others_read(
    database: Any, kiosk: Any, wait_until: Any, kind: str
) -> None:
    """A server's readers come and go; its journal is empty afterwards, and the server goes on."""
    for _ in range(20):
        kiosk.take("A")
    journal = Path(str(database.engine.url.database) + "-wal")
    assert journal.stat().st_size > 0
    assert truncate_wal(database)
    assert journal.stat().st_size == 0
    assert kiosk.take("A")["number"] == "A021"
    assert check(database) == []


def test_a_copy_from_before_there_were_people(tmp_path: Path) -> None:
    """Has nobody to forget."""
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.execute("CREATE TABLE tickets (id)")
    connection.close()
    assert scrub(tmp_path / "old.db", Known({"people": frozenset({"x"})})) == 0
    (tmp_path / "odd.db").write_bytes(b"x" * 5000)
    with pytest.raises(sqlite3.DatabaseError):
        scrub(tmp_path / "odd.db", NOBODY)


def test_a_running_server_forgets_in_its_copies(
    servers: Any, far: Any, beside: Any, backed_up: Any, wait_until: Any
) -> None:
    """As soon as people are erased, without anybody asking."""
    server = servers()
    server.start("--backup-delay=0")
    kiosk = far(server)
    kiosk.take("A", **TOLD)
    held = backed_up(server)
    (key,) = keys_in(held)
    with beside(server) as database:
        Desk(database, lambda: now_ms() + 2 * DAY_MS).keep_day()
    wait_until(lambda: not keys_in(held), what="forgetting")
    wait_until(lambda: not files_with(server.data, key), what="no byte of the key")
