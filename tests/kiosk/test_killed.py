"""The kiosk killed between any two steps of a tap, each by itself: never a second number, never a second paper."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk import state as s
from kiosk.pending import PendingFile
from kit.client import QueueClient
from printer.jobs import JobFolder

CUT = b"\x1dV"
STEPS = {
    "the tap is kept": (PendingFile, "save"),
    "the server is asked": (QueueClient, "take"),
    "the ticket is in the spool": (JobFolder, "keep"),
    "the tap is forgotten": (PendingFile, "forget"),
}


class Killed(BaseException):
    """No code of ours catches it: what it passes through does nothing more, as after kill -9."""


@pytest.fixture
def kill(monkeypatch: pytest.MonkeyPatch) -> Callable[..., threading.Event]:
    """Kill whoever first does this, before or after it; the event says that it happened."""

    def at(owner: type, name: str, *, after: bool) -> threading.Event:
        does, killed = getattr(owner, name), threading.Event()

        def do(*words: Any, **options: Any) -> Any:
            if killed.is_set():
                return does(*words, **options)
            if after:
                does(*words, **options)
            killed.set()
            raise Killed

        monkeypatch.setattr(owner, name, do)
        return killed

    return at


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # that is the kill
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_this_step(
    server: Any, headless: Any, kill: Any, tmp_path: Path, step: str, after: bool
) -> None:
    """The next start finishes the tap or has never heard of it; what was printed is not printed again."""
    paper = tmp_path / "paper"
    killed = kill(*STEPS[step], after=after)
    first = headless(f"file://{paper}")
    first.tap()
    first.until(killed.is_set)
    if step == "the tap is forgotten":
        first.until(lambda: server.printed)  # the spool, a thread of its own, had the ticket already
    first.abandon()
    second = headless(f"file://{paper}")
    unheard = step == "the tap is kept" and not after
    second.until(lambda: isinstance(second.state.screen, s.Start | s.Done | s.NoPaper))
    second.until(lambda: not (tmp_path / "pending.json").exists() and (unheard or server.printed))
    second.jobs.close()
    printed = paper.read_bytes().count(CUT) if paper.exists() else 0
    assert (len(server.taken), printed) == ((0, 0) if unheard else (1, 1))
    assert {result for _, result in server.printed} <= {"sent"}
