"""What a board is to show if nothing more is heard: a page that has lost its server goes on by it.

Calls end by time alone, and those that wait for the card take their turn, as in the lobby's program. Later there is
another greeting and another day, and the hours begin in which the screen is dark. The time of day it knows itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kit.lobby.board import AMBER_S, SHOWN_S, Lobby, ticked
from kit.lobby.hours import within
from kit.lobby.view import view
from server.pages.lobby.breaks import with_breaks

MOST = 12  # steps that are told: more calls than these wait for the card only where nobody could follow them
AHEAD_H = 12  # for so many hours a page knows what the day brings
_JUST_AFTER_S = 0.01
_QUARTER_S = 15 * 60


def later(lobby: Lobby, now: float, slots: int, shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Each step that time alone will bring: `after` seconds, what differs from `shown`, and the calls' events."""
    found: list[dict[str, Any]] = []
    before: dict[str, Any] = {}
    hours = [*_hours(lobby, now), *_opening(lobby, now)]
    at = now
    for _ in range(MOST + len(hours)):
        ends = [end for end in (*_ends(lobby, at), *hours) if end > at]
        if not ends:
            break
        at = min(ends) + _JUST_AFTER_S
        lobby, _calls = ticked(lobby, at, slots)
        told = with_breaks(asdict(view(lobby, at, "fresh", raqm=True)))
        differs = {name: value for name, value in told.items() if value != shown[name] and name != "clock"}
        if differs != before:
            events = [turn.call.event_id for turn in lobby.turns]
            found.append({"after": round(at - now, 2), "view": differs, "events": events})
            before = differs
    return found


def _opening(lobby: Lobby, now: float) -> Iterator[float]:
    """When a closed house opens: from then on it is not said any more that it will."""
    at = lobby.told.opens_at
    if not lobby.told.open and at is not None:
        yield now + (at - lobby.time(now)).total_seconds()


def _ends(lobby: Lobby, now: float) -> Iterator[float]:
    """When something on the board has had its time."""
    for turn in lobby.turns:
        yield turn.since + SHOWN_S
        yield turn.since + AMBER_S
    for row in lobby.rows(now):
        if row.fresh:
            yield now + AMBER_S - lobby.age(row.call, now)


def _hours(lobby: Lobby, now: float) -> Iterator[float]:
    """When the day brings something else: a quarter of it has passed, or the dark hours begin or end."""
    zone, moment = ZoneInfo(lobby.site.timezone), lobby.time(now)
    ahead = _QUARTER_S - moment.timestamp() % _QUARTER_S
    before = None
    for number in range(-1, AHEAD_H * 4):
        after = ahead + number * _QUARTER_S
        local = (moment + timedelta(seconds=after)).astimezone(zone)
        told = local.hour // 6, within(lobby.site.lobby.dim_hours, local, lobby.site.timezone)
        if before is not None and told != before:
            yield now + after
        before = told
