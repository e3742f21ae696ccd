"""A damaged database: found, kept, and replaced by the newest good backup; never begun anew in silence."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
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


def lose_the_journal(file: Path, _dice: random.Random) -> None:
    """The write-ahead log is gone, and with it whatever was not yet written into the file."""
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink()


HARM: dict[str, Callable[[Path, random.Random], None]] = {
    "journal": lose_the_journal,
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


def test_a_damaged_database_is_replaced_by_its_newest_good_backup(
    servers: Any, far: Any, ready: Any, sound: Any, backed_up: Any, wait_until: Any, rounds: Any
) -> None:
    """Whatever the damage: it is kept, it is said, and numbers and ids go on above those that were given since."""
    server = servers()
    server.start()
    kiosk, screen = far(server), far(server, "display")
    kiosk.take("A")
    kiosk.post("/devices/heartbeat", {"status": {}})
    screen.post("/devices/heartbeat", {"status": {}})
    backup = backed_up(server)
    (server.data / "backups" / "nextplease-2999-01-01-000000000001.db").write_bytes(b"no backup")
    file = server.data / "nextplease.db"
    note = file.with_name(file.name + ".seen")
    for place, harm in enumerate(HARM if rounds(10) == 10 else ("journal", "bit", "gone")):
        given = [kiosk.take("A") for _ in range(2)]
        number = int(given[-1][1:])
        event = kiosk.get("/services").json()["event_id"]
        wait_until(lambda last=f", {number}]": note.exists() and last in note.read_text(), what="the note")
        server.kill()
        if harm != "journal":
            note.unlink()  # the devices alone must do
            on_its_own(file)
        HARM[harm](file, random.Random(place))
        harmed = file.read_bytes() if file.exists() else None
        kept = aside_files(file)

        told = len(server.told())
        server.start()
        said = server.told()[told:].rpartition("THE ")[2]
        if harm == "journal":
            assert said.startswith("NEWEST"), said
            assert aside_files(file) == kept
        else:
            assert said.startswith("DATABASE WAS DAMAGED"), said
            assert str(backup) in said
            assert [each.read_bytes() for each in set(aside_files(file)) - set(kept)] == [harmed] * bool(
                harmed
            )
        assert "see the log" in ready(server)["notes"]["recovery"]
        assert kiosk.post("/tickets", {"service": "A"}).status_code == 503
        screen.connect(event, f"A {number} {now()}")
        kiosk.connect(event - 1)
        assert kiosk.take("A") == f"A{number + 1:03d}", harm
        assert kiosk.get("/services").json()["event_id"] > event
        assert ready(server)["ok"] is True
        assert any("were lost" in each for each in sound(server))
    assert server.stop() == 0


def now() -> str:
    """This moment as the server writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_without_a_good_backup_it_does_not_start(
    busy: Path, servers: Any, refused: Any, ready: Any, kind: str
) -> None:
    """One line that says what is wrong and where it looked; nothing is changed; a door is left for people."""
    server = servers()
    server.data = busy.parent
    flip_a_bit_of_a_ticket(busy, random.Random())
    whole = busy.read_bytes()
    assert damage(busy) is None
    said = refused(server.data)
    assert said.strip().splitlines()[-1].startswith(f"database {busy}: file: ")
    assert "ticket A001" in said
    assert "there is no backup" in said
    assert busy.read_bytes() == whole
    server.start("--unchecked")
    assert ready(server)["ok"] is True


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
