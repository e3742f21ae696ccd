"""A database of the first release is brought up to date, and everything in it still holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine

import server.store
from kit import wire
from server.callers import Caller
from server.desk import Desk, bands
from server.desk.check import check
from server.desk.devices import note_heartbeat
from server.desk.setup import choose_site, devices
from server.store.database import Database, connect
from server.store.migrate import migrate
from server.store.tables import metadata

# Two business days of a small town hall, as the first release wrote them: calls, a recall, a no-show, people waiting.
FIRST = Path(__file__).with_name("first_release.sql")


def filled(file: Path) -> str:
    """An SQLite database of the first release; its URL."""
    with sqlite3.connect(file) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    connection.close()
    return f"sqlite:///{file}"


def carried_over(source: str, target: str) -> str:
    """The same rows in a PostgreSQL of the first release; its URL."""
    config = Config()
    config.set_main_option("script_location", str(Path(server.store.__file__).parent / "migrations"))
    there, here = create_engine(target), create_engine(source)
    with there.begin() as into, here.connect() as out:
        config.attributes["connection"] = into
        command.upgrade(config, "0001")
        old = MetaData()
        old.reflect(into)
        for table in old.sorted_tables:
            rows = [dict(row._mapping) for row in out.execute(table.select())]
            if rows and table.name != "alembic_version":
                into.execute(table.insert(), rows)
    there.dispose()
    here.dispose()
    return target


@pytest.fixture
def old(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A database of the first release, open and not yet brought up to date."""
    url = filled(tmp_path / "first.db")
    if kind == "postgresql":
        postgres = request.getfixturevalue("postgres")
        name = postgres.fresh()
        url = carried_over(url, postgres.url(name))
    opened = connect(url)
    yield opened
    opened.close()
    if kind == "postgresql":
        postgres.drop(name)


def test_everything_of_the_first_release_still_holds(old: Database, clock: Any) -> None:
    """The laws of the queue, and who waits in which order; the next day begins as any other."""
    migrate(old)
    assert check(old) == []
    clock.advance(days=1, seconds=900)
    desk = Desk(old, clock)
    site_id = choose_site(old, None)
    with desk.view(site_id) as view:
        queue = view.queue().tickets
        assert [each.number for each in queue] == ["A003", "B002"]
        assert {each.queue_class for each in queue} == {"standard"}
        assert [each.state for each in view.counters().counters] == ["open", "open"]
    clock.advance(days=1)
    desk.keep_day()
    with desk.view(site_id) as view:
        assert view.queue().tickets == []
    assert check(old) == []


def test_a_kiosk_of_an_older_release_gets_its_band_when_it_is_heard(old: Database, clock: Any) -> None:
    """On the same day still, above the numbers that were given."""
    migrate(old)
    clock.advance(days=1, seconds=900)
    desk = Desk(old, clock)
    site_id = choose_site(old, None)
    kiosk = next(row for row in devices(desk, site_id) if row.role == "kiosk")
    with desk.view(site_id) as view:
        assert bands.told(view, kiosk.id) == []
    caller = Caller(site_id, "device", kiosk.id, kiosk.name, "kiosk")
    desk.change(caller, lambda change: note_heartbeat(change, wire.Heartbeat()))
    with desk.view(site_id) as view:
        assert [(each.service, each.first) for each in bands.told(view, kiosk.id)] == [("A", 900), ("B", 900)]
    assert check(old) == []


def test_the_tables_are_as_the_code_says(old: Database) -> None:
    """Brought up to date they do not differ from the tables that the statements are made for."""
    migrate(old)
    with old.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_safe_to_repeat(old: Database) -> None:
    """A second start changes nothing."""
    migrate(old)
    migrate(old)
    assert check(old) == []
