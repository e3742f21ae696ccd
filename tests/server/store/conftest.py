"""What the tests of the databases share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text


@pytest.fixture
def notes(database: Any) -> Iterator[Callable[[], list[int]]]:
    """The database with a table to write to; `notes()` are its rows, and no two may be alike."""
    database.write(lambda connection: connection.execute(text("CREATE TABLE notes (n INTEGER PRIMARY KEY)")))

    def rows() -> list[int]:
        with database.reading() as connection:
            return [row.n for row in connection.execute(text("SELECT n FROM notes ORDER BY n"))]

    yield rows
    database.write(lambda connection: connection.execute(text("DROP TABLE notes")))
