"""Copying every table into another database: the same laws hold there, and it goes on from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.desk import Desk, setup, users
from server.desk.check import check
from server.store.copying import clear_tables, copy_tables
from server.store.database import connect
from server.store.migrate import migrate


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """An empty database with its tables."""
    if request.param == "sqlite":
        database = connect(f"sqlite:///{tmp_path / 'target.db'}")
        migrate(database)
        yield database
        database.close()
        return
    postgres = request.getfixturevalue("postgres")
    name = postgres.fresh()
    database = connect(postgres.url(name))
    migrate(database)
    yield database
    database.close()
    postgres.drop(name)


def test_a_copy_is_whole_and_goes_on(
    kiosk: Any, button: Any, database: Any, target: Any, clock: Any, site_id: int
) -> None:
    """From either kind of database to either: nothing is missing, and new rows get numbers of their own."""
    for service in "AABA":
        kiosk.take(service)
    button.next("2")
    with database.reading() as source:
        copied = target.write(lambda connection: copy_tables(source, connection))
    assert copied["tickets"] == 4
    assert copied["events"] > 10
    assert check(target) == []
    copy = Desk(target, clock)
    setup.add_device(copy, site_id, "kiosk", "a third", None)
    users.add(copy, site_id, "eve", "staff", "correct horse")
    assert check(target) == []
    target.write(clear_tables)
    assert setup.site_ids(target) == {}
