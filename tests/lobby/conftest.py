"""The whole lobby, as processes: what the demo starts."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from patience import DEADLINE_S, wait_until

ROOT = Path(__file__).resolve().parents[2]


class Demo:
    """A running demo, its lines collected as they come."""

    def __init__(self, folder: Path, *words: str) -> None:
        environment = {
            name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}
        }
        self.folder = folder
        self.lines: list[str] = []
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # these tests run in a shell's background,
            signal.signal(signal.SIGINT, signal.default_int_handler)  # and the demo would ignore Ctrl-C, too
        self.process = subprocess.Popen(
            [sys.executable, "-m", "demo", "--folder", str(folder), *words],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, pattern: str, seconds: float = 3 * DEADLINE_S) -> re.Match[str]:
        """The first line in which the pattern is found."""
        found: list[re.Match[str]] = []

        def seen() -> bool:
            found[:] = [match for line in list(self.lines) if (match := re.search(pattern, line))]
            return bool(found)

        wait_until(seen, f"a line with {pattern!r}; there is {self.lines}", seconds=seconds, pause_s=0.05)
        return found[0]

    def press(self, line: str = "") -> None:
        """Enter, at the demo's own keyboard."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def programs(self) -> list[psutil.Process]:
        """The lobby's programs, which last as long as the demo does."""
        return psutil.Process(self.process.pid).children()

    def children(self) -> list[psutil.Process]:
        """Every process there is of it now, some of which come and go: a voice in the making, a backup."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def interrupt(self) -> int:
        """Ctrl-C; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(DEADLINE_S)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Callable[..., Demo]]:
    """Starts demos, and ends those that are left."""
    yield from _demos(tmp_path)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo that was driven once, to its end; for all who look at what it left."""
    for start in _demos(tmp_path_factory.mktemp("once")):
        running = start("--once")
        assert running.process.wait(4 * DEADLINE_S) == 0, running.lines
        yield running


def _demos(folder: Path) -> Iterator[Callable[..., Demo]]:
    running: list[Demo] = []

    def start(*words: str) -> Demo:
        running.append(Demo(folder / f"demo{len(running)}", *words))
        return running[-1]

    yield start
    for each in running:
        if each.process.poll() is None:
            each.process.terminate()
            each.process.wait(DEADLINE_S)
        for pipe in (each.process.stdin, each.process.stdout):
            assert pipe is not None
            pipe.close()
