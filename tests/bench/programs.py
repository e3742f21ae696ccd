"""Starts the programs for a measurement, and ends them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

SITE = """
name = "Bench"
offline_band = 0
[[services]]
code = "A"
name = { en = "General enquiries" }
last = 99999
[[services]]
code = "B"
name = { en = "Passports" }
last = 99999
[[counters]]
code = "1"
[[counters]]
code = "2"
"""


def server_command(*words: str) -> list[str]:
    """nextplease-server with these words."""
    return [sys.executable, "-m", "server", *words]


@contextlib.contextmanager
def server(folder: Path, *more: str, run: Sequence[str] = ()) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server on fresh data; its address and process. `more` goes to every command, `run` to the serving one."""
    folder.mkdir(parents=True)
    site = folder / "site.toml"
    site.write_text(SITE)
    data = str(folder / "data")
    subprocess.run(server_command("init", "--data", data, "--site", str(site), *more), check=True)
    log = (folder / "server.log").open("w")
    process = subprocess.Popen(
        server_command("run", "--data", data, "--port", "0", *more, *run),
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("ready "), f"the server did not start: {(folder / 'server.log').read_text()}"
        yield line.split()[1], process
    finally:
        end(process)
        log.close()


def device(folder: Path, role: str, name: str, *more: str) -> str:
    """A new device's token."""
    command = server_command("device", "add", role, name, "--data", str(folder / "data"), *more)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def end(process: subprocess.Popen[str]) -> None:
    """SIGTERM, and SIGKILL if that does not help within 10 s."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def pss_mb(pid: int) -> float:
    """Memory of a process tree in MB: PSS, which shares out shared pages."""
    tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    total = 0
    for process in tree:
        with contextlib.suppress(psutil.NoSuchProcess):
            total += process.memory_full_info().pss
    return total / 1e6


def idle_cpu_percent(pid: int, seconds: float) -> float:
    """Share of one core that a process tree uses while nothing happens, in percent, over `seconds`."""
    tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]

    def used() -> float:
        return sum(sum(process.cpu_times()[:2]) for process in tree)

    before, began = used(), time.monotonic()
    time.sleep(seconds)  # the measurement itself
    return (used() - before) / (time.monotonic() - began) * 100


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))
