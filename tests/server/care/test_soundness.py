"""A long log is looked at from its end, a short one as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from server.desk import soundness
from server.desk.soundness import sound, thoroughly

ALTERED = {
    "UPDATE events SET data = replace(data, 'A', 'B') WHERE id = (SELECT max(id) FROM events)": "not what was written",
    "DELETE FROM events WHERE id = (SELECT max(id) FROM events)": "the newest event is",
    "DELETE FROM events WHERE id = (SELECT max(id) - 1 FROM events)": "follows",
    "UPDATE sites SET last_event = last_event + 1 WHERE code = 'main'": "the newest event is",
}


@pytest.mark.parametrize("statement", ALTERED)
@pytest.mark.parametrize("limit", ["SHORT", "WHOLE"])
def test_the_end_of_a_long_log_is_read(
    database: Any, kiosk: Any, statement: str, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is newest, and what a crash would take: at a start, and for a backup."""
    for _ in range(3):
        kiosk.take("A")
    monkeypatch.setattr(soundness, limit, 2)
    look = sound if limit == "SHORT" else thoroughly
    assert look(database) == []
    with database.engine.begin() as connection:
        connection.execute(text(statement))
    assert any(ALTERED[statement] in line for line in look(database))


def test_a_long_log_is_not_read_as_a_whole(
    database: Any, kiosk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old event is left to `check`: a start takes seconds, not minutes."""
    for _ in range(3):
        kiosk.take("A")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE events SET actor = 'x' WHERE id = 2 AND site_id = 1"))
    assert sound(database) != []
    assert thoroughly(database) != []
    for limit in ("SHORT", "WHOLE", "NEWEST"):
        monkeypatch.setattr(soundness, limit, 2)
    assert sound(database) == []
    assert thoroughly(database) == []
