"""What `make prove` ran at its full count, said at its end: each long proof, how it ended and how long it took.

A proof is a test that asks for `rounds`, draws its examples, or is marked `prove`. tests/conftest.py has the hooks.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

PROVE = os.environ.get("NEXTPLEASE_PROVE") == "1"


def pytest_collection_modifyitems(items: Sequence[Any]) -> None:
    """Mark the proofs, so that their reports are known again, whichever process makes them."""
    for item in items:
        drawn = getattr(item.obj, "is_hypothesis_test", False)
        if drawn or "rounds" in item.fixturenames or item.get_closest_marker("prove"):
            item.user_properties.append(("proof", "full" if PROVE else "a tenth"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The list, the longest first."""
    if not PROVE:
        return
    seconds: dict[str, float] = {}
    ended: dict[str, str] = {}
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, ()):
            if ("proof", "full") in getattr(report, "user_properties", ()):
                seconds[report.nodeid] = seconds.get(report.nodeid, 0.0) + report.duration
                ended[report.nodeid] = outcome
    terminalreporter.section(f"{len(ended)} proofs at full count: {sum(seconds.values()) / 60:.0f} min")
    for name in sorted(seconds, key=lambda name: -seconds[name]):
        terminalreporter.line(f"{seconds[name]:8.1f} s  {ended[name]:7} {name}")
