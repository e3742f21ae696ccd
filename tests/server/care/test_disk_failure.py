"""A disk that fails to sync: what was not made durable is never acknowledged, and nobody trusts that disk again."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

FAILING = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
static int failing(void) { const char *flag = getenv("FAIL_WHEN"); return flag && access(flag, F_OK) == 0; }
static int sync_by(const char *name, int fd) {
    if (failing()) { errno = EIO; return -1; }
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(fd);
}
int fsync(int fd) { return sync_by("fsync", fd); }
int fdatasync(int fd) { return sync_by("fdatasync", fd); }
"""


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """While this file exists, every fsync of the programs that are started from now on fails with EIO."""
    source, library = tmp_path / "failing.c", tmp_path / "failing.so"
    source.write_text(FAILING)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
    flag = tmp_path / "the disk fails"
    monkeypatch.setenv("LD_PRELOAD", str(library))
    monkeypatch.setenv("FAIL_WHEN", str(flag))
    return flag


def test_a_failed_sync_is_never_acknowledged(
    servers: Any, far: Any, ready: Any, sound: Any, failing: Path
) -> None:
    """503; red health until a restart, though the disk syncs again; and everything that was acknowledged is there."""
    server = servers()
    server.start()
    kiosk, screen = far(server), far(server, "display")
    taken = [kiosk.take("A") for _ in range(3)]
    failing.touch()
    refused = kiosk.post("/tickets", {"service": "A"}, key="asked-while-the-disk-failed")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    failing.unlink()
    assert kiosk.post("/tickets", {"service": "A"}).status_code == 503
    told = ready(server)
    assert (told["status"], told["checks"]["commits"]) == (503, "disk I/O error")
    assert "THE DISK FAILED" in server.told()
    assert screen.get("/board").status_code == 200  # what is known is still shown
    server.kill()

    server.start()
    assert ready(server)["ok"] is True
    given = kiosk.post("/tickets", {"service": "A"}, key="asked-while-the-disk-failed")
    assert given.status_code == 201
    numbers = [*taken, given.json()["number"], kiosk.take("A")]
    assert numbers == ["A001", "A002", "A003", "A004", "A005"]
    assert server.stop() == 0
    assert sound(server) == []
