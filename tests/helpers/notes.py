"""Work for a database: rows of a table `notes`, each a number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text


def insert(number: int) -> Any:
    """Work that adds a row."""
    return lambda connection: connection.execute(text(f"INSERT INTO notes VALUES ({number})"))
