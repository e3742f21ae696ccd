"""How long the kernel let threads wait for a processor: what a busy machine adds to a time that a test has to bound."""

from __future__ import annotations

import contextlib
from pathlib import Path


def waited_for_a_processor(*processes: int, but: int = 0) -> float:
    """Seconds that the threads of these processes, all but the thread `but`, were ready to run and were not let."""
    total = 0
    for process in processes:
        for task in Path(f"/proc/{process}/task").iterdir():
            if int(task.name) == but:
                continue
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
                total += int((task / "schedstat").read_text().split()[1])
    return total / 1e9
