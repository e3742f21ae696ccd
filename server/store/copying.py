"""Copies every table from one database into another, whatever kinds they are: for backups, restores and moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Integer, Table, func, insert, select, text

from server.store.tables import metadata

PAGE = 2000  # rows in memory at a time


def copy_tables(source: Connection, target: Connection) -> Mapping[str, int]:
    """Copy all rows of all tables; returns how many there were of each.

    Both have the newest tables (`migrate`), and those of `target` are empty. What is copied is what `source` sees: give
    it a snapshot (`Database.reading()`), and a server may go on meanwhile. The caller commits `target`, so that all of
    it arrives or nothing.
    """
    copied = {table.name: _copy(source, target, table) for table in metadata.sorted_tables}
    if target.dialect.name == "postgresql":
        for table in metadata.sorted_tables:
            _count_on(target, table)
    return copied


def _copy(source: Connection, target: Connection, table: Table) -> int:
    rows = 0
    query = select(table).order_by(*table.primary_key)
    # From a cursor in the database: a year's log does not fit a Pi's memory.
    options = {"stream_results": True, "yield_per": PAGE}
    for page in source.execute(query, execution_options=options).mappings().partitions():
        target.execute(insert(table), [dict(row) for row in page])
        rows += len(page)
    return rows


def _count_on(target: Connection, table: Table) -> None:
    """Let PostgreSQL give the next new row an id of its own, though the copied rows brought theirs."""
    numbered = table.autoincrement_column
    if numbered is None or not isinstance(numbered.type, Integer):
        return
    sequence = target.execute(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": numbered.name}
    ).scalar_one()
    highest: Any = target.execute(select(func.max(numbered))).scalar_one()
    if sequence is not None and highest is not None:
        target.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def clear_tables(target: Connection) -> None:
    """Delete all rows of all tables, the dependent ones first. The caller commits."""
    for table in reversed(metadata.sorted_tables):
        target.execute(table.delete())
