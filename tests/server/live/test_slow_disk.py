"""A slow card: those who wait share what it takes to make a ticket durable."""

from __future__ import annotations

import mmap
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from patience import DEADLINE_S

from server.desk.check import check

CLIENTS = 16
SECONDS = 30
SLOW = Path(__file__).parents[2] / "slow_disk.c"  # every sync takes 5 ms longer, and is counted


@pytest.fixture
def syncs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Programs started from now on sync slowly; `syncs()` is how often they have."""
    library, counter = tmp_path / "slow.so", tmp_path / "syncs"
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", str(library), str(SLOW), "-ldl"], check=True)
    counter.write_bytes(bytes(8))
    monkeypatch.setenv("LD_PRELOAD", str(library))
    monkeypatch.setenv("SYNCS_COUNTED_IN", str(counter))

    def count() -> int:
        with counter.open("rb") as file, mmap.mmap(file.fileno(), 8, prot=mmap.PROT_READ) as seen:
            return int.from_bytes(seen[:8], "little")

    return count


@pytest.mark.timeout(300)
def test_several_tickets_share_one_commit(
    servers: Any, token: Any, lean: Any, opened: Any, syncs: Callable[[], int], rounds: Any
) -> None:
    """Sixteen kiosks: at least one and a half tickets for each time that the disk is waited for; in truth more."""
    server = servers("sqlite")
    server.start()
    kiosk = token(server, "kiosk")
    taken = [0] * CLIENTS
    until = time.monotonic() + rounds(SECONDS)
    before = syncs()

    def client(place: int) -> None:
        wire = lean.wire(server)
        ask = lean.take_ticket(kiosk, "ABCD"[place % 4])
        while time.monotonic() < until:
            status = ask(wire)
            assert status in {201, 409}
            taken[place] += status == 201

    threads = [threading.Thread(target=client, args=(place,)) for place in range(CLIENTS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(DEADLINE_S)
        assert not each.is_alive()
    waited = syncs() - before
    assert waited > 0
    assert min(taken) > 0
    assert sum(taken) >= 1.5 * waited, f"{sum(taken)} tickets, {waited} syncs"
    assert check(opened(server)) == []
