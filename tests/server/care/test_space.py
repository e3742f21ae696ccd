"""A full disk: tickets are refused in words before SQLite fails, calls go on, and space is noticed within seconds."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from patience import DEADLINE_S

from server.store.space import LAST, MB, RESERVE, Space, free_bytes, make_room

DISK_MB = 40


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 40 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    assert mount is not None
    subprocess.run([mount, "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, leave: int) -> None:
    """Let others take all but so many bytes of the disk."""
    with (folder / "others").open("ab") as others:
        others.write(b"\0" * max(0, free_bytes(folder) - leave))


def test_tickets_stop_before_the_disk_is_full_and_calls_go_on(
    servers: Any, far: Any, ready: Any, sound: Any, small_disk: Path, wait_until: Any
) -> None:
    """503 with Retry-After for a ticket, 200 for a call; with the last byte gone, the reserve carries the calls."""
    server = servers()
    server.data = small_disk / "data"
    server.start("--free-space=12")
    kiosk, button = far(server), far(server, "counter", "1")
    first = kiosk.post("/tickets", {"service": "A"}, key="taken-before-the-disk-was-full")
    assert first.status_code == 201
    for _ in range(5):
        kiosk.take("A")
    wait_until(lambda: (server.data / "nextplease.reserve").exists(), what="the reserve")
    assert ready(server)["checks"]["space"] == "ok"

    fill(small_disk, 8 * MB)
    wait_until(lambda: kiosk.post("/tickets", {"service": "A"}).status_code == 503, what="a refusal")
    refused = kiosk.post("/tickets", {"service": "A"})
    assert int(refused.headers["Retry-After"]) >= 1
    assert "disk is almost full" in refused.json()["detail"]
    assert ready(server)["status"] == 503
    again = kiosk.post("/tickets", {"service": "A"}, key="taken-before-the-disk-was-full")
    assert again.json()["number"] == first.json()["number"]
    assert call(button) == "A001"

    fill(small_disk, 0)
    wait_until(lambda: not (server.data / "nextplease.reserve").exists(), what="the reserve is given back")
    fill(small_disk, RESERVE // 2)
    for number in (2, 3, 4):
        assert call(button) == f"A{number:03d}"

    (small_disk / "others").unlink()
    began = time.monotonic()
    wait_until(lambda: kiosk.post("/tickets", {"service": "A"}).status_code == 201, what="a ticket")
    assert time.monotonic() - began < 5
    assert ready(server)["ok"] is True
    assert server.stop() == 0
    assert sound(server) == []


def call(button: Any) -> str:
    """Press "next" as a clerk does, who waits a moment between two customers."""
    deadline = time.monotonic() + DEADLINE_S
    while (answer := button.post("/counters/1/next")).status_code == 409:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["ticket"]["number"])


def test_looking_is_all_that_it_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only `look` asks the disk; the reserve is made, given back when nothing is left, and made again."""
    free = [100 * MB]
    monkeypatch.setattr("server.store.space.free_bytes", lambda _folder: free[0])
    space = Space(tmp_path, 20 * MB)
    assert space.refusal is None
    space.look()
    reserve = tmp_path / "nextplease.reserve"
    assert reserve.stat().st_blocks * 512 >= RESERVE
    free[0] = 19 * MB
    assert space.refusal is None
    space.look()
    assert space.refusal == "The disk is almost full: 19 MB are free."
    assert reserve.exists()
    free[0] = LAST - 1
    space.look()
    assert not reserve.exists()
    free[0] = 21 * MB
    space.look()
    assert space.refusal is None
    assert not reserve.exists()
    free[0] = 100 * MB
    space.look()
    assert reserve.exists()
    free[0] = LAST - 1
    make_room(tmp_path)
    assert not reserve.exists()


def test_no_floor_refuses_nobody(tmp_path: Path) -> None:
    """`--free-space=0`: neither looks nor keeps a reserve."""
    space = Space(tmp_path, 0)
    space.look()
    assert space.refusal is None
    assert list(tmp_path.iterdir()) == []
