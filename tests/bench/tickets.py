"""Tickets a second and how long one takes, each beside its floors measured in the same run on fresh data."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import Any

from load import run, take_ticket
from programs import SITE, device, server

from kit import wire
from server.callers import Caller
from server.desk import Desk, Key, setup
from server.desk.tickets import take_ticket as take_case
from server.sitefile import parse
from server.store.database import connect, default_url
from server.store.migrate import migrate

CLIENTS = (1, 8, 32)


def measure(folder: Path, answers: int) -> list[dict[str, Any]]:
    """A row for each figure."""
    rows = []
    for clients in CLIENTS:
        with server(folder / f"load-{clients}") as (url, _):
            token = device(folder / f"load-{clients}", "kiosk", "bench")
            run(url, take_ticket(token, "B"), 1, 50, 201)  # warm
            load = run(url, take_ticket(token), clients, answers, 201)
            floor = run(url, lambda wire: wire.ask("GET", "/healthz")[0], clients, answers, 200)
        rows += [
            _row(f"tickets/s, {clients} clients", load.per_second, "1/s", "bare answer", floor.per_second),
            _row(
                f"one ticket p50, {clients} clients",
                load.percentile(0.5),
                "ms",
                "bare answer",
                floor.percentile(0.5),
            ),
            _row(
                f"one ticket p99, {clients} clients",
                load.percentile(0.99),
                "ms",
                "bare answer",
                floor.percentile(0.99),
            ),
        ]
    without = desk_only(folder / "desk", answers)
    rows.append(_row("tickets/s, no HTTP, one after another", without, "1/s", "", None))
    return rows


def desk_only(folder: Path, answers: int) -> float:
    """The same rows committed without HTTP, one commit each: tickets a second."""
    folder.mkdir(parents=True)
    database = connect(default_url(folder))
    migrate(database)
    site_id = setup.create_site(database, "main", parse(SITE, "bench"))
    desk = Desk(database)
    setup.add_device(desk, site_id, "kiosk", "bench", None)
    caller = Caller(site_id, "device", 1, "bench", "kiosk")
    asked = wire.TakeTicket(service="A")
    began = time.perf_counter()
    for _ in range(answers):
        key = Key.of(secrets.token_hex(16), "POST", "/api/v1/tickets", asked.model_dump_json())
        answer = desk.command(caller, key, lambda change: take_case(change, asked))
        assert answer.status == 201
    seconds = time.perf_counter() - began
    database.close()
    return answers / seconds


def _row(name: str, value: float, unit: str, floor_name: str, floor: float | None) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "floor_name": floor_name, "floor": floor}
