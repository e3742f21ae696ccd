"""`restore`: checked first, under a running server too, what was there is kept, and history stays."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from kit.errors import NextPleaseError
from kit.stream import EventStream
from server.care.restoring import restore_file, restore_rows
from server.desk import Desk, setup
from server.desk.check import check
from server.desk.recovery import Recovery
from server.sitefile import parse
from server.store.backup import write_backup
from server.store.database import connect
from server.store.files import aside_files

DAY_MS = 24 * 3600 * 1000
ROOT = Path(__file__).parent.parent.parent.parent


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_running_server_goes_on_with_the_backup(
    servers: Any, far: Any, beside: Any, sound: Any, tmp_path: Path, kind: str
) -> None:
    """On either database, with two workers where it can: what it had is kept, and numbers go on above it."""
    live = servers(kind)
    live.start(*(["--workers=2"] if kind == "postgresql" else []))
    kiosk = far(live)
    for _ in range(2):
        kiosk.take("A")
    copy = tmp_path / "copy.db"
    with beside(live) as database:
        write_backup(database, copy, check)
    lost = [kiosk.take("A") for _ in range(3)]
    process = live.process.pid

    done = live.cli("restore", str(copy))

    assert done.returncode == 0, done.stderr
    assert done.stderr.count("\n") == 2
    kiosk.connect(last=0)  # it has nothing new to tell, and is not waited for
    assert [kiosk.take("A", patience=True), *lost] == ["A006", "A003", "A004", "A005"]
    assert live.process.pid == process
    assert "the server lets go of the database" in live.told()
    assert "Traceback" not in live.told(), "an idle connection ended"
    kept = aside_files(live.data / "nextplease.db") or list((live.data / "backups").glob("*-replaced-*.db"))
    assert len(kept) == 1
    with closing(connect(f"sqlite:///{kept[0]}", create=False)) as before:
        assert check(before) == []
        with before.reading() as connection:
            assert connection.execute(text("SELECT max(number) FROM tickets")).scalar_one() == 5
    assert any("A003 to A005" in each for each in sound(live))
    assert live.stop() == 0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restore_that_is_ended_keeps_no_server_waiting(
    servers: Any, far: Any, beside: Any, wait_until: Any, tmp_path: Path, kind: str
) -> None:
    """Who has the database is killed; a second one was refused it, and the server goes on by itself."""
    live = servers(kind)
    live.start()
    kiosk = far(live)
    assert kiosk.take("A") == "A001"
    kiosk.session.close()
    with beside(live) as database:
        write_backup(database, tmp_path / "copy.db", check)
        url = database.engine.url.render_as_string(hide_password=False)
    holding = (
        "import sys, time; from server.store import claims, database, files; url = sys.argv[1]\n"
        "file = files.sqlite_file(url); found = None if file else database.connect(url)\n"
        "with claims.replacing_file(file) if file else claims.replacing_rows(found):\n"
        "    print('alone', flush=True); time.sleep(600)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", holding, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "alone\n"
        refused = live.cli("restore", str(tmp_path / "copy.db"))
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
        assert "another backup is being restored" in refused.stderr
    finally:
        holder.kill()
        holder.communicate()
    assert kiosk.take("A") == "A002"
    assert not list(live.data.rglob("*.part*"))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_is_no_backup_changes_nothing(database: Any, kiosk: Any, tmp_path: Path, kind: str) -> None:
    """A copy cut short, or another kind of file: one line, and the database is as it was."""
    kiosk.take("A")
    write_backup(database, tmp_path / "copy", check)
    database.close()
    file = tmp_path / "nextplease.db"
    before = file.read_bytes()
    for content in ((tmp_path / "copy").read_bytes()[:9000], b"words"):
        (tmp_path / "broken").write_bytes(content)
        with pytest.raises(NextPleaseError, match=r"^backup "):
            restore_file(file, tmp_path / "broken", "replaced", "restored")
    assert file.read_bytes() == before
    assert aside_files(file) == []


def test_a_new_card_goes_on_above_what_the_screens_have_seen(
    servers: Any, far: Any, beside: Any, sound: Any, ready: Any, tmp_path: Path, wait_until: Any
) -> None:
    """Nothing is left but the backup and a screen that followed the queue: it comes back by itself, and is asked."""
    server = servers()
    server.start()
    kiosk, screen = far(server), far(server, "display")
    screen.post("/devices/heartbeat", {"status": {}})
    token = screen.session.headers["Authorization"].removeprefix("Bearer ")
    stream = EventStream(server.url, token, lambda _event: None, last_id=0)
    stream.start()
    try:
        kiosk.take("A")
        with beside(server) as database:
            write_backup(database, tmp_path / "copy.db", check)
        given = [kiosk.take("A"), kiosk.take("B"), kiosk.take("A")]
        newest = kiosk.get("/services").json()["event_id"]
        wait_until(lambda: stream.last_id == newest, what="the screen has seen it all")
        port = server.url.rsplit(":", 1)[-1]
        server.kill()
        shutil.rmtree(server.data)
        assert server.cli("restore", str(tmp_path / "copy.db")).returncode == 0
        server.start(f"--port={port}")
        wait_until(lambda: ready(server)["ok"], what="the screen has told")
        assert [kiosk.take("A"), kiosk.take("B")] == ["A004", "B002"]
        assert not set(given) & {"A004", "B002"}
        wait_until(lambda: stream.last_id == newest + 3, what="the screen hears what comes after")
    finally:
        stream.close()
    assert "has not told" not in server.told()
    assert len(sound(server)) == 2


def test_what_should_be_forgotten_does_not_come_back(
    database: Any, staff: Any, clock: Any, site_id: int, kind: str, tmp_path: Path
) -> None:
    """A backup of the day before yesterday has nobody in it once it is restored, before anything serves it."""
    staff.take("A", name="Zebedee Quagmire", phone="+34 600 777 888", note="the blue folder")
    write_backup(database, tmp_path / "old", check)
    database.close()
    for days, left in ((0, 1), (2, 0)):
        later = clock.now + days * DAY_MS
        if kind == "sqlite":
            restore_file(
                tmp_path / "nextplease.db",
                tmp_path / "old",
                "replaced",
                "restored",
                lambda later=later: later,
            )
            restored = connect(f"sqlite:///{tmp_path / 'nextplease.db'}")
        else:
            restored = connect(database.engine.url.render_as_string(hide_password=False))
            restore_rows(restored, tmp_path / "old", tmp_path, lambda later=later: later)
        with restored.reading() as connection:
            for table in ("people", "day_keys"):
                assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == left
        assert check(restored) == []
        restored.close()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_history_is_kept(
    database: Any, desk: Desk, kiosk: Any, button: Any, clock: Any, site_id: int, kind: str
) -> None:
    """Days begin, the site is set up anew, services go and come: no ticket and no event is ever dropped."""
    before: set[tuple[Any, ...]] = set()
    site = desk.branch(site_id).site
    for day in range(4):
        assert kiosk.take("A")["number"] == "A001"
        kiosk.take("B")
        button.next("2")
        clock.advance(days=1)
        desk.keep_day()
        if day == 1:
            fewer = parse('name = "Town Hall"\n[[services]]\ncode = "A"\n[[counters]]\ncode = "2"\n', "test")
            setup.apply_site(desk, site_id, fewer)
            setup.apply_site(desk, site_id, site)
        with database.reading() as connection:
            events = connection.execute(text("SELECT site_id, id, event, at, data, checksum FROM events"))
            tickets = connection.execute(
                text("SELECT site_id, id, business_day, service, number FROM tickets")
            )
            now = {tuple(row) for row in [*events, *tickets]}
        assert now > before
        before = now
    Recovery(desk).look()
    assert check(database) == []
