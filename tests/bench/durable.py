"""What durability costs: a disk whose every sync takes 5 ms longer, and PostgreSQL with one worker and with four."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from load import run, take_ticket
from programs import device, server

TESTS = Path(__file__).resolve().parents[1]
CLIENTS = 16
# One row a commit, as the server's database is set: what this disk can do.
COMMITS = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode=WAL")
connection.execute("PRAGMA synchronous=FULL")
connection.execute("CREATE TABLE rows (text)")
began = time.perf_counter()
for number in range(200):
    connection.execute("INSERT INTO rows VALUES (?)", ("x" * 500,))
print(200 / (time.perf_counter() - began))
"""


def measure(folder: Path, answers: int) -> list[dict[str, Any]]:
    """A row for each figure."""
    return [*_slow_disk(folder, answers), *_postgres(folder, answers)]


def _slow_disk(folder: Path, answers: int) -> list[dict[str, Any]]:
    folder.mkdir(parents=True)
    library, counter = folder / "slow.so", folder / "syncs"
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-o", str(library), str(TESTS / "slow_disk.c"), "-ldl"], check=True
    )
    counter.write_bytes(bytes(8))
    slow = {"LD_PRELOAD": str(library), "SYNCS_COUNTED_IN": str(counter)}
    told = subprocess.run(
        [sys.executable, "-c", COMMITS, str(folder / "floor.db")],
        env={**os.environ, **slow},
        check=True,
        capture_output=True,
        text=True,
    )
    floor = float(told.stdout)
    os.environ.update(slow)
    try:
        with server(folder / "slow") as (url, _):
            load = run(url, take_ticket(device(folder / "slow", "kiosk", "bench")), CLIENTS, answers, 201)
    finally:
        for name in slow:
            del os.environ[name]
    return [
        _row("tickets/s, syncs 5 ms slower, 16 clients", load.per_second, "1/s", "one row a commit", floor),
        _row("the same, one ticket p50", load.percentile(0.5), "ms"),
        _row("the same, one ticket p99", load.percentile(0.99), "ms"),
    ]


def _postgres(folder: Path, answers: int) -> list[dict[str, Any]]:
    sys.path[:0] = [str(TESTS), str(TESTS / "helpers")]
    from conftest import running_postgres  # the tests' own, which knows how to start one

    rows = []
    with running_postgres() as postgres:
        for workers in (1, 4):
            where = f"--database={postgres.url(postgres.fresh())}"
            place = folder / f"postgres-{workers}"
            with server(place, where, run=("--workers", str(workers))) as (url, _):
                load = run(url, take_ticket(device(place, "kiosk", "bench", where)), CLIENTS, answers, 201)
            rows += [
                _row(f"tickets/s, PostgreSQL, {workers} workers", load.per_second, "1/s"),
                _row(f"the same, {workers} workers, one ticket p99", load.percentile(0.99), "ms"),
            ]
    return rows


def _row(
    name: str, value: float, unit: str, floor_name: str = "", floor: float | None = None
) -> dict[str, Any]:
    kept = None if floor is None else round(floor, 2)
    return {"name": name, "value": round(value, 2), "unit": unit, "floor_name": floor_name, "floor": kept}
