"""A thousand open streams and ten calls a second: when the last one has a call, how long commands take, and memory."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from pathlib import Path
from typing import Any

from crowd import Crowd
from load import Wire
from programs import SITE, pss_mb, server, server_command

from server.desk import Desk, setup
from server.store.database import connect, default_url

COUNTERS = 20


def measure(folder: Path, streams: int = 1000, calls: int = 100) -> list[dict[str, Any]]:
    """A row for each figure."""
    with server(folder, run=("--backup-delay=86400",)) as (url, process):  # that is another process
        site = folder / "many.toml"
        site.write_text(SITE + "".join(f'[[counters]]\ncode = "{n}"\n' for n in range(3, COUNTERS + 1)))
        command = server_command("site", "apply", str(site), "--data", str(folder / "data"))
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        kiosk, screen, *buttons = _devices(folder)
        wire = Wire(url)
        for _ in range(calls):
            status, _ = wire.ask("POST", "/api/v1/tickets", kiosk, b'{"service":"A"}', secrets.token_hex(16))
            assert status == 201
        crowd = Crowd(url, screen, streams)
        called = [_call(wire, n % COUNTERS, buttons) for n in range(calls)]
        time.sleep(1)  # the last of them may be on its way
        memory = pss_mb(process.pid)
        late = sorted((crowd.last[event] - began) * 1000 for event, began, _ in called)
        took = sorted(ms for _, _, ms in called)
        complete = min(crowd.seen.values()) == streams
        crowd.close()
        wire.close()
    assert complete, "a listener missed an event"
    return [
        _row("call to the last of 1,000 streams p50", late[len(late) // 2], "ms"),
        _row("call to the last of 1,000 streams, worst", late[-1], "ms"),
        _row("a call while 1,000 streams are told p99", took[-(-99 * len(took) // 100) - 1], "ms"),
        _row("memory with 1,000 streams", memory, "MB"),
    ]


def _devices(folder: Path) -> list[str]:
    """Tokens of a kiosk, a screen and a button for each counter, added beside the running server."""
    desk = Desk(connect(default_url(folder / "data")))
    counters = [("counter", str(number)) for number in range(1, COUNTERS + 1)]
    tokens = [
        setup.add_device(desk, 1, role, f"{role} {counter}", counter)
        for role, counter in [("kiosk", None), ("display", None), *counters]
    ]
    desk.database.close()
    return tokens


def _call(wire: Wire, place: int, buttons: list[str]) -> tuple[int, float, float]:
    """One call at this counter, and the rest of a tenth of a second: its event, when it began, ms to its answer."""
    began = time.perf_counter()
    path = f"/api/v1/counters/{place + 1}/next"
    status, answer = wire.ask("POST", path, buttons[place], b"", secrets.token_hex(16))
    took = (time.perf_counter() - began) * 1000
    assert status == 200, answer
    _, board = wire.ask("GET", "/api/v1/board", buttons[place])
    time.sleep(max(0.0, began + 0.1 - time.perf_counter()))  # ten calls a second
    return int(json.loads(board)["event_id"]), began, took


def _row(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "floor_name": "", "floor": None}
