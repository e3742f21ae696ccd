"""The tap on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.pending import RECENT_S, PendingFile
from kiosk.state import Pending

TAP = Pending("k" * 32, "A", "ar", priority=True)


def test_a_tap_survives_a_restart(tmp_path: Path) -> None:
    """What was saved is found again by another process's view of the same folder."""
    PendingFile(tmp_path).save(TAP, now=1000.0)
    assert PendingFile(tmp_path).recent(now=1005.0) == TAP


def test_a_settled_tap_is_gone(tmp_path: Path) -> None:
    """A tap that was settled is not asked for again; settling an older one does not touch a newer."""
    file = PendingFile(tmp_path)
    file.save(TAP, now=1000.0)
    file.forget("an older key")
    assert file.recent(now=1001.0) == TAP
    file.forget(TAP.key)
    assert file.recent(now=1001.0) is None


@pytest.mark.parametrize("now", [1000.0 + RECENT_S + 1, 900.0])
def test_an_old_tap_is_dropped(tmp_path: Path, now: float) -> None:
    """A customer who has gone gets no ticket; neither does one from a clock that went backwards."""
    file = PendingFile(tmp_path)
    file.save(TAP, now=1000.0)
    assert file.recent(now) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("rubbish", ["", "{", "[]", '{"key": "k"}', "null"])
def test_an_unreadable_tap_is_dropped(tmp_path: Path, rubbish: str) -> None:
    """A half-written or foreign file is no reason not to start."""
    (tmp_path / "pending.json").write_text(rubbish)
    assert PendingFile(tmp_path).recent(now=0.0) is None
