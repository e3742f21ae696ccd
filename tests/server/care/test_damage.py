"""A damaged database: found, kept, and replaced by the newest good backup; never begun anew in silence."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.desk.check import check
from server.desk.soundness import sound as sound_enough
from server.store.damage import damage
from server.store.database import connect
from server.store.files import aside_files
from server.store.traces import truncate_wal

PAGE = 4096


def overwrite_a_page(file: Path, dice: random.Random) -> None:
    """Random bytes over one page, never the same one."""
    pages = file.stat().st_size // PAGE
    with file.open("r+b") as opened:
        opened.seek(dice.randrange(pages) * PAGE)
        opened.write(dice.randbytes(PAGE))


def flip_a_bit_of_a_ticket(file: Path, _dice: random.Random) -> None:
    """In the last character of a ticket's token hash, where SQLite itself notices nothing."""
    with sqlite3.connect(file) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'tickets'").fetchone()
        (token_hash,) = connection.execute(
            "SELECT token_hash FROM tickets ORDER BY number LIMIT 1"
        ).fetchone()
    connection.close()
    whole = file.read_bytes()
    place = whole.index(token_hash.encode(), (root - 1) * PAGE) + len(token_hash) - 1
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(bytes([whole[place] ^ 1]))


def cut_it_short(file: Path, dice: random.Random) -> None:
    """The end is missing."""
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.truncate(dice.randrange(PAGE, size - PAGE))


def take_it_away(file: Path, _dice: random.Random) -> None:
    """Nothing is left."""
    file.unlink()


HARM: dict[str, Callable[[Path, random.Random], None]] = {
    "page": overwrite_a_page,
    "bit": flip_a_bit_of_a_ticket,
    "cut": cut_it_short,
    "gone": take_it_away,
}


def on_its_own(file: Path) -> None:
    """All of a killed server's database in its one file."""
    database = connect(f"sqlite:///{file}", create=False)
    assert truncate_wal(database)
    database.close()


@pytest.mark.parametrize("harm", HARM)
def test_a_damaged_database_is_replaced_by_its_newest_good_backup(
    servers: Any, far: Any, ready: Any, sound: Any, backed_up: Any, harm: str
) -> None:
    """It is kept, it is said, and numbers and ids go on above those that were given after the backup."""
    server = servers()
    server.start()
    kiosk, screen = far(server), far(server, "display")
    for _ in range(3):
        kiosk.take("A")
    kiosk.post("/devices/heartbeat", {"status": {}})
    screen.post("/devices/heartbeat", {"status": {}})
    backup = backed_up(server)
    for _ in range(2):
        kiosk.take("A")
    server.kill()
    file = server.data / "nextplease.db"
    file.with_name(file.name + ".seen").unlink(missing_ok=True)  # the devices alone must do
    on_its_own(file)
    (server.data / "backups" / "nextplease-2999-01-01-000000000001.db").write_bytes(b"no backup")
    HARM[harm](file, random.Random(7))
    harmed = file.read_bytes() if file.exists() else None

    server.start()
    assert "THE DATABASE WAS DAMAGED" in server.told()
    assert str(backup) in server.told()
    assert "see the log" in ready(server)["notes"]["recovery"]
    kept = aside_files(file)
    assert [each.read_bytes() for each in kept] == ([] if harmed is None else [harmed])
    assert kiosk.post("/tickets", {"service": "A"}).status_code == 503
    screen.connect(60, "A 5 2026-11-24T11:00:00Z".replace("2026-11-24T11:00:00Z", now()))
    kiosk.connect(58)
    assert kiosk.take("A") == "A006"
    assert ready(server)["ok"] is True
    assert server.stop() == 0
    assert any("A004 to A005" in each for each in sound(server))


def now() -> str:
    """This moment as the server writes it."""
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_without_a_good_backup_it_does_not_start(servers: Any, far: Any, refused: Any) -> None:
    """One line that says what is wrong and where it looked; nothing is changed; a door is left for people."""
    server = servers()
    server.start()
    kiosk = far(server)
    kiosk.take("A")
    server.stop()
    file = server.data / "nextplease.db"
    flip_a_bit_of_a_ticket(file, random.Random())
    whole = file.read_bytes()
    assert damage(file) is None
    said = refused(server.data)
    assert said.strip().splitlines()[-1].startswith(f"database {file}: file: ")
    assert "ticket A001" in said
    assert "there is no backup" in said
    assert file.read_bytes() == whole
    server.start("--unchecked")
    assert kiosk.take("A") == "A002"


def test_a_lost_write_ahead_log_is_noticed(servers: Any, far: Any, ready: Any, sound: Any) -> None:
    """The newest changes are gone without a trace in the file; the note beside it knows how far it had come."""
    server = servers()
    server.start()
    kiosk = far(server)
    database = connect(f"sqlite:///{server.data / 'nextplease.db'}")
    assert truncate_wal(database)
    for _ in range(4):
        kiosk.take("A")
    wait_for_note(server)
    server.kill()
    database.engine.dispose()
    for ending in ("-wal", "-shm"):
        (server.data / f"nextplease.db{ending}").unlink()
    database.close()
    server.start()
    assert "CHANGES ARE MISSING" in server.told()
    assert "were lost" in ready(server)["notes"]["recovery"]
    assert kiosk.take("A") == "A005"
    assert server.stop() == 0
    assert sound(server)


def wait_for_note(server: Any) -> None:
    """Until the server has noted its fourth ticket."""
    import time

    file = server.data / "nextplease.db.seen"
    deadline = time.monotonic() + 10
    while ", 4]" not in (file.read_text() if file.exists() else ""):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def busy(database: Any, kiosk: Any, button: Any, clock: Any) -> Path:
    """A database with some hundred tickets in one file."""
    for number in range(150):
        kiosk.take("AB"[number % 2])
        if number % 3 == 0:
            button.next("2")
            clock.advance(seconds=40)
    assert truncate_wal(database)
    database.close()
    return Path(str(database.engine.url.database))


def rows(file: Path) -> list[object]:
    """Everything a database tells."""
    with sqlite3.connect(file) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = [sorted(map(repr, connection.execute(f"SELECT * FROM {each}"))) for each in sorted(tables)]
    connection.close()
    return found


def wrong_with(file: Path) -> list[str]:
    """What a start finds."""
    found = damage(file)
    if found:
        return [found]
    database = connect(f"sqlite:///{file}", create=False)
    try:
        return sound_enough(database) or check(database)
    finally:
        database.close()


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("harm", ["page", "cut", "bit"])
def test_no_damage_goes_unnoticed(busy: Path, rounds: Any, tmp_path: Path, harm: str, kind: str) -> None:
    """Page after page and bit after bit: it is found, or it changes nothing that anybody reads."""
    dice = random.Random(11)
    truth = rows(busy)
    found = 0
    for _ in range(rounds(100)):
        copy = tmp_path / "copy.db"
        shutil.copy(busy, copy)
        if harm == "bit":
            flip_any_bit(copy, dice)
        else:
            HARM[harm](copy, dice)
        wrong = wrong_with(copy)
        found += bool(wrong)
        assert wrong or rows(copy) == truth
    assert found >= rounds(100) * (0.9 if harm != "bit" else 0.3)


def flip_any_bit(file: Path, dice: random.Random) -> None:
    """One bit somewhere in a page that has tickets."""
    whole = file.read_bytes()
    pages = [at for at in range(0, len(whole), PAGE) if b"standard" in whole[at : at + PAGE]]
    place = dice.choice(pages) + dice.randrange(PAGE)
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(bytes([whole[place] ^ (1 << dice.randrange(8))]))
