"""What a kiosk or a lobby screen needs somebody for, from what it last told of itself (pure).

The status in a kiosk's heartbeat: `printer` "ok" or its trouble (paper_out, cover_open, error, offline), `paper` ok,
near_end, out or unknown, `unsent` tickets of an outage that it has still to hand in, `not_taken` those that were
refused. In a lobby screen's: `sound` why nothing can be heard, empty while all is well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

AWAY_MS = 2 * 60_000
FORGOTTEN_MS = 7 * 24 * 3600 * 1000  # one that is away for so long was put away
_TROUBLE = ("paper_out", "cover_open", "offline")


@dataclass(frozen=True)
class Need:
    """One thing; `urgent`: customers are worse off already. `count`: minutes, or tickets, where that says more."""

    kind: str
    urgent: bool = True
    count: int = 0


def needs(seen_at_ms: int | None, now_ms: int, status: Mapping[str, object]) -> list[Need]:
    """What is the matter with a kiosk, the worst first; of one that is away only that."""
    if is_away(seen_at_ms, now_ms):
        return _away(seen_at_ms, now_ms)
    found = [*_printer(str(status.get("printer") or "ok"), str(status.get("paper") or "unknown"))]
    for kind in ("not_taken", "unsent"):
        count = status.get(kind)
        if isinstance(count, int) and count > 0:
            found.append(Need(kind, urgent=kind == "not_taken", count=count))
    return found


def screen_needs(seen_at_ms: int | None, now_ms: int, status: Mapping[str, object]) -> list[Need]:
    """The same of a lobby screen. Whoever cannot see it hears nothing when its sound has a fault."""
    if is_away(seen_at_ms, now_ms):
        return _away(seen_at_ms, now_ms)
    return [Need("sound")] if status.get("sound") else []


def is_away(seen_at_ms: int | None, now_ms: int) -> bool:
    """Whether it has not been heard of lately, or never."""
    return seen_at_ms is None or now_ms - seen_at_ms >= AWAY_MS


def _away(seen_at_ms: int | None, now_ms: int) -> list[Need]:
    """That it is away: not of one that was never heard of, and so is not there yet, nor of one that was put away."""
    away_ms = FORGOTTEN_MS if seen_at_ms is None else now_ms - seen_at_ms
    return [Need("away", count=away_ms // 60_000)] if away_ms < FORGOTTEN_MS else []


def _printer(printer: str, paper: str) -> list[Need]:
    if printer == "paper_out" or paper == "out":
        return [Need("paper_out")]
    if printer not in {"ok", "unknown"}:
        return [Need(printer if printer in _TROUBLE else "error")]
    return [Need("near_end", urgent=False)] if paper == "near_end" else []
